//! Sets an agent's direct permissions in a group.

use crate::commands::{GrantError, grant};
use crate::model::GroupId;
use crate::rights::Permissions;
use futures_util::future::BoxFuture;
use kernel::AgentId;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// Permissions in a group.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Permissions)]
struct Body {
    /// Of `ro`, `move_into`, `create`, `note`, `owner`, `priority`, `rw`; none takes all away.
    permissions: Vec<String>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "people.grant",
    method: Method::Put,
    path: "/api/v1/agents/{id}/groups/{group}",
    summary: "Sets an agent's direct permissions in a group to exactly these.",
    audience: Audience::Agents,
    right: "people.steward",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Json(Shape::of::<Body>()),
    sample: |world| Sample::send(format!("/api/v1/agents/{}/groups/1", world.id("agent")), json!({"permissions": ["ro", "note"]})),
    handler,
};

impl From<GrantError> for Problem {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::Forbidden(forbidden) => forbidden.into(),
            GrantError::AgentUnknown | GrantError::GroupUnknown => Self::not_found(),
            GrantError::LastAdministrator(last) => last.into(),
            GrantError::Fault(fault) => fault.into(),
        }
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let (agent, group) = (call.id::<AgentId>("id")?, GroupId(call.id("group")?));
        let body: Body = call.json()?;
        let read: Result<Permissions, _> = body.permissions.iter().map(|word| word.parse()).collect();
        let permissions = read.map_err(|_| Problem::invalid("permissions", "unknown"))?;
        context.act(move |act| grant(act, agent, group, permissions)).await?;
        let given = permissions.given().map(|permission| permission.as_str().to_owned()).collect();
        Ok(Answer::json(&Body { permissions: given }))
    })
}
