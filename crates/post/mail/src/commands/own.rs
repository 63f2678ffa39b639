//! Mails of our own that arrive here: back from a list, or from one queue to another.

use super::record::{Became, record};
use super::take::{Letter, TakeError, Taken};
use super::without_tag;
use crate::model::Outcome;
use crate::step::Step;
use crate::store::First;
use kernel::Fault;
use store::Act;
use tickets::{Article, Refusal, Sender, Ticket, queries};
use wire::mime::Mailbox;

/// Whether a mail is one of ours.
pub(super) enum Own {
    /// It is not.
    No,
    /// It came back, and is here already.
    Back(Taken, First),
    /// An agent wrote it in this ticket to the address of another queue.
    ToOtherQueue(Box<Ticket>),
}

/// A mail of ours that came back: a list sends it to everybody, or we were among its recipients. Whoever takes its id for a mail of their
/// own is somebody.
pub(super) fn own(act: &Act<'_>, arrived: &Letter) -> Result<Own, TakeError> {
    let id = arrived.mail.message_id.as_ref().map_or("", |id| id.as_str());
    let Some((_, id)) = tickets::thread::article_of_token(act, id) else { return Ok(Own::No) };
    let (article, ticket) = match queries::article(act, id) {
        Ok(found) => found,
        Err(Refusal::NotFound | Refusal::Forbidden) => return Ok(Own::No),
        Err(Refusal::Fault(fault)) => return Err(fault.into()),
    };
    let ours = article.lines.from.as_deref().and_then(|line| Mailbox::parse_list(line).into_iter().next());
    if arrived.mail.from.as_ref().and_then(|from| from.parsed.as_ref()) != ours.and_then(|ours| ours.parsed).as_ref() {
        return Ok(Own::No);
    }
    if article.sender == Sender::Agent && goes_to_other_queue(act, arrived, &article, &ticket)? {
        return Ok(Own::ToOtherQueue(Box::new(ticket)));
    }
    let steps = vec![Step::OwnMail { number: ticket.number.clone() }];
    let first = record(act, arrived, Became { outcome: Outcome::Copy, on: Some((&ticket, id)), first: None, steps })?;
    Ok(Own::Back(Taken::Copy(Some(ticket.id)), first))
}

/// Whether one of those to whom an article was written is another queue than its ticket's, and the mail came to it.
fn goes_to_other_queue(act: &Act<'_>, arrived: &Letter, article: &Article, ticket: &Ticket) -> Result<bool, Fault> {
    for address in article.everybody() {
        let came = arrived.recipients.is_empty() || arrived.recipients.contains(&address);
        let queue = queries::queue_by_address(act, without_tag(&address).as_str())?;
        if came && queue.is_some_and(|queue| queue.id != ticket.queue) {
            return Ok(true);
        }
    }
    Ok(false)
}
