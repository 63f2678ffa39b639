//! Gives a tenant a host name.

use crate::commands::is_settled;
use crate::events::Event;
use crate::model::HostName;
use crate::rights::{Forbidden, Permitted};
use crate::store::{state_of, tenant_of_host};
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a host was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddHostError {
    /// Only the operator gives host names.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such tenant, or it is on its way in or out.
    #[error("there is no such tenant")]
    NotFound,
    /// The host belongs to a tenant already, this one or another.
    #[error("the host is taken already")]
    Taken,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Gives a tenant a host name; its first one is the main one.
///
/// # Errors
/// See [`AddHostError`].
pub fn add_host(act: &Act<'_, Platform>, tenant: TenantId, host: &HostName) -> Result<(), AddHostError> {
    let permitted = Permitted::operator(act)?;
    if !is_settled(state_of(act, tenant)?) {
        return Err(AddHostError::NotFound);
    }
    if tenant_of_host(act, host)?.is_some() {
        return Err(AddHostError::Taken);
    }
    permitted.add_host(tenant, host)?;
    Ok(Event::HostAdded(host).record(tenant, permitted)?)
}
