//! Sets a role's permissions in a group.

use crate::events::Event;
use crate::last::{LastAdministrator, keeping_one};
use crate::model::{GroupId, RoleId};
use crate::rights::{Administration, Forbidden, Permissions};
use crate::store as rows_of;
use kernel::Fault;
use store::Act;

/// Why permissions were not set.
#[derive(Debug, thiserror::Error)]
pub enum GrantRoleError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such role.
    #[error("there is no such role")]
    RoleUnknown,
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

/// Sets a role's permissions in a group to exactly these; none takes all away.
///
/// # Errors
/// See [`GrantRoleError`].
pub fn grant_role(act: &Act<'_>, role: RoleId, group: GroupId, permissions: Permissions) -> Result<(), GrantRoleError> {
    let administration = Administration::permit::<GrantRoleError>(act)?;
    if rows_of::role(act, role)?.is_none() {
        return Err(GrantRoleError::RoleUnknown);
    }
    if rows_of::group(act, group)?.is_none() {
        return Err(GrantRoleError::GroupUnknown);
    }
    let before = rows_of::grants::of_role(act, role, group)?;
    if before == permissions {
        return Ok(());
    }
    let set = || administration.set_role_group(role, group, [before, permissions]);
    if group == GroupId::ADMIN {
        keeping_one::<GrantRoleError>(act, set)?;
    } else {
        set()?;
    }
    Event::RoleGranted(role, group, permissions).record(act)?;
    Ok(())
}
