//! Sends what the desk has queued: a job for each mail.

use futures_util::FutureExt;
use kernel::{EmailAddress, Fault, OrFault, Timestamp};
use net::{Egress, Envelope, SendError, Submission};
use room::{JobContext, JobKind};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use store::{Claimed, JobEnd, Rows, View};
use tickets::{Article, ArticleId, Attachment, Channel, Delivery, Refusal, Sender, commands, queries};
use wire::mime::{self, Draft, Extra, Mailbox, MessageId};

/// How mails leave this node. A service of the house.
#[derive(Debug)]
pub struct Outbound {
    /// The way out.
    pub egress: Egress,
    /// The next server; `None` when none is configured: then mails wait and say so.
    pub smarthost: Option<Submission>,
}

/// The job.
pub(crate) const SEND: JobKind = JobKind { name: "send", run: |context, job| run(context, job).boxed() };

/// A mail is tried this long.
const PATIENCE: Duration = Duration::from_hours(5 * 24);

/// What a try needs.
struct Letter {
    article: Article,
    /// The bytes, when an earlier try has made them.
    raw: Option<Vec<u8>>,
    /// Everything to make them from, otherwise.
    draft: Option<Draft>,
}

async fn run(context: JobContext, job: Claimed) -> Result<JobEnd, Fault> {
    let article = ArticleId(job.object);
    let now = context.house.ambient.now();
    let letter = match context.door.read(context.by.clone(), now, move |view| letter(view, article)).await {
        Ok(letter) => letter,
        // The article or its ticket is gone: nothing is left to send.
        Err(Refusal::NotFound | Refusal::Forbidden) => return Ok(JobEnd::Settled),
        Err(Refusal::Fault(fault)) => return Err(fault),
    };
    if letter.article.delivery.as_ref().is_none_or(|delivery| matches!(delivery.state, Delivery::Sent | Delivery::Failed)) {
        return Ok(JobEnd::Settled);
    }
    let envelope = envelope(&letter);
    if envelope.to.is_empty() {
        note(&context, article, Delivery::Failed, Some("no recipient is an address".into()), None).await?;
        return Ok(JobEnd::Settled);
    }
    let raw = original(&context, &letter).await?;
    let outbound = context.house.service::<Outbound>()?;
    let Some(smarthost) = &outbound.smarthost else {
        note(&context, article, Delivery::Deferred, Some("no server for outgoing mail is configured".into()), None).await?;
        return Ok(JobEnd::Again(now.after(Duration::from_mins(30))));
    };
    // Crash point: taken by the next server, not yet noted. The next try sends the same bytes with the same
    // Message-ID again; receivers drop the second copy (RFC 5321 §4.5.3.2 leaves it to them).
    match smarthost.send(&outbound.egress, &envelope, &raw).await {
        Ok(sent) => {
            let words = refused_words(sent.reply.as_str(), &sent.refused);
            note(&context, article, Delivery::Sent, Some(words), Some(sent.handshake.version.to_string())).await?;
            Ok(JobEnd::Settled)
        }
        Err(error) => failed(&context, article, &job, error).await,
    }
}

fn refused_words(reply: &str, refused: &[net::Refusal]) -> String {
    let mut words = reply.to_owned();
    for refusal in refused {
        let _ = write!(words, "; {}: {}", refusal.recipient, refusal.words.as_str());
    }
    words
}

async fn failed(context: &JobContext, article: ArticleId, job: &Claimed, error: SendError) -> Result<JobEnd, Fault> {
    let (words, for_good) = match &error {
        SendError::Permanent { words, refused } => (refused_words(words.as_str(), refused), true),
        SendError::Temporary { words, refused } => (refused_words(words.as_str(), refused), false),
        SendError::LoginRefused { words } | SendError::Unreachable { words, .. } | SendError::TlsRefused { words } => {
            (words.as_str().to_owned(), false)
        }
        SendError::Fault(fault) => {
            tracing::error!(fault = fault.chain(), "sending a mail failed on our side");
            ("our side failed".into(), false)
        }
    };
    let now = context.house.ambient.now();
    if for_good || now.since(job.created_at) >= PATIENCE {
        note(context, article, Delivery::Failed, Some(words), None).await?;
        return Ok(JobEnd::Settled);
    }
    note(context, article, Delivery::Deferred, Some(words), None).await?;
    Ok(JobEnd::Again(next_try(now, job.attempts)))
}

/// The wait doubles from one minute to four hours.
fn next_try(now: Timestamp, attempts: u32) -> Timestamp {
    let minutes = 1u64.checked_shl(attempts.min(8)).unwrap_or(240).min(240);
    now.after(Duration::from_mins(minutes))
}

async fn note(context: &JobContext, article: ArticleId, to: Delivery, words: Option<String>, tls: Option<String>) -> Result<(), Fault> {
    let work = move |act: &store::Act<'_>| commands::deliver(act, article, to, words.as_deref(), tls.as_deref());
    match context.door.act(context.by.clone(), context.house.ambient.moment(), work).await {
        Ok(()) | Err(Refusal::NotFound | Refusal::Forbidden) => Ok(()),
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

/// The bytes of the mail: those of the first try, or made and kept now, so that every try sends the same.
async fn original(context: &JobContext, letter: &Letter) -> Result<Arc<[u8]>, Fault> {
    if let Some(raw) = &letter.raw {
        return Ok(Arc::from(raw.as_slice()));
    }
    let draft = letter.draft.as_ref().or_fault("a mail has neither bytes nor a draft")?;
    let moment = context.house.ambient.moment();
    let raw: Arc<[u8]> = mime::build(draft, &mut moment.seed.dice()).into();
    let stored = context.door.put(Arc::clone(&raw), &moment).await?;
    let (article, from) = (letter.article.id, draft.from.to_string());
    let work = move |act: &store::Act<'_>| commands::keep_original(act, article, &stored, &from);
    match context.door.act(context.by.clone(), context.house.ambient.moment(), work).await {
        Ok(()) => Ok(raw),
        Err(Refusal::Fault(fault)) => Err(fault),
        Err(Refusal::NotFound | Refusal::Forbidden) => Err(Fault::bug("an article is gone while its mail is sent")),
    }
}

fn letter(view: &View<'_>, id: ArticleId) -> Result<Letter, Refusal> {
    let (article, ticket) = queries::article(view, id)?;
    if let Some(name) = article.raw {
        let raw = Some(view.blob(name)?);
        return Ok(Letter { article, raw, draft: None });
    }
    let mut attachments = Vec::new();
    for attachment in queries::attachments(view, ticket.id)?.into_iter().filter(|attachment| attachment.article == id) {
        attachments.push(read_attachment(view, &attachment)?);
    }
    let thread = queries::articles(view, ticket.id)?;
    let draft = draft(&article, &thread, attachments, view.now())?;
    Ok(Letter { article, raw: None, draft: Some(draft) })
}

fn read_attachment(view: &View<'_>, attachment: &Attachment) -> Result<mime::Attachment, Fault> {
    let bytes = view.blob(attachment.bytes)?;
    let mut read = mime::Attachment::new(&attachment.name, &attachment.media_type, bytes);
    read.content_id.clone_from(&attachment.content_id);
    Ok(read)
}

/// The mail of an article. Its references are the ids of the visible mails before it.
fn draft(article: &Article, thread: &[Article], attachments: Vec<mime::Attachment>, now: Timestamp) -> Result<Draft, Fault> {
    let id = |text: &Option<String>| text.as_deref().and_then(MessageId::parse);
    let earlier = thread.iter().filter(|other| other.number < article.number && other.visible && other.channel == Channel::Email);
    let mut references: Vec<MessageId> = earlier.filter_map(|other| id(&other.lines.message_id)).collect();
    let answered = id(&article.lines.in_reply_to).or_else(|| references.last().cloned());
    if references.len() > 20 {
        // The first and the newest are what mail programs thread by (RFC 5322 §3.6.4 lets the middle go).
        references.drain(1..references.len() - 19);
    }
    let lines = |lines: &[String]| lines.iter().flat_map(|line| Mailbox::parse_list(line)).collect::<Vec<_>>();
    let from = article.lines.from.as_deref().and_then(|line| Mailbox::parse_list(line).into_iter().next());
    Ok(Draft {
        from: from.or_fault("an outgoing mail has no sender")?,
        reply_to: Vec::new(),
        to: lines(&article.lines.to),
        cc: lines(&article.lines.cc),
        bcc: Vec::new(),
        subject: article.subject.clone(),
        message_id: id(&article.lines.message_id).or_fault("an outgoing mail has no id")?,
        in_reply_to: answered.into_iter().collect(),
        references,
        date: now,
        text: article.text.clone(),
        html: article.html.as_ref().map(|html| html.markup.clone()),
        attachments,
        extra: if article.sender == Sender::System { automatic() } else { Vec::new() },
    })
}

/// What an automatic mail says of itself, so that nobody answers it automatically.
fn automatic() -> Vec<(Extra, String)> {
    vec![
        (Extra::AutoSubmitted, "auto-replied".into()),
        (Extra::AutoResponseSuppress, "All".into()),
        (Extra::Precedence, "bulk".into()),
        (Extra::Loop, "yes".into()),
    ]
}

/// Automatic mails travel with the null sender (RFC 3834 §3.3), others with the queue's address.
fn envelope(letter: &Letter) -> Envelope {
    let article = &letter.article;
    let parsed = |line: &String| Mailbox::parse_list(line).into_iter().filter_map(|mailbox| mailbox.parsed).collect::<Vec<_>>();
    let from = article.lines.from.iter().flat_map(parsed).next();
    let mut to: Vec<EmailAddress> = Vec::new();
    for address in article.lines.to.iter().chain(&article.lines.cc).flat_map(parsed) {
        if !to.contains(&address) {
            to.push(address);
        }
    }
    Envelope { from: from.filter(|_| article.sender != Sender::System), to }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_less_and_less_often() {
        let now = Timestamp::from_micros(0);
        let wait = |attempts| next_try(now, attempts).since(now).as_secs() / 60;
        assert_eq!([0, 1, 2, 7, 8, 40].map(wait), [1, 2, 4, 128, 240, 240]);
    }
}
