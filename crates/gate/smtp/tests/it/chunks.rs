//! Messages that come in chunks (RFC 3030).

use crate::client::Client;
use crate::house::{Fixture, Wish};
use smtp::{Limits, Patience};
use std::time::Duration;
use tokio::net::TcpStream;

const HELLO: &str = "EHLO client.example";

/// A client that has named a sender and one recipient.
async fn begun(fixture: &Fixture, wish: Wish) -> (smtp::Running, Client<TcpStream>) {
    let gate = fixture.open_as(wish).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    again(&mut client).await;
    (gate, client)
}

async fn again(client: &mut Client<TcpStream>) {
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
}

async fn chunk(client: &mut Client<TcpStream>, text: &str, last: &str, expected: &str) {
    client.send(format!("BDAT {}{last}\r\n{text}", text.len()).as_bytes()).await;
    client.expect(&[expected]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_put_together() {
    let fixture = Fixture::new().await;
    let (gate, mut client) = begun(&fixture, Wish::default()).await;
    chunk(&mut client, "Subject: x\r", "", "250 2.0.0").await;
    chunk(&mut client, "\n\r\n.\r\n", "", "250 2.0.0").await;
    chunk(&mut client, "QUIT\r\n\0\u{fc}", " LAST", "250 2.0.0 taken as req_").await;
    assert_eq!(fixture.taken()[0].2, "Subject: x\r\n\r\n.\r\nQUIT\r\n\0\u{fc}");
    // All in one go, and the next message behind it.
    let one = "MAIL FROM:<>\r\nRCPT TO:<help@beta.example>\r\nBDAT 3\r\na\r\nBDAT 3 LAST\r\nb\r\nMAIL FROM:<>\r\nRCPT TO:<help@alpha.example>\r\nDATA\r\n";
    client.send(one.as_bytes()).await;
    client.expect(&["250 2.1.0", "250 2.1.5", "250 2.0.0 3", "250 2.0.0 taken", "250 2.1.0", "250 2.1.5", "354"]).await;
    client.say("c\r\n.", &["250"]).await;
    let mut relay = Client::hello(gate.lmtp_addr, "LHLO relay.example").await;
    relay.say("MAIL FROM:<>", &["250"]).await;
    relay.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    relay.say("RCPT TO:<full@beta.example>", &["250"]).await;
    relay.send(b"BDAT 3 LAST\r\nd\r\n").await;
    relay.expect(&["250", "452 4.2.2"]).await;
    let texts: Vec<_> = fixture.taken().into_iter().skip(1).map(|(_, _, text)| text).collect();
    assert_eq!(texts, ["a\r\nb\r\n", "c\r\n", "d\r\n"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chunks_have_the_limits_of_messages() {
    let fixture = Fixture::new().await;
    let limits = Limits { message_bytes: 100_000, memory_bytes: 100_000, ..Limits::default() };
    let (gate, mut client) = begun(&fixture, Wish { limits, ..Wish::default() }).await;
    let half = "x".repeat(50_000);
    chunk(&mut client, &half, "", "250").await;
    chunk(&mut client, &half, " LAST", "250").await;
    assert_eq!(fixture.taken()[0].2.len(), 100_000);
    again(&mut client).await;
    chunk(&mut client, &half, "", "250").await;
    chunk(&mut client, &half, "", "250").await;
    chunk(&mut client, "x", "", "552 5.3.4").await;
    chunk(&mut client, "x", " LAST", "503 5.5.1").await;
    client.say("DATA", &["503 5.5.1"]).await;
    client.say("RSET", &["250"]).await;
    again(&mut client).await;

    // An endless one is not heard to its end, whether it is welcome or not.
    let mut other = Client::hello(gate.smtp_addr, HELLO).await;
    for client in [&mut client, &mut other] {
        client.send(b"BDAT 999999999999999999 LAST\r\n").await;
        while client.push(half.as_bytes()).await {}
    }
    assert_eq!(fixture.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chunks_that_are_not_welcome_take_no_memory() {
    let fixture = Fixture::new().await;
    let limits = Limits { message_bytes: 4_000_000, memory_bytes: 4_000_000, ..Limits::default() };
    let patience = Patience { busy: Duration::from_millis(300), ..Patience::default() };
    let gate = fixture.open_as(Wish { limits, patience, ..Wish::default() }).await;
    let mut floods = Vec::new();
    for greeting in ["", "MAIL FROM:<>\r\nRCPT TO:<help@alpha.example>\r\nBDAT 1\r\n\n"] {
        let mut flood = Client::hello(gate.smtp_addr, HELLO).await;
        flood.send(greeting.as_bytes()).await;
        if !greeting.is_empty() {
            flood.expect(&["250", "250", "550 5.6.11"]).await;
        }
        // Nearly all of it is sent, and heard.
        flood.send(b"BDAT 3900000\r\n").await;
        flood.send(&vec![b'x'; 3_800_000]).await;
        floods.push(flood);
    }
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.mail(&["help@alpha.example"], &"x".repeat(900_000), &["250"]).await;
    for flood in &mut floods {
        flood.send(&vec![b'x'; 100_000]).await;
        flood.expect(&["503 5.5.1"]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stops_between_chunks_is_let_go() {
    let fixture = Fixture::new().await;
    let patience = Patience { data: Duration::from_millis(200), ..Patience::default() };
    let (_gate, mut client) = begun(&fixture, Wish { patience, ..Wish::default() }).await;
    chunk(&mut client, "x\r\n", "", "250").await;
    client.expect(&["421 4.4.2"]).await;
    client.expect_end().await;
    assert!(fixture.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_gate_closes_behind_the_last_chunk() {
    let fixture = Fixture::new().await;
    let (gate, mut client) = begun(&fixture, Wish::default()).await;
    chunk(&mut client, "x\r\n", "", "250").await;
    let mut idle = Client::hello(gate.smtp_addr, HELLO).await;
    let closing = tokio::spawn(gate.shutdown());
    idle.expect(&["421 4.3.2"]).await;
    chunk(&mut client, "y\r\n", " LAST", "250").await;
    client.expect(&["421 4.3.2"]).await;
    closing.await.unwrap();
    assert_eq!(fixture.taken()[0].2, "x\r\ny\r\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_dies_amid_its_chunks_sent_nothing() {
    let fixture = Fixture::new().await;
    for said in ["BDAT 3\r\nx\r\n", "BDAT 3\r\nx", "BDAT 9 LAST\r\nx\r\n", "BDAT 3 LAST"] {
        let (gate, mut client) = begun(&fixture, Wish::default()).await;
        client.send(said.as_bytes()).await;
        drop(client);
        gate.shutdown().await;
    }
    assert!(fixture.taken().is_empty());
    assert_eq!(fixture.letters("alpha").await, 0);
}
