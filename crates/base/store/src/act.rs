//! Acts and views: what a closure behind a Door may touch.

use crate::blob::{BlobName, Blobs, Stored};
use crate::event::Draft;
use crate::keys::StoreKeys;
use crate::leaf;
use crate::outbox::Job;
use crate::session::Session;
use crate::statement::{Bookkeeping, Composed, Plane, Read, Stmt, Tenant, Write};
use crate::sweep;
use crate::{Row, Value};
use kernel::{By, Dice, Fault, Id16, Moment, OrFault, Secret, TenantId, Timestamp};
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;

/// What both acts and views can do: ask. Rooms write their queries against this.
pub trait Rows<P: Plane = Tenant>: sealed::Sealed {
    /// All rows that a registered statement finds.
    ///
    /// # Errors
    /// The store failed, or the read took too long.
    fn rows(&self, statement: &Stmt<P, Read>, values: &[Value]) -> Result<Vec<Row>, Fault>;

    /// All rows that a composed statement finds.
    ///
    /// # Errors
    /// As [`Rows::rows`].
    fn rows_of(&self, composed: &Composed<P>) -> Result<Vec<Row>, Fault>;

    /// The first row, if any.
    ///
    /// # Errors
    /// As [`Rows::rows`].
    fn row(&self, statement: &Stmt<P, Read>, values: &[Value]) -> Result<Option<Row>, Fault> {
        Ok(self.rows(statement, values)?.into_iter().next())
    }

    /// The moment of this act or view.
    fn now(&self) -> Timestamp;

    /// By whom and from where.
    fn by(&self) -> &By;

    /// A key of this store for one small purpose.
    fn purpose_key(&self, purpose: &str) -> Secret<[u8; 32]>;

    /// The engine's own words for what differs.
    #[doc(hidden)]
    fn engine(&self) -> crate::Engine;
}

mod sealed {
    pub trait Sealed {}
}

/// What the lane knows of a running act.
pub(crate) struct Core<'a> {
    pub(crate) session: &'a RefCell<Session>,
    pub(crate) moment: &'a Moment,
    pub(crate) by: &'a By,
    pub(crate) store: Id16,
    pub(crate) keys: &'a StoreKeys,
    pub(crate) dice: RefCell<Dice>,
    pub(crate) next_seq: Cell<i64>,
    pub(crate) marks: Cell<Marks>,
    pub(crate) due: Cell<Option<Timestamp>>,
}

/// What an act has done so far.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that did or did not happen")]
pub(crate) struct Marks {
    /// Something was changed: the batch cannot simply go on when the act fails.
    pub(crate) dirty: bool,
    /// Rows that need a receipt were changed.
    pub(crate) wrote: bool,
    /// An event was recorded.
    pub(crate) told: bool,
    /// A statement failed. On PostgreSQL that aborts the whole transaction, whatever the act makes of it.
    pub(crate) failed: bool,
}

/// One write: rows, event and leaf commit together, or nothing does.
///
/// It lives only inside its closure; it cannot be built, cloned, stored or carried elsewhere.
///
/// ```compile_fail
/// # async fn no(door: store::Door<store::Tenant>, by: kernel::By, moment: kernel::Moment) {
/// // An act cannot leave its closure.
/// let act = door.act(by, moment, |act| Ok::<_, kernel::Fault>(act)).await;
/// # }
/// ```
///
/// ```compile_fail
/// // Nobody can build one.
/// let act = store::Act::<store::Tenant> { core: todo!(), plane: std::marker::PhantomData };
/// ```
///
/// ```compile_fail
/// // The platform's act does not open a tenant's statements.
/// store::stmts! { tenant read NAMES = "SELECT name FROM thing"; }
/// fn mixed(act: &store::Act<'_, store::Platform>) { use store::Rows; let _ = act.rows(&NAMES, &[]); }
/// ```
pub struct Act<'a, P: Plane = Tenant> {
    core: &'a Core<'a>,
    plane: PhantomData<(fn(P) -> P, *const ())>,
}

impl<'a, P: Plane> Act<'a, P> {
    pub(crate) const fn over(core: &'a Core<'a>) -> Self {
        Self { core, plane: PhantomData }
    }

    /// Changes rows; the act must also record an event, else it does not commit.
    ///
    /// **Units**: gives the number of rows changed.
    ///
    /// # Errors
    /// The store failed, or a constraint of the schema was broken.
    pub fn write(&self, statement: &Stmt<P, Write>, values: &[Value]) -> Result<u64, Fault> {
        self.mark(|marks| Marks { dirty: true, wrote: true, ..marks });
        self.execute(statement.sql(), values)
    }

    /// Changes columns classified technical; no event is needed.
    ///
    /// # Errors
    /// As [`Act::write`].
    pub fn bookkeeping(&self, statement: &Stmt<P, Bookkeeping>, values: &[Value]) -> Result<u64, Fault> {
        self.mark(|marks| Marks { dirty: true, ..marks });
        self.execute(statement.sql(), values)
    }

    /// Records what happened, with its leaf. Gives the event's place in the stream.
    ///
    /// # Errors
    /// The store failed.
    pub fn event(&self, draft: &Draft) -> Result<i64, Fault> {
        self.mark(|marks| Marks { dirty: true, told: true, ..marks });
        let core = self.core;
        let seq = core.next_seq.get();
        let salt: [u8; 32] = core.dice.borrow_mut().bytes();
        let detail = draft.detail.as_ref().map(leaf::canonical);
        let public = leaf::canonical(&draft.public);
        let parts = leaf::Parts {
            seq,
            at: core.moment.now,
            tenant: TenantId(core.store),
            by: core.by,
            draft,
            salt: &salt,
            detail: detail.as_deref(),
        };
        let line = leaf::canonical_leaf(core.keys, &parts);
        let by = core.by;
        self.execute(
            ADD_EVENT,
            &[
                seq.into(),
                core.moment.now.into(),
                by.actor.to_text().into(),
                by.on_behalf.map(kernel::Actor::to_text).into(),
                by.request.to_string().into(),
                draft.kind.room.into(),
                draft.kind.name.into(),
                draft.kind.version.into(),
                draft.object.kind.into(),
                draft.object.id.into(),
                public.into(),
            ],
        )?;
        self.execute(ADD_DETAIL, &[seq.into(), salt.into(), detail.into(), by.ip.map(|ip| ip.to_string()).into()])?;
        self.execute(ADD_LEAF, &[seq.into(), line.into()])?;
        core.next_seq.set(seq + 1);
        Ok(seq)
    }

    /// Puts a job into the outbox; it becomes visible to workers when the act commits.
    ///
    /// # Errors
    /// The store failed.
    pub fn enqueue(&self, job: &Job) -> Result<(), Fault> {
        self.mark(|marks| Marks { dirty: true, wrote: true, ..marks });
        let core = self.core;
        let id = self.new_id();
        let line: [Value; 6] = [id.into(), job.room.into(), job.kind.into(), job.object.into(), job.due_at.into(), core.moment.now.into()];
        self.execute(ADD_JOB, &line)?;
        self.due_at(job.due_at);
        Ok(())
    }

    /// Rings for the workers at this time, once the act is durable.
    pub(crate) fn due_at(&self, at: Timestamp) {
        let earliest = self.core.due.get().map_or(at, |due| due.min(at));
        self.core.due.set(Some(earliest));
    }

    /// Keeps bytes up to [`crate::INLINE`] in the store itself, in this act's transaction.
    ///
    /// # Errors
    /// The bytes are larger (a bug of the caller: [`crate::Door::keep`] decides), or the store failed.
    pub fn keep(&self, stored: &Stored) -> Result<BlobName, Fault> {
        if stored.inline().is_none() {
            sweep::look_for_tombstone(self, stored)?;
        }
        self.mark(|marks| Marks { dirty: true, wrote: true, ..marks });
        let line: [Value; 4] =
            [stored.name.to_bytes().into(), stored.size.into(), stored.inline().map(<[u8]>::to_vec).into(), self.core.moment.now.into()];
        self.execute(ADD_BLOB, &line)?;
        Ok(stored.name)
    }

    /// A new id of this moment.
    pub fn new_id(&self) -> Id16 {
        self.core.dice.borrow_mut().id(self.core.moment.now)
    }

    /// Fresh randomness; the same when the act runs again.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.core.dice.borrow_mut().bytes()
    }

    /// The place that the next event of this act will have.
    pub fn next_seq(&self) -> i64 {
        self.core.next_seq.get()
    }

    fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        self.noting(self.core.session.borrow_mut().execute_text(sql, values))
    }

    fn ask(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.noting(self.core.session.borrow_mut().query(sql, values))
    }

    /// Remembers that a statement failed: such an act is never committed, even if it goes on as if nothing had been.
    fn noting<T>(&self, outcome: Result<T, Fault>) -> Result<T, Fault> {
        if outcome.is_err() {
            self.mark(|marks| Marks { failed: true, ..marks });
        }
        outcome
    }

    fn mark(&self, change: impl FnOnce(Marks) -> Marks) {
        self.core.marks.set(change(self.core.marks.get()));
    }

    pub(crate) fn execute_own(&self, sql: &'static str, values: &[Value]) -> Result<u64, Fault> {
        self.mark(|marks| Marks { dirty: true, ..marks });
        self.execute(sql, values)
    }

    pub(crate) fn query_own(&self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.ask(sql, values)
    }

    /// A statement of this crate that changes rows and tells which (`RETURNING`).
    pub(crate) fn change_own(&self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.mark(|marks| Marks { dirty: true, ..marks });
        self.ask(sql, values)
    }
}

impl<P: Plane> sealed::Sealed for Act<'_, P> {}

impl<P: Plane> Rows<P> for Act<'_, P> {
    fn rows(&self, statement: &Stmt<P, Read>, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.ask(statement.sql(), values)
    }

    fn rows_of(&self, composed: &Composed<P>) -> Result<Vec<Row>, Fault> {
        self.ask(composed.sql(), composed.values())
    }

    fn now(&self) -> Timestamp {
        self.core.moment.now
    }

    fn by(&self) -> &By {
        self.core.by
    }

    fn purpose_key(&self, purpose: &str) -> Secret<[u8; 32]> {
        self.core.keys.derive(purpose)
    }

    fn engine(&self) -> crate::Engine {
        self.core.session.borrow().engine()
    }
}

/// One read: a consistent picture of one store, read-only, bounded in time.
pub struct View<'a, P: Plane = Tenant> {
    session: RefCell<&'a mut Session>,
    now: Timestamp,
    by: &'a By,
    store: Id16,
    keys: &'a StoreKeys,
    blobs: &'a Blobs,
    plane: PhantomData<(fn(P) -> P, *const ())>,
}

impl<'a, P: Plane> View<'a, P> {
    pub(crate) fn over(session: &'a mut Session, now: Timestamp, by: &'a By, open: &'a crate::door::Open) -> Self {
        Self { session: RefCell::new(session), now, by, store: open.store, keys: &open.keys, blobs: &open.blobs, plane: PhantomData }
    }

    /// The bytes of a blob that a row speaks of.
    ///
    /// # Errors
    /// The store knows no such blob, or it is damaged.
    pub fn blob(&self, name: BlobName) -> Result<Vec<u8>, Fault> {
        let found = self.session.borrow_mut().query(FIND_BLOB, &[name.to_bytes().into()])?;
        let row = found.first().or_fault("a row speaks of a blob that is not there")?;
        match row.opt_bytes(0)? {
            Some(bytes) => Ok(bytes),
            None => self.blobs.fetch(self.store, self.keys, name),
        }
    }

    pub(crate) fn query_own(&self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.session.borrow_mut().query(sql, values)
    }

    pub(crate) const fn keys(&self) -> &StoreKeys {
        self.keys
    }
}

impl<P: Plane> sealed::Sealed for View<'_, P> {}

impl<P: Plane> Rows<P> for View<'_, P> {
    fn rows(&self, statement: &Stmt<P, Read>, values: &[Value]) -> Result<Vec<Row>, Fault> {
        self.session.borrow_mut().query(statement.sql(), values)
    }

    fn rows_of(&self, composed: &Composed<P>) -> Result<Vec<Row>, Fault> {
        self.session.borrow_mut().query(composed.sql(), composed.values())
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn by(&self) -> &By {
        self.by
    }

    fn purpose_key(&self, purpose: &str) -> Secret<[u8; 32]> {
        self.keys.derive(purpose)
    }

    fn engine(&self) -> crate::Engine {
        self.session.borrow().engine()
    }
}

const ADD_EVENT: &str = "INSERT INTO event (seq, at, actor, on_behalf, cause, room, kind, version, object_kind, object, public) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
const ADD_DETAIL: &str = "INSERT INTO event_detail (seq, salt, detail, ip) VALUES (?1, ?2, ?3, ?4)";
const ADD_LEAF: &str = "INSERT INTO leaf (seq, leaf) VALUES (?1, ?2)";
const ADD_JOB: &str = "INSERT INTO outbox (id, room, kind, object, due_at, attempts, created_at) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)";
/// A second `put` of the same bytes refreshes the line instead of doubling it.
const ADD_BLOB: &str = "INSERT INTO blob (name, size, bytes, stored_at) VALUES (?1, ?2, ?3, ?4) \
     ON CONFLICT (name) DO UPDATE SET stored_at = excluded.stored_at";
const FIND_BLOB: &str = "SELECT bytes FROM blob WHERE name = ?1";

/// Statements of this file, for the test that prepares them.
pub(crate) const OWN: [&str; 6] = [ADD_EVENT, ADD_DETAIL, ADD_LEAF, ADD_JOB, ADD_BLOB, FIND_BLOB];
