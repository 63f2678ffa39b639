//! Clients that mean harm.

use crate::client::Client;
use crate::house::{Fixture, Wish};

const HELLO: &str = "EHLO client.example";
const BEGUN: &str = "MAIL FROM:<a@b.example>\r\nRCPT TO:<help@alpha.example>\r\n";
const EVIL: &str = "MAIL FROM:<evil@x.example>\r\nRCPT TO:<help@beta.example>\r\nDATA\r\nevil\r\n";

/// Everything that is heard until the connection ends.
async fn rest<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(client: &mut Client<S>) -> Vec<String> {
    let mut heard = Vec::new();
    loop {
        let reply = client.reply().await;
        if reply.is_empty() {
            return heard;
        }
        heard.push(reply.trim_end().to_owned());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_message_is_smuggled_in_another() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    for end in ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\r\n\0.\r\n", "\n\n.\r\n", "\r\r\n.\r\r\n"] {
        client.send(BEGUN.as_bytes()).await;
        client.expect(&["250", "250"]).await;
        client.say("DATA", &["354"]).await;
        client.send(format!("first{end}{EVIL}.\r\n").as_bytes()).await;
        let expected = if end.contains('\0') { "250" } else { "550 5.6.11" };
        client.expect(&[expected]).await;
        client.say("NOOP", &["250 2.0.0 ok"]).await;
    }
    // The one with a NUL is one message, with the other inside.
    let taken = fixture.taken();
    let [(tenant, _, text)] = taken.as_slice() else { panic!("one message: {taken:?}") };
    assert_eq!((tenant.as_str(), text.as_str()), ("alpha", format!("first\r\n\0.\r\n{EVIL}").as_str()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_before_tls_is_forgotten_however_it_is_cut() {
    let fixture = Fixture::new().await;
    let gate = fixture.open_as(Wish { require_tls: true, ..Wish::default() }).await;
    for behind in ["EHLO evil\r\n", "RSET\r\nQUIT\r\n", "EHLO ev", "\r\n", "BDAT 99999 LAST\r\n"] {
        let client = Client::hello(gate.smtp_addr, HELLO).await;
        let mut client = client.start_tls(&fixture, behind.trim_end_matches("\r\n")).await;
        client.say("MAIL FROM:<a@b.example>", &["503 5.5.1"]).await;
        client.say(HELLO, &["250"]).await;
        client.mail(&["help@alpha.example"], behind, &["250"]).await;
    }
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("STARTTLS now", &["501 5.5.4"]).await;
    assert_eq!(fixture.taken().len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_speaks_before_the_greeting_gains_nothing() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::dialled(gate.smtp_addr).await;
    client.send(format!("{BEGUN}DATA\r\nQUIT\r\n").as_bytes()).await;
    client.expect(&["220", "503 5.5.1", "503 5.5.1", "503 5.5.1", "221"]).await;
    client.expect_end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_lines_are_refused_and_the_dialogue_goes_on() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.send(BEGUN.as_bytes()).await;
    client.expect(&["250", "250"]).await;
    client.send(b"NOOP\nNOOP\r\n").await;
    client.expect(&["500 5.5.2", "250"]).await;
    client.say("NO\0OP", &["500 5.5.2"]).await;
    client.say("NOOP\rQUIT", &["500 5.5.2"]).await;
    client.say("RCPT TO:<help\0@alpha.example>", &["500 5.5.2"]).await;
    client.send(b"RCPT TO:<help\xff@alpha.example>\r\n").await;
    client.expect(&["500 5.5.2"]).await;
    client.say(&format!("RCPT TO:<{}@alpha.example>", "a".repeat(100_000)), &["500 5.5.6"]).await;
    client.say("RCPT TO:<sales@alpha.example> X=Y", &["555 5.5.4"]).await;
    client.say("RCPT TO:<sales@alpha.example> NOTIFY=NEVER ORCPT=rfc822;a+2Bb@c.example", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.say("x\r\n.", &["250"]).await;
    assert_eq!(fixture.taken()[0].1, "help@alpha.example sales@alpha.example");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_of_a_message_have_an_end() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.mail(&["help@alpha.example"], &"x".repeat(1024 * 1024 + 1), &["550 5.6.0"]).await;
    // Longer than RFC 5321 has it, as many programs write them.
    client.mail(&["help@alpha.example"], &"x".repeat(100_000), &["250"]).await;
    assert_eq!(fixture.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_recipients_are_put_off_and_more_are_sent_away() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.send("RCPT TO:<help@alpha.example>\r\n".repeat(1_000).as_bytes()).await;
    client.expect(&vec!["250"; 100]).await;
    client.expect(&vec!["452 4.5.3"; 900]).await;
    client.say("DATA", &["354"]).await;
    client.say("x\r\n.", &["250"]).await;
    assert_eq!(fixture.taken().len(), 1);
    client.say("MAIL FROM:<>", &["250"]).await;
    client.send("RCPT TO:<help@alpha.example>\r\n".repeat(1_121).as_bytes()).await;
    let heard = rest(&mut client).await;
    assert_eq!(heard.iter().filter(|reply| reply.starts_with("452")).count(), 1_021);
    assert!(heard.last().is_some_and(|reply| reply.starts_with("421 4.7.0")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_only_talks_is_sent_away() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    for (again, replies) in
        [("EHLO c\r\n", 100), ("MAIL FROM:<>\r\nRSET\r\n", 200), ("NOOP\r\n", 100), ("MAIL FROM:<>\r\n", 22), ("\r\n", 21)]
    {
        let mut client = Client::hello(gate.smtp_addr, HELLO).await;
        client.send(again.repeat(101).as_bytes()).await;
        let heard = rest(&mut client).await;
        assert!(heard.last().is_some_and(|reply| reply.starts_with("421 4.7.0")), "{again:?}: {:?}", heard.last());
        assert_eq!(heard.len(), replies + 1, "{again:?}");
    }
    let mut client = Client::connect(gate.smtp_addr).await;
    client.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nEHLO c\r\n").await;
    client.expect(&["421 4.7.0"]).await;
    client.expect_end().await;
}
