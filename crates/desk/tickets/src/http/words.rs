//! The desk's vocabulary with counters: queues, states, priorities, agents, views.

use crate::model::StateType;
use crate::queries::{self, QueueCount};
use crate::rights::Refusal;
use crate::store;
use futures_util::FutureExt;
use kernel::Fault;
use people::Permission;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem};

/// What may be done in a queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueCan {
    create: bool,
    move_into: bool,
}

/// A queue with its counters.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueShape {
    id: String,
    name: String,
    open: u64,
    new: u64,
    address: Option<String>,
    can: QueueCan,
}

/// Queues.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueList {
    items: Vec<QueueShape>,
}

/// A state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateShape {
    id: i64,
    name: String,
    #[serde(rename = "type")]
    kind: StateType,
}

/// States.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateList {
    items: Vec<StateShape>,
}

/// A priority.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PriorityShape {
    id: i64,
    name: String,
}

/// Priorities.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PriorityList {
    items: Vec<PriorityShape>,
}

/// An agent who may own tickets in a queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AbleAgent {
    id: String,
    login: String,
    name: String,
}

/// Agents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AbleAgents {
    items: Vec<AbleAgent>,
}

/// A view with its counter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ViewShape {
    key: &'static str,
    /// The search that is the view.
    q: &'static str,
    open: u64,
}

/// Views.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ViewList {
    items: Vec<ViewShape>,
}

const fn get(name: &'static str, path: &'static str, summary: &'static str, shape: Shape, handler: room::Handler) -> Operation {
    Operation {
        name,
        method: Method::Get,
        path,
        summary,
        audience: Audience::Agents,
        right: "desk.words",
        params: &[],
        body: None,
        yields: Yields::Json(shape),
        sample: |_| Sample::get(""),
        handler,
    }
}

pub(crate) const QUEUES: Operation = Operation {
    sample: |_| Sample::get("/api/v1/queues"),
    ..get(
        "tickets.queues",
        "/api/v1/queues",
        "The queues that the agent sees, with what is open in them.",
        Shape::of::<QueueList>(),
        |context, _| queues(context).boxed(),
    )
};

async fn queues(context: Context) -> Result<Answer, Problem> {
    let counts = context.read(|view| queries::queue_counts(view)).await?;
    let shape = |count: QueueCount| QueueShape {
        id: format!("que_{}", count.queue.id.0),
        name: count.queue.name,
        open: count.open,
        new: count.new,
        address: count.queue.address.map(|address| address.email.as_str().to_owned()),
        can: QueueCan { create: count.create, move_into: count.move_into },
    };
    Ok(Answer::json(&QueueList { items: counts.into_iter().map(shape).collect() }))
}

pub(crate) const STATES: Operation = Operation {
    sample: |_| Sample::get("/api/v1/states"),
    ..get("tickets.states", "/api/v1/states", "The states, with what they mean.", Shape::of::<StateList>(), |context, _| {
        states(context).boxed()
    })
};

async fn states(context: Context) -> Result<Answer, Problem> {
    let all = context.read(|view| store::states(view)).await?;
    let items = all.into_iter().map(|state| StateShape { id: state.id.0, name: state.name, kind: state.kind }).collect();
    Ok(Answer::json(&StateList { items }))
}

pub(crate) const PRIORITIES: Operation = Operation {
    sample: |_| Sample::get("/api/v1/priorities"),
    ..get("tickets.priorities", "/api/v1/priorities", "The priorities, the lowest first.", Shape::of::<PriorityList>(), |context, _| {
        priorities(context).boxed()
    })
};

async fn priorities(context: Context) -> Result<Answer, Problem> {
    let all = context.read(|view| store::priorities(view)).await?;
    Ok(Answer::json(&PriorityList { items: all.into_iter().map(|(id, name)| PriorityShape { id: id.0, name }).collect() }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedQueue {
    queue: String,
    #[serde(default)]
    may: Option<String>,
}

pub(crate) const AGENTS: Operation = Operation {
    params: &[
        Param { name: "queue", meaning: "the queue's name", kind: "string" },
        Param { name: "may", meaning: "what they may do there, owner unless told", kind: "string" },
    ],
    sample: |_| Sample::get("/api/v1/agents?queue=Raw"),
    ..get(
        "tickets.agents",
        "/api/v1/agents",
        "Agents who may own tickets in a queue, or do something else there.",
        Shape::of::<AbleAgents>(),
        |context, call| agents(context, call).boxed(),
    )
};

async fn agents(context: Context, call: Call) -> Result<Answer, Problem> {
    let asked: AskedQueue = call.query()?;
    let may = asked.may.as_deref().map_or(Ok(Permission::Owner), str::parse).map_err(|_| Problem::invalid("may", "unknown"))?;
    let all = context.read(move |view| -> Result<_, Refusal> { queries::able_agents(view, &asked.queue, may) }).await?;
    let items = all.into_iter().map(|agent| AbleAgent { id: agent.id.to_string(), login: agent.login, name: agent.name }).collect();
    Ok(Answer::json(&AbleAgents { items }))
}

pub(crate) const VIEWS: Operation = Operation {
    sample: |_| Sample::get("/api/v1/views"),
    ..get("tickets.views", "/api/v1/views", "The agent's views with their counters.", Shape::of::<ViewList>(), |context, _| {
        views(context).boxed()
    })
};

async fn views(context: Context) -> Result<Answer, Problem> {
    let counts = context.read(|view| -> Result<_, Fault> { queries::queue_counts(view) }).await?;
    let sum = |of: fn(&QueueCount) -> u64| counts.iter().map(of).sum();
    Ok(Answer::json(&ViewList {
        items: vec![
            ViewShape { key: "mine", q: "is:open owner:me", open: sum(|count| count.mine) },
            ViewShape { key: "unowned", q: "is:open owner:none", open: sum(|count| count.unowned) },
            ViewShape { key: "open", q: "is:open", open: sum(|count| count.open) },
            ViewShape { key: "pending", q: "is:pending", open: sum(|count| count.pending) },
        ],
    }))
}
