//! The keeper: which accounts are read, and a worker for each.

use crate::deliver::Shared;
use crate::memory::Memory;
use crate::metrics;
use crate::parts::FetchParts;
use crate::tenancy::Tenancy;
use crate::worker;
use futures_util::FutureExt;
use kernel::{Fault, TenantId};
use mail::accounts::{self, AccountId, Mailboxes, Target};
use platform::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use store::View;
use tokio::sync::{Semaphore, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep};

/// How often it is seen which tenants there are.
const LOOK: Duration = Duration::from_secs(1);

/// Stores that are asked for their accounts at once.
const ASKED: usize = 4;

/// After a store could not be read.
const AGAIN: Duration = Duration::from_secs(30);

/// The gate. When it is dropped everything it did ends at once, as in a crash.
#[derive(Debug)]
pub struct Fetch {
    stop: watch::Sender<bool>,
    keeper: JoinSet<()>,
}

impl Fetch {
    /// Opens the gate on the runtime of the caller.
    pub fn start(parts: FetchParts) -> Self {
        metrics::describe();
        let limits = parts.limits;
        let shared = Arc::new(Shared {
            node: parts.node,
            directory: parts.directory,
            house: parts.house,
            intake: parts.intake,
            egress: parts.egress,
            port: parts.port,
            limits,
            patience: parts.patience,
            memory: Memory::new(limits.memory_bytes, limits.message_bytes),
            turns: Arc::new(Semaphore::new(limits.turns.clamp(1, Semaphore::MAX_PERMITS))),
        });
        let (stop, mut keeper) = (watch::Sender::new(false), JoinSet::new());
        keeper.spawn(Keeper::new(shared).run(parts.mailboxes, stop.subscribe()));
        Self { stop, keeper }
    }

    /// Closes the gate. What a worker was taking is in the desk as a whole or not at all, and lies in its mailbox.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        while self.keeper.join_next().await.is_some() {}
    }
}

/// A tenant and its workers.
struct Kept {
    tenancy: Tenancy,
    workers: BTreeMap<AccountId, (i64, AbortHandle)>,
}

/// What a store answered.
type Asked = (Arc<Entry>, Result<Vec<Target>, Fault>);

struct Keeper {
    shared: Arc<Shared>,
    kept: BTreeMap<TenantId, Kept>,
    workers: JoinSet<()>,
    asking: JoinSet<Asked>,
    /// Tenants whose accounts are to be read.
    waiting: VecDeque<TenantId>,
    /// Tenants whose accounts are being read; and whether they changed meanwhile.
    asked: BTreeMap<TenantId, bool>,
    /// Tenants whose store could not be read, or who lost a worker, and when that is tried again.
    again: BTreeMap<TenantId, Instant>,
}

impl Keeper {
    fn new(shared: Arc<Shared>) -> Self {
        let (kept, asked, again) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { shared, kept, workers: JoinSet::new(), asking: JoinSet::new(), waiting: VecDeque::new(), asked, again }
    }

    async fn run(mut self, mailboxes: Arc<Mailboxes>, mut stop: watch::Receiver<bool>) {
        loop {
            self.look();
            self.ask();
            tokio::select! {
                // An error says that nobody holds the gate any more.
                _ = stop.wait_for(|stop| *stop) => break,
                changed = mailboxes.rung() => changed.into_iter().for_each(|(tenant, now)| self.rung(tenant, &now)),
                Some(asked) = self.asking.join_next() => self.hear(asked),
                Some(_) = self.workers.join_next() => self.bury(),
                () = sleep(LOOK) => {}
            }
        }
        self.asking.shutdown().await;
        self.workers.shutdown().await;
    }

    /// Sees which tenants came, and which rest or are gone.
    fn look(&mut self) {
        let active: BTreeMap<TenantId, Arc<Entry>> =
            self.shared.directory.all().into_iter().filter(|entry| entry.is_active()).map(|entry| (entry.tenant, entry)).collect();
        self.kept.retain(|tenant, kept| {
            let entry = active.get(tenant);
            if entry.is_none() {
                kept.workers.values().for_each(|(_, worker)| worker.abort());
            }
            entry.is_some()
        });
        self.again.retain(|tenant, _| active.contains_key(tenant));
        let now = Instant::now();
        for (tenant, entry) in active {
            let is_due = self.again.get(&tenant).is_some_and(|at| *at <= now);
            match self.kept.get_mut(&tenant) {
                Some(kept) => kept.tenancy.entry = entry,
                None => {
                    let tenancy = Tenancy::new(entry, self.shared.limits.turns_each);
                    self.kept.insert(tenant, Kept { tenancy, workers: BTreeMap::new() });
                    self.want(tenant);
                    continue;
                }
            }
            if is_due {
                self.again.remove(&tenant);
                self.want(tenant);
            }
        }
    }

    /// A tenant's accounts are others, or some are to be read now: their workers begin anew.
    fn rung(&mut self, tenant: TenantId, now: &BTreeSet<AccountId>) {
        if let Some(kept) = self.kept.get_mut(&tenant) {
            kept.workers.retain(|id, (_, worker)| {
                let stays = !now.contains(id);
                if !stays {
                    worker.abort();
                }
                stays
            });
        }
        self.want(tenant);
    }

    /// A worker ends when it is told to, and by a fault of ours: then there is a new one after a while.
    fn bury(&mut self) {
        let later = Instant::now() + self.shared.patience.first_back_off;
        for (tenant, kept) in &mut self.kept {
            let before = kept.workers.len();
            kept.workers.retain(|_, (_, worker)| !worker.is_finished());
            if kept.workers.len() < before {
                tracing::error!(%tenant, "reading a mailbox ended by a fault; it begins anew soon");
                self.again.insert(*tenant, later);
            }
        }
    }

    /// Has a tenant's accounts read, soon.
    fn want(&mut self, tenant: TenantId) {
        if let Some(changed) = self.asked.get_mut(&tenant) {
            *changed = true;
        } else if self.kept.contains_key(&tenant) && !self.waiting.contains(&tenant) {
            self.waiting.push_back(tenant);
        }
    }

    fn ask(&mut self) {
        while self.asking.len() < ASKED
            && let Some(tenant) = self.waiting.pop_front()
        {
            let Some(kept) = self.kept.get(&tenant) else { continue };
            self.asked.insert(tenant, false);
            self.asking.spawn(accounts_of(Arc::clone(&self.shared), Arc::clone(&kept.tenancy.entry)));
        }
    }

    fn hear(&mut self, asked: Result<Asked, tokio::task::JoinError>) {
        let Ok((entry, outcome)) = asked else { return };
        let tenant = entry.tenant;
        let has_changed = self.asked.remove(&tenant).unwrap_or(false);
        match outcome {
            Ok(targets) => self.arrange(tenant, targets),
            Err(fault) => {
                tracing::error!(%tenant, fault = fault.chain(), "a tenant's mail accounts could not be read");
                self.again.insert(tenant, Instant::now() + AGAIN);
            }
        }
        if has_changed {
            self.want(tenant);
        }
    }

    /// A worker for each account, and none for those that are gone or were changed.
    fn arrange(&mut self, tenant: TenantId, targets: Vec<Target>) {
        let Some(kept) = self.kept.get_mut(&tenant) else { return };
        let wanted: BTreeSet<(AccountId, i64)> = targets.iter().map(|target| (target.account.id, target.account.version)).collect();
        kept.workers.retain(|id, (version, worker)| {
            let stays = wanted.contains(&(*id, *version));
            if !stays {
                worker.abort();
            }
            stays
        });
        for target in targets {
            let (id, version) = (target.account.id, target.account.version);
            if !kept.workers.contains_key(&id) {
                let worker = self.workers.spawn(worker::run(Arc::clone(&self.shared), kept.tenancy.clone(), target));
                kept.workers.insert(id, (version, worker));
            }
        }
    }
}

async fn accounts_of(shared: Arc<Shared>, entry: Arc<Entry>) -> Asked {
    let read = async {
        let door = shared.door(entry.tenant).await?;
        door.read(shared.by(), shared.house.ambient.now(), |view: &View<'_>| accounts::to_read(view)).await
    };
    let outcome = AssertUnwindSafe(read).catch_unwind().await;
    (entry, outcome.unwrap_or_else(|_| Err(Fault::bug("reading a tenant's mail accounts panicked"))))
}
