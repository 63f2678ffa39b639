//! The scheduler: one task that holds the plan, hears the bell, and sends out looks and jobs.

use crate::bell::Bell;
use crate::crew::{Crew, Look};
use crate::job;
use crate::metrics;
use crate::plan::{Found, Plan, Turn};
use futures_util::FutureExt as _;
use kernel::{Fault, TenantId, Timestamp};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

/// The plan is gone over at least so often: for tenants that came or were resumed, and for clocks that were set.
const ROUND: Duration = Duration::from_mins(1);

/// Somebody waits until all that is due now was done.
pub(crate) type Asked = oneshot::Sender<()>;

pub(crate) struct Scheduler {
    crew: Arc<Crew>,
    plan: Plan,
    under_way: JoinSet<Done>,
    asked: Vec<Asked>,
    /// Whether a job ran since the tenants were last gone through: it may have left another.
    ran: bool,
}

/// What was done by a task.
enum Done {
    Looked(Turn, Result<Look, Fault>),
    Ran(TenantId, Option<Timestamp>),
}

impl Scheduler {
    pub(crate) fn new(crew: Arc<Crew>, plan: Plan) -> Self {
        Self { crew, plan, under_way: JoinSet::new(), asked: Vec::new(), ran: false }
    }

    /// Works until `stop` changes, then waits for what is under way, within limits.
    pub(crate) async fn run(mut self, bell: Bell, mut asking: mpsc::Receiver<Asked>, mut stop: watch::Receiver<bool>) {
        self.go_through(false);
        let mut next_round = Instant::now() + ROUND;
        loop {
            self.send_out();
            self.answer();
            let wait = self.wait().min(next_round.duration_since(Instant::now()));
            tokio::select! {
                Some(done) = self.under_way.join_next() => {
                    if let Ok(done) = done {
                        self.take(done);
                    }
                }
                rung = bell.heard() => rung.into_iter().for_each(|(tenant, due)| self.plan.wake(tenant, due)),
                Some(asked) = asking.recv() => {
                    self.asked.push(asked);
                    self.go_through(true);
                }
                // An error says that nobody holds the worker any more.
                _ = stop.wait_for(|stop| *stop) => break,
                () = sleep(wait) => {
                    if next_round <= Instant::now() {
                        next_round = Instant::now() + ROUND;
                        self.go_through(false);
                    }
                }
            }
        }
        let deadline = Instant::now() + self.plan.leaving();
        self.leave(deadline).await;
    }

    /// Wakes the tenants that were never heard of, or all.
    fn go_through(&mut self, all: bool) {
        let now = self.now();
        for entry in self.crew.active() {
            if all || !self.plan.knows(entry.tenant) {
                self.plan.wake(entry.tenant, now);
            }
        }
        if all {
            self.ran = false;
        }
    }

    fn send_out(&mut self) {
        while let Some(turn) = self.plan.next(self.now()) {
            let crew = Arc::clone(&self.crew);
            self.under_way.spawn(async move {
                let look = AssertUnwindSafe(crew.look(turn.tenant, turn.most)).catch_unwind().await;
                Done::Looked(turn, look.unwrap_or_else(|_| Err(Fault::bug("a look at an outbox panicked"))))
            });
        }
        metrics::running(self.plan.busy());
    }

    fn take(&mut self, done: Done) {
        let now = self.now();
        match done {
            Done::Looked(turn, Ok(Look::Jobs(door, place, claimed))) => {
                self.plan.looked(turn, Found::Jobs(claimed.len()), now);
                for claimed in claimed {
                    let (crew, door, place) = (Arc::clone(&self.crew), door.clone(), place.clone());
                    self.under_way.spawn(async move {
                        let run = AssertUnwindSafe(job::run(&crew, door, place, claimed)).catch_unwind();
                        Done::Ran(turn.tenant, run.await.unwrap_or(None))
                    });
                }
            }
            Done::Looked(turn, Ok(Look::Nothing(next))) => self.plan.looked(turn, Found::Nothing(next), now),
            Done::Looked(turn, Ok(Look::Away)) => self.plan.looked(turn, Found::Away, now),
            Done::Looked(turn, Err(fault)) => {
                metrics::look_failed();
                tracing::error!(tenant = %turn.tenant, fault = fault.chain(), "an outbox could not be looked at");
                self.plan.looked(turn, Found::Failed, now);
            }
            Done::Ran(tenant, again) => {
                self.ran = true;
                self.plan.ended(tenant);
                if let Some(again) = again {
                    self.plan.wake(tenant, again);
                }
            }
        }
    }

    /// Answers those who wait, once nothing is left to do. A job may have left another whose ring is still on its way,
    /// so after jobs all tenants are gone through once more.
    fn answer(&mut self) {
        if self.asked.is_empty() || !self.plan.is_settled(self.now()) {
            return;
        }
        if self.ran {
            self.go_through(true);
            return self.send_out();
        }
        for asked in self.asked.drain(..) {
            // Who does not wait any more does not mind.
            let _ = asked.send(());
        }
    }

    /// How long until something is due. When all places are taken, the end of a job wakes us instead.
    fn wait(&self) -> Duration {
        self.plan.earliest().filter(|_| self.plan.has_room()).map_or(ROUND, |due| due.since(self.now()).min(ROUND))
    }

    /// Lets what is under way come to its end. What is cut off comes back when its lease is over.
    async fn leave(mut self, deadline: Instant) {
        self.asked.clear();
        loop {
            tokio::select! {
                done = self.under_way.join_next() => match done {
                    // What a look has claimed is still done; nothing else is looked for.
                    Some(Ok(done)) => self.take(done),
                    Some(Err(_)) => {}
                    None => return,
                },
                () = sleep_until(deadline) => {
                    tracing::warn!(jobs = self.plan.busy(), "jobs were still running when the worker stopped");
                    return self.under_way.shutdown().await;
                }
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.crew.house.ambient.now()
    }
}
