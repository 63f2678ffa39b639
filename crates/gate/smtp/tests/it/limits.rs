//! How much is taken, and how long is waited.

use crate::client::{Client, dial};
use crate::house::{Fixture, Wish};
use room::Reason;
use smtp::{Limits, Patience, Smtp, SmtpParts, StartError};
use std::time::Duration;
use tokio::sync::watch;

const HELLO: &str = "EHLO client.example";

fn soon() -> Duration {
    Duration::from_millis(200)
}

async fn limited(fixture: &Fixture, limits: Limits) -> smtp::Running {
    fixture.open_as(Wish { limits, ..Wish::default() }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_have_a_size() {
    let fixture = Fixture::new().await;
    let gate = limited(&fixture, Limits { message_bytes: 100_000, ..Limits::default() }).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<> SIZE=100001", &["552 5.3.4"]).await;
    client.mail(&["help@alpha.example"], &"x\r\n".repeat(50_000), &["552 5.3.4"]).await;
    let fits = "y".repeat(99_998);
    client.mail(&["help@alpha.example"], &fits, &["250"]).await;
    assert_eq!(fixture.taken()[0].2.len(), 100_000);

    // One without an end is not heard to its end.
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    let flood = "z".repeat(10_000);
    while client.push(flood.as_bytes()).await {}
    assert_eq!(fixture.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recipients_are_counted() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    for nth in 0..100 {
        client.say(&format!("RCPT TO:<help{nth}@alpha.example>"), &["250"]).await;
    }
    client.say("RCPT TO:<help@alpha.example>", &["452 4.5.3"]).await;
    client.say("DATA", &["354"]).await;
    client.say("x\r\n.", &["250"]).await;
    assert_eq!(fixture.toy.seen.lock().unwrap()[0].2.recipients.len(), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_are_counted_and_seats_become_free() {
    let fixture = Fixture::new().await;
    for limits in [Limits { connections: 2, ..Limits::default() }, Limits { connections_each: 2, ..Limits::default() }] {
        let gate = limited(&fixture, limits).await;
        let mut one = Client::connect(gate.smtp_addr).await;
        let _two = Client::connect(gate.lmtp_addr).await;
        let mut three = Client::dialled(gate.smtp_addr).await;
        three.expect(&["421 4.7.0"]).await;
        three.expect_end().await;
        one.say("QUIT", &["221"]).await;
        one.expect_end().await;
        gate_has_a_seat(gate.smtp_addr).await;
    }
}

/// The seat is free a moment after the connection ended.
async fn gate_has_a_seat(address: Option<std::net::SocketAddr>) {
    let trying = async { while !Client::dialled(address).await.reply().await.starts_with("220") {} };
    tokio::time::timeout(Duration::from_secs(20), trying).await.expect("a seat");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_nothing_is_let_go() {
    let fixture = Fixture::new().await;
    let patience = Patience { command: soon(), ..Patience::default() };
    let gate = fixture.open_as(Wish { patience, ..Wish::default() }).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.expect(&["421 4.4.2"]).await;
    client.expect_end().await;

    // A closed house is as impatient.
    let desk = fixture.desk.send_replace(None);
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.expect(&["421 4.4.2"]).await;
    fixture.desk.send_replace(desk);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_dribbles_a_message_is_let_go() {
    let fixture = Fixture::new().await;
    let patience = Patience { data: soon(), ..Patience::default() };
    let gate = fixture.open_as(Wish { patience, ..Wish::default() }).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    let mut other = Client::hello(gate.smtp_addr, HELLO).await;
    while client.push(b"x").await && client.is_silent().await {
        other.say("NOOP", &["250"]).await;
    }
    client.expect(&["421 4.4.2"]).await;
    other.mail(&["help@alpha.example"], "whole", &["250"]).await;
    assert_eq!(fixture.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_dribbles_a_command_is_let_go() {
    let fixture = Fixture::new().await;
    let patience = Patience { command: soon(), ..Patience::default() };
    let gate = fixture.open_as(Wish { patience, ..Wish::default() }).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    // Some letter comes all the time, a command never.
    while client.push(b"x").await && client.is_silent().await {}
    client.expect(&["421 4.4.2"]).await;
    client.expect_end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_stays_for_ever() {
    let fixture = Fixture::new().await;
    let patience = Patience { connection: soon(), ..Patience::default() };
    let gate = fixture.open_as(Wish { patience, ..Wish::default() }).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    // Whole messages, and no command ahead: only the time ends it.
    let mut said = ["MAIL FROM:<>\r\n", "RCPT TO:<help@alpha.example>\r\n", "BDAT 0 LAST\r\n"].into_iter().cycle();
    let mut heard = "250".to_owned();
    while heard.starts_with("250") {
        client.push(said.next().unwrap().as_bytes()).await;
        heard = client.reply().await;
    }
    assert!(heard.starts_with("421 4.4.2"), "{heard}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_room_takes_no_more_than_it_can_work_on() {
    let fixture = Fixture::new().await;
    let wish = Wish {
        limits: Limits { deliveries: 1, ..Limits::default() },
        patience: Patience { busy: soon(), ..Patience::default() },
        ..Wish::default()
    };
    let gate = fixture.open_as(wish).await;
    let held = fixture.hold();
    let mut one = Client::hello(gate.smtp_addr, HELLO).await;
    one.say("MAIL FROM:<>", &["250"]).await;
    one.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    one.say("DATA", &["354"]).await;
    one.send(b"one\r\n.\r\n").await;
    fixture.deliveries_begun(1).await;
    let mut two = Client::hello(gate.smtp_addr, HELLO).await;
    two.mail(&["help@beta.example"], "two", &["451 4.3.2"]).await;
    drop(held);
    one.expect(&["250"]).await;
    two.mail(&["help@beta.example"], "two", &["250"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn big_messages_share_the_memory_and_small_ones_pass_them() {
    let fixture = Fixture::new().await;
    let wish = Wish {
        limits: Limits { message_bytes: 250_000, memory_bytes: 250_000, ..Limits::default() },
        patience: Patience { busy: soon(), ..Patience::default() },
        ..Wish::default()
    };
    let gate = fixture.open_as(wish).await;
    let held = fixture.hold();
    let big = "x".repeat(200_000);
    let mut one = Client::hello(gate.smtp_addr, HELLO).await;
    one.say("MAIL FROM:<>", &["250"]).await;
    one.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    one.say("DATA", &["354"]).await;
    one.send(format!("{big}\r\n.\r\n").as_bytes()).await;
    fixture.deliveries_begun(1).await;
    let mut two = begun(gate.smtp_addr).await;
    two.push(big.as_bytes()).await;
    two.expect(&["421 4.3.2"]).await;
    let mut small = begun(gate.smtp_addr).await;
    small.send(b"small\r\n.\r\n").await;
    fixture.deliveries_begun(2).await;
    drop(held);
    one.expect(&["250"]).await;
    small.expect(&["250"]).await;
    let mut two = begun(gate.smtp_addr).await;
    two.send(format!("{big}\r\n.\r\n").as_bytes()).await;
    two.expect(&["250"]).await;
}

/// A client whose message may come.
async fn begun(address: Option<std::net::SocketAddr>) -> Client<tokio::net::TcpStream> {
    let mut client = Client::hello(address, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@beta.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_gate_closes_without_losing_what_is_under_way() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let address = gate.smtp_addr;
    let mut idle = Client::hello(address, HELLO).await;
    let mut amid = begun(address).await;
    let held = fixture.hold();
    let mut waiting = begun(address).await;
    waiting.send(b"waiting\r\n.\r\n").await;
    fixture.deliveries_begun(1).await;
    let closing = tokio::spawn(gate.shutdown());
    idle.expect(&["421 4.3.2"]).await;
    idle.expect_end().await;
    amid.send(b"amid\r\n.\r\n").await;
    fixture.deliveries_begun(2).await;
    assert!(!closing.is_finished());
    drop(held);
    for client in [&mut amid, &mut waiting] {
        client.expect(&["250", "421 4.3.2"]).await;
        client.expect_end().await;
    }
    closing.await.unwrap();
    assert_eq!(fixture.taken().len(), 2);
    let refused = tokio::spawn(async move { dial(address).await }).await;
    assert!(refused.is_err(), "the listener is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_ends_does_not_hold_the_gate_open() {
    let fixture = Fixture::new().await;
    let patience = Patience { leaving: soon(), ..Patience::default() };
    let gate = fixture.open_as(Wish { patience, ..Wish::default() }).await;
    let mut client = begun(gate.smtp_addr).await;
    client.send(b"half").await;
    gate.shutdown().await;
    client.expect_end().await;
    assert!(fixture.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_cannot_be_required_without_a_certificate() {
    let (_, ambient) = testkit::ambient();
    let parts = |smtp, require_tls| SmtpParts {
        smtp,
        lmtp: None,
        hostname: "mail.desk.example".into(),
        tls: None,
        require_tls,
        desk: watch::Sender::new(None).subscribe(),
        ambient: ambient.clone(),
        limits: Limits::default(),
        patience: Patience::default(),
    };
    let here = Some(([127, 0, 0, 1], 0).into());
    assert!(matches!(Smtp::start(parts(here, true)).await, Err(StartError::NoCertificate)));
    let gate = Smtp::start(parts(here, false)).await.unwrap();
    assert!(gate.smtp_addr.is_some() && gate.lmtp_addr.is_none());
    assert!(matches!(Smtp::start(parts(gate.smtp_addr, false)).await, Err(StartError::Listen { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_turned_away_is_told_to_the_room_once() {
    let fixture = Fixture::new().await;
    let gate = limited(&fixture, Limits { message_bytes: 1_000, ..Limits::default() }).await;
    let mut client = Client::hello(gate.smtp_addr, "EHLO client.example").await;
    let told = || {
        let all = std::mem::take(&mut *fixture.toy.turned.lock().unwrap());
        all.into_iter()
            .map(|one| (one.because, one.code, one.recipients.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")))
            .collect::<Vec<_>>()
    };
    client.say("MAIL FROM:<bob@kunde.example>", &["250"]).await;
    client.say("RCPT TO:<nobody@alpha.example>", &["550 5.1.1"]).await;
    client.say("RCPT TO:<nobody@elsewhere.example>", &["550 5.7.1"]).await;
    assert_eq!(told(), [(Reason::NoSuchRecipient, Some(550), "nobody@alpha.example".into())], "and nothing of who is not ours");
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("RCPT TO:<sales@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.say(&format!("{}\r\n.", "x\r\n".repeat(600)), &["552"]).await;
    assert_eq!(told(), [(Reason::TooLarge, Some(552), "help@alpha.example sales@alpha.example".into())]);
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.say("a\nb\r\n.", &["5"]).await;
    assert_eq!(told(), [(Reason::Unfit, Some(550), "help@alpha.example".into())]);
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.send(b"Subject: half a m").await;
    drop(client);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    let mut all = told();
    while all.is_empty() && tokio::time::Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
        all = told();
    }
    assert_eq!(all, [(Reason::BrokenOff, None, "help@alpha.example".into())]);
}
