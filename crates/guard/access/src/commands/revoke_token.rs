//! Revokes tokens: one of the actor's own, or all of somebody whose credentials may be in wrong hands.

use crate::events::Event;
use crate::model::{ApiTokenId, Person};
use crate::store as rows_of;
use kernel::{Actor, Fault};
use store::{Act, Rows};

/// Why no token was revoked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RevokeTokenError {
    /// There is no such token, or it is not the actor's.
    #[error("there is no such token")]
    Unknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Revokes a token of the actor's own.
pub(crate) fn revoke_token(act: &Act<'_>, id: ApiTokenId) -> Result<(), RevokeTokenError> {
    let own = rows_of::token(act, id)?.filter(|token| act.by().actor == Actor::Agent(token.agent));
    let token = own.ok_or(RevokeTokenError::Unknown)?;
    rows_of::remove_token(act, id)?;
    Event::TokenRevoked(&token).record(act)?;
    Ok(())
}

/// Revokes all tokens of somebody. Customer users have none.
pub(super) fn revoke_tokens_of(act: &Act<'_>, person: Person) -> Result<(), Fault> {
    let Person::Agent(agent) = person else { return Ok(()) };
    rows_of::tokens_of(act, agent)?.iter().try_for_each(|token| {
        rows_of::remove_token(act, token.id)?;
        Event::TokenRevoked(token).record(act)
    })
}
