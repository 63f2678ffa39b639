//! Makes a ticket with its first article.

use super::article::{self, ArticleError};
use crate::events::Event;
use crate::model::{Asker, FollowUp, Lock, NewArticle, PriorityId, Queue, State, StateType, TicketId, tidy_title};
use crate::number;
use crate::rights::Standing;
use crate::store::{self, tickets as rows, words};
use ::store::{Act, Rows, params};
use kernel::{AgentId, Fault, OrFault, Timestamp};
use people::Permission;

/// A ticket about to be made.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// What it is about.
    pub title: String,
    /// The queue's name.
    pub queue: String,
    /// The state's name; `new` unless told.
    pub state: Option<String>,
    /// The priority's name; `3 normal` unless told.
    pub priority: Option<String>,
    /// For whom.
    pub asker: Asker,
    /// Whose it is.
    pub owner: Option<AgentId>,
    /// Whether the owner holds it.
    pub lock: Lock,
    /// When a pending state ends.
    pub pending_until: Option<Timestamp>,
    /// What was written first.
    pub article: NewArticle,
}

/// Why a ticket was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// No title.
    #[error("the title is empty")]
    TitleEmpty,
    /// No such queue, or it may not be seen.
    #[error("there is no such queue")]
    QueueUnknown,
    /// The queue may be seen, but not be used.
    #[error("no right to create tickets in this queue")]
    Forbidden,
    /// No such state, or one that no ticket begins in.
    #[error("there is no such state to begin with")]
    StateUnknown,
    /// A pending state without a date, or a date without such a state.
    #[error("a pending state needs a date, and only such a state")]
    PendingUnclear,
    /// No such priority.
    #[error("there is no such priority")]
    PriorityUnknown,
    /// The owner is no agent who may own tickets there.
    #[error("there is no such agent who may own tickets in this queue")]
    OwnerUnknown,
    /// The article is refused.
    #[error(transparent)]
    Article(#[from] ArticleError),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes the ticket.
///
/// # Errors
/// [`CreateError`]; refuses before the first write.
pub fn create(act: &Act<'_>, new: &NewTicket) -> Result<TicketId, CreateError> {
    let standing = Standing::of(act)?;
    let title = tidy_title(&new.title);
    if title.is_empty() {
        return Err(CreateError::TitleEmpty);
    }
    let queue = permitted_queue(act, &standing, &new.queue)?;
    let state = first_state(act, new)?;
    let (priority, priority_name) = priority(act, new.priority.as_deref())?;
    if let Some(owner) = new.owner {
        may_own(act, owner, &queue)?;
    }
    article::look_over(&new.article)?;

    let id = TicketId(act.new_id());
    let number = next_number(act)?;
    let to = &new.asker;
    act.write(
        &rows::ADD_TICKET,
        params![
            id.0,
            &number,
            &title,
            queue.id.0,
            state.id.0,
            priority.0,
            new.lock.as_str(),
            new.owner.map(|agent| agent.0),
            None::<i64>,
            to.customer.clone(),
            to.user.map(|user| user.0),
            to.email.as_ref().map(|address| address.as_str().to_owned()),
            to.name.clone(),
            new.pending_until,
            act.now(),
            state.kind.is_open(),
        ],
    )?;
    let told = Event::Created { number: &number, queue: &queue.name, state: &state.name, priority: &priority_name, title: &title };
    told.record(act, id)?;
    let ticket = store::ticket(act, id)?.or_fault("a ticket is gone right after it was made")?;
    article::write(act, &ticket, &new.article)?;
    Ok(id)
}

/// Whether whoever acts may make tickets in a queue, asked before their files are made safe: what is refused is not kept.
///
/// # Errors
/// [`CreateError::QueueUnknown`], [`CreateError::Forbidden`], or the store failed.
pub(crate) fn may_create(rows: &impl Rows, queue: &str) -> Result<(), CreateError> {
    permitted_queue(rows, &Standing::of(rows)?, queue).map(drop)
}

fn permitted_queue(rows: &impl Rows, standing: &Standing, name: &str) -> Result<Queue, CreateError> {
    let queue = store::queue_by_name(rows, name)?.ok_or(CreateError::QueueUnknown)?;
    if standing.may_in(&queue, Permission::Create) {
        return Ok(queue);
    }
    Err(if standing.may_in(&queue, Permission::Ro) { CreateError::Forbidden } else { CreateError::QueueUnknown })
}

fn first_state(act: &Act<'_>, new: &NewTicket) -> Result<State, CreateError> {
    let state = store::state_by_name(act, new.state.as_deref().unwrap_or("new"))?.ok_or(CreateError::StateUnknown)?;
    if matches!(state.kind, StateType::Merged | StateType::Removed) {
        return Err(CreateError::StateUnknown);
    }
    if state.kind.is_pending() != new.pending_until.is_some() {
        return Err(CreateError::PendingUnclear);
    }
    Ok(state)
}

fn priority(act: &Act<'_>, name: Option<&str>) -> Result<(PriorityId, String), CreateError> {
    let all = store::priorities(act)?;
    let found = match name {
        None => all.into_iter().find(|(id, _)| *id == PriorityId::NORMAL),
        Some(name) => all.into_iter().find(|(id, known)| known == name || id.0.to_string() == name),
    };
    found.ok_or(CreateError::PriorityUnknown)
}

/// Whether an agent may own tickets in a queue: valid, and with the right `owner` or `rw` there.
fn may_own(act: &Act<'_>, agent: AgentId, queue: &Queue) -> Result<(), CreateError> {
    let able = people::agent(act, agent)?.is_some_and(|agent| agent.valid);
    let may = able && people::rights_of(act, agent)?.may(queue.group, Permission::Owner);
    if may { Ok(()) } else { Err(CreateError::OwnerUnknown) }
}

/// Counts the day's next number. A number that came in from elsewhere is skipped.
fn next_number(act: &Act<'_>) -> Result<String, Fault> {
    let day = number::day_of(act.now());
    loop {
        act.bookkeeping(&words::COUNT_NUMBER, params![&day])?;
        let count = act.row(&words::LAST_NUMBER, params![&day])?.map_or(Ok(1), |row| row.int(0))?;
        let number = number::number(&day, count);
        if store::ticket_by_number(act, &number)?.is_none() {
            return Ok(number);
        }
    }
}

impl FollowUp {
    /// What OTRS does unless told.
    pub const DEFAULT: Self = Self::Possible;
}

impl From<CreateError> for web::Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::TitleEmpty => Self::invalid("title", "missing"),
            CreateError::QueueUnknown => Self::invalid("queue", "unknown"),
            CreateError::Forbidden => Self::forbidden(),
            CreateError::StateUnknown => Self::invalid("state", "unknown"),
            CreateError::PendingUnclear => Self::invalid("pending_until", "unclear"),
            CreateError::PriorityUnknown => Self::invalid("priority", "unknown"),
            CreateError::OwnerUnknown => Self::invalid("owner", "unknown"),
            CreateError::Article(error) => error.into(),
            CreateError::Fault(fault) => fault.into(),
        }
    }
}
