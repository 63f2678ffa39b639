//! Operations: one operation, one file.

mod list;

use room::Operation;

pub(crate) static OPERATIONS: &[Operation] = &[list::OPERATION];
