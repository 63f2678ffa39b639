//! The matrix: what agents and roles have in each group, read and written in one go.

use crate::administration::{self, Unseen};
use crate::commands::{GrantRoleError, grant, grant_role};
use crate::model::{GroupId, RoleId};
use crate::queries;
use crate::rights::{Permission, Permissions};
use futures_util::FutureExt;
use kernel::AgentId;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Act, Rows, View};
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// Most cells that are written at once.
const CELLS: usize = 2_000;

/// Permissions in a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CellShape {
    group: i64,
    permissions: Vec<&'static str>,
}

/// An agent or role with what it has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatrixRow {
    id: String,
    name: String,
    valid: bool,
    cells: Vec<CellShape>,
}

/// A column.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatrixGroup {
    id: i64,
    name: String,
    valid: bool,
}

/// The matrix: empty cells are left out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Matrix {
    groups: Vec<MatrixGroup>,
    agents: Vec<MatrixRow>,
    roles: Vec<MatrixRow>,
}

/// A cell to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CellChange {
    /// The id of the agent, or the number of the role.
    id: String,
    group: i64,
    /// Exactly these; none takes all away.
    permissions: Vec<String>,
}

/// Cells to be written, all or none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatrixChange {
    #[serde(default)]
    agents: Vec<CellChange>,
    #[serde(default)]
    roles: Vec<CellChange>,
}

fn cells(groups: Option<&BTreeMap<GroupId, Permissions>>) -> Vec<CellShape> {
    let cell = |(group, permissions): (&GroupId, &Permissions)| CellShape {
        group: group.0,
        permissions: permissions.given().map(Permission::as_str).collect(),
    };
    groups.into_iter().flatten().map(cell).collect()
}

fn matrix(rows: &impl Rows) -> Result<Matrix, Unseen> {
    let (of_agents, of_roles) = (administration::agents_by_groups(rows)?, administration::roles_by_groups(rows)?);
    let groups = queries::list_groups(rows)?.into_iter().map(|group| MatrixGroup { id: group.id.0, name: group.name, valid: group.valid });
    let agents = administration::administered_agents(rows)?.into_iter().map(|agent| MatrixRow {
        cells: cells(of_agents.get(&agent.id)),
        id: agent.id.to_string(),
        name: agent.name,
        valid: agent.valid,
    });
    let roles = queries::list_roles(rows)?.into_iter().map(|role| MatrixRow {
        cells: cells(of_roles.get(&role.id)),
        id: role.id.0.to_string(),
        name: role.name,
        valid: role.valid,
    });
    Ok(Matrix { groups: groups.collect(), agents: agents.collect(), roles: roles.collect() })
}

pub(super) const GET: Operation = Operation {
    name: "people.matrix",
    method: Method::Get,
    path: "/api/v1/people/rights",
    summary: "What agents have directly, and what roles give, in each group.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<Matrix>()),
    sample: |_| Sample::get("/api/v1/people/rights"),
    handler: |context, _| async move { Ok(Answer::json(&context.read(|view: &View<'_>| matrix(view)).await?)) }.boxed(),
};

pub(super) const SET: Operation = Operation {
    name: "people.set_matrix",
    method: Method::Patch,
    path: "/api/v1/people/rights",
    summary: "Sets cells of the matrix, all that are named or none.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<MatrixChange>()),
    yields: Yields::Json(Shape::of::<Matrix>()),
    sample: |world| {
        let cell = json!({"id": world.id("agent"), "group": 1, "permissions": ["ro"]});
        Sample::send("/api/v1/people/rights", json!({"agents": [cell], "roles": []}))
    },
    handler: |context, call| set(context, call).boxed(),
};

impl From<GrantRoleError> for Problem {
    fn from(error: GrantRoleError) -> Self {
        match error {
            GrantRoleError::Forbidden(forbidden) => forbidden.into(),
            GrantRoleError::RoleUnknown | GrantRoleError::GroupUnknown => Self::not_found(),
            GrantRoleError::LastAdministrator(last) => last.into(),
            GrantRoleError::Fault(fault) => fault.into(),
        }
    }
}

/// Cells with their ids and permissions read.
fn read<T>(cells: &[CellChange], what: &'static str, id: impl Fn(&str) -> Option<T>) -> Result<Vec<(T, GroupId, Permissions)>, Problem> {
    let cell = |cell: &CellChange| {
        let permissions: Result<Permissions, _> = cell.permissions.iter().map(|word| word.parse::<Permission>()).collect();
        let permissions = permissions.map_err(|_| Problem::invalid("permissions", "unknown"))?;
        Ok((id(&cell.id).ok_or_else(|| Problem::invalid(what, "unknown"))?, GroupId(cell.group), permissions))
    };
    cells.iter().map(cell).collect()
}

async fn set(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: MatrixChange = call.json()?;
    if body.agents.len() + body.roles.len() > CELLS {
        return Err(Problem::invalid("agents", "too-many"));
    }
    let agents = read(&body.agents, "agents", |id| id.parse::<AgentId>().ok())?;
    let roles = read(&body.roles, "roles", |id| id.parse().ok().map(RoleId))?;
    let work = move |act: &Act<'_>| -> Result<Matrix, Problem> {
        // Looked over first: what is refused leaves nothing behind.
        let now = matrix(act)?;
        let is_group = |group: &GroupId| now.groups.iter().any(|known| known.id == group.0);
        let is_agent = |id: &AgentId| now.agents.iter().any(|row| row.id == id.to_string());
        let is_role = |id: &RoleId| now.roles.iter().any(|row| row.id == id.0.to_string());
        let known = agents.iter().all(|(agent, group, _)| is_agent(agent) && is_group(group))
            && roles.iter().all(|(role, group, _)| is_role(role) && is_group(group));
        if !known {
            return Err(Problem::not_found());
        }
        // What makes administrators comes first: the last one may go when another comes in the same go.
        for is_first in [true, false] {
            let now = |group: GroupId, permissions: Permissions| (group == GroupId::ADMIN && permissions.has(Permission::Rw)) == is_first;
            for (agent, group, permissions) in agents.iter().filter(|cell| now(cell.1, cell.2)) {
                grant(act, *agent, *group, *permissions)?;
            }
            for (role, group, permissions) in roles.iter().filter(|cell| now(cell.1, cell.2)) {
                grant_role(act, *role, *group, *permissions)?;
            }
        }
        Ok(matrix(act)?)
    };
    Ok(Answer::json(&context.act(work).await?))
}
