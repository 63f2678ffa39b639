//! Ten thousand random worlds: the decision for one ticket, the predicate of lists and a plain reading of the rules agree on who
//! sees what.

#![expect(
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "a world is arrays of three of everything, and its numbers name things"
)]

use crate::desk::{by, migrations};
use futures_util::future::join_all;
use kernel::{Actor, AgentId, CustomerUserId, Dice, Fault, Id16};
use people::{GroupId, Permission};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Act, Composed, Door, Draft, Object, Rows, Tenant, params};
use testkit::on_both_engines;
use testkit::stores::TestNode;
use tickets::rights::{Decision, Facts, Reason, Scope, Standing, decide};
use tickets::{FollowUp, Queue, QueueId, TicketId, queries};

const WORLDS: usize = 10_000;
/// Walks side by side, each in a tenant of its own.
const WALKERS: usize = 4;
const BATCH: usize = 250;

store::stmts! { tenant
    write ADD_AGENT = "INSERT INTO agent (id, login, name, email, locale, valid, created_at, changed_at) VALUES (?1, ?2, ?2, 'a@b.example', 'de', 1, 0, 0)";
    write ADD_COMPANY = "INSERT INTO customer (id, name, search, valid, created_at) VALUES (?1, ?1, '', 1, 0)";
    write ADD_USER = "INSERT INTO customer_user (id, login, name, email, locale, search, valid, created_at, changed_at) \
        VALUES (?1, ?2, ?2, 'a@b.example', 'de', '', 1, 0, 0)";
    write ADD_GROUP = "INSERT INTO people_group (id, name) VALUES (?1, ?2)";
    write ADD_ROLE = "INSERT INTO role (id, name) VALUES (?1, ?2)";
    write ADD_TICKET = "INSERT INTO ticket (id, number, title, queue, state, priority, lock, created_at, changed_at, customer_changed_at, version, \
        articles, attachments, open) VALUES (?1, ?2, ?2, 1, 1, 3, 'unlock', ?3, ?3, ?3, 1, 0, 0, 1)";
    write SET_AGENT = "UPDATE agent SET valid = ?2 WHERE id = ?1";
    write SET_GROUP = "UPDATE people_group SET valid = ?2 WHERE id = ?1";
    write SET_ROLE = "UPDATE role SET valid = ?2 WHERE id = ?1";
    write SET_COMPANY = "UPDATE customer SET valid = ?2, company_tickets = ?3 WHERE id = ?1";
    write SET_USER = "UPDATE customer_user SET valid = ?2, customer = ?3 WHERE id = ?1";
    write SET_QUEUE = "UPDATE queue SET grp = ?2, confidential = ?3 WHERE id = ?1";
    write SET_TICKET = "UPDATE ticket SET queue = ?2, restricted = ?3, customer = ?4, customer_user = ?5 WHERE id = ?1";
    write CLEAR_AGENT_GROUP = "DELETE FROM agent_group WHERE agent = ?1 AND grp = ?2";
    write ADD_AGENT_GROUP = "INSERT INTO agent_group (agent, grp, permission) VALUES (?1, ?2, ?3)";
    write CLEAR_ROLE_GROUP = "DELETE FROM role_group WHERE role = ?1 AND grp = ?2";
    write ADD_ROLE_GROUP = "INSERT INTO role_group (role, grp, permission) VALUES (?1, ?2, ?3)";
    write ADD_AGENT_ROLE = "INSERT INTO agent_role (agent, role) VALUES (?1, ?2)";
    write DROP_AGENT_ROLE = "DELETE FROM agent_role WHERE agent = ?1 AND role = ?2";
    write ADD_FURTHER = "INSERT INTO customer_user_company (customer_user, customer) VALUES (?1, ?2)";
    write DROP_FURTHER = "DELETE FROM customer_user_company WHERE customer_user = ?1 AND customer = ?2";
    write ADD_MEMBER = "INSERT INTO ticket_member (ticket, agent) VALUES (?1, ?2)";
    write DROP_MEMBER = "DELETE FROM ticket_member WHERE ticket = ?1 AND agent = ?2";
    write ADD_PARTICIPANT = "INSERT INTO ticket_participant (ticket, customer_user) VALUES (?1, ?2)";
    write DROP_PARTICIPANT = "DELETE FROM ticket_participant WHERE ticket = ?1 AND customer_user = ?2";
}

/// Three of everything but tickets and queues.
const THREE: usize = 3;
const TICKETS: usize = 6;
const QUEUES: usize = 4;
/// Ids that contain each other, and differ in case alone.
const COMPANIES: [&str; THREE] = ["KK", "KKG", "kk"];

type Set = BTreeSet<&'static str>;

#[derive(Clone, Debug, Default)]
struct Ticket {
    queue: usize,
    restricted: bool,
    members: [bool; THREE],
    participants: [bool; THREE],
    asker: Option<usize>,
    company: Option<usize>,
}

/// A world as its rows say, kept beside them.
#[derive(Clone, Debug, Default)]
struct World {
    agent_valid: [bool; THREE],
    agent_group: [[Set; THREE]; THREE],
    agent_role: [[bool; THREE]; THREE],
    role_valid: [bool; THREE],
    role_group: [[Set; THREE]; THREE],
    group_valid: [bool; THREE],
    queue_group: [usize; QUEUES],
    queue_confidential: [bool; QUEUES],
    company_valid: [bool; THREE],
    company_shares: [bool; THREE],
    user_valid: [bool; THREE],
    user_primary: [Option<usize>; THREE],
    user_further: [[bool; THREE]; THREE],
    tickets: [Ticket; TICKETS],
}

fn id(kind: u8, index: usize) -> Id16 {
    Id16([kind, u8::try_from(index).unwrap(), 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7])
}

fn agent(index: usize) -> AgentId {
    AgentId(id(1, index))
}

fn user(index: usize) -> CustomerUserId {
    CustomerUserId(id(2, index))
}

fn ticket(index: usize) -> TicketId {
    TicketId(id(3, index))
}

/// Groups 11 to 13: none of those that a desk begins with.
fn group(index: usize) -> i64 {
    i64::try_from(index).unwrap() + 11
}

fn role(index: usize) -> i64 {
    i64::try_from(index).unwrap() + 1
}

/// The four queues that a desk begins with.
fn queue(index: usize) -> i64 {
    i64::try_from(index).unwrap() + 1
}

fn below(dice: &mut Dice, bound: usize) -> usize {
    usize::try_from(dice.below(u64::try_from(bound).unwrap())).unwrap()
}

fn flip(dice: &mut Dice) -> bool {
    dice.below(2) == 0
}

fn some(dice: &mut Dice) -> Set {
    Permission::ALL.into_iter().filter(|_| dice.below(6) == 0).map(Permission::as_str).collect()
}

fn maybe(dice: &mut Dice) -> Option<usize> {
    Some(below(dice, THREE + 1)).filter(|index| *index < THREE)
}

impl World {
    fn furnish(act: &Act<'_>) -> Result<Self, Fault> {
        let mut world = Self::default();
        for index in 0..THREE {
            act.write(&ADD_AGENT, params![agent(index).0, format!("agent{index}")])?;
            act.write(&ADD_USER, params![user(index).0, format!("user{index}")])?;
            act.write(&ADD_COMPANY, params![COMPANIES[index]])?;
            act.write(&ADD_GROUP, params![group(index), format!("group{index}")])?;
            act.write(&ADD_ROLE, params![role(index), format!("role{index}")])?;
        }
        for index in 0..TICKETS {
            act.write(&ADD_TICKET, params![ticket(index).0, format!("{index}"), i64::try_from(index).unwrap()])?;
        }
        for index in 0..QUEUES {
            world.set_queue(act, index, 0, false)?;
        }
        let all = [true; THREE];
        (world.agent_valid, world.role_valid, world.group_valid) = (all, all, all);
        (world.company_valid, world.company_shares, world.user_valid) = (all, all, all);
        Ok(world)
    }

    fn set_queue(&mut self, act: &Act<'_>, index: usize, to: usize, confidential: bool) -> Result<(), Fault> {
        (self.queue_group[index], self.queue_confidential[index]) = (to, confidential);
        act.write(&SET_QUEUE, params![queue(index), group(to), confidential]).map(drop)
    }

    /// Changes one fact, here and in the rows.
    fn change(&mut self, act: &Act<'_>, dice: &mut Dice) -> Result<About, Fault> {
        let (one, other) = (below(dice, THREE), below(dice, THREE));
        let which = dice.below(20);
        match which {
            0 => {
                self.agent_valid[one] = dice.below(4) > 0;
                act.write(&SET_AGENT, params![agent(one).0, self.agent_valid[one]])?;
            }
            1 => {
                self.group_valid[one] = dice.below(4) > 0;
                act.write(&SET_GROUP, params![group(one), self.group_valid[one]])?;
            }
            2 => {
                self.role_valid[one] = dice.below(4) > 0;
                act.write(&SET_ROLE, params![role(one), self.role_valid[one]])?;
            }
            3 | 4 => {
                let given = some(dice);
                act.write(&CLEAR_AGENT_GROUP, params![agent(one).0, group(other)])?;
                for word in &given {
                    act.write(&ADD_AGENT_GROUP, params![agent(one).0, group(other), *word])?;
                }
                self.agent_group[one][other] = given;
            }
            5 | 6 => {
                let given = some(dice);
                act.write(&CLEAR_ROLE_GROUP, params![role(one), group(other)])?;
                for word in &given {
                    act.write(&ADD_ROLE_GROUP, params![role(one), group(other), *word])?;
                }
                self.role_group[one][other] = given;
            }
            7 => {
                let has = &mut self.agent_role[one][other];
                *has = !*has;
                act.write(if *has { &ADD_AGENT_ROLE } else { &DROP_AGENT_ROLE }, params![agent(one).0, role(other)])?;
            }
            8 => self.set_queue(act, below(dice, QUEUES), one, flip(dice))?,
            9 => {
                (self.company_valid[one], self.company_shares[one]) = (dice.below(4) > 0, dice.below(3) > 0);
                act.write(&SET_COMPANY, params![COMPANIES[one], self.company_valid[one], self.company_shares[one]])?;
            }
            10 => {
                (self.user_valid[one], self.user_primary[one]) = (dice.below(4) > 0, maybe(dice));
                let primary = self.user_primary[one].map(|company| COMPANIES[company]);
                act.write(&SET_USER, params![user(one).0, self.user_valid[one], primary])?;
            }
            11 => {
                let has = &mut self.user_further[one][other];
                *has = !*has;
                act.write(if *has { &ADD_FURTHER } else { &DROP_FURTHER }, params![user(one).0, COMPANIES[other]])?;
            }
            _ => self.change_ticket(act, dice, one)?,
        }
        Ok(match which {
            0..=7 => About::Agents,
            9..=11 => About::Users,
            _ => About::Tickets,
        })
    }

    fn change_ticket(&mut self, act: &Act<'_>, dice: &mut Dice, one: usize) -> Result<(), Fault> {
        let index = below(dice, TICKETS);
        let changed = &mut self.tickets[index];
        match dice.below(4) {
            0 => {
                let has = &mut changed.members[one];
                *has = !*has;
                act.write(if *has { &ADD_MEMBER } else { &DROP_MEMBER }, params![ticket(index).0, agent(one).0])?;
            }
            1 => {
                let has = &mut changed.participants[one];
                *has = !*has;
                act.write(if *has { &ADD_PARTICIPANT } else { &DROP_PARTICIPANT }, params![ticket(index).0, user(one).0])?;
            }
            _ => {
                (changed.queue, changed.restricted) = (below(dice, QUEUES), flip(dice));
                (changed.asker, changed.company) = (maybe(dice), maybe(dice));
                let (asker, company) = (changed.asker.map(|index| user(index).0), changed.company.map(|index| COMPANIES[index]));
                act.write(&SET_TICKET, params![ticket(index).0, queue(changed.queue), changed.restricted, company, asker])?;
            }
        }
        Ok(())
    }

    /// The rules once more, as one would tell them: whether an agent may do something.
    fn agent_may(&self, who: usize, action: Permission, ticket: &Ticket) -> bool {
        let group = self.queue_group[ticket.queue];
        let gives = |given: &Set| given.contains("rw") || given.contains(action.as_str());
        let direct = gives(&self.agent_group[who][group]);
        let by_role = (0..THREE).any(|role| self.agent_role[who][role] && self.role_valid[role] && gives(&self.role_group[role][group]));
        let needs_to_know = !ticket.restricted || ticket.members[who];
        self.agent_valid[who] && self.group_valid[group] && (direct || by_role) && needs_to_know
    }

    /// The same for a customer user.
    fn user_may(&self, who: usize, action: Permission, ticket: &Ticket) -> bool {
        let is_named = ticket.asker == Some(who) || ticket.participants[who];
        let is_colleague = ticket.company.is_some_and(|company| {
            let belongs = self.user_primary[who] == Some(company) || self.user_further[who][company];
            belongs && self.company_valid[company] && self.company_shares[company]
        });
        let open_to_colleagues = !ticket.restricted && !self.queue_confidential[ticket.queue];
        let reads_or_answers = action == Permission::Ro || action == Permission::Note;
        self.user_valid[who] && reads_or_answers && (is_named || (is_colleague && open_to_colleagues))
    }

    fn may(&self, actor: Actor, action: Permission, ticket: &Ticket) -> bool {
        match actor {
            Actor::Agent(id) => (0..THREE).any(|index| agent(index) == id && self.agent_may(index, action, ticket)),
            Actor::CustomerUser(id) => (0..THREE).any(|index| user(index) == id && self.user_may(index, action, ticket)),
            Actor::Room(room) => room == "mail",
            Actor::Operator(_) | Actor::Stranger => false,
        }
    }

    fn facts(&self, index: usize) -> Facts {
        let ticket = &self.tickets[index];
        let among = |all: &[bool; THREE]| (0..THREE).filter(|index| all[*index]).collect::<Vec<_>>();
        Facts {
            queue: QueueId(queue(ticket.queue)),
            group: GroupId(group(self.queue_group[ticket.queue])),
            confidential: self.queue_confidential[ticket.queue],
            restricted: ticket.restricted,
            members: among(&ticket.members).into_iter().map(agent).collect(),
            asker: ticket.asker.map(user),
            customer: ticket.company.map(|company| COMPANIES[company].to_owned()),
            participants: among(&ticket.participants).into_iter().map(user).collect(),
        }
    }

    fn seen_by(&self, actor: Actor) -> BTreeSet<Id16> {
        (0..TICKETS).filter(|index| self.may(actor, Permission::Ro, &self.tickets[*index])).map(|index| ticket(index).0).collect()
    }

    /// Compares decision, predicate and this world, for everybody and every ticket.
    fn look(&self, act: &Act<'_>, standings: &[Standing], action: Permission) -> Result<(), Fault> {
        let queues = self.queues();
        let facts: Vec<Facts> = (0..TICKETS).map(|index| self.facts(index)).collect();
        for (actor, standing) in people_here().zip(standings) {
            let mut composed = Composed::<Tenant>::new("SELECT t.id FROM ticket t WHERE 1 = 1");
            Scope::of(standing, &queues).add_to(&mut composed);
            let listed: BTreeSet<Id16> = act.rows_of(&composed)?.iter().map(|row| row.id(0)).collect::<Result<_, _>>()?;
            assert_eq!(listed, self.seen_by(actor), "{actor:?} in {self:#?}");
            for (index, facts) in facts.iter().enumerate() {
                let decided = decide(standing, Permission::Ro, facts).is_allowed();
                assert_eq!(decided, listed.contains(&ticket(index).0), "{actor:?} {index} in {self:#?}");
                let may = self.may(actor, action, &self.tickets[index]);
                assert_eq!(decide(standing, action, facts).is_allowed(), may, "{actor:?} {action:?} {index} in {self:#?}");
            }
        }
        Ok(())
    }

    fn queues(&self) -> Vec<Queue> {
        let of = |index: usize| Queue {
            id: QueueId(queue(index)),
            name: String::new(),
            group: GroupId(group(self.queue_group[index])),
            follow_up: FollowUp::DEFAULT,
            confidential: self.queue_confidential[index],
            address: None,
        };
        (0..QUEUES).map(of).collect()
    }
}

/// What rows say of everybody, read again when something changed that counts for them.
struct Standings(Vec<Standing>);

impl Standings {
    fn read(act: &Act<'_>) -> Result<Self, Fault> {
        people_here().map(|actor| Standing::of_actor(act, actor)).collect::<Result<_, _>>().map(Self)
    }

    fn renew(&mut self, act: &Act<'_>, changed: &BTreeSet<About>) -> Result<(), Fault> {
        for (standing, actor) in self.0.iter_mut().zip(people_here()) {
            let about = if matches!(actor, Actor::Agent(_)) { About::Agents } else { About::Users };
            if changed.contains(&about) {
                *standing = Standing::of_actor(act, actor)?;
            }
        }
        Ok(())
    }
}

/// For whom a change counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Agents,
    Users,
    Tickets,
}

fn people_here() -> impl Iterator<Item = Actor> {
    let agents = (0..THREE).map(|index| Actor::Agent(agent(index)));
    agents.chain((0..THREE).map(|index| Actor::CustomerUser(user(index))))
}

/// They, and those who are nobody here.
fn actors() -> Vec<Actor> {
    let others = [Actor::Room("mail"), Actor::Room("backup"), Actor::Stranger, Actor::Agent(agent(99)), Actor::CustomerUser(user(99))];
    people_here().chain(others).collect()
}

/// What pages show: lists, counters and the lists of customer users.
async fn compare_pages(node: &TestNode, door: &Door<Tenant>, world: &World) {
    for actor in actors() {
        let expected = world.seen_by(actor);
        let listed = move |view: &store::View<'_>| -> Result<_, Fault> {
            let query = tickets::search::parse("", view.now()).unwrap();
            let all: BTreeSet<Id16> = queries::list(view, &query, None, 200)?.found.tickets.iter().map(|ticket| ticket.id.0).collect();
            let counted: u64 = queries::queue_counts(view)?.iter().map(|count| count.open).sum();
            let mine = match actor {
                Actor::CustomerUser(me) => Some(queries::my_tickets(view, me, None, 3)?),
                _ => None,
            };
            Ok((all, counted, mine))
        };
        let (all, counted, mine) = door.read(by(actor), node.ambient.now(), listed).await.unwrap();
        assert_eq!(all, expected, "{actor:?}");
        if let Actor::CustomerUser(me) = actor {
            let (first, next) = mine.unwrap();
            let mut seen: Vec<Id16> = first.iter().map(|ticket| ticket.id.0).collect();
            if let Some(place) = next {
                let rest = move |view: &store::View<'_>| queries::my_tickets(view, me, Some(place), 200);
                seen.extend(door.read(by(actor), node.ambient.now(), rest).await.unwrap().0.iter().map(|ticket| ticket.id.0));
            }
            let newest_first: Vec<Id16> = expected.into_iter().rev().collect();
            assert_eq!(seen, newest_first, "each once, the newest first");
        } else {
            assert_eq!(usize::try_from(counted).unwrap(), expected.len(), "{actor:?}");
        }
    }
}

/// One walk through worlds of a tenant of its own; why somebody was denied what, and how often somebody saw something.
async fn walk(node: &TestNode, walker: u8) -> (BTreeSet<Reason>, usize) {
    let door = node.tenant().await;
    let room = || by(Actor::Room("mail"));
    let told = || json!({"queue": "x", "confidential": true});
    let told = move || Draft::new(&tickets::commands::QUEUE_CONFIDENTIAL, Object::only("queue"), told());
    let furnish = move |act: &Act<'_>| -> Result<World, Fault> {
        act.event(&told())?;
        World::furnish(act)
    };
    let mut world = door.act(room(), node.ambient.moment(), furnish).await.unwrap();
    let (mut denied, mut allowed) = (BTreeSet::new(), 0);
    for batch in 0..WORLDS / WALKERS / BATCH {
        let begun = world.clone();
        let mut seed = [walker; 32];
        seed[0] = u8::try_from(batch).unwrap();
        let walk = move |act: &Act<'_>| -> Result<_, Fault> {
            let (mut world, mut dice) = (begun.clone(), kernel::Seed::new(seed).dice());
            act.event(&told())?;
            let mut standings = Standings::read(act)?;
            for _ in 0..BATCH {
                let changed = (0..2).map(|_| world.change(act, &mut dice)).collect::<Result<_, _>>()?;
                standings.renew(act, &changed)?;
                let action = Permission::ALL[below(&mut dice, Permission::ALL.len())];
                world.look(act, &standings.0, action)?;
            }
            for index in 0..TICKETS {
                let row = queries::for_room(act, ticket(index)).unwrap();
                assert_eq!(Facts::of(act, &row)?, world.facts(index));
            }
            assert_eq!(Standing::Room("mail").visible_queues(act)?.len(), QUEUES);
            Ok(world)
        };
        world = door.act(room(), node.ambient.moment(), walk).await.unwrap();
        compare_pages(node, &door, &world).await;
        let read =
            |view: &store::View<'_>| actors().into_iter().map(|actor| Standing::of_actor(view, actor)).collect::<Result<Vec<_>, _>>();
        for standing in door.read::<_, Fault, _>(room(), node.ambient.now(), read).await.unwrap() {
            for index in 0..TICKETS {
                match decide(&standing, Permission::Ro, &world.facts(index)) {
                    Decision::Allow => allowed += 1,
                    Decision::Deny(reason) => drop(denied.insert(reason)),
                }
            }
        }
    }
    (denied, allowed)
}

#[test]
fn decision_and_predicate_agree_in_ten_thousand_worlds() {
    on_both_engines(&migrations(), |node| async move {
        let walks = (0..WALKERS).map(|walker| walk(&node, u8::try_from(walker).unwrap()));
        let (mut denied, mut allowed) = (BTreeSet::new(), 0);
        for (reasons, seen) in join_all(walks).await {
            denied.extend(reasons);
            allowed += seen;
        }
        let reasons = [Reason::Unknown, Reason::NoPermission, Reason::Restricted, Reason::NotInvolved, Reason::Confidential];
        assert_eq!(denied, BTreeSet::from(reasons), "every reason was met");
        assert!(allowed > WORLDS / BATCH * 4, "{allowed}");
    });
}
