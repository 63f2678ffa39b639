//! The communication log: what it says, who sees it, how it is found, when it goes; and mails that come over several ways.

use crate::desk::{Desk, migrations, number_of};
use room::{JobContext, Reason, Sender, Taken, TurnedAway, Way};
use serde_json::{Value as Json, json};
use std::time::Duration;
use store::{Claimed, JobEnd};
use testkit::on_both_engines;
use testkit::rooms::hold_registers;
use tickets::commands::{self, Changes};

fn mail(from: &str, subject: &str, id: &str, more: &str) -> String {
    format!("From: {from}\nTo: support@alpha.example\nSubject: {subject}\nMessage-ID: <{id}>\n{more}\nText von {id}\n")
}

fn address(text: &str) -> Sender {
    Sender::Address(text.parse().unwrap())
}

async fn close(desk: &Desk, number: &str) {
    let ticket = desk.page(number).await.ticket.id;
    let changes = Changes { state: Some("closed successful".into()), ..Changes::default() };
    desk.act(move |act| commands::change(act, ticket, &changes)).await.unwrap();
}

#[test]
fn registers_agree_with_the_schema() {
    on_both_engines(&migrations(), |node| async move {
        let door = node.tenant().await;
        hold_registers(&node, &door, &mail::ROOM).await;
    });
}

#[test]
fn every_mail_is_in_the_log_with_what_was_decided_and_why() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let first = mail("Bob <bob@kunde.example>", "Drucker", "eins@kunde.example", "");
        let number = number_of(&desk.bob_writes(&first).await);
        assert_eq!(desk.steps().await, ["known_sender", "no_thread", "queue_by_address", "answered"]);
        assert_eq!(desk.bob_writes(&first).await, Taken::Duplicate);
        assert_eq!(desk.steps().await, ["same_mail"]);
        let subject = format!("AW: [Ticket#{number}] Drucker");
        desk.deliver(address("mallory@evil.example"), &mail("mallory@evil.example", &subject, "zwei@evil.example", "")).await;
        assert_eq!(desk.steps().await, ["unknown_sender", "number_of_others", "queue_by_address", "answered"]);
        desk.bob_writes(&mail("bob@kunde.example", &subject, "drei@kunde.example", "")).await;
        assert_eq!(desk.steps().await, ["known_sender", "number"]);
        desk.deliver(Sender::Nobody, "Subject: Spam\n\nx\n").await;
        assert_eq!(desk.steps().await, ["no_sender", "no_thread", "queue_by_address", "not_answered"]);

        let log = desk.log("").await;
        let outcomes: Vec<&str> = log.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes, ["ticket", "article", "ticket", "copy", "ticket"], "newest first");
        let (first, copy) = (&log[4], &log[3]);
        assert_eq!((&first["number"], &copy["number"]), (&json!(number), &json!(number)));
        assert_eq!(first["from"], "\"Bob\" <bob@kunde.example>");
        let (_, entry) = desk.ask(desk.root, "mail.log_entry", first["id"].as_str().unwrap(), None).await;
        assert_eq!(entry["envelope_from"], "bob@kunde.example");
        assert_eq!(entry["recipients"], json!(["support@alpha.example"]));
        assert_eq!((&entry["copies"][0]["id"], &entry["copies"][0]["way"]), (&copy["id"], &json!("smtp")));
        let step = &entry["steps"][2];
        assert_eq!(step["words"], "Queue Raw by the address support@alpha.example.");
        assert_eq!(step["fields"], json!({"queue": "Raw", "address": "support@alpha.example"}));
    });
}

#[test]
fn the_log_is_for_administrators_and_an_articles_journey_for_those_who_see_it() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let number = number_of(&desk.bob_writes(&mail("bob@kunde.example", "Drucker", "eins@kunde.example", "")).await);
        let subject = format!("[Ticket#{number}] Drucker");
        let other = number_of(&desk.deliver(address("eve@x.example"), &mail("eve@x.example", &subject, "zwei@x.example", "")).await);
        let id = desk.log("").await[0]["id"].as_str().unwrap().to_owned();
        assert_eq!(desk.ask(desk.erika, "mail.log", "", None).await.0, 403);
        assert_eq!(desk.ask(desk.erika, "mail.log_entry", &id, None).await.0, 403);
        assert_eq!(desk.ask(desk.erika, "mail.log_original", &id, None).await.0, 403);
        assert_eq!(desk.ask(desk.erika, "mail.settings", "", None).await.0, 403);
        assert_eq!(desk.ask(desk.erika, "mail.set_settings", "", Some(json!({"log_days": 1}))).await.0, 403);
        let article = desk.page(&other).await.articles[0].id.to_string();
        let (status, journey) = desk.ask(desk.erika, "mail.journey", &article, None).await;
        let steps: Vec<&str> = journey["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
        assert_eq!((status, steps), (200, vec!["unknown_sender", "queue_by_address", "answered"]), "nothing of the other ticket");
        assert_eq!(desk.ask(desk.root, "mail.journey", &article, None).await.0, 404, "sees no such ticket");
        let answer = desk.page(&other).await.articles[1].id.to_string();
        assert_eq!(desk.ask(desk.erika, "mail.journey", &answer, None).await.0, 404, "never arrived");
        assert_eq!(desk.ask(desk.root, "mail.log_entry", "mlg_x", None).await.0, 404);
        // Whoever administers the mailroom reads the decisions, and not the mail of a ticket that they do not see: nor a copy of it.
        desk.deliver(address("eve@x.example"), &mail("eve@x.example", &subject, "zwei@x.example", "")).await;
        let copy = desk.log("").await[0]["id"].as_str().unwrap().to_owned();
        for id in [id, copy] {
            let (status, entry) = desk.ask(desk.root, "mail.log_entry", &id, None).await;
            assert_eq!((status, &entry["has_original"]), (200, &json!(false)));
            assert_eq!(desk.ask(desk.root, "mail.log_original", &id, None).await.0, 404);
        }
    });
}

#[test]
fn the_log_is_searched_by_words_and_walked_in_pages() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let mut numbers = Vec::new();
        for n in 0..7 {
            let subject = if n % 2 == 0 { "Drucker überhitzt" } else { "Bildschirm" };
            numbers.push(number_of(&desk.bob_writes(&mail("bob@kunde.example", subject, &format!("nr{n}@kunde.example"), "")).await));
            desk.node.clock.advance(Duration::from_mins(1));
        }
        desk.take(desk.by_imap("7:1", None, &mail("eve@x.example", "Drucker", "imap@x.example", ""))).await;
        let count = async |query: &str| desk.log(query).await.len();
        assert_eq!(count("q=drucker").await, 5);
        assert_eq!(count("q=ueberhitzt+bob").await, 4);
        assert_eq!(count("q=drucker&way=imap").await, 1);
        assert_eq!(count("way=imap").await, 1);
        assert_eq!(count("q=drucker&outcome=copy").await, 0);
        assert_eq!(count("q=nr3@kunde.example").await, 1);
        assert_eq!(count(&format!("ticket={}", numbers[2])).await, 1);
        assert_eq!(count(&format!("q={}", numbers[2])).await, 1);
        assert_eq!(count("account=0m2g50m1850m2g50m1850m2g50").await, 0);
        let account = desk.log("way=imap").await[0]["account"].as_str().unwrap().to_owned();
        assert_eq!(count(&format!("account={account}")).await, 1);
        let at = desk.log("").await[3]["at"].as_str().unwrap().to_owned();
        assert_eq!((count(&format!("since={at}")).await, count(&format!("until={at}")).await), (4, 4));
        for query in ["", "q=drucker&", "outcome=ticket&"] {
            let all: Vec<Json> = desk.log(query).await.iter().map(|line| line["id"].clone()).collect();
            let (mut walked, mut cursor) = (Vec::new(), String::new());
            loop {
                let (_, page) = desk.ask(desk.root, "mail.log", &format!("?{query}limit=2{cursor}"), None).await;
                walked.extend(page["items"].as_array().unwrap().iter().map(|line| line["id"].clone()));
                let Some(next) = page["next"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(walked, all, "{query}");
        }
        for bad in ["outcome=lost", "way=fax", "since=gestern", "limit=0", "cursor=x", "account=1"] {
            assert_eq!(desk.ask(desk.root, "mail.log", &format!("?{bad}"), None).await.0, 422, "{bad}");
        }
    });
}

#[test]
fn what_no_ticket_holds_has_days_of_its_own() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let outcomes = async |log_days: i64, kept_days: i64| {
            let days = json!({"log_days": log_days, "kept_days": kept_days});
            assert_eq!(desk.ask(desk.root, "mail.set_settings", "", Some(days)).await.0, 200);
            desk.bob_writes(&mail("bob@kunde.example", "x", &format!("{log_days}@kunde.example"), "")).await;
            let raw = format!(
                "From: MAILER-DAEMON@x.example\nSubject: Undelivered\nMessage-ID: <{log_days}@x.example>\n\n<eve@x.example>:\nno\n"
            );
            desk.deliver(Sender::Nobody, &raw).await;
            desk.node.clock.advance(Duration::from_hours(24 * 10));
            forget(&desk).await;
            let log = desk.log("").await;
            log.iter().map(|line| line["outcome"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(outcomes(5, 50).await, ["quarantined"]);
        assert_eq!(outcomes(50, 5).await, ["ticket"]);
    });
}

/// Runs the job by which the log forgets until it rests.
async fn forget(desk: &Desk) {
    let job = mail::ROOM.jobs.iter().find(|job| job.name == "forget-log").unwrap();
    loop {
        let intake = desk.context();
        let context = JobContext { door: intake.door, place: intake.place, house: intake.house, by: intake.by };
        let now = desk.node.ambient.now();
        let (room, kind) = ("mail".into(), "forget-log".into());
        let id = kernel::Id16([0; 16]);
        let end = (job.run)(context, Claimed { id, room, kind, object: id, attempts: 0, created_at: now }).await.unwrap();
        match end {
            JobEnd::Again(at) if at == now => {}
            JobEnd::Again(_) | JobEnd::Settled => return,
        }
    }
}

#[test]
fn the_log_forgets_by_its_settings_and_tickets_stay() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let number = number_of(&desk.bob_writes(&mail("bob@kunde.example", "Drucker", "eins@kunde.example", "")).await);
        assert_eq!(desk.jobs().await, 2, "the answer, and the one that forgets");
        let (status, settings) = desk.ask(desk.root, "mail.settings", "", None).await;
        assert_eq!((status, &settings["log_days"]), (200, &json!({"value": 31, "default": 31, "source": "default"})));
        desk.node.clock.advance(Duration::from_hours(24 * 8));
        forget(&desk).await;
        assert_eq!(desk.log("").await.len(), 1);
        assert_eq!(desk.ask(desk.root, "mail.set_settings", "", Some(json!({"log_days": 0}))).await.0, 422);
        let (status, settings) = desk.ask(desk.root, "mail.set_settings", "", Some(json!({"log_days": 7}))).await;
        assert_eq!((status, &settings["log_days"]), (200, &json!({"value": 7, "default": 31, "source": "desk"})));
        desk.bob_writes(&mail("bob@kunde.example", "Bildschirm", "zwei@kunde.example", "")).await;
        forget(&desk).await;
        let log = desk.log("").await;
        assert_eq!((log.len(), &log[0]["subject"]), (1, &json!("Bildschirm")));
        assert_eq!(desk.log("q=drucker").await.len(), 0, "its words are gone, too");
        assert_eq!(desk.page(&number).await.articles.len(), 2);
        assert_eq!(desk.bob_writes(&mail("bob@kunde.example", "Drucker", "eins@kunde.example", "")).await, Taken::Duplicate, "still known");
    });
}

#[test]
fn a_fetched_mail_goes_by_its_account_then_by_its_addresses() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let queue_of = async |place: &str, queue: Option<i64>, more: &str| {
            let raw = format!("{more}From: bob@kunde.example\nSubject: x\nMessage-ID: <{place}@kunde.example>\n\nText\n");
            let number = number_of(&desk.take(desk.by_imap(place, queue, &raw)).await);
            (desk.page(&number).await.ticket.queue_name, desk.steps().await[2].clone())
        };
        let is = |queue: &str, step: &str| (queue.to_owned(), step.to_owned());
        assert_eq!(queue_of("1:1", Some(4), "To: support@alpha.example\n").await, is("Misc", "queue_of_account"));
        assert_eq!(queue_of("1:2", None, "To: x@y.example, Support <support+a@alpha.example>\n").await, is("Raw", "queue_by_address"));
        assert_eq!(queue_of("1:3", None, "Cc: SUPPORT@alpha.example\n").await, is("Raw", "queue_by_address"));
        assert_eq!(queue_of("1:4", None, "Delivered-To: support@alpha.example\n").await, is("Raw", "queue_by_address"));
        assert_eq!(queue_of("1:5", None, "X-Original-To: support@alpha.example\n").await, is("Raw", "queue_by_address"));
        assert_eq!(queue_of("1:6", None, "To: liste@y.example\n").await, is("Raw", "queue_default"));
        assert_eq!(queue_of("1:7", Some(99), "To: liste@y.example\n").await, is("Raw", "queue_default"), "a queue that is gone");
    });
}

#[test]
fn a_mail_that_comes_over_two_ways_is_one_ticket() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let raw = mail("bob@kunde.example", "Drucker", "eins@kunde.example", "");
        let number = number_of(&desk.bob_writes(&raw).await);
        let traced = format!("Return-Path: <bob@kunde.example>\nReceived: from mx by box; Thu, 15 Jan 2026 09:00:00 +0000\n{raw}");
        assert_eq!(desk.take(desk.by_imap("1:1", None, &traced)).await, Taken::Duplicate);
        let before = desk.log("").await.len();
        for _ in 0..3 {
            assert_eq!(desk.take(desk.by_imap("1:1", None, &traced)).await, Taken::Duplicate, "the same place again");
        }
        assert_eq!(desk.log("").await.len(), before, "reading a place again is no delivery");
        assert_eq!(desk.take(desk.by_imap("1:2", None, &traced)).await, Taken::Duplicate, "another place is one");
        assert_eq!(desk.log("").await.len(), before + 1);
        let other = desk.by_smtp(address("bob@kunde.example"), &raw);
        let other = room::Arrived { recipients: vec!["postmaster@alpha.example".parse().unwrap()], ..other };
        assert_eq!(desk.take(other).await, Taken::Duplicate, "to another address of ours");
        assert_eq!(desk.page(&number).await.articles.len(), 2);
        let changed = raw.replace("Text", "Anderer Text");
        assert!(matches!(desk.bob_writes(&changed).await, Taken::Ticket { is_new: true, .. }), "an id alone makes nothing the same");
        let other = raw.replace("Text", "Noch ein Text");
        let taken = desk.take(desk.by_imap("1:1", None, &other)).await;
        assert!(matches!(taken, Taken::Ticket { is_new: true, .. }), "what else lies at the same place now is another mail");
    });
}

#[test]
fn a_fetched_mail_is_answered_to_whom_its_mailbox_names() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let answered = async |place: &str, more: &str| {
            let raw = format!("{more}{}", mail("bob@kunde.example", "x", &format!("{place}@kunde.example"), ""));
            desk.take(desk.by_imap(place, None, &raw)).await;
            desk.steps().await.last().unwrap() == "answered"
        };
        assert!(answered("1:1", "Return-Path: <bob@kunde.example>\n").await);
        assert!(answered("1:2", "").await);
        assert!(!answered("1:3", "Return-Path: <>\n").await);
        assert!(!answered("1:4", "Return-Path: <opfer@y.example>\nReturn-Path: <bob@kunde.example>\n").await, "the topmost counts");
    });
}

#[test]
fn a_closed_ticket_takes_takes_not_or_refuses_by_its_queue() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let number = number_of(&desk.bob_writes(&mail("bob@kunde.example", "Drucker", "eins@kunde.example", "")).await);
        let subject = format!("Re: [Ticket#{number}] Drucker");
        close(&desk, &number).await;
        desk.follow_up("reject").await;
        let taken = desk.bob_writes(&mail("bob@kunde.example", &subject, "zwei@kunde.example", "")).await;
        assert_eq!(taken, Taken::Ticket { number: number.clone(), is_new: false });
        assert_eq!(desk.steps().await, ["known_sender", "number", "closed_rejected", "answered"]);
        let page = desk.page(&number).await;
        assert_eq!((page.articles.len(), page.ticket.state_name.as_str()), (4, "closed successful"));
        assert!(page.articles[3].text.contains("abgeschlossen") && page.articles[3].delivery.is_some(), "the sender hears it");
        let taken = desk.deliver(Sender::Nobody, &mail("bob@kunde.example", &subject, "drei@kunde.example", "")).await;
        assert!(matches!(taken, Taken::Ticket { is_new: true, .. }), "who cannot be told is not refused");
        assert_eq!(desk.steps().await[2], "closed_not_told");
        desk.follow_up("new ticket").await;
        let taken = desk.bob_writes(&mail("bob@kunde.example", &subject, "vier@kunde.example", "")).await;
        assert!(matches!(taken, Taken::Ticket { is_new: true, .. }));
        assert_eq!(desk.steps().await[2], "closed_new_ticket");
        desk.follow_up("possible").await;
        let vacation = mail("bob@kunde.example", &subject, "fuenf@kunde.example", "Auto-Submitted: auto-replied\n");
        desk.bob_writes(&vacation).await;
        assert_eq!(desk.steps().await, ["known_sender", "number", "not_reopened"]);
        desk.bob_writes(&mail("bob@kunde.example", &subject, "sechs@kunde.example", "")).await;
        assert_eq!(desk.steps().await, ["known_sender", "number", "reopened"]);
    });
}

#[test]
fn what_gates_turn_away_is_in_the_log_and_not_without_end() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let turned = |name: &str, code: Option<u16>, because: Reason| TurnedAway {
            envelope_from: address("bob@kunde.example"),
            recipients: vec![format!("{name}@alpha.example").parse().unwrap()],
            way: Way::Smtp,
            tls: None,
            code,
            because,
        };
        (mail::INTAKE.turned_away)(desk.context(), turned("suport", Some(550), Reason::NoSuchRecipient)).await;
        (mail::INTAKE.turned_away)(desk.context(), turned("support", None, Reason::BrokenOff)).await;
        let lines = desk.log("outcome=refused&q=suport@alpha.example").await;
        let [line] = &lines[..] else { panic!("one entry: {lines:?}") };
        assert_eq!((&line["direction"], &line["from"]), (&json!("in"), &json!("bob@kunde.example")));
        let (_, entry) = desk.ask(desk.root, "mail.log_entry", line["id"].as_str().unwrap(), None).await;
        let words: Vec<&str> = entry["steps"].as_array().unwrap().iter().map(|step| step["words"].as_str().unwrap()).collect();
        assert_eq!(words[0], "Turned away at the door: there is no such address here.");
        assert_eq!((words.len(), &entry["has_original"]), (2, &json!(false)));
        for n in 0..1_005 {
            (mail::INTAKE.turned_away)(desk.context(), turned(&format!("a{n}"), Some(550), Reason::NoSuchRecipient)).await;
        }
        let count = |text: &str| text.matches("mlg_").count();
        let mut cursor = String::new();
        let mut all = 0;
        loop {
            let (_, page) = desk.ask(desk.root, "mail.log", &format!("?outcome=refused&limit=200{cursor}"), None).await;
            all += count(&page["items"].to_string());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(all, 1_000, "a day");
        desk.node.clock.advance(Duration::from_hours(25));
        (mail::INTAKE.turned_away)(desk.context(), turned("morgen", Some(550), Reason::NoSuchRecipient)).await;
        assert_eq!(desk.log("outcome=refused&q=morgen@alpha.example").await.len(), 1);
    });
}
