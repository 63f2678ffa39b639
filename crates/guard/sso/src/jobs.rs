//! What this room does by itself: descriptions of providers of SAML are fetched each day, so that a new key counts before the first response
//! that it signed.

use crate::flow::FlowError;
use crate::model::{ProviderId, Speaks};
use crate::{saml, store as rows_of};
use futures_util::FutureExt;
use kernel::Fault;
use room::{Context, JobContext, JobKind};
use std::time::Duration;
use store::{Act, Claimed, Job, JobEnd, Rows, View};

pub(crate) const REFRESH: &str = "refresh_metadata";
pub(crate) const REFRESH_METADATA: JobKind = JobKind { name: REFRESH, run: |context, job| run(context, job).boxed() };

/// As often as the metadata of federations are published anew.
const EACH: Duration = Duration::from_hours(24);

/// Begins with a provider that was just set up.
pub(crate) fn begin(act: &Act<'_>, id: ProviderId) -> Result<(), Fault> {
    act.enqueue(&Job { room: "sso", kind: REFRESH, object: id.0, due_at: act.now().after(EACH) })
}

async fn run(context: JobContext, job: Claimed) -> Result<JobEnd, Fault> {
    let JobContext { door, place, house, by } = context;
    let context = Context { by, guest: None, door, place, house, once: None };
    let id = ProviderId(job.object);
    let found = context.read(move |view: &View<'_>| rows_of::provider(view, id)).await?;
    let Some(provider) = found else { return Ok(JobEnd::Settled) };
    if let Speaks::Saml(settings) = &provider.speaks
        && provider.valid
    {
        match saml::idp(&context, &provider, settings, true).await {
            Ok(_) => {}
            // That it could not be asked is for the check to tell.
            Err(FlowError::Refused(refusal)) => tracing::info!(reason = refusal.word(), "the description of a provider was not fetched"),
            Err(FlowError::Fault(fault)) => return Err(fault),
        }
    }
    Ok(JobEnd::Again(context.house.ambient.now().after(EACH)))
}
