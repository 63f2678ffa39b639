//! Sends what the desk has queued: a job for each mail.
//!
//! A try takes the mail ([`commands::begin_try`]), speaks with the next server, and says durably that it hands the mail over before it
//! does ([`commands::hand_over`]): until then the mail can be cancelled, and no other worker hands it over as well. Who was refused for
//! good is told on the article; only who was put off is tried again. What cannot be known, because the connection or this
//! machine broke between the whole mail and the server's answer, is sent again with the same bytes and the same Message-ID, by
//! which receivers know the copy (RFC 5321 §4.5.5 prefers two to none).

use crate::commands::outgoing;
use crate::letter::{original, settled};
use futures_util::FutureExt;
use kernel::{Fault, Timestamp};
use net::{Egress, Envelope, SendError, Sent, Submission};
use room::{JobContext, JobKind};
use std::time::Duration;
use store::{Claimed, JobEnd};
use tickets::commands::{self, Try, TryEnd, Turn};
use tickets::{ArticleId, Delivery, Recipient, Sender};
use tokio::sync::Semaphore;
use wire::mime::Mailbox;

/// How mails leave this node. A service of the house.
#[derive(Debug)]
pub struct Outbound {
    egress: Egress,
    /// The next server; `None` when none is configured: then mails wait and say so.
    smarthost: Option<Submission>,
    /// Conversations with it at once, of the whole node: a server that answers nobody must not hold all jobs up.
    lines: Semaphore,
}

/// Conversations at once; a worker has more places for jobs than that.
const LINES: usize = 20;
/// Who finds no line free comes back in so much time.
const NO_LINE: Duration = Duration::from_secs(5);

impl Outbound {
    /// With the way out and the next server.
    pub fn new(egress: Egress, smarthost: Option<Submission>) -> Self {
        Self { egress, smarthost, lines: Semaphore::new(LINES) }
    }
}

impl Outbound {
    /// Sends a mail that belongs to no ticket; `false`: not now.
    pub(crate) async fn send_alone(&self, envelope: &Envelope, raw: &[u8]) -> Result<bool, Fault> {
        let (Some(smarthost), Ok(_line)) = (&self.smarthost, self.lines.try_acquire()) else { return Ok(false) };
        match smarthost.send(&self.egress, envelope, raw).await {
            Ok(_) => Ok(true),
            Err(SendError::Fault(fault)) => Err(fault),
            Err(error) => {
                tracing::warn!(why = %error, "a letter was not taken by the next server");
                Ok(false)
            }
        }
    }
}

/// The job.
pub(crate) const SEND: JobKind = JobKind { name: "send", run: |context, job| run(context, job).boxed() };

/// A mail is tried this long (RFC 5321 §4.5.4.1).
const PATIENCE: Duration = Duration::from_hours(5 * 24);
/// While no server is configured, it is looked again this often.
const NO_SERVER: Duration = Duration::from_mins(30);

async fn run(context: JobContext, job: Claimed) -> Result<JobEnd, Fault> {
    let outbound = context.house.service::<Outbound>()?;
    let Ok(_line) = outbound.lines.try_acquire() else {
        return Ok(JobEnd::Again(context.house.ambient.now().after(NO_LINE)));
    };
    let id = ArticleId(job.object);
    let begin = move |act: &store::Act<'_>| commands::begin_try(act, id);
    let begun = match settled(context.door.act(context.by.clone(), context.house.ambient.moment(), begin).await)? {
        // Gone, or its fate is known: nothing is left to send.
        None => return Ok(JobEnd::Settled),
        Some(Turn::Over) => return over(&context, id).await,
        Some(Turn::Wait(until)) => return Ok(JobEnd::Again(until)),
        Some(Turn::Begun(begun)) => begun,
    };
    let mut size = 0;
    let told = match original(&context, id).await {
        Ok(None) => return Ok(JobEnd::Settled),
        Ok(Some(raw)) => {
            size = raw.len();
            hand_over(&context, outbound, &begun, &raw).await
        }
        // Whoever wrote the mail has to see that it waits, whatever keeps us from making it.
        Err(fault) => Told::Server(Err(SendError::Fault(fault))),
    };
    let Some(end) = told.end(&begun, context.house.ambient.now(), job.created_at) else { return over(&context, id).await };
    let next = end.next;
    let note = move |act: &store::Act<'_>| outgoing::tried(act, id, &end, size);
    settled(context.door.act(context.by.clone(), context.house.ambient.moment(), note).await)?;
    Ok(next.map_or(JobEnd::Settled, JobEnd::Again))
}

/// Nothing is left to do for a mail; if that is because an agent took it back, the log tells so.
async fn over(context: &JobContext, id: ArticleId) -> Result<JobEnd, Fault> {
    let note = move |act: &store::Act<'_>| outgoing::over(act, id);
    settled(context.door.act(context.by.clone(), context.house.ambient.moment(), note).await)?;
    Ok(JobEnd::Settled)
}

/// What a try brought.
enum Told {
    /// There is nobody to send it to.
    Nobody,
    /// There is no server to send it to.
    NoServer,
    /// The server's last word.
    Server(Result<Sent, SendError>),
}

async fn hand_over(context: &JobContext, outbound: &Outbound, begun: &Try, raw: &[u8]) -> Told {
    let envelope = envelope(begun);
    if envelope.to.is_empty() {
        return Told::Nobody;
    }
    let Some(smarthost) = &outbound.smarthost else { return Told::NoServer };
    let (id, number) = (begun.article.id, begun.number);
    let mut broke = None;
    let go_on = async {
        let work = move |act: &store::Act<'_>| commands::hand_over(act, id, number);
        let outcome = context.door.act(context.by.clone(), context.house.ambient.moment(), work).await;
        settled(outcome).unwrap_or_else(|fault| {
            broke = Some(fault);
            None
        }) == Some(true)
    };
    // Crash point: taken by the next server, not yet noted. The mail is held; when that is over it is sent again.
    let sent = smarthost.send_if(&outbound.egress, &envelope, raw, go_on).await;
    // What could not be noted was not handed over either, and is not taken back for that: it is tried again.
    Told::Server(broke.map_or(sent, |fault| Err(fault.into())))
}

impl Told {
    /// What is noted; `None` if the mail was taken back, or another try has it.
    fn end(self, begun: &Try, now: Timestamp, since: Timestamp) -> Option<TryEnd> {
        let wait = if matches!(self, Self::NoServer) { NO_SERVER } else { back_off(begun.number) };
        let next = Some(now.after(wait)).filter(|_| now.since(since) < PATIENCE);
        let mut end = TryEnd { number: begun.number, recipients: Vec::new(), words: None, tls: None, next, maybe_taken: false };
        let (fate, words, refused) = match self {
            Self::Nobody => (Delivery::Failed, "no recipient is an address".to_owned(), Vec::new()),
            Self::NoServer => (Delivery::Deferred, "no server for outgoing mail is configured".to_owned(), Vec::new()),
            Self::Server(Ok(sent)) => {
                end.tls = Some(sent.handshake.version.to_string());
                (Delivery::Sent, sent.reply.as_str().to_owned(), sent.refused)
            }
            Self::Server(Err(SendError::Withdrawn)) => return None,
            Self::Server(Err(error)) => {
                end.maybe_taken = matches!(error, SendError::Unreachable { maybe_taken: true, .. });
                failure(error)
            }
        };
        end.words = Some(words);
        end.recipients = begun.recipients.iter().map(|one| told(one, fate, &refused, next.is_some())).collect();
        match end.recipients.iter().find(|recipient| recipient.state == Delivery::Deferred) {
            None => end.next = None,
            // The mail waits for somebody: what is said about them is why, and not that others have it.
            Some(Recipient { address, words: Some(words), .. }) => end.words = Some(format!("{address}: {words}")),
            Some(_) => {}
        }
        Some(end)
    }
}

/// What a failure means for those about whom the server said nothing of their own, and what it said about the others.
fn failure(error: SendError) -> (Delivery, String, Vec<net::Refusal>) {
    match error {
        SendError::Permanent { words, refused } => (Delivery::Failed, words.as_str().to_owned(), refused),
        SendError::Temporary { words, refused } => (Delivery::Deferred, words.as_str().to_owned(), refused),
        SendError::LoginRefused { words } | SendError::Unreachable { words, .. } | SendError::TlsRefused { words } => {
            (Delivery::Deferred, words.as_str().to_owned(), Vec::new())
        }
        SendError::Withdrawn => (Delivery::Deferred, error.to_string(), Vec::new()),
        SendError::Fault(fault) => {
            tracing::error!(fault = fault.chain(), "sending a mail failed on our side");
            (Delivery::Deferred, "our side failed".to_owned(), Vec::new())
        }
    }
}

/// One recipient after a try.
fn told(before: &Recipient, fate: Delivery, refused: &[net::Refusal], again: bool) -> Recipient {
    let own = refused.iter().find(|refusal| refusal.recipient == before.address);
    let state = match own {
        Some(refusal) if refusal.temporary => Delivery::Deferred,
        Some(_) => Delivery::Failed,
        None => fate,
    };
    // Who was put off for as long as a mail is tried does not get it.
    let state = if state == Delivery::Deferred && !again { Delivery::Failed } else { state };
    Recipient { address: before.address.clone(), state, words: own.map(|refusal| refusal.words.as_str().to_owned()) }
}

/// The wait before the next try doubles from one minute to four hours.
fn back_off(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 9) - 1).unwrap_or(8);
    Duration::from_mins(1u64.checked_shl(doublings).unwrap_or(240).min(240))
}

/// Automatic mails travel with the null sender (RFC 3834 §3.3), others with the queue's address.
fn envelope(begun: &Try) -> Envelope {
    let article = &begun.article;
    let from = article.lines.from.iter().flat_map(|line| Mailbox::parse_list(line)).find_map(|mailbox| mailbox.parsed);
    let to = begun.recipients.iter().map(|recipient| recipient.address.clone()).collect();
    Envelope { from: from.filter(|_| article.sender != Sender::System), to }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_less_and_less_often() {
        let wait = |tries| back_off(tries).as_secs() / 60;
        assert_eq!([0, 1, 2, 3, 8, 9, 40].map(wait), [1, 1, 2, 4, 128, 240, 240]);
    }
}
