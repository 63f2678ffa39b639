//! How much one peer may send in a time. The clock moves only when it is told to.

use crate::client::Client;
use crate::house::{Fixture, Wish};
use smtp::{Limits, Rates, Running};
use std::time::Duration;

const HELLO: &str = "EHLO client.example";
const RATES: Rates = Rates { window: Duration::from_mins(10), messages: 3, recipients: 5, failing: 4, neighbours: true };

async fn rated(fixture: &Fixture, rates: Rates) -> Running {
    fixture.open_as(Wish { limits: Limits { rates, ..Limits::default() }, ..Wish::default() }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_a_peer_are_counted_over_all_its_connections() {
    let fixture = Fixture::new().await;
    let gate = rated(&fixture, RATES).await;
    for nth in 0..3 {
        let mut client = Client::hello(gate.smtp_addr, HELLO).await;
        client.mail(&["help@alpha.example"], &nth.to_string(), &["250"]).await;
    }
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["451 4.7.1"]).await;
    client.say("DATA", &["503"]).await;
    // A third of the window brings a third of the messages.
    fixture.clock.advance(Duration::from_secs(200));
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("RCPT TO:<sales@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.say("3\r\n.", &["250"]).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["451 4.7.1"]).await;
    assert_eq!(fixture.taken().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recipients_of_a_peer_are_counted() {
    let fixture = Fixture::new().await;
    let gate = rated(&fixture, RATES).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    for nth in 0..5 {
        client.say(&format!("RCPT TO:<help{nth}@alpha.example>"), &["250"]).await;
    }
    client.say("RCPT TO:<help@alpha.example>", &["451 4.7.1"]).await;
    // Those who were accepted get their mail.
    client.say("DATA", &["354"]).await;
    client.say("x\r\n.", &["250"]).await;
    assert_eq!(fixture.toy.seen.lock().unwrap()[0].2.recipients.len(), 5);
    fixture.clock.advance(Duration::from_mins(2));
    client.mail(&["help@alpha.example"], "y", &["250"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dictionary_of_wrong_addresses_is_slowed() {
    let fixture = Fixture::new().await;
    let rates = Rates { recipients: 1_000, messages: 1_000, ..RATES };
    let gate = rated(&fixture, rates).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    for to in ["nobody@alpha.example", "none@alpha.example", "bob@customer.example", "not@alpha.example"] {
        client.say(&format!("RCPT TO:<{to}>"), &["550"]).await;
    }
    client.say("RCPT TO:<help@alpha.example>", &["421 4.7.0"]).await;
    client.expect_end().await;
    // A new connection does not help, and tells nothing about any address; time does.
    for to in ["help@alpha.example", "nobody@alpha.example"] {
        let mut client = Client::hello(gate.smtp_addr, HELLO).await;
        client.say("MAIL FROM:<>", &["250"]).await;
        client.say(&format!("RCPT TO:<{to}>"), &["421 4.7.0"]).await;
        client.expect_end().await;
    }
    fixture.clock.advance(Duration::from_secs(150));
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.mail(&["help@alpha.example"], "x", &["250"]).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<nobody@alpha.example>", &["550"]).await;
    client.say("RCPT TO:<nobody@alpha.example>", &["421 4.7.0"]).await;
    client.expect_end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_speaks_for_everybody_is_not_counted() {
    let fixture = Fixture::new().await;
    let gate = rated(&fixture, RATES).await;
    let mut client = Client::hello(gate.lmtp_addr, "LHLO relay.example").await;
    for nth in 0..8 {
        client.mail(&["help@alpha.example"], &nth.to_string(), &["250"]).await;
    }
    drop(gate);
    let gate = rated(&fixture, Rates { neighbours: false, ..RATES }).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    for nth in 8..16 {
        client.mail(&["help@alpha.example"], &nth.to_string(), &["250"]).await;
    }
    assert_eq!(fixture.taken().len(), 16);
}
