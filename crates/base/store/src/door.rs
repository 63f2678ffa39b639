//! Doors: the only way to a store's rows.

use crate::act::{Act, View};
use crate::blob::{Blobs, Stored};
use crate::keys::StoreKeys;
use crate::lane::{Queue, Typed, Writer};
use crate::node::Shared;
use crate::postgres::PgPool;
use crate::reads::{self, Waiting};
use crate::session::Session;
use crate::sqlite::{LiteFile, LiteSession, Purpose};
use crate::statement::{Plane, Tenant};
use kernel::{By, Fault, Id16, Moment, TenantId};
use std::marker::PhantomData;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use tokio::sync::{Semaphore, oneshot, watch};

/// One open store.
pub(crate) struct Open {
    pub(crate) store: Id16,
    pub(crate) keys: StoreKeys,
    pub(crate) blobs: Blobs,
    pub(crate) queue: Mutex<Queue>,
    /// Held by the thread that works on the lane, and by nobody else.
    pub(crate) writer: Mutex<Writer>,
    pub(crate) place: StorePlace,
    /// Rings with the newest event's place after each commit.
    pub(crate) bell: watch::Sender<i64>,
    readers: Mutex<Vec<Session>>,
    /// Reads that may run at once.
    turns: Arc<Semaphore>,
}

/// Where a store lies.
pub(crate) enum StorePlace {
    File(LiteFile),
    Schema(Arc<PgPool>),
}

/// Reading connections that one store keeps open.
const READERS: usize = 4;

impl Open {
    pub(crate) fn new(store: Id16, keys: StoreKeys, blobs: Blobs, place: StorePlace) -> Self {
        Self {
            store,
            keys,
            blobs,
            queue: Mutex::default(),
            writer: Mutex::default(),
            place,
            bell: watch::Sender::new(0),
            readers: Mutex::default(),
            turns: Arc::new(Semaphore::new((reads::threads() / 2).max(1))),
        }
    }

    pub(crate) fn writer(&self) -> Result<Session, Fault> {
        match &self.place {
            StorePlace::File(file) => LiteSession::open(file, Purpose::Write).map(Session::Lite),
            StorePlace::Schema(pool) => pool.writer(self.store, &self.keys).map(Session::Pg),
        }
    }

    pub(crate) fn reader(&self) -> Result<Session, Fault> {
        match &self.place {
            StorePlace::File(file) => match self.readers.lock().ok().and_then(|mut readers| readers.pop()) {
                Some(session) => Ok(session),
                None => LiteSession::open(file, Purpose::Read).map(Session::Lite),
            },
            StorePlace::Schema(pool) => pool.reader(self.store, &self.keys).map(Session::Pg),
        }
    }

    pub(crate) fn give_back(&self, session: Session) {
        match (&self.place, session) {
            (StorePlace::Schema(pool), Session::Pg(pg)) => pool.give_back(self.store, pg),
            (_, session) => {
                if let Ok(mut readers) = self.readers.lock()
                    && readers.len() < READERS
                {
                    readers.push(session);
                }
            }
        }
    }

    /// Gives up connections that nobody uses now.
    pub(crate) fn close_idle(&self) {
        if let Ok(mut readers) = self.readers.lock() {
            readers.clear();
        }
        if let Ok(mut writer) = self.writer.try_lock() {
            writer.forget();
        }
    }
}

/// The door to one store. Cheap to clone; only the node hands it out.
pub struct Door<P: Plane = Tenant> {
    pub(crate) open: Arc<Open>,
    pub(crate) shared: Arc<Shared>,
    plane: PhantomData<fn(P) -> P>,
}

impl<P: Plane> Clone for Door<P> {
    fn clone(&self) -> Self {
        Self { open: Arc::clone(&self.open), shared: Arc::clone(&self.shared), plane: PhantomData }
    }
}

impl<P: Plane> std::fmt::Debug for Door<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Door({:?})", self.open.store)
    }
}

impl<P: Plane> Door<P> {
    pub(crate) const fn new(open: Arc<Open>, shared: Arc<Shared>) -> Self {
        Self { open, shared, plane: PhantomData }
    }

    /// Does one act: `work` runs in the lane's transaction and may run again with the same moment.
    ///
    /// When this returns `Ok`, rows, event and leaf are durable.
    ///
    /// # Errors
    /// What `work` refused with, or a [`Fault`] when the store failed; then nothing was changed.
    pub async fn act<T, E, F>(&self, by: By, moment: Moment, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&Act<'_, P>) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let queued = Typed { moment, by, work, outcome: None, reply, plane: PhantomData::<fn(P)> };
        if Queue::push(&self.open.queue, Box::new(queued)) {
            Shared::schedule(&self.shared, &self.open);
        }
        answer.await.unwrap_or_else(|_| Err(E::from(Fault::bug("the store went away"))))
    }

    /// Reads one consistent picture. Ended after five seconds, or when the caller stops waiting.
    ///
    /// # Errors
    /// What `work` refused with, or a [`Fault`] when the store failed or the read took too long.
    pub async fn read<T, E, F>(&self, by: By, now: kernel::Timestamp, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&View<'_, P>) -> Result<T, E> + Send + 'static,
    {
        // One store's reads take half of the threads at most: whoever asks dearly holds up their own tenant.
        let turn = Arc::clone(&self.open.turns).acquire_owned().await.map_err(|_| E::from(Fault::bug("the store went away")))?;
        let (reply, answer) = oneshot::channel();
        let open = Arc::clone(&self.open);
        let gone = Arc::new(AtomicBool::new(false));
        let waiting = Waiting(Arc::clone(&gone));
        let queued = self.shared.readers.run(move || {
            let outcome = reads::run::<P, T, E, F>(&open, now, &by, gone, &work);
            drop(turn);
            let _ = reply.send(outcome);
        });
        queued.map_err(E::from)?;
        let outcome = answer.await.unwrap_or_else(|_| Err(E::from(Fault::bug("the store went away"))));
        drop(waiting);
        outcome
    }

    /// Makes bytes safe before an act speaks of them: large ones are synced in the blob store now, small
    /// ones travel into the act's own transaction.
    ///
    /// # Errors
    /// The blob store failed.
    pub async fn put(&self, bytes: impl Into<Arc<[u8]>>, moment: &Moment) -> Result<Stored, Fault> {
        self.open.blobs.put(self.open.store, &self.open.keys, bytes.into(), moment).await
    }

    /// Rings with the newest event's place after each commit.
    pub fn bell(&self) -> watch::Receiver<i64> {
        self.open.bell.subscribe()
    }

    /// A key of this store for one small purpose, where no act or view is at hand.
    pub fn purpose_key(&self, purpose: &str) -> kernel::Secret<[u8; 32]> {
        self.open.keys.derive(purpose)
    }
}

impl Door<Tenant> {
    pub(crate) fn blobs(&self) -> &Blobs {
        &self.open.blobs
    }

    /// Whose store this is, for logs, metrics and links; it opens nothing.
    pub fn tenant(&self) -> TenantId {
        TenantId(self.open.store)
    }
}
