//! What the trust centre asks of passwords.

use crate::store as rows_of;
use futures_util::FutureExt;
use kernel::By;
use room::{Check, CheckContext, Finding};
use std::time::Duration;
use store::View;

/// No hash is left that another system made.
pub(crate) const OLD_HASHES: Check = Check {
    name: "old-hashes",
    promise: "P-37",
    measures: "Counts the passwords that another system hashed and that nobody has signed in with since they were taken over.",
    fails_on: "a password that was taken over and not replaced",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| run(context).boxed(),
};

async fn run(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let by = By::room("access", context.house.ambient.request());
    match door.read(by, context.house.ambient.now(), |view: &View<'_>| rows_of::count_legacy(view)).await {
        Ok(0) => Finding::kept("every password was hashed here"),
        Ok(left) => Finding::broken(format!("{left} passwords that another system hashed wait for their first sign-in")),
        Err(fault) => Finding::unmeasured(fault.what()),
    }
}
