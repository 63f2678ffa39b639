//! The log, newest first.

use futures_util::future::BoxFuture;
use kernel::{AgentId, CustomerUserId, Fault, Limit, Timestamp};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use store::leaf::leaf_hash;
use store::{Recorded, Rows, View, keyed_hash};
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem, open_cursor, seal_cursor};

/// One line of the log.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AuditLine {
    /// Its place: gapless.
    seq: i64,
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    /// By whom: `agt_…`, `cus_…`, `opr_…`, `room:mail`, `stranger`.
    actor: String,
    /// The actor's name, when it is a person who is still known.
    actor_name: Option<String>,
    /// What: `tickets.ticket_created`.
    action: String,
    /// About what: `tkt_…`, or a word where there is only one.
    object: String,
    /// `done` or `refused`.
    outcome: String,
    /// The hash of its leaf (RFC 6962 §2.1), in hexadecimal.
    leaf: String,
}

/// The log, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AuditPage {
    items: Vec<AuditLine>,
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    cursor: Option<String>,
    limit: Option<u32>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "audit.list",
    method: Method::Get,
    path: "/api/v1/audit",
    summary: "The audit log, newest first; for administrators.",
    audience: Audience::Agents,
    right: "audit.see",
    params: &[
        Param { name: "cursor", meaning: "where the page begins: next of the page before", kind: "string" },
        Param { name: "limit", meaning: "how many lines, 1 to 200, 50 unless told", kind: "integer" },
    ],
    body: None,
    yields: Yields::Json(Shape::of::<AuditPage>()),
    sample: |_| Sample::get("/api/v1/audit"),
    handler,
};

/// The purpose of the key under which cursors are sealed.
const CURSOR: &str = "audit.cursor";

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Query { cursor, limit } = call.query()?;
        let limit = limit.map_or(Some(Limit::default()), Limit::new).ok_or_else(|| Problem::invalid("limit", "out-of-range"))?;
        let page = context.read(move |view| page(view, cursor.as_deref(), limit)).await.map_err(Problem::from)?;
        Ok(Answer::json(&page))
    })
}

/// Why there is no page.
enum Refusal {
    Forbidden(people::Forbidden),
    Cursor(web::CursorError),
    Fault(Fault),
}

impl From<people::Forbidden> for Refusal {
    fn from(forbidden: people::Forbidden) -> Self {
        Self::Forbidden(forbidden)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Forbidden(forbidden) => forbidden.into(),
            Refusal::Cursor(error) => error.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

fn page(view: &View<'_>, cursor: Option<&str>, limit: Limit) -> Result<AuditPage, Refusal> {
    people::require_administrator::<Refusal>(view)?;
    let key = view.purpose_key(CURSOR);
    let before = match cursor {
        Some(cursor) => open_cursor(&key, keyed_hash, cursor, 1).map_err(Refusal::Cursor)?.first().copied().unwrap_or(i64::MAX),
        None => i64::MAX,
    };
    let events = view.events_before(before, limit.get())?;
    let oldest = events.last().map_or(0, |event| event.seq);
    let leaves: BTreeMap<i64, String> =
        view.proofs_after(oldest - 1, limit.get())?.into_iter().map(|proof| (proof.seq, proof.leaf)).collect();
    let names = names(view, &events)?;
    let next = (oldest > 1).then(|| seal_cursor(&key, keyed_hash, &[oldest]).0);
    let items = events.iter().map(|event| line(event, leaves.get(&event.seq), &names)).collect();
    Ok(AuditPage { items, next })
}

fn line(event: &Recorded, leaf: Option<&String>, names: &BTreeMap<String, String>) -> AuditLine {
    let fields: Json = leaf.and_then(|leaf| serde_json::from_str(leaf).ok()).unwrap_or_default();
    AuditLine {
        seq: event.seq,
        at: event.at,
        actor: event.actor.clone(),
        actor_name: names.get(&event.actor).cloned(),
        action: format!("{}.{}", event.room, event.kind),
        object: event.object.map_or_else(|| event.object_kind.clone(), |id| format!("{}_{id:?}", event.object_kind)),
        outcome: fields.get("outcome").and_then(Json::as_str).unwrap_or_default().to_owned(),
        leaf: leaf.map(|leaf| leaf_hash(leaf)).unwrap_or_default(),
    }
}

/// Names of the people on a page, by how they are written as actors.
fn names(rows: &impl Rows, events: &[Recorded]) -> Result<BTreeMap<String, String>, Fault> {
    let agents: Vec<AgentId> = events.iter().filter_map(|event| event.actor.parse().ok()).collect();
    let users: Vec<CustomerUserId> = events.iter().filter_map(|event| event.actor.parse().ok()).collect();
    let agents = people::agents_by_ids(rows, &agents)?.into_values().map(|agent| (agent.id.to_string(), agent.name));
    let users = people::customer_users_by_ids(rows, &users)?.into_values().map(|user| (user.id.to_string(), user.name));
    Ok(agents.chain(users).collect())
}
