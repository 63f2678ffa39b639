//! The last administrator stays: whatever is changed, somebody who is valid administers the desk afterwards.

use crate::administration::{self, Source};
use crate::model::GroupId;
use crate::rights::Permission;
use crate::store as rows_of;
use kernel::{AgentId, Fault};
use store::{Act, Rows};

/// Nobody who is valid would administer the desk any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("somebody must administer the desk")]
pub struct LastAdministrator;

impl From<LastAdministrator> for web::Problem {
    fn from(_: LastAdministrator) -> Self {
        Self::new(&web::problem::LAST_ADMINISTRATOR)
    }
}

fn has_administrator(rows: &impl Rows) -> Result<bool, Fault> {
    Ok(!rows_of::agents_with(rows, GroupId::ADMIN, Permission::Rw)?.is_empty())
}

/// Does something that may take the administration away from somebody, and refuses it when nobody is left. What was written until
/// then goes with the act: rights come from grants, roles and validity together, and only the rule itself says what they come to.
/// A desk that has no administrator yet may be changed.
pub(crate) fn keeping_one<E: From<Fault> + From<LastAdministrator>>(
    act: &Act<'_>,
    work: impl FnOnce() -> Result<(), Fault>,
) -> Result<(), E> {
    let had = has_administrator(act)?;
    work()?;
    if had && !has_administrator(act)? {
        return Err(LastAdministrator.into());
    }
    Ok(())
}

/// Whether an agent is the only administrator, and that by this source alone.
pub(crate) fn is_last_by(rows: &impl Rows, agent: AgentId, is_source: impl Fn(&Source) -> bool) -> Result<bool, Fault> {
    let all = rows_of::agents_with(rows, GroupId::ADMIN, Permission::Rw)?;
    if !matches!(&all[..], [only] if only.id == agent) {
        return Ok(false);
    }
    let sources = administration::sources_of(rows, agent)?;
    let admin = sources.iter().filter(|(group, _)| group.id == GroupId::ADMIN).flat_map(|(_, sourced)| sourced);
    Ok(admin.filter(|one| one.permission == Permission::Rw).flat_map(|one| &one.from).all(is_source))
}
