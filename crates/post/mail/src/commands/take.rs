//! Takes a mail that arrived: a new ticket, an article of an old one, or a second copy.

use super::answer;
use crate::store as rows_of;
use crate::thread;
use kernel::{EmailAddress, Fault, OrFault};
use people::CustomerUser;
use store::{Act, Rows, Stored, keyed_hash};
use tickets::commands::{self as desk, ArticleError, CreateError, NewTicket};
use tickets::rights::Note;
use tickets::{
    Asker, Channel, FollowUp, Html, Lock, MailLines, NewArticle, NewAttachment, Permitted, QueueId, Refusal, Sender, StateType, Ticket,
    TicketId, permit, picture_mark, queries, tidy_title,
};
use wire::mime::{Mail, Mailbox};

/// A mail with everything about it that is safe already: nothing of it has to be read again.
#[derive(Debug)]
pub struct Letter {
    /// How it was understood.
    pub mail: Mail,
    /// The original, byte for byte.
    pub raw: Stored,
    /// Its attachments, in the order of the mail.
    pub attachments: Vec<Stored>,
    /// Its HTML, made harmless.
    pub html: Option<Html>,
    /// Who sent it by the envelope; `None` is the null sender.
    pub envelope_from: Option<EmailAddress>,
    /// The recipients of the envelope that are ours.
    pub recipients: Vec<EmailAddress>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A new ticket.
    Ticket(TicketId),
    /// An article of a ticket that was there.
    Article(TicketId),
    /// A second copy of a mail that is on this ticket.
    Copy(TicketId),
}

/// Why it was not taken. All of these are ours to mend: whatever arrives can be taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The desk refused what this room made of the mail.
    #[error("the desk refused a mail: {0}")]
    Refused(&'static str),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<CreateError> for TakeError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Fault(fault) => Self::Fault(fault),
            CreateError::Article(error) => error.into(),
            CreateError::QueueUnknown => Self::Refused("queue unknown"),
            CreateError::Forbidden => Self::Refused("forbidden"),
            CreateError::TitleEmpty
            | CreateError::StateUnknown
            | CreateError::PendingUnclear
            | CreateError::PriorityUnknown
            | CreateError::OwnerUnknown => Self::Refused("ticket unfit"),
        }
    }
}

impl From<ArticleError> for TakeError {
    fn from(error: ArticleError) -> Self {
        match error {
            ArticleError::Fault(fault) => Self::Fault(fault),
            _ => Self::Refused("article unfit"),
        }
    }
}

impl From<Refusal> for TakeError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fault(fault) => Self::Fault(fault),
            Refusal::NotFound | Refusal::Forbidden => Self::Refused("ticket refused"),
        }
    }
}

/// Takes the mail. When this commits, the mail is a durable ticket or article exactly once.
///
/// # Errors
/// [`TakeError`]; then nothing was changed, and the sender keeps the mail.
pub fn take(act: &Act<'_>, arrived: &Letter, desk_title: &str) -> Result<Taken, TakeError> {
    let key = same_mail(act, arrived);
    if let Some((ticket, _)) = rows_of::arrival(act, &key)? {
        rows_of::note_copy(act, &key)?;
        return Ok(Taken::Copy(ticket));
    }
    let sender = sender(act, arrived)?;
    let article = article(arrived, &sender);
    let found = thread::ticket_of(act, &arrived.mail)?.map(|(ticket, _)| ticket);
    let (taken, follow_up) = match found {
        Some(ticket) if takes_more(act, &ticket)? => (Taken::Article(append(act, &ticket, &article)?), true),
        _ => (Taken::Ticket(create(act, arrived, &sender, article)?), false),
    };
    let (Taken::Ticket(id) | Taken::Article(id) | Taken::Copy(id)) = taken;
    let ticket = queries::for_room(act, id)?;
    let newest =
        queries::articles(act, id)?.last().map(|article| article.id).or_fault("a mail's article is gone right after it was written")?;
    rows_of::note_arrival(act, &key, id, newest)?;
    if !follow_up {
        answer::auto_reply(act, arrived, &ticket, &sender, desk_title)?;
    }
    Ok(taken)
}

/// What makes two mails the same: Message-ID, From, the body with all its parts, and our recipients.
fn same_mail(act: &Act<'_>, arrived: &Letter) -> [u8; 32] {
    let key = act.purpose_key("same-mail");
    let mail = &arrived.mail;
    let mut recipients: Vec<&str> = arrived.recipients.iter().map(EmailAddress::as_str).collect();
    recipients.sort_unstable();
    let id = mail.message_id.as_ref().map_or("", |id| id.as_str());
    let from = mail.from.as_ref().map_or("", |from| from.address.as_str());
    let body: Vec<u8> = arrived.attachments.iter().flat_map(Stored::digest).collect();
    // Without a Message-ID nothing tells a copy from a mail written again: then the whole original must agree.
    let whole = if id.is_empty() { arrived.raw.digest().to_vec() } else { Vec::new() };
    let recipients = recipients.join(",");
    let parts = [id.as_bytes(), from.as_bytes(), mail.text.as_bytes(), &body, recipients.as_bytes(), &whole];
    // The length before each part: no two mails can be cut into the same bytes.
    let framed: Vec<u8> = parts.iter().flat_map(|part| part.len().to_be_bytes().into_iter().chain(part.iter().copied())).collect();
    keyed_hash(key.reveal(), &[&framed])
}

/// Who wrote, as far as the desk knows.
pub(super) struct Author {
    pub(super) asker: Asker,
    name: String,
    pub(super) locale: Option<kernel::Locale>,
}

fn sender(act: &Act<'_>, arrived: &Letter) -> Result<Author, Fault> {
    let mailbox = arrived.mail.from.as_ref();
    let email = mailbox.and_then(|from| from.parsed.clone()).or_else(|| arrived.envelope_from.clone());
    let written = mailbox.and_then(|from| from.name.clone());
    let known: Option<CustomerUser> = match &email {
        Some(email) => people::customer_user_by_address(act, email)?,
        None => None,
    };
    let shown = written.clone().or_else(|| mailbox.map(|from| from.address.clone()).filter(|address| !address.is_empty()));
    Ok(match known {
        Some(user) => Author {
            asker: Asker {
                user: Some(user.id),
                customer: user.customer.map(|customer| customer.id.as_str().to_owned()),
                email,
                name: Some(user.name.clone()),
            },
            name: shown.unwrap_or(user.name),
            locale: Some(user.locale),
        },
        None => Author {
            name: shown.unwrap_or_else(|| email.as_ref().map_or_else(|| "MAILER-DAEMON".into(), ToString::to_string)),
            asker: Asker { user: None, customer: None, email, name: written },
            locale: None,
        },
    })
}

fn article(arrived: &Letter, from: &Author) -> NewArticle {
    let mail = &arrived.mail;
    let lines = |mailboxes: &[Mailbox]| mailboxes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let attachments = mail.attachments.iter().zip(&arrived.attachments).map(|(attachment, stored)| NewAttachment {
        name: attachment.name.clone(),
        media_type: attachment.kind.clone(),
        content_id: attachment.content_id.clone(),
        stored: stored.clone(),
    });
    NewArticle {
        channel: Channel::Email,
        sender: Sender::Customer,
        visible: true,
        author_name: from.name.clone(),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: arrived.html.clone(),
        lines: MailLines {
            from: mail.from.as_ref().map(ToString::to_string),
            to: lines(&mail.to),
            cc: lines(&mail.cc),
            message_id: mail.message_id.as_ref().map(|id| id.as_str().to_owned()),
            in_reply_to: mail.in_reply_to.first().map(|id| id.as_str().to_owned()),
            ..MailLines::default()
        },
        attachments: attachments.collect(),
        raw: Some(arrived.raw.clone()),
        malformed: mail.malformed.clone(),
    }
}

/// Whether a follow-up joins its ticket, by the ticket's state and the queue's follow-up option.
fn takes_more(act: &Act<'_>, ticket: &Ticket) -> Result<bool, Fault> {
    if matches!(ticket.state_type, StateType::Removed | StateType::Merged) {
        return Ok(false);
    }
    if ticket.state_type != StateType::Closed {
        return Ok(true);
    }
    let queue = queries::queue(act, ticket.queue)?.or_fault("a ticket lies in no queue")?;
    // `reject` would lose what was written; until its answer exists, the mail becomes a new ticket as well.
    Ok(queue.follow_up == FollowUp::Possible)
}

fn append(act: &Act<'_>, ticket: &Ticket, article: &NewArticle) -> Result<TicketId, TakeError> {
    let on: Permitted<Note> = permit(act, ticket.id)?;
    desk::append(act, &on, article)?;
    on.reopen(act)?;
    Ok(ticket.id)
}

fn create(act: &Act<'_>, arrived: &Letter, from: &Author, article: NewArticle) -> Result<TicketId, TakeError> {
    let mut queue = None;
    for recipient in &arrived.recipients {
        if queue.is_none() {
            queue = queries::queue_by_address(act, without_tag(recipient).as_str())?;
        }
    }
    let queue = match queue {
        Some(queue) => queue,
        None => queries::queue(act, QueueId::RAW)?.or_fault("the default queue is gone")?,
    };
    let subject = tidy_title(&wire::subject::clean(&arrived.mail.subject, tickets::HOOK));
    let new = NewTicket {
        title: if subject.is_empty() { "—".into() } else { subject },
        queue: queue.name,
        state: None,
        priority: None,
        asker: from.asker.clone(),
        owner: None,
        lock: Lock::Unlock,
        pending_until: None,
        article,
    };
    Ok(desk::create(act, &new)?)
}

/// An address without `+tag`.
pub(crate) fn without_tag(address: &EmailAddress) -> EmailAddress {
    match address.local().split_once('+') {
        Some((local, _)) => format!("{local}@{}", address.domain()).parse().unwrap_or_else(|_| address.clone()),
        None => address.clone(),
    }
}

/// Makes a mail's HTML harmless; its pictures become marks that are filled in when it is served.
pub(crate) fn harmless(html: &str) -> Html {
    let clean = wire::html::sanitise(html, &|content_id| Some(picture_mark(content_id)));
    Html { markup: clean.html, heights: clean.height_hints }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_off() {
        let check = |address: &str, expected: &str| assert_eq!(without_tag(&address.parse().unwrap()).as_str(), expected);
        check("support+abc@alpha.example", "support@alpha.example");
        check("support@alpha.example", "support@alpha.example");
        check("+x@alpha.example", "+x@alpha.example");
    }
}
