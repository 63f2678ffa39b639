//! The check that the stores take writes, and the alarm that it raises: a desk that cannot keep what it is given must say so
//! before anybody wonders where the mail is.

use crate::store;
use ::store::{Act, Door, Platform, View};
use futures_util::FutureExt as _;
use kernel::{Ambient, By, Fault, Timestamp};
use room::{Check, CheckContext, Finding, Verdict};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Writes, waits until the disk has it, reads it back.
pub(crate) const STORES_TAKE_WRITES: Check = Check {
    name: "stores-take-writes",
    promise: "P-13",
    measures: "writes into the platform's store, waits until it is durable, reads it back, and looks how much room the disk has",
    fails_on: "a full disk, a read-only disk, a database server that is gone",
    max_age: Duration::from_mins(1),
    per_tenant: false,
    run: |context| run(context).boxed(),
};

/// A disk with less room than this is as good as full: the next large mail would not fit. **Units**: octets.
const ROOM: u64 = 16 * 1024 * 1024;

/// What the check needs, and what it found last; a service of the house.
#[derive(Debug)]
pub struct Pulse {
    door: Door<Platform>,
    ambient: Ambient,
    data: PathBuf,
    is_well: AtomicBool,
}

impl Pulse {
    /// The pulse of a node whose files lie in `data`.
    pub const fn new(door: Door<Platform>, ambient: Ambient, data: PathBuf) -> Self {
        Self { door, ambient, data, is_well: AtomicBool::new(true) }
    }

    /// Whether the stores took writes when that was tried last.
    pub fn is_well(&self) -> bool {
        self.is_well.load(Ordering::Relaxed)
    }

    async fn beat(&self) -> Result<(), Fault> {
        let by = || By::room("platform", self.ambient.request());
        let moment = self.ambient.moment();
        let now = moment.now;
        self.door.act(by(), moment, move |act: &Act<'_, Platform>| store::beat(act, now)).await?;
        let read: Option<Timestamp> = self.door.read(by(), self.ambient.now(), |view: &View<'_, Platform>| store::last_beat(view)).await?;
        // Another beat may have come meanwhile, never an older one.
        if read >= Some(now) { Ok(()) } else { Err(Fault::bug("what was written is not there")) }
    }
}

async fn run(context: CheckContext) -> Finding {
    let pulse = match context.house.service::<Pulse>() {
        Ok(pulse) => Arc::clone(pulse),
        Err(fault) => return Finding::unmeasured(fault.to_string()),
    };
    let finding = match (pulse.beat().await, free(&pulse.data)) {
        (Err(fault), _) => Finding::broken(format!("the store takes no writes: {}", fault.what())),
        (Ok(()), Some(free)) if free < ROOM => Finding::broken(format!("the disk has room for {} MiB", free >> 20)),
        (Ok(()), Some(free)) => Finding::kept(format!("a row was durable and read back; the disk has room for {} MiB", free >> 20)),
        (Ok(()), None) => Finding::unmeasured("how much room the disk has cannot be seen"),
    };
    let is_well = finding.verdict != Verdict::Broken;
    if pulse.is_well.swap(is_well, Ordering::Relaxed) != is_well {
        if is_well {
            tracing::info!("the stores take writes again");
        } else {
            tracing::error!(found = finding.measured, "nothing can be kept: mail is told to come again later");
        }
    }
    finding
}

/// **Units**: octets that an unprivileged process may still write.
fn free(data: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(data).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}
