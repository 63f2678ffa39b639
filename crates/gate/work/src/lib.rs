//! What the house does without being asked: the jobs of the outbox, and the checks of the rooms.
//!
//! **Jobs.** An act puts a job into its tenant's outbox; when it commits, the [`Bell`] rings. The worker claims due jobs in
//! a small act, lets the room's [`room::JobKind`] do them, and ends each in another small act.
//!
//! - *Nothing is lost.* A job stays in the outbox until it is settled. What a worker held when it died comes back when
//!   the lease is over ([`store::LEASE`]); a fault, a panic, or nine minutes without an end bring it back after 1, 2, 5,
//!   15, then every 30 minutes; a kind that nobody knows is tried again every hour. At start, and for tenants that come
//!   later, the worker looks for itself what is due.
//! - *Nothing runs twice at once*: a claim is a lease, and a job is given up before its lease ends. A job may run again
//!   after a crash, though, so rooms note what they did in an act of their own.
//! - *Fair*: tenants take turns, each with a bounded number of jobs at once ([`Limits`]). A tenant whose store fails
//!   waits for a growing while and holds nobody else up. Suspended tenants rest.
//!
//! **Checks.** Each check of each room runs when half of its greatest age has passed, one after the other; [`Latest`] keeps
//! the newest findings, and the figure `beleg_check_kept` tells them: 1 only if everything was measured, is fresh and was
//! kept. [`run_checks`] runs them at once.
//!
//! # Incomplete support
//! - Looking at 5,000 tenants at start opens 5,000 stores, a few at a time; there is no list of wake-ups yet.
//! - Jobs of the platform's own store are not run: no room has any.
//! - A bell wakes one worker; others on the same stores find their jobs by looking when a lease or a due time they know
//!   of has come.
//! - Findings are kept in memory; after a start nothing counts as kept before it was measured again.

mod bell;
mod checker;
mod checks;
mod crew;
mod job;
mod latest;
mod metrics;
mod plan;
mod scheduler;
mod sweeper;
mod work;

pub use bell::Bell;
pub use checks::{CheckRun, run_checks};
pub use latest::Latest;
pub use work::{Limits, Work, WorkParts};
