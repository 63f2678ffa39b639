//! The room's checks for the trust centre.

mod rights;

pub(crate) use rights::{LISTS_AGREE, QUEUES_HAVE_SOMEBODY, RESTRICTED_HAVE_MEMBERS};

use crate::pictures::Pictures;
use futures_util::FutureExt;
use native::{Landlock, SandboxError};
use room::{Check, CheckContext, Finding};
use std::time::Duration;

/// Decoding foreign files is where programs are taken over: whoever takes over a decoder holds nothing else.
pub(crate) const PICTURES_BEHIND_WALLS: Check = Check {
    name: "pictures-behind-walls",
    promise: "P-15",
    measures: "starts the child that decodes foreign pictures and lets it try to open files, make sockets, start programs and threads and read the environment, and reads its limits",
    fails_on: "a child that can do any of it, or that may take memory and time without end",
    max_age: Duration::from_hours(24),
    per_tenant: false,
    run: |context| run(context).boxed(),
};

async fn run(context: CheckContext) -> Finding {
    let Ok(pictures) = context.house.service::<Pictures>() else { return Finding::unmeasured("the node shows no pictures") };
    let walls = match pictures.sandbox().rehearse().await {
        Ok(walls) => walls,
        Err(SandboxError::NoWalls) => return Finding::unmeasured("the kernel has no seccomp: no picture is decoded"),
        Err(error) => return Finding::unmeasured(error.to_string()),
    };
    let open: Vec<&str> = [
        (walls.files, "files"),
        (walls.network, "sockets"),
        (walls.programs, "programs or threads"),
        (walls.environment, "the environment"),
        (walls.limits, "memory and time without end"),
    ]
    .iter()
    .filter_map(|(stands, what)| (!stands).then_some(*what))
    .collect();
    if !walls.stand() {
        return Finding::broken(format!("the child reaches {}", open.join(", ")));
    }
    Finding::kept(match walls.landlock {
        Landlock::Full => "the child reaches nothing: seccomp and Landlock",
        Landlock::Part => "the child reaches nothing: seccomp; Landlock of this kernel knows files, not all of the rest",
        Landlock::Missing => "the child reaches nothing: seccomp; this kernel has no Landlock",
    })
}
