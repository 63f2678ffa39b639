//! What can be done with mails: one verb, one file.

mod answer;
mod author;
mod identity;
mod queue;
mod record;
mod report;
mod set;
mod take;

pub(crate) use answer::strangers_heard_enough;
pub(crate) use set::{SetError, set};
pub use take::{Letter, TakeError, Taken, Trace, take};
pub(crate) use take::{harmless, refused, without_tag};
