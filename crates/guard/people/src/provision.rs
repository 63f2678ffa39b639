//! Accounts that follow a provider of single sign-on: made, refreshed, and given what its mapping gives. For the room `sso` alone,
//! and only what changes is written and told.

use crate::administration::Source;
use crate::commands::{NewAgent, NewCustomerUser, is_taken};
use crate::events::Event;
use crate::last::is_last_by;
use crate::model::{Agent, CustomerUser, GroupId, Name, RoleId, searchable};
use crate::rights::{Administration, Permission, Permissions};
use crate::store as rows_of;
use crate::store::{grants, provision as more};
use kernel::{Actor, AgentId, CustomerUserId, EmailAddress, Fault};
use std::collections::BTreeMap;
use store::{Act, Rows};

/// Why an account was not made for somebody whom a provider vouches for.
#[derive(Debug, thiserror::Error)]
pub enum ProvideError {
    /// Somebody has this login or address already.
    #[error("somebody has this login or address already")]
    Exists,
    /// There is no such customer.
    #[error("there is no such customer")]
    CustomerUnknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The right to do what a provider's word and the administrators' mapping say, held for one act.
pub(crate) struct Provisioning<'a> {
    pub(crate) act: &'a Act<'a>,
}

impl<'a> Provisioning<'a> {
    fn permit(act: &'a Act<'a>) -> Result<Self, Fault> {
        match act.by().actor {
            Actor::Room("sso") => Ok(Self { act }),
            _ => Err(Fault::bug("only the room of single sign-on provides accounts")),
        }
    }

    pub(crate) const fn administration(&self) -> Administration<'a> {
        Administration { act: self.act }
    }
}

/// Makes an agent known who may do nothing yet. Whoever has the login or the address already is somebody else until a person says
/// otherwise.
///
/// # Errors
/// See [`ProvideError`].
pub fn provide_agent(act: &Act<'_>, new: &NewAgent) -> Result<AgentId, ProvideError> {
    let provisioning = Provisioning::permit(act)?;
    if rows_of::agent_by_login(act, &new.login)?.is_some() || more::has_agent_address(act, &new.email)? {
        return Err(ProvideError::Exists);
    }
    let agent = Agent {
        id: AgentId(act.new_id()),
        login: new.login.to_string(),
        name: new.name.to_string(),
        email: new.email.clone(),
        locale: new.locale,
        valid: true,
        created_at: act.now(),
    };
    provisioning.administration().add_agent(&agent)?;
    Event::AgentCreated(&agent).record(act)?;
    Ok(agent.id)
}

/// Makes a customer user known, by the same rule.
///
/// # Errors
/// See [`ProvideError`].
pub fn provide_customer_user(act: &Act<'_>, new: &NewCustomerUser) -> Result<CustomerUserId, ProvideError> {
    let provisioning = Provisioning::permit(act)?;
    if is_taken(act, &new.login)? || more::has_customer_user_address(act, &new.email)? {
        return Err(ProvideError::Exists);
    }
    let customer = match &new.customer {
        Some(id) => Some(rows_of::customer(act, id)?.ok_or(ProvideError::CustomerUnknown)?),
        None => None,
    };
    let user = CustomerUser {
        id: CustomerUserId(act.new_id()),
        login: new.login.to_string(),
        name: new.name.to_string(),
        email: new.email.clone(),
        customer,
        locale: new.locale,
        valid: true,
    };
    provisioning.administration().add_customer_user(&user, &searchable(&[&user.name, &user.login, user.email.as_str()]))?;
    Event::CustomerUserCreated(&user).record(act)?;
    Ok(user.id)
}

/// Brings an agent's name and address to what the provider says. An address that another agent has stays as it is.
///
/// # Errors
/// The store failed, or somebody else than the room asks.
pub fn refresh_agent(act: &Act<'_>, id: AgentId, name: Option<&Name>, address: Option<&EmailAddress>) -> Result<(), Fault> {
    let provisioning = Provisioning::permit(act)?;
    let Some(mut agent) = rows_of::agent(act, id)? else { return Ok(()) };
    let (mut name_is_new, mut address_is_new) = (false, false);
    if let Some(name) = name.filter(|name| name.as_str() != agent.name) {
        agent.name = name.to_string();
        name_is_new = true;
    }
    if let Some(address) = address.filter(|address| **address != agent.email)
        && !more::has_agent_address(act, address)?
    {
        agent.email = address.clone();
        address_is_new = true;
    }
    if name_is_new || address_is_new {
        provisioning.change_agent(&agent)?;
        Event::AgentChanged(&agent).record(act)?;
    }
    Ok(())
}

/// Brings a customer user's name and address to what the provider says, by the same rule.
///
/// # Errors
/// The store failed, or somebody else than the room asks.
pub fn refresh_customer_user(act: &Act<'_>, id: CustomerUserId, name: Option<&Name>, address: Option<&EmailAddress>) -> Result<(), Fault> {
    let provisioning = Provisioning::permit(act)?;
    let Some(mut user) = rows_of::customer_user(act, id)? else { return Ok(()) };
    let (mut name_is_new, mut address_is_new) = (false, false);
    if let Some(name) = name.filter(|name| name.as_str() != user.name) {
        user.name = name.to_string();
        name_is_new = true;
    }
    if let Some(address) = address.filter(|address| **address != user.email)
        && !more::has_customer_user_address(act, address)?
    {
        user.email = address.clone();
        address_is_new = true;
    }
    if name_is_new || address_is_new {
        provisioning.change_customer_user(&user)?;
        Event::CustomerUserChanged(&user).record(act)?;
    }
    Ok(())
}

/// Gives an agent exactly these of the roles that are named, and exactly these permissions in the groups that are named; all others
/// stay. Roles and groups that are gone are passed over, and so is what would take the last administrator from the desk: that is told
/// as an event.
///
/// # Errors
/// The store failed, or somebody else than the room asks.
pub fn provide_rights(
    act: &Act<'_>,
    agent: AgentId,
    roles: &BTreeMap<RoleId, bool>,
    groups: &BTreeMap<GroupId, Permissions>,
) -> Result<(), Fault> {
    let provisioning = Provisioning::permit(act)?;
    // What is given comes first: it may make what is taken the last no more.
    for gives in [true, false] {
        for (&group, &permissions) in groups.iter().filter(|(_, permissions)| permissions.has(Permission::Rw) == gives) {
            provide_group(&provisioning, agent, group, permissions)?;
        }
        for (&role, &has) in roles.iter().filter(|(_, has)| **has == gives) {
            provide_role(&provisioning, agent, role, has)?;
        }
    }
    Ok(())
}

fn provide_role(provisioning: &Provisioning<'_>, agent: AgentId, role: RoleId, has: bool) -> Result<(), Fault> {
    let act = provisioning.act;
    if rows_of::roles_of(act, agent)?.contains(&role) == has || rows_of::role(act, role)?.is_none() {
        return Ok(());
    }
    if !has && is_last_by(act, agent, |source| matches!(source, Source::Role(from) if from.id == role))? {
        return Event::LastKept(agent).record(act);
    }
    provisioning.set_role(agent, role, has)?;
    Event::RoleAssigned(agent, role, has).record(act)
}

fn provide_group(provisioning: &Provisioning<'_>, agent: AgentId, group: GroupId, permissions: Permissions) -> Result<(), Fault> {
    let act = provisioning.act;
    let before = grants::of_agent(act, agent, group)?;
    if before == permissions || rows_of::group(act, group)?.is_none() {
        return Ok(());
    }
    let takes = group == GroupId::ADMIN && !permissions.has(Permission::Rw);
    if takes && is_last_by(act, agent, |source| *source == Source::Direct)? {
        return Event::LastKept(agent).record(act);
    }
    provisioning.set_group(agent, group, [before, permissions])?;
    Event::Granted(agent, group, permissions).record(act)
}

/// Whether a role makes administrators.
///
/// # Errors
/// The store failed.
pub fn gives_admin(rows: &impl Rows, role: RoleId) -> Result<bool, Fault> {
    Ok(grants::of_role(rows, role, GroupId::ADMIN)?.may(Permission::Rw))
}
