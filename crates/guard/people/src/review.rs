//! Grants, one by one, as they are looked at again. Pure.

use crate::model::{GroupId, RoleId};
use crate::rights::Permissions;
use kernel::{AgentId, Timestamp};

/// What somebody has of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grant {
    /// An agent's direct permissions in a group.
    AgentGroup(AgentId, GroupId),
    /// An agent's role.
    AgentRole(AgentId, RoleId),
    /// A role's permissions in a group.
    RoleGroup(RoleId, GroupId),
    /// An agent's stewardship of a group.
    Steward(AgentId, GroupId),
}

impl Grant {
    /// The word for its kind in rows and on the wire.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::AgentGroup(..) => "agent_group",
            Self::AgentRole(..) => "agent_role",
            Self::RoleGroup(..) => "role_group",
            Self::Steward(..) => "steward",
        }
    }

    /// The agent who has it.
    pub const fn agent(self) -> Option<AgentId> {
        match self {
            Self::AgentGroup(agent, _) | Self::AgentRole(agent, _) | Self::Steward(agent, _) => Some(agent),
            Self::RoleGroup(..) => None,
        }
    }

    /// The role that it is about.
    pub const fn role(self) -> Option<RoleId> {
        match self {
            Self::AgentRole(_, role) | Self::RoleGroup(role, _) => Some(role),
            Self::AgentGroup(..) | Self::Steward(..) => None,
        }
    }

    /// The group that it is about.
    pub const fn group(self) -> Option<GroupId> {
        match self {
            Self::AgentGroup(_, group) | Self::RoleGroup(_, group) | Self::Steward(_, group) => Some(group),
            Self::AgentRole(..) => None,
        }
    }
}

/// A grant with what it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// Who has what of whom.
    pub grant: Grant,
    /// The permissions in the group; none for roles and stewardships.
    pub permissions: Permissions,
}

/// A grant as it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantLine {
    /// The grant.
    pub held: Held,
    /// Since when it is as it is; `None` when that was before it was noted.
    pub granted_at: Option<Timestamp>,
    /// When somebody last confirmed it as it is.
    pub confirmed_at: Option<Timestamp>,
    /// Who that was.
    pub confirmed_by: Option<AgentId>,
}

impl GrantLine {
    /// Whether nobody gave or confirmed it since a point in time.
    pub fn is_due(&self, since: Timestamp) -> bool {
        self.granted_at.max(self.confirmed_at).is_none_or(|looked_at| looked_at < since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id16;

    #[test]
    fn a_grant_is_due_when_nobody_looked_at_it_for_long() {
        let at = |micros| Some(Timestamp::from_micros(micros));
        let held = Held { grant: Grant::AgentRole(AgentId(Id16([1; 16])), RoleId(1)), permissions: Permissions::NONE };
        let check = |granted_at, confirmed_at, due: bool| {
            let line = GrantLine { held, granted_at, confirmed_at, confirmed_by: None };
            assert_eq!(line.is_due(Timestamp::from_micros(100)), due, "{line:?}");
        };
        check(None, None, true);
        check(at(99), None, true);
        check(at(100), None, false);
        check(at(1), at(99), true);
        check(at(1), at(100), false);
        check(None, at(101), false);
    }
}
