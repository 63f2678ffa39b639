//! Jobs: when they run, and what comes after.

use crate::house::Fixture;
use kernel::{Actor, Fault, TenantId};
use platform::{ResumeError, SuspendError, resume_tenant, suspend_tenant};
use std::time::Duration;
use store::LEASE;
use testkit::rooms::operator;
use work::{Limits, Work, WorkParts};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_runs_when_it_is_due_and_once() {
    let fixture = Fixture::new().await;
    let work = fixture.start();
    let object = fixture.ask("alpha", "count", 3_600).await;
    work.run_due_now().await;
    assert_eq!(fixture.done(), []);
    fixture.advance(3_599);
    work.run_due_now().await;
    assert_eq!((fixture.done(), fixture.outbox("alpha").await), (vec![], (1, Some(1))));
    fixture.advance(1);
    work.run_due_now().await;
    work.run_due_now().await;
    assert_eq!((fixture.done(), fixture.outbox("alpha").await), (vec![("alpha".into(), object)], (0, None)));
    let contexts = fixture.contexts();
    let [context] = contexts.as_slice() else { panic!("one run") };
    assert_eq!((context.by.actor, context.by.ip), (Actor::Room("toy"), None));
    assert_eq!((context.place.name.as_str(), context.place.host.as_str()), ("alpha", "alpha.localhost:8443"));
    assert_eq!(context.door.tenant(), fixture.directory.by_name("alpha").unwrap().tenant);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bell_wakes_the_worker() {
    let fixture = Fixture::new().await;
    let work = fixture.start();
    work.run_due_now().await;
    fixture.ask("beta", "count", 0).await;
    fixture.runs_begun(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_left_before_the_start_is_found() {
    let fixture = Fixture::new().await;
    for name in ["alpha", "beta", "gamma"] {
        fixture.ask(name, "count", 0).await;
    }
    // Nobody rings for it any more.
    let work = Work::start(WorkParts { bell: work::Bell::new(), ..fixture.parts() });
    fixture.runs_begun(3).await;
    work.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_may_leave_another() {
    let fixture = Fixture::new().await;
    let work = fixture.start();
    let object = fixture.ask("alpha", "more", 0).await;
    work.run_due_now().await;
    assert_eq!(fixture.done(), [("alpha".into(), object)]);
    assert_eq!(fixture.outbox("alpha").await, (0, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_comes_back_when_it_says_so() {
    let fixture = Fixture::new().await;
    let work = fixture.start();
    fixture.ask("alpha", "again", 0).await;
    work.run_due_now().await;
    assert_eq!((fixture.done().len(), fixture.outbox("alpha").await), (1, (1, Some(600))));
    fixture.advance(600);
    work.run_due_now().await;
    assert_eq!(fixture.done().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_brings_a_job_back_later_and_later() {
    let fixture = Fixture::new().await;
    let work = fixture.start();
    for kind in ["fail", "panic"] {
        fixture.ask("alpha", kind, 0).await;
        for minutes in [1, 2, 5, 15, 30, 30] {
            work.run_due_now().await;
            assert_eq!(fixture.outbox("alpha").await, (1, Some(minutes * 60)), "{kind}");
            fixture.advance(minutes * 60);
        }
        let door = fixture.door("alpha").await;
        let moment = fixture.house.ambient.moment();
        let settled: Result<(), Fault> = door
            .act(operator(), moment, |act| act.claim_jobs(1)?.into_iter().try_for_each(|job| act.end_job(job.id, store::JobEnd::Settled)))
            .await;
        settled.unwrap();
    }
    let tries: Vec<_> = fixture.toy.done.lock().unwrap().iter().map(|(_, _, tries)| *tries).collect();
    assert_eq!(tries, [0, 1, 2, 3, 4, 5]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_that_nobody_knows_waits_for_who_does() {
    let fixture = Fixture::new().await;
    let work = Work::start(WorkParts { rooms: Vec::new(), ..fixture.parts() });
    let object = fixture.ask("alpha", "count", 0).await;
    work.run_due_now().await;
    assert_eq!(fixture.outbox("alpha").await, (1, Some(3_600)));
    work.shutdown().await;
    let work = fixture.start();
    fixture.advance(3_600);
    work.run_due_now().await;
    assert_eq!(fixture.done(), [("alpha".into(), object)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_dead_worker_held_comes_back_when_its_lease_is_over() {
    let fixture = Fixture::new().await;
    let work = fixture.start();
    let held = fixture.hold();
    let object = fixture.ask("alpha", "count", 0).await;
    fixture.runs_begun(1).await;
    drop(work);
    fixture.nothing_runs().await;
    drop(held);

    let work = fixture.start();
    work.run_due_now().await;
    assert_eq!((fixture.done(), fixture.outbox("alpha").await), (vec![], (1, Some(LEASE.as_secs()))));
    fixture.advance(LEASE.as_secs());
    work.run_due_now().await;
    assert_eq!(fixture.toy.done.lock().unwrap().as_slice(), [("alpha".into(), object, 1)]);
    assert_eq!(fixture.outbox("alpha").await, (0, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_that_fails_stops_nobody_else() {
    let fixture = Fixture::new().await;
    let alpha = fixture.directory.by_name("alpha").unwrap().tenant;
    fixture.site.node.destroy(alpha).await.unwrap();
    let work = fixture.start();
    let object = fixture.ask("beta", "count", 0).await;
    work.run_due_now().await;
    assert_eq!(fixture.done(), [("beta".into(), object)]);
}

async fn set_suspended(fixture: &Fixture, tenant: TenantId, is_suspended: bool) {
    let (door, moment) = (&fixture.site.door, fixture.house.ambient.moment());
    if is_suspended {
        let done: Result<(), SuspendError> = door.act(operator(), moment, move |act| suspend_tenant(act, tenant)).await;
        done.unwrap();
    } else {
        let done: Result<(), ResumeError> = door.act(operator(), moment, move |act| resume_tenant(act, tenant)).await;
        done.unwrap();
    }
    fixture.directory.refresh(door).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_of_a_suspended_tenant_rest() {
    let fixture = Fixture::new().await;
    let work = fixture.start();
    let alpha = fixture.directory.by_name("alpha").unwrap().tenant;
    // A look that is under way may still find what comes.
    work.run_due_now().await;
    set_suspended(&fixture, alpha, true).await;
    let object = fixture.ask("alpha", "count", 0).await;
    work.run_due_now().await;
    assert_eq!((fixture.done(), fixture.outbox("alpha").await), (vec![], (1, Some(0))));
    set_suspended(&fixture, alpha, false).await;
    work.run_due_now().await;
    assert_eq!(fixture.done(), [("alpha".into(), object)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_waits_for_running_jobs_and_claims_no_more() {
    let fixture = Fixture::new().await;
    let work = fixture.start_with(Limits { jobs: 1, ..Limits::default() });
    let held = fixture.hold();
    for _ in 0..3 {
        fixture.ask("alpha", "count", 0).await;
    }
    fixture.runs_begun(1).await;
    let stopping = tokio::spawn(work.shutdown());
    tokio::task::yield_now().await;
    assert!(!stopping.is_finished());
    drop(held);
    stopping.await.unwrap();
    let (done, (left, _)) = (fixture.done().len(), fixture.outbox("alpha").await);
    // The task that stops and the job that ends race; what was claimed was done.
    assert!(done >= 1 && u64::try_from(done).unwrap() + left == 3, "{done} done, {left} left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_does_not_wait_for_ever() {
    let fixture = Fixture::new().await;
    let work = fixture.start_with(Limits { leaving: Duration::from_millis(100), ..Limits::default() });
    let held = fixture.hold();
    fixture.ask("alpha", "count", 0).await;
    fixture.runs_begun(1).await;
    work.shutdown().await;
    drop(held);
    assert_eq!((fixture.done(), fixture.outbox("alpha").await), (vec![], (1, Some(LEASE.as_secs()))));
}
