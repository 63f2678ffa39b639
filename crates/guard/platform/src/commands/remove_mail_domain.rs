//! Takes a mail domain from its tenant.

use crate::commands::is_settled;
use crate::events::Event;
use crate::model::MailDomain;
use crate::rights::{Forbidden, Permitted};
use crate::store::{state_of, tenant_of_mail_domain};
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a mail domain was not removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveMailDomainError {
    /// Only the operator takes mail domains.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The mail domain is not this tenant's, or the tenant is on its way in or out.
    #[error("the tenant has no such mail domain")]
    NotFound,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Takes a mail domain from its tenant; the next one becomes the main one.
///
/// # Errors
/// See [`RemoveMailDomainError`].
pub fn remove_mail_domain(act: &Act<'_, Platform>, tenant: TenantId, domain: &MailDomain) -> Result<(), RemoveMailDomainError> {
    let permitted = Permitted::operator(act)?;
    if tenant_of_mail_domain(act, domain)? != Some(tenant) || !is_settled(state_of(act, tenant)?) {
        return Err(RemoveMailDomainError::NotFound);
    }
    permitted.remove_mail_domain(domain)?;
    Ok(Event::MailDomainRemoved(domain).record(tenant, permitted)?)
}
