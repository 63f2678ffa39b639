//! What can be done with mails: one verb, one file.

mod answer;
mod apply;
mod author;
mod filters;
mod identity;
pub(crate) mod outgoing;
mod own;
mod queue;
mod record;
mod release;
mod report;
mod set;
mod take;

pub(crate) use answer::STATUS;
pub(crate) use answer::strangers_heard_enough;
pub(crate) use filters::{FilterChange, FilterError, change_filter, create_filter, note_tried, order_filters, remove_filter};
pub(crate) use record::turned_away;
pub(crate) use release::{ReleaseError, release};
pub(crate) use set::{SetError, set};
pub use take::{Letter, TakeError, Taken, Trace, take};
pub(crate) use take::{harmless, refused, without_tag};
