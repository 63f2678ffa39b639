//! `GET /api/v1/tickets`

use super::shape::TicketRow;
use crate::queries;
use crate::search::{self, Place};
use ::store::{Rows, keyed_hash};
use futures_util::FutureExt;
use kernel::{Cursor, Fault, Id16, Limit};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem, open_cursor, problem, seal_cursor};

/// A page of tickets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketList {
    items: Vec<TicketRow>,
    /// Where the next page begins.
    next: Option<String>,
    /// Older tickets may match too: the search looked at as many texts as it may.
    more: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    limit: Option<u32>,
    #[serde(default)]
    cursor: Option<String>,
}

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.list",
    method: Method::Get,
    path: "/api/v1/tickets",
    summary: "Finds tickets: words, \"phrases\", state:open, queue:Raw, owner:me, created>-7d.",
    audience: Audience::Agents,
    right: "ticket.ro",
    params: &[
        Param { name: "q", meaning: "what to look for", kind: "string" },
        Param { name: "limit", meaning: "how many at most, 1 to 200, 50 unless told", kind: "integer" },
        Param { name: "cursor", meaning: "where the page begins", kind: "string" },
    ],
    body: None,
    yields: Yields::Json(Shape::of::<TicketList>()),
    sample: |_| Sample::get("/api/v1/tickets?q=is%3Aopen&limit=10"),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let asked: Asked = call.query()?;
    let limit = limit(asked.limit)?;
    let query = search::parse(&asked.q, context.house.ambient.now())
        .map_err(|mistakes| Problem::new(&problem::QUERY).with_errors(mistakes.iter().map(|mistake| json!(mistake)).collect()))?;
    let after = asked.cursor.as_deref().map(|cursor| open(&context, cursor)).transpose()?;
    let read = move |view: &::store::View<'_>| -> Result<TicketList, Fault> {
        let list = queries::list(view, &query, after, limit.get())?;
        let row = |ticket: &crate::Ticket| TicketRow::new(ticket, &list.names, list.unread.contains(&ticket.id));
        Ok(TicketList {
            items: list.found.tickets.iter().map(row).collect(),
            next: list.found.next.map(|place| seal(&view.purpose_key("ticket-list"), place).0),
            more: list.found.more,
        })
    };
    Ok(Answer::json(&context.read(read).await?))
}

/// The limit that was asked for.
pub(super) fn limit(asked: Option<u32>) -> Result<Limit, Problem> {
    asked.map_or(Ok(Limit::default()), |count| Limit::new(count).ok_or_else(|| Problem::invalid("limit", "out-of-range")))
}

/// A place as a cursor.
pub(super) fn seal(key: &kernel::Secret<[u8; 32]>, place: Place) -> Cursor {
    let (head, tail) = halves(place.id);
    seal_cursor(key, keyed_hash, &[place.key, head, tail])
}

/// A cursor as a place.
pub(super) fn open(context: &Context, cursor: &str) -> Result<Place, Problem> {
    let numbers = open_cursor(&context.door.purpose_key("ticket-list"), keyed_hash, cursor, 3)?;
    match numbers.as_slice() {
        [key, head, tail] => Ok(Place { key: *key, id: whole(*head, *tail) }),
        _ => Err(Problem::invalid("cursor", "unknown")),
    }
}

fn halves(id: Id16) -> (i64, i64) {
    let number = u128::from_be_bytes(id.0);
    let half = |part: u128| i64::from_be_bytes(u64::try_from(part & u128::from(u64::MAX)).unwrap_or(0).to_be_bytes());
    (half(number >> 64), half(number))
}

fn whole(head: i64, tail: i64) -> Id16 {
    let part = |half: i64| u128::from(u64::from_be_bytes(half.to_be_bytes()));
    Id16(((part(head) << 64) | part(tail)).to_be_bytes())
}
