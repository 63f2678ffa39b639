//! `GET /api/v1/tickets/{id}/history`

use super::writing;
use crate::queries;
use crate::rights::Refusal;
use ::store::{Recorded, Rows};
use futures_util::FutureExt;
use kernel::{AgentId, CustomerUserId, Timestamp};
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// One line of a ticket's history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryLine {
    seq: i64,
    #[schema(value_type = String)]
    at: Timestamp,
    /// The name of who did it, or the room that did it by itself.
    by: String,
    kind: String,
    /// The fields of the event.
    #[schema(value_type = Object)]
    what: Json,
}

/// A ticket's history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct History {
    items: Vec<HistoryLine>,
    next: Option<String>,
}

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.history",
    method: Method::Get,
    path: "/api/v1/tickets/{id}/history",
    summary: "What happened to a ticket, oldest first.",
    audience: Audience::Agents,
    right: "ticket.ro",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<History>()),
    sample: |world| Sample::get(format!("/api/v1/tickets/{}/history", world.id("ticket"))),
    handler: |context, call| handle(context, call).boxed(),
};

/// Most lines that are handed out; a longer history is cut at its oldest end.
const MOST: u32 = 5_000;

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = writing::ticket_of(&call, &context).await?;
    let read = move |view: &::store::View<'_>| -> Result<History, Refusal> {
        let events = queries::history(view, id, 0, MOST)?;
        let names = names(view, &events)?;
        let line = |event: Recorded| HistoryLine {
            seq: event.seq,
            at: event.at,
            by: names.get(&event.actor).cloned().unwrap_or_else(|| event.actor.clone()),
            kind: event.kind,
            what: named(event.public, &names),
        };
        Ok(History { items: events.into_iter().map(line).collect(), next: None })
    };
    Ok(Answer::json(&context.read(read).await?))
}

/// Fields that may hold ids of people.
const PEOPLE: [&str; 3] = ["from", "to", "customer_user"];

/// Names of the people of these events, by the text that stands in rows.
fn names(rows: &impl Rows, events: &[Recorded]) -> Result<BTreeMap<String, String>, kernel::Fault> {
    let fields = events.iter().flat_map(|event| PEOPLE.map(|field| event.public.get(field)));
    let words = fields.flatten().flat_map(|field| field.as_array().map_or(std::slice::from_ref(field), Vec::as_slice));
    let texts: Vec<&str> = words.filter_map(Json::as_str).chain(events.iter().map(|event| event.actor.as_str())).collect();
    let agents: Vec<AgentId> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    let customers: Vec<CustomerUserId> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    let agents = people::agents_by_ids(rows, &agents)?.into_iter().map(|(id, agent)| (id.to_string(), agent.name));
    let customers = people::customer_users_by_ids(rows, &customers)?.into_iter().map(|(id, user)| (id.to_string(), user.name));
    Ok(agents.chain(customers).collect())
}

/// Ids of people become names; everything else stays.
fn named(mut public: Json, names: &BTreeMap<String, String>) -> Json {
    let name = |value: &mut Json| {
        if let Some(name) = value.as_str().and_then(|text| names.get(text)) {
            *value = name.clone().into();
        }
    };
    for field in PEOPLE {
        match public.get_mut(field) {
            Some(Json::Array(all)) => all.iter_mut().for_each(name),
            Some(value) => name(value),
            None => {}
        }
    }
    public
}
