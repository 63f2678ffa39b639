//! All SQL of the room.

pub(crate) mod articles;
pub(crate) mod parties;
pub(crate) mod tickets;
pub(crate) mod words;

pub(crate) use articles::{article, articles_of, attachment, attachments_of, customer_articles_of};
pub(crate) use tickets::{ticket, ticket_by_number};
pub(crate) use words::{agents_seen, agents_seen_among, priorities, queue, queue_by_name, queues, state_by_name, states};
