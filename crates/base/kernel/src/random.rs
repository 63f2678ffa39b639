//! Randomness as a value.

use crate::{Id16, Timestamp};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Where a run of randomness begins; the same seed gives the same run.
///
/// **Shape**: 32 bytes from the operating system in production, chosen in tests.
///
/// # Security
/// Keys and tokens are drawn from it, so a seed is as secret as what was drawn. It has no
/// `Display` and its `Debug` shows nothing.
#[derive(Clone)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed from bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Opens the run.
    pub fn dice(&self) -> Dice {
        Dice(ChaCha20Rng::from_seed(self.0))
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// A run of cryptographically strong randomness (ChaCha20).
#[derive(Debug)]
pub struct Dice(ChaCha20Rng);

impl Dice {
    /// The next `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.0.fill_bytes(&mut out);
        out
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `bound`, without bias; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound < 2 {
            return 0;
        }
        let fair = u64::MAX - u64::MAX % bound;
        loop {
            let draw = self.0.next_u64();
            if draw < fair {
                return draw % bound;
            }
        }
    }

    /// A new id: UUIDv7 of this moment (RFC 9562 §5.7).
    pub fn id(&mut self, now: Timestamp) -> Id16 {
        Id16::v7(now, self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_run() {
        let seed = Seed::new([7; 32]);
        assert_eq!(seed.dice().bytes::<16>(), seed.dice().bytes::<16>());
        assert_eq!(format!("{seed:?}"), "Seed(…)");
    }

    #[test]
    fn below_stays_below() {
        let mut dice = Seed::new([1; 32]).dice();
        assert!((0..1_000).all(|_| dice.below(10) < 10));
        assert_eq!(dice.below(0), 0);
    }
}
