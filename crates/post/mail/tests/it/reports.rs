//! Reports of mail systems: they stand at the mail that they tell about, or nowhere.

use crate::desk::{Desk, migrations, number_of};
use room::{Sender, Taken};
use serde_json::json;
use testkit::on_both_engines;
use tickets::commands::{self, Changes};
use tickets::rights::{Rw, permit};
use tickets::{ArticleId, Channel, Delivery, MailLines, NewArticle, Permitted, StateType, TicketId};

/// A ticket of Bob's with an agent's answer, which went out or did not.
struct Sent {
    number: String,
    ticket: TicketId,
    article: ArticleId,
    message_id: String,
}

impl Sent {
    async fn make(desk: &Desk, went_out: bool) -> Self {
        let id = format!("{}@kunde.example", desk.node.ambient.dice().next_u64());
        let raw = format!("From: bob@kunde.example\nTo: support@alpha.example\nSubject: Drucker\nMessage-ID: <{id}>\n\nkaputt {id}\n");
        let number = number_of(&desk.bob_writes(&raw).await);
        let ticket = desk.page(&number).await.ticket.id;
        let lines = MailLines { to: vec!["bob@kunde.example".into()], cc: vec!["chef@kunde.example".into()], ..MailLines::default() };
        let article = NewArticle { lines, ..answer() };
        let append = move |act: &store::Act<'_>| {
            let on: Permitted<Rw> = permit(act, ticket).unwrap();
            commands::append(act, &on, &article)
        };
        let article = desk.act(append).await.unwrap();
        if went_out {
            let raw = desk.door.put(b"as it went out".to_vec(), &desk.node.ambient.moment()).await.unwrap();
            let sent = move |act: &store::Act<'_>| {
                commands::keep_original(act, article, &raw, "support@alpha.example").unwrap();
                commands::deliver(act, article, Delivery::Sent, Some("250 ok"), Some("TLS 1.3"))
            };
            desk.act(sent).await.unwrap();
        }
        let page = desk.page(&number).await;
        let written = page.articles.iter().find(|one| one.id == article).unwrap();
        Self { ticket, article, message_id: written.lines.message_id.clone().unwrap(), number }
    }

    async fn close(&self, desk: &Desk) {
        let (id, close) = (self.ticket, Changes { state: Some("closed successful".into()), ..Changes::default() });
        desk.act(move |act| commands::change(act, id, &close)).await.unwrap();
    }

    async fn delivery(&self, desk: &Desk) -> (Delivery, String) {
        let page = desk.page(&self.number).await;
        let article = page.articles.iter().find(|one| one.id == self.article).unwrap();
        // How far it came to Bob; others on its lines may have it all the same.
        let bob = article.recipients().into_iter().find(|one| one.address.as_str() == "bob@kunde.example").unwrap();
        (bob.state, article.delivery.clone().unwrap().words.unwrap_or_default())
    }

    async fn state(&self, desk: &Desk) -> StateType {
        desk.page(&self.number).await.ticket.state_type
    }
}

/// A mail of an agent's, to nobody yet.
fn answer() -> NewArticle {
    NewArticle {
        channel: Channel::Email,
        sender: tickets::Sender::Agent,
        visible: true,
        author_name: "Erika Mustermann".into(),
        subject: String::new(),
        text: "Wir sehen nach.".into(),
        html: None,
        lines: MailLines::default(),
        attachments: Vec::new(),
        raw: None,
        malformed: None,
    }
}

fn bounce(about: &str, recipient: &str, action: &str, words: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\nTo: support@alpha.example\nSubject: Undelivered Mail\nMessage-ID: <{}@mx.example>\n\
         Auto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
         --b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: 5.1.1\nDiagnostic-Code: smtp; {words}\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{about}>\nSubject: x\n\n--b--\n",
        words.len() + about.len() + action.len()
    )
}

/// Somebody says that a recipient has read a mail.
fn read_by(from: &str, recipient: &str, about: &str) -> String {
    format!(
        "From: {from}\nSubject: Read: x\nMessage-ID: <mdn@kunde.example>\n\
         Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead.\n\
         --b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;{recipient}\n\
         Original-Message-ID: <{about}>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
    )
}

#[test]
fn a_bounce_stands_at_the_mail_that_did_not_arrive() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        sent.close(&desk).await;
        let raw = bounce(&sent.message_id, "bob@kunde.example", "failed", "550 5.1.1 no such user");
        let taken = desk.deliver(Sender::Nobody, &raw).await;
        assert_eq!(taken, Taken::Ticket { number: sent.number.clone(), is_new: false });
        assert_eq!(desk.steps().await, ["report", "reported", "reopened"]);
        assert_eq!(sent.delivery(&desk).await, (Delivery::Failed, "bob@kunde.example: 550 5.1.1 no such user".into()));
        let page = desk.page(&sent.number).await;
        let report = page.articles.last().unwrap();
        assert_eq!((report.sender, report.visible, page.articles.len()), (tickets::Sender::System, false, 4), "and nothing is answered");
        assert_eq!(page.ticket.state_type, StateType::Open, "whoever closed it has to know");
        let (status, reports) = desk.ask(desk.erika, "mail.reports", &sent.article.to_string(), None).await;
        let line = &reports["items"][0];
        assert_eq!((status, &line["became"], &line["recipient"]), (200, &json!("failed"), &json!("bob@kunde.example")));
        assert_eq!(line["words"], "550 5.1.1 no such user");
        sent.close(&desk).await;
        desk.deliver(Sender::Nobody, &bounce(&sent.message_id, "bob@kunde.example", "failed", "550 nobody")).await;
        assert_eq!(sent.state(&desk).await, StateType::Closed, "that it failed is known already");
        desk.deliver(Sender::Nobody, &bounce(&sent.message_id, "chef@kunde.example", "failed", "550 nobody")).await;
        assert_eq!(sent.state(&desk).await, StateType::Open, "that it failed for the other as well is not");
        assert_eq!(desk.deliver(Sender::Nobody, &raw).await, Taken::Duplicate);
    });
}

#[test]
fn delays_deliveries_and_readings_change_no_state_of_the_ticket() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        sent.close(&desk).await;
        let tell = async |action: &str, expected: Delivery| {
            desk.deliver(Sender::Nobody, &bounce(&sent.message_id, "bob@kunde.example", action, "later")).await;
            assert_eq!(sent.delivery(&desk).await.0, expected, "{action}");
            assert_eq!(sent.state(&desk).await, StateType::Closed, "{action}");
        };
        tell("relayed", Delivery::Sent).await;
        // It left us: nothing waits here, and nobody sends it a second time.
        tell("delayed", Delivery::Sent).await;
        tell("delivered", Delivery::Sent).await;
        desk.bob_writes(&read_by("bob@kunde.example", "bob@kunde.example", &sent.message_id)).await;
        assert_eq!(sent.delivery(&desk).await.0, Delivery::Sent);
        assert_eq!(sent.state(&desk).await, StateType::Closed);
        let (_, reports) = desk.ask(desk.erika, "mail.reports", &sent.article.to_string(), None).await;
        let became: Vec<&str> = reports["items"].as_array().unwrap().iter().map(|line| line["became"].as_str().unwrap()).collect();
        assert_eq!(became, ["relayed", "delayed", "delivered", "displayed"]);
    });
}

#[test]
fn a_forged_report_changes_nothing_and_is_kept() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        let unsent = Sent::make(&desk, false).await;
        let before = desk.page(&sent.number).await;
        let forged = sent.message_id.replacen(|sign: char| sign.is_ascii_digit(), "v", 1);
        let check = async |raw: &str, step: &str| {
            assert_eq!(desk.deliver(Sender::Nobody, raw).await, Taken::Noted, "{raw}");
            assert_eq!(desk.steps().await, [step], "{raw}");
            let newest = desk.log("limit=1").await.remove(0);
            assert_eq!(newest["outcome"], "quarantined");
            let id = newest["id"].as_str().unwrap().to_owned();
            assert_eq!(desk.ask(desk.root, "mail.log_original", &id, None).await.0, 200, "nothing is lost");
            assert_eq!(desk.deliver(Sender::Nobody, raw).await, Taken::Duplicate);
        };
        check(&bounce(&forged, "bob@kunde.example", "failed", "550 a"), "report_of_nothing").await;
        check(&bounce("eins@kunde.example", "bob@kunde.example", "failed", "550 bc"), "report_of_nothing").await;
        check(&bounce(&unsent.message_id, "bob@kunde.example", "failed", "550 ghij"), "report_of_unsent").await;
        let loose = "From: MAILER-DAEMON@x.example\nSubject: Undeliverable: x\nMessage-ID: <a@x.example>\n\n<eve@x.example>:\nno.\n";
        check(loose, "report_of_nothing").await;
        let read = read_by("eve@kunde.example", "bob@kunde.example", &sent.message_id);
        check(&read, "report_of_others").await;
        let after = desk.page(&sent.number).await;
        assert_eq!((after.articles.len(), after.ticket.version), (before.articles.len(), before.ticket.version));
        assert_eq!(sent.delivery(&desk).await.0, Delivery::Sent);
        assert_eq!(desk.log("outcome=quarantined").await.len(), 5);
    });
}

#[test]
fn what_only_looks_like_a_report_is_a_mail_like_others() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        let human = "From: postmaster@kunde.example\nSubject: Mail delivery to you fails since Monday\nMessage-ID: <p@k.example>\n\nHello?\n\npostmaster@kunde.example\n";
        let is_new = |taken: Taken| matches!(taken, Taken::Ticket { is_new: true, .. });
        assert!(is_new(desk.deliver(Sender::Address("postmaster@kunde.example".parse().unwrap()), human).await));
        let machine = "From: store@kunde.example\nSubject: Warning: message store 95 % full\nMessage-ID: <w@k.example>\n\nSoon full.\n";
        assert!(is_new(desk.deliver(Sender::Nobody, machine).await));
        // Who has a name and a sender is no mail system, whatever their mail says.
        let raw = bounce(&sent.message_id, "bob@kunde.example", "failed", "550 no").replace("MAILER-DAEMON@mx", "chef@kunde");
        desk.deliver(Sender::Address("chef@kunde.example".parse().unwrap()), &raw).await;
        assert_eq!(sent.delivery(&desk).await.0, Delivery::Sent);
    });
}

#[test]
fn a_report_about_an_address_behind_an_alias_stands_at_the_mail_and_marks_nobody() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        sent.close(&desk).await;
        let raw = bounce(&sent.message_id, "robert@innen.example", "failed", "550 5.1.1 no such user");
        let taken = desk.deliver(Sender::Nobody, &raw).await;
        assert_eq!(taken, Taken::Ticket { number: sent.number.clone(), is_new: false });
        assert_eq!(desk.steps().await, ["report", "report_behind", "reported", "reopened"]);
        assert_eq!(sent.delivery(&desk).await, (Delivery::Sent, "250 ok".into()));
        let (_, reports) = desk.ask(desk.erika, "mail.reports", &sent.article.to_string(), None).await;
        assert_eq!(reports["items"][0]["recipient"], "robert@innen.example");
    });
}

#[test]
fn a_report_counts_while_others_still_wait() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        let (article, next) = (sent.article, desk.node.ambient.now().after(std::time::Duration::from_mins(5)));
        let one = |name: &str, state| tickets::Recipient { address: format!("{name}@kunde.example").parse().unwrap(), state, words: None };
        let end = commands::TryEnd {
            number: 0,
            recipients: vec![one("bob", Delivery::Sent), one("chef", Delivery::Deferred)],
            words: None,
            tls: None,
            next: Some(next),
            maybe_taken: false,
        };
        desk.act(move |act| commands::deliver(act, article, Delivery::Queued, None, None)).await.unwrap();
        desk.act(move |act| commands::end_try(act, article, &end)).await.unwrap();
        desk.deliver(Sender::Nobody, &bounce(&sent.message_id, "bob@kunde.example", "failed", "550 no")).await;
        let page = desk.page(&sent.number).await;
        let mail = page.articles.iter().find(|one| one.id == sent.article).unwrap();
        let states: Vec<Delivery> = mail.recipients().into_iter().map(|one| one.state).collect();
        assert_eq!(states, [Delivery::Failed, Delivery::Deferred]);
        let delivery = mail.delivery.clone().unwrap();
        assert_eq!((delivery.state, delivery.next), (Delivery::Deferred, Some(next)), "and the other is tried again");
    });
}

#[test]
fn bounces_without_a_standard_are_understood() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        let raw = format!(
            "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi.\n\n<bob@kunde.example>:\nno mailbox here\n\n\
             --- Below this line is a copy of the message.\n\nReturn-Path: <support@alpha.example>\nMessage-ID: <{}>\n\nx\n",
            sent.message_id
        );
        desk.deliver(Sender::Nobody, &raw).await;
        assert_eq!(sent.delivery(&desk).await, (Delivery::Failed, "bob@kunde.example: no mailbox here".into()));
        let other = Sent::make(&desk, true).await;
        let raw = format!(
            "From: postmaster@mx.example\nSubject: Returned mail\nReferences: <{}>\n\nKein Konto für bob@kunde.example.\n",
            other.message_id
        );
        desk.deliver(Sender::Nobody, &raw).await;
        assert_eq!(other.delivery(&desk).await.0, Delivery::Failed);
    });
}

#[test]
fn so_many_reports_stand_at_a_mail_and_no_more() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        let mut noted = 0;
        for n in 0..30 {
            let raw = bounce(&sent.message_id, "bob@kunde.example", "delayed", &"x".repeat(n + 1));
            noted += usize::from(desk.deliver(Sender::Nobody, &raw).await == Taken::Noted);
        }
        assert_eq!((noted, desk.page(&sent.number).await.articles.len()), (10, 23));
        assert_eq!(desk.steps().await, ["reports_enough"]);
        desk.deliver(Sender::Nobody, &bounce(&sent.message_id, "bob@kunde.example", "failed", "550 no")).await;
        assert_eq!(sent.delivery(&desk).await.0, Delivery::Failed, "that it failed is heard whatever was said before");
    });
}

#[test]
fn who_is_away_answers_without_opening_a_ticket() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        sent.close(&desk).await;
        for (n, sign) in
            ["Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All", "X-Autoreply: yes"]
                .into_iter()
                .enumerate()
        {
            let raw = format!(
                "From: bob@kunde.example\nSubject: Abwesend\nMessage-ID: <v{n}@kunde.example>\nIn-Reply-To: <{}>\n{sign}\n\nBin weg {n}\n",
                sent.message_id
            );
            let taken = desk.deliver(Sender::Nobody, &raw).await;
            assert_eq!(taken, Taken::Ticket { number: sent.number.clone(), is_new: false });
            assert_eq!(desk.steps().await, ["known_sender", "token", "not_reopened"], "{sign}");
        }
        assert_eq!(desk.page(&sent.number).await.articles.len(), 6, "and nobody is answered");
    });
}

#[test]
fn a_mail_of_ours_that_comes_back_is_a_copy() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let sent = Sent::make(&desk, true).await;
        let raw = |from: &str| {
            format!(
                "From: {from}\nTo: liste@x.example\nSubject: Re: x\nMessage-ID: <{}>\nList-Id: <l.x.example>\n\nWir sehen nach.\n",
                sent.message_id
            )
        };
        let bounced = Sender::Address("liste-bounces@x.example".parse().unwrap());
        assert_eq!(desk.deliver(bounced.clone(), &raw("Support <support@alpha.example>")).await, Taken::Duplicate);
        assert_eq!(desk.steps().await, ["own_mail"]);
        assert_eq!(desk.page(&sent.number).await.articles.len(), 3);
        let taken = desk.deliver(bounced, &raw("mallory@evil.example")).await;
        assert!(matches!(taken, Taken::Ticket { is_new: true, .. }), "who takes our id is somebody else");
    });
}

#[test]
fn what_an_agent_writes_from_one_queue_to_another_becomes_a_ticket_there() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let operator = kernel::Actor::Operator(kernel::OperatorId(kernel::Id16([9; 16])));
        let misc = tickets::QueueAddress { email: "sales@alpha.example".parse().unwrap(), name: "Vertrieb".into() };
        let address = move |act: &store::Act<'_>| commands::address_queue(act, "Misc", &misc);
        desk.door.act(crate::desk::by(operator), desk.node.ambient.moment(), address).await.unwrap();
        let sent = Sent::make(&desk, true).await;
        let (ticket, sales) = (sent.ticket, "sales@alpha.example");
        let to_sales = move |act: &store::Act<'_>| {
            let on: Permitted<Rw> = permit(act, ticket).unwrap();
            let lines = MailLines { to: vec!["bob@kunde.example".into(), sales.into()], ..MailLines::default() };
            commands::append(act, &on, &NewArticle { lines, text: "Bitte ein Angebot.".into(), ..answer() })
        };
        let article = desk.act(to_sales).await.unwrap();
        let id = desk.page(&sent.number).await.articles.iter().find(|one| one.id == article).unwrap().lines.message_id.clone().unwrap();
        let raw = format!(
            "From: Support <support@alpha.example>\nTo: bob@kunde.example, {sales}\nSubject: [Ticket#{}] Drucker\nMessage-ID: <{id}>\n\
             In-Reply-To: <{}>\n\nBitte ein Angebot.\n",
            sent.number, sent.message_id
        );
        let arrived = desk.by_smtp(Sender::Address("support@alpha.example".parse().unwrap()), &raw);
        let number = number_of(&desk.take(room::Arrived { recipients: vec![sales.parse().unwrap()], ..arrived }).await);
        assert_ne!(number, sent.number);
        assert_eq!(desk.steps().await.first().map(String::as_str), Some("from_queue"));
        assert_eq!(desk.log("limit=1").await[0]["outcome"], "ticket");
        assert_eq!(desk.page(&sent.number).await.articles.len(), 4, "nothing twice where it was written");
        // What sales answers joins the ticket in which it was asked.
        let asked = desk.page(&number).await.ticket.id;
        let back = move |act: &store::Act<'_>| {
            let on: Permitted<Rw> = permit(act, asked).unwrap();
            let lines = MailLines { to: vec!["support@alpha.example".into()], ..MailLines::default() };
            commands::append(act, &on, &NewArticle { lines, ..answer() })
        };
        let article = desk.act(back).await.unwrap();
        let answer = desk.page(&number).await.articles.iter().find(|one| one.id == article).unwrap().lines.message_id.clone().unwrap();
        let raw = format!(
            "From: Vertrieb <{sales}>\nTo: support@alpha.example\nSubject: Re: x\nMessage-ID: <{answer}>\nIn-Reply-To: <{id}>\n\nGern.\n"
        );
        assert_eq!(number_of(&desk.deliver(Sender::Address(sales.parse().unwrap()), &raw).await), sent.number);
    });
}

#[test]
fn what_was_quarantined_becomes_a_ticket_when_an_administrator_says_so() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let raw = bounce("fremd@kunde.example", "bob@kunde.example", "failed", "550 x");
        assert_eq!(desk.deliver(Sender::Nobody, &raw).await, Taken::Noted);
        let id = desk.log("limit=1").await[0]["id"].as_str().unwrap().to_owned();
        assert_eq!(desk.ask(desk.erika, "mail.release", &id, None).await.0, 403);
        let (status, released) = desk.ask(desk.root, "mail.release", &id, None).await;
        assert_eq!(status, 200, "{released}");
        let page = desk.page(released["number"].as_str().unwrap()).await;
        assert_eq!((page.ticket.title.as_str(), page.articles.len()), ("Undelivered Mail", 1), "and nobody is answered");
        assert_eq!(desk.steps().await, ["released", "unknown_sender", "no_thread", "queue_by_address", "not_answered"]);
        assert_eq!(desk.ask(desk.root, "mail.release", &id, None).await.0, 409);
        let (_, entry) = desk.ask(desk.root, "mail.log_entry", &id, None).await;
        assert_eq!((&entry["outcome"], &entry["number"]), (&json!("quarantined"), &released["number"]));
        assert_eq!(desk.deliver(Sender::Nobody, &raw).await, Taken::Duplicate);
        let copy = desk.log("limit=1").await.remove(0);
        assert_eq!(copy["number"], released["number"], "copies belong to the ticket now");
        assert_eq!(desk.ask(desk.root, "mail.release", copy["id"].as_str().unwrap(), None).await.0, 409);
    });
}
