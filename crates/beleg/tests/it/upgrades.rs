//! A store that was made by an earlier version ends up exactly as one that is made today.

use beleg::rooms::migrations;
use store::Migration;
use testkit::on_both_engines;
use testkit::stores::open;

/// The steps as they were when no room had more than `most` of them.
fn until(most: u32) -> Vec<Migration> {
    migrations().into_iter().filter(|step| step.number <= most).collect()
}

fn same(upgraded: &str, fresh: &str) {
    let parted = upgraded.lines().zip(fresh.lines()).find(|(one, other)| one != other);
    assert_eq!(parted, None, "upgraded and fresh part here");
    assert_eq!(upgraded.len(), fresh.len());
}

#[test]
fn earlier_stores_become_what_fresh_ones_are() {
    let newest = migrations().iter().map(|step| step.number).max().expect("steps");
    for earlier in 0..newest {
        on_both_engines(&until(earlier), |node| async move {
            let door = node.tenant().await;
            let (tenant, before) = (door.tenant(), door.dump_schema().await.expect("a schema"));
            node.node.close(tenant);
            drop(door);
            let upgraded = open(node.engine, node.dir.path(), migrations(), &node.ambient);
            let fresh = testkit::stores::TestNode::start(node.engine, migrations());
            let door = upgraded.tenant(tenant).await.expect("opens with the steps of today");
            let (after, wanted) = (door.dump_schema().await, fresh.tenant().await.dump_schema().await);
            let (after, wanted) = (after.expect("a schema"), wanted.expect("a schema"));
            assert_ne!(before, after, "steps beyond {earlier} change something");
            same(&after, &wanted);
            if node.engine == store::Engine::Sqlcipher {
                let platform = upgraded.platform().await.expect("the platform's store").dump_schema().await.expect("a schema");
                let wanted = fresh.node.platform().await.expect("the platform's store").dump_schema().await.expect("a schema");
                same(&platform, &wanted);
            }
        });
    }
}

#[test]
fn steps_of_a_room_have_no_gaps() {
    for step in migrations() {
        let same = |other: &&Migration| other.room == step.room && other.plane == step.plane;
        let before = migrations().iter().filter(same).filter(|other| other.number < step.number).count();
        assert_eq!(before, usize::try_from(step.number).expect("small") - 1, "{}", step.room);
    }
}
