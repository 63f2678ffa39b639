//! `GET /api/v1/mail/log`

use super::shape::{MailLogLine, locale};
use crate::model::{Outcome, way_number};
use crate::queries::{self, Asked, Found, Place, Unseen};
use futures_util::FutureExt;
use kernel::{Id16, Limit, Timestamp};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use store::keyed_hash;
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem, open_cursor, seal_cursor};

/// A page of the communication log, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailLog {
    items: Vec<MailLogLine>,
    /// Where the next page begins.
    next: Option<String>,
    /// The search looked at as many texts as it may: older mails may match, too.
    more: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Query {
    q: String,
    ticket: Option<String>,
    outcome: Option<String>,
    way: Option<String>,
    account: Option<String>,
    since: Option<String>,
    until: Option<String>,
    limit: Option<u32>,
    cursor: Option<String>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "mail.log",
    method: Method::Get,
    path: "/api/v1/mail/log",
    summary: "The communication log, newest first: every mail and what became of it; for administrators.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[
        Param { name: "q", meaning: "words of sender, subject, recipients, Message-ID or ticket number", kind: "string" },
        Param { name: "ticket", meaning: "a ticket's number", kind: "string" },
        Param {
            name: "outcome",
            meaning: "ticket, article, report, copy, quarantined, ignored or refused; sent, deferred, failed or cancelled",
            kind: "string",
        },
        Param { name: "way", meaning: "smtp, lmtp, pipe, imap or pop3", kind: "string" },
        Param { name: "account", meaning: "the account that it was fetched from", kind: "string" },
        Param { name: "since", meaning: "not before this time", kind: "string" },
        Param { name: "until", meaning: "before this time", kind: "string" },
        Param { name: "limit", meaning: "how many at most, 1 to 200, 50 unless told", kind: "integer" },
        Param { name: "cursor", meaning: "where the page begins", kind: "string" },
    ],
    body: None,
    yields: Yields::Json(Shape::of::<MailLog>()),
    sample: |_| Sample::get("/api/v1/mail/log?outcome=ticket&way=smtp"),
    handler: |context, call| handle(context, call).boxed(),
};

/// The purpose of the key under which cursors are sealed.
const CURSOR: &str = "mail.log";

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let query: Query = call.query()?;
    let limit = query.limit.map_or(Some(Limit::default()), Limit::new).ok_or_else(|| Problem::invalid("limit", "out-of-range"))?;
    let asked = asked(&query)?;
    let after = query.cursor.as_deref().map_or(Ok(Place::NEWEST), |cursor| open(&context, cursor))?;
    let read = move |view: &store::View<'_>| -> Result<Found, Unseen> { queries::list(view, &asked, after, limit.get()) };
    let found = context.read(read).await?;
    let locale = locale(&context);
    Ok(Answer::json(&MailLog {
        items: found.entries.iter().map(|entry| MailLogLine::new(entry, locale)).collect(),
        next: found.next.map(|place| seal(&context, place)),
        more: found.more,
    }))
}

fn asked(query: &Query) -> Result<Asked, Problem> {
    let time = |text: &Option<String>, field| {
        let read = |text: &str| Timestamp::parse(text).map_err(|_| Problem::invalid(field, "not-a-time"));
        text.as_deref().map(read).transpose()
    };
    let outcome = |word: &str| Outcome::parse(word).ok_or_else(|| Problem::invalid("outcome", "unknown"));
    let account = |text: &str| text.parse::<Id16>().map_err(|_| Problem::invalid("account", "unknown"));
    if query.way.as_deref().is_some_and(|word| way_number(word).is_none()) {
        return Err(Problem::invalid("way", "unknown"));
    }
    Ok(Asked {
        words: query.q.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).take(20).map(str::to_owned).collect(),
        number: query.ticket.clone(),
        outcome: query.outcome.as_deref().map(outcome).transpose()?,
        way: query.way.clone(),
        account: query.account.as_deref().map(account).transpose()?,
        since: time(&query.since, "since")?,
        until: time(&query.until, "until")?,
    })
}

fn seal(context: &Context, place: Place) -> String {
    let (head, tail) = halves(place.id);
    seal_cursor(&context.door.purpose_key(CURSOR), keyed_hash, &[place.rid, head, tail]).0
}

fn open(context: &Context, cursor: &str) -> Result<Place, Problem> {
    match open_cursor(&context.door.purpose_key(CURSOR), keyed_hash, cursor, 3)?.as_slice() {
        [rid, head, tail] => Ok(Place { rid: *rid, id: whole(*head, *tail) }),
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
