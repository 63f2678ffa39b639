//! Figures for the operator. Labels name rooms, kinds, checks and outcomes; no tenant and no person.

use metrics::{counter, gauge, histogram};
use std::time::Duration;

const RUNNING: &str = "beleg_work_jobs_running";
const JOBS: &str = "beleg_work_jobs_total";
const DURATIONS: &str = "beleg_work_job_duration_seconds";
const LOOKS_FAILED: &str = "beleg_work_looks_failed_total";
const KEPT: &str = "beleg_check_kept";

pub(crate) fn describe() {
    metrics::describe_gauge!(RUNNING, "Jobs that run now, and places set aside for those that are being looked for.");
    metrics::describe_counter!(JOBS, "Jobs by room, kind and outcome.");
    metrics::describe_histogram!(DURATIONS, "How long jobs ran, by room and kind.");
    metrics::describe_counter!(LOOKS_FAILED, "Looks at a tenant's outbox that failed.");
    metrics::describe_gauge!(KEPT, "1 when the check measured everything lately and found its promise kept, else 0.");
}

pub(crate) fn running(count: usize) {
    gauge!(RUNNING).set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
}

pub(crate) fn job(room: &'static str, kind: &'static str, outcome: &'static str, took: Duration) {
    counter!(JOBS, "room" => room, "kind" => kind, "outcome" => outcome).increment(1);
    histogram!(DURATIONS, "room" => room, "kind" => kind).record(took.as_secs_f64());
}

pub(crate) fn look_failed() {
    counter!(LOOKS_FAILED).increment(1);
}

pub(crate) fn check(name: &'static str, is_kept: bool) {
    gauge!(KEPT, "check" => name).set(if is_kept { 1.0 } else { 0.0 });
}
