//! Commands: one verb, one file.

mod addresses;
mod change_own_password;
mod create_token;
mod end_sessions;
mod enrol_totp;
mod import_password;
mod letters;
mod open;
mod passkey;
mod prove;
mod remove_factor;
mod revoke_token;
mod set_password;
mod set_policy;
mod sign_in;
mod sign_out;

pub use addresses::{SetAddressesError, clear_addresses};
pub(crate) use addresses::{TAKE_BACK, confirm_addresses, give_up_waiting, rehearse, set_addresses, take_back_addresses};
pub(crate) use change_own_password::{ChangeOwnError, Wish, change_own_password};
pub use create_token::{CreateTokenError, MAX_DAYS, MintedToken, NewToken, create_token};
pub(crate) use end_sessions::{EndSessionError, end_other_sessions, end_session};
pub(crate) use enrol_totp::{EnrolError, Enrolled, begin_totp, confirm_totp, fresh_codes};
pub use import_password::{ImportPasswordError, import_password};
pub(crate) use letters::{Reset, ResetError, ask_letter, look, open_link, reset_password};
pub use letters::{SendLinkError, send_password_link, write_letter};
pub use open::{Arrival, Opened, end_sessions_from, end_sessions_of, open};
pub(crate) use passkey::{Party, Question, ask_passkey, begin_passkey, confirm_passkey};
pub(crate) use prove::{ProveError, Shown, prove};
pub(crate) use remove_factor::remove_factor;
pub use remove_factor::{RemoveFactorError, reset_factors};
pub(crate) use revoke_token::{RevokeTokenError, revoke_token};
pub use set_password::{SetPasswordError, set_password};
pub use set_policy::{SetPolicyError, set_policy};
pub(crate) use sign_in::{Asked, SignInError, SignedIn, sign_in, sign_in_with_passkey};
pub(crate) use sign_out::sign_out;
