//! The last row of a tenant's making and of its deletion, when keys and store are there or gone.

use crate::events::Event;
use crate::model::TenantState;
use crate::rights::{Forbidden, Permitted};
use crate::store::state_of;
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a tenant was not finished.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// Only the operator does this, and this room at a start.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// It is not on its way: somebody else finished it, or began something else.
    #[error("the tenant is no longer half made or half deleted")]
    Moved,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// From `making` to `active`.
pub(crate) fn open_tenant(act: &Act<'_, Platform>, tenant: TenantId) -> Result<(), FinishError> {
    let permitted = Permitted::finishing(act)?;
    if state_of(act, tenant)? != Some(TenantState::Making) {
        return Err(FinishError::Moved);
    }
    permitted.set_state(tenant, TenantState::Active)?;
    Ok(Event::Created.record(tenant, permitted)?)
}

/// From `deleting` to the tombstone.
pub(crate) fn bury_tenant(act: &Act<'_, Platform>, tenant: TenantId) -> Result<(), FinishError> {
    let permitted = Permitted::finishing(act)?;
    if state_of(act, tenant)? != Some(TenantState::Deleting) {
        return Err(FinishError::Moved);
    }
    permitted.empty_title(tenant)?;
    permitted.set_state(tenant, TenantState::Deleted)?;
    Ok(Event::Deleted.record(tenant, permitted)?)
}
