//! Takes a host name from its tenant.

use crate::commands::is_settled;
use crate::events::Event;
use crate::model::HostName;
use crate::rights::{Forbidden, Permitted};
use crate::store::{state_of, tenant_of_host};
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a host was not removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveHostError {
    /// Only the operator takes host names.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The host is not this tenant's, or the tenant is on its way in or out.
    #[error("the tenant has no such host")]
    NotFound,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Takes a host name from its tenant; the next one becomes the main one.
///
/// # Errors
/// See [`RemoveHostError`].
pub fn remove_host(act: &Act<'_, Platform>, tenant: TenantId, host: &HostName) -> Result<(), RemoveHostError> {
    let permitted = Permitted::operator(act)?;
    if tenant_of_host(act, host)? != Some(tenant) || !is_settled(state_of(act, tenant)?) {
        return Err(RemoveHostError::NotFound);
    }
    permitted.remove_host(host)?;
    Ok(Event::HostRemoved(host).record(tenant, permitted)?)
}
