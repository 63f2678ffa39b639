use crate::peer::{ambient, egress, listen};
use net::{Contacts, Egress, EgressError, Policy, Purpose};
use std::sync::Arc;

async fn check(internal: &[&str], host: &str, expected: Result<&str, EgressError>) {
    let (_listener, port) = listen().await;
    let (egress, contacts) = egress(Purpose::SmtpSubmission, port, internal);
    let dialed = egress.dial(Purpose::SmtpSubmission, host, port).await.map(|dialed| dialed.address.ip().to_string());
    assert_eq!(dialed, expected.map(str::to_owned), "{host}");
    let contact = contacts.latest(1).remove(0);
    assert_eq!((contact.purpose, contact.host.as_str(), contact.port), (Purpose::SmtpSubmission, host, port));
    assert_eq!(contact.address.map(|address| address.ip().to_string()).ok_or(()), dialed.map_err(|_| ()), "{host}");
    assert_eq!(contact.outcome, expected.map(|_| ()), "{host}");
}

#[tokio::test]
async fn inside_addresses_are_refused_without_the_operators_word() {
    for host in
        ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "10.0.0.5", "169.254.169.254", "100.64.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"]
    {
        check(&[], host, Err(EgressError::AddressRefused)).await;
    }
}

#[tokio::test]
async fn names_that_resolve_inside_are_refused() {
    check(&[], "localhost", Err(EgressError::AddressRefused)).await;
    check(&["10.0.0.0/8", "other.localhost"], "localhost", Err(EgressError::AddressRefused)).await;
    check(&[], "127.1", Err(EgressError::AddressRefused)).await;
}

#[tokio::test]
async fn the_operator_opens_networks_addresses_and_names() {
    check(&["127.0.0.0/8"], "127.0.0.1", Ok("127.0.0.1")).await;
    check(&["127.0.0.1"], "::ffff:127.0.0.1", Ok("127.0.0.1")).await;
    check(&["127.0.0.1"], "localhost", Ok("127.0.0.1")).await;
    check(&["localhost"], "LocalHost.", Ok("127.0.0.1")).await;
    check(&["0.0.0.0/0"], "0.0.0.0", Err(EgressError::AddressRefused)).await;
}

#[tokio::test]
async fn texts_that_are_no_hosts_are_not_looked_up() {
    for host in ["", "a b", "http://mail.example/", "mail.example:25", "a\0b", "*.example"] {
        check(&[], host, Err(EgressError::NotAHost)).await;
    }
}

#[tokio::test]
async fn purposes_and_ports_are_the_operators() {
    let contacts = Arc::new(Contacts::new(9));
    let mut policy = Policy::standard();
    policy.purposes.remove(&Purpose::Postgres);
    let egress = Egress::new(policy, contacts.clone(), ambient());
    assert_eq!(egress.dial(Purpose::Postgres, "db.example", 5432).await.unwrap_err(), EgressError::PurposeOff);
    assert_eq!(egress.dial(Purpose::SmtpSubmission, "mail.example", 22).await.unwrap_err(), EgressError::PortRefused);
    let outcomes: Vec<_> = contacts.latest(9).into_iter().map(|contact| contact.outcome).collect();
    assert_eq!(outcomes, [Err(EgressError::PortRefused), Err(EgressError::PurposeOff)]);
}

#[tokio::test]
async fn shut_ports_and_inside_addresses_look_alike_to_strangers() {
    let (listener, port) = listen().await;
    drop(listener);
    let (open, contacts) = egress(Purpose::SmtpSubmission, port, &["127.0.0.1"]);
    let shut = open.dial(Purpose::SmtpSubmission, "127.0.0.1", port).await.unwrap_err();
    let (closed, _) = egress(Purpose::SmtpSubmission, port, &[]);
    let inside = closed.dial(Purpose::SmtpSubmission, "127.0.0.1", port).await.unwrap_err();
    assert_eq!(shut.to_string(), inside.to_string());
    assert_ne!(shut.reason(), inside.reason());
    assert_eq!(contacts.latest(1)[0].outcome, Err(EgressError::NotReached));
}

#[tokio::test]
async fn a_dial_that_is_dropped_half_way_is_recorded() {
    let (_listener, port) = listen().await;
    let (egress, contacts) = egress(Purpose::SmtpSubmission, port, &["localhost"]);
    let mut dial = Box::pin(egress.dial(Purpose::SmtpSubmission, "localhost", port));
    let first = std::future::poll_fn(|context| std::task::Poll::Ready(dial.as_mut().poll(context).is_pending())).await;
    assert!(first, "looking up takes a moment");
    drop(dial);
    assert_eq!(contacts.latest(1)[0].outcome, Err(EgressError::Abandoned));
}

#[tokio::test]
async fn own_addresses_are_for_the_probe_alone() {
    let (_listener, port) = listen().await;
    let (probe, _) = egress(Purpose::HttpsProbe, port, &[]);
    assert!(probe.dial(Purpose::HttpsProbe, "127.0.0.1", port).await.is_ok());
    let (mail, _) = egress(Purpose::SmtpSubmission, port, &[]);
    assert!(mail.dial(Purpose::SmtpSubmission, "127.0.0.1", port).await.is_err());
}
