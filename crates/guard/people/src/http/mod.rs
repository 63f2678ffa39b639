//! Operations: one operation, one file.

mod create_agent;
mod create_customer_user;
mod customer_users;
mod grant;

use room::Operation;
use web::FieldError;

pub(crate) static OPERATIONS: &[Operation] =
    &[customer_users::OPERATION, create_customer_user::OPERATION, create_agent::OPERATION, grant::OPERATION];

/// Reads a field into its type, or notes what does not fit.
fn field<T, E>(errors: &mut Vec<FieldError>, name: &'static str, read: Result<T, E>, reason: impl Fn(&E) -> &'static str) -> Option<T> {
    read.map_err(|error| errors.push(FieldError { field: name, reason: reason(&error) })).ok()
}
