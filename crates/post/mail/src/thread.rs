//! Which ticket a mail belongs to.
//!
//! In this order: our own signed Message-IDs in In-Reply-To and References; then Message-IDs of mails that arrived here, and
//! the number in the subject, both only from an address that already takes part in the ticket. As long as nobody
//! checks who really sent a mail, every sender counts as unverified, and a number or a foreign id alone proves nothing.

use kernel::{EmailAddress, Fault};
use store::Rows;
use tickets::{HOOK, Refusal, Ticket, TicketId, queries, thread};
use wire::mime::Mail;

/// How a mail found its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// By a signed token of ours.
    Token,
    /// By the id of a mail that arrived here, from somebody who takes part.
    Message,
    /// By the number in the subject, from somebody who takes part.
    Number,
}

/// The ticket that a mail answers, and how it was found.
///
/// # Errors
/// The store failed.
pub fn ticket_of(rows: &impl Rows, mail: &Mail) -> Result<Option<(Ticket, Found)>, Fault> {
    // The newest reference is the last one; what is directly answered comes first.
    let ids: Vec<&str> = mail.in_reply_to.iter().chain(mail.references.iter().rev()).map(|id| id.as_str()).collect();
    for id in &ids {
        if let Some(ticket) = look_up(rows, thread::ticket_of_token(rows, id))? {
            return Ok(Some((ticket, Found::Token)));
        }
    }
    let Some(sender) = mail.from.as_ref().and_then(|from| from.parsed.as_ref()) else { return Ok(None) };
    for id in &ids {
        if let Some(ticket) = joined(rows, thread::ticket_of_message(rows, id)?, sender)? {
            return Ok(Some((ticket, Found::Message)));
        }
    }
    let Some(number) = wire::subject::find_number(&mail.subject, HOOK) else { return Ok(None) };
    let named = queries::id_of_number(rows, &number)?;
    Ok(joined(rows, named, sender)?.map(|ticket| (ticket, Found::Number)))
}

fn look_up(rows: &impl Rows, id: Option<TicketId>) -> Result<Option<Ticket>, Fault> {
    let Some(id) = id else { return Ok(None) };
    match queries::for_room(rows, id) {
        Ok(ticket) => Ok(Some(ticket)),
        Err(Refusal::NotFound | Refusal::Forbidden) => Ok(None),
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

fn joined(rows: &impl Rows, id: Option<TicketId>, sender: &EmailAddress) -> Result<Option<Ticket>, Fault> {
    let Some(ticket) = look_up(rows, id)? else { return Ok(None) };
    Ok(thread::takes_part(rows, &ticket, sender)?.then_some(ticket))
}
