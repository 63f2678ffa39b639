//! Reads for other rooms and for lists.

use crate::model::{self, Agent, Customer, CustomerId, CustomerUser, Group, GroupId, Login, Role, RoleId};
use crate::rights::Permission;
use crate::store as rows_of;
use kernel::{AgentId, CustomerUserId, EmailAddress, Fault, Limit};
use std::collections::{BTreeMap, BTreeSet};
use store::Rows;

/// An agent, valid or not.
pub fn agent(rows: &impl Rows, id: AgentId) -> Result<Option<Agent>, Fault> {
    rows_of::agent(rows, id)
}

/// The agent with a login, valid or not; upper and lower case do not differ.
pub fn agent_by_login(rows: &impl Rows, login: &str) -> Result<Option<Agent>, Fault> {
    login.parse::<Login>().ok().map_or(Ok(None), |login| rows_of::agent_by_login(rows, &login))
}

/// All roles, by name.
pub fn list_roles(rows: &impl Rows) -> Result<Vec<Role>, Fault> {
    rows_of::roles(rows)
}

/// A role.
pub fn role(rows: &impl Rows, id: RoleId) -> Result<Option<Role>, Fault> {
    rows_of::role(rows, id)
}

/// The roles of an agent, valid or not.
pub fn roles_of(rows: &impl Rows, agent: AgentId) -> Result<Vec<RoleId>, Fault> {
    rows_of::roles_of(rows, agent)
}

/// All agents, valid or not, by login.
pub fn list_agents(rows: &impl Rows) -> Result<Vec<Agent>, Fault> {
    rows_of::agents(rows)
}

/// Valid agents who may do something in a group, by name. The same rule as [`crate::rights_of`].
pub fn agents_with(rows: &impl Rows, group: GroupId, permission: Permission) -> Result<Vec<Agent>, Fault> {
    rows_of::agents_with(rows, group, permission)
}

/// Those of these agents who are there, for lists that show names.
pub fn agents_by_ids(rows: &impl Rows, ids: &[AgentId]) -> Result<BTreeMap<AgentId, Agent>, Fault> {
    Ok(rows_of::agents_by_ids(rows, ids)?.into_iter().map(|agent| (agent.id, agent)).collect())
}

/// A company.
pub fn customer(rows: &impl Rows, id: &CustomerId) -> Result<Option<Customer>, Fault> {
    rows_of::customer(rows, id)
}

/// The names of companies by their OTRS CustomerID; of those that are not there, none.
pub fn customer_names<'i>(rows: &impl Rows, ids: impl Iterator<Item = &'i str>) -> Result<BTreeMap<String, String>, Fault> {
    rows_of::customer_names(rows, ids)
}

/// A customer user, valid or not, with their company.
pub fn customer_user(rows: &impl Rows, id: CustomerUserId) -> Result<Option<CustomerUser>, Fault> {
    rows_of::customer_user(rows, id)
}

/// The customer user with a login, valid or not; upper and lower case do not differ.
pub fn customer_user_by_login(rows: &impl Rows, login: &str) -> Result<Option<CustomerUser>, Fault> {
    login.parse::<Login>().ok().map_or(Ok(None), |login| rows_of::customer_user_by_login(rows, &login))
}

/// The valid customer user with an address; of several the one who came first.
pub fn customer_user_by_address(rows: &impl Rows, address: &EmailAddress) -> Result<Option<CustomerUser>, Fault> {
    rows_of::customer_user_by_address(rows, address)
}

/// All companies of a customer user: the primary one and the others, by id.
pub fn companies_of(rows: &impl Rows, user: CustomerUserId) -> Result<Vec<Customer>, Fault> {
    rows_of::belonging::companies_of(rows, user)
}

/// The companies whose tickets a customer user sees beside their own: theirs that are valid and share; `None` when the
/// customer user is not valid or not known.
pub fn companies_shared_with(rows: &impl Rows, user: CustomerUserId) -> Result<Option<BTreeSet<CustomerId>>, Fault> {
    rows_of::belonging::shared_with(rows, user)
}

/// The groups whose members an agent administers without administering the desk; none when the agent is not valid.
pub fn groups_stewarded_by(rows: &impl Rows, agent: AgentId) -> Result<Vec<Group>, Fault> {
    rows_of::belonging::stewarded_by(rows, agent)
}

/// The stewards of a group, valid or not.
pub fn stewards_of(rows: &impl Rows, group: GroupId) -> Result<Vec<AgentId>, Fault> {
    rows_of::belonging::stewards_of(rows, group)
}

/// Those of these customer users who are there, for lists that show names.
pub fn customer_users_by_ids(rows: &impl Rows, ids: &[CustomerUserId]) -> Result<BTreeMap<CustomerUserId, CustomerUser>, Fault> {
    Ok(rows_of::customer_users_by_ids(rows, ids)?.into_iter().map(|user| (user.id, user)).collect())
}

/// Valid customer users by words from name, login, address or company, each the beginning of a word; all when there are
/// no words. By name.
pub fn find_customer_users(rows: &impl Rows, text: &str, limit: Limit) -> Result<Vec<CustomerUser>, Fault> {
    let words = model::search_words(text);
    if words.is_empty() && !text.trim().is_empty() {
        return Ok(Vec::new());
    }
    rows_of::find_customer_users(rows, &words, false, limit.get())
}

/// All groups, by number.
pub fn list_groups(rows: &impl Rows) -> Result<Vec<Group>, Fault> {
    rows_of::groups(rows)
}

/// A group.
pub fn group(rows: &impl Rows, id: GroupId) -> Result<Option<Group>, Fault> {
    rows_of::group(rows, id)
}

/// The group with a name.
pub fn group_by_name(rows: &impl Rows, name: &str) -> Result<Option<Group>, Fault> {
    rows_of::group_by_name(rows, name)
}

/// The role with a name.
pub fn role_by_name(rows: &impl Rows, name: &str) -> Result<Option<Role>, Fault> {
    rows_of::role_by_name(rows, name)
}
