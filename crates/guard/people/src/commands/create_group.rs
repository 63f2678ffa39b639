//! Makes a group.

use crate::events::Event;
use crate::model::{GroupId, Name};
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::Fault;
use store::Act;

/// Why a group was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateGroupError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Another group has this name.
    #[error("the name is taken")]
    NameTaken,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a group; nobody has anything by it yet.
///
/// # Errors
/// See [`CreateGroupError`].
pub fn create_group(act: &Act<'_>, name: &Name) -> Result<GroupId, CreateGroupError> {
    let administration = Administration::permit::<CreateGroupError>(act)?;
    if rows_of::group_by_name(act, name.as_str())?.is_some() {
        return Err(CreateGroupError::NameTaken);
    }
    let id = administration.add_group(name)?;
    Event::GroupCreated(id, name).record(act)?;
    Ok(id)
}
