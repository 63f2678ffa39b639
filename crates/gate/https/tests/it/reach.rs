//! From where requests come, and from where they may come.

use crate::client::Ask;
use crate::world::{ALPHA, Wishes, World};
use http::header::ACCEPT;
use https::{ProxyHeader, Reach};
use serde_json::json;

fn reach(rule: serde_json::Value, proxies: &[&str]) -> Wishes {
    let rule = serde_json::from_value(rule).expect("a rule");
    let proxies = proxies.iter().map(|text| text.parse().expect("a network")).collect();
    Wishes { reach: Reach { rule, proxies, header: ProxyHeader::default() }, ..Wishes::default() }
}

#[tokio::test]
async fn whom_the_operator_bars_gets_nowhere() {
    let world = World::open_with(reach(json!({"deny": ["127.0.0.0/8", "::1"]}), &[])).await;
    for target in ["/sign-in", "/", "/api/v1/me", "/nothing"] {
        assert_eq!(world.send(Ask::get(ALPHA, target)).await.problem(), (403, "address-refused".into()), "{target}");
    }
    let page = world.send(Ask::get(ALPHA, "/").with(ACCEPT.as_str(), "text/html").with("accept-language", "de")).await;
    assert!(page.status == 403 && page.text().contains("Von hier aus nicht"), "{}", page.text());
    assert_eq!(world.send(Ask::get(ALPHA, "/health")).await.status, 200, "whoever watches the node may ask");
}

#[tokio::test]
async fn a_trusted_proxy_is_believed_and_nobody_else() {
    let rule = || json!({"deny": ["198.51.100.0/24"]});
    let asked =
        async |world: &World, from: &str| world.send(Ask::get(ALPHA, "/sign-in").with("x-forwarded-for", from)).await.status.as_u16();
    let behind = World::open_with(reach(rule(), &["127.0.0.1"])).await;
    assert_eq!(asked(&behind, "198.51.100.7").await, 403);
    assert_eq!(asked(&behind, "203.0.113.1").await, 200);
    assert_eq!(asked(&behind, "203.0.113.1, 198.51.100.7").await, 403, "what the client wrote itself does not count");
    assert_eq!(asked(&behind, "whoever").await, 400);
    let alone = World::open_with(reach(rule(), &[])).await;
    assert_eq!(asked(&alone, "198.51.100.7").await, 200, "a stranger's header says nothing");
}
