//! Opens a suspended tenant again.

use crate::events::Event;
use crate::model::TenantState;
use crate::rights::{Forbidden, Permitted};
use crate::store::state_of;
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a tenant was not resumed.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    /// Only the operator resumes tenants.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such tenant, or it is deleted.
    #[error("there is no such tenant")]
    NotFound,
    /// It is active already, or on its way in or out.
    #[error("the tenant is not suspended")]
    NotSuspended,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Opens a suspended tenant again.
///
/// # Errors
/// See [`ResumeError`].
pub fn resume_tenant(act: &Act<'_, Platform>, tenant: TenantId) -> Result<(), ResumeError> {
    let permitted = Permitted::operator(act)?;
    match state_of(act, tenant)? {
        None | Some(TenantState::Deleted) => return Err(ResumeError::NotFound),
        Some(TenantState::Suspended) => {}
        Some(TenantState::Making | TenantState::Active | TenantState::Deleting) => return Err(ResumeError::NotSuspended),
    }
    permitted.set_state(tenant, TenantState::Active)?;
    Ok(Event::Resumed.record(tenant, permitted)?)
}
