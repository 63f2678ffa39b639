//! What the communication log holds. Pure.

use crate::step::Step;
use kernel::{Id16, Timestamp, id};
use room::Way;
use store::BlobName;
use tickets::{ArticleId, TicketId};

id!(LogId, "mlg", "An entry of the communication log: one mail that came, and what became of it.");

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A new ticket.
    Ticket,
    /// An article of a ticket that was there.
    Article,
    /// What became of a mail of ours; it stands at the article that it tells about.
    Report,
    /// It was here before.
    Copy,
    /// Kept here and nowhere else: it claims something that is not so.
    Quarantined,
    /// Kept here and nowhere else, because a filter says so.
    Ignored,
    /// Not taken: who sent it keeps it.
    Refused,
    /// It went out, to somebody at least.
    Sent,
    /// It goes out, and is tried again.
    Deferred,
    /// It went out to nobody.
    Failed,
    /// It was taken back before it went out.
    Cancelled,
}

impl Outcome {
    /// All of them.
    pub(crate) const ALL: [Self; 11] = [
        Self::Ticket,
        Self::Article,
        Self::Report,
        Self::Copy,
        Self::Quarantined,
        Self::Ignored,
        Self::Refused,
        Self::Sent,
        Self::Deferred,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The word in rows and on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Article => "article",
            Self::Report => "report",
            Self::Copy => "copy",
            Self::Quarantined => "quarantined",
            Self::Ignored => "ignored",
            Self::Refused => "refused",
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// Its number among the tokens of the index.
    pub(crate) const fn number(self) -> i64 {
        self as i64
    }

    /// Whether the log alone has the mail: there it stays longer.
    pub(crate) const fn is_here_alone(self) -> bool {
        matches!(self, Self::Quarantined | Self::Ignored | Self::Refused)
    }

    /// Whether a ticket holds the mail.
    pub(crate) const fn is_on_a_ticket(self) -> bool {
        matches!(self, Self::Ticket | Self::Article | Self::Report)
    }
}

/// Ways in the order of their words.
const WAYS: [(Way, &str); 5] = [(Way::Smtp, "smtp"), (Way::Lmtp, "lmtp"), (Way::Pipe, "pipe"), (Way::Imap, "imap"), (Way::Pop3, "pop3")];

/// The word for a way.
pub(crate) fn way_word(way: Way) -> &'static str {
    WAYS.iter().find(|(one, _)| *one == way).map_or("smtp", |(_, word)| word)
}

/// The way of a word.
pub(crate) fn way_of(word: &str) -> Way {
    WAYS.iter().find(|(_, one)| *one == word).map_or(Way::Smtp, |(way, _)| *way)
}

/// The number of a way among the tokens of the index.
pub(crate) fn way_number(word: &str) -> Option<i64> {
    WAYS.iter().position(|(_, one)| *one == word).and_then(|place| i64::try_from(place).ok())
}

/// One mail in the log.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: LogId,
    pub(crate) at: Timestamp,
    pub(crate) direction: String,
    pub(crate) way: String,
    pub(crate) peer: Option<String>,
    pub(crate) helo: String,
    pub(crate) tls: Option<String>,
    pub(crate) account: Option<Id16>,
    pub(crate) place: Option<String>,
    pub(crate) envelope_from: Option<String>,
    pub(crate) recipients: Vec<String>,
    pub(crate) from: Option<String>,
    pub(crate) subject: String,
    pub(crate) message_id: Option<String>,
    /// **Units**: bytes.
    pub(crate) size: i64,
    pub(crate) malformed: Option<String>,
    pub(crate) outcome: Outcome,
    pub(crate) number: Option<String>,
    pub(crate) ticket: Option<TicketId>,
    pub(crate) article: Option<ArticleId>,
    /// Of a copy: the entry of the mail that it is a copy of.
    pub(crate) first: Option<LogId>,
    pub(crate) raw: Option<BlobName>,
    pub(crate) steps: Vec<Step>,
}

impl Entry {
    /// A mail that arrived and was not taken, of which nothing is known.
    pub(crate) fn bare(id: LogId, at: Timestamp) -> Self {
        Self {
            id,
            at,
            direction: "in".into(),
            way: String::new(),
            peer: None,
            helo: String::new(),
            tls: None,
            account: None,
            place: None,
            envelope_from: None,
            recipients: Vec::new(),
            from: None,
            subject: String::new(),
            message_id: None,
            size: 0,
            malformed: None,
            outcome: Outcome::Refused,
            number: None,
            ticket: None,
            article: None,
            first: None,
            raw: None,
            steps: Vec::new(),
        }
    }
}

/// A number that administrators may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// How long the log keeps what a ticket holds, too. OTRS keeps its own for 744 hours
    /// (`CommunicationLog::PurgeAfterHours::AllCommunications`).
    LogDays,
    /// How long it keeps mails that no ticket holds: they are nowhere else.
    KeptDays,
}

impl Setting {
    /// **Units**: days.
    pub(crate) const BOUNDS: std::ops::RangeInclusive<i64> = 1..=3650;

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::LogDays => "log_days",
            Self::KeptDays => "kept_days",
        }
    }

    pub(crate) const fn default(self) -> i64 {
        match self {
            Self::LogDays => 31,
            Self::KeptDays => 93,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(Outcome::parse("lost"), None);
        assert_eq!(way_of("pop3"), Way::Pop3);
        assert_eq!((way_word(Way::Imap), way_number("imap"), way_number("fax")), ("imap", Some(3), None));
    }
}
