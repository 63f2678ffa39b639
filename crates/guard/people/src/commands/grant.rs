//! Sets an agent's direct permissions in a group.

use crate::events::Event;
use crate::last::{LastAdministrator, keeping_one};
use crate::model::GroupId;
use crate::rights::{Forbidden, Membership, Permissions};
use crate::store as rows_of;
use kernel::{AgentId, Fault};
use store::Act;

/// Why permissions were not set.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// The actor administers neither this desk nor, for others, the members of this group.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such agent.
    #[error("there is no such agent")]
    AgentUnknown,
    /// There is no such group.
    #[error("there is no such group")]
    GroupUnknown,
    /// Nobody would administer the desk any more.
    #[error(transparent)]
    LastAdministrator(#[from] LastAdministrator),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Sets an agent's direct permissions in a group to exactly these; none takes all away.
///
/// # Errors
/// See [`GrantError`].
pub fn grant(act: &Act<'_>, agent: AgentId, group: GroupId, permissions: Permissions) -> Result<(), GrantError> {
    let membership = Membership::permit::<GrantError>(act, group, agent)?;
    if rows_of::agent(act, agent)?.is_none() {
        return Err(GrantError::AgentUnknown);
    }
    if rows_of::group(act, group)?.is_none() {
        return Err(GrantError::GroupUnknown);
    }
    let before = rows_of::grants::of_agent(act, agent, group)?;
    if before == permissions {
        return Ok(());
    }
    let set = || membership.set(agent, before, permissions);
    if group == GroupId::ADMIN {
        keeping_one::<GrantError>(act, set)?;
    } else {
        set()?;
    }
    Event::Granted(agent, group, permissions).record(act)?;
    Ok(())
}
