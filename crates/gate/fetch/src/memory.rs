//! Memory: what all messages together may take up while they come in and are worked on.

use crate::failure::Failure;
use kernel::Fault;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// What each message has without asking: mails without attachments never wait for those with.
const FREE: usize = 64 * 1024;

/// **Units**: octets that are asked for at once.
const STEP: usize = 256 * 1024;

/// The memory of the gate, in steps.
#[derive(Clone, Debug)]
pub(crate) struct Memory(Arc<Semaphore>);

/// What one message takes up, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    memory: Memory,
    bytes: usize,
    steps: Option<OwnedSemaphorePermit>,
}

impl Memory {
    /// `all` octets for everybody, and never less than two of the largest messages.
    pub(crate) fn new(all: usize, largest: usize) -> Self {
        let steps = all.max(largest.saturating_mul(2)).div_ceil(STEP).min(Semaphore::MAX_PERMITS);
        Self(Arc::new(Semaphore::new(steps)))
    }

    pub(crate) const fn nothing(self) -> Held {
        Held { memory: self, bytes: 0, steps: None }
    }
}

impl Held {
    /// Takes room for more octets, once there is some. The deadline ends the waiting of two who wait for each other.
    pub(crate) async fn more(&mut self, bytes: usize, deadline: Instant) -> Result<(), Failure> {
        self.bytes = self.bytes.saturating_add(bytes);
        let needed = self.bytes.saturating_sub(FREE).div_ceil(STEP);
        let has = self.steps.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let Some(missing) = needed.checked_sub(has).filter(|missing| *missing > 0) else { return Ok(()) };
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        let waiting = timeout_at(deadline, Arc::clone(&self.memory.0).acquire_many_owned(missing)).await;
        let permit = waiting.map_err(|error| Fault::new("waiting for memory for a message", error))?;
        let permit = permit.map_err(|error| Fault::new("waiting for memory for a message", error))?;
        match &mut self.steps {
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
    async fn small_messages_do_not_wait_for_large_ones() {
        let memory = Memory::new(2 * STEP, STEP);
        let later = Instant::now() + std::time::Duration::from_mins(1);
        let (mut one, mut two, mut small) = (memory.clone().nothing(), memory.clone().nothing(), memory.clone().nothing());
        one.more(FREE + 2 * STEP, later).await.unwrap();
        small.more(FREE, later).await.unwrap();
        let waiting = tokio::spawn(async move { two.more(FREE + 1, later).await.map(|()| two) });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(one);
        assert!(waiting.await.unwrap().is_ok());
    }
}
