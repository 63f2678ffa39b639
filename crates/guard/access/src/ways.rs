//! Other ways to sign in, which a room above offers on the sign-in page.

use crate::model::{Person, ProviderSession};
use futures_util::future::BoxFuture;
use kernel::{Fault, Secret};
use room::{Audience, Context};
use std::fmt;
use store::{Act, View};

/// One way: a link on the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What it is called: the identity provider's name.
    pub label: String,
    /// A path of this host. The page adds `?next=…` when somewhere was asked for.
    pub href: String,
}

/// Whose password a directory is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Whoever has this login there. They may be nobody's account here yet.
    Login(String),
    /// This person's, who shows once more who they are.
    Person(Person),
}

/// What directories are asked.
#[derive(Clone, Debug)]
pub struct Asking {
    /// For which side.
    pub audience: Audience,
    /// Whose password it is said to be.
    pub whose: Whose,
    /// The password.
    pub password: Secret<String>,
}

/// What directories say of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directory {
    /// This person's, by the word of this directory.
    Known(Person, ProviderSession),
    /// Nobody's.
    Unknown,
    /// None that could know answered.
    Silent,
}

/// Directories, of people who have no password here.
#[derive(Clone, Copy)]
pub struct Directories {
    /// Asks them.
    pub ask: fn(Context, Asking) -> BoxFuture<'static, Result<Directory, Fault>>,
    /// In the act that opens the session of whom one vouched for: whether it still does, by what is known here; tells of it.
    pub enter: fn(&Act<'_>, Person, &ProviderSession) -> Result<bool, Fault>,
}

/// A service of the house: what a room above offers. Without it there are passwords and passkeys alone.
#[derive(Clone, Copy)]
pub struct Ways {
    /// The links on the sign-in page of an audience.
    pub links: fn(&View<'_>, Audience) -> Result<Vec<Way>, Fault>,
    /// The directories of people who have no password here.
    pub directories: Option<Directories>,
    /// Whether people of an audience may use passwords of this desk at all.
    pub passwords: fn(&View<'_>, Audience) -> Result<bool, Fault>,
}

/// The directories that the house has.
pub(crate) fn directories(context: &Context) -> Option<Directories> {
    context.house.service::<Ways>().ok().and_then(|ways| ways.directories)
}

impl fmt::Debug for Directories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directories").finish_non_exhaustive()
    }
}

impl fmt::Debug for Ways {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ways").finish_non_exhaustive()
    }
}
