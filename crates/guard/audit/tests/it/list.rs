//! The list of the log.

use crate::world::World;
use kernel::Actor;
use serde_json::{Value as Json, json};
use store::leaf::leaf_hash;
use testkit::on_both_engines;
use testkit::rooms::{call, hold_registers, operator, send};

async fn list(world: &World, actor: Actor, query: &str) -> (u16, Json) {
    send(&audit::ROOM, "audit.list", world.context(actor), call(&[], query, None)).await
}

#[test]
fn registers_are_whole() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let door = node.tenant().await;
        hold_registers(&node, &door, &audit::ROOM).await;
    });
}

#[test]
fn administrators_alone_see_the_log() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        for actor in [Actor::Agent(world.erika), Actor::Stranger, Actor::Room("mail")] {
            assert_eq!(list(&world, actor, "").await.0, 403, "{actor:?}");
        }
        assert_eq!(list(&world, Actor::Agent(world.admin), "").await.0, 200);
    });
}

#[test]
fn lines_tell_who_did_what_and_carry_the_hash_of_their_leaf() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        world.go_on(1).await;
        let (_, page) = list(&world, Actor::Agent(world.admin), "").await;
        let items = page["items"].as_array().expect("items");
        assert_eq!((items.len(), &page["next"]), (4, &json!(null)));
        let leaf = world
            .door
            .read(operator(), world.node.ambient.now(), |view| Ok::<_, kernel::Fault>(leaf_hash(&view.proofs_after(3, 1)?[0].leaf)))
            .await
            .expect("read");
        let erika = world.erika.to_string();
        let expected = json!({"seq": 4, "at": "2026-01-15T09:00:00Z", "actor": erika, "actor_name": "Erika Mustermann",
            "action": "people.profile_changed", "object": erika, "outcome": "done", "leaf": leaf});
        assert_eq!(items[0], expected);
        assert_eq!((&items[3]["action"], &items[3]["actor_name"]), (&json!("people.agent_created"), &json!(null)));
        assert!(items[3]["actor"].as_str().expect("an actor").starts_with("opr_"));
    });
}

#[test]
fn pages_follow_each_other_without_gap_or_overlap() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        world.go_on(4).await;
        let (mut seqs, mut query) = (Vec::new(), "limit=3".to_owned());
        loop {
            let (status, page) = list(&world, Actor::Agent(world.admin), &query).await;
            assert_eq!(status, 200);
            seqs.extend(page["items"].as_array().expect("items").iter().filter_map(|item| item["seq"].as_i64()));
            let Some(next) = page["next"].as_str() else { break };
            query = format!("limit=3&cursor={next}");
        }
        assert_eq!(seqs, [7, 6, 5, 4, 3, 2, 1]);
        for query in ["limit=0", "limit=201", "cursor=AAAA", "cursor="] {
            assert_eq!(list(&world, Actor::Agent(world.admin), query).await.0, 422, "{query}");
        }
        assert_eq!(list(&world, Actor::Agent(world.admin), "seq=1").await.0, 400);
    });
}
