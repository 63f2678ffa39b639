//! A tenant's share: how much of it is read at one time.

use crate::failure::Failure;
use crate::link::MOST_LISTED;
use platform::Entry;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A list of no more messages needs no room of its own.
const SHORT_LIST: usize = 1_000;

/// A tenant as its workers see it.
#[derive(Clone, Debug)]
pub(crate) struct Tenancy {
    pub(crate) entry: Arc<Entry>,
    /// Its own turns.
    pub(crate) turns: Arc<Semaphore>,
    /// Messages that its mailboxes may list at one time, all together.
    pub(crate) listed: Arc<Semaphore>,
}

impl Tenancy {
    pub(crate) fn new(entry: Arc<Entry>, turns: usize) -> Self {
        let places = |count: usize| Arc::new(Semaphore::new(count.clamp(1, Semaphore::MAX_PERMITS)));
        Self { entry, turns: places(turns), listed: places(MOST_LISTED * 2) }
    }

    /// Room for a list of so many messages, as long as it is gone through: that takes many turns. Nobody waits for it, since
    /// those who have it wait for turns.
    pub(crate) fn room_for(&self, count: usize) -> Result<Option<OwnedSemaphorePermit>, Failure> {
        if count <= SHORT_LIST {
            return Ok(None);
        }
        let words = "mailboxes with very many messages are being read, and this one is read later";
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Arc::clone(&self.listed).try_acquire_many_owned(count).map(Some).map_err(|_| Failure::theirs(words))
    }
}
