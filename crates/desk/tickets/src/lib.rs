//! Tickets: the desk's work.
//!
//! **Words.** A *ticket* is a case with a *number* for people. It lies in a *queue*, has a *state* (of a state type),
//! a *priority*, a *lock*, an *owner* and a *responsible* agent, as in OTRS. What was said about it are *articles*:
//! each came by a *channel*, from a *sender*, and is visible to the customer or not.
//!
//! **Rights.** OTRS's seven, by the group of the queue ([`RIGHTS`]). [`permit`] looks a ticket up and checks in one
//! call; what it yields ([`Permitted`]) has the methods that the right allows. A *restricted* ticket is seen by its *members* alone,
//! administrators not excepted; *participants* are customer users beside the asker; a company sees its tickets unless the
//! queue is *confidential*. One table of rules is asked for one ticket ([`decide`]) and written into lists, counters and
//! searches ([`Scope`]); 10,000 random worlds hold the two equal.
//!
//! **Tables.** `ticket`, `ticket_member`, `ticket_participant`, `article`, `attachment`, `queue`, `ticket_state`,
//! `ticket_priority`, `ticket_number`, `ticket_seen`. New tenants begin with OTRS's states, priorities and queues under OTRS's ids.
//!
//! **Events.** Everything that happens to a ticket ([`events`]); its history is the stream of its events.
//!
//! **Mail.** An outgoing mail is an article with a delivery state, one for each recipient too, and a job for the room that sends. One
//! try holds it at a time and says so before it hands anything over: until then the mail can be cancelled. Its Message-ID
//! carries a signed token by which an answer finds back ([`thread`]).
//!
//! **On screen.** Mail HTML and its pictures are served from the content origin ([`CONTENT`]). Every picture was decoded in
//! a child behind walls and encoded again ([`Pictures`]); those that lie elsewhere are fetched by the desk, and only when
//! somebody asked for them.
//!
//! # Incomplete support
//! A ticket is restricted after it was made, not while; one whose members all left is shown by a check and comes back only with
//! one of them. Administrators still read sender, recipients and subject of its mails in the communication log, though not
//! the mails. Customer users ask for their first company. No classes of fields: an article is visible to the customer or not.
//! No types, services, SLA, dynamic fields, merge, split, links, watchers, drafts: each comes with its own issue.

pub mod commands;
pub mod events;
pub mod queries;
pub mod rights;
pub mod search;
pub mod thread;
pub mod why;

mod checks;
mod content;
mod delivery;
mod http;
mod live;
mod model;
mod number;
mod pictures;
mod store;

pub use content::{CONTENT, picture_mark};
pub use delivery::{Delivered, Held, Recipient};
pub use live::LIVE;
pub use model::{
    ATTACHMENTS, Article, ArticleId, Asker, Attachment, AttachmentId, Channel, Delivery, FollowUp, Html, Lock, MailLines, NewArticle,
    NewAttachment, PriorityId, Queue, QueueAddress, QueueId, Sender, State, StateId, StateType, TEXT, TITLE, Ticket, TicketId, tidy_title,
};
pub use number::{is_number, number};
pub use pictures::Pictures;
pub use rights::{Permitted, Refusal, Rw, Scope, Standing, decide, permit};

use ::store::{Migration, PlaneName};
use room::Room;

/// The word before a ticket's number in subjects, as OTRS has it.
pub const HOOK: &str = "Ticket#";

/// Schema steps of this room.
pub static MIGRATIONS: [Migration; 5] = [
    Migration::both("tickets", 1, PlaneName::Tenant, include_str!("../schema/0001_tickets.sql")),
    Migration::both("tickets", 2, PlaneName::Tenant, include_str!("../schema/0002_what_customers_see.sql")),
    Migration::both("tickets", 3, PlaneName::Tenant, include_str!("../schema/0003_lists.sql")),
    Migration::both("tickets", 4, PlaneName::Tenant, include_str!("../schema/0004_delivery.sql")),
    Migration::both("tickets", 5, PlaneName::Tenant, include_str!("../schema/0005_need_to_know.sql")),
];

/// The room.
pub static ROOM: Room = Room {
    operations: http::OPERATIONS,
    migrations: &MIGRATIONS,
    columns: include_str!("../columns.toml"),
    statements: &[store::words::STATEMENTS, store::tickets::STATEMENTS, store::articles::STATEMENTS, store::parties::STATEMENTS],
    rights: rights::RIGHTS,
    events: events::KINDS,
    checks: &[checks::PICTURES_BEHIND_WALLS, checks::LISTS_AGREE, checks::RESTRICTED_HAVE_MEMBERS, checks::QUEUES_HAVE_SOMEBODY],
    ..Room::bare("tickets", "Queues, tickets, articles, attachments, history, search")
};
