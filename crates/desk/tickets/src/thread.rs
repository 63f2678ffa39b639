//! How a mail finds its ticket: our own Message-IDs carry a signed token.
//!
//! `<TICKET.ARTICLE.TAG@DOMAIN>`, the domain that of the sending address: the ids in base 32, the tag the first 80 bits of HMAC-SHA-256 over both under the
//! tenant's key. A token that does not verify finds nothing, so a stranger cannot write into a ticket by guessing.

use crate::model::{ArticleId, TicketId};
use crate::store::articles;
use ::store::{Rows, keyed_hash, params};
use kernel::{EmailAddress, Fault, Id16, crockford};

/// The Message-ID of an outgoing article, without brackets.
pub(crate) fn message_id(rows: &impl Rows, ticket: TicketId, article: ArticleId, domain: &str) -> String {
    let (t, a) = (crockford::encode16(&ticket.0.0), crockford::encode16(&article.0.0));
    format!("{t}.{a}.{}@{domain}", tag(rows, ticket, article))
}

fn tag(rows: &impl Rows, ticket: TicketId, article: ArticleId) -> String {
    let key = rows.purpose_key("reply-token");
    let mac = keyed_hash(key.reveal(), &[&ticket.0.0, &article.0.0]);
    let mut head = [0; 16];
    if let (Some(to), Some(from)) = (head.get_mut(6..), mac.get(..10)) {
        to.copy_from_slice(from);
    }
    // 80 bits are 16 of the 26 characters.
    crockford::encode16(&head).get(10..).unwrap_or_default().to_owned()
}

/// The ticket and the article of one of our own Message-IDs, when its tag verifies.
pub fn article_of_token(rows: &impl Rows, message_id: &str) -> Option<(TicketId, ArticleId)> {
    let (local, _domain) = message_id.rsplit_once('@')?;
    let mut parts = local.split('.');
    let (ticket, article, given) = (parts.next()?, parts.next()?, parts.next()?);
    let ticket = TicketId(Id16(crockford::decode16(ticket)?));
    let article = ArticleId(Id16(crockford::decode16(article)?));
    (parts.next().is_none() && tag(rows, ticket, article) == given).then_some((ticket, article))
}

/// The ticket of one of our own Message-IDs, when its tag verifies.
pub fn ticket_of_token(rows: &impl Rows, message_id: &str) -> Option<TicketId> {
    article_of_token(rows, message_id).map(|(ticket, _)| ticket)
}

/// The tickets with a mail of this id, the one that had it first before the others: ids are chosen by who writes, and whoever knows one
/// may use it again.
///
/// # Errors
/// The store failed.
pub fn tickets_of_message(rows: &impl Rows, message_id: &str) -> Result<Vec<TicketId>, Fault> {
    let mut all: Vec<TicketId> = Vec::new();
    for row in rows.rows(&articles::TICKETS_OF_MESSAGE, params![message_id])? {
        let ticket = row.id(0)?;
        if !all.contains(&ticket) {
            all.push(ticket);
        }
    }
    Ok(all)
}

/// Whether an address already takes part in a ticket: its asker's, a participant's, or on a line of one of its mails.
///
/// # Errors
/// The store failed.
pub fn takes_part(rows: &impl Rows, ticket: &crate::Ticket, address: &EmailAddress) -> Result<bool, Fault> {
    if ticket.asker.email.as_ref() == Some(address) {
        return Ok(true);
    }
    let (_, participants) = crate::store::parties::of(rows, ticket.id)?;
    for participant in participants {
        if people::customer_user(rows, participant)?.is_some_and(|user| user.valid && user.email == *address) {
            return Ok(true);
        }
    }
    for row in rows.rows(&articles::LINES_OF, params![ticket.id.0])? {
        let lines = [row.opt_text(0)?.unwrap_or_default(), row.text(1)?, row.text(2)?].join("\n");
        let known = lines.lines().flat_map(wire::mime::Mailbox::parse_list).any(|mailbox| mailbox.parsed.as_ref() == Some(address));
        if known {
            return Ok(true);
        }
    }
    Ok(false)
}
