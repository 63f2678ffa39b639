//! Acts: all or nothing, together or alone, and never without their receipt.

use crate::things::{self, AddError, SCHEMA, add, by, names};
use kernel::Fault;
use store::leaf::LeafFinding;
use store::{Rows, params};
use testkit::on_both_engines;
use testkit::stores::TestNode;

async fn all_names(node: &TestNode, door: &store::Door<store::Tenant>) -> Vec<String> {
    door.read(by(), node.ambient.now(), |view| names(view)).await.expect("names")
}

#[test]
fn rows_event_and_leaf_commit_together() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        door.act(by(), node.ambient.moment(), |act| add(act, "wombat")).await.expect("added");
        let (events, proofs) = door
            .read(by(), node.ambient.now(), |view| Ok::<_, Fault>((view.events_after(0, 10)?, view.proofs_after(0, 10)?)))
            .await
            .expect("events");
        assert_eq!(events.len(), 1);
        assert_eq!((events[0].seq, events[0].kind.as_str(), events[0].actor.as_str()), (1, "added", "room:things"));
        assert!(!proofs[0].leaf.contains("wombat"), "no content in a leaf");
        let check = async |event: &store::Recorded, proof: &store::Proof, expected: LeafFinding| {
            let (event, proof) = (event.clone(), proof.clone());
            let found =
                door.read(by(), node.ambient.now(), move |view| Ok::<_, Fault>(view.examine(&event, &proof))).await.expect("examined");
            assert_eq!(found, expected);
        };
        check(&events[0], &proofs[0], LeafFinding::Sound).await;
        let counted = store::Recorded { public: serde_json::json!({"count": 2}), ..events[0].clone() };
        check(&counted, &proofs[0], LeafFinding::Changed("public fields")).await;
        let other = store::Recorded { actor: "room:mail".into(), ..events[0].clone() };
        check(&other, &proofs[0], LeafFinding::Changed("actor")).await;
        let mut detailed = proofs[0].clone();
        detailed.detail.as_mut().expect("a detail").ip = Some("192.0.2.1".into());
        check(&events[0], &detailed, LeafFinding::Changed("address")).await;
        check(&events[0], &store::Proof { detail: None, ..proofs[0].clone() }, LeafFinding::Erased).await;
    });
}

#[test]
fn an_act_without_event_does_not_commit() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        let outcome = door
            .act(by(), node.ambient.moment(), |act| act.write(&things::ADD, params![act.new_id(), "silent"]).map_err(AddError::from))
            .await;
        assert!(matches!(outcome, Err(AddError::Fault(fault)) if fault.what() == "an act changed rows without an event"));
        assert!(all_names(&node, &door).await.is_empty());
        door.act(by(), node.ambient.moment(), |act| act.bookkeeping(&things::TOUCH, params![1i64])).await.expect("bookkeeping needs none");
    });
}

#[test]
fn a_failing_act_takes_nobody_along() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        let work = |index: i32| {
            let (door, moment) = (door.clone(), node.ambient.moment());
            tokio::spawn(async move {
                door.act(by(), moment, move |act| {
                    let id = add(act, &format!("n{index:02}"))?;
                    match index {
                        // Fails after its first write.
                        7 => Err(AddError::Taken),
                        // Breaks a constraint.
                        11 => act.write(&things::ADD, params![id, "n11 again"]).map(|_| id).map_err(AddError::from),
                        13 => panic!("a bug"),
                        _ => Ok(id),
                    }
                })
                .await
            })
        };
        let tasks: Vec<_> = (0..40).map(work).collect();
        let mut refused = Vec::new();
        for (index, task) in tasks.into_iter().enumerate() {
            if task.await.expect("the task ends").is_err() {
                refused.push(index);
            }
        }
        assert_eq!(refused, [7, 11, 13]);
        assert_eq!(all_names(&node, &door).await.len(), 37);
        let seqs: Vec<i64> = door
            .read(by(), node.ambient.now(), |view| Ok::<_, Fault>(view.events_after(0, 100)?.iter().map(|event| event.seq).collect()))
            .await
            .expect("events");
        assert_eq!(seqs, (1..=37).collect::<Vec<_>>(), "gapless, in commit order");
    });
}

#[test]
fn a_refusal_before_the_first_write_is_just_an_answer() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        assert!(matches!(door.act(by(), node.ambient.moment(), |act| add(act, "")).await, Err(AddError::Empty)));
    });
}

#[test]
fn the_same_moment_gives_the_same_ids() {
    on_both_engines(&SCHEMA, |node| async move {
        let (door, moment) = (node.tenant().await, node.ambient.moment());
        let first = door.act(by(), moment.clone(), |act| add(act, "a")).await.expect("added");
        let second = door.act(by(), moment, |act| Ok::<_, Fault>(act.new_id())).await.expect("drawn");
        assert_eq!(first, second);
    });
}

#[test]
fn reads_cannot_write_and_end_in_time() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        door.act(by(), node.ambient.moment(), |act| add(act, "kept")).await.expect("added");
        let bell = *door.bell().borrow();
        assert_eq!(bell, 1);
        let endless = store::Composed::new("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
        let outcome = door.read(by(), node.ambient.now(), move |view| view.rows_of(&endless)).await;
        assert!(outcome.is_err(), "ended after five seconds");
        let writing = store::Composed::new("DELETE FROM thing RETURNING name");
        assert!(door.read(by(), node.ambient.now(), move |view| view.rows_of(&writing)).await.is_err());
        assert_eq!(all_names(&node, &door).await, ["kept"]);
    });
}

#[test]
fn jobs_are_claimed_once_and_come_back_after_the_lease() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        let job = store::Job { room: "things", kind: "polish", object: kernel::Id16([9; 16]), due_at: node.ambient.now() };
        let put = move |act: &store::Act<'_>| {
            act.enqueue(&job)?;
            add(act, "with job")
        };
        door.act(by(), node.ambient.moment(), put).await.expect("put in");
        let claim = || door.act(by(), node.ambient.moment(), |act| act.claim_jobs(10));
        let first = claim().await.expect("claimed");
        assert_eq!((first.len(), first[0].attempts, first[0].object), (1, 0, job.object));
        assert!(claim().await.expect("nothing left").is_empty());
        node.clock.advance(store::LEASE);
        let again = claim().await.expect("claimed again");
        assert_eq!(again[0].attempts, 1);
        let id = again[0].id;
        door.act(by(), node.ambient.moment(), move |act| act.end_job(id, store::JobEnd::Settled)).await.expect("settled");
        assert_eq!(door.read(by(), node.ambient.now(), |view| view.jobs()).await.expect("jobs"), 0);
    });
}

#[test]
fn statements_prepare_and_bookkeeping_is_told_apart() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        let registered: Vec<_> = things::STATEMENTS.iter().map(|statement| statement()).collect();
        assert_eq!(door.prepare_all(&registered).await.expect("prepared"), Vec::<String>::new());
        let mut broken = registered[0];
        broken.sql = "SELECT colour FROM thing";
        assert_eq!(door.prepare_all(&[broken]).await.expect("asked").len(), 1, "a bad column is found");
        if node.engine == store::Engine::Sqlcipher {
            let columns = door.written_columns(things::TOUCH.registered().sql).expect("columns");
            assert_eq!(columns, [("thing".to_owned(), "used_at".to_owned())]);
            assert_eq!(door.written_columns(things::RENAME_ALL.registered().sql).expect("columns")[0].1, "name");
        }
    });
}

/// On PostgreSQL a failed read aborts the transaction of the whole batch, and its COMMIT reports success.
#[test]
fn a_failed_read_takes_nobody_along() {
    const BROKEN: &str = "SELECT CAST(1 / (count(*) - count(*)) AS BIGINT), abs(-9223372036854775807 - 1) FROM thing";
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        let work = |index: i32| {
            let (door, moment) = (door.clone(), node.ambient.moment());
            tokio::spawn(async move {
                door.act(by(), moment, move |act| {
                    if index % 5 == 2 {
                        // Swallowed on purpose: an act must not be able to go on as if nothing had been.
                        let _ = act.rows_of(&store::Composed::new(BROKEN));
                        return if index % 2 == 0 { Ok(act.new_id()) } else { Err(AddError::Taken) };
                    }
                    add(act, &format!("n{index:02}"))
                })
                .await
            })
        };
        let tasks: Vec<_> = (0..40).map(work).collect();
        let mut answered = Vec::new();
        for (index, task) in tasks.into_iter().enumerate() {
            if task.await.expect("the task ends").is_ok() {
                answered.push(format!("n{index:02}"));
            }
        }
        assert_eq!(answered.len(), 32);
        assert_eq!(all_names(&node, &door).await, answered, "what was answered is there");
        let seqs: Vec<i64> = door
            .read(by(), node.ambient.now(), |view| Ok::<_, Fault>(view.events_after(0, 100)?.iter().map(|event| event.seq).collect()))
            .await
            .expect("events");
        assert_eq!(seqs, (1..=32).collect::<Vec<_>>());
    });
}
