//! How far an outgoing mail comes: tries begin and end, agents cancel and hasten. Tries are the sending room's.
//!
//! One try holds a mail at a time, for [`HOLD`] at most. It says so durably before the mail itself is handed over; until then a
//! mail can be cancelled, and a try that was cancelled or overtaken finds out and hands nothing over.

use crate::delivery::{self, Delivered, LATE, Recipient};
use crate::events::Event;
use crate::model::{Article, ArticleId, Delivery};
use crate::rights::{self, Permitted, Refusal, Rw};
use crate::store::{self, articles as rows, tickets, words as seen};
use ::store::{Act, Job, Rows, Stored, params};
use kernel::{EmailAddress, Fault, OrFault, Timestamp};
use std::time::Duration;

/// A try holds its mail this long at most: longer than any conversation with a server, shorter than a job may run.
pub const HOLD: Duration = Duration::from_mins(8);

/// What a worker that wants to send a mail finds.
#[derive(Debug)]
pub enum Turn {
    /// It holds the mail now.
    Begun(Box<Try>),
    /// Another try holds it until then, or it is not due before.
    Wait(Timestamp),
    /// Nothing is left to send.
    Over,
}

/// A try that has begun.
#[derive(Debug)]
pub struct Try {
    /// Its number, from 1.
    pub number: i64,
    /// The mail.
    pub article: Article,
    /// Who shall have it: all, or those who were put off before.
    pub recipients: Vec<Recipient>,
}

/// How a try ended.
#[derive(Clone, Debug)]
pub struct TryEnd {
    /// Which.
    pub number: i64,
    /// What became of the recipients that it had.
    pub recipients: Vec<Recipient>,
    /// The peer's words.
    pub words: Option<String>,
    /// The TLS version of the connection.
    pub tls: Option<String>,
    /// When it is tried again, if somebody was put off.
    pub next: Option<Timestamp>,
    /// The connection broke when the server had the whole mail and had not answered.
    pub maybe_taken: bool,
}

/// Why a mail was neither cancelled nor hastened.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// Not there, or not permitted.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It does not wait: it is no outgoing mail, or its fate is settled.
    #[error("the mail does not wait to be sent")]
    Settled,
    /// It is being sent at this moment.
    #[error("the mail is being sent now")]
    Busy,
}

impl From<Fault> for DeliveryError {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl From<DeliveryError> for web::Problem {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Refused(refusal) => refusal.into(),
            DeliveryError::Settled => Self::new(&web::problem::CONFLICT).with_detail("the mail does not wait to be sent"),
            DeliveryError::Busy => Self::new(&web::problem::CONFLICT).with_detail("the mail is being sent now"),
        }
    }
}

/// Begins a try, unless another holds the mail.
///
/// # Errors
/// The article is gone, the actor may not change its ticket, or the store failed.
pub fn begin_try(act: &Act<'_>, id: ArticleId) -> Result<Turn, Refusal> {
    let (article, _) = article_to_change(act, id)?;
    let Some(delivered) = article.delivery.as_ref().filter(|delivered| delivered.waits()) else { return Ok(Turn::Over) };
    if let Some(held) = delivered.held.filter(|held| held.until > act.now()) {
        return Ok(Turn::Wait(held.until));
    }
    if let Some(next) = delivered.next.filter(|next| *next > act.now()) {
        return Ok(Turn::Wait(next));
    }
    let number = delivered.tries + 1;
    act.bookkeeping(&rows::BEGIN_TRY, params![id.0, act.now().after(HOLD)])?;
    let waits = |recipient: &Recipient| matches!(recipient.state, Delivery::Queued | Delivery::Deferred);
    let recipients = article.recipients().into_iter().filter(waits).collect();
    Ok(Turn::Begun(Box::new(Try { number, article, recipients })))
}

/// Notes that the mail itself is handed over next; not for a try that was overtaken, nor of a mail that was cancelled.
///
/// # Errors
/// As [`begin_try`].
pub fn hand_over(act: &Act<'_>, id: ArticleId, number: i64) -> Result<bool, Refusal> {
    let (article, _) = article_to_change(act, id)?;
    let mine =
        |delivered: &Delivered| delivered.waits() && delivered.tries == number && delivered.held.is_some_and(|held| held.until > act.now());
    if !article.delivery.as_ref().is_some_and(mine) {
        return Ok(false);
    }
    act.bookkeeping(&rows::HAND_OVER, params![id.0, act.now().after(HOLD)])?;
    Ok(true)
}

/// Notes how a try ended. What an overtaken try says of recipients who have the mail counts, too. `false`: it said nothing new.
///
/// # Errors
/// As [`begin_try`].
pub fn end_try(act: &Act<'_>, id: ArticleId, end: &TryEnd) -> Result<bool, Refusal> {
    let (article, on) = article_to_change(act, id)?;
    let before = article.delivery.as_ref().or_fault("a mail was sent that does not go out")?;
    let known = article.recipients();
    let recipients = if known.is_empty() { end.recipients.clone() } else { delivery::joined(known.clone(), &end.recipients) };
    let mine = before.tries == end.number;
    if !mine && recipients == known {
        return Ok(false);
    }
    let state = delivery::overall(&recipients);
    let now = act.now();
    let after = Delivered {
        state,
        at: now,
        words: end.words.clone(),
        tls: end.tls.clone(),
        next: end.next.filter(|_| state == Delivery::Deferred),
        held: before.held.filter(|_| !mine),
        maybe_taken: before.maybe_taken || end.maybe_taken,
        tries: before.tries,
        recipients,
    };
    let failed = |all: &[Recipient]| all.iter().filter(|one| one.state == Delivery::Failed).count();
    let fails = state == Delivery::Failed || failed(&after.recipients) > failed(&known);
    let is_late = after.is_late(article.at, now) && before.at.since(article.at) < LATE;
    note(act, &article, &on, &after)?;
    if is_late {
        Event::DeliveryLate { article: id }.record(act, on.ticket().id)?;
    }
    if is_late || fails {
        // Whoever believed the customer has it shall look again.
        act.bookkeeping(&seen::AGAIN_UNSEEN, params![on.ticket().id.0, article.number - 1])?;
    }
    Ok(true)
}

/// Takes a mail back. Who has it already keeps it; if nobody can know whether the next server has it, it counts as failed.
///
/// # Errors
/// [`DeliveryError`].
pub fn cancel(act: &Act<'_>, id: ArticleId) -> Result<(), DeliveryError> {
    let (article, on) = article_to_change(act, id)?;
    if article.delivery.as_ref().is_some_and(|delivered| delivered.state == Delivery::Cancelled) {
        return Ok(());
    }
    let before = article.delivery.as_ref().filter(|delivered| delivered.waits()).ok_or(DeliveryError::Settled)?;
    if !before.can_be_cancelled(act.now()) {
        return Err(DeliveryError::Busy);
    }
    let unsure = before.maybe_taken || before.held.is_some_and(|held| held.hands_over);
    let fate = if unsure { Delivery::Failed } else { Delivery::Cancelled };
    let mut recipients = article.recipients();
    for recipient in &mut recipients {
        if matches!(recipient.state, Delivery::Queued | Delivery::Deferred) {
            recipient.state = fate;
        }
    }
    let state = if recipients.is_empty() { fate } else { delivery::overall(&recipients) };
    let after = Delivered { state, at: act.now(), recipients, next: None, held: None, maybe_taken: unsure, ..before.clone() };
    // Its job finds nothing left to do, and need not wait for its time.
    act.hasten(&job(id, act.now()))?;
    Ok(note(act, &article, &on, &after)?)
}

const fn job(id: ArticleId, due_at: Timestamp) -> Job {
    Job { room: "mail", kind: "send", object: id.0, due_at }
}

/// Tries a mail again now, if that is not done already.
///
/// # Errors
/// [`DeliveryError`].
pub fn hasten(act: &Act<'_>, id: ArticleId) -> Result<(), DeliveryError> {
    let (article, on) = article_to_change(act, id)?;
    let before = article.delivery.as_ref().filter(|delivered| delivered.waits()).ok_or(DeliveryError::Settled)?;
    if !before.can_be_hastened(act.now()) {
        // It is on its way, or being tried at this moment.
        return Ok(());
    }
    let job = job(id, act.now());
    if !act.hasten(&job)? {
        // The worker of the last try still has the job in hand. A second one finds the mail held, or its fate known.
        act.enqueue(&job)?;
    }
    let after = Delivered { state: Delivery::Queued, at: act.now(), recipients: article.recipients(), next: None, ..before.clone() };
    Ok(note(act, &article, &on, &after)?)
}

/// Notes a delivery state with the peer's words, for all recipients. The same state with the same words is no news.
///
/// # Errors
/// As [`begin_try`].
pub fn deliver(act: &Act<'_>, id: ArticleId, to: Delivery, words: Option<&str>, tls: Option<&str>) -> Result<(), Refusal> {
    let (article, on) = article_to_change(act, id)?;
    let before = article.delivery.as_ref().or_fault("a mail is noted that does not go out")?;
    if before.state == to && before.words.as_deref() == words {
        return Ok(());
    }
    let recipients = article.everybody().into_iter().map(|address| Recipient { address, state: to, words: None }).collect();
    let (words, tls) = (words.map(str::to_owned), tls.map(str::to_owned));
    let after =
        Delivered { state: to, at: act.now(), words, tls, recipients, next: None, held: None, maybe_taken: false, tries: before.tries };
    note(act, &article, &on, &after)
}

/// Notes what a mail system on the way reports about one recipient: that it failed or arrived, or words alone.
///
/// It counts for whom the mail has left us: to others we try ourselves, and our own state counts. A mail that is late elsewhere does not wait
/// here, and nobody sends it again for that.
///
/// # Errors
/// As [`begin_try`].
pub fn report(act: &Act<'_>, id: ArticleId, recipient: &EmailAddress, became: Option<Delivery>, words: &str) -> Result<(), Refusal> {
    let (article, on) = article_to_change(act, id)?;
    let Some(before) = article.delivery.as_ref() else { return Ok(()) };
    let mut recipients = article.recipients();
    let Some(told) = recipients.iter_mut().find(|one| one.address == *recipient && one.state == Delivery::Sent) else { return Ok(()) };
    told.state = became.unwrap_or(told.state);
    told.words = Some(words.to_owned());
    let after = Delivered {
        state: delivery::overall(&recipients),
        at: act.now(),
        words: Some(format!("{recipient}: {words}")),
        recipients,
        ..before.clone()
    };
    note(act, &article, &on, &after)?;
    if became == Some(Delivery::Failed) {
        // Whoever believed the customer has it shall look again.
        act.bookkeeping(&seen::AGAIN_UNSEEN, params![on.ticket().id.0, article.number - 1])?;
    }
    Ok(())
}

fn note(act: &Act<'_>, article: &Article, on: &Permitted<Rw>, after: &Delivered) -> Result<(), Refusal> {
    let line = params![
        article.id.0,
        after.state.as_str(),
        after.at,
        after.words.clone(),
        after.tls.clone(),
        delivery::write_recipients(&after.recipients),
        after.next,
        after.held.map(|held| held.until),
        after.held.is_some_and(|held| held.hands_over),
        after.maybe_taken,
    ];
    act.write(&rows::SET_DELIVERY, line)?;
    act.write(&tickets::TOUCH, params![on.ticket().id.0, act.now()])?;
    Event::DeliveryChanged { article: article.id, to: after.state, words: after.words.as_deref() }.record(act, on.ticket().id)?;
    Ok(())
}

/// Keeps the bytes of a mail as they will be sent, before the first try: every try sends the same.
///
/// # Errors
/// As [`begin_try`].
pub fn keep_original(act: &Act<'_>, id: ArticleId, raw: &Stored, from: &str) -> Result<(), Refusal> {
    let (_, on) = article_to_change(act, id)?;
    let name = act.keep(raw)?;
    act.write(&rows::SET_RAW, params![id.0, name.to_bytes(), from])?;
    Event::DeliveryChanged { article: id, to: Delivery::Queued, words: None }.record(act, on.ticket().id)?;
    Ok(())
}

fn article_to_change(act: &Act<'_>, id: ArticleId) -> Result<(Article, Permitted<Rw>), Refusal> {
    let article = store::article(act, id)?.ok_or(Refusal::NotFound)?;
    let on = rights::permit(act, article.ticket)?;
    Ok((article, on))
}
