//! What tickets and articles are. Pure.

use crate::delivery::Delivered;
use kernel::{AgentId, CustomerUserId, EmailAddress, Timestamp, id};
use serde::{Deserialize, Serialize};
use store::BlobName;

id!(TicketId, "tkt", "A ticket.");
id!(ArticleId, "art", "An article: one message or note on a ticket.");
id!(AttachmentId, "att", "An attachment of an article.");

/// A queue, by OTRS's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueId(pub i64);

/// A state, by OTRS's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StateId(pub i64);

/// A priority, by OTRS's number: 1 is the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PriorityId(pub i64);

impl QueueId {
    /// Where mail lands when nothing else says so.
    pub const RAW: Self = Self(2);
}

impl StateId {
    /// New tickets.
    pub const NEW: Self = Self(1);
    /// Tickets that are worked on.
    pub const OPEN: Self = Self(4);
}

impl PriorityId {
    /// What a ticket has unless told.
    pub const NORMAL: Self = Self(3);
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident $what:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+ }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($word),+]))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in rows, in the API and in search.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// What a state means; OTRS's seven types.
    StateType "state type" {
        /// Nobody has looked at it.
        New = "new",
        /// It is worked on.
        Open = "open",
        /// Done.
        Closed = "closed",
        /// Waits for a date, then somebody looks.
        PendingReminder = "pending reminder",
        /// Waits for a date, then closes by itself.
        PendingAuto = "pending auto",
        /// Taken out.
        Removed = "removed",
        /// Merged into another ticket.
        Merged = "merged",
    }
}

impl StateType {
    /// Whether a ticket in such a state still wants something done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Open | Self::PendingReminder | Self::PendingAuto)
    }

    /// Whether such a state needs a date.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::PendingReminder | Self::PendingAuto)
    }
}

words! {
    /// Whether somebody holds a ticket.
    Lock "lock" {
        /// Free.
        Unlock = "unlock",
        /// Held by its owner.
        Lock = "lock",
        /// Held for a moment.
        TmpLock = "tmp_lock",
    }
}

words! {
    /// How an article travels.
    Channel "channel" {
        /// By mail.
        Email = "email",
        /// A call that somebody wrote down.
        Phone = "phone",
        /// A note; stays in the house.
        Internal = "internal",
        /// Written on our own pages.
        Web = "web",
    }
}

words! {
    /// On whose side an article was written.
    Sender "sender type" {
        /// By staff.
        Agent = "agent",
        /// By who asks.
        Customer = "customer",
        /// By the desk itself.
        System = "system",
    }
}

words! {
    /// How far an outgoing mail has come.
    Delivery "delivery" {
        /// Waits to be sent.
        Queued = "queued",
        /// Taken by the next server.
        Sent = "sent",
        /// Refused this time; tried again.
        Deferred = "deferred",
        /// Refused for good, or tried too long.
        Failed = "failed",
        /// Taken back before anybody had it.
        Cancelled = "cancelled",
    }
}

words! {
    /// Why one should look twice before opening an attachment.
    Warning "warning" {
        /// Its name says something else than its content.
        Disguised = "disguised",
        /// Opened, it runs on the reader's machine.
        Runs = "runs",
    }
}

words! {
    /// What a mail to a closed ticket does; a property of its queue.
    FollowUp "follow-up option" {
        /// Opens it again.
        Possible = "possible",
        /// Is refused with an answer.
        Reject = "reject",
        /// Becomes a new ticket.
        NewTicket = "new ticket",
    }
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its number.
    pub id: QueueId,
    /// Its name; `::` parts the levels.
    pub name: String,
    /// The group whose rights hold here.
    pub group: people::GroupId,
    /// What mail to closed tickets does.
    pub follow_up: FollowUp,
    /// Colleagues of whoever asked see nothing of what lies here.
    pub confidential: bool,
    /// Where its mail comes in and goes out.
    pub address: Option<QueueAddress>,
}

/// The address of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueAddress {
    /// The address.
    pub email: EmailAddress,
    /// The name that recipients see.
    pub name: String,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Its number.
    pub id: StateId,
    /// Its name.
    pub name: String,
    /// What it means.
    pub kind: StateType,
}

/// A ticket as its row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its number, for people.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Where it lies.
    pub queue: QueueId,
    /// The queue's name.
    pub queue_name: String,
    /// The queue's group.
    pub group: people::GroupId,
    /// Its state.
    pub state: StateId,
    /// The state's name.
    pub state_name: String,
    /// What the state means.
    pub state_type: StateType,
    /// Its priority.
    pub priority: PriorityId,
    /// The priority's name.
    pub priority_name: String,
    /// Whether somebody holds it.
    pub lock: Lock,
    /// Whose it is.
    pub owner: Option<AgentId>,
    /// Who answers for it.
    pub responsible: Option<AgentId>,
    /// For whom.
    pub asker: Asker,
    /// When a pending state ends.
    pub pending_until: Option<Timestamp>,
    /// When it came.
    pub created_at: Timestamp,
    /// When something last happened.
    pub changed_at: Timestamp,
    /// When something last changed that the customer user sees.
    pub customer_changed_at: Timestamp,
    /// Counts up with every change.
    pub version: i64,
    /// How many articles it has.
    pub articles: i64,
    /// How many attachments they have, pictures within their HTML not counted.
    pub attachments: i64,
    /// Only its members see it.
    pub restricted: bool,
    /// It lies in a queue of which the asker's company learns nothing.
    pub confidential: bool,
}

/// For whom a ticket is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asker {
    /// The customer user, when the desk knows them.
    pub user: Option<CustomerUserId>,
    /// Their company (OTRS's CustomerID).
    pub customer: Option<String>,
    /// Their address.
    pub email: Option<EmailAddress>,
    /// Their name as it was when they wrote.
    pub name: Option<String>,
}

/// Bytes that came with an article, safe already.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// Its name for people.
    pub name: String,
    /// Its type by its first bytes.
    pub media_type: String,
    /// Its Content-ID, when the mail's HTML may show it.
    pub content_id: Option<String>,
    /// The bytes.
    pub stored: store::Stored,
}

/// The lines of a mail that an article keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailLines {
    /// `From`.
    pub from: Option<String>,
    /// `To`, one entry a mailbox.
    pub to: Vec<String>,
    /// `Cc`, one entry a mailbox.
    pub cc: Vec<String>,
    /// Blind copies, one entry a mailbox: in the envelope alone, and shown to agents alone.
    pub bcc: Vec<String>,
    /// Without brackets.
    pub message_id: Option<String>,
    /// The message that it answers.
    pub in_reply_to: Option<String>,
    /// The mail of ours that this one sends again.
    pub resends: Option<ArticleId>,
}

/// An article about to be written.
#[derive(Clone, Debug)]
pub struct NewArticle {
    /// How it travels.
    pub channel: Channel,
    /// On whose side.
    pub sender: Sender,
    /// Whether the customer sees it.
    pub visible: bool,
    /// The name to show.
    pub author_name: String,
    /// Its subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Sanitised HTML.
    pub html: Option<Html>,
    /// The lines of the mail.
    pub lines: MailLines,
    /// What came with it.
    pub attachments: Vec<NewAttachment>,
    /// The original, byte for byte.
    pub raw: Option<store::Stored>,
    /// What was wrong with the original.
    pub malformed: Option<String>,
}

/// HTML that was sanitised, with the heights at which a frame shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html {
    /// The sanitised markup; pictures of the mail as `https://part.invalid/CONTENT-ID`.
    pub markup: String,
    /// Heights in pixels at 320, 480, 640 and 960 pixels of width.
    pub heights: [(u32, u32); 4],
}

/// An article as its row says.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Its place on the ticket, from 1.
    pub number: i64,
    /// How it travelled.
    pub channel: Channel,
    /// On whose side.
    pub sender: Sender,
    /// Whether the customer sees it.
    pub visible: bool,
    /// The agent or customer user who wrote it.
    pub author: Option<kernel::Id16>,
    /// The name to show.
    pub author_name: String,
    /// When.
    pub at: Timestamp,
    /// Its subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Sanitised HTML.
    pub html: Option<Html>,
    /// The lines of the mail.
    pub lines: MailLines,
    /// The original.
    pub raw: Option<BlobName>,
    /// What was wrong with the original.
    pub malformed: Option<String>,
    /// How far it has come, when it goes out.
    pub delivery: Option<Delivered>,
}

/// An attachment as its row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Its article.
    pub article: ArticleId,
    /// Its name.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// **Units**: bytes.
    pub size: i64,
    /// Its Content-ID.
    pub content_id: Option<String>,
    /// The bytes.
    pub bytes: BlobName,
}

impl Attachment {
    /// What its name pretends, against what it is.
    pub fn warning(&self) -> Option<Warning> {
        wire::mime::Warning::of(&self.name, &self.media_type).map(|warning| match warning {
            wire::mime::Warning::Disguised => Warning::Disguised,
            wire::mime::Warning::Runs => Warning::Runs,
        })
    }
}

/// Longest title. **Units**: characters.
pub const TITLE: usize = 255;
/// Longest plain text of an article written here. **Units**: bytes.
pub const TEXT: usize = 1024 * 1024;
/// Most attachments of one article.
pub const ATTACHMENTS: usize = 100;

/// A title as it is kept: one line, no control characters, at most [`TITLE`] characters.
pub fn tidy_title(text: &str) -> String {
    let flat: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    flat.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(TITLE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_otrs_words() {
        assert_eq!(StateType::parse("pending auto"), Some(StateType::PendingAuto));
        assert_eq!(Lock::TmpLock.as_str(), "tmp_lock");
        assert_eq!(Channel::parse("fax"), None);
        assert!(StateType::PendingReminder.is_open() && !StateType::Merged.is_open());
    }

    #[test]
    fn titles_are_one_line() {
        assert_eq!(tidy_title("  a\r\nb\u{7}\tc "), "a b c");
        assert_eq!(tidy_title(&"ü".repeat(300)).chars().count(), TITLE);
    }
}
