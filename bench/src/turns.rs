//! Closed loops: each connection asks again as soon as it was answered.

use anyhow::{Context, Result, bail};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Who takes which turn: every number once, whoever is free.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    next: Arc<AtomicUsize>,
    count: usize,
}

impl Turns {
    pub(crate) fn take(&self) -> Option<usize> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        (turn < self.count).then_some(turn)
    }
}

/// What the turns took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// How long each turn's answer took.
    pub(crate) times: Vec<Duration>,
    /// What each was, where not all are alike.
    pub(crate) kinds: Vec<usize>,
    /// Answers that did not hold what they should.
    pub(crate) missed: usize,
    /// From the first byte to the last answer.
    pub(crate) wall: Duration,
}

impl Tally {
    /// An error unless every answer held what it should.
    pub(crate) fn complete(self) -> Result<Self> {
        match self.missed {
            0 => Ok(self),
            missed => bail!("{missed} answers did not hold what they should"),
        }
    }
}

/// Runs `count` turns on so many connections at once.
pub(crate) async fn closed_loop<W, F>(connections: usize, count: usize, worker: W) -> Result<Tally>
where
    W: Fn(Turns) -> F,
    F: Future<Output = Result<Tally>> + Send + 'static,
{
    let turns = Turns { next: Arc::new(AtomicUsize::new(0)), count };
    let begun = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..connections {
        workers.spawn(worker(turns.clone()));
    }
    let mut all = Tally::default();
    while let Some(done) = workers.join_next().await {
        let one = done.context("a connection's task ended badly")??;
        all.times.extend(one.times);
        all.kinds.extend(one.kinds);
        all.missed += one.missed;
    }
    all.wall = begun.elapsed();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_turn_is_taken_once() {
        let tally = closed_loop(4, 103, |turns| async move {
            let mut tally = Tally::default();
            while let Some(turn) = turns.take() {
                tally.times.push(Duration::from_millis(u64::try_from(turn)?));
                tally.missed += usize::from(turn == 5);
            }
            Ok(tally)
        });
        let tally = tally.await.unwrap();
        let mut times = tally.times.clone();
        times.sort_unstable();
        assert_eq!(times, (0..103).map(Duration::from_millis).collect::<Vec<_>>());
        assert!(tally.complete().is_err());
    }
}
