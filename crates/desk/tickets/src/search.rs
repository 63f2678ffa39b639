//! Finding tickets: full text and filters, newest first, only what may be seen.

mod filter;
mod parse;

pub use parse::{Mistake, Query, parse};

use crate::model::{ArticleId, NewArticle, Queue, QueueId, Ticket};
use crate::rights::{Scope, Standing};
use crate::store::tickets::{columns, read_ticket};
use crate::store::{self, articles};
use ::store::fulltext::{self, Wanted};
use ::store::{Act, Composed, Rows, Tenant, Value, params};
use filter::Words;
use kernel::{Fault, Id16};
use std::collections::{BTreeSet, HashMap};

/// The token under which the texts of a queue's tickets lie in the index. Those of restricted ones lie apart: who is member of
/// none does not come near them.
fn token(queue: QueueId, restricted: bool) -> String {
    fulltext::token(if restricted { 'r' } else { 'q' }, queue.0)
}

/// Indexes an article: number, subject, addresses, text, attachment names, and the token of its ticket.
pub(crate) fn index_article(act: &Act<'_>, ticket: &Ticket, id: ArticleId, new: &NewArticle) -> Result<(), Fault> {
    let mut text = format!("{} {}\n{}\n", ticket.number, ticket.title, new.subject);
    let lines = new.lines.from.iter().chain(&new.lines.to).chain(&new.lines.cc);
    for line in lines.chain([&new.author_name]).chain(new.attachments.iter().map(|attachment| &attachment.name)) {
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(&new.text);
    act.index(id.0, &text, &[token(ticket.queue, ticket.restricted)])
}

/// Puts a ticket's texts under the token of another queue, or apart.
pub(crate) fn move_texts(act: &Act<'_>, ticket: &Ticket, to: QueueId, restricted: bool) -> Result<(), Fault> {
    let (old, new) = (token(ticket.queue, ticket.restricted), token(to, restricted));
    if old == new {
        return Ok(());
    }
    for row in act.rows(&articles::ARTICLE_IDS, params![ticket.id.0])? {
        act.index_token(row.id::<Id16>(0)?, &old, &new)?;
    }
    Ok(())
}

/// What a search found.
#[derive(Debug)]
pub struct Found {
    /// Tickets, in the order that was asked for.
    pub tickets: Vec<Ticket>,
    /// Where the next page begins.
    pub next: Option<Place>,
    /// The text search stopped at its budget: older tickets may match too.
    pub more: bool,
}

/// A place in a list: the sort keys of its last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sorted column.
    pub key: i64,
    /// The ticket.
    pub id: Id16,
}

/// How many texts one search looks at before it says that there may be more.
const BUDGET: u32 = 2_000;

/// Runs a query for whoever asks.
///
/// # Errors
/// The store failed.
pub fn run(rows: &impl Rows, query: &Query, after: Option<Place>, limit: u32) -> Result<Found, Fault> {
    let standing = Standing::of(rows)?;
    let queues = store::queues(rows)?;
    let scope = Scope::of(&standing, &queues);
    // First the ids of the page alone, which indexes give in order; only then whole rows.
    let words = Words { states: store::states(rows)?, queues: standing.visible_among(queues) };
    let mut composed: Composed<Tenant> = Composed::new("SELECT t.id FROM ticket t WHERE 1 = 1");
    scope.add_to(&mut composed);
    let mut more = false;
    if !query.text.is_empty() {
        let (ids, full) = by_text(rows, query, tokens(rows, &standing, &words.queues)?)?;
        more = full;
        composed.add("AND t.id IN", &[]);
        composed.add_list(&ids.into_iter().map(Value::from).collect::<Vec<_>>());
    }
    if query.filters.iter().any(|filter| filter.is_open_only(&words)) {
        composed.add("AND t.open = 1", &[]);
    }
    for filter in &query.filters {
        filter.add_to(&mut composed, rows, &words)?;
    }
    query.sort.add_to(&mut composed, after, limit + 1);
    let mut ids = rows.rows_of(&composed)?.iter().map(|row| row.id(0)).collect::<Result<Vec<Id16>, _>>()?;
    let has_next = ids.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let tickets = whole(rows, &ids)?;
    let next = has_next.then(|| tickets.last().map(|last| Place { key: query.sort.key_of(last), id: last.id.0 })).flatten();
    Ok(Found { tickets, next, more })
}

/// Tickets by their ids, in the same order.
pub(crate) fn whole(rows: &impl Rows, ids: &[Id16]) -> Result<Vec<Ticket>, Fault> {
    let mut composed: Composed<Tenant> = Composed::new(columns!()).with("WHERE t.id IN", &[]);
    composed.add_list(&ids.iter().map(|id| Value::from(*id)).collect::<Vec<_>>());
    let mut found: HashMap<Id16, Ticket> = HashMap::with_capacity(ids.len());
    for row in rows.rows_of(&composed)? {
        let ticket = read_ticket(&row)?;
        found.insert(ticket.id.0, ticket);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Under which tokens whoever asks may look. Customer users under none: notes lie there too.
fn tokens(rows: &impl Rows, standing: &Standing, visible: &[Queue]) -> Result<Vec<String>, Fault> {
    let looks_apart = match standing {
        Standing::Agent(id, _) => store::parties::is_member_of_any(rows, *id)?,
        Standing::Room(_) => true,
        Standing::CustomerUser(..) | Standing::Nobody => return Ok(Vec::new()),
    };
    let apart = visible.iter().filter(|_| looks_apart).map(|queue| token(queue.id, true));
    Ok(visible.iter().map(|queue| token(queue.id, false)).chain(apart).collect())
}

/// Tickets with an article that has the words, and whether the budget was reached.
fn by_text(rows: &impl Rows, query: &Query, tokens: Vec<String>) -> Result<(BTreeSet<Id16>, bool), Fault> {
    let wanted = Wanted { any_token: Some(tokens), ..query.text.clone() };
    let hits = fulltext::find(rows, &wanted, i64::MAX, BUDGET)?;
    let full = hits.len() >= usize::try_from(BUDGET).unwrap_or(usize::MAX);
    let mut tickets = BTreeSet::new();
    for chunk in hits.chunks(500) {
        let mut composed: Composed<Tenant> = Composed::new("SELECT DISTINCT ticket FROM article WHERE id IN");
        composed.add_list(&chunk.iter().map(|hit| Value::from(hit.owner)).collect::<Vec<_>>());
        for row in rows.rows_of(&composed)? {
            tickets.insert(row.id(0)?);
        }
    }
    Ok((tickets, full))
}
