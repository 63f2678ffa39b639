//! Power cuts of the process while mailboxes elsewhere are read, and a mailbox as an administrator meets it.

use crate::client::Client;
use crate::demo::text;
use crate::installation::{ALPHA, Installation, Plan};
use crate::wait::{PATIENCE, until};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::peers::dovecot::{Dovecot, PASSWORD};

/// In each of the two mailboxes.
const MAILS: usize = 200;
const KILLS: usize = 8;
const LOGINS: [&str; 2] = ["imap", "pop3"];

fn subject(login: &str, number: usize) -> String {
    format!("Brieftaube {login} {number:03}")
}

fn mail(login: &str, number: usize) -> Vec<u8> {
    // Some are too large for a row, and some have no name of their own.
    let weight = if number.is_multiple_of(20) { "Federn und noch mehr Federn.\r\n".repeat(6_000) } else { String::new() };
    let name = if number % 7 == 3 { String::new() } else { format!("Message-ID: <{login}.{number}@customer.example>\r\n") };
    let from = format!("brieftaube{number}@customer.example");
    format!(
        "Return-Path: <{from}>\r\nFrom: {from}\r\nTo: support@alpha.example\r\nSubject: {}\r\n{name}\r\nGelandet.\r\n{weight}",
        subject(login, number)
    )
    .into_bytes()
}

fn account(place: &Installation, dovecot: &Dovecot, login: &str) -> Json {
    let port = if login == "pop3" { dovecot.pop3s } else { dovecot.imaps };
    let protocol = if login == "pop3" { "pop3" } else { "imap" };
    json!({"protocol": protocol, "host": "127.0.0.1", "port": port, "login": login, "password": PASSWORD, "roots": place.roots()})
}

/// An installation that may read Dovecot's mailboxes, with its tenants; and Alice's token.
fn install() -> (Installation, Dovecot, String) {
    let place = Installation::without_configuration();
    let dovecot = place.dovecot();
    place.configure(Plan { key_file: true, dovecot: Some(&dovecot), ..Plan::default() });
    place.must(&["init"], "");
    let (alice, _) = place.furnish();
    (place, dovecot, alice)
}

fn at_source(dovecot: &Dovecot) -> usize {
    LOGINS.iter().map(|login| dovecot.mails(login, "").len()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_while_mailboxes_are_read_lose_nothing_and_double_nothing() {
    let (place, dovecot, token) = install();
    let mut serving = place.serve("ok").await;
    let alice = place.stranger(ALPHA).with_token(&token);
    for login in LOGINS {
        for number in 0..MAILS {
            dovecot.put(login, &format!("{number:03}"), &mail(login, number));
        }
    }
    for login in LOGINS {
        alice.post("/api/v1/mail/accounts", &account(&place, &dovecot, login)).await.expect(201);
    }
    for kill in 1..=KILLS {
        let most = LOGINS.len() * MAILS * (KILLS + 1 - kill) / (KILLS + 1);
        until("mails are taken", PATIENCE, async || (at_source(&dovecot) <= most).then_some(())).await;
        serving.kill();
        assert!(at_source(&dovecot) > 0, "the kill came while mailboxes were read");
        serving = place.serve("ok").await;
    }
    until("all are deleted at their source", PATIENCE, async || (at_source(&dovecot) == 0).then_some(())).await;
    let titles = titles(&alice).await;
    for login in LOGINS {
        for number in 0..MAILS {
            let count = titles.get(&subject(login, number)).copied().unwrap_or(0);
            assert_eq!(count, 1, "{} is a ticket {count} times", subject(login, number));
        }
    }
    assert_eq!(titles.len(), LOGINS.len() * MAILS, "not one more");
    for number in [0, 3, 20] {
        let found = alice.find(&subject("pop3", number)).await;
        let ticket = alice.ticket(text(&found[0]["id"])).await;
        let raw = alice.get(text(&ticket["articles"][0]["raw"])).await.text();
        assert!(raw.into_bytes() == mail("pop3", number), "mail {number} is kept byte for byte");
    }
    let compared = until("mailbox and desk are compared", PATIENCE, async || {
        let all = alice.get("/api/v1/mail/accounts").await.expect(200)["items"].as_array().expect("accounts").clone();
        all.iter().all(|account| account["state"]["compared"]["at_source"] == 0).then_some(all)
    });
    for account in compared.await {
        assert_eq!((&account["state"]["status"], &account["state"]["compared"]["without_ticket"]), (&json!("ok"), &json!(0)), "{account}");
    }
    serving.stop();
}

async fn titles(alice: &Client) -> BTreeMap<String, usize> {
    let mut titles = BTreeMap::new();
    for ticket in alice.find("sort:created").await {
        *titles.entry(text(&ticket["title"]).to_owned()).or_default() += 1;
    }
    titles
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_tries_a_mailbox_has_it_read_and_is_told_what_is_wrong() {
    let (place, dovecot, token) = install();
    let serving = place.serve("ok").await;
    let alice = place.stranger(ALPHA).with_token(&token);
    dovecot.put("imap", "1", &mail("imap", 1));
    let mut body = account(&place, &dovecot, "imap");
    body["queue"] = json!("Misc");
    let trial = alice.post("/api/v1/mail/account-trials", &body).await.expect(200);
    assert_eq!((&trial["ok"], &trial["messages"], &trial["pushes"]), (&json!(true), &json!(1), &json!(true)), "{trial}");
    body["password"] = json!("falsch");
    let made = alice.post("/api/v1/mail/accounts", &body).await.expect(201);
    let path = format!("/api/v1/mail/accounts/{}", text(&made["id"]));
    let failing = until("the account fails", PATIENCE, async || {
        let shown = alice.get(&path).await.expect(200);
        (shown["state"]["status"] == "failing").then_some(shown)
    });
    let words = failing.await["state"]["last_failure"].as_str().expect("words").to_owned();
    assert!(words.starts_with("the server refused the login"), "{words}");
    assert_eq!(dovecot.mails("imap", "").len(), 1, "nothing is lost");
    // The new password is tried at once, and does not wait for the back-off.
    alice.patch(&path, &json!({"password": PASSWORD})).await.expect(200);
    until("the mail is a ticket", PATIENCE, async || (!alice.find(&subject("imap", 1)).await.is_empty()).then_some(())).await;
    let shown = until("the account is read", PATIENCE, async || {
        let shown = alice.get(&path).await.expect(200);
        (shown["state"]["status"] == "ok").then_some(shown)
    });
    assert_eq!(shown.await["state"]["taken"], 1);
    let metrics = crate::client::plain(http::Method::GET, place.ports + 6, "/metrics").await.expect("metrics").text();
    assert!(metrics.contains("beleg_fetch_messages_total{protocol=\"imap\",outcome=\"taken\"} 1"), "{metrics}");
    let log = std::fs::read_to_string(place.path("log")).expect("a log");
    assert!(log.contains("a mailbox could not be read") && !log.contains(PASSWORD) && !log.contains("falsch"), "{log}");
    serving.stop();
}
