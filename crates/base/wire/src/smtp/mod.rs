//! The server's side of SMTP (RFC 5321) and LMTP (RFC 2033), without a socket.
//!
//! A [`Session`] is fed with what the client sends and tells what to do: bytes to send, a recipient to judge, a message
//! to take. It announces PIPELINING (RFC 2920), SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), CHUNKING
//! (RFC 3030), DSN (RFC 3461), ENHANCEDSTATUSCODES (RFC 2034) and, where offered, STARTTLS (RFC 3207).
//!
//! # Security
//! - Only CR LF `.` CR LF ends what follows DATA. A CR or LF alone never does, and makes the message unfit (550 5.6.11), by
//!   DATA and by BDAT: RFC 5321 §2.3.8 forbids it, and whoever passes such a message on may see two in it. It is not mended,
//!   since a message that was changed breaks its signatures; who sends such messages has mostly been refused elsewhere.
//! - A line of the dialogue ends with CR LF as well, has at most 2,048 octets and no NUL; what stands behind STARTTLS in the
//!   clear is thrown away.
//! - The octets of a chunk are never taken for commands, whether the chunk is welcome or not; when its size cannot be read,
//!   the connection ends. It ends as well at a line of HTTP.
//! - Refused commands, commands that bring no message nearer, and recipients that are put off are all counted.
//!
//! ```
//! use wire::smtp::{Action, Flavour, Limits, Reply, Session, TlsOffer, Verdict};
//! let mut session = Session::new(Flavour::Smtp, Limits::default(), "mail.x.example", TlsOffer::None);
//! session.feed(b"HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nDATA\r\nHello\r\n.\r\n");
//! let mut taken = Vec::new();
//! while let Some(action) = session.next_action() {
//!     match action {
//!         Action::Reply(bytes) => drop(bytes), // to the client
//!         Action::AskRecipient { .. } => session.recipient(Verdict::Accept),
//!         Action::Message { body, .. } => {
//!             taken = body;
//!             session.message(&[Reply::new(250, "2.0.0", "queued")]);
//!         }
//!         Action::StartTls | Action::Close => {}
//!     }
//! }
//! assert_eq!(taken, b"Hello\r\n");
//! ```
//!
//! # Incomplete support
//! - No AUTH: this is where mail arrives, not where people send from.
//! - Of the wishes for delivery reports (DSN, RFC 3461) those for a notice go on with the envelope; failures and delays are the
//!   client's to report, who keeps what is not taken here, and RET has no meaning: notices bring nothing of the mail along.
//! - No BINARYMIME, no REQUIRETLS; their parameters are refused with 555.
//! - Times out nowhere: whoever holds the socket has the clock.
//! - Source routes are dropped, quoted local parts lose their quotes (no address of ours has any).

mod command;
mod data;
mod parameters;
mod reply;
mod session;
mod terms;

pub use reply::Reply;
pub use session::Session;
pub use terms::{Action, Envelope, Flavour, Limits, TlsOffer, Verdict, Wish};
