//! Changes a role.

use crate::events::Event;
use crate::last::{LastAdministrator, keeping_one};
use crate::model::{Name, Role, RoleId};
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::Fault;
use store::Act;

/// What is to be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct RoleChange {
    /// Its name.
    pub name: Option<Name>,
    /// Whether what it gives counts.
    pub valid: Option<bool>,
}

/// Why a role was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRoleError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such role.
    #[error("there is no such role")]
    RoleUnknown,
    /// Another role has this name.
    #[error("the name is taken")]
    NameTaken,
    /// Nobody would administer the desk any more.
    #[error(transparent)]
    LastAdministrator(#[from] LastAdministrator),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Changes a role. One that is not valid gives nothing to those who have it.
///
/// # Errors
/// See [`ChangeRoleError`].
pub fn change_role(act: &Act<'_>, id: RoleId, change: &RoleChange) -> Result<(), ChangeRoleError> {
    let administration = Administration::permit::<ChangeRoleError>(act)?;
    let before = rows_of::role(act, id)?.ok_or(ChangeRoleError::RoleUnknown)?;
    let name = change.name.as_ref().map_or_else(|| before.name.clone(), Name::to_string);
    let after = Role { id, name, valid: change.valid.unwrap_or(before.valid) };
    if after == before {
        return Ok(());
    }
    if rows_of::role_by_name(act, &after.name)?.is_some_and(|other| other.id != id) {
        return Err(ChangeRoleError::NameTaken);
    }
    keeping_one::<ChangeRoleError>(act, || administration.change_role(&after))?;
    Event::RoleChanged(&after).record(act)?;
    Ok(())
}
