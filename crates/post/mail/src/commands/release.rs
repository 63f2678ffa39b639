//! Makes a ticket of a mail that was kept in the log alone.

use super::identity::Identity;
use super::take::{Letter, TakeError, from_somebody};
use crate::events::Event;
use crate::model::{LogId, Outcome};
use crate::store::log;
use kernel::Fault;
use store::Act;
use tickets::{TicketId, queries};

/// Why it was not released.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReleaseError {
    /// There is no such mail.
    #[error("there is no such mail")]
    Unknown,
    /// It is on a ticket already, or its original is not here.
    #[error("the mail is not kept in the log alone")]
    NotKept,
    /// It could not be taken.
    #[error(transparent)]
    Take(#[from] TakeError),
}

impl From<Fault> for ReleaseError {
    fn from(fault: Fault) -> Self {
        Self::Take(TakeError::Fault(fault))
    }
}

/// Takes a kept mail as if it were one like others: it joins the ticket that it answers, or makes one. Whoever asks was found to be an
/// administrator; the room acts in their place, because an administrator may not see the queue that the mail goes to.
///
/// # Errors
/// [`ReleaseError`]; then nothing was changed.
pub(crate) fn release(act: &Act<'_>, id: LogId, arrived: &Letter, desk: &str) -> Result<(TicketId, String), ReleaseError> {
    let entry = log::entry(act, id)?.ok_or(ReleaseError::Unknown)?;
    let is_kept = matches!(entry.outcome, Outcome::Quarantined | Outcome::Ignored) && entry.ticket.is_none();
    if !is_kept {
        return Err(ReleaseError::NotKept);
    }
    let (_, first) = from_somebody(act, arrived, desk)?;
    let (Some(ticket), Some(article)) = (first.ticket, first.article) else { return Err(ReleaseError::NotKept) };
    let number = queries::for_room(act, ticket).map_err(TakeError::from)?.number;
    log::release(act, id, &number, ticket, article)?;
    Identity::of(act, arrived).again(act, &first)?;
    Event::Released { id, number: &number }.record(act)?;
    Ok((ticket, number))
}
