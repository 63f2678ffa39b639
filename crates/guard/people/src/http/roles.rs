//! Roles: all, new ones, changes, and who has them.

use super::groups::NameBody;
use super::optional;
use crate::administration::{self, Unseen};
use crate::commands::{ChangeRoleError, CreateRoleError, RoleChange, assign_role, change_role, create_role};
use crate::model::{Role, RoleId, Unfit};
use crate::queries;
use futures_util::FutureExt;
use kernel::AgentId;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Act, View};
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// A role with who has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoleLine {
    id: i64,
    name: String,
    /// One that is not valid gives nothing.
    valid: bool,
    /// The agents who have it.
    members: Vec<String>,
}

/// All roles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoleLines {
    items: Vec<RoleLine>,
}

/// What is to be changed of a role; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleChangeBody {
    name: Option<String>,
    valid: Option<bool>,
    /// Exactly these agents have it.
    members: Option<Vec<String>>,
}

fn line(role: Role, all: &[(AgentId, RoleId)]) -> RoleLine {
    let members = all.iter().filter(|(_, own)| *own == role.id).map(|(agent, _)| agent.to_string()).collect();
    RoleLine { id: role.id.0, name: role.name, valid: role.valid, members }
}

pub(super) const LIST: Operation = Operation {
    name: "people.roles",
    method: Method::Get,
    path: "/api/v1/people/roles",
    summary: "All roles, with who has them.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<RoleLines>()),
    sample: |_| Sample::get("/api/v1/people/roles"),
    handler: |context, _| list(context).boxed(),
};

async fn list(context: Context) -> Result<Answer, Problem> {
    let read = |view: &View<'_>| -> Result<RoleLines, Unseen> {
        crate::require_administrator::<Unseen>(view)?;
        let all = administration::roles_of_agents(view)?;
        Ok(RoleLines { items: queries::list_roles(view)?.into_iter().map(|role| line(role, &all)).collect() })
    };
    Ok(Answer::json(&context.read(read).await?))
}

pub(super) const CREATE: Operation = Operation {
    name: "people.create_role",
    method: Method::Post,
    path: "/api/v1/people/roles",
    summary: "Makes a role; it gives nothing yet, and nobody has it.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<NameBody>()),
    yields: Yields::Created(Shape::of::<RoleLine>()),
    sample: |world| Sample::send("/api/v1/people/roles", json!({"name": world.id("fresh")})),
    handler: |context, call| create(context, call).boxed(),
};

impl From<CreateRoleError> for Problem {
    fn from(error: CreateRoleError) -> Self {
        match error {
            CreateRoleError::Forbidden(forbidden) => forbidden.into(),
            CreateRoleError::NameTaken => Self::new(&problem::CONFLICT).with_detail("the name is taken"),
            CreateRoleError::Fault(fault) => fault.into(),
        }
    }
}

async fn create(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: NameBody = call.json()?;
    let name = body.name.parse().map_err(|unfit: Unfit| Problem::invalid("name", unfit.0))?;
    let id = context.act(move |act| create_role(act, &name)).await?;
    Ok(Answer::created(&RoleLine { id: id.0, name: body.name.trim().to_owned(), valid: true, members: Vec::new() }))
}

pub(super) const CHANGE: Operation = Operation {
    name: "people.change_role",
    method: Method::Patch,
    path: "/api/v1/people/roles/{id}",
    summary: "Renames a role, makes it valid or not, or says who has it.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<RoleChangeBody>()),
    yields: Yields::Json(Shape::of::<RoleLine>()),
    sample: |_| Sample::send("/api/v1/people/roles/1", json!({"valid": true})),
    handler: |context, call| change(context, call).boxed(),
};

impl From<ChangeRoleError> for Problem {
    fn from(error: ChangeRoleError) -> Self {
        match error {
            ChangeRoleError::Forbidden(forbidden) => forbidden.into(),
            ChangeRoleError::RoleUnknown => Self::not_found(),
            ChangeRoleError::NameTaken => Self::new(&problem::CONFLICT).with_detail("the name is taken"),
            ChangeRoleError::LastAdministrator(last) => last.into(),
            ChangeRoleError::Fault(fault) => fault.into(),
        }
    }
}

async fn change(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = RoleId(call.id("id")?);
    let body: RoleChangeBody = call.json()?;
    let mut errors = Vec::new();
    let name = optional(&mut errors, "name", body.name.as_deref(), |unfit: &Unfit| unfit.0);
    if !errors.is_empty() {
        return Err(Problem::fields(&errors));
    }
    let read = |all: Vec<String>| all.iter().map(|id| id.parse()).collect::<Result<BTreeSet<AgentId>, _>>();
    let members = body.members.map(read).transpose().map_err(|_| Problem::invalid("members", "unknown"))?;
    let change = RoleChange { name, valid: body.valid };
    let work = move |act: &Act<'_>| -> Result<RoleLine, Problem> {
        change_role(act, id, &change)?;
        if let Some(members) = &members {
            let all = administration::roles_of_agents(act)?;
            let before: BTreeSet<AgentId> = all.into_iter().filter(|(_, role)| *role == id).map(|(agent, _)| agent).collect();
            for agent in members.difference(&before) {
                if queries::agent(act, *agent)?.is_none() {
                    return Err(Problem::invalid("members", "unknown"));
                }
                assign_role(act, *agent, id, true)?;
            }
            for agent in before.difference(members) {
                assign_role(act, *agent, id, false)?;
            }
        }
        let role = queries::list_roles(act)?.into_iter().find(|role| role.id == id).ok_or_else(Problem::not_found)?;
        Ok(line(role, &administration::roles_of_agents(act)?))
    };
    Ok(Answer::json(&context.act(work).await?))
}
