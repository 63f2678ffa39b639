//! The worker: started, asked, stopped.

use crate::bell::Bell;
use crate::checker::Checker;
use crate::crew::Crew;
use crate::latest::Latest;
use crate::metrics;
use crate::plan::Plan;
use crate::scheduler::{Asked, Scheduler};
use crate::sweeper;
use platform::Directory;
use room::{House, Room};
use std::sync::Arc;
use std::time::Duration;
use store::Node;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

/// What the worker is made from.
pub struct WorkParts {
    /// Stores.
    pub node: Arc<Node>,
    /// Tenants; their first host is the place of their jobs.
    pub directory: Arc<Directory>,
    /// The house.
    pub house: House,
    /// The rooms with their jobs and checks.
    pub rooms: Vec<&'static Room>,
    /// The bell whose other end the node rings.
    pub bell: Bell,
    /// The port under which browsers find the tenants; stands in links when it is not 443.
    pub port: u16,
    /// How much is done at once, and how long is waited at the end.
    pub limits: Limits,
}

impl std::fmt::Debug for WorkParts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WorkParts")
    }
}

/// How many jobs run at once, and how long they may run on when the worker stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// On this node.
    pub jobs: usize,
    /// Of one tenant.
    pub jobs_each: usize,
    /// For running jobs when the worker stops.
    pub leaving: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { jobs: 32, jobs_each: 4, leaving: Duration::from_secs(30) }
    }
}

/// The worker. When it is dropped all it did ends at once, as in a crash; [`Work::shutdown`] ends it in peace.
#[derive(Debug)]
pub struct Work {
    latest: Arc<Latest>,
    jobs: mpsc::Sender<Asked>,
    checks: mpsc::Sender<Asked>,
    stop: watch::Sender<bool>,
    scheduler: JoinSet<()>,
    checker: JoinSet<()>,
    sweeper: JoinSet<()>,
}

impl Work {
    /// Starts it on the runtime of the caller: looks what is due, and goes on.
    pub fn start(parts: WorkParts) -> Self {
        metrics::describe();
        let crew = Arc::new(Crew::new(parts.node, parts.directory, parts.house, parts.rooms, parts.port));
        let latest = Arc::new(Latest::default());
        let (jobs, jobs_asked) = mpsc::channel(16);
        let (checks, checks_asked) = mpsc::channel(16);
        let stop = watch::Sender::new(false);
        let scheduler = Scheduler::new(Arc::clone(&crew), Plan::new(parts.limits));
        let checker = Checker::new(&crew, &latest);
        let (scheduling, checking, sweeping) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
        let mut work = Self { latest, jobs, checks, stop, scheduler: scheduling, checker: checking, sweeper: sweeping };
        work.scheduler.spawn(scheduler.run(parts.bell, jobs_asked, work.stop.subscribe()));
        work.checker.spawn(checker.run(checks_asked));
        work.sweeper.spawn(sweeper::run(crew));
        work
    }

    /// Looks at all tenants and comes back when nothing is due any more, jobs that jobs left included.
    pub async fn run_due_now(&self) {
        ask(&self.jobs).await;
    }

    /// Runs the checks whose time has come, and comes back when they have.
    pub async fn run_due_checks_now(&self) {
        ask(&self.checks).await;
    }

    /// The newest findings of all checks.
    pub fn latest(&self) -> Arc<Latest> {
        Arc::clone(&self.latest)
    }

    /// Claims nothing more, and waits for running jobs as long as the limits say. What is then cut off comes back when its
    /// lease is over.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        self.checker.shutdown().await;
        self.sweeper.shutdown().await;
        while self.scheduler.join_next().await.is_some() {}
    }
}

async fn ask(whom: &mpsc::Sender<Asked>) {
    let (asked, answer) = oneshot::channel();
    // Either error says that it has stopped: then nothing will be done, and nobody has to wait.
    if whom.send(asked).await.is_ok() {
        let _ = answer.await;
    }
}
