//! Who calls, and whether the call may be made.

use crate::client::{Ask, BOTH};
use crate::world::{ALPHA, BETA, World};
use http::Method;

#[tokio::test]
async fn nobody_gets_in_without_a_good_credential() {
    let world = World::open().await;
    let (agent, token) = (world.agent().await, world.token("toys:read").await);
    let value = agent.split_once('=').unwrap().1.to_owned();
    let refused = [
        Ask::get(ALPHA, "/api/v1/toys"),
        Ask::get(ALPHA, "/api/v1/toys").cookie("__Host-beleg-agent=nonsense"),
        Ask::get(ALPHA, "/api/v1/toys").cookie(&format!("__Host-beleg-customer={value}")),
        Ask::get(ALPHA, "/api/v1/toys").token("blg_nonsense"),
        Ask::get(ALPHA, "/api/v1/toys").with("authorization", "Basic ZXJpa2E6eA=="),
        // A credential that is no good is not helped by one that is.
        Ask::get(ALPHA, "/api/v1/toys").token("blg_nonsense").cookie(&agent),
        Ask::get(BETA, "/api/v1/toys").cookie(&agent),
        Ask::get(BETA, "/api/v1/toys").token(&token),
        Ask::get(ALPHA, "/api/v1/my/toys").cookie(&agent),
        Ask::get(ALPHA, "/api/v1/events"),
    ];
    for ask in refused {
        for http in BOTH {
            assert_eq!(world.client.send(http, ask.clone()).await.problem(), (401, "unauthenticated".into()), "{ask:?}");
        }
    }
    for ask in [Ask::get(ALPHA, "/api/v1/toys").cookie(&agent), Ask::get(ALPHA, "/api/v1/toys").token(&token)] {
        for http in BOTH {
            assert_eq!(world.client.send(http, ask.clone()).await.status, 200, "{ask:?}");
        }
    }
}

#[tokio::test]
async fn sensitive_operations_ask_once_more_who_it_is() {
    let world = World::open().await;
    let agent = world.agent().await;
    let make = |cookie: &str| {
        let body = r#"{"name":"Bericht","scopes":["toys:read"],"days":30}"#;
        Ask::post(ALPHA, "/api/v1/tokens", body).with("content-type", "application/json").same_origin().cookie(cookie)
    };
    assert_eq!(world.send(make(&agent)).await.status, 201);
    world.node.clock.advance(std::time::Duration::from_mins(5));
    assert_eq!(world.send(make(&agent)).await.problem(), (403, "proof-required".into()));
    assert_eq!(world.send(Ask::get(ALPHA, "/api/v1/tokens").cookie(&agent)).await.status, 200, "looking is not sensitive");
    let proof = format!(r#"{{"password":"{}"}}"#, crate::world::PASSWORD);
    let show = Ask::post(ALPHA, "/api/v1/me/proof", proof).with("content-type", "application/json").same_origin();
    let proved = world.send(show.cookie(&agent)).await;
    assert_eq!(proved.status, 204);
    let fresh = proved.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(world.send(make(&fresh)).await.status, 201);
    assert_eq!(world.send(make(&agent)).await.problem(), (401, "unauthenticated".into()), "the cookie of before");
}

#[tokio::test]
async fn the_handler_learns_who_calls_and_never_sees_the_credential() {
    let world = World::open().await;
    let (agent, customer, token) = (world.agent().await, world.customer().await, world.token("toys:read").await);
    let whose = |ask: Ask| async { world.send(ask).await.json() };
    let got = whose(Ask::get(ALPHA, "/api/v1/whose?a=b").cookie(&agent)).await;
    assert_eq!((&got["actor"], &got["strength"], &got["login"]), (&"agent".into(), &"password".into(), &"erika".into()));
    assert_eq!((&got["ip"], &got["query"], &got["cookie"]), (&"127.0.0.1".into(), &"a=b".into(), &false.into()));
    let got = whose(Ask::get(ALPHA, "/api/v1/whose").cookie(&customer)).await;
    assert_eq!((&got["actor"], &got["login"]), (&"customer_user".into(), &"schoessler".into()));
    let got = whose(Ask::get(ALPHA, "/api/v1/whose").cookie(&format!("{customer}; {agent}"))).await;
    assert_eq!(got["actor"], "agent", "where both may come, the agent counts first");
    let got = whose(Ask::get(ALPHA, "/api/v1/whose").token(&token)).await;
    assert_eq!((&got["strength"], &got["authorization"]), (&"token".into(), &false.into()));
}

#[tokio::test]
async fn requests_that_change_something_must_come_from_this_very_origin() {
    let world = World::open().await;
    let (agent, token) = (world.agent().await, world.token("toys:write").await);
    let origin = format!("https://{ALPHA}:{}", world.client.port);
    let check = async |headers: &[(&'static str, &str)], good: bool| {
        for (ask, expected) in
            [(Ask::post(ALPHA, "/api/v1/toys", "bear").cookie(&agent), 201), (Ask::post(ALPHA, "/api/v1/shout", ""), 200)]
        {
            let ask = headers.iter().fold(ask, |ask, (name, value)| ask.with(name, *value));
            let reply = world.send(ask).await;
            if good {
                assert_eq!(reply.status, expected, "{headers:?}");
            } else {
                assert_eq!(reply.problem(), (403, "cross-site".into()), "{headers:?}");
            }
        }
    };
    check(&[("sec-fetch-site", "same-origin")], true).await;
    check(&[("origin", &origin)], true).await;
    check(&[], false).await;
    check(&[("sec-fetch-site", "same-site")], false).await;
    check(&[("sec-fetch-site", "cross-site"), ("origin", &origin)], false).await;
    check(&[("sec-fetch-site", "none")], false).await;
    check(&[("origin", "https://beta.localhost")], false).await;
    check(&[("origin", "null")], false).await;
    let with_token = world.send(Ask::post(ALPHA, "/api/v1/toys", "bear").token(&token)).await;
    assert_eq!(with_token.status, 201, "browsers send no token unasked");
    let sign_in = Ask::post(ALPHA, "/sign-in", "login=erika&password=x").with("content-type", "application/x-www-form-urlencoded");
    assert_eq!(world.send(sign_in).await.problem(), (403, "cross-site".into()), "nobody is signed in by another site");
    assert_eq!(world.send(Ask::get(ALPHA, "/api/v1/toys").cookie(&agent).with("sec-fetch-site", "cross-site")).await.status, 200);
}

#[tokio::test]
async fn whoever_calls_from_elsewhere_is_a_stranger_whatever_their_browser_sends_along() {
    let world = World::open().await;
    let (agent, token) = (world.agent().await, world.token("toys:write").await);
    for site in ["cross-site", "same-site", "same-origin", "none"] {
        let ask = Ask::post(ALPHA, "/api/v1/call", "").cookie(&agent).token(&token).with("sec-fetch-site", site);
        let reply = world.send(ask).await;
        assert_eq!(reply.status, 200, "{site}");
        let told = reply.json();
        assert_eq!((&told["actor"], &told["cookie"], &told["authorization"]), (&"stranger".into(), &false.into(), &false.into()), "{site}");
    }
}

#[tokio::test]
async fn tokens_do_what_their_scopes_say() {
    let world = World::open().await;
    let (reads, writes) = (world.token("toys:read").await, world.token("toys:write people:read").await);
    let check = async |token: &str, ask: Ask, expected: u16| {
        let reply = world.send(ask.token(token)).await;
        assert_eq!(reply.status, expected, "{}", reply.text());
        if expected == 403 {
            assert_eq!(reply.problem().1, "forbidden");
        }
    };
    check(&reads, Ask::get(ALPHA, "/api/v1/toys"), 200).await;
    check(&reads, Ask::post(ALPHA, "/api/v1/toys", "bear"), 403).await;
    check(&writes, Ask::get(ALPHA, "/api/v1/toys"), 403).await;
    check(&writes, Ask::post(ALPHA, "/api/v1/toys", "bear"), 201).await;
    check(&reads, Ask::get(ALPHA, "/api/v1/my/toys"), 403).await;
}

#[tokio::test]
async fn what_asks_people_once_more_needs_a_scope_of_its_own() {
    let world = World::open().await;
    let make = |token: &str| {
        let body = r#"{"login":"neu","name":"Neue Agentin","email":"neu@alpha.example"}"#;
        Ask::post(ALPHA, "/api/v1/agents", body).with("content-type", "application/json").token(token)
    };
    let lacks = async |scopes: &str| {
        let reply = world.send(make(&world.token(scopes).await)).await;
        assert_eq!(reply.problem().1, "forbidden", "erika is no administrator");
        reply.json()["detail"].as_str().map(str::to_owned)
    };
    assert_eq!(lacks("people:write").await.as_deref(), Some("the token lacks the scope people:sensitive"));
    assert_eq!(lacks("people:sensitive").await.as_deref(), Some("the token lacks the scope people:write"));
    assert_eq!(lacks("people:write access:sensitive").await.as_deref(), Some("the token lacks the scope people:sensitive"));
    assert_eq!(lacks("people:write people:sensitive").await, None, "the gate lets it through to the room, which asks for the right");
}

#[tokio::test]
async fn a_key_makes_a_post_take_effect_once() {
    let world = World::open().await;
    let (agent, token) = (world.agent().await, world.token("toys:write").await);
    let make = |key: &str, name: &str| Ask::post(ALPHA, "/api/v1/toys", name.to_owned()).same_origin().with("idempotency-key", key);
    let first = world.send(make("k1", "bear").cookie(&agent)).await;
    let again = world.send(make("k1", "bear").cookie(&agent)).await;
    assert_eq!((first.status.as_u16(), first.json()), (201, again.json()));
    assert_eq!(world.send(make("k1", "duck").cookie(&agent)).await.problem(), (422, "idempotency-mismatch".into()));
    let by_token = world.send(make("k1", "bear").token(&token)).await;
    assert_eq!(by_token.json(), first.json(), "the same agent, whatever they signed in with");
    let count = world.send(Ask::get(ALPHA, "/api/v1/toys").cookie(&agent)).await.json();
    assert_eq!(count["count"], 1);
    for bad in ["", &"k".repeat(201)] {
        assert_eq!(world.send(make(bad, "bear").cookie(&agent)).await.problem(), (400, "malformed".into()));
    }
    assert_eq!(world.send(make(&"k".repeat(200), "bear").cookie(&agent)).await.status, 201);
    let echo = Ask::new(Method::PUT, ALPHA, "/api/v1/toys/bear").same_origin().cookie(&agent).with("idempotency-key", "k2");
    assert_eq!(world.send(echo).await.json()["once"], false, "only posts make things");
}
