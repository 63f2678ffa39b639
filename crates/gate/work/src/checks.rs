//! Runs checks, and keeps with each finding what makes it believable: whose, when, and for how long.

use futures_util::FutureExt as _;
use kernel::{TenantId, Timestamp};
use room::{Check, CheckContext, Finding, House, Room, Verdict};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use store::{Door, Tenant};
use tokio::time::timeout;

/// A check that takes longer has measured nothing.
const LONGEST: Duration = Duration::from_mins(5);

/// A check as it was run once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRun {
    /// The check's name.
    pub check: &'static str,
    /// The promise that it measures.
    pub promise: &'static str,
    /// The tenant that was looked at; `None` for a check of the node.
    pub tenant: Option<TenantId>,
    /// What was found.
    pub finding: Finding,
    /// When.
    pub at: Timestamp,
    /// From when on it is stale.
    pub stale_at: Timestamp,
}

impl CheckRun {
    /// Whether it is too old to say anything.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.stale_at <= now
    }

    /// Whether it says that the promise is kept: measured, found so, and fresh.
    pub fn is_kept(&self, now: Timestamp) -> bool {
        self.finding.verdict == Verdict::Kept && !self.is_stale(now)
    }
}

/// Runs all checks of the rooms at once: those of the node, and those of tenants for each of the doors.
pub async fn run_checks(rooms: &[&'static Room], house: &House, doors: &[Door<Tenant>]) -> Vec<CheckRun> {
    let mut runs = Vec::new();
    for check in rooms.iter().flat_map(|room| room.checks) {
        if check.per_tenant {
            for door in doors {
                runs.push(run(check, house, Some(door.clone())).await);
            }
        } else {
            runs.push(run(check, house, None).await);
        }
    }
    runs
}

/// Runs one check. A panic, or no end in time, is a finding as well: nothing was measured.
pub(crate) async fn run(check: &'static Check, house: &House, door: Option<Door<Tenant>>) -> CheckRun {
    let tenant = door.as_ref().map(Door::tenant);
    let context = CheckContext { house: house.clone(), door };
    // Also what the check does before it awaits anything is caught.
    let measuring = AssertUnwindSafe(async { (check.run)(context).await }).catch_unwind();
    let finding = match timeout(LONGEST, measuring).await {
        Ok(Ok(finding)) => finding,
        Ok(Err(_)) => Finding::unmeasured("the check panicked"),
        Err(_) => Finding::unmeasured("the check took too long"),
    };
    found(check, house, tenant, finding)
}

pub(crate) fn found(check: &'static Check, house: &House, tenant: Option<TenantId>, finding: Finding) -> CheckRun {
    let at = house.ambient.now();
    CheckRun { check: check.name, promise: check.promise, tenant, finding, at, stale_at: at.after(check.max_age) }
}
