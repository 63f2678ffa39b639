//! A foreign mail never joins a ticket: whatever it claims to be, to answer, or to come from.

use crate::desk::{Desk, migrations, number_of};
use room::{Sender, Taken};
use std::sync::Arc;
use testkit::on_both_engines;

const FIRST: &str = "From: bob@kunde.example\nTo: support@alpha.example\nCc: kollege@kunde.example\nSubject: Drucker\n\
    Message-ID: <erste@kunde.example>\n\nkaputt\n";

impl Desk {
    /// Delivers a mail with an id of its own; gives the ticket that it joined, if it joined one.
    async fn joins(&self, head: &str) -> Option<String> {
        let id = self.node.ambient.dice().next_u64();
        let head = if head.contains("Message-ID:") { head.to_owned() } else { format!("{head}\nMessage-ID: <{id}@evil.example>") };
        let taken = self.deliver(Sender::Address("mallory@evil.example".parse().unwrap()), &format!("{head}\n\nText {id}\n")).await;
        match taken {
            Taken::Ticket { number, is_new: false } => Some(number),
            Taken::Ticket { is_new: true, .. } => None,
            other => panic!("{other:?}"),
        }
    }

    /// Bob's ticket: its number, and the id of the desk's answer.
    async fn of_bob(&self) -> (String, String) {
        let number = number_of(&self.bob_writes(FIRST).await);
        let token = self.page(&number).await.articles[1].lines.message_id.clone().unwrap();
        (number, token)
    }
}

#[test]
fn no_claim_lets_a_stranger_into_a_ticket() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (number, token) = desk.of_bob().await;
        let subject = format!("Subject: Re: [Ticket#{number}] Drucker");
        let forged = token.replacen(|sign: char| sign.is_ascii_digit(), "v", 1);
        let (ticket, rest) = token.split_once('.').unwrap();
        let (article, tail) = rest.split_once('.').unwrap();
        let (tag, _) = tail.split_once('@').unwrap();
        for head in [
            format!("From: mallory@evil.example\n{subject}"),
            format!("From: \"bob@kunde.example\" <mallory@evil.example>\n{subject}"),
            format!("From: \"Bob Beispiel <bob@kunde.example>\" <mallory@evil.example>\n{subject}"),
            format!("From: mallory@evil.example (bob@kunde.example)\n{subject}"),
            format!("From: mallory@evil.example\nReply-To: bob@kunde.example\nSender: bob@kunde.example\n{subject}"),
            format!("From: mallory@evil.example\nResent-From: bob@kunde.example\nReturn-Path: <bob@kunde.example>\n{subject}"),
            format!("From: mallory@evil.example, bob@kunde.example\n{subject}"),
            format!("From: bob@kunde.example.evil.example\n{subject}"),
            format!("From: bob@kunde\u{435}.example\n{subject}"),
            format!("From: mallory@evil.example\nSubject: =?utf-8?q?=5BTicket=23{number}=5D?="),
            "From: mallory@evil.example\nSubject: x\nIn-Reply-To: <erste@kunde.example>".into(),
            "From: mallory@evil.example\nSubject: x\nReferences: <a@b.example> <erste@kunde.example>".into(),
            format!("From: mallory@evil.example\nSubject: x\nIn-Reply-To: <{forged}>"),
            format!("From: mallory@evil.example\nSubject: x\nIn-Reply-To: <{ticket}.{article}@alpha.example>"),
            format!("From: mallory@evil.example\nSubject: x\nIn-Reply-To: <{article}.{ticket}.{tag}@alpha.example>"),
            format!("From: mallory@evil.example\nSubject: x\nIn-Reply-To: <{ticket}.{article}.{tag}.x@alpha.example>"),
            format!("From: mallory@evil.example\nSubject: x\nIn-Reply-To: <{ticket}.{article}.{}@alpha.example>", &tag[..15]),
            format!("From: mallory@evil.example\nSubject: <{token}>\nX-Ticket: {token}"),
            format!("From: mallory@evil.example\n{subject}\nAuto-Submitted: auto-replied"),
            format!("From: MAILER-DAEMON@evil.example\n{subject}"),
        ] {
            assert_eq!(desk.joins(&head).await, None, "{head}");
        }
        let seen = desk.page(&number).await;
        assert_eq!(seen.articles.len(), 2);
        assert_eq!(
            desk.joins(&format!("From: mallory@evil.example\nSubject: x\nIn-Reply-To: <{token}>")).await,
            Some(number),
            "who has it"
        );
    });
}

#[test]
fn however_many_mails_are_named_the_newest_are_looked_at() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (number, _) = desk.of_bob().await;
        let others = |from: usize| (from..from + 60).map(|n| format!("<{n}@b.example>")).collect::<Vec<_>>().join(" ");
        let head = |references: &str| format!("From: kollege@kunde.example\nSubject: x\nReferences: {references}");
        assert_eq!(desk.joins(&head(&format!("<erste@kunde.example> {}", others(0)))).await, None);
        assert_eq!(desk.joins(&head(&format!("{} <erste@kunde.example>", others(100)))).await, Some(number));
    });
}

#[test]
fn the_desks_own_address_takes_part_in_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (number, _) = desk.of_bob().await;
        for from in ["support@alpha.example", "SUPPORT+x@alpha.example"] {
            assert_eq!(desk.joins(&format!("From: {from}\nSubject: [Ticket#{number}]")).await, None, "{from}");
            assert_eq!(desk.steps().await[1..3], ["number_of_others", "own_address"]);
            assert_eq!(desk.joins(&format!("From: {from}\nSubject: x\nIn-Reply-To: <erste@kunde.example>")).await, None, "{from}");
        }
    });
}

#[test]
fn whoever_uses_an_id_again_takes_nobodys_thread() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (number, _) = desk.of_bob().await;
        let copy = "From: mallory@evil.example\nCc: kollege@kunde.example\nSubject: Drucker\nMessage-ID: <erste@kunde.example>";
        assert_eq!(desk.joins(copy).await, None);
        let answer = "From: kollege@kunde.example\nSubject: x\nIn-Reply-To: <erste@kunde.example>";
        assert_eq!(desk.joins(answer).await, Some(number), "the ticket that had it first");
    });
}

#[test]
fn a_token_of_another_desk_opens_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let node = Arc::new(node);
        let alpha = Desk::furnish_at(Arc::clone(&node), "support@alpha.example").await;
        let beta = Desk::furnish_at(node, "support@beta.example").await;
        let (number, token) = alpha.of_bob().await;
        beta.of_bob().await;
        let head = format!("From: mallory@evil.example\nSubject: [Ticket#{number}]\nIn-Reply-To: <{token}>");
        assert_eq!(beta.joins(&head).await, None);
        assert_eq!(alpha.joins(&head).await, Some(number));
    });
}

#[test]
fn a_report_lets_nobody_take_part() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (number, token) = desk.of_bob().await;
        desk.outgoing(&number).await;
        let bounce = format!(
            "From: MAILER-DAEMON@evil.example\nSubject: failure notice\nMessage-ID: <b@evil.example>\nReferences: <{token}>\n\n<bob@kunde.example>:\nno\n"
        );
        assert_eq!(desk.deliver(Sender::Nobody, &bounce).await, Taken::Ticket { number: number.clone(), is_new: false });
        assert_eq!(desk.joins(&format!("From: MAILER-DAEMON@evil.example\nSubject: [Ticket#{number}]")).await, None);
    });
}
