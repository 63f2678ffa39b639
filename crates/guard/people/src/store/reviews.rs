//! Grants one by one, and who looked at them again.

use crate::model::{GroupId, RoleId};
use crate::review::{Grant, GrantLine, Held};
use crate::rights::{Administration, Permission, Permissions};
use kernel::{Actor, AgentId, Fault, Id16, OrFault, Timestamp};
use std::collections::BTreeMap;
use store::{Row, Rows, params};

store::stmts! { tenant
    read GRANTS = "SELECT 'agent_group', agent, CAST(NULL AS {INT}), grp, permission, granted_at FROM agent_group UNION ALL \
        SELECT 'agent_role', agent, role, CAST(NULL AS {INT}), CAST(NULL AS TEXT), granted_at FROM agent_role UNION ALL \
        SELECT 'role_group', CAST(NULL AS {BLOB}), role, grp, permission, granted_at FROM role_group UNION ALL \
        SELECT 'steward', agent, CAST(NULL AS {INT}), grp, CAST(NULL AS TEXT), granted_at FROM group_steward";
    read CONFIRMED = "SELECT kind, agent, role, grp, permissions, at, reviewer FROM grant_review WHERE decision = 'confirmed' ORDER BY at, id";
    write NOTE_REVIEW = "INSERT INTO grant_review (id, at, reviewer, kind, agent, role, grp, permissions, decision) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
}

fn to_grant(row: &Row) -> Result<Grant, Fault> {
    let agent = || row.opt_id(1)?.map(AgentId).or_fault("a grant without its agent");
    let role = || row.opt_int(2)?.map(RoleId).or_fault("a grant without its role");
    let group = || row.opt_int(3)?.map(GroupId).or_fault("a grant without its group");
    Ok(match row.text(0)?.as_str() {
        "agent_group" => Grant::AgentGroup(agent()?, group()?),
        "agent_role" => Grant::AgentRole(agent()?, role()?),
        "role_group" => Grant::RoleGroup(role()?, group()?),
        _ => Grant::Steward(agent()?, group()?),
    })
}

fn words(permissions: Permissions) -> String {
    permissions.given().map(Permission::as_str).collect::<Vec<_>>().join(" ")
}

/// Everything that anybody has, by kind, with who confirmed it last.
pub(crate) fn grants(rows: &impl Rows) -> Result<Vec<GrantLine>, Fault> {
    let mut all: BTreeMap<Grant, (Permissions, i64)> = BTreeMap::new();
    for row in rows.rows(&GRANTS, &[])? {
        let (permissions, granted_at) = all.entry(to_grant(&row)?).or_default();
        if let Some(word) = row.opt_text(4)? {
            *permissions = permissions.with(word.parse().or_fault("reading a permission")?);
        }
        *granted_at = (*granted_at).max(row.int(5)?);
    }
    let mut confirmed: BTreeMap<Grant, (String, Timestamp, Option<AgentId>)> = BTreeMap::new();
    for row in rows.rows(&CONFIRMED, &[])? {
        confirmed.insert(to_grant(&row)?, (row.text(4)?, row.time(5)?, row.opt_id(6)?.map(|id: Id16| AgentId(id))));
    }
    let line = |(grant, (permissions, granted_at)): (Grant, (Permissions, i64))| {
        // What was confirmed was confirmed as it was: more or less than that is another grant.
        let same = confirmed.get(&grant).filter(|(what, at, _)| *what == words(permissions) && at.as_micros() >= granted_at);
        GrantLine {
            held: Held { grant, permissions },
            granted_at: (granted_at > 0).then(|| Timestamp::from_micros(granted_at)),
            confirmed_at: same.map(|(_, at, _)| *at),
            confirmed_by: same.and_then(|(_, _, by)| *by),
        }
    };
    Ok(all.into_iter().map(line).collect())
}

impl Administration<'_> {
    pub(crate) fn note_review(self, held: &Held, keep: bool) -> Result<(), Fault> {
        let reviewer = match self.act.by().actor {
            Actor::Agent(id) => Some(id.0),
            _ => None,
        };
        let Held { grant, permissions } = *held;
        let (agent, role, group) = (grant.agent().map(|id| id.0), grant.role().map(|id| id.0), grant.group().map(|id| id.0));
        let decision = if keep { "confirmed" } else { "revoked" };
        let line = params![self.act.new_id(), self.act.now(), reviewer, grant.kind(), agent, role, group, words(permissions), decision];
        self.act.write(&NOTE_REVIEW, line).map(drop)
    }
}
