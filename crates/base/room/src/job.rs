//! Jobs: what workers do for a room after an act committed.

use crate::context::{House, Place};
use futures_util::future::BoxFuture;
use kernel::{By, Fault};
use store::{Claimed, Door, JobEnd, Tenant};

/// What a job is given.
#[derive(Clone, Debug)]
pub struct JobContext {
    /// The tenant's door.
    pub door: Door<Tenant>,
    /// The tenant's place.
    pub place: Place,
    /// The house.
    pub house: House,
    /// The room itself, acting in this job.
    pub by: By,
}

/// One kind of job.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// Its name within the room.
    pub name: &'static str,
    /// Does it. A fault is logged and the job comes back later.
    pub run: fn(JobContext, Claimed) -> BoxFuture<'static, Result<JobEnd, Fault>>,
}

impl std::fmt::Debug for JobKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JobKind({})", self.name)
    }
}
