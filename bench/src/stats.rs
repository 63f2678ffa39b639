//! Medians, spreads and percentiles.

use serde::Serialize;
use std::time::Duration;

/// A median with the least and the most of all rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Spread {
    /// Of no values: zero.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
        let half = sorted.len() / 2;
        let median = if sorted.len().is_multiple_of(2) { f64::midpoint(at(half.saturating_sub(1)), at(half)) } else { at(half) };
        Self { median, least: at(0), most: at(sorted.len().saturating_sub(1)) }
    }
}

/// The smallest of these times that is not exceeded by this many hundredths of them (nearest rank); zero of none.
pub(crate) fn percentile(times: &[Duration], hundredths: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * hundredths).div_ceil(100).max(1);
    sorted.get(rank - 1).or(sorted.last()).copied().unwrap_or_default()
}

/// A count as a number to divide by. Exact up to four thousand millions, which no round reaches.
pub(crate) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// **Units**: milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], median: f64, least: f64, most: f64) {
        assert_eq!(Spread::of(values), Spread { median, least, most }, "{values:?}");
    }

    #[test]
    fn the_median_is_the_middle_or_between_the_two() {
        check(&[], 0.0, 0.0, 0.0);
        check(&[3.0], 3.0, 3.0, 3.0);
        check(&[9.0, 1.0, 5.0], 5.0, 1.0, 9.0);
        check(&[4.0, 1.0, 2.0, 100.0], 3.0, 1.0, 100.0);
    }

    #[test]
    fn percentiles_are_times_that_occurred() {
        let times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        let check = |hundredths, expected| assert_eq!(percentile(&times, hundredths), Duration::from_millis(expected));
        check(50, 100);
        check(99, 198);
        check(100, 200);
        check(0, 1);
        assert_eq!(percentile(&[], 99), Duration::ZERO);
        assert_eq!(percentile(&[Duration::from_secs(1)], 99), Duration::from_secs(1));
    }
}
