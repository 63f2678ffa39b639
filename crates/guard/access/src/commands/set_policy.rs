//! Chooses what a role demands at sign-in.

use crate::access_policy::{AccessPolicy, OutOfBounds, Whom};
use crate::events::Event;
use crate::rights::{Administering, NotYours};
use crate::store as rows_of;
use kernel::Fault;
use store::Act;

/// Why nothing was chosen.
#[derive(Debug, thiserror::Error)]
pub enum SetPolicyError {
    /// Only administrators and the node's command line do this.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// A field is out of its bounds.
    #[error(transparent)]
    OutOfBounds(#[from] OutOfBounds),
    /// There is no such role.
    #[error("there is no such role")]
    RoleUnknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Chooses; with `None` what holds at first holds again. It counts from the next request on.
///
/// # Errors
/// See [`SetPolicyError`].
pub fn set_policy(act: &Act<'_>, whom: Whom, policy: Option<&AccessPolicy>) -> Result<(), SetPolicyError> {
    let permitted = Administering::permit::<SetPolicyError>(act)?;
    if let Whom::Role(role) = whom {
        people::role(act, role)?.ok_or(SetPolicyError::RoleUnknown)?;
    }
    match policy {
        Some(policy) => {
            policy.check()?;
            rows_of::set_policy(permitted.act, whom, policy)?;
        }
        None => rows_of::remove_policy(permitted.act, whom)?,
    }
    Event::PolicyChanged(whom, policy.copied()).record(act)?;
    Ok(())
}
