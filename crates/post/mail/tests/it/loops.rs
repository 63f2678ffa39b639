//! Loops stop: with auto-responders that know the rules and such that do not, between two tenants, with lists, in circles.

use crate::desk::{Desk, migrations, number_of};
use room::{Sender, Taken};
use std::sync::Arc;
use testkit::on_both_engines;

fn address(text: &str) -> Sender {
    Sender::Address(text.parse().unwrap())
}

/// Somebody writes, and a program answers every mail that comes back, as `answer` makes it of its number and the mail. Gives how many
/// mails the desk sent until it was silent.
async fn ping_pong(desk: &Desk, answer: impl Fn(usize, &str) -> (Sender, String)) -> usize {
    let (mut from, mut raw) = answer(0, "");
    for sent in 0..300 {
        let Taken::Ticket { number, .. } = desk.deliver(from, &raw).await else { return sent };
        let Some((_, back)) = desk.outgoing(&number).await.pop() else { return sent };
        (from, raw) = answer(sent + 1, &back);
    }
    panic!("it goes on for ever");
}

fn field<'m>(raw: &'m str, name: &str) -> &'m str {
    raw.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default()
}

#[test]
fn programs_that_know_the_rules_are_answered_never_or_once() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let polite = |n: usize, back: &str| {
            let (id, mark) = (field(back, "Message-ID: "), if n == 0 { "" } else { "Auto-Submitted: auto-replied\n" });
            let from = if n == 0 { address("away@x.example") } else { Sender::Nobody };
            (from, format!("From: away@x.example\nSubject: x\nMessage-ID: <a{n}@x.example>\nIn-Reply-To: {id}\n{mark}\nBin weg {n}\n"))
        };
        assert_eq!(ping_pong(&desk, polite).await, 1);
        let threads = |n: usize, back: &str| {
            let id = field(back, "Message-ID: ");
            (
                address("naiv@x.example"),
                format!("From: naiv@x.example\nSubject: x\nMessage-ID: <n{n}@x.example>\nIn-Reply-To: {id}\n\nDanke {n}\n"),
            )
        };
        assert_eq!(ping_pong(&desk, threads).await, 1, "who answers a mail of ours joins its ticket, and follow-ups are not answered");
        let numbered = |n: usize, back: &str| {
            let subject = field(back, "Subject: ");
            (
                address("nummer@x.example"),
                format!("From: nummer@x.example\nSubject: {subject}\nMessage-ID: <m{n}@x.example>\n\nDanke {n}\n"),
            )
        };
        assert_eq!(ping_pong(&desk, numbered).await, 1);
    });
}

#[test]
fn programs_that_know_no_rule_are_answered_forty_times_a_day() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let rude = |n: usize, _: &str| {
            (address("rude@x.example"), format!("From: rude@x.example\nSubject: x\nMessage-ID: <r{n}@x.example>\n\nDanke {n}\n"))
        };
        assert_eq!(ping_pong(&desk, rude).await, 40);
        assert_eq!(desk.steps().await.last().unwrap(), "not_answered");
        let many = |n: usize, _: &str| {
            let from = format!("fall-{n}@crm.example");
            (address(&from), format!("From: {from}\nSubject: x\nMessage-ID: <c{n}@crm.example>\n\nDanke {n}\n"))
        };
        assert_eq!(ping_pong(&desk, many).await, 40, "whatever number its sender has");
    });
}

#[test]
fn a_rejecting_queue_and_a_program_stop_too() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let number = number_of(&desk.bob_writes("From: bob@kunde.example\nSubject: x\nMessage-ID: <1@kunde.example>\n\nx\n").await);
        desk.outgoing(&number).await;
        let ticket = desk.page(&number).await.ticket.id;
        let close = tickets::commands::Changes { state: Some("closed successful".into()), ..Default::default() };
        desk.act(move |act| tickets::commands::change(act, ticket, &close)).await.unwrap();
        desk.follow_up("reject").await;
        let subject = format!("Re: [Ticket#{number}] x");
        let rude = move |n: usize, _: &str| {
            (
                address("bob@kunde.example"),
                format!("From: bob@kunde.example\nSubject: {subject}\nMessage-ID: <b{n}@kunde.example>\n\nDanke {n}\n"),
            )
        };
        assert!(ping_pong(&desk, rude).await <= 40);
    });
}

#[test]
fn two_desks_do_not_talk_to_each_other() {
    on_both_engines(&migrations(), |node| async move {
        let node = Arc::new(node);
        let alpha = Desk::furnish_at(Arc::clone(&node), "support@alpha.example").await;
        let beta = Desk::furnish_at(node, "support@beta.example").await;
        // As if beta's desk itself had written: the worst case, for nothing in it says that a program did.
        let mut raw =
            String::from("From: support@beta.example\nTo: support@alpha.example\nSubject: x\nMessage-ID: <b@beta.example>\n\nHallo\n");
        let (mut from, mut desks, mut sent) = (address("support@beta.example"), [&alpha, &beta], 0);
        loop {
            let taken = desks[0].deliver(from.clone(), &raw).await;
            let outgoing = match taken {
                Taken::Ticket { number, .. } => desks[0].outgoing(&number).await.pop(),
                Taken::Duplicate | Taken::Noted => None,
            };
            let Some(next) = outgoing else { break };
            (from, raw) = next;
            desks.reverse();
            sent += 1;
            assert!(sent < 5, "they go on for ever");
        }
        assert_eq!(sent, 1, "one answer, and none to it");
        assert!(raw.contains("Auto-Submitted: auto-replied") && raw.contains("X-Beleg-Loop"), "{raw}");
    });
}

#[test]
fn lists_are_not_answered_and_circles_are_kept() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        for (n, mark) in
            ["List-Id: <l.x.example>", "Precedence: list", "List-Unsubscribe: <mailto:x@y.example>", "Mailing-List: x"].iter().enumerate()
        {
            let raw = format!("From: bob@kunde.example\nSubject: x\nMessage-ID: <l{n}@x.example>\n{mark}\n\nan alle {n}\n");
            desk.bob_writes(&raw).await;
            assert_eq!(desk.steps().await.last().unwrap(), "not_answered", "{mark}");
        }
        let hops = "Received: from a by b; Thu, 15 Jan 2026 09:00:00 +0000\n".repeat(100);
        let raw = format!("{hops}From: bob@kunde.example\nSubject: x\nMessage-ID: <kreis@x.example>\n\nx\n");
        assert_eq!(desk.bob_writes(&raw).await, Taken::Noted);
        assert_eq!(desk.steps().await, ["too_many_hops"]);
    });
}
