//! Other ways to sign in, which a room above offers on the sign-in page.

use crate::model::Person;
use futures_util::future::BoxFuture;
use kernel::{Fault, Secret};
use room::{Audience, Context};
use std::fmt;
use store::View;

/// One way: a link on the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What it is called: the identity provider's name.
    pub label: String,
    /// A path of this host. The page adds `?next=…` when somewhere was asked for.
    pub href: String,
}

/// What a directory says of a login and password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    /// This person's.
    Known(Person),
    /// Nobody's.
    Unknown,
    /// It did not answer.
    Silent,
}

/// Asks a directory.
pub type AskDirectory = fn(Context, Audience, String, Secret<String>) -> BoxFuture<'static, Result<Directory, Fault>>;

/// A service of the house: what a room above offers. Without it there are passwords and passkeys alone.
#[derive(Clone, Copy)]
pub struct Ways {
    /// The links on the sign-in page of an audience.
    pub links: fn(&View<'_>, Audience) -> Result<Vec<Way>, Fault>,
    /// Asks the directories of people who have no password here.
    pub directory: Option<AskDirectory>,
    /// Whether people of an audience may use passwords of this desk at all.
    pub passwords: fn(&View<'_>, Audience) -> Result<bool, Fault>,
}

impl fmt::Debug for Ways {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ways").finish_non_exhaustive()
    }
}
