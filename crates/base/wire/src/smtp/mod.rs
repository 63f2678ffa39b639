//! The server's side of SMTP (RFC 5321) and LMTP (RFC 2033), without a socket.
//!
//! A [`Session`] is fed with what the client sends and tells what to do: bytes to send, a recipient to judge, a message
//! to take. It announces PIPELINING (RFC 2920), SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531),
//! ENHANCEDSTATUSCODES (RFC 2034) and, where offered, STARTTLS (RFC 3207).
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
//! - No CHUNKING, no DSN, no REQUIRETLS; their parameters are refused with 555.
//! - Times out nowhere: whoever holds the socket has the clock.
//! - Source routes are dropped, quoted local parts lose their quotes (no address of ours has any).

mod command;
mod data;
mod reply;
mod session;

pub use reply::Reply;
pub use session::{Action, Envelope, Flavour, Limits, Session, TlsOffer, Verdict};
