//! Gives a tenant a mail domain.

use crate::commands::is_settled;
use crate::events::Event;
use crate::model::MailDomain;
use crate::rights::{Forbidden, Permitted};
use crate::store::{state_of, tenant_of_mail_domain};
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a mail domain was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddMailDomainError {
    /// Only the operator gives mail domains.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such tenant, or it is on its way in or out.
    #[error("there is no such tenant")]
    NotFound,
    /// The mail domain belongs to a tenant already, this one or another.
    #[error("the mail domain is taken already")]
    Taken,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Gives a tenant a mail domain; its first one is the main one.
///
/// # Errors
/// See [`AddMailDomainError`].
pub fn add_mail_domain(act: &Act<'_, Platform>, tenant: TenantId, domain: &MailDomain) -> Result<(), AddMailDomainError> {
    let permitted = Permitted::operator(act)?;
    if !is_settled(state_of(act, tenant)?) {
        return Err(AddMailDomainError::NotFound);
    }
    if tenant_of_mail_domain(act, domain)?.is_some() {
        return Err(AddMailDomainError::Taken);
    }
    permitted.add_mail_domain(tenant, domain)?;
    Ok(Event::MailDomainAdded(domain).record(tenant, permitted)?)
}
