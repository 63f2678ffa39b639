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

use room::Operation;

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
];
