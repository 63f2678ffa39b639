//! Changes a customer user.

use crate::events::Event;
use crate::model::{CustomerId, Name, searchable};
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::{CustomerUserId, EmailAddress, Fault, Locale};
use store::Act;

/// What is to be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct CustomerUserChange {
    /// Their name.
    pub name: Option<Name>,
    /// Where they write from and are written to.
    pub email: Option<EmailAddress>,
    /// Their language.
    pub locale: Option<Locale>,
    /// The company that they belong to first; `Some(None)` for none.
    pub customer: Option<Option<CustomerId>>,
    /// Whether they may sign in and see anything.
    pub valid: Option<bool>,
}

/// Why a customer user was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeCustomerUserError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such customer user.
    #[error("there is no such customer user")]
    CustomerUserUnknown,
    /// There is no such customer.
    #[error("there is no such customer")]
    CustomerUnknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Changes a customer user. One who is not valid any more sees nothing from this moment on.
///
/// # Errors
/// See [`ChangeCustomerUserError`].
pub fn change_customer_user(act: &Act<'_>, id: CustomerUserId, change: &CustomerUserChange) -> Result<(), ChangeCustomerUserError> {
    let administration = Administration::permit::<ChangeCustomerUserError>(act)?;
    let mut user = rows_of::customer_user(act, id)?.ok_or(ChangeCustomerUserError::CustomerUserUnknown)?;
    if let Some(name) = &change.name {
        user.name = name.to_string();
    }
    if let Some(email) = &change.email {
        user.email = email.clone();
    }
    user.customer = match &change.customer {
        None => user.customer,
        Some(None) => None,
        Some(Some(id)) => Some(rows_of::customer(act, id)?.ok_or(ChangeCustomerUserError::CustomerUnknown)?),
    };
    user.locale = change.locale.unwrap_or(user.locale);
    user.valid = change.valid.unwrap_or(user.valid);
    administration.change_customer_user(&user, &searchable(&[&user.name, &user.login, user.email.as_str()]))?;
    Event::CustomerUserChanged(&user).record(act)?;
    Ok(())
}
