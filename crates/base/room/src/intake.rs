//! Intake: the face between the gates at which mail arrives and the room that makes tickets of it.
//!
//! The gate finds the tenant by the recipient's domain, keeps the limits and holds the connection; the room says which
//! addresses there are and takes the message. The gate tells the sender "taken" only after [`Intake::deliver`] gave
//! `Ok`, so the room gives it only once the message is durable, and answers a second copy with [`Taken::Duplicate`]:
//! senders repeat what they did not hear the answer to.

use crate::context::{House, Place};
use futures_util::future::BoxFuture;
use kernel::{By, EmailAddress, Fault, Id16, Timestamp};
use std::sync::Arc;
use store::{Door, Tenant};

/// The room that takes mail: `pub static INTAKE` of that room, handed to the gates by the binary.
#[derive(Clone, Copy)]
pub struct Intake {
    /// The room's name; it acts as itself.
    pub room: &'static str,
    /// Whether the tenant takes mail for an address. The domain is the tenant's, the rest is for the room to know.
    pub recipient: fn(IntakeContext, EmailAddress) -> BoxFuture<'static, Result<Known, Fault>>,
    /// Takes one message for all its recipients, who are of one tenant and were all [`Known::Yes`].
    pub deliver: fn(IntakeContext, Arrived) -> BoxFuture<'static, Result<Taken, IntakeError>>,
    /// Notes what a gate turned away before there was a message to take, so that who misses it finds out why.
    pub turned_away: fn(IntakeContext, TurnedAway) -> BoxFuture<'static, ()>,
}

/// A message that never became whole.
#[derive(Clone, Debug)]
pub struct TurnedAway {
    /// The envelope's sender.
    pub envelope_from: Sender,
    /// To whom it was, as far as they are this tenant's.
    pub recipients: Vec<EmailAddress>,
    /// Over what it came.
    pub way: Way,
    /// What TLS agreed on; `None` in the clear.
    pub tls: Option<String>,
    /// What the sender heard; `None` if there was nobody to hear it.
    pub code: Option<u16>,
    /// Why.
    pub because: Reason,
}

/// Why a gate turns a message away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The desk has no such address.
    NoSuchRecipient,
    /// It is too large.
    TooLarge,
    /// Its lines or octets are none that may travel (RFC 5321 §2.3.8), or its dialogue was broken.
    Unfit,
    /// The gate had no room for it.
    Busy,
    /// The connection ended or fell silent in the midst of it.
    BrokenOff,
}

/// What the room is given.
#[derive(Clone, Debug)]
pub struct IntakeContext {
    /// The tenant's door.
    pub door: Door<Tenant>,
    /// The tenant's place.
    pub place: Place,
    /// The house.
    pub house: House,
    /// The room itself, for this message, from the address of who delivers it.
    pub by: By,
}

/// Whether there is such a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Mail for it is taken.
    Yes,
    /// Nobody has this address.
    No,
}

/// Over what a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// SMTP (RFC 5321).
    Smtp,
    /// LMTP (RFC 2033), from a mail server of the operator's own.
    Lmtp,
    /// A pipe from a mail server on the same machine.
    Pipe,
    /// A mailbox that is read by IMAP (RFC 9051).
    Imap,
    /// A mailbox that is read by POP3 (RFC 1939).
    Pop3,
}

/// What reading a mailbox tells of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The account that was read.
    pub account: Id16,
    /// Where it lay there, the same however often it is read: the folder's UIDVALIDITY and the message's UID, or the UIDL
    /// and the size.
    pub place: String,
    /// The queue that all mail of the account goes to; without one, the addresses in the message's head tell.
    pub queue: Option<i64>,
    /// Whether its `X-OTRS-*` fields are obeyed.
    pub is_trusted: bool,
}

/// Who a message says it is from, in its envelope. Proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The null path `<>` of bounces and automatic answers: nothing is ever sent back to it.
    Nobody,
    /// An address.
    Address(EmailAddress),
    /// Something that is no [`EmailAddress`], as sent: a quoted or overlong local part, an address literal.
    Odd(String),
}

/// A message with what its delivery told: the trace that RFC 5321 §4.4 asks for stands here, beside the message.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The envelope's sender.
    pub envelope_from: Sender,
    /// The envelope's recipients of this tenant, each once, in their order.
    pub recipients: Vec<EmailAddress>,
    /// The message byte for byte; nothing was put in front of it.
    pub raw: Arc<[u8]>,
    /// Over what it came.
    pub way: Way,
    /// What TLS agreed on (`TLS 1.3 TLS_AES_256_GCM_SHA384 X25519MLKEM768`); `None` in the clear.
    pub tls: Option<String>,
    /// The name that the client gave itself; proves nothing.
    pub helo: String,
    /// When its last byte was there.
    pub received_at: Timestamp,
    /// Where it was found, if nobody delivered it: then there is no envelope, and `recipients` is empty.
    pub fetched: Option<Fetched>,
    /// The notices that its client asked for.
    pub notices: Notices,
}

/// Who asks to hear that a message arrived (RFC 3461).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// What the client calls the envelope.
    pub envelope_id: Option<String>,
    /// For which recipients, and as whom their own clients named them.
    pub recipients: Vec<(EmailAddress, Option<String>)>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It made a ticket, or belongs to one.
    Ticket {
        /// The ticket's number.
        number: String,
        /// Whether it made the ticket.
        is_new: bool,
    },
    /// It was here before; that it came again is noted.
    Duplicate,
    /// It is kept and noted, and belongs to no ticket: a loop, a bounce of something unknown.
    Noted,
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The room does not want it. The sender hears this.
    #[error("the message was refused with {code}")]
    Refused {
        /// **Shape**: 400 to 499 for "try again later", 500 to 599 for "never"; anything else becomes 451.
        code: u16,
        /// Enhanced status (RFC 3463), such as `5.7.1`.
        status: &'static str,
        /// One line of ASCII, without anything that the sender did not say.
        words: &'static str,
    },
    /// Our fault: the sender hears "try again later".
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Intake({})", self.room)
    }
}
