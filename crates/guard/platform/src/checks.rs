//! The check that the stores take writes, and the alarm that it raises: a desk that cannot keep what it is given must say so
//! before anybody wonders where the mail is.

use crate::store;
use ::store::{Act, Door, Platform, View};
use futures_util::FutureExt as _;
use kernel::{Ambient, By, Fault, Timestamp};
use room::{Check, CheckContext, Finding, Verdict};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// Writes, waits until the disk has it, reads it back.
pub(crate) const STORES_TAKE_WRITES: Check = Check {
    name: "stores-take-writes",
    promise: "P-13",
    measures: "writes into the platform's store, waits until it is durable, reads it back, and looks how much room the disk has",
    fails_on: "a full disk, a read-only disk, a database server that is gone, a write that hangs",
    max_age: Duration::from_mins(1),
    per_tenant: false,
    run: |context| run(context).boxed(),
};

/// A disk with less room than this is as good as full: three of the largest mails, since one lies there as it came and in its
/// parts, and others come at the same time. **Units**: octets.
const ROOM: u64 = 80 * 1024 * 1024;

/// A store that answers later than this takes no writes.
const LONGEST: Duration = Duration::from_secs(10);

/// A pulse that was felt longer ago says nothing: three times what lies between two beats ([`STORES_TAKE_WRITES`] is run after
/// half of its greatest age, seen to every twenty seconds), so that one that is lost is no alarm.
const FRESH: Duration = Duration::from_mins(2);

/// What the check needs, and when it was well last; a service of the house.
#[derive(Debug)]
pub struct Pulse {
    door: Door<Platform>,
    ambient: Ambient,
    data: PathBuf,
    /// `None` when something was wrong since.
    well_at: Mutex<Option<Timestamp>>,
}

impl Pulse {
    /// The pulse of a node whose files lie in `data`; it begins well.
    pub fn new(door: Door<Platform>, ambient: Ambient, data: PathBuf) -> Self {
        let well_at = Mutex::new(Some(ambient.now()));
        Self { door, ambient, data, well_at }
    }

    /// Whether the stores took writes when that was tried last, and that was a moment ago.
    pub fn is_well(&self) -> bool {
        let now = self.ambient.now();
        self.well_at.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| now.since(at) < FRESH)
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

    /// Beats and looks at the disk. Both may hang, which is a finding as well.
    async fn measure(&self, longest: Duration) -> Finding {
        let data = self.data.clone();
        let room = tokio::task::spawn_blocking(move || free(&data));
        match timeout(longest, async { (self.beat().await, room.await.ok().flatten()) }).await {
            Err(_) => Finding::broken(format!("the store did not answer within {} s", longest.as_secs())),
            Ok((Err(fault), _)) => Finding::broken(format!("the store takes no writes: {}", fault.what())),
            Ok((Ok(()), Some(free))) => judge(free),
            Ok((Ok(()), None)) => Finding::unmeasured("how much room the disk has cannot be seen"),
        }
    }

    fn note(&self, finding: &Finding) {
        let is_well = finding.verdict != Verdict::Broken;
        let well_at = is_well.then(|| self.ambient.now());
        let before = std::mem::replace(&mut *self.well_at.lock().unwrap_or_else(PoisonError::into_inner), well_at);
        match (before.is_some(), is_well) {
            (false, true) => tracing::info!("the stores take writes again"),
            (true, false) => tracing::error!(found = finding.measured, "nothing can be kept: mail is told to come again later"),
            _ => {}
        }
    }
}

async fn run(context: CheckContext) -> Finding {
    let pulse = match context.house.service::<Pulse>() {
        Ok(pulse) => Arc::clone(pulse),
        Err(fault) => return Finding::unmeasured(fault.to_string()),
    };
    let finding = pulse.measure(LONGEST).await;
    pulse.note(&finding);
    finding
}

fn judge(free: u64) -> Finding {
    if free < ROOM {
        Finding::broken(format!("the disk has room for {} MiB", free >> 20))
    } else {
        Finding::kept(format!("a row was durable and read back; the disk has room for {} MiB", free >> 20))
    }
}

/// **Units**: octets that an unprivileged process may still write.
fn free(data: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(data).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::store::Engine;
    use std::sync::mpsc;
    use testkit::stores::TestNode;

    async fn node() -> (TestNode, Arc<Pulse>) {
        let node = TestNode::start(Engine::Sqlcipher, crate::ROOM.migrations.to_vec());
        let door = node.node.platform().await.unwrap();
        let pulse = Arc::new(Pulse::new(door, node.ambient.clone(), node.dir.path().to_owned()));
        (node, pulse)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_pulse_that_nobody_feels_any_more_is_none() {
        let (node, pulse) = node().await;
        assert!(pulse.is_well());
        node.clock.advance(FRESH);
        assert!(!pulse.is_well(), "nobody has measured since");
        pulse.note(&pulse.measure(LONGEST).await);
        assert!(pulse.is_well());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_store_that_hangs_takes_no_writes() {
        let (node, pulse) = node().await;
        // Sabotage: an act before it does not come to its end.
        let (end, ended) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel();
        let ended = std::sync::Mutex::new(ended);
        let hangs = move |_: &Act<'_, Platform>| -> Result<(), Fault> {
            let _ = begun.send(());
            let _ = ended.lock().unwrap().recv();
            Ok(())
        };
        let (door, moment) = (pulse.door.clone(), node.ambient.moment());
        let hanging = tokio::spawn(async move { door.act(testkit::rooms::operator(), moment, hangs).await });
        tokio::task::spawn_blocking(move || has_begun.recv()).await.unwrap().unwrap();
        let finding = pulse.measure(Duration::from_millis(50)).await;
        pulse.note(&finding);
        assert_eq!((finding.verdict, pulse.is_well()), (Verdict::Broken, false));
        drop(end);
        hanging.await.unwrap().unwrap();
        pulse.note(&pulse.measure(LONGEST).await);
        assert!(pulse.is_well(), "it goes on by itself");
    }

    #[test]
    fn a_disk_without_room_for_large_mails_is_full() {
        let large = u64::try_from(wire::mime::LONGEST_MAIL).unwrap();
        assert_eq!(judge(3 * large).verdict, Verdict::Broken);
        assert_eq!(judge(4 * large).verdict, Verdict::Kept);
    }
}
