//! Memory: what all messages together may take up while they come in and are worked on.

use crate::seats::network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};
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
    /// What one address may have of them.
    each: usize,
    shares: Mutex<HashMap<IpAddr, Weak<Semaphore>>>,
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
    /// Whose share it counts against; nobody's when there is none.
    share: Option<Arc<Semaphore>>,
    own: Option<OwnedSemaphorePermit>,
    steps: Option<OwnedSemaphorePermit>,
}

impl Memory {
    /// `all` octets for everybody, half of them for one address, but never less than `largest`, the largest message.
    pub(crate) fn new(all: usize, largest: usize, busy: Duration) -> Self {
        let steps = |octets: usize| octets.max(largest).div_ceil(STEP).min(Semaphore::MAX_PERMITS);
        Self { steps: Arc::new(Semaphore::new(steps(all))), each: steps(all / 2), shares: Mutex::default(), largest, busy }
    }

    /// Nothing yet, for a message of an address.
    pub(crate) fn nothing(&self, address: IpAddr) -> Held {
        let address = network(address);
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        let share = shares.get(&address).and_then(Weak::upgrade).unwrap_or_else(|| {
            shares.retain(|_, share| share.strong_count() > 0);
            let share = Arc::new(Semaphore::new(self.each));
            shares.insert(address, Arc::downgrade(&share));
            share
        });
        Held { share: Some(share), ..Held::default() }
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
        // Its own first: whoever waits for its share holds up nobody else.
        if let Some(share) = &held.share {
            self.take(share, missing, &mut held.own).await?;
        }
        self.take(&self.steps, missing, &mut held.steps).await
    }

    async fn take(&self, of: &Arc<Semaphore>, missing: u32, held: &mut Option<OwnedSemaphorePermit>) -> Result<(), Busy> {
        let permit = timeout(self.busy, Arc::clone(of).acquire_many_owned(missing)).await;
        let permit = permit.map_err(|_| Busy)?.map_err(|_| Busy)?;
        match held {
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
    async fn one_address_has_half_of_it() {
        let memory = Memory::new(4 * STEP, STEP, Duration::from_millis(20));
        let of = |last| memory.nothing(IpAddr::from([192, 0, 2, last]));
        let (mut one, mut two, mut three, mut other) = (of(1), of(1), of(1), of(2));
        assert_eq!(memory.hold(&mut one, FREE + 1).await, Ok(()));
        assert_eq!(memory.hold(&mut two, FREE + 1).await, Ok(()));
        assert_eq!(memory.hold(&mut three, FREE + 1).await, Err(Busy));
        assert_eq!(memory.hold(&mut other, FREE + 1).await, Ok(()), "others have theirs");
        drop(one);
        assert_eq!(memory.hold(&mut three, 0).await, Ok(()));
        drop((two, three, other));
        let _last = of(3);
        assert_eq!(memory.shares.lock().unwrap().len(), 1, "who sends nothing is forgotten");
    }

    #[tokio::test]
    async fn the_largest_message_always_fits() {
        let memory = Memory::new(0, 10 * STEP, Duration::from_millis(20));
        assert_eq!(memory.hold(&mut Held::default(), 10 * STEP).await, Ok(()));
    }
}
