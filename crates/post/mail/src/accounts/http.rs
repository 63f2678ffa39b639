//! Operations on accounts: one operation, one file.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod read_now;
pub(crate) mod remove;
mod shape;
pub(crate) mod try_new;
pub(crate) mod try_out;

use super::change::{ChangeError, CreateError};
use crate::http::conflict;
use web::{Problem, problem};

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Forbidden(forbidden) => forbidden.into(),
            CreateError::Unfit(field, unfit) => Self::invalid(field, unfit.0),
            CreateError::ReadAlready => conflict("account", "read-already", "this mailbox is read already"),
            CreateError::TooMany => conflict("accounts", "too-many", "two hundred accounts are the most"),
            CreateError::Fault(fault) => fault.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unknown => Self::not_found(),
            ChangeError::Outdated => Self::new(&problem::PRECONDITION),
            ChangeError::PasswordNeeded => Self::invalid("password", "needed"),
            ChangeError::Create(error) => error.into(),
        }
    }
}
