//! Jobs: what an act asks to be done after it committed (sending, above all), and how workers take them.

use crate::act::{Act, Rows, View};
use crate::statement::Plane;
use kernel::{Fault, Id16, Timestamp};
use std::time::Duration;

/// A job as an act puts it into the outbox. It names a thing; what is needed is read when the job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The room that knows how to do it.
    pub room: &'static str,
    /// What to do.
    pub kind: &'static str,
    /// To which thing.
    pub object: Id16,
    /// Not before.
    pub due_at: Timestamp,
}

/// A job that a worker holds for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its id.
    pub id: Id16,
    /// The room that knows how to do it.
    pub room: String,
    /// What to do.
    pub kind: String,
    /// To which thing.
    pub object: Id16,
    /// How often it was tried before.
    pub attempts: u32,
    /// When it was put in.
    pub created_at: Timestamp,
}

/// How a job ended this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobEnd {
    /// Done for good, or given up for good: the line goes.
    Settled,
    /// Not now: again at this time.
    Again(Timestamp),
}

/// A worker holds a job this long; a worker that died gives it back thereby.
pub const LEASE: Duration = Duration::from_mins(10);

const CLAIM: &str = "UPDATE outbox SET lease_until = ?1, attempts = attempts + 1 WHERE id IN \
     (SELECT id FROM outbox WHERE due_at <= ?2 AND (lease_until IS NULL OR lease_until <= ?2) ORDER BY due_at, id LIMIT ?3) \
     RETURNING id, room, kind, object, attempts - 1, created_at";
const SETTLE: &str = "DELETE FROM outbox WHERE id = ?1";
const AGAIN: &str = "UPDATE outbox SET due_at = ?2, lease_until = NULL WHERE id = ?1";
const HASTEN: &str = "UPDATE outbox SET due_at = ?4 WHERE room = ?1 AND kind = ?2 AND object = ?3 AND lease_until IS NULL RETURNING id";
const NEXT_DUE: &str = "SELECT min({GREATEST}(due_at, coalesce(lease_until, 0))) FROM outbox";
const COUNT: &str = "SELECT count(*) FROM outbox";

pub(crate) const OWN: [&str; 6] = [CLAIM, SETTLE, AGAIN, HASTEN, NEXT_DUE, COUNT];

impl<P: Plane> Act<'_, P> {
    /// Takes up to `most` due jobs and holds them for [`LEASE`].
    ///
    /// # Errors
    /// The store failed.
    pub fn claim_jobs(&self, most: u32) -> Result<Vec<Claimed>, Fault> {
        let until = self.now().after(LEASE);
        let rows = self.change_own(CLAIM, &[until.into(), self.now().into(), most.into()])?;
        let read = |row: &crate::Row| {
            Ok(Claimed {
                id: row.id(0)?,
                room: row.text(1)?,
                kind: row.text(2)?,
                object: row.id(3)?,
                attempts: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
                created_at: row.time(5)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Gives a job that waits another time; says whether there was one that no worker holds.
    ///
    /// # Errors
    /// The store failed.
    pub fn hasten(&self, job: &Job) -> Result<bool, Fault> {
        let line = [job.room.into(), job.kind.into(), job.object.into(), job.due_at.into()];
        let found = !self.change_own(HASTEN, &line)?.is_empty();
        if found {
            self.due_at(job.due_at);
        }
        Ok(found)
    }

    /// Ends a job that this worker held.
    ///
    /// # Errors
    /// The store failed.
    pub fn end_job(&self, id: Id16, end: JobEnd) -> Result<(), Fault> {
        match end {
            JobEnd::Settled => self.execute_own(SETTLE, &[id.into()]).map(drop),
            JobEnd::Again(at) => self.execute_own(AGAIN, &[id.into(), at.into()]).map(drop),
        }
    }
}

impl<P: Plane> View<'_, P> {
    /// When the next job is due, if any is waiting.
    ///
    /// # Errors
    /// The store failed.
    pub fn next_due(&self) -> Result<Option<Timestamp>, Fault> {
        self.query_own(NEXT_DUE, &[])?.first().map_or(Ok(None), |row| row.opt_time(0))
    }

    /// How many jobs wait or run.
    ///
    /// # Errors
    /// The store failed.
    pub fn jobs(&self) -> Result<u64, Fault> {
        self.query_own(COUNT, &[])?.first().map_or(Ok(0), |row| row.count(0))
    }
}
