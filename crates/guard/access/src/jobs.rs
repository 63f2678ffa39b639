//! What the room does by the clock: it writes down that nobody confirmed a change of rules by address in time.

use crate::commands::{TAKE_BACK, give_up_waiting};
use futures_util::FutureExt;
use kernel::Fault;
use room::{JobContext, JobKind};
use store::JobEnd;

/// The rules of before count from that moment on whether or not this ran.
pub(crate) const TAKE_BACK_ADDRESSES: JobKind = JobKind { name: TAKE_BACK, run: |context, _| run(context).boxed() };

async fn run(context: JobContext) -> Result<JobEnd, Fault> {
    context.door.act(context.by.clone(), context.house.ambient.moment(), give_up_waiting).await.map(|()| JobEnd::Settled)
}
