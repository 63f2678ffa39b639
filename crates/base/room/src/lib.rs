//! What a room is.
//!
//! A [`Room`] is a record of tables and plain function pointers. From the same record come the routes, the API
//! document, the rights matrix, the isolation walk and the unauthorised walk ([`Operation`]), the event
//! catalogue, the schema, the register of columns ([`columns`]), the jobs that workers run, and the checks of
//! the trust centre ([`Check`]). There is no other way to mount a route, and an operation without sample or
//! right does not build:
//!
//! ```compile_fail
//! use room::*;
//! static BARE: Operation = Operation {
//!     name: "tickets.peek", method: Method::Get, path: "/api/v1/peek", summary: "", audience: Audience::Agents,
//!     // no right, no sample
//!     params: &[], body: None, yields: web::openapi::Yields::Nothing, handler: |_, _| unreachable!(),
//! };
//! ```

pub mod columns;

mod check;
mod content;
mod context;
mod intake;
mod job;
mod live;
mod operation;
mod rights;

pub use check::{Check, CheckContext, Finding, Verdict};
pub use content::{CONTENT, CONTENT_LIFE, ContentGrant, ContentPart, ContentSource, sign_content, verify_content};
pub use context::{Context, Guest, House, OnceError, Place, Scope, Stage};
pub use intake::{Arrived, Fetched, Intake, IntakeContext, IntakeError, Known, Notices, Reason, Sender, Taken, TurnedAway, Way};
pub use job::{JobContext, JobKind};
pub use live::{Live, Told};
pub use operation::{Audience, Handler, Method, Operation, Sample, World};
pub use rights::{Right, StandingRight};

use store::{EventKind, Migration, Registered};

/// A room, as `rooms.rs` of the binary lists it.
#[derive(Debug)]
pub struct Room {
    /// Its name: the crate, the folder in the UI, the first word of its operations.
    pub name: &'static str,
    /// One sentence.
    pub purpose: &'static str,
    /// Its HTTP operations.
    pub operations: &'static [Operation],
    /// Names of those of its operations that ask for a proof that is a moment old.
    pub sensitive: &'static [&'static str],
    /// Names of those of its operations that somebody may call who has not signed in wholly.
    pub unfinished: &'static [&'static str],
    /// Names of those of its operations that somebody may call as well who has to set up a second factor first.
    pub enrolling: &'static [&'static str],
    /// Its schema steps.
    pub migrations: &'static [Migration],
    /// Its `columns.toml`: every column with class, retention, export and erasure.
    pub columns: &'static str,
    /// Its statements.
    pub statements: &'static [&'static [fn() -> Registered]],
    /// Its rights and the rule that grants each.
    pub rights: &'static [Right],
    /// What it may do where no person acts.
    pub standing: &'static [StandingRight],
    /// Its kinds of events.
    pub events: &'static [&'static EventKind],
    /// The jobs it knows how to do.
    pub jobs: &'static [JobKind],
    /// Its checks for the trust centre.
    pub checks: &'static [Check],
}

impl Room {
    /// A room with nothing but a name and a purpose, to be filled with `..Room::bare(…)`.
    pub const fn bare(name: &'static str, purpose: &'static str) -> Self {
        Self {
            name,
            purpose,
            operations: &[],
            sensitive: &[],
            unfinished: &[],
            enrolling: &[],
            migrations: &[],
            columns: "",
            statements: &[],
            rights: &[],
            standing: &[],
            events: &[],
            jobs: &[],
            checks: &[],
        }
    }
}
