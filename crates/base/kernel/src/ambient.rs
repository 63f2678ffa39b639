//! The only place that asks the machine for the time or for randomness.

use crate::{Dice, RequestId, Seed, Timestamp};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Gives seeds.
pub trait Seeds: Send + Sync + 'static {
    /// A fresh one.
    fn seed(&self) -> Seed;
}

/// The moment of one act: it may run again, with the same moment and so with the same outcome.
#[derive(Clone, Debug)]
pub struct Moment {
    /// When.
    pub now: Timestamp,
    /// Whence its randomness.
    pub seed: Seed,
}

/// A clock and a source of seeds, held by the gate.
#[derive(Clone)]
pub struct Ambient {
    clock: Arc<dyn Clock>,
    seeds: Arc<dyn Seeds>,
}

impl Ambient {
    /// The machine's own.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), seeds: Arc::new(SystemSeeds) }
    }

    /// Chosen ones, for replay and tests.
    pub fn new(clock: Arc<dyn Clock>, seeds: Arc<dyn Seeds>) -> Self {
        Self { clock, seeds }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The moment of one act.
    pub fn moment(&self) -> Moment {
        Moment { now: self.clock.now(), seed: self.seeds.seed() }
    }

    /// The same randomness with a clock that stands still, for telling what happened earlier (imports, demos).
    #[must_use]
    pub fn standing_at(&self, at: Timestamp) -> Self {
        Self { clock: Arc::new(StoppedClock(at)), seeds: Arc::clone(&self.seeds) }
    }

    /// Fresh randomness outside an act (request ids, nonces).
    pub fn dice(&self) -> Dice {
        self.seeds.seed().dice()
    }

    /// The id of a new request, mail or job.
    pub fn request(&self) -> RequestId {
        RequestId(self.dice().id(self.now()))
    }
}

impl std::fmt::Debug for Ambient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ambient")
    }
}

struct StoppedClock(Timestamp);

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

struct SystemSeeds;

impl Seeds for SystemSeeds {
    #[expect(
        clippy::disallowed_methods,
        clippy::panic,
        reason = "the one place that asks the machine for randomness; without it nothing may go on"
    )]
    fn seed(&self) -> Seed {
        let mut bytes = [0; 32];
        match getrandom::fill(&mut bytes) {
            Ok(()) => Seed::new(bytes),
            Err(error) => panic!("the operating system gives no randomness: {error}"),
        }
    }
}
