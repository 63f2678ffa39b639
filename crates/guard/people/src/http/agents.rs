//! Agents as they are administered: all, one with what they may do and from where, changes.

use super::{field, optional};
use crate::administration::{self, Source, Unseen};
use crate::commands::{AgentChange, AssignRoleError, ChangeAgentError, assign_role, change_agent};
use crate::model::{Agent, RoleId, Unfit};
use crate::queries;
use crate::rights::rights_of;
use futures_util::FutureExt;
use kernel::{AgentId, Locale};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Act, Rows, View};
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// An agent as administrators see them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentLine {
    #[schema(value_type = String)]
    id: AgentId,
    login: String,
    name: String,
    email: String,
    #[schema(value_type = String)]
    locale: Locale,
    valid: bool,
    /// Their roles by number, those that are not valid too.
    roles: Vec<i64>,
    /// Whether they administer the desk.
    administrator: bool,
}

/// All agents, by login.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentLines {
    items: Vec<AgentLine>,
}

/// From where a permission comes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceShape {
    /// `direct` or `role`.
    kind: &'static str,
    /// The number of the role.
    role: Option<i64>,
    /// The name of the role.
    name: Option<String>,
}

/// A permission with everything from which it comes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourcedShape {
    permission: &'static str,
    from: Vec<SourceShape>,
}

/// What an agent may do in a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupRights {
    group: i64,
    name: String,
    permissions: Vec<SourcedShape>,
}

/// An agent with what they may do, and from where.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentFull {
    #[serde(flatten)]
    line: AgentLine,
    /// What counts: nothing of somebody who is not valid.
    rights: Vec<GroupRights>,
    /// Groups whose members they administer.
    stewards: Vec<i64>,
}

/// What is to be changed of an agent; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgentChangeBody {
    /// With what they sign in from now on; nobody else's.
    login: Option<String>,
    name: Option<String>,
    email: Option<String>,
    #[schema(value_type = Option<String>)]
    locale: Option<Locale>,
    valid: Option<bool>,
    /// Exactly these roles, by number.
    roles: Option<Vec<i64>>,
}

impl SourceShape {
    pub(super) fn new(source: Source) -> Self {
        match source {
            Source::Direct => Self { kind: "direct", role: None, name: None },
            Source::Role(role) => Self { kind: "role", role: Some(role.id.0), name: Some(role.name) },
        }
    }
}

fn line(rows: &impl Rows, agent: Agent, all: &[(AgentId, RoleId)]) -> Result<AgentLine, Unseen> {
    let roles = all.iter().filter(|(who, _)| *who == agent.id).map(|(_, role)| role.0).collect();
    let administrator = rights_of(rows, agent.id)?.is_admin();
    let Agent { id, login, name, email, locale, valid, created_at: _ } = agent;
    Ok(AgentLine { id, login, name, email: email.to_string(), locale, valid, roles, administrator })
}

fn full(view: &impl Rows, id: AgentId) -> Result<AgentFull, Unseen> {
    crate::require_administrator::<Unseen>(view)?;
    let agent = queries::agent(view, id)?.ok_or(Unseen::NotFound)?;
    let rights = |(group, sourced): (crate::Group, Vec<administration::Sourced>)| GroupRights {
        group: group.id.0,
        name: group.name,
        permissions: sourced
            .into_iter()
            .map(|one| SourcedShape { permission: one.permission.as_str(), from: one.from.into_iter().map(SourceShape::new).collect() })
            .collect(),
    };
    Ok(AgentFull {
        line: line(view, agent, &administration::roles_of_agents(view)?)?,
        rights: administration::sources_of(view, id)?.into_iter().map(rights).collect(),
        stewards: queries::groups_stewarded_by(view, id)?.into_iter().map(|group| group.id.0).collect(),
    })
}

pub(super) const LIST: Operation = Operation {
    name: "people.list_agents",
    method: Method::Get,
    path: "/api/v1/people/agents",
    summary: "All agents, valid or not, with their roles.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<AgentLines>()),
    sample: |_| Sample::get("/api/v1/people/agents"),
    handler: |context, _| list(context).boxed(),
};

async fn list(context: Context) -> Result<Answer, Problem> {
    let read = |view: &View<'_>| -> Result<AgentLines, Unseen> {
        let agents = administration::administered_agents(view)?;
        let roles = administration::roles_of_agents(view)?;
        let items = agents.into_iter().map(|agent| line(view, agent, &roles)).collect::<Result<_, _>>()?;
        Ok(AgentLines { items })
    };
    Ok(Answer::json(&context.read(read).await?))
}

pub(super) const GET: Operation = Operation {
    name: "people.agent",
    method: Method::Get,
    path: "/api/v1/people/agents/{id}",
    summary: "An agent with what they may do in each group, and from where it comes.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<AgentFull>()),
    sample: |world| Sample::get(format!("/api/v1/people/agents/{}", world.id("agent"))),
    handler: |context, call| get(context, call).boxed(),
};

async fn get(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: AgentId = call.id("id")?;
    Ok(Answer::json(&context.read(move |view| full(view, id)).await?))
}

pub(super) const CHANGE: Operation = Operation {
    name: "people.change_agent",
    method: Method::Patch,
    path: "/api/v1/people/agents/{id}",
    summary: "Changes an agent's login, name, address, language, validity or roles, all that are named or none.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<AgentChangeBody>()),
    yields: Yields::Json(Shape::of::<AgentFull>()),
    sample: |world| Sample::send(format!("/api/v1/people/agents/{}", world.id("agent")), json!({"name": "Sample Agent"})),
    handler: |context, call| change(context, call).boxed(),
};

impl From<ChangeAgentError> for Problem {
    fn from(error: ChangeAgentError) -> Self {
        match error {
            ChangeAgentError::Forbidden(forbidden) => forbidden.into(),
            ChangeAgentError::AgentUnknown => Self::not_found(),
            ChangeAgentError::LoginTaken => Self::new(&problem::CONFLICT).with_detail("the login is taken"),
            ChangeAgentError::LastAdministrator(last) => last.into(),
            ChangeAgentError::Fault(fault) => fault.into(),
        }
    }
}

impl From<AssignRoleError> for Problem {
    fn from(error: AssignRoleError) -> Self {
        match error {
            AssignRoleError::Forbidden(forbidden) => forbidden.into(),
            AssignRoleError::AgentUnknown => Self::not_found(),
            AssignRoleError::RoleUnknown => Self::invalid("roles", "unknown"),
            AssignRoleError::LastAdministrator(last) => last.into(),
            AssignRoleError::Fault(fault) => fault.into(),
        }
    }
}

async fn change(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: AgentId = call.id("id")?;
    let body: AgentChangeBody = call.json()?;
    let mut errors = Vec::new();
    let login = optional(&mut errors, "login", body.login.as_deref(), |unfit: &Unfit| unfit.0);
    let name = optional(&mut errors, "name", body.name.as_deref(), |unfit: &Unfit| unfit.0);
    let email = body.email.as_ref().and_then(|email| field(&mut errors, "email", email.parse(), |_| "no-address"));
    if !errors.is_empty() {
        return Err(Problem::fields(&errors));
    }
    let is_any = login.is_some() || name.is_some() || email.is_some() || body.locale.is_some() || body.valid.is_some();
    let change = AgentChange { login, name, email, locale: body.locale, valid: body.valid };
    let roles: Option<BTreeSet<RoleId>> = body.roles.map(|roles| roles.into_iter().map(RoleId).collect());
    let work = move |act: &Act<'_>| -> Result<AgentFull, Problem> {
        full(act, id)?;
        if is_any {
            change_agent(act, id, &change)?;
        }
        if let Some(roles) = &roles {
            let before = administration::roles_of_agents(act)?;
            let known = queries::list_roles(act)?;
            if roles.iter().any(|role| known.iter().all(|one| one.id != *role)) {
                return Err(Problem::invalid("roles", "unknown"));
            }
            for role in known {
                let (had, has) = (before.contains(&(id, role.id)), roles.contains(&role.id));
                if had != has {
                    assign_role(act, id, role.id, has)?;
                }
            }
        }
        Ok(full(act, id)?)
    };
    Ok(Answer::json(&context.act(work).await?))
}
