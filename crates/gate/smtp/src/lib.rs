//! Where mail arrives: SMTP with STARTTLS, and LMTP.
//!
//! The dialogue itself is [`wire::smtp::Session`]; here are the sockets, the clock and the limits, and the way from an
//! envelope to a tenant. What becomes of a message is the word of the room behind [`room::Intake`].
//!
//! - **Nothing is lost.** A message is acknowledged with 250 only after the room gave it back as durable. Whatever goes
//!   wrong before that is a reply that says "later" (4xx), or a connection that ends without one: the sender keeps it.
//! - **Nothing is changed.** The message is handed on byte for byte. The trace that RFC 5321 §4.4 asks for (from where,
//!   as whom, over what, when, for whom) is kept beside it in [`room::Arrived`], not in a line before its header: this
//!   is where mail ends, and signatures and digests stay those of what was sent.
//! - **One tenant for one message.** The first recipient fixes the tenant by its mail domain. With SMTP, where all
//!   recipients share one reply, a recipient of another tenant hears `452 4.5.3` and is sent again by itself. LMTP
//!   answers for each recipient, so each tenant is given the message with its own recipients alone.
//! - **Nothing is relayed.** A domain that is no tenant's hears `550 5.7.1`, an address that the tenant does not have
//!   `550 5.1.1`, a suspended tenant's `450 4.3.2`. `postmaster` without a domain is the postmaster of the mail domain in which
//!   the host lies; when that is no tenant's, there is none. While the keyring is sealed or the house is not ready everything
//!   after the greeting hears `451 4.3.2`.
//! - **Everything is bounded**: connections, connections of one address, the time for a command, for a message and for
//!   a connection, the size and the recipients of a message, messages being worked on, and the memory of all messages
//!   together ([`Limits`], [`Patience`]). Who is over a limit waits or is sent away with 4xx, never with a lost mail.
//! - **One peer does not fill the house**: messages, recipients, and recipients that there are not are counted for each
//!   IPv4 address and each IPv6 network of 64 bits ([`Rates`]), by the clock of the house and in memory. Who is over
//!   the first two hears `451 4.7.1`; who guesses addresses hears `421 4.7.0` to every recipient, known or not, until time
//!   has passed. A relay on the same host and LMTP are not counted.
//! - **Domains in either form**: a recipient's domain may come in U-labels (RFC 6531) and is compared in A-labels; the room
//!   is asked for both forms of the address and given the one that it knows.
//! - **Nothing about people in the log**: one line for each message, with its request, sizes and outcome; neither
//!   addresses nor names. Figures carry no tenant.
//!
//! # Incomplete support
//! - Rates are not configured: a relay on another host that speaks SMTP for everybody has those of one peer; better it
//!   speaks LMTP. They begin anew when the node does, and each node counts by itself.
//! - Clients that speak before the greeting or ahead of an answer that they need are not punished for it: whether they did
//!   depends on how the network cut their octets.
//! - LMTP listens on TCP, not on a Unix socket; implicit TLS (port 465) is not for mail between servers and not here.
//! - Sender authentication (SPF, DKIM, DMARC) is not judged here.
//! - A reply to a message names the request, not the ticket.

mod closed;
mod connection;
mod desk;
mod gate;
mod link;
mod memory;
mod metrics;
mod parts;
mod rates;
mod seats;

pub use gate::{Running, Smtp, StartError};
pub use parts::{Desk, Limits, MailTls, Patience, Rates, SmtpParts};
