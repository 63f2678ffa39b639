//! The bell that rings when an act left a job.

use kernel::{TenantId, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// Rings when an act committed that left a job: its other end is [`store::NodeParts::wake`]. Made before node and worker,
/// since the node is there first.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Rung>);

#[derive(Debug, Default)]
struct Rung {
    /// The earliest job of each tenant that nobody heard of yet: bounded by the number of tenants.
    due: Mutex<HashMap<TenantId, Timestamp>>,
    notify: Notify,
}

impl Bell {
    /// A bell that nobody rang.
    pub fn new() -> Self {
        Self::default()
    }

    /// What rings it, for [`store::NodeParts::wake`].
    pub fn wake(&self) -> Arc<dyn Fn(Option<TenantId>, Timestamp) + Send + Sync> {
        let bell = self.clone();
        Arc::new(move |tenant, due| {
            if let Some(tenant) = tenant {
                bell.ring(tenant, due);
            }
        })
    }

    fn ring(&self, tenant: TenantId, due: Timestamp) {
        let mut rung = self.0.due.lock().unwrap_or_else(PoisonError::into_inner);
        rung.entry(tenant).and_modify(|known| *known = due.min(*known)).or_insert(due);
        drop(rung);
        self.0.notify.notify_one();
    }

    /// Waits for a ring. What was rung for before counts.
    pub(crate) async fn heard(&self) -> HashMap<TenantId, Timestamp> {
        loop {
            let rung = std::mem::take(&mut *self.0.due.lock().unwrap_or_else(PoisonError::into_inner));
            if !rung.is_empty() {
                return rung;
            }
            self.0.notify.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id16;

    #[tokio::test]
    async fn rings_are_remembered_by_tenant_and_earliest_time() {
        let (bell, one, two) = (Bell::new(), TenantId(Id16([1; 16])), TenantId(Id16([2; 16])));
        let wake = bell.wake();
        for (tenant, due) in [(Some(one), 3), (Some(two), 5), (None, 1), (Some(one), 2), (Some(one), 4)] {
            wake(tenant, Timestamp::from_micros(due));
        }
        let expected = HashMap::from([(one, Timestamp::from_micros(2)), (two, Timestamp::from_micros(5))]);
        assert_eq!(bell.heard().await, expected);
        let waiting = tokio::spawn({
            let bell = bell.clone();
            async move { bell.heard().await }
        });
        wake(Some(two), Timestamp::from_micros(9));
        assert_eq!(waiting.await.unwrap(), HashMap::from([(two, Timestamp::from_micros(9))]));
    }
}
