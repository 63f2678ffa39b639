//! Closes a tenant for good: `deleting`, without hosts and mail domains, so that nobody gets in any more.

use crate::events::Event;
use crate::model::TenantState;
use crate::rights::{Forbidden, Permitted};
use crate::store::{hosts_of, mail_domains_of, state_of};
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a tenant was not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// Only the operator deletes tenants.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such tenant, or it is deleted.
    #[error("there is no such tenant")]
    NotFound,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A tenant that is closed already stays so: whoever deletes it again goes on where it stopped.
pub(crate) fn close_tenant(act: &Act<'_, Platform>, tenant: TenantId) -> Result<(), CloseError> {
    let permitted = Permitted::operator(act)?;
    match state_of(act, tenant)? {
        None | Some(TenantState::Deleted) => return Err(CloseError::NotFound),
        Some(TenantState::Deleting) => return Ok(()),
        Some(TenantState::Making | TenantState::Active | TenantState::Suspended) => {}
    }
    let (hosts, mail_domains) = (hosts_of(act, tenant)?, mail_domains_of(act, tenant)?);
    permitted.remove_addresses_of(tenant)?;
    permitted.set_state(tenant, TenantState::Deleting)?;
    Ok(Event::Closed { hosts: &hosts, mail_domains: &mail_domains }.record(tenant, permitted)?)
}
