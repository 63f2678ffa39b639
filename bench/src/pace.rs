//! Open loops: when something is asked does not depend on how soon the last answer came. A time counts from when its turn
//! was due, so that whoever waits for a free connection is seen to wait.

use crate::turns::{Tally, Turns, closed_loop};
use anyhow::Result;
use std::future::Future;
use std::time::{Duration, Instant};

/// When turns are due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) begin: Instant,
    pub(crate) every: Duration,
    pub(crate) count: usize,
}

/// The turns of an open loop.
#[derive(Clone, Debug)]
pub(crate) struct Beats {
    turns: Turns,
    pace: Pace,
}

impl Beats {
    /// Waits for the next turn that nobody has; gives its number and when it was due.
    pub(crate) async fn next(&self) -> Option<(usize, Instant)> {
        let turn = self.turns.take()?;
        let due = self.pace.begin + self.pace.every * u32::try_from(turn).unwrap_or(u32::MAX);
        tokio::time::sleep_until(due.into()).await;
        Some((turn, due))
    }
}

/// Runs the turns on at most so many connections at once.
pub(crate) async fn open_loop<W, F>(connections: usize, pace: Pace, worker: W) -> Result<Tally>
where
    W: Fn(Beats) -> F,
    F: Future<Output = Result<Tally>> + Send + 'static,
{
    closed_loop(connections, pace.count, |turns| worker(Beats { turns, pace })).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_answers_late_makes_the_next_wait_and_that_is_counted() {
        let pace = Pace { begin: Instant::now(), every: Duration::from_millis(2), count: 20 };
        let tally = open_loop(1, pace, |beats| async move {
            let mut tally = Tally::default();
            while let Some((turn, due)) = beats.next().await {
                // One answer holds the only connection up.
                tokio::time::sleep(Duration::from_millis(if turn == 5 { 60 } else { 0 })).await;
                tally.times.push(due.elapsed());
            }
            Ok(tally)
        });
        let tally = tally.await.unwrap();
        assert_eq!(tally.times.len(), 20);
        assert!(tally.wall >= Duration::from_millis(38), "turns are not taken before they are due");
        let late = tally.times.iter().filter(|time| **time >= Duration::from_millis(25)).count();
        assert!(late >= 10, "those behind the slow one waited too: {:?}", tally.times);
    }
}
