//! Who has what: permissions of agents and roles in groups, and roles of agents.

use crate::model::{GroupId, RoleId};
use crate::rights::{Administration, Membership, Permission, Permissions};
use kernel::{AgentId, Fault, OrFault};
use std::collections::BTreeMap;
use store::{Act, Row, Rows, params};

store::stmts! { tenant
    read AGENT_GROUPS = "SELECT agent, grp, permission FROM agent_group ORDER BY agent, grp, permission";
    read ROLE_GROUPS = "SELECT role, grp, permission FROM role_group ORDER BY role, grp, permission";
    read AGENT_ROLES = "SELECT agent, role FROM agent_role ORDER BY agent, role";
    read OF_AGENT = "SELECT permission FROM agent_group WHERE agent = ?1 AND grp = ?2 ORDER BY permission";
    read OF_ROLE = "SELECT permission FROM role_group WHERE role = ?1 AND grp = ?2 ORDER BY permission";
    read HAS_ROLE = "SELECT 1 FROM agent_role WHERE agent = ?1 AND role = ?2";
    write DROP_AGENT_GROUP = "DELETE FROM agent_group WHERE agent = ?1 AND grp = ?2 AND permission = ?3";
    write ADD_AGENT_GROUP = "INSERT INTO agent_group (agent, grp, permission, granted_at) VALUES (?1, ?2, ?3, ?4)";
    write DROP_ROLE_GROUP = "DELETE FROM role_group WHERE role = ?1 AND grp = ?2 AND permission = ?3";
    write ADD_ROLE_GROUP = "INSERT INTO role_group (role, grp, permission, granted_at) VALUES (?1, ?2, ?3, ?4)";
    write ADD_AGENT_ROLE = "INSERT INTO agent_role (agent, role, granted_at) VALUES (?1, ?2, ?3)";
    write CLEAR_AGENT_ROLE = "DELETE FROM agent_role WHERE agent = ?1 AND role = ?2";
}

fn permission(row: &Row, column: usize) -> Result<Permission, Fault> {
    row.text(column)?.parse().or_fault("reading a permission")
}

/// What every agent has directly, valid or not.
pub(crate) fn of_agents(rows: &impl Rows) -> Result<BTreeMap<AgentId, BTreeMap<GroupId, Permissions>>, Fault> {
    let mut all: BTreeMap<AgentId, BTreeMap<GroupId, Permissions>> = BTreeMap::new();
    for row in rows.rows(&AGENT_GROUPS, &[])? {
        let permissions = all.entry(row.id(0)?).or_default().entry(GroupId(row.int(1)?)).or_default();
        *permissions = permissions.with(permission(&row, 2)?);
    }
    Ok(all)
}

/// What every role gives, valid or not.
pub(crate) fn of_roles(rows: &impl Rows) -> Result<BTreeMap<RoleId, BTreeMap<GroupId, Permissions>>, Fault> {
    let mut all: BTreeMap<RoleId, BTreeMap<GroupId, Permissions>> = BTreeMap::new();
    for row in rows.rows(&ROLE_GROUPS, &[])? {
        let permissions = all.entry(RoleId(row.int(0)?)).or_default().entry(GroupId(row.int(1)?)).or_default();
        *permissions = permissions.with(permission(&row, 2)?);
    }
    Ok(all)
}

/// Who has which role.
pub(crate) fn roles_of_agents(rows: &impl Rows) -> Result<Vec<(AgentId, RoleId)>, Fault> {
    rows.rows(&AGENT_ROLES, &[])?.iter().map(|row| Ok((row.id(0)?, RoleId(row.int(1)?)))).collect()
}

/// What an agent has directly in a group.
pub(crate) fn of_agent(rows: &impl Rows, agent: AgentId, group: GroupId) -> Result<Permissions, Fault> {
    rows.rows(&OF_AGENT, params![agent.0, group.0])?.iter().map(|row| permission(row, 0)).collect()
}

/// What a role gives in a group.
pub(crate) fn of_role(rows: &impl Rows, role: RoleId, group: GroupId) -> Result<Permissions, Fault> {
    rows.rows(&OF_ROLE, params![role.0, group.0])?.iter().map(|row| permission(row, 0)).collect()
}

pub(crate) fn has_role(rows: &impl Rows, agent: AgentId, role: RoleId) -> Result<bool, Fault> {
    Ok(rows.row(&HAS_ROLE, params![agent.0, role.0])?.is_some())
}

impl Membership<'_> {
    /// What stays keeps the time since when it is given.
    pub(crate) fn set(self, agent: AgentId, before: Permissions, after: Permissions) -> Result<(), Fault> {
        set_direct(self.act, (agent, self.group), before, after)
    }
}

/// What stays keeps the time since when it is given.
pub(super) fn set_direct(act: &Act<'_>, (agent, group): (AgentId, GroupId), before: Permissions, after: Permissions) -> Result<(), Fault> {
    for (permission, has) in Permissions::differences(before, after) {
        if has {
            act.write(&ADD_AGENT_GROUP, params![agent.0, group.0, permission.as_str(), act.now()])?;
        } else {
            act.write(&DROP_AGENT_GROUP, params![agent.0, group.0, permission.as_str()])?;
        }
    }
    Ok(())
}

impl Administration<'_> {
    pub(crate) fn set_role_group(self, role: RoleId, group: GroupId, [before, after]: [Permissions; 2]) -> Result<(), Fault> {
        for (permission, has) in Permissions::differences(before, after) {
            if has {
                self.act.write(&ADD_ROLE_GROUP, params![role.0, group.0, permission.as_str(), self.act.now()])?;
            } else {
                self.act.write(&DROP_ROLE_GROUP, params![role.0, group.0, permission.as_str()])?;
            }
        }
        Ok(())
    }

    pub(crate) fn set_agent_role(self, agent: AgentId, role: RoleId, has: bool) -> Result<(), Fault> {
        if has {
            self.act.write(&ADD_AGENT_ROLE, params![agent.0, role.0, self.act.now()]).map(drop)
        } else {
            self.act.write(&CLEAR_AGENT_ROLE, params![agent.0, role.0]).map(drop)
        }
    }
}
