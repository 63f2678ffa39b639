//! What the log tells of mails that go out: one entry for each, with what every try brought.

use super::record::{prepare_to_forget, short};
use crate::events::Event;
use crate::model::{Entry, LogId, Outcome};
use crate::step::Step;
use crate::store::log;
use kernel::OrFault;
use store::{Act, Rows};
use tickets::commands::{self as desk, TryEnd};
use tickets::{Article, ArticleId, Delivery, Refusal, Ticket, queries};

/// Steps of one mail that are kept, twice as many as it may have recipients. The oldest go.
const STEPS: usize = 600;

/// Notes how a try ended, at the article and in the log. **Units**: `size` in bytes.
///
/// # Errors
/// The article is gone, or the store failed.
pub(crate) fn tried(act: &Act<'_>, id: ArticleId, end: &TryEnd, size: usize) -> Result<(), Refusal> {
    if !desk::end_try(act, id, end)? {
        return Ok(());
    }
    let words = end.words.clone().unwrap_or_default();
    let tried = Step::Tried { number: end.number, words: short(&words) };
    let handed = end.recipients.iter().map(|one| {
        let (recipient, became) = (one.address.to_string(), one.state.as_str().to_owned());
        match &one.words {
            Some(words) => Step::HandedWithWords { recipient, became, words: short(words) },
            None => Step::Handed { recipient, became },
        }
    });
    note(act, id, std::iter::once(tried).chain(handed).collect(), size).map(drop)
}

/// Notes that a mail waits no more although no try ended: an agent took it back.
///
/// # Errors
/// As [`tried`].
pub(crate) fn over(act: &Act<'_>, id: ArticleId) -> Result<(), Refusal> {
    let (article, _) = queries::article(act, id)?;
    let Some(delivered) = article.delivery.as_ref().filter(|delivered| !delivered.waits()) else { return Ok(()) };
    let any = |state| article.recipients().iter().any(|recipient| recipient.state == state);
    let step = match () {
        () if any(Delivery::Cancelled) => Step::TakenBack,
        // A mail that somebody may have got is not called spared.
        () if any(Delivery::Failed) && delivered.maybe_taken => Step::TakenBackLate,
        () => return Ok(()),
    };
    if log::of_outgoing(act, id)?.is_none_or(|known| known.outcome == Outcome::Deferred) {
        let entry = note(act, id, vec![step], 0)?;
        Event::Logged { entry: &entry, content: None }.record(act)?;
    }
    Ok(())
}

fn note(act: &Act<'_>, id: ArticleId, steps: Vec<Step>, size: usize) -> Result<Entry, Refusal> {
    let (article, ticket) = queries::article(act, id)?;
    let delivered = article.delivery.as_ref().or_fault("a mail was sent that does not go out")?;
    let outcome = match delivered.state {
        Delivery::Queued | Delivery::Deferred => Outcome::Deferred,
        Delivery::Sent => Outcome::Sent,
        Delivery::Failed => Outcome::Failed,
        Delivery::Cancelled => Outcome::Cancelled,
    };
    let Some(mut known) = log::of_outgoing(act, id)? else {
        prepare_to_forget(act)?;
        let new = Entry { outcome, steps, tls: delivered.tls.clone(), ..entry(act, &article, &ticket, size) };
        log::add(act, &new)?;
        return Ok(new);
    };
    known.outcome = outcome;
    known.tls = delivered.tls.clone().or(known.tls);
    known.steps.extend(steps);
    let surplus = known.steps.len().saturating_sub(STEPS);
    known.steps.drain(..surplus);
    log::go_on(act, &known)?;
    Ok(known)
}

fn entry(act: &Act<'_>, article: &Article, ticket: &Ticket, size: usize) -> Entry {
    Entry {
        direction: "out".into(),
        way: "smtp".into(),
        recipients: article.everybody().iter().map(ToString::to_string).collect(),
        from: article.lines.from.as_deref().map(short),
        subject: short(&article.subject),
        message_id: article.lines.message_id.as_deref().map(short),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        number: Some(ticket.number.clone()),
        ticket: Some(ticket.id),
        article: Some(article.id),
        ..Entry::bare(LogId(act.new_id()), act.now())
    }
}
