//! Who may: permissions in groups, as OTRS has them, and the one rule of administration.

use crate::model::GroupId;
use crate::store as rows_of;
use kernel::{Actor, AgentId, Fault};
use room::{Right, StandingRight};
use std::collections::BTreeMap;
use std::str::FromStr;
use store::{Act, Rows};

/// One permission in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Reads.
    Ro,
    /// Moves tickets into the group's queues.
    MoveInto,
    /// Makes tickets in them.
    Create,
    /// Writes notes.
    Note,
    /// Changes the owner.
    Owner,
    /// Changes the priority.
    Priority,
    /// Does all that the others allow, and everything else.
    Rw,
}

impl Permission {
    /// All of them, in the order of OTRS.
    pub const ALL: [Self; 7] = [Self::Ro, Self::MoveInto, Self::Create, Self::Note, Self::Owner, Self::Priority, Self::Rw];

    /// The word for it in rows and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ro => "ro",
            Self::MoveInto => "move_into",
            Self::Create => "create",
            Self::Note => "note",
            Self::Owner => "owner",
            Self::Priority => "priority",
            Self::Rw => "rw",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Ro => 1,
            Self::MoveInto => 2,
            Self::Create => 4,
            Self::Note => 8,
            Self::Owner => 16,
            Self::Priority => 32,
            Self::Rw => 64,
        }
    }
}

/// The word names no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a permission; use ro, move_into, create, note, owner, priority or rw")]
pub struct NotAPermission;

impl FromStr for Permission {
    type Err = NotAPermission;

    fn from_str(word: &str) -> Result<Self, NotAPermission> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == word).ok_or(NotAPermission)
    }
}

/// Permissions in one group.
///
/// **Shape**: a set of the seven. `rw` allows what every other one allows; no other implies anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u8);

impl Permissions {
    /// None at all.
    pub const NONE: Self = Self(0);

    /// These and one more.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | permission.bit())
    }

    /// Whether something may be done with these.
    pub const fn may(self, wanted: Permission) -> bool {
        self.0 & (wanted.bit() | Permission::Rw.bit()) != 0
    }

    /// Whether this very permission was given, whatever `rw` allows.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Whether nothing may be done.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What must be given (`true`) or taken away (`false`) to come from one set to another.
    pub(crate) fn differences(before: Self, after: Self) -> impl Iterator<Item = (Permission, bool)> {
        let changed = Self(before.0 ^ after.0);
        changed.given().map(move |permission| (permission, after.0 & permission.bit() != 0))
    }

    /// Those that were given, without what `rw` implies.
    pub fn given(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.0 & permission.bit() != 0)
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::NONE, Self::with)
    }
}

/// What an agent may do, in all groups, given directly and by roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights(BTreeMap<GroupId, Permissions>);

impl Rights {
    /// What is given in each group.
    pub(crate) fn add(&mut self, group: GroupId, permission: Permission) {
        let permissions = self.0.entry(group).or_default();
        *permissions = permissions.with(permission);
    }

    /// What may be done in one group.
    pub fn in_group(&self, group: GroupId) -> Permissions {
        self.0.get(&group).copied().unwrap_or_default()
    }

    /// Whether something may be done in one group.
    pub fn may(&self, group: GroupId, wanted: Permission) -> bool {
        self.in_group(group).may(wanted)
    }

    /// The groups in which something may be done, for the predicates of lists.
    pub fn groups_with(&self, wanted: Permission) -> impl Iterator<Item = GroupId> + '_ {
        self.0.iter().filter(move |(_, permissions)| permissions.may(wanted)).map(|(group, _)| *group)
    }

    /// Whether the agent administers the desk: `rw` in the group `admin`.
    pub fn is_admin(&self) -> bool {
        self.may(GroupId::ADMIN, Permission::Rw)
    }
}

/// The rights of an agent, in one statement. An agent who is not valid, or not known, has none.
///
/// # Errors
/// The store failed, or a row holds a word that is no permission.
pub fn rights_of(rows: &impl Rows, agent: AgentId) -> Result<Rights, Fault> {
    let mut rights = Rights::default();
    for (group, permission) in rows_of::permissions_of(rows, agent)? {
        rights.add(group, permission);
    }
    Ok(rights)
}

/// The actor may see that this can be done, but may not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("only administrators may do this")]
pub struct Forbidden;

impl From<Forbidden> for web::Problem {
    fn from(_: Forbidden) -> Self {
        Self::forbidden()
    }
}

/// Refuses whoever does not administer this desk: neither an agent with `rw` in the group `admin` nor the node's
/// command line.
///
/// # Errors
/// [`Forbidden`], or the store failed.
pub fn require_administrator<E: From<Fault> + From<Forbidden>>(rows: &impl Rows) -> Result<(), E> {
    match rows.by().actor {
        Actor::Operator(_) => Ok(()),
        Actor::Agent(agent) if rights_of(rows, agent)?.is_admin() => Ok(()),
        _ => Err(Forbidden.into()),
    }
}

/// The right to change people, groups and roles, held for one act. All writes of this room but a person's own
/// profile go through it.
#[derive(Clone, Copy)]
pub(crate) struct Administration<'a> {
    pub(crate) act: &'a Act<'a>,
}

impl<'a> Administration<'a> {
    pub(crate) fn permit<E: From<Fault> + From<Forbidden>>(act: &'a Act<'a>) -> Result<Self, E> {
        require_administrator::<E>(act)?;
        Ok(Self { act })
    }
}

/// The right to change who has what in one group, held for one act: of whoever administers the desk, and of the group's
/// stewards, who neither change what they have themselves nor touch the group `admin`.
#[derive(Clone, Copy)]
pub(crate) struct Membership<'a> {
    pub(crate) act: &'a Act<'a>,
    pub(crate) group: GroupId,
}

impl<'a> Membership<'a> {
    /// For changing what `agent` has in `group`.
    pub(crate) fn permit<E: From<Fault> + From<Forbidden>>(act: &'a Act<'a>, group: GroupId, agent: AgentId) -> Result<Self, E> {
        match act.by().actor {
            Actor::Agent(steward) if may_steward(act, steward, group)? && steward != agent => {}
            _ => require_administrator::<E>(act)?,
        }
        Ok(Self { act, group })
    }
}

/// Whether an agent administers the members of a group as its steward. Nobody is steward of `admin`: it would be a way to
/// everything.
///
/// # Errors
/// The store failed.
pub fn may_steward(rows: &impl Rows, agent: AgentId, group: GroupId) -> Result<bool, Fault> {
    Ok(group != GroupId::ADMIN && rows_of::belonging::stewarded_by(rows, agent)?.iter().any(|found| found.id == group))
}

pub(crate) static RIGHTS: &[Right] = &[
    Right { name: "people.see", rule: "every agent who is valid" },
    Right { name: "people.administer", rule: "an agent with rw in the group admin, directly or by a role" },
    Right {
        name: "people.steward",
        rule: "an agent with rw in the group admin, and the stewards of the group: for others, and never in the group admin",
    },
    Right { name: "people.own_profile", rule: "everybody their own name and language" },
];

pub(crate) static STANDING: &[StandingRight] = &[
    StandingRight { right: "people.administer", because: "the node's command line makes the first administrator" },
    StandingRight {
        right: "people.provide",
        because: "the room of single sign-on makes and refreshes accounts by the administrators' mapping",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some() -> impl Strategy<Value = Vec<Permission>> {
        proptest::collection::vec(proptest::sample::select(Permission::ALL.to_vec()), 0..8)
    }

    proptest! {
        #[test]
        fn rw_allows_everything_and_nothing_else_implies_anything(given in some()) {
            let permissions: Permissions = given.iter().copied().collect();
            for wanted in Permission::ALL {
                prop_assert_eq!(permissions.may(wanted), given.contains(&wanted) || given.contains(&Permission::Rw));
            }
            prop_assert_eq!(permissions.is_empty(), given.is_empty());
        }

        #[test]
        fn a_set_reads_back_from_what_was_given(given in some()) {
            let permissions: Permissions = given.iter().copied().collect();
            prop_assert_eq!(permissions.given().collect::<Permissions>(), permissions);
            prop_assert!(permissions.given().all(|permission| given.contains(&permission)));
        }

        #[test]
        fn differences_lead_from_one_set_to_the_other(given in some(), wanted in some()) {
            let (before, after): (Permissions, Permissions) = (given.iter().copied().collect(), wanted.iter().copied().collect());
            for (permission, has) in Permissions::differences(before, after) {
                prop_assert_eq!((given.contains(&permission), wanted.contains(&permission)), (!has, has));
            }
            let told: Vec<Permission> = Permissions::differences(before, after).map(|(permission, _)| permission).collect();
            let changed = |permission: &Permission| given.contains(permission) != wanted.contains(permission);
            prop_assert_eq!(told, Permission::ALL.into_iter().filter(changed).collect::<Vec<_>>());
        }

        #[test]
        fn more_given_never_allows_less(given in some(), more in some()) {
            let few: Permissions = given.iter().copied().collect();
            let many: Permissions = given.iter().chain(&more).copied().collect();
            prop_assert!(Permission::ALL.into_iter().all(|wanted| !few.may(wanted) || many.may(wanted)));
        }

        #[test]
        fn groups_do_not_leak_into_each_other(lines in proptest::collection::vec((1i64..4, proptest::sample::select(Permission::ALL.to_vec())), 0..12)) {
            let mut rights = Rights::default();
            for (group, permission) in &lines {
                rights.add(GroupId(*group), *permission);
            }
            for group in 1..4 {
                let own: Permissions = lines.iter().filter(|line| line.0 == group).map(|line| line.1).collect();
                prop_assert_eq!(rights.in_group(GroupId(group)), own);
                for wanted in Permission::ALL {
                    prop_assert_eq!(rights.groups_with(wanted).any(|found| found == GroupId(group)), own.may(wanted));
                }
            }
        }
    }

    #[test]
    fn words_read_back() {
        for permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(permission));
        }
        assert!("RW".parse::<Permission>().is_err());
    }
}
