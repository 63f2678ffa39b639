//! Operations, a file a subject.

mod administered_users;
mod agents;
mod create_agent;
mod create_customer_user;
mod customer_users;
mod customers;
mod grant;
mod grants;
mod groups;
mod matrix;
mod roles;

use room::Operation;
use std::str::FromStr;
use web::FieldError;

/// Whoever found an administrator's session open must not be able to make somebody who stays, or to become somebody else.
pub(crate) static SENSITIVE: &[&str] = &[
    "people.create_agent",
    "people.change_agent",
    "people.change_customer_user",
    "people.grant",
    "people.set_matrix",
    "people.create_role",
    "people.change_role",
    "people.change_group",
    "people.review",
];

pub(crate) static OPERATIONS: &[Operation] = &[
    customer_users::OPERATION,
    create_customer_user::OPERATION,
    create_agent::OPERATION,
    grant::OPERATION,
    agents::LIST,
    agents::GET,
    agents::CHANGE,
    groups::LIST,
    groups::CREATE,
    groups::CHANGE,
    groups::MEMBERS,
    roles::LIST,
    roles::CREATE,
    roles::CHANGE,
    matrix::GET,
    matrix::SET,
    customers::LIST,
    customers::CREATE,
    customers::GET,
    customers::CHANGE,
    administered_users::LIST,
    administered_users::GET,
    customers::CHANGE_USER,
    grants::LIST,
    grants::REVIEW,
];

/// Reads a field into its type, or notes what does not fit.
fn field<T, E>(errors: &mut Vec<FieldError>, name: &'static str, read: Result<T, E>, reason: impl Fn(&E) -> &'static str) -> Option<T> {
    read.map_err(|error| errors.push(FieldError { field: name, reason: reason(&error) })).ok()
}

/// The same for a field that may be left out.
fn optional<T: FromStr>(
    errors: &mut Vec<FieldError>,
    name: &'static str,
    text: Option<&str>,
    reason: impl Fn(&T::Err) -> &'static str,
) -> Option<T> {
    text.and_then(|text| field(errors, name, text.parse(), reason))
}
