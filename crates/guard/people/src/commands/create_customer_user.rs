//! Makes a customer user known.

use crate::events::Event;
use crate::model::{CustomerId, CustomerUser, Login, Name, searchable};
use crate::rights::{Administration, Forbidden};
use crate::store::{self as rows_of, provision as more};
use kernel::{CustomerUserId, EmailAddress, Fault, Locale};
use store::{Act, Rows};

/// A customer user to be.
#[derive(Clone, Debug)]
pub struct NewCustomerUser {
    /// Their login.
    pub login: Login,
    /// Their name.
    pub name: Name,
    /// Where they write from and are written to.
    pub email: EmailAddress,
    /// The company that they belong to.
    pub customer: Option<CustomerId>,
    /// Their language.
    pub locale: Locale,
}

/// Why a customer user was not made known.
#[derive(Debug, thiserror::Error)]
pub enum CreateCustomerUserError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Another customer user has this login, or has it as their address, by which people sign in, too.
    #[error("the login is taken")]
    LoginTaken,
    /// There is no such customer.
    #[error("there is no such customer")]
    CustomerUnknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a customer user known. They have no password yet.
///
/// # Errors
/// See [`CreateCustomerUserError`].
pub fn create_customer_user(act: &Act<'_>, new: &NewCustomerUser) -> Result<CustomerUserId, CreateCustomerUserError> {
    let administration = Administration::permit::<CreateCustomerUserError>(act)?;
    if is_taken(act, &new.login)? {
        return Err(CreateCustomerUserError::LoginTaken);
    }
    let customer = match &new.customer {
        Some(id) => Some(rows_of::customer(act, id)?.ok_or(CreateCustomerUserError::CustomerUnknown)?),
        None => None,
    };
    let user = CustomerUser {
        id: CustomerUserId(act.new_id()),
        login: new.login.to_string(),
        name: new.name.to_string(),
        email: new.email.clone(),
        customer,
        locale: new.locale,
        valid: true,
    };
    administration.add_customer_user(&user, &searchable(&[&user.name, &user.login, user.email.as_str()]))?;
    Event::CustomerUserCreated(&user).record(act)?;
    Ok(user.id)
}

/// Whether a login would open to somebody what another one types: customer users sign in by their login or, where it is nobody's login,
/// by their address.
pub(crate) fn is_taken(rows: &impl Rows, login: &Login) -> Result<bool, Fault> {
    let of_another = |address: EmailAddress| more::has_customer_user_address(rows, &address);
    Ok(rows_of::customer_user_by_login(rows, login)?.is_some() || login.as_str().parse().map_or(Ok(false), of_another)?)
}
