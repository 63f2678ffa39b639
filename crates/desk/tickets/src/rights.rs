//! Who may do what to a ticket: one decision for one ticket, the same rules as a predicate for lists.
//!
//! The rules are one table of layers and keys ([`decide`], [`Scope`]). [`permit`] looks a ticket up and checks in one call; what it yields has the methods that the right allows and no
//! others. Who may not see gets [`Refusal::NotFound`], who may see but not do gets [`Refusal::Forbidden`].

mod rules;
mod scope;

pub use rules::{Decision, Facts, Key, Reason, Standing, decide, keys_of};
pub use scope::Scope;
pub(crate) use scope::Way;

use crate::model::{Queue, QueueId, Ticket, TicketId};
use crate::store;
use ::store::Rows;
use kernel::{Actor, Fault};
use people::Permission;
use room::{Right, StandingRight};
use std::marker::PhantomData;

/// The room's rights and their rules.
pub static RIGHTS: &[Right] = &[
    Right {
        name: "ticket.ro",
        rule: "agents: ro or rw in the queue's group, and membership of a restricted ticket, as for every right below; customer users: their own tickets",
    },
    Right { name: "ticket.move_into", rule: "agents: move_into or rw in the group of the queue that it goes to, and rw where it lies" },
    Right { name: "ticket.create", rule: "agents: create or rw in the queue's group; customer users: into the desk's default queue" },
    Right {
        name: "ticket.note",
        rule: "agents: note or rw in the queue's group, for notes and for who takes part; customer users: answers on tickets that they see",
    },
    Right { name: "ticket.owner", rule: "agents: owner or rw in the queue's group" },
    Right { name: "ticket.priority", rule: "agents: priority or rw in the queue's group" },
    Right { name: "ticket.rw", rule: "agents: rw in the queue's group; also for mails and calls, and for moving" },
    Right {
        name: "ticket.own",
        rule: "customer users: tickets for which they asked or in which they take part; those of their companies that share, unless restricted or in a confidential queue",
    },
    Right { name: "ticket.restrict", rule: "agents: rw in the queue's group, and membership while it is restricted" },
    Right { name: "queue.administer", rule: "an agent with rw in the group admin" },
    Right { name: "desk.sight", rule: "an agent with rw in the group admin, about everybody; every agent about themselves" },
    Right { name: "desk.words", rule: "every agent" },
];

/// What rooms below may do to tickets where no person acts.
pub static STANDING: &[(&str, StandingRight)] = &[
    ("mail", StandingRight { right: "ticket.create", because: "a mail that answers no ticket becomes one" }),
    ("mail", StandingRight { right: "ticket.note", because: "a mail that answers a ticket becomes an article of it" }),
    (
        "mail",
        StandingRight {
            right: "ticket.rw",
            because: "a follow-up opens a closed ticket, automatic answers go out, delivery states are noted",
        },
    ),
    ("mail", StandingRight { right: "ticket.ro", because: "threading looks tickets up" }),
    ("mail", StandingRight { right: "ticket.move_into", because: "a postmaster filter names the queue of a ticket that a mail joins" }),
    ("mail", StandingRight { right: "ticket.priority", because: "a postmaster filter names a priority" }),
    ("mail", StandingRight { right: "ticket.owner", because: "a postmaster filter names an owner or a responsible agent" }),
];

/// Why something was not permitted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not there, or not to be seen.
    #[error("there is no such ticket, or it may not be seen")]
    NotFound,
    /// To be seen, but not to be done.
    #[error("the right for this is missing")]
    Forbidden,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for web::Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::not_found(),
            Refusal::Forbidden => Self::forbidden(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// A right as a type.
pub trait Kind {
    /// OTRS's word for it.
    const PERMISSION: Permission;
}

macro_rules! kinds {
    ($($name:ident),+) => { $(
        #[doc = concat!("The right `", stringify!($name), "`.")]
        #[derive(Debug)]
        pub enum $name {}
        impl Kind for $name { const PERMISSION: Permission = Permission::$name; }
    )+ };
}

kinds!(Ro, MoveInto, Create, Note, Owner, Priority, Rw);

/// A right with which articles are written.
pub trait Writes: Kind {
    /// Whether mails may be sent and calls noted with it; without, only notes stay in the house and what arrives is kept.
    const SENDS: bool;
}

impl Writes for Note {
    const SENDS: bool = false;
}

impl Writes for Rw {
    const SENDS: bool = true;
}

/// A ticket together with the proof that the actor has the right `K` to it.
///
/// ```compile_fail
/// // A right cannot be claimed: only `permit` builds the proof.
/// let ticket: tickets::Ticket = todo!();
/// let stolen = tickets::Permitted::<tickets::Rw> { ticket, kind: std::marker::PhantomData };
/// ```
///
/// ```compile_fail
/// // Reading does not allow changing.
/// fn peek(act: &store::Act<'_>, seen: tickets::Permitted<tickets::Ro>) { seen.set_title(act, "x").unwrap(); }
/// ```
///
/// ```compile_fail
/// // No change without a right at all.
/// fn change(act: &store::Act<'_>, ticket: tickets::Ticket) { ticket.set_title(act, "x").unwrap(); }
/// ```
#[derive(Debug)]
pub struct Permitted<K> {
    ticket: Ticket,
    facts: Facts,
    kind: PhantomData<fn() -> K>,
}

impl<K> Permitted<K> {
    /// What counts of it when rights are decided.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The ticket.
    pub const fn ticket(&self) -> &Ticket {
        &self.ticket
    }
}

/// Looks a ticket up and checks the right `K` of whoever acts.
///
/// # Errors
/// [`Refusal`].
pub fn permit<K: Kind>(rows: &impl Rows, id: TicketId) -> Result<Permitted<K>, Refusal> {
    permit_for(&Standing::of(rows)?, rows, id)
}

/// As [`permit`], for several rights in one act: the actor's standing is read once.
///
/// # Errors
/// [`Refusal`].
pub fn permit_for<K: Kind>(standing: &Standing, rows: &impl Rows, id: TicketId) -> Result<Permitted<K>, Refusal> {
    let ticket = store::ticket(rows, id)?.ok_or(Refusal::NotFound)?;
    let facts = Facts::of(rows, &ticket)?;
    if !standing.may(Permission::Ro, &facts) {
        return Err(Refusal::NotFound);
    }
    if !standing.may(K::PERMISSION, &facts) {
        return Err(Refusal::Forbidden);
    }
    Ok(Permitted { ticket, facts, kind: PhantomData })
}

impl Standing {
    /// Of whoever acts, read once an act or view.
    ///
    /// # Errors
    /// The store failed.
    pub fn of(rows: &impl Rows) -> Result<Self, Fault> {
        Self::of_actor(rows, rows.by().actor)
    }

    /// Of anybody.
    ///
    /// # Errors
    /// The store failed.
    pub fn of_actor(rows: &impl Rows, actor: Actor) -> Result<Self, Fault> {
        Ok(match actor {
            Actor::Agent(id) => Self::Agent(id, people::rights_of(rows, id)?),
            Actor::CustomerUser(id) => match people::companies_shared_with(rows, id)? {
                Some(companies) => Self::CustomerUser(id, companies),
                None => Self::Nobody,
            },
            Actor::Room(room) => Self::Room(room),
            Actor::Operator(_) | Actor::Stranger => Self::Nobody,
        })
    }

    /// The rule for one ticket.
    pub fn may(&self, permission: Permission, ticket: &Facts) -> bool {
        decide(self, permission, ticket).is_allowed()
    }

    /// The rule for a queue: seeing it, creating in it, moving into it.
    pub fn may_in(&self, queue: &Queue, permission: Permission) -> bool {
        match self {
            Self::Agent(_, rights) => rights.may(queue.group, permission),
            Self::CustomerUser(..) => permission == Permission::Create && queue.id == QueueId::RAW,
            Self::Room(room) => room_may(room, permission),
            Self::Nobody => false,
        }
    }

    /// The queues of which somebody may read tickets, by name. Which tickets those are says [`Scope`] alone.
    ///
    /// # Errors
    /// The store failed.
    pub fn visible_queues(&self, rows: &impl Rows) -> Result<Vec<Queue>, Fault> {
        Ok(self.visible_among(store::queues(rows)?))
    }

    /// Those of some queues of which somebody may read tickets.
    pub(crate) fn visible_among(&self, queues: Vec<Queue>) -> Vec<Queue> {
        queues.into_iter().filter(|queue| self.may_in(queue, Permission::Ro)).collect()
    }
}

impl Facts {
    /// Of a ticket, with everybody who is named on it.
    ///
    /// # Errors
    /// The store failed.
    pub fn of(rows: &impl Rows, ticket: &Ticket) -> Result<Self, Fault> {
        let (members, participants) = store::parties::of(rows, ticket.id)?;
        Ok(Self {
            queue: ticket.queue,
            group: ticket.group,
            confidential: ticket.confidential,
            restricted: ticket.restricted,
            members,
            asker: ticket.asker.user,
            customer: ticket.asker.customer.clone(),
            participants,
        })
    }
}

fn room_may(room: &str, permission: Permission) -> bool {
    is_listed(STANDING, room, permission)
}

fn is_listed(standing: &[(&str, StandingRight)], room: &str, permission: Permission) -> bool {
    standing.iter().any(|(name, right)| *name == room && right.right.strip_prefix("ticket.") == Some(permission.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_may_what_is_listed_for_it_and_nothing_else() {
        let one =
            [("mail", StandingRight { right: "ticket.note", because: "" }), ("sla", StandingRight { right: "ticket.ro", because: "" })];
        for (room, own) in [("mail", Permission::Note), ("sla", Permission::Ro)] {
            for permission in Permission::ALL {
                assert_eq!(is_listed(&one, room, permission), permission == own, "{room} {permission:?}");
            }
        }
        assert!(!is_listed(&one, "backup", Permission::Ro));
    }
}
