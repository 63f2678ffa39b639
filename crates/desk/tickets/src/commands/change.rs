//! Changes a ticket's properties, several at once or none.

use crate::events::Event;
use crate::model::{Asker, Lock, State, StateType, Ticket, TicketId, tidy_title};
use crate::rights::{self, Facts, Kind, MoveInto, Owner, Permitted, Priority, Refusal, Ro, Rw, Standing, Writes};
use crate::search;
use crate::store::{self, tickets as rows};
use ::store::{Act, Rows, params};
use kernel::{Actor, AgentId, Fault, Timestamp};
use people::Permission;

/// What is to change; `None` leaves a property as it is.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Another title. Needs `rw`.
    pub title: Option<String>,
    /// Another queue by name. Needs `rw` here and `move_into` there.
    pub queue: Option<String>,
    /// Another state by name. Needs `rw`.
    pub state: Option<String>,
    /// When the pending state ends; `Some(None)` clears it.
    pub pending_until: Option<Option<Timestamp>>,
    /// Another priority by name or number. Needs `priority`.
    pub priority: Option<String>,
    /// Another owner; `Some(None)` for nobody. Needs `owner`.
    pub owner: Option<Option<AgentId>>,
    /// Another responsible agent; `Some(None)` for nobody. Needs `owner`.
    pub responsible: Option<Option<AgentId>>,
    /// Hold or let go. Needs `rw`.
    pub lock: Option<Lock>,
    /// For somebody else. Needs `rw`.
    pub asker: Option<Asker>,
    /// Refuse when the ticket has another version by now.
    pub version: Option<i64>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Not there, not seen, or not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The title is empty.
    #[error("the title is empty")]
    TitleEmpty,
    /// No such queue, or it may not be seen.
    #[error("there is no such queue")]
    QueueUnknown,
    /// No such state, or one that is not chosen by hand.
    #[error("there is no such state to choose")]
    StateUnknown,
    /// A pending state without a date, or a date without such a state.
    #[error("a pending state needs a date, and only such a state")]
    PendingUnclear,
    /// No such priority.
    #[error("there is no such priority")]
    PriorityUnknown,
    /// No such agent, or without the right to own tickets there.
    #[error("there is no such agent who may own tickets in this queue")]
    AgentUnknown,
    /// A restricted ticket that no member could work on where it goes.
    #[error("no member of the restricted ticket may work on it there")]
    NobodyLeft,
    /// Somebody was faster.
    #[error("the ticket was changed in the meantime")]
    Outdated,
}

impl From<Fault> for ChangeError {
    fn from(fault: Fault) -> Self {
        Self::Refused(Refusal::Fault(fault))
    }
}

/// What will be written, after everything was looked over.
enum Step {
    Title(Permitted<Rw>, String),
    Queue(Permitted<Rw>, crate::model::Queue),
    State(Permitted<Rw>, State, Option<Timestamp>),
    Pending(Permitted<Rw>, Option<Timestamp>),
    Priority(Permitted<Priority>, crate::model::PriorityId, String),
    Owner(Permitted<Owner>, Option<AgentId>),
    Responsible(Permitted<Owner>, Option<AgentId>),
    Lock(Permitted<Rw>, Lock),
    Asker(Permitted<Rw>, Asker),
}

/// Changes what is asked, or nothing at all.
///
/// # Errors
/// [`ChangeError`]; refuses before the first write.
pub fn change(act: &Act<'_>, id: TicketId, changes: &Changes) -> Result<(), ChangeError> {
    Ok(Planned::change(act, id, changes)?.write(act)?)
}

/// A change that was looked over and is allowed. Whoever writes something else in the same act plans first: what is refused
/// then leaves nothing behind.
pub(crate) struct Planned(Vec<Step>);

impl Planned {
    /// Looks over what is asked.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub(crate) fn change(act: &Act<'_>, id: TicketId, changes: &Changes) -> Result<Self, ChangeError> {
        let standing = Standing::of(act)?;
        let seen: Permitted<Ro> = rights::permit_for(&standing, act, id)?;
        if changes.version.is_some_and(|version| version != seen.ticket().version) {
            return Err(ChangeError::Outdated);
        }
        plan(act, &standing, seen.ticket(), changes).map(Self)
    }

    /// Writes it.
    ///
    /// # Errors
    /// The store failed.
    pub(crate) fn write(&self, act: &Act<'_>) -> Result<(), Fault> {
        self.0.iter().try_for_each(|step| step.write(act))
    }
}

fn plan(act: &Act<'_>, standing: &Standing, ticket: &Ticket, changes: &Changes) -> Result<Vec<Step>, ChangeError> {
    let mut steps = Vec::new();
    if let Some(title) = &changes.title {
        let title = tidy_title(title);
        if title.is_empty() {
            return Err(ChangeError::TitleEmpty);
        }
        steps.push(Step::Title(may(act, standing, ticket)?, title));
    }
    steps.extend(plan_queue(act, standing, ticket, changes)?);
    steps.extend(plan_state(act, standing, ticket, changes)?);
    if let Some(name) = &changes.priority {
        let all = store::priorities(act)?;
        let found = all.into_iter().find(|(id, known)| known == name || id.0.to_string() == *name);
        let (priority, name) = found.ok_or(ChangeError::PriorityUnknown)?;
        steps.push(Step::Priority(may(act, standing, ticket)?, priority, name));
    }
    if let Some(owner) = changes.owner {
        steps.push(Step::Owner(may(act, standing, ticket)?, able(act, ticket, changes, owner)?));
    }
    if let Some(agent) = changes.responsible {
        steps.push(Step::Responsible(may(act, standing, ticket)?, able(act, ticket, changes, agent)?));
    }
    if let Some(lock) = changes.lock {
        steps.push(Step::Lock(may(act, standing, ticket)?, lock));
    }
    if let Some(asker) = &changes.asker {
        steps.push(Step::Asker(may(act, standing, ticket)?, asker.clone()));
    }
    Ok(steps)
}

fn may<K: Kind>(act: &Act<'_>, standing: &Standing, ticket: &Ticket) -> Result<Permitted<K>, ChangeError> {
    Ok(rights::permit_for(standing, act, ticket.id)?)
}

fn plan_queue(act: &Act<'_>, standing: &Standing, ticket: &Ticket, changes: &Changes) -> Result<Option<Step>, ChangeError> {
    let Some(name) = &changes.queue else { return Ok(None) };
    let queue = store::queue_by_name(act, name)?.ok_or(ChangeError::QueueUnknown)?;
    if !standing.may_in(&queue, MoveInto::PERMISSION) {
        let unseen = !standing.may_in(&queue, Permission::Ro);
        return Err(if unseen { ChangeError::QueueUnknown } else { ChangeError::Refused(Refusal::Forbidden) });
    }
    let on: Permitted<Rw> = may(act, standing, ticket)?;
    let there = Facts { queue: queue.id, group: queue.group, confidential: queue.confidential, ..on.facts().clone() };
    if ticket.restricted && !some_may(act, &there, Permission::Rw)? {
        return Err(ChangeError::NobodyLeft);
    }
    Ok(Some(Step::Queue(on, queue)))
}

fn plan_state(act: &Act<'_>, standing: &Standing, ticket: &Ticket, changes: &Changes) -> Result<Option<Step>, ChangeError> {
    let Some(name) = &changes.state else {
        return match changes.pending_until {
            None => Ok(None),
            Some(until) if until.is_some() == ticket.state_type.is_pending() => Ok(Some(Step::Pending(may(act, standing, ticket)?, until))),
            Some(_) => Err(ChangeError::PendingUnclear),
        };
    };
    let state = store::state_by_name(act, name)?.ok_or(ChangeError::StateUnknown)?;
    if matches!(state.kind, StateType::Merged | StateType::Removed) {
        return Err(ChangeError::StateUnknown);
    }
    let until = changes.pending_until.flatten();
    if state.kind.is_pending() != until.is_some() {
        return Err(ChangeError::PendingUnclear);
    }
    Ok(Some(Step::State(may(act, standing, ticket)?, state, until)))
}

/// An agent who may own tickets in the queue where the ticket will lie.
fn able(act: &Act<'_>, ticket: &Ticket, changes: &Changes, agent: Option<AgentId>) -> Result<Option<AgentId>, ChangeError> {
    let Some(agent) = agent else { return Ok(None) };
    let mut facts = Facts::of(act, ticket)?;
    if let Some(queue) = changes.queue.as_deref().map(|name| store::queue_by_name(act, name)).transpose()?.flatten() {
        facts = Facts { queue: queue.id, group: queue.group, confidential: queue.confidential, ..facts };
    }
    let may = Standing::of_actor(act, Actor::Agent(agent))?.may(Permission::Owner, &facts);
    if may { Ok(Some(agent)) } else { Err(ChangeError::AgentUnknown) }
}

/// Whether at least one member of a restricted ticket may do something with it.
pub(crate) fn some_may(rows: &impl Rows, facts: &Facts, permission: Permission) -> Result<bool, Fault> {
    for member in &facts.members {
        if Standing::of_actor(rows, Actor::Agent(*member))?.may(permission, facts) {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Step {
    fn write(&self, act: &Act<'_>) -> Result<(), Fault> {
        match self {
            Self::Title(on, title) => on.set_title(act, title),
            Self::Queue(on, queue) => on.move_to(act, queue),
            Self::State(on, state, until) => on.set_state(act, state, *until),
            Self::Pending(on, until) => on.set_pending(act, *until),
            Self::Priority(on, priority, name) => on.set_priority(act, *priority, name),
            Self::Owner(on, agent) => on.set_owner(act, *agent),
            Self::Responsible(on, agent) => on.set_responsible(act, *agent),
            Self::Lock(on, lock) => on.set_lock(act, *lock),
            Self::Asker(on, asker) => on.set_asker(act, asker),
        }
    }
}

impl Permitted<Rw> {
    /// Gives another title.
    ///
    /// # Errors
    /// The store failed.
    pub fn set_title(&self, act: &Act<'_>, title: &str) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.title == title {
            return Ok(());
        }
        act.write(&rows::SET_TITLE, params![ticket.id.0, title, act.now()])?;
        Event::TitleChanged { to: title }.record(act, ticket.id).map(drop)
    }

    /// Gives another state, with the end of a pending one.
    ///
    /// # Errors
    /// The store failed.
    pub fn set_state(&self, act: &Act<'_>, state: &State, until: Option<Timestamp>) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.state == state.id && ticket.pending_until == until {
            return Ok(());
        }
        act.write(&rows::SET_STATE, params![ticket.id.0, state.id.0, act.now(), until, state.kind.is_open()])?;
        Event::StateChanged { from: &ticket.state_name, to: &state.name }.record(act, ticket.id)?;
        if until == ticket.pending_until { Ok(()) } else { Event::PendingSet { until }.record(act, ticket.id).map(drop) }
    }

    /// Moves the end of a pending state.
    ///
    /// # Errors
    /// The store failed.
    pub fn set_pending(&self, act: &Act<'_>, until: Option<Timestamp>) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.pending_until == until {
            return Ok(());
        }
        act.write(&rows::SET_PENDING, params![ticket.id.0, until, act.now()])?;
        Event::PendingSet { until }.record(act, ticket.id).map(drop)
    }

    /// Holds the ticket or lets it go.
    ///
    /// # Errors
    /// The store failed.
    pub fn set_lock(&self, act: &Act<'_>, lock: Lock) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.lock == lock {
            return Ok(());
        }
        act.write(&rows::SET_LOCK, params![ticket.id.0, lock.as_str(), act.now()])?;
        Event::LockChanged { from: ticket.lock, to: lock }.record(act, ticket.id).map(drop)
    }

    /// Makes it the ticket of somebody else.
    ///
    /// # Errors
    /// The store failed.
    pub fn set_asker(&self, act: &Act<'_>, to: &Asker) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.asker == *to {
            return Ok(());
        }
        let email = to.email.as_ref().map(|address| address.as_str().to_owned());
        let line = params![ticket.id.0, to.customer.clone(), to.user.map(|user| user.0), email.clone(), to.name.clone(), act.now()];
        act.write(&rows::SET_ASKER, line)?;
        Event::CustomerChanged { to: email.as_deref().unwrap_or_default() }.record(act, ticket.id).map(drop)
    }

    /// Moves the ticket; the right `move_into` on the queue was checked by whoever plans it. The right `rw` where it lies is
    /// needed too: whoever may only read a ticket cannot take it to where they may do more.
    fn move_to(&self, act: &Act<'_>, queue: &crate::model::Queue) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.queue == queue.id {
            return Ok(());
        }
        act.write(&rows::SET_QUEUE, params![ticket.id.0, queue.id.0, act.now()])?;
        search::move_texts(act, ticket, queue.id, ticket.restricted)?;
        Event::QueueChanged { from: &ticket.queue_name, to: &queue.name }.record(act, ticket.id)?;
        // OTRS lets a ticket go when it is moved (Ticket::NewQueue unlock).
        if ticket.lock == Lock::Unlock {
            return Ok(());
        }
        act.write(&rows::SET_LOCK, params![ticket.id.0, Lock::Unlock.as_str(), act.now()])?;
        Event::LockChanged { from: ticket.lock, to: Lock::Unlock }.record(act, ticket.id).map(drop)
    }
}

impl Permitted<Priority> {
    fn set_priority(&self, act: &Act<'_>, priority: crate::model::PriorityId, name: &str) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.priority == priority {
            return Ok(());
        }
        act.write(&rows::SET_PRIORITY, params![ticket.id.0, priority.0, act.now()])?;
        Event::PriorityChanged { from: &ticket.priority_name, to: name }.record(act, ticket.id).map(drop)
    }
}

impl Permitted<Owner> {
    fn set_owner(&self, act: &Act<'_>, to: Option<AgentId>) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.owner == to {
            return Ok(());
        }
        act.write(&rows::SET_OWNER, params![ticket.id.0, to.map(|agent| agent.0), act.now()])?;
        Event::OwnerChanged { from: ticket.owner, to }.record(act, ticket.id).map(drop)
    }

    fn set_responsible(&self, act: &Act<'_>, to: Option<AgentId>) -> Result<(), Fault> {
        let ticket = self.ticket();
        if ticket.responsible == to {
            return Ok(());
        }
        act.write(&rows::SET_RESPONSIBLE, params![ticket.id.0, to.map(|agent| agent.0), act.now()])?;
        Event::ResponsibleChanged { from: ticket.responsible, to }.record(act, ticket.id).map(drop)
    }
}

impl<K: Writes> Permitted<K> {
    /// Opens a ticket that waits or is closed: somebody wrote. What OTRS does after a follow-up.
    ///
    /// # Errors
    /// The store failed.
    pub fn reopen(&self, act: &Act<'_>) -> Result<(), Fault> {
        let ticket = self.ticket();
        if matches!(ticket.state_type, StateType::New | StateType::Open | StateType::Merged | StateType::Removed) {
            return Ok(());
        }
        let Some(open) = store::states(act)?.into_iter().find(|state| state.id == crate::model::StateId::OPEN) else {
            return Err(Fault::bug("the state open is gone"));
        };
        act.write(&rows::SET_STATE, params![ticket.id.0, open.id.0, act.now(), None::<i64>, true])?;
        Event::StateChanged { from: &ticket.state_name, to: &open.name }.record(act, ticket.id)?;
        if ticket.pending_until.is_none() { Ok(()) } else { Event::PendingSet { until: None }.record(act, ticket.id).map(drop) }
    }
}

impl From<ChangeError> for web::Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Refused(refusal) => refusal.into(),
            ChangeError::TitleEmpty => Self::invalid("title", "missing"),
            ChangeError::QueueUnknown => Self::invalid("queue", "unknown"),
            ChangeError::StateUnknown => Self::invalid("state", "unknown"),
            ChangeError::PendingUnclear => Self::invalid("pending_until", "unclear"),
            ChangeError::PriorityUnknown => Self::invalid("priority", "unknown"),
            ChangeError::AgentUnknown => Self::invalid("owner", "unknown"),
            ChangeError::NobodyLeft => Self::invalid("queue", "nobody-left"),
            ChangeError::Outdated => Self::new(&web::problem::PRECONDITION),
        }
    }
}
