//! `PATCH /api/v1/tickets/{id}`

use super::shape::TicketShape;
use super::{get, writing};
use crate::commands::{self, ChangeError, Changes};
use crate::model::Lock;
use futures_util::FutureExt;
use kernel::Timestamp;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Deserializer};
use serde_json::json;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A JSON merge patch (RFC 7396): what is named changes, `null` empties.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangesBody {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    queue: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    priority: Option<String>,
    /// The owner's login, or null.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    owner: Option<Option<String>>,
    /// The responsible agent's login, or null.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    responsible: Option<Option<String>>,
    #[serde(default)]
    lock: Option<Lock>,
    /// Login or address of who asks.
    #[serde(default)]
    customer: Option<String>,
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    pending_until: Option<Option<Timestamp>>,
}

/// Tells a field that is `null` from one that is not there.
fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.change",
    method: Method::Patch,
    path: "/api/v1/tickets/{id}",
    summary: "Changes properties of a ticket, all that are named or none.",
    audience: Audience::Agents,
    right: "ticket.rw",
    params: &[],
    body: Some(Shape::of::<ChangesBody>()),
    yields: Yields::Json(Shape::of::<TicketShape>()),
    sample: |world| Sample::send(format!("/api/v1/tickets/{}", world.id("ticket")), json!({"priority": "4 high"})),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = writing::ticket_of(&call, &context).await?;
    let body: ChangesBody = call.json()?;
    let version = match call.header("if-match") {
        None => None,
        Some(text) => Some(text.trim_matches('"').parse().map_err(|_| Problem::invalid("if-match", "not-a-version"))?),
    };
    let (owner, responsible, customer) = (body.owner.clone(), body.responsible.clone(), body.customer.clone());
    let names = move |view: &::store::View<'_>| -> Result<_, Problem> {
        let agent = |named: &Option<Option<String>>, field: &'static str| match named {
            None => Ok(None),
            Some(None) => Ok(Some(None)),
            Some(Some(login)) => match writing::agent(view, login)? {
                Some(id) => Ok(Some(Some(id))),
                None => Err(Problem::invalid(field, "unknown")),
            },
        };
        let asker = match &customer {
            None => None,
            Some(text) => Some(writing::asker(view, text)?.ok_or_else(|| Problem::invalid("customer", "unknown"))?),
        };
        Ok((agent(&owner, "owner")?, agent(&responsible, "responsible")?, asker))
    };
    let (owner, responsible, asker) = context.read(names).await?;
    let changes = Changes {
        title: body.title,
        queue: body.queue,
        state: body.state,
        pending_until: body.pending_until,
        priority: body.priority,
        owner,
        responsible,
        lock: body.lock,
        asker,
        version,
    };
    context.act(move |act| -> Result<(), ChangeError> { commands::change(act, id, &changes) }).await?;
    Ok(Answer::json(&get::shape(&context, id).await?))
}
