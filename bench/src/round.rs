//! Rounds: what one run cost, ours and theirs in turn.

use crate::proc;
use crate::stats::{Spread, millis, number, percentile};
use crate::turns::Tally;
use anyhow::{Result, bail};
use serde::Serialize;
use std::time::{Duration, Instant};

/// A tree is idle when it used no more than this within [`QUIET`].
const NOTHING: Duration = Duration::from_millis(5);
const QUIET: Duration = Duration::from_millis(400);
/// A tree that is never idle is an error.
const PATIENCE: Duration = Duration::from_mins(2);

/// What one run of operations cost.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    pub(crate) tally: Tally,
    /// Of the whole process tree, until it was idle again.
    pub(crate) cpu: Duration,
}

/// Waits until nothing is left to do and the process tree is idle; gives the CPU time that it has used so far.
pub(crate) async fn until_idle(pid: u32, is_done: impl Fn() -> bool) -> Result<Duration> {
    let begun = Instant::now();
    let mut before = proc::cpu(pid)?;
    while begun.elapsed() < PATIENCE {
        tokio::time::sleep(QUIET).await;
        let now = proc::cpu(pid)?;
        if is_done() && now.saturating_sub(before) <= NOTHING {
            return Ok(now);
        }
        before = now;
    }
    bail!("the process {pid} does not come to rest")
}

/// One run against an idle process tree: CPU from before the first byte until it is idle again.
pub(crate) async fn measured(pid: u32, run: impl Future<Output = Result<Tally>>, is_done: impl Fn() -> bool) -> Result<Round> {
    let before = proc::cpu(pid)?;
    let tally = run.await?;
    let after = until_idle(pid, &is_done).await?;
    Ok(Round { tally, cpu: after.saturating_sub(before) })
}

/// Ours and theirs in turn: once to warm up, then so many rounds that count.
pub(crate) async fn in_turn(
    rounds: usize,
    mut ours: impl AsyncFnMut(usize) -> Result<Round>,
    mut theirs: impl AsyncFnMut(usize) -> Result<Round>,
) -> Result<(Vec<Round>, Vec<Round>)> {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let (one, other) = (ours(round).await?, theirs(round).await?);
        if round > 0 {
            a.push(one);
            b.push(other);
        }
    }
    Ok((a, b))
}

/// All rounds of one side.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) rounds: usize,
    pub(crate) operations_a_round: usize,
    /// **Units**: milliseconds of CPU an operation.
    pub(crate) cpu_ms: Spread,
    /// **Units**: operations a second.
    pub(crate) rate: Spread,
    /// Over the answers of all rounds. **Units**: milliseconds.
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

impl Summary {
    pub(crate) fn of(rounds: &[Round]) -> Self {
        let times: Vec<Duration> = rounds.iter().flat_map(|round| round.tally.times.iter().copied()).collect();
        let rates: Vec<f64> = rounds.iter().map(|round| number(round.tally.times.len()) / round.tally.wall.as_secs_f64()).collect();
        Self {
            rounds: rounds.len(),
            operations_a_round: rounds.first().map_or(0, |round| round.tally.times.len()),
            cpu_ms: Spread::of(&each(rounds)),
            rate: Spread::of(&rates),
            p50_ms: millis(percentile(&times, 50)),
            p99_ms: millis(percentile(&times, 99)),
        }
    }
}

/// Milliseconds of CPU an operation, round by round.
fn each(rounds: &[Round]) -> Vec<f64> {
    rounds.iter().map(|round| millis(round.cpu) / number(round.tally.times.len().max(1))).collect()
}

/// One line of a table: ours beside theirs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) ours: Summary,
    pub(crate) theirs: Summary,
    /// Our CPU an operation by theirs, round by round.
    pub(crate) ratio: Spread,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>, ours: &[Round], theirs: &[Round]) -> Self {
        let ratios: Vec<f64> = each(ours).into_iter().zip(each(theirs)).map(|(one, other)| one / other).collect();
        Self { what: what.into(), ours: Summary::of(ours), theirs: Summary::of(theirs), ratio: Spread::of(&ratios) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(cpu: u64, wall: u64, times: &[u64]) -> Round {
        let times = times.iter().copied().map(Duration::from_millis).collect();
        Round { tally: Tally { times, wall: Duration::from_millis(wall), ..Tally::default() }, cpu: Duration::from_millis(cpu) }
    }

    #[test]
    fn rows_hold_costs_an_operation_and_the_ratio_of_each_round() {
        let ours = [round(4, 100, &[1, 2]), round(8, 200, &[3, 4]), round(6, 100, &[5, 6])];
        let theirs = [round(2, 100, &[1, 1]), round(2, 100, &[1, 1]), round(6, 100, &[1, 1])];
        let row = Row::new("x", &ours, &theirs);
        assert_eq!(row.ours.cpu_ms, Spread { median: 3.0, least: 2.0, most: 4.0 });
        assert_eq!(row.ratio, Spread { median: 2.0, least: 1.0, most: 4.0 });
        assert_eq!(row.ours.rate, Spread { median: 20.0, least: 10.0, most: 20.0 });
        assert_eq!((row.ours.p50_ms, row.ours.p99_ms, row.ours.operations_a_round), (3.0, 6.0, 2));
    }

    #[tokio::test]
    async fn the_first_round_of_each_warms_up_and_does_not_count() {
        let order = std::cell::RefCell::new(Vec::new());
        let side = |name: &'static str| {
            let order = &order;
            async move |number: usize| {
                order.borrow_mut().push(format!("{name}{number}"));
                Ok(round(u64::try_from(number)?, 1, &[1]))
            }
        };
        let (ours, theirs) = in_turn(2, side("a"), side("b")).await.unwrap();
        assert_eq!(order.borrow().join(" "), "a0 b0 a1 b1 a2 b2");
        assert_eq!((ours.len(), theirs.len(), ours[0].cpu), (2, 2, Duration::from_millis(1)));
    }
}
