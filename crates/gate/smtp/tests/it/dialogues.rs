//! What is said, and what comes of it.

use crate::client::Client;
use crate::house::{Fixture, Wish};
use kernel::Actor;
use room::Notices;
use room::{Sender, Way};

const HELLO: &str = "EHLO client.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_arrives_byte_for_byte_with_its_trace_beside_it() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::connect(gate.smtp_addr).await;
    client.send(b"EHLO client.example\r\n").await;
    let hello = client.reply().await;
    assert!(hello.contains("SIZE 26214400") && hello.contains("STARTTLS") && hello.contains("PIPELINING"), "{hello}");
    client.say("MAIL FROM:<Bob@Customer.example> BODY=8BITMIME", &["250"]).await;
    client.say("RCPT TO:<Help@Alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.say("Subject: =?x\r\n\r\n..dot \u{fc}\r\n.", &["250 2.0.0 taken as req_"]).await;
    client.say("QUIT", &["221"]).await;
    client.expect_end().await;

    let seen = fixture.toy.seen.lock().unwrap();
    let [(tenant, context, arrived)] = seen.as_slice() else { panic!("one mail") };
    assert_eq!((tenant.as_str(), context.door.tenant()), ("alpha", fixture.entry("alpha").tenant));
    assert_eq!(context.place.host, "alpha.localhost:8443");
    assert_eq!((context.by.actor, context.by.ip), (Actor::Room("toy"), Some([127, 0, 0, 1].into())));
    assert_eq!(arrived.envelope_from, Sender::Address("bob@customer.example".parse().unwrap()));
    assert_eq!(&*arrived.raw, "Subject: =?x\r\n\r\n.dot \u{fc}\r\n".as_bytes());
    assert_eq!((arrived.way, arrived.tls.as_deref(), arrived.helo.as_str()), (Way::Smtp, None, "client.example"));
    assert_eq!(arrived.received_at, fixture.ambient.now());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_taken_before_it_is_safe() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let held = fixture.hold();
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.send(b"x\r\n.\r\n").await;
    fixture.deliveries_begun(1).await;
    assert!(client.is_silent().await);
    assert_eq!(fixture.letters("alpha").await, 0);
    drop(held);
    client.expect(&["250"]).await;
    assert_eq!(fixture.letters("alpha").await, 1);
    assert_eq!(fixture.toy.seen.lock().unwrap()[0].2.envelope_from, Sender::Nobody);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn starttls_encrypts_and_forgets_what_was_said_before() {
    let fixture = Fixture::new().await;
    let gate = fixture.open_as(Wish { require_tls: true, ..Wish::default() }).await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<bob@customer.example>", &["530 5.7.0"]).await;
    let evil = "MAIL FROM:<evil@customer.example>\r\nRCPT TO:<help@alpha.example>\r\nDATA\r\nevil\r\n.";
    let mut client = client.start_tls(&fixture, evil).await;
    client.say("RCPT TO:<help@alpha.example>", &["503"]).await;
    client.send(b"EHLO client.example\r\n").await;
    assert!(!client.reply().await.contains("STARTTLS"));
    client.mail(&["help@alpha.example"], "encrypted", &["250"]).await;
    client.say("STARTTLS", &["503"]).await;
    client.say("QUIT", &["221"]).await;
    client.expect_end().await;
    assert_eq!(fixture.taken(), [("alpha".into(), "help@alpha.example".into(), "encrypted\r\n".into())]);
    let tls = fixture.toy.seen.lock().unwrap()[0].2.tls.clone();
    assert_eq!(tls.as_deref(), Some("TLS 1.3 TLS_AES_256_GCM_SHA384 X25519MLKEM768"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_neighbour_may_speak_lmtp_in_the_clear() {
    let fixture = Fixture::new().await;
    let gate = fixture.open_as(Wish { require_tls: true, ..Wish::default() }).await;
    let mut client = Client::hello(gate.lmtp_addr, "LHLO relay.example").await;
    client.mail(&["help@alpha.example"], "x", &["250"]).await;
    let mut client = Client::hello(gate.lmtp_addr, "LHLO relay.example").await.start_tls(&fixture, "").await;
    client.say("LHLO relay.example", &["250"]).await;
    client.mail(&["help@alpha.example"], "y", &["250"]).await;
    let seen = fixture.toy.seen.lock().unwrap();
    assert!(seen.iter().all(|(_, _, arrived)| arrived.way == Way::Lmtp));
    assert_eq!(seen.iter().map(|(_, _, arrived)| arrived.tls.is_some()).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handshake_that_fails_ends_the_connection() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("STARTTLS", &["220"]).await;
    client.send(b"MAIL FROM:<evil@customer.example>\r\n").await;
    while !client.reply().await.is_empty() {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_dialogue_sent_ahead_is_answered_in_its_order() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    let one = "MAIL FROM:<a@b.example>\r\nRCPT TO:<nobody@alpha.example>\r\nRCPT TO:<help@alpha.example>\r\nDATA\r\n1\r\n.\r\n";
    let two = "MAIL FROM:<a@b.example>\r\nRCPT TO:<help@beta.example>\r\nDATA\r\n2\r\n.\r\nQUIT\r\n";
    client.send(format!("{one}{two}").as_bytes()).await;
    client.expect(&["250 2.1.0", "550 5.1.1", "250 2.1.5", "354", "250 2.0.0", "250 2.1.0", "250 2.1.5", "354", "250 2.0.0", "221"]).await;
    client.expect_end().await;
    let tenants: Vec<_> = fixture.taken().into_iter().map(|(tenant, ..)| tenant).collect();
    assert_eq!(tenants, ["alpha", "beta"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rooms_word_becomes_the_reply() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.mail(&["full@alpha.example"], "x", &["452 4.2.2 full"]).await;
    client.mail(&["broken@alpha.example"], "x", &["451 4.3.0"]).await;
    client.mail(&["liar@alpha.example"], "x", &["451 4.3.0"]).await;
    client.mail(&["help@alpha.example"], "x", &["250"]).await;
    client.mail(&["help@alpha.example"], "x", &["250"]).await;
    assert_eq!(fixture.letters("alpha").await, 1, "the second copy was a duplicate");
    assert_eq!(fixture.taken().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_dies_amid_a_message_sent_none() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    for cut in ["half a mess", "a message without its end\r\n", "a message\r\n.", "a message\r\n.\r"] {
        let mut client = Client::hello(gate.smtp_addr, HELLO).await;
        client.say("MAIL FROM:<a@b.example>", &["250"]).await;
        client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
        client.say("DATA", &["354"]).await;
        client.send(cut.as_bytes()).await;
    }
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.mail(&["help@alpha.example"], "whole", &["250"]).await;
    gate.shutdown().await;
    assert_eq!(fixture.taken().len(), 1);
    assert_eq!(fixture.letters("alpha").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_hear_the_reply_may_send_again() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let held = fixture.hold();
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<a@b.example>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.send(b"once\r\n.\r\n").await;
    fixture.deliveries_begun(1).await;
    drop(client);
    drop(held);
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.mail(&["help@alpha.example"], "once", &["250"]).await;
    gate.shutdown().await;
    assert_eq!(fixture.taken().len(), 2);
    assert_eq!(fixture.letters("alpha").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_connections_lose_and_double_nothing() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let address = gate.smtp_addr;
    let sending = (0..16).map(|nth| async move {
        let tenant = if nth % 2 == 0 { "alpha" } else { "beta" };
        let mut client = Client::hello(address, HELLO).await;
        for mail in 0..12 {
            client.mail(&[&format!("help@{tenant}.example")], &format!("{tenant} {nth} {mail}"), &["250"]).await;
        }
        client.say("QUIT", &["221"]).await;
    });
    let sending: Vec<_> = sending.map(tokio::spawn).collect();
    for sender in sending {
        sender.await.unwrap();
    }
    let mut taken = fixture.taken();
    assert!(taken.iter().all(|(tenant, to, text)| to == &format!("help@{tenant}.example") && text.starts_with(tenant.as_str())));
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), 16 * 12);
    assert_eq!((fixture.letters("alpha").await, fixture.letters("beta").await), (96, 96));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_to_hear_of_an_arrival_is_named_to_the_room() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.lmtp_addr, "LHLO client.example").await;
    client.say("MAIL FROM:<bob@kunde.example> RET=HDRS ENVID=QQ+2B1", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;hilfe@kunde.example", &["250"]).await;
    client.say("RCPT TO:<nobody@alpha.example> NOTIFY=SUCCESS", &["550"]).await;
    client.say("RCPT TO:<sales@alpha.example> NOTIFY=NEVER", &["250"]).await;
    client.say("RCPT TO:<help@beta.example> NOTIFY=SUCCESS", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.send(b"Subject: x\r\n\r\nx\r\n.\r\n").await;
    client.expect(&["250", "250", "250"]).await;
    let told = |tenant: &str| {
        let seen = fixture.toy.seen.lock().unwrap();
        let (_, _, arrived) = seen.iter().find(|(name, _, _)| name == tenant).unwrap();
        arrived.notices.clone()
    };
    let alpha = ("help@alpha.example".parse().unwrap(), Some("rfc822;hilfe@kunde.example".to_owned()));
    assert_eq!(told("alpha"), Notices { envelope_id: Some("QQ+1".into()), recipients: vec![alpha] });
    assert_eq!(told("beta").recipients, [("help@beta.example".parse().unwrap(), None)]);
}
