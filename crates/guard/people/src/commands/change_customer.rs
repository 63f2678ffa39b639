//! Changes a customer (a company).

use crate::events::Event;
use crate::model::{Company, CustomerId, Name, searchable};
use crate::rights::{Administration, Forbidden};
use crate::store::belonging;
use kernel::Fault;
use store::Act;

/// What is to be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct CustomerChange {
    /// Its name.
    pub name: Option<Name>,
    /// Whether its customer users see each other's tickets. New customers do, as in OTRS.
    pub company_tickets: Option<bool>,
    /// Whether it is still a customer: one that is not shares nothing.
    pub valid: Option<bool>,
}

/// Why a customer was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeCustomerError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such customer.
    #[error("there is no such customer")]
    CustomerUnknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Changes a customer.
///
/// # Errors
/// See [`ChangeCustomerError`].
pub fn change_customer(act: &Act<'_>, id: &CustomerId, change: &CustomerChange) -> Result<(), ChangeCustomerError> {
    let administration = Administration::permit::<ChangeCustomerError>(act)?;
    let before = belonging::company(act, id)?.ok_or(ChangeCustomerError::CustomerUnknown)?;
    let after = Company {
        id: before.id.clone(),
        name: change.name.as_ref().map_or_else(|| before.name.clone(), Name::to_string),
        company_tickets: change.company_tickets.unwrap_or(before.company_tickets),
        valid: change.valid.unwrap_or(before.valid),
    };
    if after == before {
        return Ok(());
    }
    administration.change_company(&after, &searchable(&[after.id.as_str(), &after.name]))?;
    Event::CustomerChanged(&after).record(act)?;
    Ok(())
}
