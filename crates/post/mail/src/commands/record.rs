//! Writes the receipt of a mail into the communication log.

use super::Letter;
use crate::events::Event;
use crate::jobs;
use crate::model::{Entry, LogId, Outcome, way_word};
use crate::step::{Step, Turned};
use crate::store::{First, log};
use kernel::{Fault, Id16};
use room::{Reason, Sender, TurnedAway};
use std::net::IpAddr;
use std::time::Duration;
use store::{Act, Job, Rows};
use tickets::{ArticleId, Refusal, Ticket, TicketId, queries};

/// What became of a mail, as far as the log tells it.
pub(super) struct Became<'a> {
    pub(super) outcome: Outcome,
    /// The ticket and the article, if there are any.
    pub(super) on: Option<(&'a Ticket, ArticleId)>,
    /// Of a copy: the first one.
    pub(super) first: Option<First>,
    pub(super) steps: Vec<Step>,
}

/// Writes the entry. What no ticket holds is kept here, and has an event of its own.
pub(super) fn record(act: &Act<'_>, arrived: &Letter, became: Became<'_>) -> Result<First, Fault> {
    let id = LogId(act.new_id());
    let article = became.on.map(|(_, article)| article).or_else(|| became.first.and_then(|first| first.article));
    let ticket = became.on.map(|(ticket, _)| ticket.id).or_else(|| became.first.and_then(|first| first.ticket));
    let number = match (&became.on, ticket) {
        (Some((ticket, _)), _) => Some(ticket.number.clone()),
        (None, Some(ticket)) => number_of(act, ticket)?,
        (None, None) => None,
    };
    // A copy of what went out did not come in before.
    let is_kept =
        matches!(became.outcome, Outcome::Quarantined | Outcome::Ignored) || (became.outcome == Outcome::Copy && became.first.is_none());
    if is_kept {
        act.keep(&arrived.raw)?;
    }
    prepare_to_forget(act)?;
    let entry = Entry {
        number,
        ticket,
        article,
        first: became.first.map(|first| first.log),
        raw: (is_kept || became.outcome.is_on_a_ticket()).then(|| arrived.raw.name()),
        outcome: became.outcome,
        steps: became.steps,
        ..entry(act, id, arrived)
    };
    log::add(act, &entry)?;
    if !entry.outcome.is_on_a_ticket() {
        Event::Logged { entry: &entry, content: Some(arrived.raw.digest()) }.record(act)?;
    }
    Ok(First { log: id, ticket, article })
}

/// Whoever writes the first entry leaves the job that forgets it.
pub(super) fn prepare_to_forget(act: &Act<'_>) -> Result<(), Fault> {
    if log::oldest(act)?.is_none() {
        act.enqueue(&Job { room: "mail", kind: jobs::FORGET, object: Id16([0; 16]), due_at: act.now() })?;
    }
    Ok(())
}

fn number_of(act: &Act<'_>, ticket: TicketId) -> Result<Option<String>, Fault> {
    match queries::for_room(act, ticket) {
        Ok(ticket) => Ok(Some(ticket.number)),
        Err(Refusal::NotFound | Refusal::Forbidden) => Ok(None),
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

/// Entries of one day about what gates turned away: a stranger's thousand guesses are as good as a million.
const TURNED_AWAY: u32 = 1_000;

/// Notes a mail that a gate turned away before it was whole.
///
/// # Errors
/// The store failed.
pub(crate) fn turned_away(act: &Act<'_>, turned: &TurnedAway, peer: Option<IpAddr>) -> Result<(), Fault> {
    let day = act.now().before(Duration::from_hours(24));
    if log::count_since(act, Outcome::Refused, day, TURNED_AWAY)? >= TURNED_AWAY {
        return Ok(());
    }
    prepare_to_forget(act)?;
    let envelope_from = match &turned.envelope_from {
        Sender::Nobody => None,
        Sender::Address(address) => Some(address.to_string()),
        Sender::Odd(text) => Some(short(text)),
    };
    let because = match turned.because {
        Reason::NoSuchRecipient => Turned::NoSuchRecipient,
        Reason::TooLarge => Turned::TooLarge,
        Reason::Unfit => Turned::Unfit,
        Reason::Busy => Turned::Busy,
        Reason::BrokenOff => Turned::BrokenOff,
    };
    let mut steps = vec![Step::TurnedAway { because }];
    steps.extend(turned.code.map(|code| Step::Refused { code }));
    let entry = Entry {
        way: way_word(turned.way).into(),
        peer: peer.map(|ip| ip.to_string()),
        tls: turned.tls.clone(),
        from: envelope_from.clone(),
        envelope_from,
        recipients: turned.recipients.iter().map(ToString::to_string).collect(),
        steps,
        ..Entry::bare(LogId(act.new_id()), act.now())
    };
    log::add(act, &entry)?;
    Event::Logged { entry: &entry, content: None }.record(act)
}

/// What the delivery and the mail itself say.
fn entry(act: &Act<'_>, id: LogId, arrived: &Letter) -> Entry {
    let (mail, trace) = (&arrived.mail, &arrived.trace);
    let envelope_from = arrived.envelope_from.as_ref().map(ToString::to_string).or_else(|| trace.odd_sender.clone());
    Entry {
        way: way_word(trace.way).into(),
        peer: trace.peer.map(|ip| ip.to_string()),
        helo: short(&trace.helo),
        tls: trace.tls.clone(),
        account: trace.fetched.as_ref().map(|fetched| fetched.account),
        place: trace.fetched.as_ref().map(|fetched| short(&fetched.place)),
        envelope_from: envelope_from.as_deref().map(short),
        recipients: arrived.recipients.iter().map(ToString::to_string).collect(),
        from: mail.from.as_ref().map(|from| short(&from.to_string())),
        subject: short(&mail.subject),
        message_id: mail.message_id.as_ref().map(|id| short(id.as_str())),
        size: i64::try_from(arrived.raw.size()).unwrap_or(i64::MAX),
        malformed: mail.malformed.clone(),
        ..Entry::bare(id, act.now())
    }
}

/// **Units**: characters of one field in the log.
const LONGEST: usize = 500;

/// One line of bounded length, without U+0000, which PostgreSQL's text does not hold.
pub(super) fn short(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST).collect()
}
