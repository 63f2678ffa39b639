//! Runs checks when half of their greatest age has passed.

use crate::checks::{self, CheckRun};
use crate::crew::Crew;
use crate::latest::Latest;
use crate::metrics;
use crate::scheduler::Asked;
use kernel::Timestamp;
use room::{Check, Finding};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;

/// How often it is seen whether a check is due, and whether a finding has become stale.
const ROUND: Duration = Duration::from_secs(20);

pub(crate) struct Checker {
    crew: Arc<Crew>,
    latest: Arc<Latest>,
    begun: HashMap<&'static str, Timestamp>,
}

impl Checker {
    pub(crate) fn new(crew: Arc<Crew>, latest: Arc<Latest>) -> Self {
        Self { crew, latest, begun: HashMap::new() }
    }

    /// Works until it is dropped.
    pub(crate) async fn run(mut self, mut asking: mpsc::Receiver<Asked>) {
        loop {
            self.run_due().await;
            tokio::select! {
                Some(asked) = asking.recv() => {
                    self.run_due().await;
                    // Who does not wait any more does not mind.
                    let _ = asked.send(());
                }
                () = sleep(ROUND) => {}
            }
        }
    }

    async fn run_due(&mut self) {
        let crew = Arc::clone(&self.crew);
        let checks = || crew.rooms.iter().flat_map(|room| room.checks);
        for check in checks() {
            let now = crew.house.ambient.now();
            if is_due(self.begun.get(check.name).copied(), check.max_age, now) {
                self.begun.insert(check.name, now);
                let runs = measure(&crew, check).await;
                self.latest.replace(check.name, runs);
            }
        }
        let now = crew.house.ambient.now();
        checks().for_each(|check| metrics::check(check.name, self.latest.is_kept(check.name, now)));
    }
}

async fn measure(crew: &Crew, check: &'static Check) -> Vec<CheckRun> {
    if !check.per_tenant {
        return vec![checks::run(check, &crew.house, None).await];
    }
    let mut runs = Vec::new();
    for entry in crew.active() {
        runs.push(match crew.door(entry.tenant).await {
            Ok(door) => checks::run(check, &crew.house, Some(door)).await,
            Err(fault) => {
                tracing::error!(tenant = %entry.tenant, fault = fault.chain(), "a tenant could not be checked");
                checks::found(check, &crew.house, Some(entry.tenant), Finding::unmeasured("the store does not open"))
            }
        });
    }
    runs
}

fn is_due(begun: Option<Timestamp>, max_age: Duration, now: Timestamp) -> bool {
    begun.is_none_or(|begun| now.since(begun) >= max_age / 2)
}
