//! Decisions about a mail, one after the other, as values. Readers make words of them in their language.
//!
//! A kind that has its place in somebody's log never gets another meaning; a new decision is a new kind.

mod texts;
mod words;

pub(crate) use words::words;

use serde::{Deserialize, Serialize};

/// One decision, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(crate) enum Step {
    /// Message-ID, sender, text and files are those of a mail that is here.
    SameMail,
    /// The sender is a customer user.
    KnownSender {
        /// Their login.
        login: String,
    },
    /// Nobody whom the desk knows has the sender's address.
    UnknownSender,
    /// No address could be read from From.
    NoSender,
    /// It answers a mail of ours: the signed Message-ID verified.
    Token {
        /// The ticket's number.
        number: String,
    },
    /// It answers a mail that arrived here, and its sender takes part in that ticket.
    Message {
        /// The ticket's number.
        number: String,
    },
    /// Its subject names a ticket in which its sender takes part.
    Number {
        /// The ticket's number.
        number: String,
    },
    /// It answers a mail of a ticket in which its sender takes no part.
    MessageOfOthers {
        /// The ticket's number.
        number: String,
    },
    /// Its subject names a ticket in which its sender takes no part.
    NumberOfOthers {
        /// The ticket's number.
        number: String,
    },
    /// Its subject names a number that no ticket has.
    NumberUnknown {
        /// The number.
        number: String,
    },
    /// It says it is from an address of the desk itself, which takes part in nothing.
    OwnAddress,
    /// It names no ticket at all.
    NoThread,
    /// The ticket takes nothing more: it was removed or merged.
    TicketGone {
        /// The ticket's number.
        number: String,
        /// Its state.
        state: String,
    },
    /// The ticket was closed or waited, and is open again.
    Reopened {
        /// The ticket's number.
        number: String,
    },
    /// The ticket stays as it is: a program wrote.
    NotReopened {
        /// The ticket's number.
        number: String,
    },
    /// The ticket is closed, and its queue makes new tickets of what comes then.
    ClosedNewTicket {
        /// The closed ticket's number.
        number: String,
        /// Its queue.
        queue: String,
    },
    /// The ticket is closed, and its queue refuses what comes then; the sender was told.
    ClosedRejected {
        /// The closed ticket's number.
        number: String,
        /// Its queue.
        queue: String,
    },
    /// The ticket is closed and its queue refuses what comes then, but the sender cannot be told: hence a new ticket.
    ClosedNotTold {
        /// The closed ticket's number.
        number: String,
        /// Why the sender cannot be told.
        because: Silence,
    },
    /// All mail of the account goes to this queue.
    QueueOfAccount {
        /// The queue.
        queue: String,
    },
    /// A filter or a trusted field says so.
    QueueChosen {
        /// The queue.
        queue: String,
    },
    /// The queue has the address that it was sent to.
    QueueByAddress {
        /// The queue.
        queue: String,
        /// The address.
        address: String,
    },
    /// No queue has an address that it was sent to.
    QueueDefault {
        /// The queue.
        queue: String,
    },
    /// The automatic answer was queued.
    Answered {
        /// To whom.
        to: String,
    },
    /// There is no automatic answer.
    NotAnswered {
        /// Why.
        because: Silence,
    },
    /// The sender's mail system asked to hear that it arrived, and was told.
    NoticeSent {
        /// To whom.
        to: String,
    },
    /// The sender's mail system asked to hear that it arrived, and was not told.
    NoticeNotSent {
        /// Why.
        because: Silence,
    },
    /// It went through so many mail systems that it goes in a circle (RFC 5321 §6.3).
    TooManyHops {
        /// How many.
        hops: u32,
    },
    /// It is a mail of ours that came back, over a list or a copy to ourselves.
    OwnMail {
        /// The ticket's number.
        number: String,
    },
    /// An agent wrote it from one queue to another.
    FromQueue {
        /// The number of the ticket in which it was written.
        number: String,
    },
    /// It reports what became of a mail of ours.
    Report {
        /// The number of that mail's ticket.
        number: String,
    },
    /// What it reports for one recipient.
    Reported {
        /// The recipient.
        recipient: String,
        /// What became of the mail: `failed`, `delayed`, `delivered`, `relayed`, `expanded`, `displayed`, `deleted`.
        became: String,
    },
    /// It says it is a report, and names no mail of ours.
    ReportOfNothing,
    /// It reports on a mail that never went out.
    ReportOfUnsent {
        /// The number of that mail's ticket.
        number: String,
    },
    /// It reports on a mail of ours, and on nobody to whom it went.
    ReportOfOthers {
        /// The number of that mail's ticket.
        number: String,
    },
    /// It reports on a mail of ours and an address behind one of its recipients: it stands at the mail and marks nobody.
    ReportBehind {
        /// The number of that mail's ticket.
        number: String,
    },
    /// So many reports on one mail stand at it already.
    ReportsEnough {
        /// The number of that mail's ticket.
        number: String,
    },
    /// It was kept in the log alone, and somebody made it a mail like others.
    Released,
    /// The conditions of a postmaster filter hold.
    FilterMatched {
        /// The filter.
        filter: String,
    },
    /// No filter after this one was asked.
    FilterStops {
        /// The filter.
        filter: String,
    },
    /// Filters took all the time that a mail has: neither this one nor those after it were asked.
    FiltersTooSlow {
        /// The filter.
        filter: String,
    },
    /// It makes and joins no ticket.
    Ignored {
        /// The filter or the field that says so.
        by: String,
    },
    /// The ticket got a property.
    Set {
        /// Which.
        what: String,
        /// What it is now.
        to: String,
    },
    /// The ticket did not get a property: there is no such thing, or the ticket cannot have it.
    Unfit {
        /// Which.
        what: String,
        /// What it should have been.
        to: String,
    },
    /// The mail says something of its ticket, and its mailbox is not trusted: it was passed over.
    HeaderNotTrusted {
        /// The field.
        field: String,
    },
    /// The mail says something of its ticket, and its mailbox is trusted.
    HeaderObeyed {
        /// The field.
        field: String,
    },
    /// The mail says something of its ticket that has no meaning here.
    HeaderUnknown {
        /// The field.
        field: String,
    },
    /// A try to send it ended.
    Tried {
        /// Which, from 1.
        number: i64,
        /// The next server's words, or what was wrong.
        words: String,
    },
    /// What a try brought for one recipient.
    Handed {
        /// The recipient.
        recipient: String,
        /// What became of the mail: `sent`, `deferred`, `failed`.
        became: String,
    },
    /// What a try brought for one recipient, of whom the next server said something of their own.
    HandedWithWords {
        /// The recipient.
        recipient: String,
        /// What became of the mail: `sent`, `deferred`, `failed`.
        became: String,
        /// The server's words.
        words: String,
    },
    /// An agent took it back.
    TakenBack,
    /// An agent took it back when nobody could know any more who has it.
    TakenBackLate,
    /// A gate turned it away before it was whole.
    TurnedAway {
        /// Why.
        because: Turned,
    },
    /// It was not taken.
    Refused {
        /// The code that the sender heard.
        code: u16,
    },
}

impl Step {
    /// The number of the ticket that it speaks of.
    pub(crate) fn number(&self) -> Option<&str> {
        match self {
            Self::Token { number }
            | Self::Message { number }
            | Self::Number { number }
            | Self::MessageOfOthers { number }
            | Self::NumberOfOthers { number }
            | Self::NumberUnknown { number }
            | Self::TicketGone { number, .. }
            | Self::Reopened { number }
            | Self::NotReopened { number }
            | Self::ClosedNewTicket { number, .. }
            | Self::ClosedRejected { number, .. }
            | Self::ClosedNotTold { number, .. }
            | Self::OwnMail { number }
            | Self::FromQueue { number }
            | Self::Report { number }
            | Self::ReportOfUnsent { number }
            | Self::ReportOfOthers { number }
            | Self::ReportBehind { number }
            | Self::ReportsEnough { number } => Some(number),
            _ => None,
        }
    }
}

/// Why a gate turned a mail away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Turned {
    /// The desk has no such address.
    NoSuchRecipient,
    /// It is too large.
    TooLarge,
    /// It has lines or octets that may not travel.
    Unfit,
    /// There was no room for it.
    Busy,
    /// The connection ended in its midst.
    BrokenOff,
}

/// Why nothing is answered automatically.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Silence {
    /// Neither the queue nor the default queue has an address.
    QueueWithoutAddress,
    /// The envelope has no sender (RFC 5321 §4.5.5).
    NullSender,
    /// `Auto-Submitted` (RFC 3834).
    AutoSubmitted,
    /// `Precedence: bulk`, `junk` or `list`.
    Precedence,
    /// It came over a mailing list (RFC 2919, RFC 2369).
    List,
    /// It is a report of a mail system.
    Report,
    /// `X-Auto-Response-Suppress`.
    Suppressed,
    /// `X-OTRS-Loop` or `X-Loop`.
    OtrsLoop,
    /// An automatic mail of a desk like this one.
    OwnLoop,
    /// The address is that of a program.
    RoleAddress,
    /// The address is the desk's own.
    OurOwn,
    /// From and the envelope's sender differ.
    SenderDiffers,
    /// A filter says so.
    Filter,
    /// So many answers went to the address today.
    DayLimit,
    /// So many answers went out in this hour.
    HourLimit,
}
