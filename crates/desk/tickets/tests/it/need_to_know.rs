//! Restricted tickets, participants, companies, confidential queues: who sees, who finds, who hears, and for how long.

use crate::desk::{Desk, article, migrations, ticket};
use kernel::{Actor, AgentId, CustomerUserId, Fault, Id16, OperatorId};
use people::{CustomerId, GroupId, Permission};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Act, Rows, View};
use testkit::{on_both_engines, rooms};
use tickets::commands::{self, ChangeError, Changes, MembersError, ParticipantError};
use tickets::rights::{Note, Permitted, Ro, Rw, permit};
use tickets::why::{self, Who};
use tickets::{Asker, Channel, QueueId, Refusal, TicketId, queries};

const OPERATOR: Actor = Actor::Operator(OperatorId(Id16([9; 16])));

async fn restrict(desk: &Desk, by: Actor, id: TicketId, members: Option<&[AgentId]>) -> Result<(), MembersError> {
    let members: Option<BTreeSet<AgentId>> = members.map(|members| members.iter().copied().collect());
    let work = move |act: &Act<'_>| -> Result<(), MembersError> {
        let on: Permitted<Rw> = permit(act, id)?;
        on.set_members(act, members.as_ref())
    };
    desk.act(by, work).await
}

async fn grant(desk: &Desk, agent: AgentId, group: GroupId, permissions: &[Permission]) {
    let permissions = permissions.iter().copied().collect();
    desk.act(OPERATOR, move |act| people::grant(act, agent, group, permissions)).await.unwrap();
}

async fn made(desk: &Desk, asker: Option<CustomerUserId>, company: Option<&str>) -> TicketId {
    let mut new = ticket("Drucker", "Raw", asker);
    new.asker = Asker { customer: company.map(str::to_owned), ..new.asker };
    desk.act(Actor::Agent(desk.erika), move |act| commands::create(act, &new)).await.unwrap()
}

async fn sees(desk: &Desk, actor: Actor, id: TicketId) -> bool {
    let read = move |view: &View<'_>| match permit::<Ro>(view, id) {
        Ok(_) => Ok(true),
        Err(Refusal::NotFound) => Ok(false),
        Err(refusal) => Err(Fault::new("looking", refusal)),
    };
    desk.read(actor, read).await.unwrap()
}

/// How many tickets an agent finds by list, by text and by counter.
async fn finds(desk: &Desk, agent: AgentId) -> [usize; 3] {
    let read = move |view: &View<'_>| -> Result<_, Fault> {
        let found = |text: &str| {
            let query = tickets::search::parse(text, view.now()).unwrap();
            Ok::<_, Fault>(queries::list(view, &query, None, 200)?.found.tickets.len())
        };
        let counted: u64 = queries::queue_counts(view)?.iter().map(|count| count.open).sum();
        Ok([found("is:open")?, found("druckt")?, usize::try_from(counted).unwrap()])
    };
    desk.read(Actor::Agent(agent), read).await.unwrap()
}

/// Who of some actors hears the last event, by the ears of now.
async fn hears(desk: &Desk, actors: &[Actor]) -> Vec<bool> {
    let actors = actors.to_vec();
    let read = move |view: &View<'_>| -> Result<_, Fault> {
        let events = view.events_after(0, 500)?;
        let told = (tickets::LIVE.tell)(view, events.last().map_or(&[], std::slice::from_ref))?;
        let hears = |actor: &Actor| (tickets::LIVE.ears)(view, *actor).map(|ears| told.iter().any(|told| told.reaches(&ears)));
        actors.iter().map(hears).collect::<Result<Vec<bool>, Fault>>()
    };
    desk.read(OPERATOR, read).await.unwrap()
}

#[test]
fn a_restricted_ticket_is_its_members_alone() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, jonas, anna) = (desk.erika, desk.jonas, desk.mallory);
        // An administrator with every right in the queue.
        grant(&desk, anna, GroupId::USERS, &[Permission::Rw]).await;
        grant(&desk, anna, GroupId::ADMIN, &[Permission::Rw]).await;
        let id = made(&desk, Some(desk.bob), None).await;
        assert_eq!([finds(&desk, erika).await, finds(&desk, jonas).await, finds(&desk, anna).await], [[1; 3]; 3]);

        restrict(&desk, Actor::Agent(erika), id, Some(&[erika])).await.unwrap();
        for agent in [jonas, anna] {
            assert!(!sees(&desk, Actor::Agent(agent), id).await);
            assert_eq!(finds(&desk, agent).await, [0; 3]);
        }
        assert_eq!(finds(&desk, erika).await, [1; 3]);
        assert!(sees(&desk, Actor::CustomerUser(desk.bob), id).await, "whoever asked goes on seeing it");
        let taken = restrict(&desk, Actor::Agent(anna), id, Some(&[anna])).await;
        assert!(matches!(taken, Err(MembersError::Refused(Refusal::NotFound))), "administrators do not let themselves in: {taken:?}");

        // What was there and what comes later is found by members alone.
        restrict(&desk, Actor::Agent(erika), id, Some(&[erika, jonas])).await.unwrap();
        let note = move |act: &Act<'_>| commands::append(act, &permit::<Note>(act, id).unwrap(), &article(Channel::Internal, "druckt nie"));
        desk.act(Actor::Agent(jonas), note).await.unwrap();
        assert_eq!([finds(&desk, jonas).await, finds(&desk, anna).await], [[1; 3], [0; 3]]);
        let refused = restrict(&desk, Actor::Agent(jonas), id, None).await;
        assert!(matches!(refused, Err(MembersError::Refused(Refusal::Forbidden))), "who may only write notes does not open it");

        // A right that ends in the queue ends it for members too.
        grant(&desk, jonas, GroupId::USERS, &[]).await;
        assert!(!sees(&desk, Actor::Agent(jonas), id).await);
        assert_eq!(finds(&desk, jonas).await, [0; 3]);
        restrict(&desk, Actor::Agent(erika), id, None).await.unwrap();
        assert_eq!([finds(&desk, jonas).await, finds(&desk, anna).await], [[0; 3], [1; 3]]);
    });
}

#[test]
fn members_are_agents_who_may_read_and_one_of_them_may_work() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, jonas, mallory) = (Actor::Agent(desk.erika), desk.jonas, desk.mallory);
        let id = made(&desk, None, None).await;
        assert!(matches!(restrict(&desk, erika, id, Some(&[])).await, Err(MembersError::Empty)));
        assert!(matches!(restrict(&desk, erika, id, Some(&[desk.erika, mallory])).await, Err(MembersError::AgentUnknown)));
        assert!(matches!(restrict(&desk, erika, id, Some(&[jonas])).await, Err(MembersError::NobodyLeft)));
        let many: Vec<AgentId> = (0..101).map(|byte| AgentId(Id16([byte; 16]))).collect();
        assert!(matches!(restrict(&desk, erika, id, Some(&many)).await, Err(MembersError::TooMany)));
        grant(&desk, mallory, GroupId::USERS, &[Permission::Rw]).await;
        let owned = Changes { owner: Some(Some(mallory)), ..Changes::default() };
        desk.act(erika, move |act| commands::change(act, id, &owned)).await.unwrap();
        assert!(matches!(restrict(&desk, erika, id, Some(&[desk.erika])).await, Err(MembersError::OwnerOutside)));
        restrict(&desk, erika, id, Some(&[desk.erika, mallory])).await.unwrap();

        // An owner is one who sees it.
        grant(&desk, jonas, GroupId::USERS, &[Permission::Owner, Permission::Ro]).await;
        let owned = Changes { owner: Some(Some(jonas)), ..Changes::default() };
        assert!(matches!(desk.act(erika, move |act| commands::change(act, id, &owned)).await, Err(ChangeError::AgentUnknown)));

        // It goes nowhere where no member could work on it.
        let secret = desk.read(OPERATOR, |view| Ok::<_, Fault>(people::group_by_name(view, "secret")?.unwrap().id)).await.unwrap();
        let nobody = Changes { owner: Some(None), ..Changes::default() };
        desk.act(erika, move |act| commands::change(act, id, &nobody)).await.unwrap();
        restrict(&desk, erika, id, Some(&[mallory])).await.unwrap();
        grant(&desk, mallory, secret, &[Permission::MoveInto, Permission::Ro]).await;
        let away = Changes { queue: Some("Personal".into()), ..Changes::default() };
        let lost = away.clone();
        let moved = desk.act(Actor::Agent(mallory), move |act| commands::change(act, id, &lost)).await;
        assert!(matches!(moved, Err(ChangeError::NobodyLeft)), "{moved:?}");
        grant(&desk, mallory, secret, &[Permission::Rw]).await;
        desk.act(Actor::Agent(mallory), move |act| commands::change(act, id, &away)).await.unwrap();
        assert_eq!(finds(&desk, mallory).await, [1; 3], "its texts came along");
        assert_eq!(finds(&desk, desk.erika).await, [0; 3], "who may do everything there finds nothing");
    });
}

#[test]
fn participants_see_and_answer_until_they_are_let_go() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, jonas, bob, eve) = (Actor::Agent(desk.erika), Actor::Agent(desk.jonas), desk.bob, desk.eve);
        let id = made(&desk, Some(bob), None).await;
        let invite = move |user| {
            move |act: &Act<'_>| -> Result<(), ParticipantError> {
                let on: Permitted<Note> = permit(act, id)?;
                on.add_participant(act, user)
            }
        };
        let let_go = move |act: &Act<'_>| -> Result<(), ParticipantError> {
            let on: Permitted<Note> = permit(act, id)?;
            on.remove_participant(act, eve)
        };
        let guest = Actor::CustomerUser(eve);
        assert!(!sees(&desk, guest, id).await);
        desk.act(jonas, invite(eve)).await.unwrap();
        desk.act(jonas, invite(eve)).await.unwrap();
        desk.act(jonas, invite(bob)).await.unwrap();
        let stranger = CustomerUserId(Id16([8; 16]));
        assert!(matches!(desk.act(jonas, invite(stranger)).await, Err(ParticipantError::CustomerUserUnknown)));
        assert_eq!(hears(&desk, &[guest, Actor::CustomerUser(bob), erika]).await, [true; 3]);

        let page = desk.read(guest, move |view| queries::my_ticket(view, id)).await.unwrap();
        assert_eq!(page.participants.iter().map(|user| user.id).collect::<Vec<_>>(), [eve], "once, and not whoever asked");
        assert_eq!(desk.read(guest, move |view| queries::my_tickets(view, eve, None, 50)).await.unwrap().0.len(), 1);
        let answer = move |act: &Act<'_>| commands::append(act, &permit::<Note>(act, id).unwrap(), &article(Channel::Web, "Bei mir auch"));
        desk.act(guest, answer).await.unwrap();
        let mut note = article(Channel::Internal, "Nur für uns");
        note.visible = false;
        desk.act(erika, move |act| commands::append(act, &permit::<Note>(act, id).unwrap(), &note)).await.unwrap();
        assert_eq!(hears(&desk, &[guest, erika]).await, [false, true], "notes stay in the house");
        let page = desk.read(guest, move |view| queries::my_ticket(view, id)).await.unwrap();
        assert_eq!(page.articles.len(), 2);

        restrict(&desk, erika, id, Some(&[desk.erika])).await.unwrap();
        assert!(sees(&desk, guest, id).await, "members are about agents");
        desk.act(erika, let_go).await.unwrap();
        assert!(!sees(&desk, guest, id).await);
        assert_eq!(hears(&desk, &[guest]).await, [true], "they hear that it is gone, and nothing more");
        assert!(desk.read(guest, move |view| queries::my_tickets(view, eve, None, 50)).await.unwrap().0.is_empty());
        assert!(matches!(desk.act(erika, let_go).await, Err(ParticipantError::CustomerUserUnknown)));
    });
}

fn company(id: &str) -> CustomerId {
    id.parse().unwrap()
}

#[test]
fn companies_share_tickets_but_not_confidential_or_restricted_ones() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, bob, eve) = (Actor::Agent(desk.erika), desk.bob, desk.eve);
        let furnish = |act: &Act<'_>| {
            for id in ["KK", "KKG", "kkg"] {
                people::create_customer(act, &company(id), &id.parse().unwrap()).unwrap();
            }
            Ok::<_, Fault>(())
        };
        desk.act(OPERATOR, furnish).await.unwrap();
        let belong =
            move |ids: &'static [&str]| move |act: &Act<'_>| people::set_companies(act, eve, &ids.iter().map(|id| company(id)).collect());
        let id = made(&desk, Some(bob), Some("KKG")).await;
        let colleague = Actor::CustomerUser(eve);
        let mine = async || desk.read(colleague, move |view| queries::my_tickets(view, eve, None, 50)).await.unwrap().0.len();

        desk.act(OPERATOR, belong(&["KK", "kkg"])).await.unwrap();
        assert!(!sees(&desk, colleague, id).await, "ids are compared as a whole, with their case");
        desk.act(OPERATOR, belong(&["KK", "KKG"])).await.unwrap();
        assert!(sees(&desk, colleague, id).await);
        assert_eq!(mine().await, 1);
        let answer = move |act: &Act<'_>| commands::append(act, &permit::<Note>(act, id).unwrap(), &article(Channel::Web, "Bei uns auch"));
        desk.act(colleague, answer).await.unwrap();
        assert_eq!(hears(&desk, &[colleague, Actor::CustomerUser(bob)]).await, [true; 2]);

        let share = |on: bool| {
            let change = people::CustomerChange { company_tickets: Some(on), ..people::CustomerChange::default() };
            move |act: &Act<'_>| people::change_customer(act, &company("KKG"), &change)
        };
        desk.act(OPERATOR, share(false)).await.unwrap();
        assert!(!sees(&desk, colleague, id).await && sees(&desk, Actor::CustomerUser(bob), id).await);
        assert_eq!(mine().await, 0);
        desk.act(OPERATOR, share(true)).await.unwrap();

        let keep = |on: bool| move |act: &Act<'_>| commands::set_confidential(act, QueueId::RAW, on);
        assert!(sees(&desk, colleague, id).await);
        desk.act(erika, keep(true)).await.unwrap();
        assert!(!sees(&desk, colleague, id).await && sees(&desk, Actor::CustomerUser(bob), id).await);
        assert_eq!(mine().await, 0);
        desk.act(Actor::CustomerUser(bob), answer).await.unwrap();
        assert_eq!(hears(&desk, &[colleague, Actor::CustomerUser(bob)]).await, [false, true]);
        desk.act(erika, keep(false)).await.unwrap();
        assert!(sees(&desk, colleague, id).await);

        restrict(&desk, erika, id, Some(&[desk.erika])).await.unwrap();
        assert!(!sees(&desk, colleague, id).await && sees(&desk, Actor::CustomerUser(bob), id).await);
        assert_eq!(mine().await, 0);
        let by_text = desk.read(colleague, |view| {
            let query = tickets::search::parse("druckt", view.now()).unwrap();
            queries::list(view, &query, None, 200)
        });
        assert!(by_text.await.unwrap().found.tickets.is_empty(), "customer users have no full text: notes lie there too");
    });
}

/// What members hear, everybody else does not; whoever is let go hears that, and nothing after it.
#[test]
fn live_updates_of_a_restricted_ticket_reach_members_alone() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, jonas) = (Actor::Agent(desk.erika), Actor::Agent(desk.jonas));
        let id = made(&desk, Some(desk.bob), None).await;
        let touch = async |title: &'static str| {
            let changes = Changes { title: Some(title.into()), ..Changes::default() };
            desk.act(erika, move |act| commands::change(act, id, &changes)).await.unwrap();
            hears(&desk, &[erika, jonas]).await
        };
        assert_eq!(touch("a").await, [true, true]);
        restrict(&desk, erika, id, Some(&[desk.erika])).await.unwrap();
        assert_eq!(hears(&desk, &[erika, jonas]).await, [true, true], "lists let it go");
        assert_eq!(touch("b").await, [true, false]);
        restrict(&desk, erika, id, Some(&[desk.erika, desk.jonas])).await.unwrap();
        assert_eq!(touch("c").await, [true, true]);
        grant(&desk, desk.jonas, GroupId::USERS, &[]).await;
        assert_eq!(touch("d").await, [true, false], "a member without the right of the queue hears nothing");
        grant(&desk, desk.jonas, GroupId::USERS, &[Permission::Ro]).await;
        restrict(&desk, erika, id, Some(&[desk.erika])).await.unwrap();
        assert_eq!(hears(&desk, &[erika, jonas]).await, [true, true], "told once more, to let it go");
        assert_eq!(touch("e").await, [true, false]);
        let queue = move |act: &Act<'_>| {
            let group = people::group_by_name(act, "secret")?.unwrap().id;
            commands::regroup_queue(act, QueueId::RAW, group)
        };
        restrict(&desk, erika, id, None).await.unwrap();
        assert_eq!(touch("f").await, [true, true]);
        desk.act(OPERATOR, queue).await.unwrap();
        let told = desk.read(OPERATOR, |view| Ok::<_, Fault>(view.events_after(0, 500)?.last().is_some_and(tickets::LIVE.changes_ears)));
        assert!(told.await.unwrap(), "ears are asked for again");
        assert_eq!(touch("g").await, [true, false]);
    });
}

#[test]
fn why_somebody_sees_a_ticket_is_told_step_by_step() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (erika, jonas, mallory, bob, eve) = (Actor::Agent(desk.erika), desk.jonas, desk.mallory, desk.bob, desk.eve);
        let company = |act: &Act<'_>| {
            people::create_customer(act, &company("KKG"), &"Kreisklinikum".parse().unwrap()).unwrap();
            let role = people::create_role(act, &"Nachtschicht".parse().unwrap()).unwrap();
            people::grant_role(act, role, GroupId::USERS, [Permission::Rw].into_iter().collect()).unwrap();
            Ok::<_, Fault>(role)
        };
        let role = desk.act(OPERATOR, company).await.unwrap();
        desk.act(OPERATOR, move |act| people::assign_role(act, jonas, role, true)).await.unwrap();
        desk.act(OPERATOR, move |act| people::set_companies(act, eve, &BTreeSet::from(["KKG".parse().unwrap()]))).await.unwrap();
        let id = made(&desk, Some(bob), Some("KKG")).await;
        let ask = async |who: Who| {
            let why = desk.read(erika, move |view| why::why(view, id, who)).await.unwrap();
            let words: Vec<String> = why.steps.iter().map(|step| step.words(kernel::Locale::De)).collect();
            (why.sees, words)
        };
        let lies = "Das Ticket liegt in der Queue Raw; dort gelten die Rechte der Gruppe users.";
        let free = "Das Ticket ist nicht eingeschränkt.";
        let told = |steps: &[&str]| steps.iter().map(ToString::to_string).collect::<Vec<_>>();
        let both = [
            lies,
            "Jonas Großmann hat in der Gruppe users selbst das Recht ro.",
            "Jonas Großmann hat die Rolle Nachtschicht; sie gibt rw in der Gruppe users.",
            free,
        ];
        assert_eq!(ask(Who::Agent(jonas)).await, (true, told(&both)));
        let none = "Mallory darf in der Gruppe users nicht lesen, weder selbst noch durch eine Rolle.";
        assert_eq!(ask(Who::Agent(mallory)).await, (false, told(&[lies, none, free])));
        assert_eq!(ask(Who::CustomerUser(bob)).await.1[0], "Bob Beispiel hat gefragt.");
        let colleague = "Eve gehört zu Kreisklinikum; von dort wurde gefragt, und die Firma teilt ihre Tickets.";
        assert_eq!(ask(Who::CustomerUser(eve)).await, (true, told(&[colleague, "Die Queue Raw ist nicht vertraulich.", free])));

        restrict(&desk, erika, id, Some(&[desk.erika])).await.unwrap();
        let (sees, words) = ask(Who::Agent(jonas)).await;
        assert_eq!((sees, words[3].as_str()), (false, "Das Ticket ist eingeschränkt, und Jonas Großmann ist kein Mitglied."));
        let (sees, words) = ask(Who::CustomerUser(eve)).await;
        assert_eq!((sees, words[2].as_str()), (false, "Das Ticket ist eingeschränkt: Kollegen der Firma sehen es nicht."));
        let refused = desk.read(Actor::Agent(jonas), move |view| why::why(view, id, Who::Agent(jonas))).await;
        assert!(matches!(refused, Err(Refusal::NotFound)), "who does not see it is told nothing");

        let gone = people::AgentChange { valid: Some(false), ..people::AgentChange::default() };
        desk.act(OPERATOR, move |act| people::change_agent(act, jonas, &gone)).await.unwrap();
        let invalid = "Jonas Großmann ist nicht gültig: Nichts, was vergeben wurde, zählt.";
        assert_eq!(ask(Who::Agent(jonas)).await, (false, told(&[invalid])));
    });
}

#[test]
fn what_somebody_sees_is_what_their_queues_say() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let (jonas, mallory) = (desk.jonas, desk.mallory);
        let id = made(&desk, None, None).await;
        restrict(&desk, Actor::Agent(desk.erika), id, Some(&[desk.erika, jonas])).await.unwrap();
        for asker in [Actor::Agent(desk.erika), Actor::Agent(jonas)] {
            let (seen, member_of) = desk.read(asker, move |view| Ok::<_, Fault>(why::seen_by(view, jonas).unwrap())).await.unwrap();
            assert_eq!((seen.len(), member_of), (5, 1), "four queues to begin with, one more in users, and not Personal");
            let words = |one: &people::Sourced| (one.permission, one.from.len());
            assert_eq!(seen[0].permissions.iter().map(words).collect::<Vec<_>>(), [(Permission::Ro, 1), (Permission::Note, 1)]);
        }
        let other = desk.read(Actor::Agent(mallory), move |view| Ok::<_, Fault>(why::seen_by(view, jonas).is_err())).await.unwrap();
        assert!(other, "only administrators ask about others");
    });
}

#[test]
fn administrators_alone_list_whom_queues_let_in() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        grant(&desk, desk.erika, GroupId::ADMIN, &[Permission::Rw]).await;
        let jonas = desk.jonas;
        let work = move |act: &Act<'_>| {
            people::appoint_steward(act, jonas, GroupId::USERS, true).unwrap();
            commands::set_confidential(act, QueueId::RAW, true)
        };
        desk.act(OPERATOR, work).await.unwrap();
        let ask = async |agent: AgentId| {
            let context = rooms::context(&desk.node, &desk.door, Actor::Agent(agent), http::Extensions::new());
            rooms::send(&tickets::ROOM, "tickets.administered_queues", context, rooms::call(&[], "", None)).await
        };
        let (status, all) = ask(desk.erika).await;
        let raw = all["items"].as_array().unwrap().iter().find(|queue| queue["name"] == "Raw").unwrap();
        let expected = json!({"id": format!("que_{}", QueueId::RAW.0), "name": "Raw", "group": 1, "confidential": true,
            "group_name": "users", "group_valid": true, "stewards": [jonas.to_string()]});
        assert_eq!((status, raw), (200, &expected));
        assert_eq!(ask(jonas).await.0, 403, "who administers one group does not learn of all queues");
    });
}
