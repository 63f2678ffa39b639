//! Begins a tenant: its row, `making`, with the hosts and mail domains that are now taken.

use crate::events::Event;
use crate::model::NewTenant;
use crate::rights::{Forbidden, Permitted};
use crate::store::{is_name_taken, tenant_of_host, tenant_of_mail_domain};
use kernel::{Fault, TenantId};
use store::{Act, Platform};

/// Why a tenant was not begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// Only the operator makes tenants.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Another tenant has this short name.
    #[error("a tenant of this name is there already")]
    NameTaken,
    /// A host belongs to another tenant, or stands twice in the list.
    #[error("a host is taken already")]
    HostTaken,
    /// A mail domain belongs to another tenant, or stands twice in the list.
    #[error("a mail domain is taken already")]
    MailDomainTaken,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

pub(crate) fn begin_tenant(act: &Act<'_, Platform>, new: &NewTenant) -> Result<TenantId, BeginError> {
    let permitted = Permitted::operator(act)?;
    if is_name_taken(act, new.name.as_str())? {
        return Err(BeginError::NameTaken);
    }
    for (index, host) in new.hosts.iter().enumerate() {
        if tenant_of_host(act, host)?.is_some() || new.hosts.iter().take(index).any(|other| other == host) {
            return Err(BeginError::HostTaken);
        }
    }
    for (index, domain) in new.mail_domains.iter().enumerate() {
        if tenant_of_mail_domain(act, domain)?.is_some() || new.mail_domains.iter().take(index).any(|other| other == domain) {
            return Err(BeginError::MailDomainTaken);
        }
    }
    let tenant = TenantId(act.new_id());
    permitted.add_tenant(tenant, new)?;
    for host in &new.hosts {
        permitted.add_host(tenant, host)?;
    }
    for domain in &new.mail_domains {
        permitted.add_mail_domain(tenant, domain)?;
    }
    Event::Begun(new).record(tenant, permitted)?;
    Ok(tenant)
}
