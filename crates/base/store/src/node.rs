//! The node: opens stores, keeps a bounded number of them open, makes and destroys them.

use crate::blob::Blobs;
use crate::door::{Door, Open, StorePlace};
use crate::keys::{KeyError, KeySource, StoreKeys};
use crate::migration::{Migration, migrate};
use crate::pool::{Pool, blocking};
use crate::postgres::{PgPlace, PgPool};
use crate::sqlite::LiteFile;
use crate::statement::{PlaneName, Platform, Tenant};
use kernel::{Ambient, Fault, Id16, OrFault, TenantId, Timestamp};
use object_store::ObjectStore;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, Weak};
use std::time::Instant;
use tokio::runtime::Handle;

/// What a node is made from. Clock, randomness, disk and keys are handed in.
pub struct NodeParts {
    /// Where files lie.
    pub dir: PathBuf,
    /// The word bound into every ciphertext, so that production's data opens nowhere else.
    pub environment: String,
    /// Keys.
    pub keys: Arc<dyn KeySource>,
    /// PostgreSQL, or SQLCipher files when there is none.
    pub postgres: Option<PgPlace>,
    /// Large blobs.
    pub blobs: Arc<dyn ObjectStore>,
    /// The schema steps of all rooms.
    pub migrations: Vec<Migration>,
    /// The clock for schema steps.
    pub ambient: Ambient,
    /// Stands in for the operating system's file layer under SQLite, in crash tests.
    pub vfs: Option<String>,
    /// How many stores stay open.
    pub open_stores: usize,
    /// Called after a commit that put a job into the outbox.
    pub wake: Arc<dyn Fn(Option<TenantId>, Timestamp) + Send + Sync>,
}

/// What doors share.
pub(crate) struct Shared {
    pub(crate) readers: Pool,
    writers: Pool,
    wake: Arc<dyn Fn(Option<TenantId>, Timestamp) + Send + Sync>,
}

/// A node's stores.
pub struct Node {
    dir: PathBuf,
    keys: Arc<dyn KeySource>,
    postgres: Option<Arc<PgPool>>,
    blobs: Blobs,
    migrations: Vec<Migration>,
    ambient: Ambient,
    vfs: Option<Arc<str>>,
    most: usize,
    shared: Arc<Shared>,
    /// Stores that were opened and are still in use somewhere.
    open: Arc<Mutex<HashMap<Id16, Kept>>>,
    /// Held while a store is opened, so that it is opened once.
    opening: tokio::sync::Mutex<()>,
}

/// An open store. When too many are open the strong hold is let go; while doors still use the store the weak one
/// finds it again, so that a store never has two lanes.
struct Kept {
    hold: Option<Arc<Open>>,
    seen: Weak<Open>,
    used: Instant,
}

/// The platform's own store.
const PLATFORM: Id16 = Id16([0; 16]);

/// Why a store does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The keyring is sealed or has no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The file is not there although the platform knows the tenant.
    #[error("the tenant's store is missing")]
    Missing,
    /// The file is there and does not open with this tenant's key.
    #[error("the tenant's store does not open with its key")]
    Foreign(#[source] Fault),
    /// Anything else.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Node {
    /// Starts the node's threads. Opens nothing yet.
    ///
    /// # Errors
    /// Threads cannot be started, or the directory cannot be made.
    pub fn start(parts: NodeParts, runtime: &Handle) -> Result<Self, Fault> {
        std::fs::create_dir_all(parts.dir.join("tenants")).or_fault("making the data directory")?;
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let postgres = parts.postgres.map(|place| Arc::new(PgPool::new(place, runtime.clone())));
        let open: Arc<Mutex<HashMap<Id16, Kept>>> = Arc::default();
        let idle = {
            let (open, postgres) = (Arc::clone(&open), postgres.clone());
            move || close_idle(&open, postgres.as_deref())
        };
        // Threads of a lane wait for the disk or for PostgreSQL, not for the processor.
        let writers = Pool::start("lane", (cores * 2).max(4), 100_000, idle)?;
        let readers = Pool::start("read", crate::reads::threads(), 2_000, || {})?;
        Ok(Self {
            dir: parts.dir,
            keys: parts.keys,
            blobs: Blobs::new(parts.blobs, runtime.clone(), parts.environment.into()),
            postgres,
            migrations: parts.migrations,
            ambient: parts.ambient,
            vfs: parts.vfs.map(Into::into),
            most: parts.open_stores.max(1),
            shared: Arc::new(Shared { readers, writers, wake: parts.wake }),
            open,
            opening: tokio::sync::Mutex::new(()),
        })
    }

    /// The door to a tenant's store; opens and migrates it when it is not open yet.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn tenant(&self, tenant: TenantId) -> Result<Door<Tenant>, OpenError> {
        Ok(Door::new(self.open_store(tenant.0, false).await?, Arc::clone(&self.shared)))
    }

    /// Makes a tenant's store, empty but for the schema. Its keys must be in the keyring.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn create(&self, tenant: TenantId) -> Result<Door<Tenant>, OpenError> {
        Ok(Door::new(self.open_store(tenant.0, true).await?, Arc::clone(&self.shared)))
    }

    /// The door to the platform's store; made on first use.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn platform(&self) -> Result<Door<Platform>, OpenError> {
        Ok(Door::new(self.open_store(PLATFORM, true).await?, Arc::clone(&self.shared)))
    }

    /// Closes a tenant's store and removes it with its blobs.
    ///
    /// # Errors
    /// The disk or PostgreSQL refuses.
    pub async fn destroy(&self, tenant: TenantId) -> Result<(), Fault> {
        let _one = self.opening.lock().await;
        self.close(tenant);
        if let Some(postgres) = self.postgres.clone() {
            blocking(&self.shared.readers, move || postgres.destroy(tenant.0)).await?;
        }
        let dir = self.dir.join("tenants").join(tenant.0.to_hex());
        match std::fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::new("removing a tenant's files", error)),
            _ => Ok(()),
        }
    }

    /// Closes a tenant's store; doors in use stay usable until they are dropped.
    pub fn close(&self, tenant: TenantId) {
        if let Ok(mut open) = self.open.lock()
            && let Some(store) = open.remove(&tenant.0).and_then(|kept| kept.seen.upgrade())
        {
            store.close_idle();
        }
    }

    /// Closes all stores and ends the node's threads; what was begun is finished. Waits for that on the calling thread, at the
    /// end of the process.
    pub fn close_all(&self) {
        self.shared.readers.close();
        self.shared.writers.close();
        if let Ok(mut open) = self.open.lock() {
            open.drain().filter_map(|(_, kept)| kept.seen.upgrade()).for_each(|store| store.close_idle());
        }
    }

    /// The file of a tenant's store, for the check that reads it without a key. `None` on PostgreSQL.
    pub fn file_of(&self, tenant: TenantId) -> Option<PathBuf> {
        self.postgres.is_none().then(|| self.path_of(tenant.0))
    }

    fn path_of(&self, store: Id16) -> PathBuf {
        if store == PLATFORM { self.dir.join("platform.db") } else { self.dir.join("tenants").join(store.to_hex()).join("tenant.db") }
    }

    async fn open_store(&self, store: Id16, create: bool) -> Result<Arc<Open>, OpenError> {
        if let Some(open) = self.known(store) {
            return Ok(open);
        }
        let _one = self.opening.lock().await;
        if let Some(open) = self.known(store) {
            return Ok(open);
        }
        let keys = if store == PLATFORM { self.keys.platform()? } else { self.keys.tenant(TenantId(store))? };
        let place = self.place(store, &keys, create)?;
        let open = Arc::new(Open::new(store, keys, self.blobs.clone(), place));
        self.prepare(&open, create).await?;
        self.remember(&open);
        Ok(open)
    }

    fn place(&self, store: Id16, keys: &StoreKeys, create: bool) -> Result<StorePlace, OpenError> {
        if let Some(pool) = &self.postgres {
            return Ok(StorePlace::Schema(Arc::clone(pool)));
        }
        let path = self.path_of(store);
        if !create && !path.exists() {
            return Err(OpenError::Missing);
        }
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).or_fault("making a tenant's directory")?;
        }
        Ok(StorePlace::File(LiteFile { path, key: keys.file.clone(), vfs: self.vfs.clone() }))
    }

    /// Brings the store to the newest schema on a thread that may block.
    async fn prepare(&self, open: &Arc<Open>, create: bool) -> Result<(), OpenError> {
        let (open, steps, now) = (Arc::clone(open), self.migrations.clone(), self.ambient.now());
        let plane = if open.store == PLATFORM { PlaneName::Platform } else { PlaneName::Tenant };
        blocking(&self.shared.readers, move || {
            if let (StorePlace::Schema(pool), true) = (&open.place, create) {
                pool.create(open.store, &open.keys)?;
            }
            let mut session = open.writer().map_err(|fault| if create { OpenError::Fault(fault) } else { OpenError::Foreign(fault) })?;
            migrate(&mut session, plane, &steps, now)?;
            let rows = session.query("SELECT coalesce(max(seq), 0) FROM event", &[])?;
            open.bell.send_replace(rows.first().map_or(Ok(0), |row| row.int(0))?);
            Ok(())
        })
        .await
    }

    fn known(&self, store: Id16) -> Option<Arc<Open>> {
        let mut open = self.open.lock().ok()?;
        let kept = open.get_mut(&store)?;
        let found = kept.seen.upgrade()?;
        kept.used = Instant::now();
        kept.hold = Some(Arc::clone(&found));
        Some(found)
    }

    /// Keeps the store open, and lets go of the one that was used least recently when there are too many.
    fn remember(&self, store: &Arc<Open>) {
        let Ok(mut open) = self.open.lock() else { return };
        open.retain(|_, kept| kept.seen.strong_count() > 0);
        open.insert(store.store, Kept { hold: Some(Arc::clone(store)), seen: Arc::downgrade(store), used: Instant::now() });
        let held = |open: &HashMap<Id16, Kept>| open.values().filter(|kept| kept.hold.is_some()).count();
        while held(&open) > self.most {
            let idle = open.iter_mut().filter(|(id, kept)| kept.hold.is_some() && **id != PLATFORM && **id != store.store);
            let Some((_, oldest)) = idle.min_by_key(|(_, kept)| kept.used) else { break };
            oldest.hold = None;
        }
    }
}

impl Shared {
    /// Puts a lane at the end of the ready list.
    pub(crate) fn schedule(shared: &Arc<Self>, open: &Arc<Open>) {
        let (again, lane) = (Arc::clone(shared), Arc::clone(open));
        let queued = shared.writers.run(move || {
            let turn = match lane.writer.lock() {
                Ok(mut writer) => writer.turn(&lane),
                Err(_) => return,
            };
            if let Some(due) = turn.due {
                (again.wake)((lane.store != PLATFORM).then_some(TenantId(lane.store)), due);
            }
            if turn.more {
                Self::schedule(&again, &lane);
            }
        });
        if let Err(fault) = queued {
            tracing::error!(fault = fault.chain(), "a lane could not be scheduled");
        }
    }
}

fn close_idle(open: &Mutex<HashMap<Id16, Kept>>, postgres: Option<&PgPool>) {
    if let Some(postgres) = postgres {
        postgres.close_idle();
        if let Ok(open) = open.lock() {
            let idle = open.values().filter(|kept| kept.used.elapsed().as_secs() >= 30);
            idle.filter_map(|kept| kept.seen.upgrade()).for_each(|store| store.close_idle());
        }
    }
}
