//! Looks at what somebody has once more: it stays, or it ends. Either is put on record.

use super::{AppointError, AssignRoleError, GrantError, GrantRoleError, appoint_steward, assign_role, grant, grant_role};
use crate::events::Event;
use crate::last::LastAdministrator;
use crate::review::{Grant, Held};
use crate::rights::{Administration, Forbidden, Permissions};
use crate::store::reviews;
use kernel::Fault;
use store::Act;

/// Why nothing was put on record.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Nobody has that (any more).
    #[error("there is no such grant")]
    GrantUnknown,
    /// It is another by now than the one that was looked at.
    #[error("the grant was changed in the meantime")]
    Outdated,
    /// Nobody would administer the desk any more.
    #[error(transparent)]
    LastAdministrator(#[from] LastAdministrator),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Confirms a grant with exactly these permissions, or revokes it.
///
/// # Errors
/// See [`ReviewError`].
pub fn review(act: &Act<'_>, held: &Held, keep: bool) -> Result<(), ReviewError> {
    let administration = Administration::permit::<ReviewError>(act)?;
    let found = reviews::grants(act)?.into_iter().find(|found| found.held.grant == held.grant).ok_or(ReviewError::GrantUnknown)?;
    if found.held.permissions != held.permissions {
        return Err(ReviewError::Outdated);
    }
    administration.note_review(held, keep)?;
    Event::GrantReviewed(held, keep).record(act)?;
    if keep {
        return Ok(());
    }
    match held.grant {
        Grant::AgentGroup(agent, group) => grant(act, agent, group, Permissions::NONE)?,
        Grant::AgentRole(agent, role) => assign_role(act, agent, role, false)?,
        Grant::RoleGroup(role, group) => grant_role(act, role, group, Permissions::NONE)?,
        Grant::Steward(agent, group) => appoint_steward(act, agent, group, false)?,
    }
    Ok(())
}

// What was found in the same act is there.
macro_rules! gone {
    ($($error:ident $($last:ident)?),+) => { $(impl From<$error> for ReviewError {
        fn from(error: $error) -> Self {
            match error {
                $error::Forbidden(forbidden) => forbidden.into(),
                $error::Fault(fault) => fault.into(),
                $($error::$last(last) => last.into(),)?
                _ => Self::GrantUnknown,
            }
        }
    })+ };
}

gone!(GrantError LastAdministrator, AssignRoleError LastAdministrator, GrantRoleError LastAdministrator, AppointError);
