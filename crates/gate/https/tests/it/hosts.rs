//! Which host a request is for.

use crate::client::{Ask, BOTH, Http};
use crate::world::{ALPHA, BETA, NOBODY, World};
use testkit::rooms;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn each_host_leads_to_its_own_tenant() {
    let world = World::open().await;
    for http in BOTH {
        for (host, tenant) in [(ALPHA, "alpha"), ("ALPHA.localhost", "alpha"), (BETA, "beta")] {
            let shout = Ask::post(host, "/api/v1/shout", "").same_origin().tls_for(&host.to_lowercase());
            let reply = world.client.send(http, shout).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            assert_eq!(reply.json()["tenant"], tenant, "{http:?}");
            assert_eq!(reply.json()["place"], format!("https://{}:{}", host.to_lowercase(), world.client.port));
        }
    }
}

#[tokio::test]
async fn whoever_asks_under_another_name_is_misdirected() {
    let world = World::open().await;
    let check = async |ask: Ask| {
        for http in BOTH {
            let reply = world.client.send(http, ask.clone()).await;
            assert_eq!(reply.problem(), (421, "unknown-host".into()), "{ask:?}");
        }
    };
    check(Ask::get(BETA, "/api/v1/whose").tls_for(ALPHA)).await;
    check(Ask::get(NOBODY, "/api/v1/whose")).await;
    check(Ask::get("content.nobody.localhost", "/m/x")).await;
    check(Ask::get(&format!("{ALPHA}:1"), "/api/v1/whose")).await;
    check(Ask::get(&format!("{ALPHA}.:{}", world.client.port), "/api/v1/whose").tls_for(ALPHA)).await;
    check(Ask::get("127.0.0.1", "/api/v1/whose").tls_for(ALPHA)).await;
    check(Ask::get(ALPHA, "/api/v1/whose").tls_for("127.0.0.1")).await;
}

#[tokio::test]
async fn one_connection_serves_one_host() {
    let world = World::open().await;
    let mut sender = world.client.connect(Http::Two, ALPHA).await;
    for (host, expected) in [(ALPHA, 401), (BETA, 421), (ALPHA, 401)] {
        let response = sender.send(Ask::get(host, "/api/v1/whose").request(Http::Two, world.client.port)).await.unwrap();
        assert_eq!(response.status(), expected, "{host}");
    }
}

#[tokio::test]
async fn a_bare_address_tells_only_whether_the_node_is_well() {
    let world = World::open().await;
    for http in BOTH {
        for (target, expected) in [("/health", 200), ("/ready", 200), ("/", 421), ("/sign-in", 421), ("/static/page.css", 421)] {
            let reply = world.client.send(http, Ask::get("127.0.0.1", target)).await;
            assert_eq!(reply.status, expected, "{target}");
        }
    }
    let reply = world.send(Ask::get("127.0.0.1", "/health")).await;
    assert_eq!(reply.text(), "{\"status\":\"ok\"}");
}

#[tokio::test]
async fn names_without_certificate_get_no_handshake_and_nothing_is_said_without_tls() {
    let world = World::open().await;
    assert!(world.client.tls(Http::Two, "stranger.localhost").await.is_err());
    let mut plain = world.client.tcp().await;
    plain.write_all(b"GET / HTTP/1.1\r\nHost: alpha.localhost\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said).await;
    assert!(!said.starts_with(b"HTTP"), "{said:?}");
}

#[tokio::test]
async fn hosts_that_cannot_be_read_are_refused() {
    let world = World::open().await;
    let check = async |head: &str| {
        let mut tls = world.client.tls(Http::One, ALPHA).await.unwrap();
        tls.write_all(head.replace("PORT", &world.client.port.to_string()).as_bytes()).await.unwrap();
        let mut said = vec![0; 12];
        tls.read_exact(&mut said).await.unwrap();
        assert_eq!(said, b"HTTP/1.1 400", "{head:?}");
    };
    check("GET / HTTP/1.1\r\n\r\n").await;
    check("GET / HTTP/1.1\r\nHost: alpha.localhost:PORT\r\nHost: alpha.localhost:PORT\r\n\r\n").await;
    check("GET https://beta.localhost:PORT/ HTTP/1.1\r\nHost: alpha.localhost:PORT\r\n\r\n").await;
    check("GET / HTTP/1.1\r\nHost: a@alpha.localhost:PORT\r\n\r\n").await;
}

#[tokio::test]
async fn a_suspended_tenant_is_closed_to_everybody_and_the_others_stay_open() {
    let world = World::open().await;
    let (door, alpha) = (world.site.door.clone(), world.alpha);
    let suspend = move |act: &store::Act<'_, store::Platform>| platform::suspend_tenant(act, alpha);
    door.act(rooms::operator(), world.node.ambient.moment(), suspend).await.unwrap();
    world.directory.refresh(&door).await.unwrap();
    for target in ["/api/v1/whose", "/sign-in", "/", "/static/page.css"] {
        assert_eq!(world.send(Ask::get(ALPHA, target)).await.problem(), (503, "suspended".into()), "{target}");
    }
    assert_eq!(world.send(Ask::get("content.alpha.localhost", "/m/x")).await.problem(), (503, "suspended".into()));
    let page = world.send(Ask::get(ALPHA, "/").with("accept", "text/html").with("accept-language", "pt-BR")).await;
    assert!(page.text().contains("Fechado no momento"), "{}", page.text());
    assert_eq!(world.send(Ask::get(BETA, "/sign-in")).await.status, 200);
}
