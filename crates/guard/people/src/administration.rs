//! Reads for those who administer: who is there, who has what, and where it comes from.

use crate::model::{self, Agent, Company, CustomerId, CustomerUser, Group, GroupId, Role, RoleId};
use crate::review::GrantLine;
use crate::rights::{Forbidden, Permission, Permissions, may_steward, require_administrator};
use crate::store as rows_of;
use crate::store::{belonging, grants, reviews};
use kernel::{Actor, AgentId, CustomerUserId, Fault, Limit};
use std::collections::{BTreeMap, BTreeSet};
use store::Rows;

/// Why something is not shown.
#[derive(Debug, thiserror::Error)]
pub enum Unseen {
    /// Whoever asks does not administer it.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// It is not there.
    #[error("there is no such thing")]
    NotFound,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Unseen> for web::Problem {
    fn from(unseen: Unseen) -> Self {
        match unseen {
            Unseen::Forbidden(forbidden) => forbidden.into(),
            Unseen::NotFound => Self::not_found(),
            Unseen::Fault(fault) => fault.into(),
        }
    }
}

/// Where a permission comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// It was given to the agent.
    Direct,
    /// A role gives it.
    Role(Role),
}

/// A permission that counts, with everything from which it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced {
    /// The permission as it was given; `rw` allows all others.
    pub permission: Permission,
    /// From where.
    pub from: Vec<Source>,
}

/// What an agent may do in each group, and where it comes from: what counts alone. The same rule as [`crate::rights_of`].
///
/// # Errors
/// The store failed.
pub fn sources_of(rows: &impl Rows, agent: AgentId) -> Result<Vec<(Group, Vec<Sourced>)>, Fault> {
    if !rows_of::agent(rows, agent)?.is_some_and(|agent| agent.valid) {
        return Ok(Vec::new());
    }
    let mut direct = grants::of_agents(rows)?.remove(&agent).unwrap_or_default();
    let own: BTreeSet<RoleId> = grants::roles_of_agents(rows)?.into_iter().filter(|(who, _)| *who == agent).map(|(_, role)| role).collect();
    let roles: Vec<Role> = rows_of::roles(rows)?.into_iter().filter(|role| role.valid && own.contains(&role.id)).collect();
    let given = grants::of_roles(rows)?;
    let mut all = Vec::new();
    for group in rows_of::groups(rows)?.into_iter().filter(|group| group.valid) {
        let direct = direct.remove(&group.id).unwrap_or_default();
        let by_role = |role: &Role| given.get(&role.id).and_then(|groups| groups.get(&group.id)).copied().unwrap_or_default();
        let from = |permission: Permission| Sourced {
            permission,
            from: direct
                .has(permission)
                .then_some(Source::Direct)
                .into_iter()
                .chain(roles.iter().filter(|role| by_role(role).has(permission)).cloned().map(Source::Role))
                .collect(),
        };
        let sourced: Vec<Sourced> = Permission::ALL.into_iter().map(from).filter(|sourced| !sourced.from.is_empty()).collect();
        if !sourced.is_empty() {
            all.push((group, sourced));
        }
    }
    Ok(all)
}

/// Who has which role.
///
/// # Errors
/// The store failed.
pub fn roles_of_agents(rows: &impl Rows) -> Result<Vec<(AgentId, RoleId)>, Fault> {
    grants::roles_of_agents(rows)
}

/// What agents have directly in each group, for administrators.
///
/// # Errors
/// [`Unseen`].
pub fn agents_by_groups(rows: &impl Rows) -> Result<BTreeMap<AgentId, BTreeMap<GroupId, Permissions>>, Unseen> {
    require_administrator::<Unseen>(rows)?;
    Ok(grants::of_agents(rows)?)
}

/// What roles give in each group, for administrators.
///
/// # Errors
/// [`Unseen`].
pub fn roles_by_groups(rows: &impl Rows) -> Result<BTreeMap<RoleId, BTreeMap<GroupId, Permissions>>, Unseen> {
    require_administrator::<Unseen>(rows)?;
    Ok(grants::of_roles(rows)?)
}

/// All agents, for administrators.
///
/// # Errors
/// [`Unseen`].
pub fn administered_agents(rows: &impl Rows) -> Result<Vec<Agent>, Unseen> {
    require_administrator::<Unseen>(rows)?;
    Ok(rows_of::agents(rows)?)
}

/// The groups whose members whoever asks administers: all for administrators, their own for stewards.
///
/// # Errors
/// The store failed.
pub fn administered_groups(rows: &impl Rows) -> Result<Vec<Group>, Fault> {
    match (require_administrator::<Unseen>(rows), rows.by().actor) {
        (Ok(()), _) => rows_of::groups(rows),
        (Err(Unseen::Fault(fault)), _) => Err(fault),
        (Err(_), Actor::Agent(agent)) => {
            Ok(belonging::stewarded_by(rows, agent)?.into_iter().filter(|group| group.id != GroupId::ADMIN).collect())
        }
        (Err(_), _) => Ok(Vec::new()),
    }
}

/// Valid agents with what they have directly in a group, for its stewards and for administrators.
///
/// # Errors
/// [`Unseen`].
pub fn members_of(rows: &impl Rows, group: GroupId) -> Result<Vec<(Agent, Permissions)>, Unseen> {
    let is_steward = match rows.by().actor {
        Actor::Agent(agent) => may_steward(rows, agent, group)?,
        _ => false,
    };
    if !is_steward {
        require_administrator::<Unseen>(rows)?;
    }
    if rows_of::group(rows, group)?.is_none() {
        return Err(Unseen::NotFound);
    }
    let given = grants::of_agents(rows)?;
    let of = |agent: &Agent| given.get(&agent.id).and_then(|groups| groups.get(&group)).copied().unwrap_or_default();
    Ok(rows_of::agents(rows)?.into_iter().filter(|agent| agent.valid).map(|agent| (agent.clone(), of(&agent))).collect())
}

/// Companies by words, for administrators.
///
/// # Errors
/// [`Unseen`].
pub fn find_companies(rows: &impl Rows, text: &str, limit: Limit) -> Result<Vec<Company>, Unseen> {
    require_administrator::<Unseen>(rows)?;
    let words = model::search_words(text);
    if words.is_empty() && !text.trim().is_empty() {
        return Ok(Vec::new());
    }
    Ok(belonging::find_companies(rows, &words, limit.get())?)
}

/// A company with its customer users, for administrators.
///
/// # Errors
/// [`Unseen`].
pub fn company(rows: &impl Rows, id: &CustomerId) -> Result<(Company, Vec<CustomerUser>), Unseen> {
    require_administrator::<Unseen>(rows)?;
    let company = belonging::company(rows, id)?.ok_or(Unseen::NotFound)?;
    Ok((company, belonging::users_of(rows, id)?))
}

/// Customer users, valid or not, by words, for administrators: the same words as [`crate::find_customer_users`].
///
/// # Errors
/// [`Unseen`].
pub fn administered_customer_users(rows: &impl Rows, text: &str, limit: Limit) -> Result<Vec<CustomerUser>, Unseen> {
    require_administrator::<Unseen>(rows)?;
    let words = model::search_words(text);
    if words.is_empty() && !text.trim().is_empty() {
        return Ok(Vec::new());
    }
    Ok(rows_of::find_customer_users(rows, &words, true, limit.get())?)
}

/// A customer user, for administrators.
///
/// # Errors
/// [`Unseen`].
pub fn administered_customer_user(rows: &impl Rows, id: CustomerUserId) -> Result<CustomerUser, Unseen> {
    require_administrator::<Unseen>(rows)?;
    rows_of::customer_user(rows, id)?.ok_or(Unseen::NotFound)
}

/// Everything that anybody has, with who looked at it last, for administrators.
///
/// # Errors
/// [`Unseen`].
pub fn list_grants(rows: &impl Rows) -> Result<Vec<GrantLine>, Unseen> {
    require_administrator::<Unseen>(rows)?;
    Ok(reviews::grants(rows)?)
}
