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
use tokio::sync::{Mutex, mpsc};
use tokio::time::sleep;

/// How often it is seen whether a check is due, and whether a finding has become stale.
const ROUND: Duration = Duration::from_secs(20);

/// What may grow no older than this is measured beside everything else: nothing that takes long holds it up.
const PROMPT: Duration = Duration::from_mins(5);

pub(crate) struct Checker {
    prompt: Mutex<Track>,
    rest: Track,
}

/// Checks that are run one after another.
struct Track {
    crew: Arc<Crew>,
    latest: Arc<Latest>,
    is_prompt: bool,
    begun: HashMap<&'static str, Timestamp>,
}

impl Checker {
    pub(crate) fn new(crew: &Arc<Crew>, latest: &Arc<Latest>) -> Self {
        let track = |is_prompt| Track { crew: Arc::clone(crew), latest: Arc::clone(latest), is_prompt, begun: HashMap::new() };
        Self { prompt: Mutex::new(track(true)), rest: track(false) }
    }

    /// Works until it is dropped.
    pub(crate) async fn run(self, mut asking: mpsc::Receiver<Asked>) {
        let Self { prompt, mut rest } = self;
        let promptly = async {
            loop {
                prompt.lock().await.run_due().await;
                sleep(ROUND).await;
            }
        };
        let slowly = async {
            loop {
                rest.run_due().await;
                tokio::select! {
                    Some(asked) = asking.recv() => {
                        prompt.lock().await.run_due().await;
                        rest.run_due().await;
                        // Who does not wait any more does not mind.
                        let _ = asked.send(());
                    }
                    () = sleep(ROUND) => {}
                }
            }
        };
        tokio::join!(promptly, slowly);
    }
}

impl Track {
    async fn run_due(&mut self) {
        let crew = Arc::clone(&self.crew);
        let is_prompt = self.is_prompt;
        let own = |check: &&Check| is_prompt == (!check.per_tenant && check.max_age <= PROMPT);
        let checks = || crew.rooms.iter().flat_map(|room| room.checks).filter(own);
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
