//! Removes, once a day, what was stored for acts that never came.

use crate::crew::Crew;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// From the start to the first sweep: what a start has to do comes first.
const FIRST: Duration = Duration::from_hours(1);
const EVERY: Duration = Duration::from_hours(24);

/// Works until it is dropped.
pub(crate) async fn run(crew: Arc<Crew>) {
    sleep(FIRST).await;
    loop {
        for entry in crew.active() {
            let swept = match crew.door(entry.tenant).await {
                Ok(door) => door.sweep_blobs(crew.by(), &crew.house.ambient).await,
                Err(fault) => Err(fault),
            };
            match swept {
                Ok(0) => {}
                Ok(count) => tracing::info!(tenant = %entry.tenant, count, "blobs that nothing speaks of were removed"),
                Err(fault) => tracing::error!(tenant = %entry.tenant, fault = fault.chain(), "blobs could not be swept"),
            }
        }
        sleep(EVERY).await;
    }
}
