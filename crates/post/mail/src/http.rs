//! Operations of the room: one operation, one file.

mod entry;
mod journey;
mod log;
mod reports;
mod settings;
mod shape;

use room::Operation;

/// All operations.
pub(crate) static OPERATIONS: &[Operation] =
    &[log::OPERATION, entry::OPERATION, entry::ORIGINAL, journey::OPERATION, reports::OPERATION, settings::GET, settings::SET];
