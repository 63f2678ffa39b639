//! Commands: one verb a file.

mod change;
mod link;
mod settle;
mod sign_out;

pub use change::{ChangeError, CreateError, NewProvider, ProviderChange, RemoveError, change, create, remove};
pub use link::{LinkError, link_person};
pub(crate) use link::{link_own, unlink_own, unlink_subject};
pub(crate) use settle::{Coming, SettleError, enter, settle};
pub(crate) use sign_out::sign_out;
