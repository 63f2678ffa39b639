//! Which ticket a mail belongs to.
//!
//! In this order: our own signed Message-IDs in In-Reply-To and References; then Message-IDs of mails that arrived here, and
//! the number in the subject, both only from an address that already takes part in the ticket. As long as nobody
//! checks who really sent a mail, every sender counts as unverified, and a number or a foreign id alone proves nothing. The
//! desk's own addresses stand on every mail and take part in nothing.

use crate::step::Step;
use kernel::{EmailAddress, Fault};
use store::Rows;
use tickets::{HOOK, Refusal, Ticket, TicketId, queries, thread};
use wire::mime::Mail;

/// Ids of a mail that are looked up, its newest: a thread is found by the last of them.
const IDS: usize = 40;
/// Tickets of a mail's ids in which its sender is looked for; each may have many people.
const TICKETS: usize = 10;
/// Notes of tickets that a mail names and does not join: a mail may name many.
const NOTES: usize = 5;

/// The ticket that a mail answers, but not the one in which it was written; what was decided, and why, goes to the steps.
///
/// # Errors
/// The store failed.
pub(crate) fn ticket_of(
    rows: &impl Rows,
    mail: &Mail,
    written_in: Option<TicketId>,
    steps: &mut Vec<Step>,
) -> Result<Option<Ticket>, Fault> {
    let begun = steps.len();
    // The newest reference is the last one; what is directly answered comes first.
    let mut ids: Vec<&str> = Vec::new();
    for id in mail.in_reply_to.iter().chain(mail.references.iter().rev()).map(|id| id.as_str()) {
        if ids.len() < IDS && !ids.contains(&id) {
            ids.push(id);
        }
    }
    for id in &ids {
        let ticket = thread::ticket_of_token(rows, id).filter(|ticket| Some(*ticket) != written_in);
        if let Some(ticket) = look_up(rows, ticket)? {
            steps.push(Step::Token { number: ticket.number.clone() });
            return Ok(Some(ticket));
        }
    }
    let written_by = mail.from.as_ref().and_then(|from| from.parsed.as_ref());
    let sender = if is_own(rows, written_by)? { None } else { written_by };
    let mut others: Vec<TicketId> = Vec::new();
    for id in &ids {
        for ticket in thread::tickets_of_message(rows, id)? {
            if others.len() == TICKETS || others.contains(&ticket) {
                continue;
            }
            others.push(ticket);
            let Some(ticket) = look_up(rows, Some(ticket))? else { continue };
            if takes_part(rows, &ticket, sender)? {
                steps.push(Step::Message { number: ticket.number.clone() });
                return Ok(Some(ticket));
            }
            if others.len() <= NOTES {
                steps.push(Step::MessageOfOthers { number: ticket.number });
            }
        }
    }
    let found = by_number(rows, mail, sender, steps)?;
    if found.is_none() && steps.len() == begun {
        steps.push(Step::NoThread);
    } else if found.is_none() && sender.is_none() && written_by.is_some() {
        steps.push(Step::OwnAddress);
    }
    Ok(found)
}

fn by_number(rows: &impl Rows, mail: &Mail, sender: Option<&EmailAddress>, steps: &mut Vec<Step>) -> Result<Option<Ticket>, Fault> {
    let Some(number) = wire::subject::find_number(&mail.subject, HOOK) else { return Ok(None) };
    let Some(ticket) = look_up(rows, queries::id_of_number(rows, &number)?)? else {
        steps.push(Step::NumberUnknown { number });
        return Ok(None);
    };
    if takes_part(rows, &ticket, sender)? {
        steps.push(Step::Number { number });
        return Ok(Some(ticket));
    }
    steps.push(Step::NumberOfOthers { number });
    Ok(None)
}

/// Whether somebody gave one of the desk's own addresses as the sender.
fn is_own(rows: &impl Rows, sender: Option<&EmailAddress>) -> Result<bool, Fault> {
    let Some(sender) = sender else { return Ok(false) };
    Ok(queries::queue_by_address(rows, crate::commands::without_tag(sender).as_str())?.is_some())
}

fn look_up(rows: &impl Rows, id: Option<TicketId>) -> Result<Option<Ticket>, Fault> {
    let Some(id) = id else { return Ok(None) };
    match queries::for_room(rows, id) {
        Ok(ticket) => Ok(Some(ticket)),
        Err(Refusal::NotFound | Refusal::Forbidden) => Ok(None),
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

fn takes_part(rows: &impl Rows, ticket: &Ticket, sender: Option<&EmailAddress>) -> Result<bool, Fault> {
    sender.map_or(Ok(false), |sender| thread::takes_part(rows, ticket, sender))
}
