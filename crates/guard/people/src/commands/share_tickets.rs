//! Switches company tickets on or off.

use crate::events::Event;
use crate::model::CustomerId;
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::Fault;
use store::Act;

/// Why it was not switched.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
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

/// Lets the customer users of a company see each other's tickets, or not. New companies do, as in OTRS.
///
/// # Errors
/// See [`ShareError`].
pub fn share_tickets(act: &Act<'_>, customer: &CustomerId, on: bool) -> Result<(), ShareError> {
    let administration = Administration::permit::<ShareError>(act)?;
    if rows_of::customer(act, customer)?.is_none() {
        return Err(ShareError::CustomerUnknown);
    }
    administration.set_company_tickets(customer, on)?;
    Event::TicketsShared(customer, on).record(act)?;
    Ok(())
}
