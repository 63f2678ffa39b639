//! One job, from its claim to its end.

use crate::crew::Crew;
use crate::metrics;
use futures_util::FutureExt as _;
use kernel::{By, Fault, RequestId, Timestamp};
use room::{JobContext, Place};
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use store::{Claimed, Door, JobEnd, LEASE, Tenant};
use tokio::time::timeout;

/// A job that runs longer is given up: before its lease ends and somebody else takes it.
const LONGEST: Duration = LEASE.saturating_sub(Duration::from_mins(1));

/// After so many tries a job that failed comes back in so much time.
const BACK_OFF: [Duration; 5] =
    [Duration::from_mins(1), Duration::from_mins(2), Duration::from_mins(5), Duration::from_mins(15), Duration::from_mins(30)];

/// A job of a kind that nobody knows waits for the version that does.
const UNKNOWN: Duration = Duration::from_hours(1);

/// Does a job and ends it; gives when it comes back, if it does.
pub(crate) async fn run(crew: &Crew, door: Door<Tenant>, place: Place, claimed: Claimed) -> Option<Timestamp> {
    let request = crew.house.ambient.request();
    let end = match crew.kind(&claimed.room, &claimed.kind) {
        Some((room, kind)) => {
            let context = JobContext { door: door.clone(), place, house: crew.house.clone(), by: By::room(room.name, request) };
            let begun = Instant::now();
            let doing = claimed.clone();
            let outcome = attempt(async { (kind.run)(context, doing).await }).await;
            let word = match &outcome {
                Ok(JobEnd::Settled) => "settled",
                Ok(JobEnd::Again(_)) => "again",
                Err(_) => "failed",
            };
            metrics::job(room.name, kind.name, word, begun.elapsed());
            outcome.unwrap_or_else(|fault| {
                tell(request, &claimed, &fault, "a job failed and will be tried again");
                JobEnd::Again(crew.house.ambient.now().after(back_off(claimed.attempts)))
            })
        }
        None => {
            tracing::error!(%request, room = claimed.room, kind = claimed.kind, "a job is of a kind that nobody knows");
            metrics::job("none", "unknown", "unknown", Duration::ZERO);
            JobEnd::Again(crew.house.ambient.now().after(UNKNOWN))
        }
    };
    let id = claimed.id;
    let ended: Result<(), Fault> = door.act(crew.by(), crew.house.ambient.moment(), move |act| act.end_job(id, end)).await;
    if let Err(fault) = ended {
        // Crash point: what was done is not noted. The job runs again when its lease is over.
        tell(request, &claimed, &fault, "a job's end could not be noted");
        return Some(crew.house.ambient.now().after(LEASE));
    }
    match end {
        JobEnd::Settled => None,
        JobEnd::Again(at) => Some(at),
    }
}

/// Lets a room work, whatever it does, from its first step on.
async fn attempt(work: impl Future<Output = Result<JobEnd, Fault>>) -> Result<JobEnd, Fault> {
    match timeout(LONGEST, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Fault::bug("a job panicked")),
        Err(_) => Err(Fault::bug("a job ran for too long and was given up")),
    }
}

fn tell(request: RequestId, claimed: &Claimed, fault: &Fault, what: &'static str) {
    let (room, kind, attempts) = (&claimed.room, &claimed.kind, claimed.attempts);
    tracing::warn!(%request, room, kind, attempts, fault = fault.chain(), "{what}");
}

fn back_off(attempts: u32) -> Duration {
    let [.., longest] = BACK_OFF;
    usize::try_from(attempts).ok().and_then(|attempts| BACK_OFF.get(attempts)).copied().unwrap_or(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_waits_longer_up_to_half_an_hour() {
        let minutes: Vec<_> = (0..7).map(|attempts| back_off(attempts).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 2, 5, 15, 30, 30, 30]);
    }

    #[tokio::test]
    async fn a_panic_is_a_fault() {
        let outcome = attempt(async { panic!("on purpose") }).await;
        assert_eq!(outcome.unwrap_err().what(), "a job panicked");
    }
}
