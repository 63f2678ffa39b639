//! Mail: what arrives becomes tickets, what the desk writes goes out.
//!
//! **In.** The gates hand over messages ([`INTAKE`]); `250` is said only when [`commands::take`] is durable. Every message
//! becomes an article with its original kept byte for byte; what was odd about it stands on the article. A mail
//! is the same mail when Message-ID, From, text, attachments and recipients agree: a second copy is counted, never a second ticket.
//!
//! **Threading** ([`thread`]). Our own signed Message-IDs join; a foreign id or a number in the subject joins only from an
//! address that takes part in the ticket already.
//!
//! **Automatic answers** go to new tickets, never to what a program wrote, never to ourselves, with the null sender and every
//! header that says so (RFC 3834). Against being made to write to people who never wrote: From and the envelope's sender must
//! agree, at most forty a day go to one mailbox whatever its tag, at most 200 an hour to addresses that the desk does not know
//! and 1,000 to its customer users; to the former nothing of their mail is quoted, not even the subject.
//!
//! **Out.** An outgoing article is a job. The first try makes the bytes and keeps them; every try sends the same with the
//! same Message-ID; the peer's words stand on the article, for each recipient. Only who was put off is tried again, first after a
//! minute, in the end every four hours, for five days; after four hours whoever worked on the ticket sees it unread again. One try
//! holds a mail at a time. SMTP is at least once: a crash between the peer's `250` and our note sends the same bytes again.
//!
//! **Tables.** `arrival`, `auto_answer`: technical, no addresses.
//!
//! # Incomplete support
//! No reading of other mailboxes, bounces, filters, encryption or verification of senders yet; the follow-up option
//! `reject` makes a new ticket.

pub mod commands;
pub mod thread;

mod checks;
mod intake;
mod letter;
mod reading;
mod rights;
mod send;
mod store;

pub use intake::INTAKE;
pub use rights::STANDING;
pub use send::Outbound;

use ::store::{Migration, PlaneName};
use room::Room;

/// Schema steps of this room.
pub static MIGRATIONS: [Migration; 1] = [Migration::both("mail", 1, PlaneName::Tenant, include_str!("../schema/0001_mail.sql"))];

/// The room.
pub static ROOM: Room = Room {
    migrations: &MIGRATIONS,
    columns: include_str!("../columns.toml"),
    statements: &[store::STATEMENTS],
    standing: rights::STANDING,
    jobs: &[send::SEND],
    checks: &[checks::MAIL_LOOP],
    ..Room::bare("mail", "Mail in and out, threading, automatic answers")
};
