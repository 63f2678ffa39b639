//! Tries a filter over the mails that came last: what it would have done, on what is kept of them. Nothing is changed.

use crate::filter::{Filter, Set, Subject, judge};
use crate::model::{Entry, Outcome};
use crate::queries::{self, Unseen};
use crate::reading;
use crate::step::{Silence, Step};
use kernel::Fault;
use room::Context;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::View;
use wire::mime::Mail;

/// Mails that a trial looks at.
const MAILS: u32 = 1_000;
/// **Units**: bytes of originals that a trial reads; a desk of large mails is tried over fewer of them.
const BYTES: i64 = 128 * 1024 * 1024;
/// Mails read at once, and bytes of them, so that no read takes long and no memory is filled.
const MAILS_AT_ONCE: usize = 50;
/// **Units**: bytes.
const BYTES_AT_ONCE: i64 = 4 * 1024 * 1024;
/// What the patterns of one trial may take in all.
const TIME: Duration = Duration::from_secs(10);
/// Mails that a trial names.
const NAMED: usize = 100;

/// What a trial found.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    /// How many mails it looked at.
    pub(crate) looked: usize,
    /// For how many the filter's conditions hold.
    pub(crate) matched: usize,
    /// What of these would have become something else.
    pub(crate) changed: usize,
    /// It ended before the last of the mails: they are too large together, or the patterns take too long.
    pub(crate) stopped: bool,
    /// The newest for which it holds.
    pub(crate) hits: Vec<Hit>,
}

/// A mail for which the filter's conditions hold.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) entry: Entry,
    /// What would have been otherwise; nothing when it is as the filter would have it.
    pub(crate) would: Vec<Step>,
}

/// Tries a filter, as if it were the only one.
///
/// # Errors
/// Who asks is no administrator, or the store failed.
pub(crate) async fn try_filter(context: &Context, filter: Filter) -> Result<Trial, Unseen> {
    let filter = Arc::new(filter);
    let mut entries = context.read(|view| queries::latest(view, MAILS)).await?.into_iter().peekable();
    let (mut trial, mut left) = (Trial::default(), BYTES);
    let until = Instant::now() + TIME;
    while entries.peek().is_some() {
        let mut batch: Vec<Entry> = Vec::new();
        let mut bytes = 0;
        while let Some(entry) =
            entries.next_if(|entry| batch.is_empty() || (batch.len() < MAILS_AT_ONCE && bytes + entry.size <= BYTES_AT_ONCE))
        {
            bytes += entry.size;
            batch.push(entry);
        }
        if trial.stopped || bytes > left || Instant::now() >= until {
            trial.stopped = true;
            break;
        }
        left -= bytes;
        look(context, &filter, batch, until, &mut trial).await?;
    }
    Ok(trial)
}

/// Reads some mails and asks the filter about them, beside the threads that serve everybody.
async fn look(context: &Context, filter: &Arc<Filter>, batch: Vec<Entry>, until: Instant, trial: &mut Trial) -> Result<(), Unseen> {
    let read = move |view: &View<'_>| -> Result<Vec<(Entry, Vec<u8>)>, Fault> {
        let original = |entry: &Entry| Ok((entry.clone(), entry.raw.map_or_else(|| Ok(Vec::new()), |name| view.blob(name))?));
        batch.iter().map(original).collect()
    };
    let mails = context.read(read).await?;
    let filter = Arc::clone(filter);
    let work = move || {
        let (mut looked, mut hits) = (0, Vec::new());
        for (entry, raw) in mails {
            let Ok(hit) = ask(&filter, entry, &raw, until) else { return (looked, hits, true) };
            looked += 1;
            hits.extend(hit);
        }
        (looked, hits, false)
    };
    let (looked, hits, is_over) = reading::tried(work).await?;
    trial.looked += looked;
    trial.stopped |= is_over;
    trial.matched += hits.len();
    trial.changed += hits.iter().filter(|hit| !hit.would.is_empty()).count();
    let room = NAMED.saturating_sub(trial.hits.len());
    trial.hits.extend(hits.into_iter().take(room));
    Ok(())
}

/// Asks the filter about a mail; an error when the time is over.
fn ask(filter: &Filter, entry: Entry, raw: &[u8], until: Instant) -> Result<Option<Hit>, ()> {
    let mail = Mail::understand(raw);
    let subject = Subject {
        mail: &mail,
        envelope_from: entry.envelope_from.clone().unwrap_or_default(),
        recipients: entry.recipients.clone(),
        size: u64::try_from(raw.len()).unwrap_or(u64::MAX),
        way: entry.way.clone(),
        account: entry.account.map(|id| format!("{id:?}")),
    };
    let judgement = judge(std::slice::from_ref(filter), &subject, false, until);
    if judgement.steps.iter().any(|step| matches!(step, Step::FiltersTooSlow { .. })) {
        return Err(());
    }
    if !judgement.steps.iter().any(|step| matches!(step, Step::FilterMatched { .. })) {
        return Ok(None);
    }
    let would = match judgement.ignore {
        Some(_) if entry.outcome == Outcome::Ignored => Vec::new(),
        Some(by) => vec![Step::Ignored { by }],
        None => {
            let set = if entry.outcome == Outcome::Article { &judgement.set_follow_up } else { &judgement.set };
            otherwise(&entry, set, judgement.silent)
        }
    };
    Ok(Some(Hit { entry, would }))
}

/// What is set that is not in the log of the mail already.
fn otherwise(entry: &Entry, set: &Set, silent: bool) -> Vec<Step> {
    let is_so = |what: &str, to: &str| {
        entry.steps.iter().any(|step| match step {
            Step::QueueChosen { queue }
            | Step::QueueOfAccount { queue }
            | Step::QueueByAddress { queue, .. }
            | Step::QueueDefault { queue } => what == "queue" && queue == to,
            Step::Set { what: was, to: value } => was == what && value == to,
            _ => false,
        })
    };
    let set = set.each().filter(|(what, to)| !is_so(what, to)).map(|(what, to)| Step::Set { what: what.to_owned(), to: to.clone() });
    let was_answered = entry.steps.iter().any(|step| matches!(step, Step::Answered { .. }));
    let silenced = (silent && was_answered).then_some(Step::NotAnswered { because: Silence::Filter });
    set.chain(silenced).collect()
}
