//! The check of the own port, and the sabotage that it must find.

use crate::client::Client;
use crate::world::{ALPHA, BETA, World, server_key};
use http::Extensions;
use https::OwnPort;
use kernel::{Secret, Timestamp};
use net::{Alpn, CertificateSet, Certificates, DevCa, Profile, Tickets};
use room::{CheckContext, Finding, House, Verdict};
use std::sync::Arc;
use std::time::Duration;
use testkit::stores::TestNode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const DAY: Duration = Duration::from_hours(24);

async fn look(world: &World, client: &Client) -> Finding {
    let own = OwnPort { egress: client.egress.clone(), address: "127.0.0.1".into(), port: client.port, roots: client.roots.clone() };
    let mut services = Extensions::new();
    services.insert(Arc::clone(&world.directory));
    services.insert(Arc::new(own));
    let check = https::ROOM.checks.iter().find(|check| check.name == "own-port-tls").unwrap();
    (check.run)(CheckContext { house: House::new(world.node.ambient.clone(), services), door: None }).await
}

/// A port with certificates for both hosts, issued at this time, that shakes hands and hangs up.
async fn tls_port(node: &TestNode, ca: &DevCa, issued_at: Timestamp, name: impl Fn(&str) -> String) -> u16 {
    let mut set = CertificateSet::default();
    for host in [ALPHA, BETA].map(str::to_owned).into_iter().flat_map(|host| [format!("content.{host}"), host]) {
        // A set refuses certificates of other names, so that one is put where a client without name would get it.
        let name = name(&host);
        let key = server_key(ca, &name, issued_at);
        if set.insert(&host, &key).is_err() {
            set.set_without_name(&key);
        }
    }
    let tickets = Tickets::new(Secret::new([1; 32]), node.ambient.clone());
    let config = net::server_config(Profile::Modern, Arc::new(Certificates::new(set)), Alpn::Http, tickets).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(config);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    let _ = stream.shutdown().await;
                }
            });
        }
    });
    port
}

async fn plain_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
            let _ = stream.shutdown().await;
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        }
    });
    port
}

#[tokio::test]
async fn the_gate_keeps_its_promise() {
    let world = World::open().await;
    let finding = look(&world, &world.client).await;
    assert_eq!(finding.verdict, Verdict::Kept, "{finding:?}");
    assert_eq!(finding.measured, "4 names verified with TLS 1.3; TLS 1.0, TLS 1.1 and requests without TLS refused");
}

#[tokio::test]
async fn sabotage_is_found() {
    let world = World::open().await;
    let (node, now) = (&world.node, world.node.ambient.now());
    let check = async |port: u16, ca: &DevCa, words: &str| {
        let finding = look(&world, &Client::new(port, ca.ca_pem(), node.ambient.clone())).await;
        assert_eq!((finding.verdict, finding.measured.contains(words)), (Verdict::Broken, true), "{words}: {finding:?}");
    };
    let ca = DevCa::create(now).unwrap();
    let same = |host: &str| host.to_owned();
    check(plain_port().await, &ca, "an answer without TLS").await;
    let old = DevCa::create(now.before(DAY * 100)).unwrap();
    check(tls_port(node, &old, now.before(DAY * 100), same).await, &old, "expired").await;
    check(tls_port(node, &old, now.before(DAY * 84), same).await, &old, "less than 7 days").await;
    check(tls_port(node, &ca, now, |host| host.replace(BETA, "gamma.localhost")).await, &ca, "refused").await;
    let stranger = DevCa::create(now).unwrap();
    check(tls_port(node, &ca, now, same).await, &stranger, "not trusted").await;
}

#[tokio::test]
async fn what_was_not_reached_or_not_set_up_is_not_measured() {
    let world = World::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let ca = DevCa::create(world.node.ambient.now()).unwrap();
    let finding = look(&world, &Client::new(port, ca.ca_pem(), world.node.ambient.clone())).await;
    assert_eq!(finding.verdict, Verdict::Unmeasured, "{finding:?}");
    let check = https::ROOM.checks.first().unwrap();
    let bare = (check.run)(CheckContext { house: House::new(world.node.ambient.clone(), Extensions::new()), door: None }).await;
    assert_eq!(bare.verdict, Verdict::Unmeasured);
}
