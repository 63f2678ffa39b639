//! The last administrator cannot be taken away, whichever way.

use crate::world::World;
use kernel::{Actor, AgentId, Fault};
use people::{AgentChange, ChangeAgentError, GrantError, GroupId, LastAdministrator, Permission, Permissions, RoleChange, RoleId};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use store::Act;
use testkit::on_both_engines;
use testkit::rooms::{call, send};

fn rw() -> Permissions {
    [Permission::Rw].into_iter().collect()
}

async fn administrators(world: &World) -> Vec<AgentId> {
    let read = |view: &store::View<'_>| people::agents_with(view, GroupId::ADMIN, Permission::Rw);
    world.read(read).await.into_iter().map(|agent| agent.id).collect()
}

/// A role that gives the administration.
async fn role_of_administrators(world: &World) -> RoleId {
    let make = |act: &Act<'_>| -> Result<RoleId, Fault> {
        let role = people::create_role(act, &"Bosses".parse().expect("a name")).map_err(|error| Fault::new("role", error))?;
        people::grant_role(act, role, GroupId::ADMIN, rw()).map_err(|error| Fault::new("grant", error))?;
        Ok(role)
    };
    world.act(Actor::Agent(world.admin), make).await.expect("a role")
}

async fn refused(world: &World, name: &str, path: &[(&str, &str)], body: Json) {
    let context = world.context(Actor::Agent(world.admin));
    let (status, answer) = send(&people::ROOM, name, context, call(path, "", Some(&body))).await;
    assert_eq!((status, answer.get("type")), (409, Some(&json!("https://beleg.example/problems/last-administrator"))), "{name} {body}");
    assert_eq!(administrators(world).await, [world.admin], "{name} {body}");
}

#[test]
fn no_operation_takes_the_last_administrator_whose_right_is_their_own() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let id = world.admin.to_string();
        let own = [("id", id.as_str())];
        refused(&world, "people.change_agent", &own, json!({"valid": false})).await;
        refused(&world, "people.grant", &[("id", &id), ("group", "2")], json!({"permissions": ["ro"]})).await;
        refused(&world, "people.set_matrix", &[], json!({"agents": [{"id": id, "group": 2, "permissions": []}]})).await;
        let review = json!({"kind": "agent_group", "agent": id, "group": 2, "permissions": ["rw"], "keep": false});
        refused(&world, "people.review", &[], review).await;
        let rests = call(&[("id", "2")], "", Some(&json!({"valid": false})));
        let (status, _) = send(&people::ROOM, "people.change_group", world.context(Actor::Agent(world.admin)), rests).await;
        assert_eq!(status, 422, "the group stays as it is");
        let events = world.read(|view| view.events_after(0, 200)).await;
        assert!(events.iter().all(|event| event.kind != "grant_reviewed"), "what was refused leaves nothing");
        // The node's command line is not let either.
        let operator = testkit::rooms::operator();
        let (admin, moment) = (world.admin, world.node.ambient.moment());
        let taken = world.door.act(operator, moment, move |act| people::grant(act, admin, GroupId::ADMIN, Permissions::NONE)).await;
        assert!(matches!(taken, Err(GrantError::LastAdministrator(LastAdministrator))));
    });
}

#[test]
fn no_operation_takes_the_last_administrator_whose_right_comes_by_a_role() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, role) = (world.admin, role_of_administrators(&world).await);
        let by_role = move |act: &Act<'_>| -> Result<(), Fault> {
            people::assign_role(act, admin, role, true).map_err(|error| Fault::new("role", error))?;
            people::grant(act, admin, GroupId::ADMIN, Permissions::NONE).map_err(|error| Fault::new("grant", error))
        };
        world.act(Actor::Agent(admin), by_role).await.expect("by the role alone");
        let (id, number) = (admin.to_string(), role.0.to_string());
        let (own, this) = ([("id", id.as_str())], [("id", number.as_str())]);
        refused(&world, "people.change_agent", &own, json!({"roles": []})).await;
        refused(&world, "people.change_agent", &own, json!({"valid": false})).await;
        refused(&world, "people.change_role", &this, json!({"valid": false})).await;
        refused(&world, "people.change_role", &this, json!({"members": []})).await;
        refused(&world, "people.set_matrix", &[], json!({"roles": [{"id": number, "group": 2, "permissions": ["ro"]}]})).await;
        refused(&world, "people.review", &[], json!({"kind": "agent_role", "agent": id, "role": role.0, "keep": false})).await;
        let review = json!({"kind": "role_group", "role": role.0, "group": 2, "permissions": ["rw"], "keep": false});
        refused(&world, "people.review", &[], review).await;
        // Another who is not valid does not count, one who is does.
        let erika = world.erika.to_string();
        let ask = async |name: &str, path: &[(&str, &str)], body: Json| {
            send(&people::ROOM, name, world.context(Actor::Agent(admin)), call(path, "", Some(&body))).await.0
        };
        assert_eq!(ask("people.change_agent", &[("id", &erika)], json!({"valid": false})).await, 200);
        refused(&world, "people.change_role", &this, json!({"members": [erika]})).await;
        assert_eq!(ask("people.change_agent", &[("id", &erika)], json!({"valid": true})).await, 200);
        assert_eq!(ask("people.change_role", &this, json!({"members": [erika]})).await, 200);
        assert_eq!(administrators(&world).await, [world.erika]);
    });
}

#[test]
fn the_administration_is_handed_over_in_one_go() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (id, erika) = (world.admin.to_string(), world.erika.to_string());
        let cells = json!([{"id": id, "group": 2, "permissions": []}, {"id": erika, "group": 2, "permissions": ["rw"]}]);
        let context = world.context(Actor::Agent(world.admin));
        let (status, _) = send(&people::ROOM, "people.set_matrix", context, call(&[], "", Some(&json!({"agents": cells})))).await;
        // Who gives it away reads no matrix afterwards, and the whole goes back.
        assert_eq!((status, administrators(&world).await), (403, vec![world.admin]));
        let (admin, other) = (world.admin, world.erika);
        world.act(Actor::Agent(admin), move |act| people::grant(act, other, GroupId::ADMIN, rw())).await.expect("another");
        world.act(Actor::Agent(admin), move |act| people::grant(act, admin, GroupId::ADMIN, Permissions::NONE)).await.expect("gone");
        assert_eq!(administrators(&world).await, [other]);
    });
}

#[test]
fn of_two_who_leave_at_once_one_stays() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (world.admin, world.erika);
        world.act(Actor::Agent(admin), move |act| people::grant(act, erika, GroupId::ADMIN, rw())).await.expect("two of them");
        let leave = |who: AgentId| {
            let gone = AgentChange { valid: Some(false), ..AgentChange::default() };
            world.act(Actor::Agent(who), move |act| people::change_agent(act, who, &gone))
        };
        let (one, other) = futures_util::join!(leave(admin), leave(erika));
        let last = |result: &Result<(), ChangeAgentError>| matches!(result, Err(ChangeAgentError::LastAdministrator(LastAdministrator)));
        assert_eq!([last(&one), last(&other)].iter().filter(|is| **is).count(), 1, "{one:?} {other:?}");
        assert_eq!(administrators(&world).await.len(), 1);
    });
}

#[test]
fn a_provider_takes_rights_but_not_the_last_administrators() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, role) = (world.admin, role_of_administrators(&world).await);
        let provide = |role_has: bool, direct: Permissions| {
            let (roles, groups) = (BTreeMap::from([(role, role_has)]), BTreeMap::from([(GroupId::ADMIN, direct)]));
            world.act(Actor::Room("sso"), move |act| -> Result<(), Fault> {
                people::provide_rights(act, admin, &roles, &groups)?;
                people::refresh_agent(act, admin, Some(&"Root".parse().expect("a name")), None)
            })
        };
        let kept = async || {
            world.read(|view| view.events_after(0, 300)).await.iter().filter(|event| event.kind == "last_administrator_kept").count()
        };
        provide(false, Permissions::NONE).await.expect("provided");
        assert_eq!((administrators(&world).await, kept().await), (vec![admin], 1));
        provide(true, Permissions::NONE).await.expect("by the role instead");
        assert_eq!((administrators(&world).await, kept().await), (vec![admin], 1));
        provide(false, rw()).await.expect("by themselves again");
        assert_eq!((administrators(&world).await, kept().await), (vec![admin], 1));
        let erika = world.erika;
        world.act(Actor::Agent(admin), move |act| people::grant(act, erika, GroupId::ADMIN, rw())).await.expect("another");
        provide(false, Permissions::NONE).await.expect("provided");
        assert_eq!((administrators(&world).await, kept().await), (vec![erika], 1));
    });
}

#[test]
fn whatever_is_tried_somebody_administers() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let roles = [role_of_administrators(&world).await, {
            let make = |act: &Act<'_>| people::create_role(act, &"Others".parse().expect("a name"));
            world.act(Actor::Agent(world.admin), make).await.expect("a role")
        }];
        let agents = [world.admin, world.erika];
        let mut dice = kernel::Seed::new([9; 32]).dice();
        let mut below = |bound: u64| usize::try_from(dice.below(bound)).expect("small");
        let (mut done, mut stopped) = (0, 0);
        for _ in 0..300 {
            let (kind, agent, role, is) = (below(5), agents[below(2)], roles[below(2)], below(2) == 0);
            let set = if is { rw() } else { Permissions::NONE };
            let try_it = move |act: &Act<'_>| -> Result<(), web::Problem> {
                match kind {
                    0 => people::grant(act, agent, GroupId::ADMIN, set)?,
                    1 => people::grant_role(act, role, GroupId::ADMIN, set)?,
                    2 => people::assign_role(act, agent, role, is)?,
                    3 => people::change_role(act, role, &RoleChange { valid: Some(is), ..RoleChange::default() })?,
                    _ => people::change_agent(act, agent, &AgentChange { valid: Some(is), ..AgentChange::default() })?,
                }
                Ok(())
            };
            let actor = administrators(&world).await.first().copied().map(Actor::Agent).expect("somebody administers");
            match world.act(actor, try_it).await {
                Ok(()) => done += 1,
                Err(problem) if problem.slug() == "last-administrator" => stopped += 1,
                Err(problem) => panic!("{problem:?}"),
            }
        }
        assert!(done > 100 && stopped > 5, "{done} {stopped}");
        assert!(!administrators(&world).await.is_empty());
    });
}
