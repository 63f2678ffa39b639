//! What can be done to tickets: one verb, one file.

mod article;
mod change;
mod create;
mod delivery;
mod parties;
mod queue;
mod seen;

pub use article::{ArticleError, append};
pub use change::{ChangeError, Changes, change};
pub(crate) use change::{Planned, some_may};
pub(crate) use create::may_create;
pub use create::{CreateError, NewTicket, create};
pub use delivery::{DeliveryError, HOLD, Try, TryEnd, Turn, begin_try, cancel, deliver, end_try, hand_over, hasten, keep_original, report};
pub use parties::{MembersError, ParticipantError};
pub(crate) use queue::may_administer_queues;
pub use queue::{
    QUEUE_ADDRESSED, QUEUE_CONFIDENTIAL, QUEUE_CREATED, QUEUE_FOLLOW_UP, QUEUE_REGROUPED, QueueError, address_queue, create_queue,
    forget_address, regroup_queue, set_confidential, set_follow_up,
};
pub use seen::see;
