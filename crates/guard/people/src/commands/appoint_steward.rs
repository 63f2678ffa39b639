//! Makes an agent steward of a group, or ends it.

use crate::events::Event;
use crate::model::GroupId;
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::{AgentId, Fault};
use store::Act;

/// Why nobody was appointed.
#[derive(Debug, thiserror::Error)]
pub enum AppointError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such agent.
    #[error("there is no such agent")]
    AgentUnknown,
    /// There is no such group.
    #[error("there is no such group")]
    GroupUnknown,
    /// Who may do everything is not for stewards to say.
    #[error("the group admin has no stewards")]
    GroupOfAdministrators,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes an agent steward of a group: they say who else has which permissions in it. Or ends it.
///
/// # Errors
/// See [`AppointError`].
pub fn appoint_steward(act: &Act<'_>, agent: AgentId, group: GroupId, is: bool) -> Result<(), AppointError> {
    let administration = Administration::permit::<AppointError>(act)?;
    if rows_of::agent(act, agent)?.is_none() {
        return Err(AppointError::AgentUnknown);
    }
    if rows_of::group(act, group)?.is_none() {
        return Err(AppointError::GroupUnknown);
    }
    if group == GroupId::ADMIN {
        return Err(AppointError::GroupOfAdministrators);
    }
    administration.set_steward(agent, group, is)?;
    Event::Stewarded(agent, group, is).record(act)?;
    Ok(())
}
