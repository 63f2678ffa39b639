//! The access review: everything that anybody has, and what was said about it.

use crate::administration::{self, Unseen};
use crate::commands::{ReviewError, review};
use crate::model::{GroupId, RoleId};
use crate::queries;
use crate::review::{Grant, GrantLine, Held};
use crate::rights::{Permission, Permissions};
use futures_util::FutureExt;
use kernel::{AgentId, Timestamp};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use store::{Act, Rows, View};
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem};

/// A grant as it is looked at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GrantShape {
    /// `agent_group`, `agent_role`, `role_group` or `steward`.
    kind: &'static str,
    agent: Option<String>,
    agent_name: Option<String>,
    /// Whether the agent is valid: what others have gives nothing.
    agent_valid: Option<bool>,
    role: Option<i64>,
    role_name: Option<String>,
    group: Option<i64>,
    group_name: Option<String>,
    permissions: Vec<&'static str>,
    /// Since when it is as it is; null when that was before it was noted.
    #[schema(value_type = Option<String>)]
    granted_at: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    confirmed_at: Option<Timestamp>,
    confirmed_by: Option<String>,
    /// Nobody gave or confirmed it within the days that were asked for.
    due: bool,
}

/// Everything that anybody has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GrantList {
    items: Vec<GrantShape>,
}

/// What is said about a grant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewBody {
    kind: String,
    #[serde(default)]
    agent: Option<String>,
    #[serde(default)]
    role: Option<i64>,
    #[serde(default)]
    group: Option<i64>,
    /// As they were shown: what changed since is not what was looked at.
    #[serde(default)]
    permissions: Vec<String>,
    /// Whether it stays; otherwise it ends at once.
    keep: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    days: Option<u16>,
}

pub(super) const LIST: Operation = Operation {
    name: "people.grants",
    method: Method::Get,
    path: "/api/v1/people/grants",
    summary: "Everything that anybody has, since when, and who confirmed it last.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[Param { name: "days", meaning: "due is what nobody gave or confirmed for that long, 365 unless told", kind: "integer" }],
    body: None,
    yields: Yields::Json(Shape::of::<GrantList>()),
    sample: |_| Sample::get("/api/v1/people/grants?days=90"),
    handler: |context, call| list(context, call).boxed(),
};

async fn list(context: Context, call: Call) -> Result<Answer, Problem> {
    let Asked { days } = call.query()?;
    let age = Duration::from_hours(24 * u64::from(days.unwrap_or(365)));
    Ok(Answer::json(&context.read(move |view: &View<'_>| grants(view, view.now().before(age))).await?))
}

fn grants(rows: &impl Rows, since: Timestamp) -> Result<GrantList, Unseen> {
    let all = administration::list_grants(rows)?;
    let agents: BTreeMap<_, _> = queries::list_agents(rows)?.into_iter().map(|agent| (agent.id, agent)).collect();
    let roles: BTreeMap<_, _> = queries::list_roles(rows)?.into_iter().map(|role| (role.id.0, role.name)).collect();
    let groups: BTreeMap<_, _> = queries::list_groups(rows)?.into_iter().map(|group| (group.id.0, group.name)).collect();
    let shape = |line: GrantLine| {
        let Held { grant, permissions } = line.held;
        let agent = grant.agent().and_then(|id| agents.get(&id));
        let (role, group) = (grant.role().map(|role| role.0), grant.group().map(|group| group.0));
        GrantShape {
            kind: grant.kind(),
            agent: grant.agent().map(|id| id.to_string()),
            agent_name: agent.map(|agent| agent.name.clone()),
            agent_valid: agent.map(|agent| agent.valid),
            role,
            role_name: role.and_then(|role| roles.get(&role).cloned()),
            group,
            group_name: group.and_then(|group| groups.get(&group).cloned()),
            permissions: permissions.given().map(Permission::as_str).collect(),
            granted_at: line.granted_at,
            confirmed_at: line.confirmed_at,
            confirmed_by: line.confirmed_by.and_then(|id| agents.get(&id)).map(|agent| agent.name.clone()),
            due: line.is_due(since),
        }
    };
    Ok(GrantList { items: all.into_iter().map(shape).collect() })
}

pub(super) const REVIEW: Operation = Operation {
    name: "people.review",
    method: Method::Post,
    path: "/api/v1/people/grants/review",
    summary: "Confirms a grant as it was shown, or ends it; either is put on record.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<ReviewBody>()),
    yields: Yields::Nothing,
    sample: |world| {
        let body = json!({"kind": "agent_role", "agent": world.id("agent"), "role": 1, "keep": true});
        Sample::send("/api/v1/people/grants/review", body)
    },
    handler: |context, call| look_again(context, call).boxed(),
};

impl From<ReviewError> for Problem {
    fn from(error: ReviewError) -> Self {
        match error {
            ReviewError::Forbidden(forbidden) => forbidden.into(),
            ReviewError::GrantUnknown => Self::not_found(),
            ReviewError::Outdated => Self::new(&web::problem::PRECONDITION),
            ReviewError::LastAdministrator(last) => last.into(),
            ReviewError::Fault(fault) => fault.into(),
        }
    }
}

fn held(body: &ReviewBody) -> Option<Held> {
    let agent = || body.agent.as_ref()?.parse::<AgentId>().ok();
    let (role, group) = (body.role.map(RoleId), body.group.map(GroupId));
    let grant = match body.kind.as_str() {
        "agent_group" => Grant::AgentGroup(agent()?, group?),
        "agent_role" => Grant::AgentRole(agent()?, role?),
        "role_group" => Grant::RoleGroup(role?, group?),
        "steward" => Grant::Steward(agent()?, group?),
        _ => return None,
    };
    let permissions = body.permissions.iter().map(|word| word.parse::<Permission>()).collect::<Result<Permissions, _>>().ok()?;
    Some(Held { grant, permissions })
}

async fn look_again(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: ReviewBody = call.json()?;
    let held = held(&body).ok_or_else(|| Problem::invalid("kind", "unknown"))?;
    let keep = body.keep;
    context.act(move |act: &Act<'_>| review(act, &held, keep)).await?;
    Ok(Answer::no_content())
}
