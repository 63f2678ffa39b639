//! A stranger's mail program, straight to the SMTP port.

use crate::client::Client;
use crate::demo::{Demo, text};
use crate::wait::{PATIENCE, until};
use serde_json::Value as Json;
use std::fs;
use std::time::Duration;
use testkit::peers::swaks;

const MESSAGE_ID: &str = "<swaks.1@client.example>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_by_swaks_becomes_a_ticket() {
    let demo = Demo::start().await;
    let (alice, program, mallory) = (demo.agent("alpha").await, demo.program("alpha"), demo.agent("beta").await);
    let (mut by_cookie, mut by_token, mut elsewhere) = (alice.listen().await, program.listen().await, mallory.listen().await);
    send(&demo);
    let found = until("the mail is a ticket", Duration::from_secs(1), async || {
        let found = alice.find("Schneckenpost Rohrpost").await;
        (!found.is_empty()).then_some(found)
    })
    .await;
    assert_eq!(found.len(), 1);
    let id = text(&found[0]["id"]).to_owned();
    for ear in [&mut by_cookie, &mut by_token] {
        ear.hears("ticket.created", &id, Duration::from_secs(1)).await;
    }
    let ticket = alice.ticket(&id).await;
    understood(&alice, &ticket, &demo.bob()).await;
    answered(&demo, &ticket).await;
    by_cookie.hears("ticket.delivery_changed", &id, PATIENCE).await;

    assert_eq!(elsewhere.heard(), Vec::<String>::new(), "Mallory hears nothing of it");
    assert_eq!(mallory.get(&format!("/api/v1/tickets/{id}")).await.problem(), (404, "not-found".into()));
    let from_beta = demo.program("beta").at("alpha.localhost");
    assert_eq!(from_beta.get(&format!("/api/v1/tickets/{id}")).await.problem(), (401, "unauthenticated".into()));
}

/// Bob writes, under TLS that he verifies, with a file.
fn send(demo: &Demo) {
    let (bob, file) = (demo.bob(), demo.root().join("messwerte.csv"));
    fs::write(&file, "Platz;Wert\n4;17\n").expect("a file");
    let tls = ["--tls", "--tls-verify", "--tls-ca-path", text(&demo.ready["ca"])];
    let (from, attached) = (format!("From: Bob <{bob}>"), format!("@{}", file.display()));
    let id = format!("Message-Id: {MESSAGE_ID}");
    let head = ["--from", &bob, "--to", "support@alpha.example", "--header", &from, "--header", &id];
    let subject = ["--header", "Subject: Schneckenpost am Empfang"];
    let body = ["--body", "Die Rohrpost ist heute sehr langsam, bitte sehen Sie nach.", "--attach", &attached];
    let said = swaks::send(demo.smtp(), &[&tls[..], &head, &subject, &body].concat());
    assert!(said.taken, "{}", said.dialogue);
    assert!(said.dialogue.contains("=== TLS started") && said.dialogue.contains(" ~> MAIL FROM"), "{}", said.dialogue);
}

/// The ticket tells how the mail was understood, and keeps it.
async fn understood(alice: &Client, ticket: &Json, bob: &str) {
    assert_eq!(
        (text(&ticket["title"]), text(&ticket["queue"]), text(&ticket["state"]), text(&ticket["customer"]["email"])),
        ("Schneckenpost am Empfang", "Raw", "new", bob)
    );
    let article = &ticket["articles"][0];
    assert_eq!(
        (text(&article["from"]), text(&article["to"][0]), text(&article["subject"]), text(&article["message_id"])),
        (format!("\"Bob\" <{bob}>").as_str(), "support@alpha.example", "Schneckenpost am Empfang", MESSAGE_ID)
    );
    assert!(text(&article["text"]).contains("Die Rohrpost ist heute sehr langsam"), "{article}");
    let attachment = &article["attachments"][0];
    assert_eq!((text(&attachment["name"]), &attachment["size"]), ("messwerte.csv", &16.into()), "{attachment}");
    assert_eq!(alice.get(text(&attachment["href"])).await.text(), "Platz;Wert\n4;17\n");
    let raw = alice.get(text(&article["raw"])).await.text();
    assert!(raw.starts_with("Date: ") && raw.contains("\r\nX-Mailer: swaks") && raw.ends_with("\r\n"), "{raw}");
}

/// Bob hears that it arrived, once, in his thread, in a way that no program answers.
async fn answered(demo: &Demo, ticket: &Json) {
    let mut replies = until("the automatic answer", PATIENCE, async || {
        let replies = demo.mailbox().with(MESSAGE_ID).await;
        (!replies.is_empty()).then_some(replies)
    })
    .await;
    assert_eq!(replies.len(), 1);
    let reply = replies.remove(0);
    assert_eq!((reply.from.as_str(), reply.to.as_slice()), ("", [demo.bob()].as_slice()), "the null sender, to whom the envelope named");
    assert_eq!(
        (reply.header("in-reply-to").as_str(), reply.header("references").as_str(), reply.header("auto-submitted").as_str()),
        (MESSAGE_ID, MESSAGE_ID, "auto-replied")
    );
    assert!(reply.header("subject").contains(text(&ticket["number"])), "{}", reply.raw);
    assert!(reply.header("from").ends_with("<support@alpha.example>"), "{}", reply.raw);
}
