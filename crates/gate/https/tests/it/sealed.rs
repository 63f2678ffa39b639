//! A node whose keyring is sealed.

use crate::client::{Ask, BOTH};
use crate::world::{ALPHA, Wishes, World};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn nothing_but_its_health_is_told_until_the_keyring_is_open() {
    let world = World::closed(Wishes::default()).await;
    for http in BOTH {
        for target in ["/api/v1/whose", "/sign-in", "/", "/static/page.css", "/nowhere"] {
            assert_eq!(world.client.send(http, Ask::get(ALPHA, target)).await.problem(), (503, "sealed".into()), "{target}");
        }
        for host in ["127.0.0.1", ALPHA] {
            let health = world.client.send(http, Ask::get(host, "/health")).await;
            assert_eq!((health.status.as_u16(), health.text().as_str()), (200, "{\"status\":\"sealed\"}"));
            assert_eq!(world.client.send(http, Ask::get(host, "/ready")).await.status, 503);
        }
    }
}

#[tokio::test]
async fn a_person_reads_it_in_their_language() {
    let world = World::closed(Wishes::default()).await;
    let page = world.send(Ask::get(ALPHA, "/tickets").with("accept", "text/html,*/*;q=0.8").with("accept-language", "de-AT")).await;
    assert_eq!(page.status, 503);
    assert!(page.text().contains("<html lang=\"de\">") && page.text().contains("versiegelt"), "{}", page.text());
    assert!(page.header("content-security-policy").contains("style-src 'sha256-"));
    let api = world.send(Ask::get(ALPHA, "/api/v1/whose").with("accept", "text/html")).await;
    assert_eq!(api.problem(), (503, "sealed".into()), "programs read problems");
}

#[tokio::test]
async fn it_can_be_sealed_again() {
    let world = World::open().await;
    let cookie = world.agent().await;
    let ask = || Ask::get(ALPHA, "/api/v1/whose").cookie(&cookie);
    assert_eq!(world.send(ask()).await.status, 200);
    world.sealed.store(true, Ordering::SeqCst);
    assert_eq!(world.send(ask()).await.problem(), (503, "sealed".into()));
    world.sealed.store(false, Ordering::SeqCst);
    assert_eq!(world.send(ask()).await.status, 200);
}
