//! Revokes a token of the actor's own.

use crate::events::Event;
use crate::model::ApiTokenId;
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
