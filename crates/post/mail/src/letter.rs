//! The mail of an article: its bytes, and what they are made from.

use crate::commands::STATUS;
use kernel::{Fault, OrFault, Timestamp};
use room::JobContext;
use std::sync::Arc;
use store::{Rows, View};
use tickets::{Article, ArticleId, Attachment, Channel, Html, Refusal, Sender, commands, queries};
use wire::mime::{self, Draft, Extra, Mailbox, MessageId};

/// The bytes of the mail: those of the first try, or made and kept now, so that every try sends the same. `None`: the article
/// or its ticket is gone.
pub(crate) async fn original(context: &JobContext, article: ArticleId) -> Result<Option<Arc<[u8]>>, Fault> {
    let now = context.house.ambient.now();
    let draft = match settled(context.door.read(context.by.clone(), now, move |view| made(view, article)).await)? {
        None => return Ok(None),
        Some(Made::Before(raw)) => return Ok(Some(raw.into())),
        Some(Made::Draft(draft)) => draft,
    };
    let moment = context.house.ambient.moment();
    let raw: Arc<[u8]> = mime::build(&draft, &mut moment.seed.dice()).into();
    let stored = context.door.put(Arc::clone(&raw), &moment).await?;
    let from = draft.from.to_string();
    let work = move |act: &store::Act<'_>| commands::keep_original(act, article, &stored, &from);
    Ok(settled(context.door.act(context.by.clone(), context.house.ambient.moment(), work).await)?.map(|()| raw))
}

/// What is gone is settled, not broken.
pub(crate) fn settled<T>(outcome: Result<T, Refusal>) -> Result<Option<T>, Fault> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(Refusal::NotFound | Refusal::Forbidden) => Ok(None),
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

enum Made {
    /// By an earlier try.
    Before(Vec<u8>),
    /// Not yet.
    Draft(Box<Draft>),
}

fn made(view: &View<'_>, id: ArticleId) -> Result<Made, Refusal> {
    let (article, ticket) = queries::article(view, id)?;
    if let Some(name) = article.raw {
        return Ok(Made::Before(view.blob(name)?));
    }
    let mut attachments = Vec::new();
    let mut status = None;
    for attachment in queries::attachments(view, ticket.id)?.into_iter().filter(|attachment| attachment.article == id) {
        if article.sender == Sender::System && attachment.media_type == STATUS {
            status = String::from_utf8(view.blob(attachment.bytes)?).ok();
            continue;
        }
        attachments.push(read_attachment(view, &attachment, article.html.as_ref())?);
    }
    let thread = queries::articles(view, ticket.id)?;
    Ok(Made::Draft(Box::new(Draft { status, ..draft(&article, &thread, attachments, view.now())? })))
}

fn read_attachment(view: &View<'_>, attachment: &Attachment, html: Option<&Html>) -> Result<mime::Attachment, Fault> {
    let bytes = view.blob(attachment.bytes)?;
    let mut read = mime::Attachment::new(&attachment.name, &attachment.media_type, bytes);
    read.content_id.clone_from(&attachment.content_id);
    read.inline = html.zip(read.content_id.as_deref()).is_some_and(|(html, id)| html.shows(id));
    Ok(read)
}

/// The mail of an article. Its references are the ids of the visible mails up to the one that it answers.
fn draft(article: &Article, thread: &[Article], attachments: Vec<mime::Attachment>, now: Timestamp) -> Result<Draft, Fault> {
    let id = |text: &Option<String>| text.as_deref().and_then(MessageId::parse);
    let earlier = thread.iter().filter(|other| other.number < article.number && other.visible && other.channel == Channel::Email);
    let mut references: Vec<MessageId> = earlier.filter_map(|other| id(&other.lines.message_id)).collect();
    let answered = id(&article.lines.in_reply_to).or_else(|| references.last().cloned());
    // What is answered ends them (RFC 5322 §3.6.4): mail programs take the last for the parent.
    if let Some(answered) = &answered {
        match references.iter().position(|known| known == answered) {
            Some(at) => references.truncate(at + 1),
            None => references.push(answered.clone()),
        }
    }
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
        html: article.html.as_ref().map(Html::with_ids),
        attachments,
        status: None,
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
