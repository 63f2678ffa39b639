//! Groups: all that one administers, new ones, changes, and who has what in one.

use super::optional;
use crate::administration::{self, Unseen};
use crate::commands::{AppointError, ChangeGroupError, CreateGroupError, GroupChange, appoint_steward, change_group, create_group};
use crate::model::{Group, GroupId, Unfit};
use crate::queries;
use crate::rights::Permission;
use futures_util::FutureExt;
use kernel::{AgentId, Fault};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Act, Rows, View};
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// A group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupLine {
    id: i64,
    name: String,
    /// In one that is not valid nobody may do anything.
    valid: bool,
    /// The agents who administer its members.
    stewards: Vec<String>,
}

/// The groups that one administers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupLines {
    items: Vec<GroupLine>,
}

/// A name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameBody {
    pub(super) name: String,
}

/// What is to be changed of a group; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupChangeBody {
    name: Option<String>,
    valid: Option<bool>,
    /// Exactly these agents administer its members.
    stewards: Option<Vec<String>>,
}

/// An agent with what they have directly in a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberLine {
    #[schema(value_type = String)]
    agent: AgentId,
    login: String,
    name: String,
    permissions: Vec<&'static str>,
}

/// Who has what in a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberLines {
    items: Vec<MemberLine>,
}

fn line(rows: &impl Rows, group: Group) -> Result<GroupLine, Fault> {
    let stewards = queries::stewards_of(rows, group.id)?.into_iter().map(|agent| agent.to_string()).collect();
    Ok(GroupLine { id: group.id.0, name: group.name, valid: group.valid, stewards })
}

fn lines(rows: &impl Rows) -> Result<GroupLines, Fault> {
    let items = administration::administered_groups(rows)?.into_iter().map(|group| line(rows, group)).collect::<Result<_, _>>()?;
    Ok(GroupLines { items })
}

pub(super) const LIST: Operation = Operation {
    name: "people.groups",
    method: Method::Get,
    path: "/api/v1/people/groups",
    summary: "The groups whose members the agent administers: all for administrators, their own for stewards.",
    audience: Audience::Agents,
    right: "people.see",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<GroupLines>()),
    sample: |_| Sample::get("/api/v1/people/groups"),
    handler: |context, _| async move { Ok(Answer::json(&context.read(|view: &View<'_>| lines(view)).await?)) }.boxed(),
};

pub(super) const CREATE: Operation = Operation {
    name: "people.create_group",
    method: Method::Post,
    path: "/api/v1/people/groups",
    summary: "Makes a group; nobody has anything in it yet.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<NameBody>()),
    yields: Yields::Created(Shape::of::<GroupLine>()),
    sample: |world| Sample::send("/api/v1/people/groups", json!({"name": world.id("fresh")})),
    handler: |context, call| create(context, call).boxed(),
};

impl From<CreateGroupError> for Problem {
    fn from(error: CreateGroupError) -> Self {
        match error {
            CreateGroupError::Forbidden(forbidden) => forbidden.into(),
            CreateGroupError::NameTaken => Self::new(&problem::CONFLICT).with_detail("the name is taken"),
            CreateGroupError::Fault(fault) => fault.into(),
        }
    }
}

async fn create(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: NameBody = call.json()?;
    let name = body.name.parse().map_err(|unfit: Unfit| Problem::invalid("name", unfit.0))?;
    let id: i64 = context.act(move |act| create_group(act, &name)).await?.0;
    Ok(Answer::created(&GroupLine { id, name: body.name.trim().to_owned(), valid: true, stewards: Vec::new() }))
}

pub(super) const CHANGE: Operation = Operation {
    name: "people.change_group",
    method: Method::Patch,
    path: "/api/v1/people/groups/{id}",
    summary: "Renames a group, makes it valid or not, or says who administers its members.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<GroupChangeBody>()),
    yields: Yields::Json(Shape::of::<GroupLine>()),
    sample: |_| Sample::send("/api/v1/people/groups/3", json!({"valid": true})),
    handler: |context, call| change(context, call).boxed(),
};

impl From<ChangeGroupError> for Problem {
    fn from(error: ChangeGroupError) -> Self {
        match error {
            ChangeGroupError::Forbidden(forbidden) => forbidden.into(),
            ChangeGroupError::GroupUnknown => Self::not_found(),
            ChangeGroupError::NameTaken => Self::new(&problem::CONFLICT).with_detail("the name is taken"),
            ChangeGroupError::GroupOfAdministrators => Self::invalid("id", "group-of-administrators"),
            ChangeGroupError::Fault(fault) => fault.into(),
        }
    }
}

impl From<AppointError> for Problem {
    fn from(error: AppointError) -> Self {
        match error {
            AppointError::Forbidden(forbidden) => forbidden.into(),
            AppointError::GroupUnknown => Self::not_found(),
            AppointError::AgentUnknown => Self::invalid("stewards", "unknown"),
            AppointError::GroupOfAdministrators => Self::invalid("stewards", "group-of-administrators"),
            AppointError::Fault(fault) => fault.into(),
        }
    }
}

async fn change(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = GroupId(call.id("id")?);
    let body: GroupChangeBody = call.json()?;
    let mut errors = Vec::new();
    let name = optional(&mut errors, "name", body.name.as_deref(), |unfit: &Unfit| unfit.0);
    if !errors.is_empty() {
        return Err(Problem::fields(&errors));
    }
    let read = |all: Vec<String>| all.iter().map(|id| id.parse()).collect::<Result<BTreeSet<AgentId>, _>>();
    let stewards = body.stewards.map(read).transpose().map_err(|_| Problem::invalid("stewards", "unknown"))?;
    let change = GroupChange { name, valid: body.valid };
    let work = move |act: &Act<'_>| -> Result<GroupLine, Problem> {
        change_group(act, id, &change)?;
        if let Some(stewards) = &stewards {
            let before: BTreeSet<AgentId> = queries::stewards_of(act, id)?.into_iter().collect();
            for agent in stewards.difference(&before) {
                appoint_steward(act, *agent, id, true)?;
            }
            for agent in before.difference(stewards) {
                appoint_steward(act, *agent, id, false)?;
            }
        }
        Ok(line(act, queries::group(act, id)?.ok_or_else(Problem::not_found)?)?)
    };
    Ok(Answer::json(&context.act(work).await?))
}

pub(super) const MEMBERS: Operation = Operation {
    name: "people.group_members",
    method: Method::Get,
    path: "/api/v1/people/groups/{id}/members",
    summary: "Valid agents with what they have directly in a group.",
    audience: Audience::Agents,
    right: "people.steward",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MemberLines>()),
    sample: |_| Sample::get("/api/v1/people/groups/1/members"),
    handler: |context, call| members(context, call).boxed(),
};

async fn members(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = GroupId(call.id("id")?);
    let read = move |view: &View<'_>| -> Result<MemberLines, Unseen> {
        let line = |(agent, permissions): (crate::Agent, crate::Permissions)| MemberLine {
            agent: agent.id,
            login: agent.login,
            name: agent.name,
            permissions: permissions.given().map(Permission::as_str).collect(),
        };
        Ok(MemberLines { items: administration::members_of(view, id)?.into_iter().map(line).collect() })
    };
    Ok(Answer::json(&context.read(read).await?))
}
