//! Checks: run, kept, grown stale.

use crate::house::Fixture;
use kernel::Timestamp;
use room::{Check, Finding, Room, Verdict};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use work::{Work, WorkParts, run_checks};

static RUNS: AtomicUsize = AtomicUsize::new(0);

const HOUR: Duration = Duration::from_hours(1);

static CHECKED: Room = Room {
    checks: &[
        Check {
            name: "node-stands",
            promise: "P-01",
            measures: "that the node stands",
            fails_on: "nothing",
            max_age: HOUR,
            per_tenant: false,
            run: |context| {
                Box::pin(async move {
                    RUNS.fetch_add(1, Ordering::SeqCst);
                    if context.door.is_none() { Finding::kept("it stands") } else { Finding::broken("it was given a tenant") }
                })
            },
        },
        Check {
            name: "outbox-empty",
            promise: "P-02",
            measures: "that nothing waits",
            fails_on: "a waiting job",
            max_age: HOUR,
            per_tenant: true,
            run: |context| {
                Box::pin(async move {
                    let Some(door) = context.door else { return Finding::unmeasured("no tenant") };
                    let by = testkit::rooms::operator();
                    match door.read(by, context.house.ambient.now(), |view| view.jobs()).await {
                        Ok(0) => Finding::kept("nothing waits"),
                        Ok(count) => Finding::broken(format!("{count} wait")),
                        Err(fault) => Finding::unmeasured(fault.what()),
                    }
                })
            },
        },
        Check {
            name: "panics",
            promise: "P-03",
            measures: "nothing",
            fails_on: "everything",
            max_age: HOUR,
            per_tenant: false,
            run: |_| panic!("on purpose"),
        },
    ],
    ..Room::bare("checked", "has checks")
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_run_at_once_for_the_node_and_each_tenant() {
    let fixture = Fixture::new().await;
    fixture.ask("beta", "count", 9_999).await;
    let doors = [fixture.door("alpha").await, fixture.door("beta").await];
    let runs = run_checks(&[&CHECKED], &fixture.house, &doors).await;
    let seen: Vec<_> =
        runs.iter().map(|run| (run.check, run.promise, run.tenant, run.finding.verdict, run.finding.measured.as_str())).collect();
    let (alpha, beta) = (Some(doors[0].tenant()), Some(doors[1].tenant()));
    let expected = [
        ("node-stands", "P-01", None, Verdict::Kept, "it stands"),
        ("outbox-empty", "P-02", alpha, Verdict::Kept, "nothing waits"),
        ("outbox-empty", "P-02", beta, Verdict::Broken, "1 wait"),
        ("panics", "P-03", None, Verdict::Unmeasured, "the check panicked"),
    ];
    assert_eq!(seen, expected);
    assert!(runs.iter().all(|run| run.at == fixture.now() && run.stale_at == fixture.now().after(HOUR)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_run_again_after_half_their_age_and_the_newest_is_kept() {
    let fixture = Fixture::new().await;
    let work = Work::start(WorkParts { rooms: vec![&CHECKED], ..fixture.parts() });
    let latest = work.latest();
    let kept = |now: Timestamp| ["node-stands", "outbox-empty", "panics", "unheard-of"].map(|check| latest.is_kept(check, now));
    work.run_due_checks_now().await;
    assert_eq!(kept(fixture.now()), [true, true, false, false]);
    assert_eq!(latest.all().len(), 1 + 3 + 1);

    fixture.ask("beta", "count", 9_999).await;
    fixture.advance(29 * 60);
    work.run_due_checks_now().await;
    assert_eq!(kept(fixture.now()), [true, true, false, false], "not yet looked at again");
    fixture.advance(60);
    work.run_due_checks_now().await;
    assert_eq!(kept(fixture.now()), [true, false, false, false]);
    assert_eq!(latest.all().len(), 1 + 3 + 1);

    work.shutdown().await;
    assert_eq!(kept(fixture.now().after(HOUR)), [false; 4], "stale");
    assert!(RUNS.load(Ordering::SeqCst) >= 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_does_not_open_is_not_measured() {
    let fixture = Fixture::new().await;
    fixture.site.node.destroy(fixture.directory.by_name("alpha").unwrap().tenant).await.unwrap();
    let work = Work::start(WorkParts { rooms: vec![&CHECKED], ..fixture.parts() });
    work.run_due_checks_now().await;
    let unmeasured: Vec<_> =
        work.latest().all().into_iter().filter(|run| run.check == "outbox-empty" && run.finding.verdict == Verdict::Unmeasured).collect();
    assert_eq!(unmeasured.len(), 1);
    assert!(!work.latest().is_kept("outbox-empty", fixture.now()));
}

/// One check that never ends, and one behind it that must be fresh.
static HELD_UP: Room = Room {
    checks: &[
        Check {
            name: "endless",
            promise: "P-01",
            measures: "nothing",
            fails_on: "everything",
            max_age: HOUR,
            per_tenant: false,
            run: |_| Box::pin(std::future::pending()),
        },
        Check {
            name: "prompt",
            promise: "P-02",
            measures: "that it is measured",
            fails_on: "waiting for others",
            max_age: Duration::from_mins(1),
            per_tenant: false,
            run: |_| Box::pin(async { Finding::kept("measured") }),
        },
    ],
    ..Room::bare("held-up", "has checks that take long")
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_must_be_fresh_waits_for_no_check_that_takes_long() {
    let fixture = Fixture::new().await;
    let work = Work::start(WorkParts { rooms: vec![&HELD_UP], ..fixture.parts() });
    let begun = std::time::Instant::now();
    while !work.latest().is_kept("prompt", fixture.now()) {
        assert!(begun.elapsed() < Duration::from_secs(20), "it waits");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    work.shutdown().await;
}
