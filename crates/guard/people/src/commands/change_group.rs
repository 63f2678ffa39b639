//! Changes a group.

use crate::events::Event;
use crate::model::{Group, GroupId, Name};
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::Fault;
use store::Act;

/// What is to be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct GroupChange {
    /// Its name.
    pub name: Option<Name>,
    /// Whether what is given in it counts.
    pub valid: Option<bool>,
}

/// Why a group was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeGroupError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such group.
    #[error("there is no such group")]
    GroupUnknown,
    /// Another group has this name.
    #[error("the name is taken")]
    NameTaken,
    /// Without it nobody would administer the desk.
    #[error("the group admin stays as it is")]
    GroupOfAdministrators,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Changes a group. In one that is not valid nobody may do anything, whatever is given.
///
/// # Errors
/// See [`ChangeGroupError`].
pub fn change_group(act: &Act<'_>, id: GroupId, change: &GroupChange) -> Result<(), ChangeGroupError> {
    let administration = Administration::permit::<ChangeGroupError>(act)?;
    let before = rows_of::group(act, id)?.ok_or(ChangeGroupError::GroupUnknown)?;
    let name = change.name.as_ref().map_or_else(|| before.name.clone(), Name::to_string);
    let after = Group { id, name, valid: change.valid.unwrap_or(before.valid) };
    if after == before {
        return Ok(());
    }
    if id == GroupId::ADMIN {
        return Err(ChangeGroupError::GroupOfAdministrators);
    }
    if rows_of::group_by_name(act, &after.name)?.is_some_and(|other| other.id != id) {
        return Err(ChangeGroupError::NameTaken);
    }
    administration.change_group(&after)?;
    Event::GroupChanged(&after).record(act)?;
    Ok(())
}
