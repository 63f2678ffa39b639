//! The words that the session and its caller share.

use super::reply::Reply;

/// Which of the two protocols is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// SMTP: one reply for a message.
    Smtp,
    /// LMTP: one reply for each recipient of a message (RFC 2033).
    Lmtp,
}

/// What stands about TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsOffer {
    /// None is offered.
    None,
    /// STARTTLS is offered, mail without it is taken.
    StartTls,
    /// STARTTLS is offered, mail without it is refused.
    Required,
    /// The connection is encrypted.
    Already,
}

/// How much a client may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// **Units**: octets of a message.
    pub max_size: usize,
    /// Recipients of a message.
    pub max_recipients: usize,
    /// Refused commands of a connection; the next one ends it.
    pub max_errors: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_size: crate::mime::LONGEST_MAIL, max_recipients: 100, max_errors: 20 }
    }
}

/// What the client wishes to hear about one recipient (RFC 3461 §4.1, §4.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// That the message arrived.
    pub notice: bool,
    /// As whom its own client named the recipient. **Shape**: `rfc822;bob@x.example`, printable.
    pub original: Option<String>,
}

/// What the client said about a message besides the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The name that the client gave itself; proves nothing.
    pub helo: String,
    /// The sender; empty for the null path of bounces.
    pub from: String,
    /// The recipients that were accepted, in their order, as sent; LMTP replies go by that order.
    pub to: Vec<String>,
    /// What was wished for each of them, in the same order.
    pub wishes: Vec<Wish>,
    /// What the client calls the envelope (ENVID, RFC 3461 §4.4).
    pub envelope_id: Option<String>,
    /// Whether the message may hold UTF-8 in its header (RFC 6531).
    pub utf8: bool,
    /// Whether it came over TLS.
    pub tls: bool,
}

/// What the caller has to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send these bytes.
    Reply(Vec<u8>),
    /// Negotiate TLS, after everything was sent, then call [`Session::tls_started`](super::Session::tls_started).
    StartTls,
    /// Say with [`Session::recipient`](super::Session::recipient) whether mail for this address is taken.
    AskRecipient {
        /// The sender; empty for the null path.
        from: String,
        /// The recipient as sent.
        to: String,
    },
    /// Take the message, and once it is safe (or refused) call [`Session::message`](super::Session::message).
    Message {
        /// From whom and for whom.
        envelope: Envelope,
        /// The message, dots unstuffed. All lines end with CR LF, but for the last one of a message that came by BDAT.
        body: Vec<u8>,
    },
    /// Close the connection, after everything was sent.
    Close,
}

/// The caller's word on a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Mail is taken.
    Accept,
    /// It is not, and this is why. The code 421 ends the connection.
    Refuse(Reply),
}
