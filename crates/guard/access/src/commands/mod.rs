//! Commands: one verb, one file.

mod change_own_password;
mod create_token;
mod end_sessions;
mod import_password;
mod open;
mod revoke_token;
mod set_password;
mod sign_in;
mod sign_out;

pub(crate) use change_own_password::{ChangeOwnError, Wish, change_own_password};
pub use create_token::{CreateTokenError, MAX_DAYS, MintedToken, NewToken, create_token};
pub(crate) use end_sessions::{EndSessionError, end_other_sessions, end_session};
pub use open::{Arrival, Opened, end_sessions_from, end_sessions_of, open};
pub use import_password::{ImportPasswordError, import_password};
pub(crate) use revoke_token::{RevokeTokenError, revoke_token};
pub use set_password::{SetPasswordError, set_password};
pub(crate) use sign_in::{Asked, SignInError, SignedIn, sign_in};
pub(crate) use sign_out::sign_out;
