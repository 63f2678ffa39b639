//! Makes a customer (a company) known.

use crate::events::Event;
use crate::model::{Customer, CustomerId, Name, searchable};
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::Fault;
use store::Act;

/// Why a customer was not made known.
#[derive(Debug, thiserror::Error)]
pub enum CreateCustomerError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Another customer has this id.
    #[error("the customer id is taken")]
    IdTaken,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a customer known.
///
/// # Errors
/// See [`CreateCustomerError`].
pub fn create_customer(act: &Act<'_>, id: &CustomerId, name: &Name) -> Result<(), CreateCustomerError> {
    let administration = Administration::permit::<CreateCustomerError>(act)?;
    if rows_of::customer(act, id)?.is_some() {
        return Err(CreateCustomerError::IdTaken);
    }
    let customer = Customer { id: id.clone(), name: name.to_string() };
    administration.add_customer(&customer, &searchable(&[id.as_str(), name.as_str()]))?;
    Event::CustomerCreated(&customer).record(act)?;
    Ok(())
}
