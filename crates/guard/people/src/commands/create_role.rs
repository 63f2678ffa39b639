//! Makes a role.

use crate::events::Event;
use crate::model::{Name, RoleId};
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::Fault;
use store::Act;

/// Why a role was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateRoleError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Another role has this name.
    #[error("the name is taken")]
    NameTaken,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a role; nobody has anything by it yet.
///
/// # Errors
/// See [`CreateRoleError`].
pub fn create_role(act: &Act<'_>, name: &Name) -> Result<RoleId, CreateRoleError> {
    let administration = Administration::permit::<CreateRoleError>(act)?;
    if rows_of::role_by_name(act, name.as_str())?.is_some() {
        return Err(CreateRoleError::NameTaken);
    }
    let id = administration.add_role(name)?;
    Event::RoleCreated(id, name).record(act)?;
    Ok(id)
}
