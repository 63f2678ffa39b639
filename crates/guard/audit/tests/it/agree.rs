//! The check `leaves-agree`, and every sabotage that it must find.

use crate::world::World;
use room::{CheckContext, Finding, House, Verdict};
use store::{Act, Bookkeeping, Stmt, Tenant, params};
use testkit::on_both_engines;
use testkit::rooms;

store::stmts! { tenant
    bookkeeping CHANGE_FIELDS = "UPDATE event SET public = '{\"group\":2,\"permissions\":[]}' WHERE seq = ?1";
    bookkeeping CHANGE_ACTOR = "UPDATE event SET actor = 'stranger' WHERE seq = ?1";
    bookkeeping CHANGE_OBJECT = "UPDATE event SET object = (SELECT e.object FROM event e WHERE e.seq = 2) WHERE seq = ?1";
    bookkeeping CHANGE_BEHALF = "UPDATE event SET on_behalf = 'room:mail' WHERE seq = ?1";
    bookkeeping CHANGE_TIME = "UPDATE event SET at = at - 1 WHERE seq = ?1";
    bookkeeping CHANGE_KIND = "UPDATE event SET kind = 'role_granted' WHERE seq = ?1";
    bookkeeping CHANGE_DETAIL = "UPDATE event_detail SET detail = '{}' WHERE seq = ?1";
    bookkeeping CHANGE_LEAF = "UPDATE leaf SET leaf = '{}' WHERE seq = ?1";
    bookkeeping REMOVE_EVENT = "DELETE FROM event WHERE seq = ?1";
    bookkeeping REMOVE_LEAF = "DELETE FROM leaf WHERE seq = ?1";
    bookkeeping ERASE_DETAIL = "DELETE FROM event_detail WHERE seq = ?1";
}

async fn check(world: &World) -> Finding {
    let house = House::new(world.node.ambient.clone(), http::Extensions::new());
    let check = audit::ROOM.checks.iter().find(|check| check.name == "leaves-agree").expect("the check");
    (check.run)(CheckContext { house, door: Some(world.door.clone()) }).await
}

async fn behind_the_back(world: &World, statement: &'static Stmt<Tenant, Bookkeeping>, seq: i64) {
    let change = move |act: &Act<'_>| act.bookkeeping(statement, params![seq]);
    let changed = world.door.act(rooms::operator(), world.node.ambient.moment(), change).await.expect("sabotage");
    assert_eq!(changed, 1);
}

#[test]
fn an_untouched_log_agrees() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        assert_eq!(check(&world).await, Finding::kept("3 leaves agree with their rows; the details of 0 of them were erased"));
        behind_the_back(&world, &ERASE_DETAIL, 2).await;
        assert_eq!(check(&world).await, Finding::kept("3 leaves agree with their rows; the details of 1 of them were erased"));
    });
}

#[test]
fn every_change_behind_the_back_is_found() {
    let sabotages: [(&'static Stmt<Tenant, Bookkeeping>, &str); 10] = [
        (&CHANGE_FIELDS, "3: public fields"),
        (&CHANGE_ACTOR, "3: actor"),
        (&CHANGE_OBJECT, "3: object"),
        (&CHANGE_BEHALF, "3: on behalf of whom"),
        (&CHANGE_TIME, "3: time"),
        (&CHANGE_KIND, "3: action"),
        (&CHANGE_DETAIL, "3: detail"),
        (&CHANGE_LEAF, "3: place"),
        (&REMOVE_EVENT, "3: the event is missing"),
        (&REMOVE_LEAF, "3: the leaf is missing"),
    ];
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let mut world = World::furnish(node).await;
        for (statement, expected) in sabotages {
            behind_the_back(&world, statement, 3).await;
            let found = check(&world).await;
            assert_eq!(found.verdict, Verdict::Broken, "{expected}");
            assert_eq!(found.measured, format!("1 of 3 leaves do not agree with their rows; {expected}"));
            let World { node, .. } = world;
            world = World::furnish(node).await;
        }
    });
}

#[test]
fn a_long_log_is_looked_at_to_its_end() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        world.go_on(510).await;
        assert_eq!(check(&world).await.verdict, Verdict::Kept);
        behind_the_back(&world, &CHANGE_ACTOR, 512).await;
        behind_the_back(&world, &REMOVE_EVENT, 100).await;
        let found = check(&world).await;
        assert_eq!(found.measured, "2 of 513 leaves do not agree with their rows; 100: the event is missing, 512: actor");
    });
}
