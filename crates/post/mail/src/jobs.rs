//! What the room does by the clock: it forgets the log's old entries.

use crate::events::Event;
use crate::model::Setting;
use crate::queries;
use crate::store::log;
use futures_util::FutureExt;
use kernel::{Fault, Timestamp};
use room::{JobContext, JobKind};
use std::time::Duration;
use store::{Act, Claimed, JobEnd, Rows};

/// The job's name. One waits as long as the log holds anything: whoever writes the first entry leaves it.
pub(crate) const FORGET: &str = "forget-log";

/// The job.
pub(crate) const FORGET_LOG: JobKind = JobKind { name: FORGET, run: |context, job| run(context, job).boxed() };

/// Entries that one act removes at most.
const BATCH: u32 = 500;
/// Looked again: another choice of days counts after this time at the latest.
const AGAIN: Duration = Duration::from_hours(6);

async fn run(context: JobContext, _job: Claimed) -> Result<JobEnd, Fault> {
    context.door.act(context.by.clone(), context.house.ambient.moment(), forget).await
}

fn forget(act: &Act<'_>) -> Result<JobEnd, Fault> {
    let before = |setting: Setting| -> Result<Timestamp, Fault> {
        let days = u64::try_from(queries::setting(act, setting)?.value).unwrap_or(0);
        Ok(act.now().before(Duration::from_hours(24 * days)))
    };
    let entries = log::forget(act, before(Setting::LogDays)?, before(Setting::KeptDays)?, BATCH)?;
    if entries > 0 {
        Event::LogForgotten { entries }.record(act)?;
        return Ok(JobEnd::Again(act.now()));
    }
    Ok(if log::oldest(act)?.is_some() { JobEnd::Again(act.now().after(AGAIN)) } else { JobEnd::Settled })
}
