use crate::peer::{NOW, acceptor, egress, greeter, parrot, server_key, serving};
use net::{Certificates, DevCa, EgressError, Endpoint, Offer, OldOffers, Probe, Profile, Purpose, Roots};
use std::sync::Arc;
use std::time::Duration;

fn endpoint(port: u16, server_name: &str) -> Endpoint {
    Endpoint { host: String::from("127.0.0.1"), port, server_name: server_name.to_owned() }
}

async fn own_port(profile: Profile) -> (u16, Roots) {
    let ca = DevCa::create(NOW).unwrap();
    let key = server_key(&ca, "alpha.localhost", NOW);
    let port = greeter(acceptor(profile, Arc::new(Certificates::new(serving(&[("alpha.localhost", &key)]))), 1)).await;
    (port, Roots::from_pem(ca.ca_pem()).unwrap())
}

async fn look(port: u16, name: &str, roots: &Roots) -> Probe {
    let (egress, _) = egress(Purpose::HttpsProbe, port, &[]);
    net::probe(&egress, &endpoint(port, name), roots).await.unwrap()
}

async fn offer(port: u16) -> OldOffers {
    let (egress, contacts) = egress(Purpose::HttpsProbe, port, &[]);
    let offers = net::old_offers(&egress, &endpoint(port, "alpha.localhost")).await.unwrap();
    assert_eq!(contacts.latest(9).len(), 4, "one connection for each offer");
    offers
}

#[tokio::test]
async fn a_good_port_is_seen_as_it_is() {
    let (port, roots) = own_port(Profile::Modern).await;
    let probe = look(port, "alpha.localhost", &roots).await;
    assert_eq!(probe.not_after(), Some(NOW.after(Duration::from_hours(24 * 90))));
    let Probe::Verified { handshake, certificate } = probe else { panic!("{probe:?}") };
    assert_eq!(
        (handshake.version, handshake.cipher.as_str(), handshake.group),
        ("TLS 1.3", "TLS_AES_256_GCM_SHA384", Some("X25519MLKEM768"))
    );
    assert_eq!(certificate.names, ["alpha.localhost"]);
}

#[tokio::test]
async fn a_bad_port_does_not_look_good() {
    let (port, roots) = own_port(Profile::Modern).await;
    let check = |probe: Probe, expected: &str| assert_eq!(probe, Probe::Failed { words: probe_words(expected) });
    check(look(port, "alpha.localhost", &Roots::none()).await, "issuer");
    check(look(port, "beta.localhost", &roots).await, "refused");
    let before = NOW.before(Duration::from_hours(24 * 100));
    let ca = DevCa::create(before).unwrap();
    let old = server_key(&ca, "alpha.localhost", before);
    let port = greeter(acceptor(Profile::Modern, Arc::new(Certificates::new(serving(&[("alpha.localhost", &old)]))), 1)).await;
    check(look(port, "alpha.localhost", &Roots::from_pem(ca.ca_pem()).unwrap()).await, "expired");
    check(look(parrot(b"HTTP/1.1 400 Bad Request\r\n\r\n").await, "alpha.localhost", &roots).await, "no tls");
}

fn probe_words(short: &str) -> &'static str {
    match short {
        "issuer" => "the server's certificate is from an issuer that is not trusted",
        "refused" => "the server refused the TLS handshake",
        "expired" => "the server's certificate has expired",
        _ => "the server does not speak TLS on this port",
    }
}

#[tokio::test]
async fn old_offers_are_refused_by_our_profiles() {
    let (port, _) = own_port(Profile::Modern).await;
    let old = OldOffers { plain_http: Offer::Refused, tls_1_0: Offer::Refused, tls_1_1: Offer::Refused, tls_1_2: Offer::Accepted };
    assert_eq!(offer(port).await, old);
    let (port, _) = own_port(Profile::Tr02102).await;
    assert_eq!(offer(port).await, OldOffers { tls_1_2: Offer::Refused, ..old });
}

/// How OpenSSL 3.0 begins its answer under `s_server -tls1_1 -cipher ALL:@SECLEVEL=0`.
const OPENSSL_TLS_1_1: &[u8] = &[22, 3, 2, 0, 93, 2, 0, 0, 89, 3, 2, 31, 248, 210, 179, 22];

#[tokio::test]
async fn servers_of_the_past_are_found_out() {
    let seen = offer(parrot(OPENSSL_TLS_1_1).await).await;
    assert_eq!((seen.tls_1_0, seen.tls_1_1, seen.tls_1_2), (Offer::Refused, Offer::Accepted, Offer::Refused));
    let seen = offer(parrot(b"HTTP/1.1 200 OK\r\n\r\n").await).await;
    assert_eq!(seen, OldOffers { plain_http: Offer::Accepted, tls_1_0: Offer::Unclear, tls_1_1: Offer::Unclear, tls_1_2: Offer::Unclear });
    let seen = offer(parrot(b"").await).await;
    assert_eq!((seen.plain_http, seen.tls_1_1), (Offer::Refused, Offer::Unclear), "silence proves nothing about versions");
}

#[tokio::test]
async fn a_shut_port_is_an_error_not_a_verdict() {
    let (listener, port) = crate::peer::listen().await;
    drop(listener);
    let (egress, _) = egress(Purpose::HttpsProbe, port, &[]);
    assert_eq!(net::old_offers(&egress, &endpoint(port, "alpha.localhost")).await, Err(EgressError::NotReached));
    assert_eq!(net::probe(&egress, &endpoint(port, "alpha.localhost"), &Roots::none()).await, Err(EgressError::NotReached));
}
