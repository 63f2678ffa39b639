//! Operations of the room: one operation, one file.

mod entry;
mod filters;
mod journey;
mod log;
mod release;
mod reports;
mod settings;
mod shape;
mod trial;

pub(crate) use shape::locale;

use crate::accounts::http as accounts;
use room::Operation;
use serde_json::json;
use web::{Problem, problem};

/// Nothing was done, because something is in the way: what, and why, for programs and for people.
pub(crate) fn conflict(field: &'static str, reason: &'static str, words: &str) -> Problem {
    Problem::new(&problem::CONFLICT).with_detail(words).with_errors(vec![json!({"field": field, "reason": reason})])
}

/// All operations.
pub(crate) static OPERATIONS: &[Operation] = &[
    log::OPERATION,
    entry::OPERATION,
    entry::ORIGINAL,
    release::OPERATION,
    journey::OPERATION,
    reports::OPERATION,
    settings::GET,
    settings::SET,
    filters::LIST,
    filters::CREATE,
    filters::CHANGE,
    filters::ORDER,
    filters::REMOVE,
    filters::HISTORY,
    trial::OPERATION,
    accounts::list::OPERATION,
    accounts::create::OPERATION,
    accounts::get::OPERATION,
    accounts::change::OPERATION,
    accounts::remove::OPERATION,
    accounts::read_now::OPERATION,
    accounts::try_out::OPERATION,
    accounts::try_new::OPERATION,
];
