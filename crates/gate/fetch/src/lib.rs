//! Reads mailboxes elsewhere: by IMAP with IDLE, and by POP3, under verified TLS.
//!
//! The accounts are the mail room's ([`mail::accounts`]); here are the sockets, the clock and the limits. What becomes of a
//! message is the word of the room behind [`room::Intake`].
//!
//! - **Nothing is lost.** A message is removed at its source only after the room gave it back as durable, in the act that also
//!   noted where it lay. Whatever goes wrong before that leaves it in the mailbox, where it is found again.
//! - **Nothing is taken twice.** A place is UIDVALIDITY and UID, or UIDL and size. Places that were noted are passed over; a
//!   name whose message the server says it deleted (POP3) may be another's the next time, and is fetched. After a crash between
//!   the act and the removal, and when a server renumbers everything (UIDVALIDITY), a message that is met again is a second copy
//!   by the room's own rules.
//! - **Nothing is skipped in silence.** What is too large, what the room refuses and what the server lists but does not give out
//!   stays in the mailbox with a reason that administrators see; once a day mailbox and desk are compared and the count is kept.
//! - **One worker an account.** It fails for itself: its errors are noted in words, it comes back after 1 minute, then twice as
//!   long each time, up to an hour, a little scattered. When the fault is ours (a full disk, a sealed keyring) it comes back
//!   each minute, and the mailbox keeps the mails.
//! - **Fair.** Work goes in turns, so many on this node and so many for one tenant ([`Limits`]); a turn is given back after a few
//!   messages, and who waits for news holds none. Memory for messages is held as their octets arrive: a server that announces
//!   much and sends nothing takes up nothing.
//! - **At once.** Servers with IDLE are listened to, and asked anew every few minutes all the same; others are asked every other
//!   minute. Accounts that change, tenants that come, rest or go are seen at once.
//!
//! # Security
//! - Everything is dialled by [`net::Egress`] for the purpose `mailbox`; the password is sent under verified TLS only. A server
//!   that does not offer STARTTLS or STLS where that was agreed gets nothing, and what it says before TLS is not believed.
//! - What servers say is bounded in octets and time, and is read by machines without I/O ([`wire::imap`], [`wire::pop3`]).
//!   Lists are bounded in messages: those of one mailbox, and those of a tenant's mailboxes at one time.
//! - Words of servers go to administrators, never into logs; a password that a server repeats is taken out of them.
//!
//! # Incomplete support
//! - No XOAUTH2: providers that refuse passwords are read through one of theirs for applications.
//! - A server without UIDVALIDITY, or a POP3 server without UIDL, is not read: its messages cannot be told apart.
//! - A mailbox is listed as a whole at each look. One that lists more than 100 000 messages is not read; its failure says so.
//! - A POP3 server that deletes, dies before it says so, and gives the name at once to a message of the same size has that one
//!   deleted unread: nothing tells the two apart.
//! - At the start the stores of all tenants are opened once, a few at a time, to see who has accounts.

mod deliver;
mod failure;
mod imap;
mod keeper;
mod link;
mod memory;
mod metrics;
mod parts;
mod pop3;
mod tenancy;
mod worker;

pub use keeper::Fetch;
pub use parts::{FetchParts, Limits, Patience, try_out};
