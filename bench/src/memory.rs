//! What a desk takes while it does nothing, after it did much.

use crate::desk::Desk;
use crate::proc;
use crate::report::{Figure, Report};
use crate::round::until_idle;
use crate::stage::Stage;
use crate::stats::{Spread, millis};
use anyhow::Result;
use std::time::Duration;

/// Starts that are timed.
const STARTS: usize = 5;

pub(crate) async fn run(stage: Stage) -> Result<Report> {
    let mut report = Report { name: "memory", tickets_before: stage.tickets, tickets_after: stage.tickets, ..Report::default() };
    let (pid, idle) = (stage.desk.pid(), stage.plan.idle);
    until_idle(pid, || true).await?;
    let (after_load, before) = (proc::pss(pid)?, proc::cpu(pid)?);
    tokio::time::sleep(idle).await;
    let (resting, used) = (proc::pss(pid)?, proc::cpu(pid)?.saturating_sub(before));
    let mut desk = stage.desk;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        desk = desk.restart().await?;
        starts.push(millis(desk.ready_after));
    }
    let fresh = until_idle(desk.pid(), || true).await.and_then(|_| proc::pss(desk.pid()))?;
    report.disk_bytes = desk.size();
    let figure = Figure::new;
    let start = Spread::of(&starts);
    report.figures = vec![
        figure("PSS right after the load", mebibytes(after_load), "MiB"),
        figure("PSS after the rest", mebibytes(resting), "MiB"),
        figure("PSS after a fresh start on the same data", mebibytes(fresh), "MiB"),
        figure("CPU of a core while resting", share(used, idle), "%"),
        figure("start to ready, median", start.median, "ms"),
        figure("start to ready, longest", start.most, "ms"),
    ];
    report.notes = vec![
        format!("Two tenants; the rest lasted {} s. PSS of the whole process tree.", idle.as_secs()),
        format!("Ready: `/ready` answers 200 over TLS; {STARTS} starts on the data that the load left."),
    ];
    drop::<Desk>(desk);
    Ok(report)
}

fn mebibytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1_024).unwrap_or(u32::MAX)) / 1_024.0
}

fn share(used: Duration, of: Duration) -> f64 {
    used.as_secs_f64() * 100.0 / of.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_sizes_are_told_in_their_units() {
        assert_eq!(mebibytes(3 * 1_048_576 + 524_288).to_string(), "3.5");
        assert_eq!(share(Duration::from_millis(300), Duration::from_mins(1)).to_string(), "0.5");
    }
}
