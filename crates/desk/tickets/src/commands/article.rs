//! Adds an article to a ticket.

use crate::events::Event;
use crate::model::{ATTACHMENTS, ArticleId, Channel, Delivery, NewArticle, NewAttachment, QueueId, Sender, TEXT, Ticket};
use crate::rights::{Permitted, Writes};
use crate::store::{articles as rows, tickets, words};
use crate::{HOOK, search, thread};
use ::store::{Act, Job, Rows, leaf, params};
use kernel::{Actor, Fault, Id16};
use wire::mime::Mailbox;

/// Why an article was not added.
#[derive(Debug, thiserror::Error)]
pub enum ArticleError {
    /// The right to write notes does not send mails or note calls.
    #[error("the right for this is missing")]
    Forbidden,
    /// Neither text nor HTML nor attachment.
    #[error("the article is empty")]
    Empty,
    /// The text is longer than [`TEXT`].
    #[error("the text is too long")]
    TooLong,
    /// More than [`ATTACHMENTS`].
    #[error("there are too many attachments")]
    TooManyAttachments,
    /// An outgoing mail without a recipient.
    #[error("a mail needs a recipient")]
    NoRecipient,
    /// A note that the customer would see.
    #[error("a note stays in the house")]
    NoteVisible,
    /// Neither the queue nor the default queue has an address.
    #[error("the queue has no address to send from")]
    NoSenderAddress,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Adds the article. An outgoing mail is queued at once.
///
/// # Errors
/// [`ArticleError`]; refuses before the first write.
pub fn append<K: Writes>(act: &Act<'_>, on: &Permitted<K>, new: &NewArticle) -> Result<ArticleId, ArticleError> {
    look_over(new)?;
    if !K::SENDS && (goes_out(new) || new.channel == Channel::Phone) {
        return Err(ArticleError::Forbidden);
    }
    write(act, on.ticket(), new)
}

/// What must hold of an article before anything is written.
pub(super) fn look_over(new: &NewArticle) -> Result<(), ArticleError> {
    let mail_that_arrived = new.raw.is_some();
    if !mail_that_arrived && new.text.trim().is_empty() && new.attachments.is_empty() {
        return Err(ArticleError::Empty);
    }
    if !mail_that_arrived && new.text.len() > TEXT {
        return Err(ArticleError::TooLong);
    }
    if !mail_that_arrived && new.attachments.len() > ATTACHMENTS {
        return Err(ArticleError::TooManyAttachments);
    }
    if goes_out(new) && new.lines.to.is_empty() && new.lines.cc.is_empty() && new.lines.bcc.is_empty() {
        return Err(ArticleError::NoRecipient);
    }
    if new.channel == Channel::Internal && new.visible {
        return Err(ArticleError::NoteVisible);
    }
    Ok(())
}

/// Whether an article is a mail that the desk sends.
fn goes_out(new: &NewArticle) -> bool {
    new.channel == Channel::Email && new.sender != Sender::Customer && new.raw.is_none()
}

pub(super) fn write(act: &Act<'_>, ticket: &Ticket, new: &NewArticle) -> Result<ArticleId, ArticleError> {
    let id = ArticleId(act.new_id());
    let number = ticket.articles + 1;
    let out = goes_out(new);
    let (from, message_id) = if out {
        let sender = sender_of(act, ticket.queue)?;
        let message_id = thread::message_id(act, ticket.id, id, sender.parsed.as_ref().map_or("", |address| address.domain()));
        (Some(sender.to_string()), Some(message_id))
    } else {
        (new.lines.from.clone(), new.lines.message_id.clone())
    };
    let raw = new.raw.as_ref().map(|stored| act.keep(stored)).transpose()?;
    act.write(
        &rows::ADD_ARTICLE,
        params![
            id.0,
            ticket.id.0,
            number,
            new.channel.as_str(),
            new.sender.as_str(),
            new.visible,
            author(act),
            &new.author_name,
            act.now(),
            from,
            rows::join_lines(&new.lines.to),
            rows::join_lines(&new.lines.cc),
            subject_of(ticket, new, out),
            message_id,
            new.lines.in_reply_to.clone(),
            &new.text,
            new.html.as_ref().map(|html| html.markup.clone()),
            new.html.as_ref().map(|html| rows::join_heights(&html.heights)),
            raw.map(::store::BlobName::to_bytes),
            new.malformed.clone(),
            out.then(|| Delivery::Queued.as_str()),
            out.then(|| act.now()),
            rows::join_lines(if out { &new.lines.bcc } else { &[] }),
            new.lines.resends.map(|article| article.0),
        ],
    )?;
    for (place, attachment) in new.attachments.iter().enumerate() {
        attach(act, id, place + 1, attachment)?;
    }
    // Pictures within the HTML are no files to anybody who looks at a list.
    let shown = |file: &&NewAttachment| new.html.as_ref().zip(file.content_id.as_deref()).is_some_and(|(html, id)| html.shows(id));
    let files = new.attachments.len() - new.attachments.iter().filter(shown).count();
    act.write(&tickets::COUNT_ARTICLE, params![ticket.id.0, files, act.now(), new.visible])?;
    search::index_article(act, ticket, id, new)?;
    let content = new.raw.as_ref().map_or_else(|| leaf::digest(new.text.as_bytes()), ::store::Stored::digest);
    let told = Event::ArticleAdded { article: id, number, channel: new.channel, sender: new.sender, visible: new.visible, content };
    told.record(act, ticket.id)?;
    if let Actor::Agent(agent) = act.by().actor {
        act.bookkeeping(&words::NOTE_SEEN, params![ticket.id.0, agent.0, number])?;
    }
    if out {
        act.enqueue(&Job { room: "mail", kind: "send", object: id.0, due_at: act.now() })?;
    }
    Ok(id)
}

fn attach(act: &Act<'_>, article: ArticleId, place: usize, new: &NewAttachment) -> Result<(), Fault> {
    let bytes = act.keep(&new.stored)?;
    let size = new.stored.size();
    let line = params![act.new_id(), article.0, place, &new.name, &new.media_type, size, new.content_id.clone(), bytes.to_bytes()];
    act.write(&rows::ADD_ATTACHMENT, line).map(drop)
}

/// The subject as it goes out: with the ticket's number, and `Re:` from the second article on.
fn subject_of(ticket: &Ticket, new: &NewArticle, out: bool) -> String {
    if !out {
        return new.subject.clone();
    }
    let subject = if new.subject.is_empty() { &ticket.title } else { &new.subject };
    let answer = wire::subject::reply(&ticket.number, subject, HOOK);
    if ticket.articles > 0 { answer } else { answer.strip_prefix("Re: ").unwrap_or(&answer).to_owned() }
}

/// The mailbox that a queue sends from: its own address, else that of the default queue.
fn sender_of(act: &Act<'_>, queue: QueueId) -> Result<Mailbox, ArticleError> {
    for id in [queue, QueueId::RAW] {
        if let Some(address) = words::queue(act, id)?.and_then(|queue| queue.address) {
            return Ok(Mailbox::new(Some(&address.name), address.email.as_str()));
        }
    }
    Err(ArticleError::NoSenderAddress)
}

/// Who wrote it: the agent or customer user who acts.
fn author(act: &Act<'_>) -> Option<Id16> {
    match act.by().actor {
        Actor::Agent(_) | Actor::CustomerUser(_) => act.by().actor.id(),
        Actor::Operator(_) | Actor::Room(_) | Actor::Stranger => None,
    }
}

impl From<ArticleError> for web::Problem {
    fn from(error: ArticleError) -> Self {
        match error {
            ArticleError::Forbidden => Self::forbidden(),
            ArticleError::Empty => Self::invalid("article.body", "missing"),
            ArticleError::TooLong => Self::invalid("article.body", "too-long"),
            ArticleError::TooManyAttachments => Self::invalid("article.attachments", "too-many"),
            ArticleError::NoRecipient => Self::invalid("article.to", "missing"),
            ArticleError::NoSenderAddress => Self::invalid("queue", "no-address"),
            ArticleError::NoteVisible => Self::invalid("article.visible_to_customer", "internal"),
            ArticleError::Fault(fault) => fault.into(),
        }
    }
}
