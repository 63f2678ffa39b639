//! Many jobs, many tenants, many workers.

use crate::house::Fixture;
use std::collections::HashSet;
use work::{Bell, Limits, Work, WorkParts};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_in_one_tenant_leaves_room_for_others() {
    let fixture = Fixture::new().await;
    let held = fixture.hold();
    for _ in 0..20 {
        fixture.ask("alpha", "count", 0).await;
    }
    let work = fixture.start_with(Limits { jobs: 4, jobs_each: 2, ..Limits::default() });
    fixture.runs_begun(2).await;
    for other in ["beta", "gamma"] {
        fixture.ask(other, "count", 0).await;
    }
    // Two of alpha's twenty run and both others', before anybody ended.
    fixture.runs_begun(4).await;
    assert_eq!(fixture.running(), ["alpha", "alpha", "beta", "gamma"]);
    assert_eq!(fixture.done(), []);
    drop(held);
    work.run_due_now().await;
    assert_eq!(fixture.done().len(), 22);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_workers_lose_no_job_and_run_none_twice() {
    let fixture = Fixture::new().await;
    let limits = Limits { jobs: 6, jobs_each: 3, ..Limits::default() };
    let workers: Vec<_> = (0..4).map(|_| Work::start(WorkParts { bell: Bell::new(), limits, ..fixture.parts() })).collect();
    let mut asked = HashSet::new();
    let mut running = tokio::task::JoinSet::new();
    let workers = std::sync::Arc::new(workers);
    for round in 0..40 {
        for name in ["alpha", "beta", "gamma"] {
            asked.insert((name.to_owned(), fixture.ask(name, "count", 0).await));
        }
        let workers = std::sync::Arc::clone(&workers);
        running.spawn(async move { workers[round % 4].run_due_now().await });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
    for worker in workers.iter() {
        worker.run_due_now().await;
    }
    let done = fixture.done();
    assert_eq!(done.len(), 120, "each once");
    assert_eq!(done.into_iter().collect::<HashSet<_>>(), asked);
    for name in ["alpha", "beta", "gamma"] {
        assert_eq!(fixture.outbox(name).await, (0, None));
    }
}
