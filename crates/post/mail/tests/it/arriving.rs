//! Mails that arrive: a ticket, an article, or a copy; answered, or not.

use crate::desk::{Desk, migrations, number_of};
use room::{CheckContext, Known, Sender, Taken, Verdict};
use std::time::Duration;
use testkit::on_both_engines;
use tickets::commands::{self, Changes};
use tickets::rights::{Rw, permit};
use tickets::{Channel, Delivery, MailLines, NewArticle, Permitted, StateType, TicketId};

const FIRST: &str = "From: \"Bob Beispiel\" <bob@kunde.example>
To: support@alpha.example
Cc: kollege@kunde.example
Subject: =?utf-8?q?Drucker_=C3=BCberhitzt?=
Message-ID: <erste@kunde.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>Der <b>Drucker</b> ist heiß.<script>alert(1)</script><img src=\"cid:bild\"></p>
--b
Content-Type: application/pdf; name=protokoll.pdf
Content-Disposition: attachment; filename=protokoll.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--b--
";

fn plain(from: &str, subject: &str, id: &str, more: &str) -> String {
    format!("From: {from}\nTo: support@alpha.example\nSubject: {subject}\nMessage-ID: <{id}>\n{more}\nText von {id}\n")
}

fn is_new(taken: &Taken) -> bool {
    matches!(taken, Taken::Ticket { is_new: true, .. })
}

#[test]
fn a_mail_becomes_a_ticket_with_original_and_is_answered_once() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let number = number_of(&desk.bob_writes(FIRST).await);
        let page = desk.page(&number).await;
        assert_eq!(
            (page.ticket.title.as_str(), page.ticket.queue_name.as_str(), page.ticket.state_type),
            ("Drucker überhitzt", "Raw", StateType::New)
        );
        assert_eq!(page.ticket.asker.name.as_deref(), Some("Bob Beispiel"));
        assert!(page.ticket.asker.user.is_some());
        let first = &page.articles[0];
        assert_eq!(first.lines.from.as_deref(), Some("\"Bob Beispiel\" <bob@kunde.example>"));
        assert_eq!(first.lines.cc, ["kollege@kunde.example"]);
        assert_eq!(first.text.trim(), "Der Drucker ist heiß.");
        let html = &first.html.as_ref().unwrap().markup;
        assert!(html.contains("<b>Drucker</b>") && !html.contains("script") && html.contains("\"https://part.invalid/bild\""), "{html}");
        assert_eq!(page.attachments.len(), 1);
        assert_eq!((page.attachments[0].name.as_str(), page.attachments[0].media_type.as_str()), ("protokoll.pdf", "application/pdf"));
        let raw = first.raw.unwrap();
        let bytes = desk
            .door
            .read(kernel::By::room("mail", kernel::RequestId(kernel::Id16([1; 16]))), desk.node.ambient.now(), move |view| view.blob(raw))
            .await;
        assert_eq!(bytes.unwrap(), FIRST.replace('\n', "\r\n").into_bytes(), "byte for byte");
        assert_eq!(page.articles.len(), 2, "answered");
        let answer = &page.articles[1];
        assert_eq!(answer.lines.to, ["bob@kunde.example"]);
        assert!(answer.text.contains(&number) && answer.text.contains("angekommen"), "in the customer's language");
        assert_eq!(answer.delivery.as_ref().map(|delivery| delivery.state), Some(Delivery::Queued));
        assert_eq!(desk.bob_writes(FIRST).await, Taken::Duplicate);
        assert_eq!(desk.page(&number).await.articles.len(), 2);
    });
}

#[test]
fn a_picture_in_the_text_is_no_file_of_the_ticket() {
    let picture = |id: &str, name: &str| {
        format!(
            "--b\nContent-Type: image/gif; name={name}\nContent-ID: <{id}>\nContent-Transfer-Encoding: base64\n\nR0lGODlhAQABAAAAACw=\n"
        )
    };
    let raw = FIRST.replace("--b--\n", &format!("{}{}--b--\n", picture("bild", "logo.gif"), picture("fremd", "foto.gif")));
    on_both_engines(&migrations(), |node| {
        let raw = raw.clone();
        async move {
            let desk = Desk::furnish(node).await;
            let number = number_of(&desk.bob_writes(&raw).await);
            let page = desk.page(&number).await;
            let names: Vec<_> = page.attachments.iter().map(|file| file.name.as_str()).collect();
            assert_eq!(names, ["protokoll.pdf", "logo.gif", "foto.gif"], "nothing is lost");
            assert_eq!(page.ticket.attachments, 2, "the logo is part of the text, the photograph is not");
        }
    });
}

#[test]
fn an_answer_joins_by_token_and_opens_the_ticket_again() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let number = number_of(&desk.bob_writes(FIRST).await);
        let id = desk.page(&number).await.ticket.id;
        let token = reply(&desk, id).await;
        let close = Changes { state: Some("closed successful".into()), ..Changes::default() };
        desk.act(move |act| commands::change(act, id, &close)).await.unwrap();
        // From an address that nobody knows: whoever holds the token was written to.
        let stranger = plain("anders@privat.example", "Aw: heiss", "zweite@privat.example", &format!("In-Reply-To: <{token}>\n"));
        let taken = desk.deliver(Sender::Address("anders@privat.example".parse().unwrap()), &stranger).await;
        assert_eq!(taken, Taken::Ticket { number: number.clone(), is_new: false });
        let page = desk.page(&number).await;
        assert_eq!(page.ticket.state_type, StateType::Open);
        assert_eq!(page.articles.len(), 4, "mail, answer, reply, follow-up, and no automatic answer to it");
        let forged = token.replacen(|sign: char| sign.is_ascii_digit(), "v", 1);
        let forged = plain("mallory@evil.example", "heiss", "dritte@evil.example", &format!("References: <{forged}>\n"));
        assert!(
            is_new(&desk.deliver(Sender::Address("mallory@evil.example".parse().unwrap()), &forged).await),
            "a forged token joins nothing"
        );
    });
}

/// An agent answers; gives the Message-ID of the answer.
async fn reply(desk: &Desk, id: TicketId) -> String {
    let article = NewArticle {
        channel: Channel::Email,
        sender: tickets::Sender::Agent,
        visible: true,
        author_name: "Erika Mustermann".into(),
        subject: String::new(),
        text: "Wir sehen nach.".into(),
        html: None,
        lines: MailLines { to: vec!["bob@kunde.example".into()], ..MailLines::default() },
        attachments: Vec::new(),
        raw: None,
        malformed: None,
    };
    let work = move |act: &store::Act<'_>| {
        let on: Permitted<Rw> = permit(act, id).unwrap();
        commands::append(act, &on, &article)
    };
    let made = desk.act(work).await.unwrap();
    let by = kernel::By::room("mail", kernel::RequestId(kernel::Id16([1; 16])));
    let (article, _) = desk.door.read(by, desk.node.ambient.now(), move |view| tickets::queries::article(view, made)).await.unwrap();
    article.lines.message_id.unwrap()
}

#[test]
fn a_number_or_a_foreign_id_joins_only_from_somebody_who_takes_part() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let number = number_of(&desk.bob_writes(FIRST).await);
        let subject = format!("Re: [Ticket#{number}] Drucker");
        let check = async |from: &str, subject: &str, more: &str, joins: bool| {
            let id = format!("{}@x.example", desk.node.ambient.dice().next_u64());
            let taken = desk.deliver(Sender::Address(from.parse().unwrap()), &plain(from, subject, &id, more)).await;
            assert_eq!(taken == Taken::Ticket { number: number.clone(), is_new: false }, joins, "{from} {subject} {more}");
        };
        check("bob@kunde.example", &subject, "", true).await;
        check("kollege@kunde.example", &subject, "", true).await;
        check("mallory@evil.example", &subject, "", false).await;
        check("mallory@evil.example", "x", "In-Reply-To: <erste@kunde.example>\n", false).await;
        check("kollege@kunde.example", "x", "References: <erste@kunde.example>\n", true).await;
        check("bob@kunde.example", "Re: [Ticket#9999999999999999] x", "", false).await;
        check("bob@kunde.example", "ganz anderes", "", false).await;
    });
}

#[test]
fn what_a_program_wrote_is_not_answered() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let answered = async |from: Sender, header_from: &str, more: &str| {
            let id = format!("{}@x.example", desk.node.ambient.dice().next_u64());
            let taken = desk.deliver(from, &plain(header_from, "Hallo", &id, more)).await;
            desk.page(&number_of(&taken)).await.articles.len() == 2
        };
        let address = |text: &str| Sender::Address(text.parse().unwrap());
        assert!(answered(address("neu@x.example"), "neu@x.example", "").await);
        assert!(!answered(Sender::Nobody, "neu@x.example", "").await, "null sender");
        assert!(!answered(address("neu@x.example"), "neu@x.example", "Auto-Submitted: auto-generated\n").await);
        assert!(!answered(address("neu@x.example"), "neu@x.example", "Precedence: bulk\n").await);
        assert!(!answered(address("neu@x.example"), "neu@x.example", "List-Id: <l.x.example>\n").await);
        assert!(!answered(address("neu@x.example"), "neu@x.example", "X-Auto-Response-Suppress: All\n").await);
        assert!(!answered(address("noreply@x.example"), "noreply@x.example", "").await);
        assert!(!answered(address("support@alpha.example"), "support@alpha.example", "").await, "ourselves");
        assert!(!answered(address("neu@x.example"), "opfer@y.example", "").await, "another than it says");
        assert!(!answered(address("opfer@y.example"), "neu@x.example", "").await, "another than it says");
        assert!(answered(address("NEU@x.example"), "Neu <neu@X.example>", "").await, "case does not differ");
        let mut count = 0;
        for n in 0..45 {
            let tagged = format!("viel+{n}@x.example");
            count += usize::from(answered(address(&tagged), &tagged, "").await);
        }
        assert_eq!(count, 40, "a day's most for one mailbox, whatever its tag");
    });
}

#[test]
fn strangers_hear_nothing_of_what_was_written() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let answer = async |from: &str, subject: &str, id: &str| {
            let taken = desk.deliver(Sender::Address(from.parse().unwrap()), &plain(from, subject, id, "Content-Language: en\n")).await;
            let number = number_of(&taken);
            let answer = desk.page(&number).await.articles.remove(1);
            (number, answer.subject, answer.text)
        };
        let (number, subject, text) = answer("opfer@y.example", "Buy now: https://spam.example", "eins@y.example").await;
        assert_eq!(subject, format!("Re: [Ticket#{number}] Your message has arrived"));
        assert!(!text.contains("spam.example") && !text.contains("eins@y.example"), "{text}");
        let (number, subject, _) = answer("opfer@y.example", "", "zwei@y.example").await;
        assert_eq!(subject, format!("Re: [Ticket#{number}] Your message has arrived"));
        let (number, subject, _) = answer("bob@kunde.example", "Drucker", "drei@y.example").await;
        assert_eq!(subject, format!("Re: [Ticket#{number}] Drucker"), "known to the desk");
    });
}

#[test]
fn only_so_many_strangers_are_answered_in_an_hour() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let answered = async |from: &str| {
            let id = format!("{}@x.example", desk.node.ambient.dice().next_u64());
            let taken = desk.deliver(Sender::Address(from.parse().unwrap()), &plain(from, "Hallo", &id, "")).await;
            desk.page(&number_of(&taken)).await.articles.len() == 2
        };
        let mut count = 0;
        for n in 0..210 {
            let name: String = format!("{n:03}").bytes().map(|digit| char::from(digit - b'0' + b'k')).collect();
            count += usize::from(answered(&format!("{name}@y.example")).await);
        }
        assert_eq!(count, 200);
        let check = mail::ROOM.checks.iter().find(|check| check.name == "mail-loop").unwrap();
        let context = CheckContext { house: desk.house.clone(), door: Some(desk.door.clone()) };
        assert_eq!((check.run)(context).await.verdict, Verdict::Unmeasured, "whoever floods the desk breaks no promise");
        assert!(answered("bob@kunde.example").await, "the desk's own are answered");
        desk.node.clock.advance(Duration::from_hours(1));
        assert!(answered("opfer@y.example").await, "the next hour");
    });
}

#[test]
fn only_addresses_of_queues_are_known() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        assert_eq!(desk.knows("support@alpha.example").await, Known::Yes);
        assert_eq!(desk.knows("SUPPORT+tag@alpha.example").await, Known::Yes);
        assert_eq!(desk.knows("postmaster@alpha.example").await, Known::Yes);
        assert_eq!(desk.knows("niemand@alpha.example").await, Known::No);
    });
}

#[test]
fn odd_mails_become_tickets_too() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        for raw in [
            "",
            "\n\n",
            "no header at all",
            "Subject:\nFrom: \n\n\u{0}",
            "From: bob\nSubject: x\nContent-Type: multipart/mixed; boundary=q\n\n--q\n",
        ] {
            let taken = desk.deliver(Sender::Nobody, raw).await;
            let page = desk.page(&number_of(&taken)).await;
            assert_eq!(page.articles.len(), 1, "{raw:?}");
            assert!(!page.ticket.title.is_empty());
        }
    });
}

#[test]
fn the_rehearsal_sees_the_loop_and_leaves_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let check = mail::ROOM.checks.iter().find(|check| check.name == "mail-loop").unwrap();
        let context = CheckContext { house: desk.house.clone(), door: Some(desk.door.clone()) };
        let finding = (check.run)(context.clone()).await;
        assert_eq!(finding.verdict, Verdict::Kept, "{}", finding.measured);
        let by = kernel::By::room("mail", kernel::RequestId(kernel::Id16([1; 16])));
        let newest = desk.door.read(by.clone(), desk.node.ambient.now(), |view| view.newest_event()).await.unwrap();
        (check.run)(context.clone()).await;
        assert_eq!(desk.door.read(by, desk.node.ambient.now(), |view| view.newest_event()).await.unwrap(), newest, "rolled back");
        // Sabotage: the default queue loses its address.
        let operator = kernel::By {
            actor: kernel::Actor::Operator(kernel::OperatorId(kernel::Id16([9; 16]))),
            on_behalf: None,
            strength: kernel::Strength::Process,
            request: kernel::RequestId(kernel::Id16([1; 16])),
            ip: None,
        };
        let work = |act: &store::Act<'_>| commands::forget_address(act, "Raw");
        desk.door.act(operator, desk.node.ambient.moment(), work).await.unwrap();
        assert_eq!((check.run)(context).await.verdict, Verdict::Broken);
    });
}
