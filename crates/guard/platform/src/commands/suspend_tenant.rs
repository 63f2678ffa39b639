//! Suspends a tenant: it is kept, but nobody gets in.

use crate::events::Event;
use crate::model::TenantState;
use crate::rights::{Forbidden, Permitted};
use crate::store::state_of;
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a tenant was not suspended.
#[derive(Debug, thiserror::Error)]
pub enum SuspendError {
    /// Only the operator suspends tenants.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such tenant, or it is deleted.
    #[error("there is no such tenant")]
    NotFound,
    /// It is suspended already, or on its way in or out.
    #[error("the tenant is not active")]
    NotActive,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Suspends an active tenant.
///
/// # Errors
/// See [`SuspendError`].
pub fn suspend_tenant(act: &Act<'_, Platform>, tenant: TenantId) -> Result<(), SuspendError> {
    let permitted = Permitted::operator(act)?;
    match state_of(act, tenant)? {
        None | Some(TenantState::Deleted) => return Err(SuspendError::NotFound),
        Some(TenantState::Active) => {}
        Some(TenantState::Making | TenantState::Suspended | TenantState::Deleting) => return Err(SuspendError::NotActive),
    }
    permitted.set_state(tenant, TenantState::Suspended)?;
    Ok(Event::Suspended.record(tenant, permitted)?)
}
