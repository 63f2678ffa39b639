//! Mails that leave: to whom, how often, and what is said about them; against a server that does what its recipients are called.

use crate::desk::{Desk, migrations, number_of};
use crate::smarthost::{Smarthost, Took};
use kernel::{By, Id16, RequestId};
use mail::Outbound;
use room::{House, JobContext, Place};
use std::sync::Arc;
use std::time::Duration;
use store::{Claimed, JobEnd};
use testkit::on_both_engines;
use testkit::stores::TestNode;
use tickets::commands::{self, DeliveryError};
use tickets::rights::Rw;
use tickets::{
    Article, ArticleId, Channel, Delivery, Html, MailLines, NewArticle, NewAttachment, Permitted, TicketId, permit, picture_mark,
};
use tokio::task::JoinHandle;

/// A desk with a ticket, and a server behind it.
struct Office {
    desk: Arc<Desk>,
    host: Smarthost,
    house: House,
    ticket: TicketId,
}

const QUESTION: &str = "From: Robot <robot@kunde.example>\nAuto-Submitted: auto-generated\nTo: support@alpha.example\n\
     Subject: Drucker\nMessage-ID: <frage@kunde.example>\n\nEr druckt nicht.\n";

fn mail(to: &[&str], bcc: &[&str]) -> NewArticle {
    let own = |all: &[&str]| all.iter().map(|name| format!("{name}@kunde.example")).collect();
    NewArticle {
        channel: Channel::Email,
        sender: tickets::Sender::Agent,
        visible: true,
        author_name: "Erika Mustermann".into(),
        subject: String::new(),
        text: "Wir sehen nach.".into(),
        html: None,
        lines: MailLines { to: own(to), bcc: own(bcc), ..MailLines::default() },
        attachments: Vec::new(),
        raw: None,
        malformed: None,
    }
}

impl Office {
    async fn open(node: TestNode) -> Self {
        let desk = Arc::new(Desk::furnish(node).await);
        let host = Smarthost::start(&desk.node.ambient).await;
        let mut services = http::Extensions::new();
        services.insert(Arc::new(Outbound::new(host.egress.clone(), Some(host.submission.clone()))));
        let house = House::new(desk.node.ambient.clone(), services);
        let number = number_of(&desk.bob_writes(QUESTION).await);
        let ticket = desk.page(&number).await.ticket.id;
        Self { desk, host, house, ticket }
    }

    async fn write(&self, article: NewArticle) -> ArticleId {
        let ticket = self.ticket;
        let work = move |act: &store::Act<'_>| {
            let on: Permitted<Rw> = permit(act, ticket).unwrap();
            commands::append(act, &on, &article)
        };
        self.desk.act(work).await.unwrap()
    }

    fn by() -> By {
        By::room("mail", RequestId(Id16([1; 16])))
    }

    async fn claim(&self) -> Vec<Claimed> {
        let ambient = &self.desk.node.ambient;
        let claim = |act: &store::Act<'_>| act.claim_jobs(100);
        let mut claimed = self.desk.door.act(By::room("work", RequestId(Id16([1; 16]))), ambient.moment(), claim).await.unwrap();
        // The log's daily tidying is due as well.
        claimed.retain(|job: &Claimed| job.kind == "send");
        claimed
    }

    /// Does a job as a worker would.
    fn run(&self, job: Claimed) -> JoinHandle<JobEnd> {
        let place =
            Place { name: "alpha".into(), title: "Südlicht IT".into(), host: "alpha.localhost".into(), locale: kernel::Locale::De };
        let context = JobContext { door: self.desk.door.clone(), place, house: self.house.clone(), by: Self::by() };
        let desk = Arc::clone(&self.desk);
        tokio::spawn(async move {
            let id = job.id;
            let end = (mail::ROOM.jobs.first().unwrap().run)(context, job).await.unwrap();
            let ambient = &desk.node.ambient;
            let work = move |act: &store::Act<'_>| act.end_job(id, end);
            desk.door.act(By::room("work", RequestId(Id16([1; 16]))), ambient.moment(), work).await.unwrap();
            end
        })
    }

    /// Does all that is due.
    async fn work(&self) {
        for job in self.claim().await {
            self.run(job).await.unwrap();
        }
    }

    async fn article(&self, id: ArticleId) -> Article {
        let read = move |view: &store::View<'_>| tickets::queries::article(view, id);
        self.desk.door.read(Self::by(), self.desk.node.ambient.now(), read).await.unwrap().0
    }

    async fn state(&self, id: ArticleId) -> (Delivery, i64, bool) {
        let delivery = self.article(id).await.delivery.unwrap();
        (delivery.state, delivery.tries, delivery.next.is_some())
    }

    async fn cancel(&self, id: ArticleId) -> Result<(), DeliveryError> {
        self.desk.act(move |act| commands::cancel(act, id)).await
    }

    fn later(&self, minutes: u64) {
        self.desk.node.clock.advance(Duration::from_mins(minutes));
    }

    /// To whom each mail went.
    fn went_to(&self) -> Vec<Vec<String>> {
        self.host.took().into_iter().map(|took| took.to).collect()
    }
}

#[test]
fn only_who_was_put_off_is_tried_again_and_who_was_refused_is_told() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let id = office.write(mail(&["bob", "nobody", "later"], &["chef"])).await;
        office.work().await;
        assert_eq!(office.state(id).await, (Delivery::Deferred, 1, true));
        let seen = office.article(id).await.recipients();
        let seen: Vec<_> = seen.iter().map(|one| (one.address.local(), one.state, one.words.as_deref())).collect();
        let expected = [
            ("bob", Delivery::Sent, None),
            ("nobody", Delivery::Failed, Some("550 5.1.1 no such user")),
            ("later", Delivery::Deferred, Some("451 4.7.1 greylisted")),
            ("chef", Delivery::Sent, None),
        ];
        assert_eq!(seen, expected);
        let words = office.article(id).await.delivery.unwrap().words;
        assert_eq!(words.as_deref(), Some("later@kunde.example: 451 4.7.1 greylisted"));
        office.work().await;
        assert_eq!(office.went_to().len(), 1, "not before its time");
        office.host.gets_better();
        office.later(1);
        office.work().await;
        assert_eq!(office.went_to(), [vec!["bob@kunde.example", "chef@kunde.example"], vec!["later@kunde.example"]]);
        assert_eq!(office.state(id).await, (Delivery::Sent, 2, false));
        let [first, second] = &office.host.took()[..] else { panic!("two mails") };
        assert_eq!(first.raw, second.raw, "every try sends the same bytes");
        assert!(!first.raw.contains("chef"), "nobody is told of a blind copy: {}", first.raw);
    });
}

#[test]
fn the_log_tells_of_each_mail_that_goes_out_what_every_try_brought() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let told = async |query: &str| {
            let line = office.desk.log(query).await.into_iter().find(|line| line["direction"] == "out").unwrap();
            let (_, entry) = office.desk.ask(office.desk.root, "mail.log_entry", line["id"].as_str().unwrap(), None).await;
            let words: Vec<String> =
                entry["steps"].as_array().unwrap().iter().map(|step| step["words"].as_str().unwrap().to_owned()).collect();
            (line["outcome"].as_str().unwrap().to_owned(), words)
        };
        office.write(mail(&["bob", "later"], &[])).await;
        office.work().await;
        let (outcome, first) = told("").await;
        assert_eq!((outcome.as_str(), first.len()), ("deferred", 3), "{first:?}");
        assert!(
            first[0].starts_with("Try 1: later@kunde.example: 4") && first[1] == "bob@kunde.example: taken by the next server",
            "{first:?}"
        );
        assert!(first[2].starts_with("later@kunde.example: put off: 4"), "{first:?}");
        office.host.gets_better();
        office.later(2);
        office.work().await;
        let (outcome, all) = told("outcome=sent&q=later@kunde.example").await;
        assert_eq!((outcome.as_str(), all.len(), &all[..3]), ("sent", 5, &first[..]), "{all:?}");
        assert_eq!(all[4], "later@kunde.example: taken by the next server");

        let waiting = office.write(mail(&["bob"], &[])).await;
        office.cancel(waiting).await.unwrap();
        office.work().await;
        office.later(60);
        office.work().await;
        assert_eq!(told("").await, ("cancelled".into(), vec!["Taken back: who did not have it yet does not get it.".into()]));
        assert_eq!(office.desk.log("").await.len(), 3, "one entry a mail, and the question's");
    });
}

#[test]
fn the_log_tells_of_mails_that_were_taken_back_amid_a_try_and_after_one() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let told = async || {
            let (_, page) = office.desk.ask(office.desk.root, "mail.log", "?limit=1", None).await;
            let line = &page["items"][0];
            let (_, entry) = office.desk.ask(office.desk.root, "mail.log_entry", line["id"].as_str().unwrap(), None).await;
            let last = entry["steps"].as_array().unwrap().last().unwrap()["step"].as_str().unwrap().to_owned();
            (line["outcome"].as_str().unwrap().to_owned(), last)
        };
        let named = office.write(mail(&["hang"], &[])).await;
        let trying = office.run(office.claim().await.remove(0));
        office.host.stuck(1).await;
        office.cancel(named).await.unwrap();
        office.host.go();
        trying.await.unwrap();
        assert_eq!(told().await, ("cancelled".into(), "taken_back".into()));
        office.later(1);
        let cut = office.write(mail(&["cut"], &[])).await;
        office.work().await;
        assert_eq!(told().await.0, "deferred");
        office.cancel(cut).await.unwrap();
        office.work().await;
        assert_eq!(told().await, ("failed".into(), "taken_back_late".into()), "nobody says that it did not go out");
    });
}

#[test]
fn the_log_is_silent_about_mails_that_went_out_another_way() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let known = office.desk.log("").await.len();
        let sent = office.write(mail(&["bob"], &[])).await;
        let failed = office.write(mail(&["bob"], &[])).await;
        let settle = move |act: &store::Act<'_>| {
            commands::deliver(act, sent, Delivery::Sent, Some("250 ok"), None)?;
            commands::deliver(act, failed, Delivery::Failed, Some("550 no"), None)
        };
        office.desk.act(settle).await.unwrap();
        office.work().await;
        assert_eq!(office.desk.log("").await.len(), known, "nobody took them back");
    });
}

#[test]
fn a_mail_is_given_up_after_days_and_the_ticket_is_unread_again_before() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let id = office.write(mail(&["later"], &[])).await;
        let ticket = office.ticket;
        office.desk.act(move |act| commands::see(act, ticket)).await.unwrap();
        let number = office.desk.page_of(ticket).await.ticket.number;
        let (mut waits, mut unread_after) = (Vec::new(), None);
        while office.article(id).await.delivery.unwrap().waits() {
            office.work().await;
            let delivery = office.article(id).await.delivery.unwrap();
            let now = office.desk.node.ambient.now();
            if unread_after.is_none() && office.desk.page(&number).await.unread {
                unread_after = Some(now.since(office.article(id).await.at));
            }
            let Some(next) = delivery.next else { break };
            waits.push(next.since(now).as_secs() / 60);
            office.desk.node.clock.advance(next.since(now));
        }
        assert_eq!(waits[..10], [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]);
        assert!(unread_after.is_some_and(|after| (4..9).contains(&(after.as_secs() / 3_600))), "{unread_after:?}");
        let (state, tries, _) = office.state(id).await;
        assert!(state == Delivery::Failed && (36..42).contains(&tries), "{state:?} {tries}");
        assert!(office.claim().await.is_empty() && office.went_to().is_empty());
    });
}

store::stmts! { tenant
    bookkeeping TROUBLE = "CREATE UNIQUE INDEX trouble ON article (try_hands_over) WHERE try_hands_over = 1";
    bookkeeping NO_TROUBLE = "DROP INDEX trouble";
}

#[test]
fn what_our_own_side_cannot_do_now_is_done_later_and_the_agent_sees_it_wait() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        office.write(mail(&["mute"], &[])).await;
        let mute = office.run(office.claim().await.remove(0));
        office.host.stuck(1).await;
        // The store refuses to note that a second mail is handed over.
        office.desk.act(|act| act.bookkeeping(&TROUBLE, store::params![])).await.unwrap();
        let id = office.write(mail(&["bob"], &[])).await;
        office.work().await;
        assert_eq!(office.state(id).await, (Delivery::Deferred, 1, true));
        assert_eq!(office.article(id).await.delivery.unwrap().words.as_deref(), Some("our side failed"));
        office.desk.act(|act| act.bookkeeping(&NO_TROUBLE, store::params![])).await.unwrap();
        office.later(2);
        office.work().await;
        assert_eq!(office.state(id).await, (Delivery::Sent, 2, false));
        mute.abort();
    });
}

#[test]
fn a_mail_can_be_taken_back_until_it_is_handed_over() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let waiting = office.write(mail(&["bob"], &[])).await;
        office.cancel(waiting).await.unwrap();
        office.cancel(waiting).await.unwrap();
        office.work().await;
        assert_eq!(office.state(waiting).await, (Delivery::Cancelled, 0, false));

        let named = office.write(mail(&["hang"], &[])).await;
        let trying = office.run(office.claim().await.remove(0));
        office.host.stuck(1).await;
        office.cancel(named).await.unwrap();
        office.host.go();
        assert_eq!(trying.await.unwrap(), JobEnd::Settled);
        assert_eq!(office.state(named).await, (Delivery::Cancelled, 1, false));
        assert!(office.went_to().is_empty(), "nothing was handed over");

        let handed = office.write(mail(&["mute"], &[])).await;
        let trying = office.run(office.claim().await.remove(0));
        office.host.stuck(2).await;
        assert!(matches!(office.cancel(handed).await, Err(DeliveryError::Busy)), "it may be theirs already");
        assert!(matches!(office.desk.act(move |act| commands::hasten(act, handed)).await, Ok(())), "it is on its way");
        trying.abort();

        let cut = office.write(mail(&["cut", "later"], &[])).await;
        office.work().await;
        assert_eq!(office.state(cut).await, (Delivery::Deferred, 1, true));
        office.cancel(cut).await.unwrap();
        assert!(matches!(office.cancel(cut).await, Err(DeliveryError::Settled)));
        assert_eq!(office.state(cut).await.0, Delivery::Failed, "whoever may have it is not called spared");
    });
}

#[test]
fn a_mail_is_tried_again_at_once_when_somebody_asks() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let id = office.write(mail(&["later"], &[])).await;
        office.work().await;
        office.host.gets_better();
        office.work().await;
        assert_eq!(office.state(id).await, (Delivery::Deferred, 1, true), "its time has not come");
        office.desk.act(move |act| commands::hasten(act, id)).await.unwrap();
        assert_eq!(office.state(id).await, (Delivery::Queued, 1, false));
        office.work().await;
        assert_eq!(office.state(id).await, (Delivery::Sent, 2, false));
        assert!(matches!(office.desk.act(move |act| commands::hasten(act, id)).await, Err(DeliveryError::Settled)));
    });
}

#[test]
fn one_try_at_a_time_whatever_becomes_of_workers_and_leases() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let id = office.write(mail(&["hang"], &[])).await;
        let job = office.claim().await.remove(0);
        let first = office.run(job.clone());
        office.host.stuck(1).await;
        let second = office.run(job).await.unwrap();
        assert!(matches!(second, JobEnd::Again(_)), "somebody has it in hand: {second:?}");
        // The first worker hangs for longer than it may hold the mail; another takes over.
        office.later(20);
        office.host.gets_better();
        office.work().await;
        assert_eq!(office.state(id).await, (Delivery::Sent, 2, false));
        office.host.go();
        first.await.unwrap();
        assert_eq!(office.went_to(), [["hang@kunde.example"]], "the overtaken worker finds out before it hands anything over");
        assert_eq!(office.state(id).await, (Delivery::Sent, 2, false));
    });
}

#[test]
fn what_nobody_can_know_is_sent_again_with_the_same_bytes() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let id = office.write(mail(&["mute"], &[])).await;
        // The server has the whole mail when this machine dies.
        let dying = office.run(office.claim().await.remove(0));
        office.host.stuck(1).await;
        dying.abort();
        office.host.gets_better();
        office.work().await;
        assert_eq!(office.host.took().len(), 1, "not while the dead worker's lease lasts");
        office.later(11);
        office.work().await;
        let [first, second]: [Took; 2] = office.host.took().try_into().unwrap();
        assert_eq!(first, second);
        assert_eq!(office.state(id).await, (Delivery::Sent, 2, false));
    });
}

#[test]
fn a_server_that_stalls_for_some_holds_nobody_else_up() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        for _ in 0..19 {
            office.write(mail(&["hang"], &[])).await;
        }
        let stalled: Vec<_> = office.claim().await.into_iter().map(|job| office.run(job)).collect();
        office.host.stuck(19).await;
        let id = office.write(mail(&["bob"], &[])).await;
        office.work().await;
        assert_eq!(office.state(id).await.0, Delivery::Sent, "others go out meanwhile");
        office.write(mail(&["hang"], &[])).await;
        let last = office.claim().await.into_iter().map(|job| office.run(job)).collect::<Vec<_>>();
        office.host.stuck(20).await;
        let late = office.write(mail(&["bob"], &[])).await;
        let job = office.claim().await.remove(0);
        // No line is free: the job gives its place to others at once instead of waiting.
        assert!(
            matches!(office.run(job).await.unwrap(), JobEnd::Again(at) if at.since(office.desk.node.ambient.now()) <= Duration::from_secs(5))
        );
        assert_eq!(office.state(late).await.1, 0);
        stalled.into_iter().chain(last).for_each(|job| job.abort());
    });
}

#[test]
fn a_picture_in_the_text_travels_within_the_mail() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let bytes = b"\x89PNG\r\n\x1a\n0000".to_vec();
        let stored = office.desk.door.put(bytes, &office.desk.node.ambient.moment()).await.unwrap();
        let id = "1a2b@desk";
        let picture = NewAttachment { name: "bild.png".into(), media_type: "image/png".into(), content_id: Some(id.into()), stored };
        let markup = format!("<p>Hier: <img src=\"{}\" alt=\"Bild\"></p>", picture_mark(id));
        let html = Html { markup, heights: [(320, 1), (480, 1), (640, 1), (960, 1)] };
        let new = NewArticle {
            html: Some(html),
            text: format!("Hier:\n{}", "sehr lang ".repeat(2_000)),
            attachments: vec![picture],
            ..mail(&["bob"], &[])
        };
        office.write(new).await;
        office.work().await;
        let raw = office.host.took().remove(0).raw;
        assert!(raw.contains("multipart/alternative") && raw.contains("multipart/related"), "{raw}");
        let read = wire::mime::Mail::understand(raw.as_bytes());
        assert!(read.html.as_deref().is_some_and(|html| html.contains("src=\"cid:1a2b@desk\"")), "{:?}", read.html);
        let [picture] = &read.attachments[..] else { panic!("one picture") };
        assert!(picture.inline && picture.content_id.as_deref() == Some(id));
    });
}

#[test]
fn a_mail_system_that_asks_hears_that_a_mail_arrived_and_nobody_else_does() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let bob = || room::Sender::Address("bob@kunde.example".parse().unwrap());
        let ask = |from: room::Sender, raw: &str| {
            let notices = room::Notices {
                envelope_id: Some("QQ314159".into()),
                recipients: vec![("support@alpha.example".parse().unwrap(), Some("rfc822;hilfe@kunde.example".into()))],
            };
            room::Arrived { notices, ..office.desk.by_smtp(from, raw) }
        };
        let raw = "From: bob@kunde.example\nTo: hilfe@kunde.example\nSubject: Papier\nMessage-ID: <papier@kunde.example>\n\nIst alle.\n";
        let number = number_of(&office.desk.take(ask(bob(), raw)).await);
        assert_eq!(office.desk.steps().await.last().map(String::as_str), Some("notice_sent"));
        office.work().await;
        let sent: Vec<_> = office.host.took().into_iter().filter(|took| took.raw.contains("multipart/report")).collect();
        let [notice] = &sent[..] else { panic!("one notice: {:?}", office.host.took()) };
        assert_eq!((notice.to.as_slice(), notice.from.as_str()), (&["bob@kunde.example".to_owned()][..], ""), "with the null sender");
        let mail = wire::mime::Mail::understand(notice.raw.as_bytes());
        let read = wire::dsn::Report::read(&mail, true).unwrap();
        let one = &read.recipients[0];
        assert_eq!((read.mails[0].as_str(), one.action), ("papier@kunde.example", wire::dsn::Action::Delivered));
        assert_eq!(one.first.as_ref().map(|first| first.as_str()), Some("hilfe@kunde.example"));
        assert!(notice.raw.contains("Original-Envelope-Id: QQ314159\r\n") && mail.text.contains(&number), "{}", notice.raw);
        assert!(mail.auto.own_loop, "{}", notice.raw);
        let page = office.desk.page(&number).await;
        assert!(page.articles.iter().any(|one| !one.visible && one.sender == tickets::Sender::System), "nothing that the customer reads");

        assert_eq!(office.desk.take(ask(bob(), raw)).await, room::Taken::Duplicate, "a copy is no second arrival");
        let forged = "From: eve@x.example\nTo: hilfe@kunde.example\nSubject: x\nMessage-ID: <x@x.example>\n\nx\n";
        office.desk.take(ask(bob(), forged)).await;
        assert_eq!(office.desk.steps().await.last().map(String::as_str), Some("notice_not_sent"), "whoever did not write hears nothing");
        office.work().await;
        assert_eq!(office.host.took().into_iter().filter(|took| took.raw.contains("multipart/report")).count(), 1);
    });
}

#[test]
fn references_end_with_what_is_answered() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::open(node).await;
        let first = office.write(mail(&["bob"], &[])).await;
        office.work().await;
        office.write(mail(&["bob"], &[])).await;
        office.work().await;
        let answered = office.article(first).await.lines.message_id;
        let mut later = mail(&["bob"], &[]);
        later.lines.in_reply_to.clone_from(&answered);
        office.write(later).await;
        office.work().await;
        let mut elsewhere = mail(&["bob"], &[]);
        elsewhere.lines.in_reply_to = Some("anderswo@kunde.example".into());
        office.write(elsewhere).await;
        office.work().await;
        let read = office.host.took().into_iter().map(|took| wire::mime::Mail::understand(took.raw.as_bytes()));
        for (mail, many) in read.zip([1, 2, 2, 5]) {
            assert_eq!(mail.references.len(), many, "{:?}", mail.references);
            assert_eq!(mail.references.last(), mail.in_reply_to.first());
            assert_eq!(mail.references.first().map(|id| id.as_str()), Some("frage@kunde.example"));
        }
    });
}
