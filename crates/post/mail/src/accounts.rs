//! Mail accounts: mailboxes elsewhere that the desk reads, by IMAP or POP3, under verified TLS always.
//!
//! The room owns the accounts and what is known of them; the gate `fetch` reads the mailboxes. Between the two stand
//! [`to_read`] (what to read, with the password), the notes that the gate makes ([`note_success`] and its neighbours), and
//! [`Mailboxes`], by which the room rings for the gate and lets it try an account out.
//!
//! **Nothing twice, nothing skipped.** Where a message lay is noted in the act that takes it ([`note_taken`]); it is removed at
//! its source only after that act is durable. A message that was not taken stays where it is, with a [`Fate`] that says why.
//!
//! # Security
//! - A password is sealed under the tenant's key with the account's id, given to the gate alone, and shown nowhere.
//! - Whoever changes where a password is sent has to know it: another host, port, TLS, root or login needs the password again.
//! - What servers say may name people: it stands in a row classified personal, shown to administrators, and in no log.

mod change;
mod check;
pub(crate) mod events;
pub(crate) mod http;
mod model;
mod notes;
mod service;
mod store;
mod troubles;

pub(crate) use check::MAIL_ACCOUNTS;

pub use change::{ChangeError, CreateError, RemoveError, change, create, remove};
pub use model::{Account, AccountChange, AccountId, After, Compared, Encryption, Fate, Left, Protocol, Standing, Unfit};
pub use notes::{
    account, accounts, forget_others, forget_places, met, note_compared, note_failure, note_left, note_success, note_taken, to_read,
};
pub use service::{Mailboxes, Seen, Target, Trouble, TryOut};

pub(crate) use store::STATEMENTS;

/// What their passwords are sealed for.
const PASSWORDS: &str = "mail-account-password";
