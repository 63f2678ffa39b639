//! Who may do what: the rule for one ticket and the rule for lists are the same.

use crate::desk::{Desk, article, migrations, ticket};
use kernel::{Actor, Fault, OperatorId};
use people::{GroupId, Permission};
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::on_both_engines;
use tickets::commands::{self, ArticleError, ChangeError, Changes, CreateError};
use tickets::rights::{Create, Kind, MoveInto, Note, Owner, Permitted, Priority, Ro, Rw, permit};
use tickets::{Channel, Refusal, TicketId, queries};

fn outcome<K: Kind>(act: &store::Act<'_>, id: TicketId) -> &'static str {
    match permit::<K>(act, id) {
        Ok(_) => "yes",
        Err(Refusal::Forbidden) => "403",
        Err(Refusal::NotFound) => "404",
        Err(Refusal::Fault(fault)) => panic!("{fault:?}"),
    }
}

#[test]
fn who_may_not_see_gets_404_who_may_not_do_gets_403() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let erika = Actor::Agent(desk.erika);
        let bob = desk.bob;
        let id = desk.act(erika, move |act| commands::create(act, &ticket("Drucker", "Raw", Some(bob)))).await.unwrap();
        let check = async |actor: Actor, expected: [&'static str; 7]| {
            let work = move |act: &store::Act<'_>| {
                let all = [
                    outcome::<Ro>(act, id),
                    outcome::<MoveInto>(act, id),
                    outcome::<Create>(act, id),
                    outcome::<Note>(act, id),
                    outcome::<Owner>(act, id),
                    outcome::<Priority>(act, id),
                    outcome::<Rw>(act, id),
                ];
                Ok::<_, Fault>(all)
            };
            assert_eq!(desk.act(actor, work).await.unwrap(), expected, "{actor:?}");
        };
        check(erika, ["yes"; 7]).await;
        check(Actor::Agent(desk.jonas), ["yes", "403", "403", "yes", "403", "403", "403"]).await;
        check(Actor::Agent(desk.mallory), ["404"; 7]).await;
        check(Actor::CustomerUser(desk.bob), ["yes", "403", "403", "yes", "403", "403", "403"]).await;
        check(Actor::CustomerUser(desk.eve), ["404"; 7]).await;
        check(Actor::Room("mail"), ["yes"; 7]).await;
        check(Actor::Room("backup"), ["404"; 7]).await;
        check(Actor::Operator(OperatorId(kernel::Id16([1; 16]))), ["404"; 7]).await;
        check(Actor::Stranger, ["404"; 7]).await;
    });
}

#[test]
fn a_customer_user_sees_no_note_and_nothing_of_others() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, bob) = (Actor::Agent(desk.erika), desk.bob);
        let id = desk.act(erika, move |act| commands::create(act, &ticket("Drucker", "Raw", Some(bob)))).await.unwrap();
        let note = desk
            .act(erika, move |act| {
                let on: Permitted<Note> = permit(act, id).unwrap();
                commands::append(act, &on, &article(Channel::Internal, "Der Kunde ist anstrengend"))
            })
            .await
            .unwrap();
        let bob = Actor::CustomerUser(desk.bob);
        let articles = desk.read(bob, move |view| queries::my_ticket(view, id)).await.unwrap().articles;
        assert_eq!(articles.len(), 1);
        assert!(matches!(desk.read(bob, move |view| queries::article(view, note)).await, Err(Refusal::NotFound)));
        let eve = Actor::CustomerUser(desk.eve);
        assert!(matches!(desk.read(eve, move |view| queries::my_ticket(view, id)).await, Err(Refusal::NotFound)));
        let me = desk.eve;
        assert!(desk.read(eve, move |view| queries::my_tickets(view, me, None, 50)).await.unwrap().0.is_empty());
    });
}

#[test]
fn moving_needs_the_right_where_it_goes() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let erika = Actor::Agent(desk.erika);
        let id = desk.act(erika, move |act| commands::create(act, &ticket("Drucker", "Raw", None))).await.unwrap();
        let to = |queue: &str| Changes { queue: Some(queue.into()), ..Changes::default() };
        let jonas = Actor::Agent(desk.jonas);
        let (misc, hidden, open) = (to("Misc"), to("Personal"), to("Personal"));
        let refused = desk.act(jonas, move |act| commands::change(act, id, &misc)).await;
        assert!(matches!(refused, Err(ChangeError::Refused(Refusal::Forbidden))));
        assert!(matches!(desk.act(jonas, move |act| commands::change(act, id, &hidden)).await, Err(ChangeError::QueueUnknown)));
        desk.act(erika, move |act| commands::change(act, id, &open)).await.unwrap();
        assert!(matches!(desk.read(jonas, move |view| queries::page(view, id)).await, Err(Refusal::NotFound)), "gone for jonas");
    });
}

#[test]
fn who_only_reads_cannot_take_a_ticket_to_where_they_may_do_everything() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, jonas) = (Actor::Agent(desk.erika), desk.jonas);
        let id = desk.act(erika, move |act| commands::create(act, &ticket("Drucker", "Raw", None))).await.unwrap();
        let operator = Actor::Operator(OperatorId(kernel::Id16([9; 16])));
        let everything = [Permission::Rw].into_iter().collect();
        desk.act(operator, move |act| people::grant(act, jonas, GroupId::ADMIN, everything)).await.unwrap();
        desk.act(operator, |act| commands::create_queue(act, "Jonas' Ecke", GroupId::ADMIN)).await.unwrap();
        let home = Changes { queue: Some("Jonas' Ecke".into()), ..Changes::default() };
        let taken = desk.act(Actor::Agent(jonas), move |act| commands::change(act, id, &home)).await;
        assert!(matches!(taken, Err(ChangeError::Refused(Refusal::Forbidden))), "{taken:?}");
    });
}

#[test]
fn the_right_to_write_notes_sends_no_mail_and_notes_no_call() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, jonas) = (Actor::Agent(desk.erika), Actor::Agent(desk.jonas));
        let id = desk.act(erika, move |act| commands::create(act, &ticket("Drucker", "Raw", None))).await.unwrap();
        let write = async |channel| {
            desk.act(jonas, move |act| commands::append(act, &permit::<Note>(act, id).unwrap(), &article(channel, "Hallo"))).await
        };
        assert!(matches!(write(Channel::Email).await, Err(ArticleError::Forbidden)));
        assert!(matches!(write(Channel::Phone).await, Err(ArticleError::Forbidden)));
        write(Channel::Internal).await.unwrap();
    });
}

#[test]
fn customer_users_ask_into_the_default_queue_and_see_no_queue() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (bob, asker) = (Actor::CustomerUser(desk.bob), desk.bob);
        let ask = async |queue: &'static str| desk.act(bob, move |act| commands::create(act, &ticket("Frage", queue, Some(asker)))).await;
        ask("Raw").await.unwrap();
        for queue in ["Misc", "Personal", "none"] {
            assert!(matches!(ask(queue).await, Err(CreateError::QueueUnknown)), "{queue}");
        }
        let seen = desk.read(bob, |view| tickets::Standing::of(view)?.visible_queues(view)).await.unwrap();
        assert!(seen.is_empty());
    });
}

/// What the desk does among itself shows neither in the customer user's list nor in what they are told.
#[test]
fn customers_learn_nothing_of_notes_owners_and_queues() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, bob) = (Actor::Agent(desk.erika), desk.bob);
        let id = desk.act(erika, move |act| commands::create(act, &ticket("Drucker", "Raw", Some(bob)))).await.unwrap();
        let mine = async || {
            let read = move |view: &store::View<'_>| {
                let changed = queries::my_tickets(view, bob, None, 50)?.0[0].customer_changed_at;
                let ear = format!("customer:{bob}");
                let told = (tickets::LIVE.tell)(view, &view.events_after(0, 500)?)?;
                Ok::<_, Fault>((
                    changed,
                    told.into_iter().filter(|told| told.heard_by.contains(&ear)).map(|told| told.line).collect::<Vec<_>>(),
                ))
            };
            desk.read(Actor::CustomerUser(bob), read).await.unwrap()
        };
        let before = mine().await;
        desk.node.clock.advance(Duration::from_mins(1));
        let owner = desk.erika;
        let inside = move |act: &store::Act<'_>| {
            commands::append(act, &permit::<Note>(act, id).unwrap(), &article(Channel::Internal, "Schwierig")).unwrap();
            let changes =
                Changes { queue: Some("Misc".into()), priority: Some("4 high".into()), owner: Some(Some(owner)), ..Changes::default() };
            commands::change(act, id, &changes)
        };
        desk.act(erika, inside).await.unwrap();
        assert_eq!(mine().await, before);
        assert!(before.1.iter().all(|line| !line.contains("version")), "{before:?}");
        let shut = Changes { state: Some("closed successful".into()), ..Changes::default() };
        desk.act(erika, move |act| commands::change(act, id, &shut)).await.unwrap();
        let after = mine().await;
        assert!(after.0 > before.0 && after.1.len() == before.1.len() + 1, "{after:?}");
    });
}

/// The predicate of lists and the rule for one ticket, in many worlds.
#[test]
fn lists_hold_exactly_what_may_be_seen() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let erika = Actor::Agent(desk.erika);
        let queues = ["Raw", "Junk", "Misc", "Personal", "Störungen::Netzwerk"];
        let mut ids = BTreeSet::new();
        for (index, queue) in queues.iter().cycle().take(15).enumerate() {
            let new = ticket(&format!("Sache {index}"), queue, None);
            ids.insert(desk.act(erika, move |act| commands::create(act, &new)).await.unwrap());
        }
        let mut dice = kernel::Seed::new([5; 32]).dice();
        for _ in 0..12 {
            let agent = [desk.jonas, desk.mallory][usize::try_from(dice.below(2)).unwrap()];
            let group = GroupId(i64::try_from(1 + dice.below(4)).unwrap());
            let permissions = Permission::ALL.into_iter().filter(|_| dice.below(3) == 0).collect();
            let operator = Actor::Operator(OperatorId(kernel::Id16([9; 16])));
            desk.act(operator, move |act| people::grant(act, agent, group, permissions)).await.unwrap();
            let all = ids.clone();
            let (listed, seen) = desk
                .read(Actor::Agent(agent), move |view| {
                    let query = tickets::search::parse("", store::Rows::now(view)).unwrap();
                    let by_text = tickets::search::parse("drucker", store::Rows::now(view)).unwrap();
                    let listed: BTreeSet<TicketId> =
                        queries::list(view, &query, None, 200)?.found.tickets.iter().map(|ticket| ticket.id).collect();
                    let found: BTreeSet<TicketId> =
                        queries::list(view, &by_text, None, 200)?.found.tickets.iter().map(|ticket| ticket.id).collect();
                    assert_eq!(listed, found, "full text asks the same");
                    let seen: BTreeSet<TicketId> = all.iter().copied().filter(|id| queries::page(view, *id).is_ok()).collect();
                    Ok::<_, Fault>((listed, seen))
                })
                .await
                .unwrap();
            assert_eq!(listed, seen);
        }
    });
}
