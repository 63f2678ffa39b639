//! Gives an agent a role, or takes it away.

use crate::events::Event;
use crate::last::{LastAdministrator, keeping_one};
use crate::model::RoleId;
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::{AgentId, Fault};
use store::Act;

/// Why a role was not given.
#[derive(Debug, thiserror::Error)]
pub enum AssignRoleError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such agent.
    #[error("there is no such agent")]
    AgentUnknown,
    /// There is no such role.
    #[error("there is no such role")]
    RoleUnknown,
    /// Nobody would administer the desk any more.
    #[error(transparent)]
    LastAdministrator(#[from] LastAdministrator),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Gives an agent a role, or takes it away.
///
/// # Errors
/// See [`AssignRoleError`].
pub fn assign_role(act: &Act<'_>, agent: AgentId, role: RoleId, has: bool) -> Result<(), AssignRoleError> {
    let administration = Administration::permit::<AssignRoleError>(act)?;
    if rows_of::agent(act, agent)?.is_none() {
        return Err(AssignRoleError::AgentUnknown);
    }
    if rows_of::role(act, role)?.is_none() {
        return Err(AssignRoleError::RoleUnknown);
    }
    if rows_of::grants::has_role(act, agent, role)? == has {
        return Ok(());
    }
    keeping_one::<AssignRoleError>(act, || administration.set_agent_role(agent, role, has))?;
    Event::RoleAssigned(agent, role, has).record(act)?;
    Ok(())
}
