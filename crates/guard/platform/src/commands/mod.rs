//! What the operator does, one verb a file.

mod add_host;
mod add_mail_domain;
mod begin_tenant;
mod close_tenant;
mod finish_tenant;
mod remove_host;
mod remove_mail_domain;
mod resume_tenant;
mod suspend_tenant;

pub use add_host::{AddHostError, add_host};
pub use add_mail_domain::{AddMailDomainError, add_mail_domain};
pub use begin_tenant::BeginError;
pub(crate) use begin_tenant::begin_tenant;
pub use close_tenant::CloseError;
pub(crate) use close_tenant::close_tenant;
pub use finish_tenant::FinishError;
pub(crate) use finish_tenant::{bury_tenant, open_tenant};
pub use remove_host::{RemoveHostError, remove_host};
pub use remove_mail_domain::{RemoveMailDomainError, remove_mail_domain};
pub use resume_tenant::{ResumeError, resume_tenant};
pub use suspend_tenant::{SuspendError, suspend_tenant};

use crate::model::TenantState;

/// Whether a tenant in this state may be given or lose addresses: it is made, and not on its way out.
pub(crate) const fn is_settled(state: Option<TenantState>) -> bool {
    matches!(state, Some(TenantState::Active | TenantState::Suspended))
}
