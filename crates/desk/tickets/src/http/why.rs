//! `GET /api/v1/tickets/{id}/why` and `GET /api/v1/people/agents/{id}/queues`

use super::writing;
use crate::rights::Refusal;
use crate::why::{self, Seen, Step, Who};
use ::store::View;
use futures_util::FutureExt;
use kernel::{AgentId, Locale};
use people::{Source, Sourced, Unseen};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem};

/// One step of an explanation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WhyStep {
    /// A stable word for it.
    step: String,
    /// The same in the reader's language.
    words: String,
    /// Whether it lets in or keeps out; null where it only says how things are.
    opens: Option<bool>,
    /// What it rests on.
    #[schema(value_type = Object)]
    fields: Json,
}

/// Why somebody sees a ticket, or does not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WhyShape {
    name: String,
    sees: bool,
    steps: Vec<WhyStep>,
}

/// A permission with from where it comes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeenPermission {
    permission: &'static str,
    /// Given to the agent.
    direct: bool,
    /// Names of roles that give it.
    roles: Vec<String>,
}

/// A queue that an agent sees.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeenQueue {
    id: String,
    name: String,
    group: String,
    confidential: bool,
    permissions: Vec<SeenPermission>,
}

/// What an agent sees.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeenQueues {
    items: Vec<SeenQueue>,
    /// Of how many restricted tickets they are a member.
    member_of: u64,
}

impl WhyStep {
    fn new(step: &Step, locale: Locale) -> Self {
        let mut fields = serde_json::to_value(step).unwrap_or_default();
        let kind = fields.as_object_mut().and_then(|fields| fields.remove("step"));
        let kind = kind.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned();
        Self { step: kind, words: step.words(locale), opens: step.opens(), fields }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    who: String,
}

pub(crate) const WHY: Operation = Operation {
    name: "tickets.why",
    method: Method::Get,
    path: "/api/v1/tickets/{id}/why",
    summary: "Why an agent or customer user sees the ticket, or does not, step by step.",
    audience: Audience::Agents,
    right: "ticket.restrict",
    params: &[Param { name: "who", meaning: "the id of an agent or customer user", kind: "string" }],
    body: None,
    yields: Yields::Json(Shape::of::<WhyShape>()),
    sample: |world| Sample::get(format!("/api/v1/tickets/{}/why?who={}", world.id("ticket"), world.id("agent"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let Asked { who } = call.query()?;
    let id = writing::ticket_of(&call, &context).await?;
    let who = match (who.parse(), who.parse()) {
        (Ok(agent), _) => Who::Agent(agent),
        (_, Ok(user)) => Who::CustomerUser(user),
        _ => return Err(Problem::invalid("who", "unknown")),
    };
    let locale = context.guest.as_ref().map_or(context.place.locale, |guest| guest.locale);
    let read = move |view: &View<'_>| -> Result<WhyShape, Refusal> {
        let why = why::why(view, id, who)?;
        Ok(WhyShape { name: why.name, sees: why.sees, steps: why.steps.iter().map(|step| WhyStep::new(step, locale)).collect() })
    };
    Ok(Answer::json(&context.read(read).await?))
}

pub(crate) const SEEN: Operation = Operation {
    name: "tickets.seen_by",
    method: Method::Get,
    path: "/api/v1/people/agents/{id}/queues",
    summary: "What an agent sees: queues with what they may do there, and from where it comes. Agents may ask about themselves.",
    audience: Audience::Agents,
    right: "desk.sight",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<SeenQueues>()),
    sample: |world| Sample::get(format!("/api/v1/people/agents/{}/queues", world.id("agent"))),
    handler: |context, call| seen(context, call).boxed(),
};

async fn seen(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: AgentId = call.id("id")?;
    let permission = |one: Sourced| SeenPermission {
        permission: one.permission.as_str(),
        direct: one.from.contains(&Source::Direct),
        roles: one.from.into_iter().filter_map(|source| if let Source::Role(role) = source { Some(role.name) } else { None }).collect(),
    };
    let shape = move |seen: Seen| SeenQueue {
        id: format!("que_{}", seen.queue.id.0),
        name: seen.queue.name,
        group: seen.group,
        confidential: seen.queue.confidential,
        permissions: seen.permissions.into_iter().map(permission).collect(),
    };
    let read = move |view: &View<'_>| -> Result<SeenQueues, Unseen> {
        let (all, member_of) = why::seen_by(view, id)?;
        Ok(SeenQueues { items: all.into_iter().map(shape).collect(), member_of })
    };
    Ok(Answer::json(&context.read(read).await?))
}
