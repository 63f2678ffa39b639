//! Ends sessions of the actor's own.

use super::open::end;
use crate::model::{Person, Session, SessionId};
use crate::standing::policy_of;
use crate::store as rows_of;
use kernel::{Fault, Id16};
use store::{Act, Rows};

/// Why no session was ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EndSessionError {
    /// There is no such session, or it is not the actor's.
    #[error("there is no such session")]
    Unknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Ends a session of the actor's own.
pub(crate) fn end_session(act: &Act<'_>, id: SessionId) -> Result<(), EndSessionError> {
    let person = Person::of(act.by().actor).ok_or(EndSessionError::Unknown)?;
    let policy = policy_of(act, person)?;
    let own = |session: &Session| session.person == person && session.is_alive(act.now(), &policy);
    let session = rows_of::session(act, id.0)?.filter(own).ok_or(EndSessionError::Unknown)?;
    end(act, &session)?;
    Ok(())
}

/// Ends all sessions of the actor's own but one, those too that only today's policy keeps asleep: a looser one would wake them.
pub(crate) fn end_other_sessions(act: &Act<'_>, but: Option<Id16>) -> Result<(), Fault> {
    let Some(person) = Person::of(act.by().actor) else { return Ok(()) };
    let is_other = |session: &Session| Some(session.id.0) != but;
    rows_of::sessions_of(act, person)?.iter().filter(|session| is_other(session)).try_for_each(|session| end(act, session))
}
