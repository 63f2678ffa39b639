//! Operations: one operation, one file.

mod arrive;
mod callback;
mod change;
mod create;
mod identities;
mod list;
mod logout;
mod metadata;
mod own;
mod remove;
mod shape;
mod start;
mod try_out;

use crate::commands::{ChangeError, CreateError, LinkError, RemoveError};
use crate::model::Unfit;
use room::{Context, Operation};
use serde_json::json;
use web::{Problem, problem};

/// All operations.
pub(crate) static OPERATIONS: &[Operation] = &[
    list::OPERATION,
    list::ONE,
    create::OPERATION,
    change::OPERATION,
    remove::OPERATION,
    try_out::OPERATION,
    identities::LIST,
    identities::LINK,
    identities::UNLINK,
    own::LIST,
    own::BEGIN,
    own::UNLINK,
    own::LIST_CUSTOMERS,
    own::BEGIN_CUSTOMERS,
    own::UNLINK_CUSTOMERS,
    start::OPERATION,
    callback::OPERATION,
    logout::OPERATION,
    metadata::OPERATION,
    arrive::POSTED,
    arrive::ARRIVED,
];

/// Those of them that need somebody who showed who they are a moment ago.
pub(crate) static SENSITIVE: &[&str] = &[
    "sso.create_provider",
    "sso.change_provider",
    "sso.remove_provider",
    "sso.link_person",
    "sso.unlink_person",
    "sso.link",
    "sso.link_mine",
    "sso.unlink",
    "sso.unlink_mine",
];

/// Where a provider sends browsers back to.
fn callback_address(context: &Context, id: crate::ProviderId) -> String {
    format!("{}/sso/{id}/callback", context.place.origin())
}

fn conflict(field: &'static str, reason: &'static str, words: &str) -> Problem {
    Problem::new(&problem::CONFLICT).with_detail(words).with_errors(vec![json!({"field": field, "reason": reason})])
}

impl From<Unfit> for Problem {
    fn from(Unfit(field, reason): Unfit) -> Self {
        Self::invalid(field, reason)
    }
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Forbidden(forbidden) => forbidden.into(),
            CreateError::Unfit(unfit) => unfit.into(),
            CreateError::TooMany => conflict("providers", "too-many", "a hundred providers are the most"),
            CreateError::Fault(fault) => fault.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unknown => Self::not_found(),
            ChangeError::SecretNeeded => Self::invalid("secret", "needed"),
            ChangeError::Outdated => Self::new(&problem::PRECONDITION),
            ChangeError::Create(error) => error.into(),
        }
    }
}

impl From<RemoveError> for Problem {
    fn from(error: RemoveError) -> Self {
        match error {
            RemoveError::Forbidden(forbidden) => forbidden.into(),
            RemoveError::Unknown => Self::not_found(),
            RemoveError::Fault(fault) => fault.into(),
        }
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Forbidden(forbidden) => forbidden.into(),
            LinkError::Unknown | LinkError::WrongSide => Self::not_found(),
            LinkError::LoginUnknown => Self::invalid("login", "unknown"),
            LinkError::SubjectUnfit => Self::invalid("subject", "unfit"),
            LinkError::Taken => conflict("subject", "taken", "somebody is linked with it already"),
            LinkError::Fault(fault) => fault.into(),
        }
    }
}
