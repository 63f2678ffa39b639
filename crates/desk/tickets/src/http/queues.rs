//! `GET /api/v1/people/queues` and `PATCH /api/v1/queues/{id}`

use crate::commands::{self, QueueError};
use crate::model::{Queue, QueueId};
use crate::{queries, store};
use ::store::{Act, View};
use futures_util::FutureExt;
use kernel::{AgentId, Fault};
use people::GroupId;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// Whom a queue lets in; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QueueChange {
    /// The group whose rights hold.
    #[serde(default)]
    group: Option<i64>,
    /// Whether colleagues of whoever asked see nothing of what lies there.
    #[serde(default)]
    confidential: Option<bool>,
}

/// Whom a queue lets in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueAccess {
    id: String,
    name: String,
    group: i64,
    confidential: bool,
}

/// A queue with whom it lets in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdministeredQueue {
    #[serde(flatten)]
    access: QueueAccess,
    group_name: String,
    /// In a group that is not valid nobody sees the queue.
    group_valid: bool,
    /// The agents who say who else has what in its group.
    stewards: Vec<String>,
}

/// All queues, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdministeredQueues {
    items: Vec<AdministeredQueue>,
}

pub(crate) const LIST: Operation = Operation {
    name: "tickets.administered_queues",
    method: Method::Get,
    path: "/api/v1/people/queues",
    summary: "All queues with whom they let in: the group whose rights hold, its stewards, and whether the queue is confidential.",
    audience: Audience::Agents,
    right: "queue.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<AdministeredQueues>()),
    sample: |_| Sample::get("/api/v1/people/queues"),
    handler: |context, _| async move { Ok(Answer::json(&context.read(|view: &View<'_>| all(view)).await?)) }.boxed(),
};

impl QueueAccess {
    fn new(queue: Queue) -> Self {
        Self { id: format!("que_{}", queue.id.0), name: queue.name, group: queue.group.0, confidential: queue.confidential }
    }
}

fn all(view: &View<'_>) -> Result<AdministeredQueues, QueueError> {
    commands::may_administer_queues(view)?;
    let groups = people::list_groups(view)?;
    let stewards = groups
        .iter()
        .map(|group| Ok((group.id, people::stewards_of(view, group.id)?)))
        .collect::<Result<BTreeMap<GroupId, Vec<AgentId>>, Fault>>()?;
    let shape = |queue: Queue| {
        let group = groups.iter().find(|group| group.id == queue.group);
        AdministeredQueue {
            group_name: group.map(|group| group.name.clone()).unwrap_or_default(),
            group_valid: group.is_some_and(|group| group.valid),
            stewards: stewards.get(&queue.group).into_iter().flatten().map(AgentId::to_string).collect(),
            access: QueueAccess::new(queue),
        }
    };
    Ok(AdministeredQueues { items: store::queues(view)?.into_iter().map(shape).collect() })
}

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.change_queue",
    method: Method::Patch,
    path: "/api/v1/queues/{id}",
    summary: "Changes whom a queue lets in: the group whose rights hold, and whether it is confidential.",
    audience: Audience::Agents,
    right: "queue.administer",
    params: &[],
    body: Some(Shape::of::<QueueChange>()),
    yields: Yields::Json(Shape::of::<QueueAccess>()),
    sample: |_| Sample::send("/api/v1/queues/que_3", json!({"confidential": false})),
    handler: |context, call| handle(context, call).boxed(),
};

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Forbidden => Self::forbidden(),
            QueueError::QueueUnknown => Self::not_found(),
            QueueError::GroupUnknown => Self::invalid("group", "unknown"),
            QueueError::NameUnfit => Self::invalid("name", "unfit"),
            QueueError::NameTaken => Self::invalid("name", "taken"),
            QueueError::AddressTaken => Self::invalid("address", "taken"),
            QueueError::Fault(fault) => fault.into(),
        }
    }
}

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let word: String = call.id("id")?;
    let id = word.strip_prefix("que_").and_then(|number| number.parse().ok()).map(QueueId).ok_or_else(Problem::not_found)?;
    let body: QueueChange = call.json()?;
    let work = move |act: &Act<'_>| -> Result<QueueAccess, QueueError> {
        commands::may_administer_queues(act)?;
        if let Some(group) = body.group {
            commands::regroup_queue(act, id, GroupId(group))?;
        }
        if let Some(confidential) = body.confidential {
            commands::set_confidential(act, id, confidential)?;
        }
        Ok(QueueAccess::new(queries::queue(act, id)?.ok_or(QueueError::QueueUnknown)?))
    };
    Ok(Answer::json(&context.act(work).await?))
}
