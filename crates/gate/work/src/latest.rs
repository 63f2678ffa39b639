//! The newest findings.

use crate::checks::CheckRun;
use kernel::{TenantId, Timestamp};
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

/// The newest finding of each check, for each tenant that it looks at.
#[derive(Debug, Default)]
pub struct Latest(RwLock<BTreeMap<&'static str, BTreeMap<Option<TenantId>, CheckRun>>>);

impl Latest {
    /// All of them, by check and tenant.
    pub fn all(&self) -> Vec<CheckRun> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().flat_map(BTreeMap::values).cloned().collect()
    }

    /// Whether a check's promise is kept for the node or for all its tenants: all measured, all found so, none stale. What
    /// was never measured is not kept.
    pub fn is_kept(&self, check: &str, now: Timestamp) -> bool {
        let latest = self.0.read().unwrap_or_else(PoisonError::into_inner);
        latest.get(check).is_some_and(|runs| !runs.is_empty() && runs.values().all(|run| run.is_kept(now)))
    }

    /// Takes the findings of one round in the place of all that this check found before: tenants go.
    pub(crate) fn replace(&self, check: &'static str, runs: Vec<CheckRun>) {
        let runs = runs.into_iter().map(|run| (run.tenant, run)).collect();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(check, runs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id16;
    use room::Finding;

    fn run(tenant: u8, finding: Finding) -> CheckRun {
        let (at, stale_at) = (Timestamp::from_micros(0), Timestamp::from_micros(10));
        CheckRun { check: "c", promise: "P-01", tenant: Some(TenantId(Id16([tenant; 16]))), finding, at, stale_at }
    }

    #[test]
    fn kept_is_what_was_measured_everywhere_lately() {
        let check = |runs: Vec<CheckRun>, now: i64, expected: bool| {
            let latest = Latest::default();
            latest.replace("c", vec![run(9, Finding::broken("of a tenant that is gone"))]);
            latest.replace("c", runs);
            assert_eq!(latest.is_kept("c", Timestamp::from_micros(now)), expected);
        };
        check(vec![run(1, Finding::kept("1")), run(2, Finding::kept("2"))], 9, true);
        check(vec![run(1, Finding::kept("1")), run(2, Finding::kept("2"))], 10, false);
        check(vec![run(1, Finding::kept("1")), run(2, Finding::broken("2"))], 9, false);
        check(vec![run(1, Finding::kept("1")), run(2, Finding::unmeasured("2"))], 9, false);
        check(Vec::new(), 9, false);
        assert!(!Latest::default().is_kept("c", Timestamp::from_micros(0)));
    }
}
