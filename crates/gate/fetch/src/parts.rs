//! What the gate is made from, its limits, and the trial of an account.

use crate::failure::Failure;
use crate::{imap, pop3};
use futures_util::FutureExt;
use mail::accounts::{Mailboxes, Protocol, Target, TryOut};
use net::Egress;
use platform::Directory;
use room::{House, Intake};
use std::sync::Arc;
use std::time::Duration;
use store::Node;

/// What the gate is made from.
pub struct FetchParts {
    /// Stores.
    pub node: Arc<Node>,
    /// Tenants.
    pub directory: Arc<Directory>,
    /// The house.
    pub house: House,
    /// The room that takes mail.
    pub intake: Intake,
    /// The way out.
    pub egress: Egress,
    /// How the room says that accounts changed.
    pub mailboxes: Arc<Mailboxes>,
    /// The port under which browsers find the tenants; stands in links when it is not 443.
    pub port: u16,
    /// How much is done at once.
    pub limits: Limits,
    /// How long anything may take.
    pub patience: Patience,
}

impl std::fmt::Debug for FetchParts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FetchParts")
    }
}

/// How much is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Mailboxes that are worked on, on this node.
    pub turns: usize,
    /// Of one tenant.
    pub turns_each: usize,
    /// Messages in one turn.
    pub messages: usize,
    /// **Units**: octets of the largest message.
    pub message_bytes: usize,
    /// **Units**: octets of all messages together that come in or are worked on.
    pub memory_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { turns: 64, turns_each: 2, messages: 20, message_bytes: wire::mime::LONGEST_MAIL, memory_bytes: 256 * 1024 * 1024 }
    }
}

/// How long anything may take, and how often it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// A server that says nothing for so long is gone.
    pub silence: Duration,
    /// An ordinary command.
    pub command: Duration,
    /// A command that brings a message or the list of all.
    pub message: Duration,
    /// Listening for news before the server is asked anew; servers end it after 30 minutes (RFC 2177).
    pub idle: Duration,
    /// Between two looks at a server that tells no news.
    pub poll: Duration,
    /// Between two looks at least, however often a server tells news.
    pub pause: Duration,
    /// Before the second try; doubled each time.
    pub first_back_off: Duration,
    /// Between two tries at most.
    pub most_back_off: Duration,
    /// Between two comparisons of mailbox and desk.
    pub compare: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            silence: Duration::from_secs(30),
            command: Duration::from_mins(1),
            message: Duration::from_mins(10),
            idle: Duration::from_mins(5),
            poll: Duration::from_mins(2),
            pause: Duration::from_secs(1),
            first_back_off: Duration::from_mins(1),
            most_back_off: Duration::from_hours(1),
            compare: Duration::from_hours(24),
        }
    }
}

/// How the room tries an account out: for [`Mailboxes::new`].
pub fn try_out(egress: Egress, patience: Patience) -> TryOut {
    Arc::new(move |target: Target| {
        let egress = egress.clone();
        async move {
            let seen = match target.account.protocol {
                Protocol::Imap => imap::try_out(&egress, &target, patience).boxed().await,
                Protocol::Pop3 => pop3::try_out(&egress, &target, patience).boxed().await,
            };
            seen.map_err(|failure: Failure| failure.trouble(&target))
        }
        .boxed()
    })
}
