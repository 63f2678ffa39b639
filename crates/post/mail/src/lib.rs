//! Mail: what arrives becomes tickets, what the desk writes goes out.
//!
//! **In.** The gates hand over messages ([`INTAKE`]); `250` is said only when [`commands::take`] is durable. Every message
//! becomes an article with its original kept byte for byte; what was odd about it stands on the article. A mail
//! is the same mail when Message-ID, From, To, Cc, text and attachments agree, whatever way it came and to whichever of our addresses: a
//! second copy is a logged delivery, never a second ticket. What was fetched from a mailbox is known by its place there, too.
//!
//! **The communication log** says of every mail what became of it and why: decisions as values (`step`), written in the act that decides,
//! in words when somebody reads them. It is for administrators; who sees an article sees its mail's journey, without what it says of
//! other tickets. It forgets after days that are a setting.
//!
//! **Threading.** Our own signed Message-IDs join; a foreign id or a number in the subject joins only from an
//! address that takes part in the ticket already, and the desk's own addresses take part in nothing. A closed ticket opens again, makes a
//! new one, or rejects the mail, as its queue says; who cannot be told of a rejection is not rejected.
//!
//! **Postmaster filters** are ordered rules over head, envelope, text, attachments, size and way. They are asked before the act that takes
//! the mail, in linear time, and give a ticket its properties, silence the automatic answer, or keep the mail in the log alone; what does
//! not fit is noted and keeps no mail from arriving. A filter is made switched off, tried over the last thousand mails, and then switched
//! on. `X-OTRS-*` fields are obeyed from trusted mailboxes and passed over from everybody else. One filter is shipped and on: what a server
//! before us marked as spam (`X-Spam-Flag: YES`) goes to Junk and is not answered, because answers to spam go to people who never wrote.
//!
//! **Reports** (bounces, delays, readings) stand beside the mail that they tell about, unseen by the customer, and mark it; they count only
//! when they name a mail of ours by its signed id, that mail went out, and to that recipient. What fails opens a closed ticket once, when an
//! agent wrote it; nothing else does, nor who is away. A forged report is quarantined: kept in the log, and nowhere else.
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
//! **Fetching** ([`accounts`]). Mailboxes elsewhere are read by the gate `fetch`; the accounts, what was met in them and how it
//! goes are here.
//!
//! **Tables.** `mail_log`: personal, forgotten; `mail_report`: as the articles; `postmaster_filter`. `mail_account` with a sealed
//! password, `mail_account_state`, `mail_met`: what was met in mailboxes, so that nothing is taken twice. `arrived`, `auto_answer`, `mail_setting`: technical, no addresses.
//!
//! # Incomplete support
//! No encryption or verification of senders yet. Filters set no types, services or dynamic fields, which do not exist yet, and no pending
//! state, which needs a date.  Of what gates turn
//! away a thousand a day are in the log; who is over a rate, or too large by what they announce, has no desk yet and is in the gate's figures alone. The bytes of a mail that
//! only the log held stay in the store after the entry went.

pub mod accounts;
pub mod commands;

mod checks;
mod events;
mod filter;
mod http;
mod intake;
mod jobs;
mod letter;
mod links;
mod model;
mod queries;
mod reading;
mod rights;
mod send;
mod step;
mod store;
mod thread;
mod trial;

pub use intake::INTAKE;
pub use rights::STANDING;
pub use send::Outbound;

use ::store::{Migration, PlaneName};
use room::Room;

/// Schema steps of this room.
pub static MIGRATIONS: [Migration; 4] = [
    Migration::both("mail", 1, PlaneName::Tenant, include_str!("../schema/0001_mail.sql")),
    Migration::both("mail", 2, PlaneName::Tenant, include_str!("../schema/0002_log.sql")),
    Migration::both("mail", 3, PlaneName::Tenant, include_str!("../schema/0003_accounts.sql")),
    Migration::both("mail", 4, PlaneName::Tenant, include_str!("../schema/0004_out.sql")),
];

/// The room.
pub static ROOM: Room = Room {
    operations: http::OPERATIONS,
    migrations: &MIGRATIONS,
    columns: include_str!("../columns.toml"),
    statements: &[store::STATEMENTS, store::log::STATEMENTS, store::reports::STATEMENTS, store::filters::STATEMENTS, accounts::STATEMENTS],
    rights: rights::RIGHTS,
    standing: rights::STANDING,
    events: events::KINDS,
    jobs: &[send::SEND, links::LETTER, jobs::FORGET_LOG],
    checks: &[checks::MAIL_LOOP, accounts::MAIL_ACCOUNTS],
    ..Room::bare("mail", "Mail in and out, threading, automatic answers")
};
