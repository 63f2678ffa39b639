//! Single sign-on over real sockets: a browser's way to a provider and back, and the provider's own word that a session ended.

use crate::client::Ask;
use crate::desk::Who;
use crate::house::{House, on_both_engines};
use http::Method;
use net::DevCa;
use serde_json::{Value as Json, json};
use std::time::{Duration, Instant};
use testkit::peers::oidc::{Client, Planned, Provider};

const SECRET: &str = "geheim-der-theke-0123456789-abcdefgh";

/// A provider that alpha's administrator has set up for agents; gives it with its id.
async fn set_up(house: &House) -> (Provider, String) {
    let now = house.opened.house.ambient.now();
    let ca = DevCa::create(now).expect("an authority");
    let own = ca.issue("localhost", now).expect("a certificate");
    let trusted = format!("{}\n{}", ca.ca_pem(), house.ca_pem());
    let planned = Planned::on(house.sign_on, &own.certificate_pem, own.key_pem.reveal(), &trusted);
    let mapping = json!({
        "groups_claim": "groups", "creates_accounts": true,
        "rules": [{"value": "desk", "group": 1, "permissions": ["rw"]}],
    });
    let oidc = json!({"issuer": planned.issuer(), "client_id": "desk", "roots": ca.ca_pem()});
    let body = json!({"side": "agents", "name": "Provider", "oidc": oidc, "secret": SECRET, "mapping": mapping});
    let ask = Ask::new(Method::POST, &house.alpha.host, "/api/v1/sso/providers").json(&body);
    let made = house.as_person(&house.alpha, Who::Administrator, ask).await.expect(201).json();
    let word = |name: &str| made[name].as_str().expect("a text").to_owned();
    let client = Client { id: "desk".into(), secret: SECRET.into(), redirect_uri: word("callback"), logout_uri: Some(word("logout")) };
    let accounts = json!({"karla": {
        "name": "Karla Kolumna", "preferred_username": "karla", "groups": ["desk"], "email": "karla@provider.example", "email_verified": true,
    }});
    (planned.start(&[client], &accounts), word("id"))
}

/// The part of an address after its host.
fn target(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    format!("/{}", rest.split_once('/').map_or("", |(_, path)| path))
}

/// All `name=value` of an answer's cookies.
fn cookies(reply: &crate::client::Reply) -> Vec<String> {
    let lines = reply.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    lines.filter_map(|line| line.split(';').next()).map(str::to_owned).collect()
}

async fn sign_in(house: &House, provider: &Provider, id: &str) -> String {
    let host = &house.alpha.host;
    let page = house.send(Ask::get(host, "/sign-in")).await.expect(200).text();
    assert!(page.contains(&format!("/sso/{id}/start")), "{page}");
    let begun = house.send(Ask::get(host, &format!("/sso/{id}/start"))).await.expect(303);
    let carried = cookies(&begun).into_iter().next().expect("a cookie");
    let back = provider.visit("karla", begun.header("location"), "karla");
    let came = house.send(Ask::get(host, &target(&back)).with("cookie", &carried).with("sec-fetch-site", "cross-site")).await.expect(303);
    assert_eq!(came.header("location"), "/");
    cookies(&came).into_iter().find(|cookie| cookie.starts_with(access::AGENT_COOKIE)).expect("a session")
}

async fn me(house: &House, cookie: &str) -> (u16, Json) {
    let reply = house.send(Ask::get(&house.alpha.host, "/api/v1/me").with("cookie", cookie)).await;
    (reply.status, if reply.status == 200 { reply.json() } else { Json::Null })
}

#[test]
fn a_provider_signs_people_in_and_out_within_a_second() {
    on_both_engines(|house| async move {
        let (provider, id) = set_up(&house).await;
        let (first, second) = (sign_in(&house, &provider, &id).await, sign_in(&house, &provider, &id).await);
        for cookie in [&first, &second] {
            let (status, me) = me(&house, cookie).await;
            assert_eq!((status, me["name"].as_str()), (200, Some("Karla Kolumna")), "{me}");
        }
        // Somebody else is signed in all the while, and stays so.
        let other = house.cookie(&house.alpha, Who::Writer).await;
        let out = provider.visit("karla", &format!("{}/session/end?client_id=desk", provider.issuer()), "karla");
        let told = Instant::now();
        while me(&house, &first).await.0 == 200 || me(&house, &second).await.0 == 200 {
            assert!(told.elapsed() < Duration::from_secs(1), "{out}: the sessions live on\n{}", provider.log());
        }
        assert_eq!((me(&house, &first).await.0, me(&house, &other).await.0), (401, 200));
    });
}

#[test]
fn another_tenants_way_leads_nowhere_here() {
    on_both_engines(|house| async move {
        let (provider, id) = set_up(&house).await;
        let begun = house.send(Ask::get(&house.alpha.host, &format!("/sso/{id}/start"))).await.expect(303);
        let carried = cookies(&begun).into_iter().next().expect("a cookie");
        let back = provider.visit("karla", begun.header("location"), "karla");
        let came = house.send(Ask::get(&house.beta.host, &target(&back)).with("cookie", &carried)).await.expect(403);
        assert!(!cookies(&came).iter().any(|cookie| cookie.starts_with(access::AGENT_COOKIE)));
        house.send(Ask::get(&house.beta.host, &format!("/sso/{id}/start"))).await.expect(403);
    });
}
