//! Time and randomness for tests.

use kernel::{Ambient, Clock, Seed, Seeds, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// A clock that begins on 2026-01-15T09:00:00Z and moves only by [`TestClock::advance`].
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_768_467_600_000_000))
    }
}

impl TestClock {
    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).expect("a test advances by less than centuries"), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Counts up from a start, so that every test draws the same ids.
struct CountedSeeds(AtomicU64);

impl Seeds for CountedSeeds {
    fn seed(&self) -> Seed {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes());
        Seed::new(bytes)
    }
}

/// A test's time and randomness: the clock to move, and what rooms are given.
pub fn ambient() -> (Arc<TestClock>, Ambient) {
    let clock = Arc::new(TestClock::default());
    let ambient = Ambient::new(Arc::<TestClock>::clone(&clock), Arc::new(CountedSeeds(AtomicU64::new(1))));
    (clock, ambient)
}
