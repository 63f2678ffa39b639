//! What the gate is made from.

use kernel::Ambient;
use net::{Certificates, Tickets};
use platform::Directory;
use room::{House, Intake};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use store::Node;
use tokio::sync::watch;

/// What the gate is made from.
#[derive(Debug)]
pub struct SmtpParts {
    /// Where SMTP listens, if it does.
    pub smtp: Option<SocketAddr>,
    /// Where LMTP listens, if it does.
    pub lmtp: Option<SocketAddr>,
    /// The name in the greeting: the host that the mail domains' MX records name.
    pub hostname: String,
    /// For STARTTLS; without it none is offered.
    pub tls: Option<MailTls>,
    /// Whether mail in the clear is refused. LMTP on a loopback address is taken in the clear all the same.
    pub require_tls: bool,
    /// The desk behind the gate; `None` while the keyring is sealed or the house is not ready.
    pub desk: watch::Receiver<Option<Arc<Desk>>>,
    /// Time and randomness.
    pub ambient: Ambient,
    /// How much is taken.
    pub limits: Limits,
    /// How long is waited.
    pub patience: Patience,
}

/// Certificates and session tickets for STARTTLS.
#[derive(Debug)]
pub struct MailTls {
    /// By the name that the client asks for, and one for those who name none.
    pub certificates: Arc<Certificates>,
    /// Session tickets.
    pub tickets: Tickets,
}

/// What is behind the gate once the keyring is unsealed.
pub struct Desk {
    /// Stores.
    pub node: Arc<Node>,
    /// Whose mail domain.
    pub directory: Arc<Directory>,
    /// The house.
    pub house: House,
    /// The room that takes mail.
    pub intake: Intake,
    /// The port under which browsers find the tenants; stands in links when it is not 443.
    pub port: u16,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

/// How much is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// **Units**: octets of a message; announced as SIZE.
    pub message_bytes: usize,
    /// Recipients of a message.
    pub recipients: usize,
    /// Refused commands of a connection.
    pub errors: usize,
    /// Connections.
    pub connections: usize,
    /// Connections of one address; an IPv6 network of 64 bits counts as one.
    pub connections_each: usize,
    /// Messages that the room works on at once.
    pub deliveries: usize,
    /// **Units**: octets of all messages together while they come in and are worked on. What each message has up to
    /// 64 KiB is not counted, and one message of full size always fits.
    pub memory_bytes: usize,
    /// How much one peer may send in a time.
    pub rates: Rates,
}

/// How much one peer may send by SMTP in a time; an IPv6 network of 64 bits counts as one peer. Who is over it hears 4xx and
/// sends again later.
///
/// By LMTP nothing is counted: there a relay speaks for everybody, and it has rates of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// The time. What was used comes back bit by bit, all of it within one window.
    pub window: Duration,
    /// Messages in a window.
    pub messages: u32,
    /// Recipients in a window, known or not.
    pub recipients: u32,
    /// Recipients in a window that there are not; the next one ends the connection.
    pub failing: u32,
    /// Whether peers on a loopback address are counted: a relay on the same host speaks for everybody too.
    pub neighbours: bool,
}

impl Default for Rates {
    /// Ten messages a second is more than the mail of a desk with millions of tickets a year, even when one relay on
    /// another host passes it all on, and less than what a node works on, so that one peer alone does not fill it. Twice as
    /// many recipients leave room for copies. An address that is not there every three seconds is what a relay that
    /// does not know them passes on of everybody's spam; a dictionary of a million names takes a month.
    fn default() -> Self {
        Self { window: Duration::from_mins(10), messages: 6_000, recipients: 12_000, failing: 200, neighbours: false }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: wire::mime::LONGEST_MAIL,
            recipients: 100,
            errors: 20,
            connections: 500,
            connections_each: 50,
            deliveries: 64,
            memory_bytes: 256 * 1024 * 1024,
            rates: Rates::default(),
        }
    }
}

/// How long is waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the next command, and for the client to take a reply (RFC 5321 §4.5.3.2.7).
    pub command: Duration,
    /// For a whole message.
    pub data: Duration,
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For memory, and for the room to have a place for a message.
    pub busy: Duration,
    /// For a whole connection; ends between two messages.
    pub connection: Duration,
    /// For messages under way when the gate closes.
    pub leaving: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            command: Duration::from_mins(5),
            data: Duration::from_mins(10),
            handshake: Duration::from_secs(30),
            busy: Duration::from_mins(1),
            connection: Duration::from_hours(1),
            leaving: Duration::from_secs(30),
        }
    }
}
