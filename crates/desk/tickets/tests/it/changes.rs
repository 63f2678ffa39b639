//! Making and changing tickets: all that is asked, or nothing.

use crate::desk::{Desk, article, migrations, ticket};
use kernel::{Actor, Fault};
use testkit::on_both_engines;
use tickets::commands::{self, ArticleError, ChangeError, Changes, CreateError};
use tickets::rights::{Permitted, Rw, permit};
use tickets::{Channel, Delivery, Refusal, StateType, queries, thread};

#[test]
fn a_ticket_is_made_with_number_history_and_first_article() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let erika = Actor::Agent(desk.erika);
        let bob = desk.bob;
        let id = desk.act(erika, move |act| commands::create(act, &ticket(" Drucker\r\nkaputt ", "Raw", Some(bob)))).await.unwrap();
        let page = desk.read(erika, move |view| queries::page(view, id)).await.unwrap();
        assert_eq!(page.ticket.number, "2026011510000019");
        assert_eq!(
            (page.ticket.title.as_str(), page.ticket.state_name.as_str(), page.ticket.priority_name.as_str()),
            ("Drucker kaputt", "new", "3 normal")
        );
        assert_eq!((page.articles.len(), page.unread), (1, false));
        let kinds: Vec<String> = desk
            .read(erika, move |view| Ok::<_, Refusal>(queries::history(view, id, 0, 10)?.into_iter().map(|event| event.kind).collect()))
            .await
            .unwrap();
        assert_eq!(kinds, ["created", "article_added"]);
        let second = desk.act(erika, move |act| commands::create(act, &ticket("Zwei", "Raw", None))).await.unwrap();
        let second = desk.read(erika, move |view| queries::page(view, second)).await.unwrap();
        assert_eq!(second.ticket.number, "2026011510000028");
    });
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_left() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let erika = Actor::Agent(desk.erika);
        let jonas = Actor::Agent(desk.jonas);
        macro_rules! refused {
            ($actor:expr, $new:expr, $pattern:pat) => {
                let new = $new;
                let outcome = desk.act($actor, move |act| commands::create(act, &new)).await;
                assert!(matches!(outcome, Err($pattern)), "{outcome:?}");
            };
        }
        refused!(erika, ticket(" ", "Raw", None), CreateError::TitleEmpty);
        refused!(erika, ticket("x", "Nirgends", None), CreateError::QueueUnknown);
        refused!(jonas, ticket("x", "Raw", None), CreateError::Forbidden);
        refused!(jonas, ticket("x", "Personal", None), CreateError::QueueUnknown);
        refused!(
            erika,
            tickets::commands::NewTicket { state: Some("merged".into()), ..ticket("x", "Raw", None) },
            CreateError::StateUnknown
        );
        refused!(
            erika,
            tickets::commands::NewTicket { state: Some("pending reminder".into()), ..ticket("x", "Raw", None) },
            CreateError::PendingUnclear
        );
        refused!(erika, tickets::commands::NewTicket { owner: Some(desk.mallory), ..ticket("x", "Raw", None) }, CreateError::OwnerUnknown);
        refused!(
            erika,
            tickets::commands::NewTicket { article: article(Channel::Phone, " "), ..ticket("x", "Raw", None) },
            CreateError::Article(ArticleError::Empty)
        );
        let query = tickets::search::parse("", desk.node.ambient.now()).unwrap();
        let list = desk.read(erika, move |view| queries::list(view, &query, None, 50)).await.unwrap();
        assert!(list.found.tickets.is_empty());
    });
}

#[test]
fn several_changes_happen_together_or_not_at_all() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, owner) = (Actor::Agent(desk.erika), desk.erika);
        let id = desk.act(erika, move |act| commands::create(act, &ticket("Drucker", "Raw", None))).await.unwrap();
        let good = Changes {
            queue: Some("Störungen::Netzwerk".into()),
            state: Some("open".into()),
            priority: Some("5".into()),
            owner: Some(Some(owner)),
            title: Some("Drucker, Etage 2".into()),
            version: Some(2),
            ..Changes::default()
        };
        let again = good.clone();
        desk.act(erika, move |act| commands::change(act, id, &good)).await.unwrap();
        let page = desk.read(erika, move |view| queries::page(view, id)).await.unwrap();
        assert_eq!(
            (page.ticket.queue_name.as_str(), page.ticket.state_type, page.ticket.priority.0),
            ("Störungen::Netzwerk", StateType::Open, 5)
        );
        assert_eq!(page.names.name(page.ticket.owner), Some("Erika Mustermann"));
        assert!(matches!(desk.act(erika, move |act| commands::change(act, id, &again)).await, Err(ChangeError::Outdated)));
        let half = Changes { title: Some("anders".into()), queue: Some("Nirgends".into()), ..Changes::default() };
        assert!(matches!(desk.act(erika, move |act| commands::change(act, id, &half)).await, Err(ChangeError::QueueUnknown)));
        let after = desk.read(erika, move |view| queries::page(view, id)).await.unwrap();
        assert_eq!((after.ticket.title, after.ticket.version), (page.ticket.title, page.ticket.version));
        let nothing = Changes { title: Some("Drucker, Etage 2".into()), ..Changes::default() };
        desk.act(erika, move |act| commands::change(act, id, &nothing)).await.unwrap();
        let until = desk.node.ambient.now().after(std::time::Duration::from_hours(24));
        let wait = Changes { state: Some("pending reminder".into()), pending_until: Some(Some(until)), ..Changes::default() };
        desk.act(erika, move |act| commands::change(act, id, &wait)).await.unwrap();
        let kinds: Vec<String> = desk
            .read(erika, move |view| Ok::<_, Refusal>(queries::history(view, id, 0, 50)?.into_iter().map(|event| event.kind).collect()))
            .await
            .unwrap();
        let expected = [
            "created",
            "article_added",
            "title_changed",
            "queue_changed",
            "state_changed",
            "priority_changed",
            "owner_changed",
            "state_changed",
            "pending_set",
        ];
        assert_eq!(kinds, expected, "an unchanged property is no event");
    });
}

#[test]
fn an_outgoing_mail_is_queued_with_sender_subject_and_a_token_that_finds_back() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let erika = Actor::Agent(desk.erika);
        let bob = desk.bob;
        let id = desk.act(erika, move |act| commands::create(act, &ticket("Drucker", "Raw", Some(bob)))).await.unwrap();
        let reply = article(Channel::Email, "Wir schauen nach.");
        let sent = desk
            .act(erika, move |act| {
                let on: Permitted<Rw> = permit(act, id).unwrap();
                commands::append(act, &on, &reply)
            })
            .await
            .unwrap();
        let (article, _) = desk.read(erika, move |view| queries::article(view, sent)).await.unwrap();
        assert_eq!(article.lines.from.as_deref(), Some("\"Südlicht IT\" <support@alpha.example>"));
        assert_eq!(article.subject, "Re: [Ticket#2026011510000019] Drucker");
        assert_eq!(article.delivery.as_ref().map(|delivery| delivery.state), Some(Delivery::Queued));
        let message_id = article.lines.message_id.clone().unwrap();
        assert!(message_id.ends_with("@alpha.example"));
        let forged = message_id.replacen(|sign: char| sign.is_ascii_digit(), "z", 1);
        let found = desk
            .read(erika, move |view| Ok::<_, Fault>([&message_id, &forged, &"x@y".to_owned()].map(|id| thread::ticket_of_token(view, id))))
            .await
            .unwrap();
        assert_eq!(found, [Some(id), None, None]);
        let jobs = desk.door.act(crate::desk::by(erika), desk.node.ambient.moment(), |act| act.claim_jobs(10)).await.unwrap();
        assert_eq!((jobs.len(), jobs[0].room.as_str(), jobs[0].object), (1, "mail", sent.0));
        let mail = Actor::Room("mail");
        desk.act(mail, move |act| commands::deliver(act, sent, Delivery::Sent, Some("250 2.0.0 Ok"), Some("TLSv1_3"))).await.unwrap();
        let other = Actor::Room("backup");
        assert!(desk.act(other, move |act| commands::deliver(act, sent, Delivery::Failed, None, None)).await.is_err());
        let (article, _) = desk.read(erika, move |view| queries::article(view, sent)).await.unwrap();
        assert_eq!(article.delivery.map(|delivery| (delivery.state, delivery.tls)), Some((Delivery::Sent, Some("TLSv1_3".into()))));
    });
}
