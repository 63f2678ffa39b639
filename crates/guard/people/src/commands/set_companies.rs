//! Sets which companies a customer user belongs to beside the primary one.

use crate::events::Event;
use crate::model::CustomerId;
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::{CustomerUserId, Fault};
use std::collections::BTreeSet;
use store::Act;

/// Most companies of one customer user beside the primary one.
const MOST: usize = 200;

/// Why companies were not set.
#[derive(Debug, thiserror::Error)]
pub enum SetCompaniesError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such customer user.
    #[error("there is no such customer user")]
    CustomerUserUnknown,
    /// There is no such customer.
    #[error("there is no such customer")]
    CustomerUnknown,
    /// More than anybody belongs to.
    #[error("these are too many companies")]
    TooMany,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Sets the companies that a customer user belongs to beside the primary one, to exactly these.
///
/// # Errors
/// See [`SetCompaniesError`].
pub fn set_companies(act: &Act<'_>, user: CustomerUserId, companies: &BTreeSet<CustomerId>) -> Result<(), SetCompaniesError> {
    let administration = Administration::permit::<SetCompaniesError>(act)?;
    if rows_of::customer_user(act, user)?.is_none() {
        return Err(SetCompaniesError::CustomerUserUnknown);
    }
    if companies.len() > MOST {
        return Err(SetCompaniesError::TooMany);
    }
    for company in companies {
        if rows_of::customer(act, company)?.is_none() {
            return Err(SetCompaniesError::CustomerUnknown);
        }
    }
    administration.set_companies(user, companies)?;
    Event::CompaniesSet(user, companies).record(act)?;
    Ok(())
}
