//! The service between the room and the gate that reads mailboxes.

use super::model::Account;
use futures_util::future::BoxFuture;
use kernel::{Secret, TenantId};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

/// An account with its password: everything that is needed to read it, or to begin it. A new one's id and version are not
/// looked at.
#[derive(Clone, Debug)]
pub struct Target {
    /// The account.
    pub account: Account,
    /// Its password.
    pub password: Secret<String>,
}

/// What was seen when an account was tried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What TLS agreed on.
    pub tls: String,
    /// How many messages lie there.
    pub messages: u64,
    /// Names of folders that can be read (IMAP); at most two hundred.
    pub folders: Vec<String>,
    /// Whether the server tells of new mail by itself (IMAP IDLE).
    pub pushes: bool,
}

/// Why a mailbox cannot be read, in one line with the server's own words.
///
/// # Security
/// It may name people: show it to administrators, never log it. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Trouble(String);

impl Trouble {
    /// In one line of at most 500 characters.
    pub fn new(words: &str) -> Self {
        Self(words.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(500).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trouble(…)")
    }
}

/// Connects, logs in and looks; takes nothing and changes nothing.
pub type TryOut = Arc<dyn Fn(Target) -> BoxFuture<'static, Result<Seen, Trouble>> + Send + Sync>;

/// How room and gate speak with each other. A service of the house.
pub struct Mailboxes {
    try_out: TryOut,
    /// Trials at once.
    places: Semaphore,
    changed: Mutex<BTreeSet<TenantId>>,
    bell: Notify,
}

/// Trials at once on this node.
const TRIALS: usize = 8;

/// A trial takes no longer, waiting for a place included.
const LONGEST: Duration = Duration::from_secs(30);

impl Mailboxes {
    /// With the gate's way to try an account out.
    pub fn new(try_out: TryOut) -> Self {
        Self { try_out, places: Semaphore::new(TRIALS), changed: Mutex::default(), bell: Notify::new() }
    }

    /// Tries an account out.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn try_out(&self, target: Target) -> Result<Seen, Trouble> {
        let trial = async {
            let _place = self.places.acquire().await.map_err(|_| Trouble::new("the desk is closing"))?;
            (self.try_out)(target).await
        };
        timeout(LONGEST, trial).await.unwrap_or_else(|_| Err(Trouble::new("the server did not answer in time")))
    }

    /// Says that a tenant's accounts are others now.
    pub fn ring(&self, tenant: TenantId) {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant);
        self.bell.notify_one();
    }

    /// Waits until some are; what was rung for before counts. For one listener.
    pub async fn rung(&self) -> BTreeSet<TenantId> {
        loop {
            let changed = std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner));
            if !changed.is_empty() {
                return changed;
            }
            self.bell.notified().await;
        }
    }
}

impl std::fmt::Debug for Mailboxes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailboxes")
    }
}
