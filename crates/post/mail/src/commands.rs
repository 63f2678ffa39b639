//! What can be done with mails: one verb, one file.

mod answer;
mod take;

pub use take::{Letter, TakeError, Taken, take};
pub(crate) use take::{harmless, without_tag};
