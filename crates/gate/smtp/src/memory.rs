//! Memory: what all messages together may take up while they come in and are worked on.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// What each message has without asking: mails without attachments never wait for those with.
const FREE: usize = 64 * 1024;

/// **Units**: octets that are asked for at once.
const STEP: usize = 256 * 1024;

/// The memory of a gate, in steps.
#[derive(Debug)]
pub(crate) struct Memory {
    steps: Arc<Semaphore>,
    largest: usize,
    busy: Duration,
}

/// There was no memory for as long as one waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Busy;

/// What one message takes up.
#[derive(Debug, Default)]
pub(crate) struct Held {
    bytes: usize,
    steps: Option<OwnedSemaphorePermit>,
}

impl Memory {
    /// `all` octets for everybody, but never less than `largest`, the largest message.
    pub(crate) fn new(all: usize, largest: usize, busy: Duration) -> Self {
        let steps = all.max(largest).div_ceil(STEP).min(Semaphore::MAX_PERMITS);
        Self { steps: Arc::new(Semaphore::new(steps)), largest, busy }
    }

    /// Takes room for more octets of a message, once there is some.
    ///
    /// Two who wait for what the other holds do not wait for ever: the first whose patience ends gives way.
    pub(crate) async fn hold(&self, held: &mut Held, more: usize) -> Result<(), Busy> {
        // What is beyond the largest message is not kept.
        held.bytes = (held.bytes + more).min(self.largest);
        let needed = held.bytes.saturating_sub(FREE).div_ceil(STEP);
        let has = held.steps.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        if needed <= has {
            return Ok(());
        }
        let missing = u32::try_from(needed - has).map_err(|_| Busy)?;
        let permit = timeout(self.busy, Arc::clone(&self.steps).acquire_many_owned(missing)).await;
        let permit = permit.map_err(|_| Busy)?.map_err(|_| Busy)?;
        match &mut held.steps {
            Some(steps) => steps.merge(permit),
            none => *none = Some(permit),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn messages_wait_for_memory_and_small_ones_do_not() {
        let memory = Memory::new(2 * STEP, STEP, Duration::from_millis(20));
        let (mut one, mut two, mut three, mut small) = (Held::default(), Held::default(), Held::default(), Held::default());
        assert_eq!(memory.hold(&mut one, FREE + 1).await, Ok(()));
        assert_eq!(memory.hold(&mut two, FREE).await, Ok(()));
        assert_eq!(memory.hold(&mut two, 1).await, Ok(()));
        assert_eq!(memory.hold(&mut three, FREE + 1).await, Err(Busy));
        assert_eq!(memory.hold(&mut small, FREE).await, Ok(()));
        // Octets beyond the largest message are thrown away, so they take up nothing.
        assert_eq!(memory.hold(&mut one, 100 * STEP).await, Ok(()));
        drop(two);
        assert_eq!(memory.hold(&mut three, 0).await, Ok(()));
    }

    #[tokio::test]
    async fn the_largest_message_always_fits() {
        let memory = Memory::new(0, 10 * STEP, Duration::from_millis(20));
        assert_eq!(memory.hold(&mut Held::default(), 10 * STEP).await, Ok(()));
    }
}
