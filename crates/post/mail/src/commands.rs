//! What can be done with mails: one verb, one file.

mod answer;
mod take;

pub(crate) use answer::strangers_heard_enough;
pub use take::{Letter, TakeError, Taken, take};
pub(crate) use take::{harmless, without_tag};
