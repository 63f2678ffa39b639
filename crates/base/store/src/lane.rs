//! Lanes: one writer per store, batches of acts with one commit, fair between stores.
//!
//! A lane is a queue of acts. The pool's threads take ready lanes in turn; each turn runs up to
//! [`BATCH`] acts in one transaction. An act that fails before its first write is simply answered.
//! One that fails after a write, panics, or changed rows without an event, takes the transaction
//! down: the batch is rolled back and runs again without it, each act with the same moment.

use crate::act::{Act, Core, Marks};
use crate::door::Open;
use crate::session::Session;
use crate::statement::Plane;
use kernel::{By, Dice, Fault, Id16, Moment, Seed, Timestamp};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use tokio::sync::oneshot;

/// Acts that share a commit at most.
const BATCH: usize = 64;

/// What waits in a lane: an act with its answer's place, types erased.
pub(crate) trait Queued: Send {
    fn moment(&self) -> &Moment;
    fn by(&self) -> &By;
    /// Runs the act and keeps its outcome. `true` when it may be committed.
    fn run(&mut self, core: &Core<'_>) -> bool;
    /// Answers: with the kept outcome, or with the fault that took the batch.
    fn answer(self: Box<Self>, fault: Option<Fault>);
}

/// A lane's queue.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: VecDeque<Box<dyn Queued>>,
    /// Whether the lane is in the pool's ready list or being worked on.
    scheduled: bool,
}

impl Queue {
    /// Adds an act; `true` when the lane has to be put into the ready list.
    pub(crate) fn push(queue: &Mutex<Self>, act: Box<dyn Queued>) -> bool {
        let Ok(mut queue) = queue.lock() else {
            act.answer(Some(Fault::bug("a lane is broken")));
            return false;
        };
        queue.waiting.push_back(act);
        !std::mem::replace(&mut queue.scheduled, true)
    }

    fn take(queue: &Mutex<Self>) -> Vec<Box<dyn Queued>> {
        queue.lock().map_or_else(
            |_| Vec::new(),
            |mut queue| {
                let count = queue.waiting.len().min(BATCH);
                queue.waiting.drain(..count).collect()
            },
        )
    }

    /// After a turn: `true` when more is waiting and the lane goes to the end of the ready list.
    fn rest(queue: &Mutex<Self>) -> bool {
        queue.lock().is_ok_and(|mut queue| {
            queue.scheduled = !queue.waiting.is_empty();
            queue.scheduled
        })
    }
}

/// An act of type `T`, `E` on plane `P`.
pub(crate) struct Typed<P, T, E, F> {
    pub(crate) moment: Moment,
    pub(crate) by: By,
    pub(crate) work: F,
    pub(crate) outcome: Option<Result<T, E>>,
    pub(crate) reply: oneshot::Sender<Result<T, E>>,
    pub(crate) plane: std::marker::PhantomData<fn(P)>,
}

impl<P, T, E, F> Queued for Typed<P, T, E, F>
where
    P: Plane,
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
    F: Fn(&Act<'_, P>) -> Result<T, E> + Send + 'static,
{
    fn moment(&self) -> &Moment {
        &self.moment
    }

    fn by(&self) -> &By {
        &self.by
    }

    fn run(&mut self, core: &Core<'_>) -> bool {
        let act = Act::over(core);
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.work)(&act))).unwrap_or_else(|_| {
            core.marks.set(Marks { dirty: true, ..core.marks.get() });
            Err(E::from(Fault::bug("an act panicked")))
        });
        let marks = core.marks.get();
        let outcome = match outcome {
            Ok(_) if marks.failed => Err(E::from(Fault::bug("an act went on after a statement had failed"))),
            Ok(_) if marks.wrote && !marks.told => Err(E::from(Fault::bug("an act changed rows without an event"))),
            other => other,
        };
        let good = outcome.is_ok();
        self.outcome = Some(outcome);
        good || !(marks.dirty || marks.failed)
    }

    fn answer(self: Box<Self>, fault: Option<Fault>) {
        let outcome = match (fault, self.outcome) {
            (Some(fault), _) => Err(E::from(fault)),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(E::from(Fault::bug("an act was not run"))),
        };
        // Nobody waits any more when the client left; the act stands all the same.
        let _ = self.reply.send(outcome);
    }
}

/// What a lane keeps between its turns. Owned by whichever thread works on the lane.
#[derive(Default)]
pub(crate) struct Writer {
    session: Option<Session>,
    next_seq: Option<i64>,
    epoch: i64,
}

/// What a turn brought about, for those who listen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Turn {
    /// The earliest job that was put in.
    pub(crate) due: Option<Timestamp>,
    /// Whether more acts wait.
    pub(crate) more: bool,
}

impl Writer {
    /// One turn of a lane.
    pub(crate) fn turn(&mut self, open: &Open) -> Turn {
        let mut batch = Queue::take(&open.queue);
        let mut turn = Turn::default();
        while !batch.is_empty() {
            match self.try_batch(open, &mut batch) {
                Ok(Tried::Committed { newest, due }) => {
                    // Listeners hear of it before whoever acted, so that nobody asks for what they do not know of yet.
                    if let Some(newest) = newest {
                        open.bell.send_replace(newest);
                    }
                    turn.due = due;
                    batch.drain(..).for_each(|act| act.answer(None));
                }
                Ok(Tried::Spoiled(index)) => batch.remove(index).answer(None),
                Err(fault) => {
                    tracing::error!(fault = fault.chain(), acts = batch.len(), "a batch failed");
                    self.forget();
                    let mut acts = batch.drain(..);
                    if let Some(first) = acts.next() {
                        first.answer(Some(fault));
                    }
                    acts.for_each(|act| act.answer(Some(Fault::bug("the store failed"))));
                }
            }
        }
        turn.more = Queue::rest(&open.queue);
        turn
    }

    /// Closes the connection, so that the next turn begins afresh.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    fn try_batch(&mut self, open: &Open, batch: &mut [Box<dyn Queued>]) -> Result<Tried, Fault> {
        let batch_id: [u8; 16] = batch.first().map_or([0; 16], |first| batch_id(first.moment()));
        self.ready(open)?;
        let Some(mut session) = self.session.take() else { return Err(Fault::bug("a lane has no connection")) };
        session.begin_write()?;
        let session = RefCell::new(session);
        let outcome = self.run_all(open, &session, batch, &batch_id);
        let mut session = session.into_inner();
        match outcome {
            Ok(Ran::Good { next_seq, due, dirty }) => {
                let newest = (self.next_seq != Some(next_seq)).then_some(next_seq - 1);
                let commit = if dirty { session.commit() } else { session.batch("ROLLBACK") };
                match commit {
                    Ok(()) => {
                        self.session = Some(session);
                        self.next_seq = Some(next_seq);
                    }
                    Err(fault) => {
                        drop(session);
                        self.find_out(open, &batch_id, fault)?;
                    }
                }
                Ok(Tried::Committed { newest, due })
            }
            Ok(Ran::Spoiled(index)) => {
                session.rollback();
                self.session = Some(session);
                Ok(Tried::Spoiled(index))
            }
            // The connection is dropped with what it had open: the next turn begins afresh.
            Err(fault) => Err(fault),
        }
    }

    /// A commit whose answer was lost may have happened: the batch's id in the store tells.
    fn find_out(&mut self, open: &Open, batch_id: &[u8; 16], fault: Fault) -> Result<(), Fault> {
        self.forget();
        let session = self.ready(open)?;
        let rows = session.query("SELECT batch FROM lane WHERE one = 1", &[])?;
        let known = rows.first().map(|row| row.opt_bytes(0)).transpose()?.flatten();
        if known.as_deref() == Some(batch_id) { Ok(()) } else { Err(fault) }
    }

    fn ready(&mut self, open: &Open) -> Result<&mut Session, Fault> {
        if self.session.as_ref().is_some_and(|session| !session.is_alive()) {
            self.forget();
        }
        if self.session.is_none() {
            let mut session = open.writer()?;
            if session.engine() == crate::Engine::Postgres {
                // A new epoch: what an older writer of this store still sends does not match it.
                let rows = session.query("UPDATE lane SET epoch = epoch + 1 WHERE one = 1 RETURNING epoch", &[])?;
                self.epoch = rows.first().map_or(Ok(0), |row| row.int(0))?;
            }
            let rows = session.query("SELECT coalesce(max(seq), 0) + 1 FROM event", &[])?;
            self.next_seq = Some(rows.first().map_or(Ok(1), |row| row.int(0))?);
            self.session = Some(session);
        }
        self.session.as_mut().ok_or_else(|| Fault::bug("a lane has no connection"))
    }

    fn run_all(&self, open: &Open, session: &RefCell<Session>, batch: &mut [Box<dyn Queued>], batch_id: &[u8; 16]) -> Result<Ran, Fault> {
        if session.borrow().engine() == crate::Engine::Postgres {
            let fenced = session
                .borrow_mut()
                .execute_text("UPDATE lane SET batch = ?1 WHERE one = 1 AND epoch = ?2", &[(*batch_id).into(), self.epoch.into()])?;
            if fenced != 1 {
                return Err(Fault::bug("another node writes to this store"));
            }
        }
        let mut next_seq = self.next_seq.unwrap_or(1);
        let (mut due, mut dirty): (Option<Timestamp>, bool) = (None, false);
        for (index, queued) in batch.iter_mut().enumerate() {
            let (moment, by) = (queued.moment().clone(), queued.by().clone());
            let core = Core {
                session,
                moment: &moment,
                by: &by,
                store: open.store,
                keys: &open.keys,
                dice: RefCell::new(moment.seed.dice()),
                next_seq: Cell::new(next_seq),
                marks: Cell::new(Marks::default()),
                due: Cell::new(None),
            };
            if !queued.run(&core) {
                return Ok(Ran::Spoiled(index));
            }
            next_seq = core.next_seq.get();
            dirty |= core.marks.get().dirty;
            due = match (due, core.due.get()) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        Ok(Ran::Good { next_seq, due, dirty })
    }
}

enum Ran {
    Good { next_seq: i64, due: Option<Timestamp>, dirty: bool },
    Spoiled(usize),
}

enum Tried {
    Committed { newest: Option<i64>, due: Option<Timestamp> },
    Spoiled(usize),
}

/// The id of a batch: of the first act's own randomness, so that it is the same when it runs again.
fn batch_id(moment: &Moment) -> [u8; 16] {
    let mut dice: Dice = Seed::clone(&moment.seed).dice();
    let _skip: [u8; 64] = dice.bytes();
    Id16(dice.bytes()).0
}
