//! Statements of accounts that follow a provider of single sign-on.

use super::{change_agent, grants};
use crate::model::{Agent, CustomerUser, GroupId, RoleId, searchable};
use crate::provision::Provisioning;
use crate::rights::Permissions;
use kernel::{AgentId, EmailAddress, Fault};
use store::{Rows, params};

store::stmts! { tenant
    read AGENT_BY_ADDRESS = "SELECT id FROM agent WHERE email = ?1 ORDER BY id LIMIT 1";
    read ANY_CUSTOMER_USER_BY_ADDRESS = "SELECT id FROM customer_user WHERE email = ?1 ORDER BY id LIMIT 1";
}

pub(crate) fn has_agent_address(rows: &impl Rows, address: &EmailAddress) -> Result<bool, Fault> {
    Ok(rows.row(&AGENT_BY_ADDRESS, params![address.as_str()])?.is_some())
}

pub(crate) fn has_customer_user_address(rows: &impl Rows, address: &EmailAddress) -> Result<bool, Fault> {
    Ok(rows.row(&ANY_CUSTOMER_USER_BY_ADDRESS, params![address.as_str()])?.is_some())
}

impl Provisioning<'_> {
    pub(crate) fn change_agent(&self, agent: &Agent) -> Result<(), Fault> {
        change_agent(self.act, agent)
    }

    pub(crate) fn change_customer_user(&self, user: &CustomerUser) -> Result<(), Fault> {
        self.administration().change_customer_user(user, &searchable(&[&user.name, &user.login, user.email.as_str()]))
    }

    pub(crate) fn set_role(&self, agent: AgentId, role: RoleId, has: bool) -> Result<(), Fault> {
        self.administration().set_agent_role(agent, role, has)
    }

    pub(crate) fn set_group(&self, agent: AgentId, group: GroupId, [before, after]: [Permissions; 2]) -> Result<(), Fault> {
        grants::set_direct(self.act, (agent, group), before, after)
    }
}
