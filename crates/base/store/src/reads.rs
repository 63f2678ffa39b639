//! Reads: a bounded pool of threads, each read a consistent picture, ended when its time is over.

use crate::act::View;
use crate::door::Open;
use crate::session::Session;
use crate::sqlite::Deadline;
use crate::statement::Plane;
use kernel::{By, Fault, Timestamp};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// No read runs longer.
const LONGEST: Duration = Duration::from_secs(5);

/// Threads that read, on the whole node.
pub(crate) fn threads() -> usize {
    (std::thread::available_parallelism().map_or(2, std::num::NonZero::get) * 2).max(4)
}

/// Tells a running read that nobody waits for it any more.
pub(crate) struct Waiting(pub(crate) Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs one read on the calling thread.
pub(crate) fn run<P, T, E, F>(open: &Open, now: Timestamp, by: &By, gone: Arc<AtomicBool>, work: &F) -> Result<T, E>
where
    P: Plane,
    E: From<Fault>,
    F: Fn(&View<'_, P>) -> Result<T, E>,
{
    let deadline = Deadline::within(LONGEST, gone);
    if deadline.is_over() {
        return Err(E::from(Fault::bug("a read was given up before it began")));
    }
    let mut session = open.reader().map_err(E::from)?;
    bound(&mut session, Some(deadline)).map_err(E::from)?;
    session.begin_read().map_err(E::from)?;
    let view = View::<P>::over(&mut session, now, by, open);
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&view))).unwrap_or_else(|_| Err(E::from(Fault::bug("a read panicked"))));
    session.rollback();
    if bound(&mut session, None).is_ok() && session.is_alive() {
        open.give_back(session);
    }
    outcome
}

fn bound(session: &mut Session, deadline: Option<Deadline>) -> Result<(), Fault> {
    match session {
        Session::Lite(lite) => lite.bound(deadline),
        // PostgreSQL ends the statement itself (`statement_timeout`).
        Session::Pg(_) => Ok(()),
    }
}
