//! Operations on accounts: one operation, one file.

mod change;
mod create;
mod get;
mod list;
mod remove;
mod shape;
mod try_new;
mod try_out;

use super::change::{ChangeError, CreateError};
use room::Operation;
use web::{Problem, problem};

pub(crate) static OPERATIONS: &[Operation] =
    &[list::OPERATION, create::OPERATION, get::OPERATION, change::OPERATION, remove::OPERATION, try_out::OPERATION, try_new::OPERATION];

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Forbidden(forbidden) => forbidden.into(),
            CreateError::Unfit(field, unfit) => Self::invalid(field, unfit.0),
            CreateError::ReadAlready => Self::new(&problem::CONFLICT).with_detail("this mailbox is read already"),
            CreateError::TooMany => Self::new(&problem::CONFLICT).with_detail("two hundred accounts are the most"),
            CreateError::Fault(fault) => fault.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unknown => Self::not_found(),
            ChangeError::PasswordNeeded => Self::invalid("password", "needed"),
            ChangeError::Create(error) => error.into(),
        }
    }
}
