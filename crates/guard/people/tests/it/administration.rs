//! Administration: stewards, companies, sources of rights, the matrix, the access review.

use crate::world::World;
use kernel::{Actor, AgentId, Fault};
use people::{
    AppointError, ChangeGroupError, CustomerChange, CustomerUserChange, Forbidden, Grant, GrantError, GroupChange, GroupId, Held,
    Permission, Permissions, ReviewError, RoleChange, SetCompaniesError, Source,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use store::Act;
use testkit::on_both_engines;
use testkit::rooms::{call, send};

fn set(permissions: &[Permission]) -> Permissions {
    permissions.iter().copied().collect()
}

async fn third(world: &World) -> AgentId {
    world.act(Actor::Agent(world.admin), |act| people::create_agent(act, &crate::world::agent("jonas"))).await.expect("an agent")
}

#[test]
fn stewards_administer_others_in_their_group_alone() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), world.erika);
        let jonas = third(&world).await;
        let ro = set(&[Permission::Ro]);
        let grant =
            async |actor: Actor, agent: AgentId, group: GroupId| world.act(actor, move |act| people::grant(act, agent, group, ro)).await;
        let steward = Actor::Agent(erika);
        assert!(matches!(grant(steward, jonas, GroupId::STATS).await, Err(GrantError::Forbidden(Forbidden))));
        let appoint = |group, is| move |act: &Act<'_>| people::appoint_steward(act, erika, group, is);
        world.act(admin, appoint(GroupId::STATS, true)).await.expect("appointed");
        grant(steward, jonas, GroupId::STATS).await.expect("their group");
        assert!(matches!(grant(steward, erika, GroupId::STATS).await, Err(GrantError::Forbidden(Forbidden))), "nothing for themselves");
        assert!(matches!(grant(steward, jonas, GroupId::USERS).await, Err(GrantError::Forbidden(Forbidden))), "no other group");
        let own = appoint(GroupId::USERS, true);
        assert!(matches!(world.act(steward, own).await, Err(AppointError::Forbidden(Forbidden))), "they appoint nobody");
        assert!(matches!(world.act(admin, appoint(GroupId::ADMIN, true)).await, Err(AppointError::GroupOfAdministrators)));
        assert!(matches!(world.act(admin, appoint(GroupId(77), true)).await, Err(AppointError::GroupUnknown)));

        let members = world.context(steward);
        let (status, list) = send(&people::ROOM, "people.group_members", members, call(&[("id", "3")], "", None)).await;
        assert_eq!((status, list["items"].as_array().map(Vec::len)), (200, Some(3)));
        let (status, _) = send(&people::ROOM, "people.group_members", world.context(steward), call(&[("id", "1")], "", None)).await;
        assert_eq!(status, 403);
        let (_, groups) = send(&people::ROOM, "people.groups", world.context(steward), call(&[], "", None)).await;
        assert_eq!((groups["items"].as_array().map(Vec::len), &groups["items"][0]["id"]), (Some(1), &json!(3)));

        let gone = people::AgentChange { valid: Some(false), ..people::AgentChange::default() };
        let back = people::AgentChange { valid: Some(true), ..people::AgentChange::default() };
        world.act(admin, move |act| people::change_agent(act, erika, &gone)).await.expect("gone");
        assert!(matches!(grant(steward, jonas, GroupId::STATS).await, Err(GrantError::Forbidden(Forbidden))), "not while not valid");
        world.act(admin, move |act| people::change_agent(act, erika, &back)).await.expect("back");
        world.act(admin, appoint(GroupId::STATS, false)).await.expect("ended");
        assert!(matches!(grant(steward, jonas, GroupId::STATS).await, Err(GrantError::Forbidden(Forbidden))));
    });
}

#[test]
fn companies_are_those_of_valid_people_that_share() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, user) = (Actor::Agent(world.admin), world.schoessler);
        let id = |text: &str| text.parse::<people::CustomerId>().expect("an id");
        let make = |act: &Act<'_>| people::create_customer(act, &"kkg".parse().expect("id"), &"Other".parse().expect("name"));
        world.act(admin, make).await.expect("another company");
        let shared = async || world.read(move |view| people::companies_shared_with(view, user)).await;
        assert_eq!(shared().await, Some(BTreeSet::from([id("KKG")])));
        let further = |ids: &'static [&'static str]| {
            move |act: &Act<'_>| people::set_companies(act, user, &ids.iter().map(|id| id.parse().expect("an id")).collect())
        };
        assert!(matches!(world.act(admin, further(&["KK"])).await, Err(SetCompaniesError::CustomerUnknown)));
        let refused = world.act(Actor::Agent(world.erika), further(&["kkg"])).await;
        assert!(matches!(refused, Err(SetCompaniesError::Forbidden(Forbidden))));
        world.act(admin, further(&["kkg"])).await.expect("set");
        assert_eq!(shared().await, Some(BTreeSet::from([id("KKG"), id("kkg")])));
        let all = world.read(move |view| people::companies_of(view, user)).await;
        assert_eq!(all.len(), 2);

        let keep = CustomerChange { company_tickets: Some(false), ..CustomerChange::default() };
        world.act(admin, move |act| people::change_customer(act, &"KKG".parse().expect("id"), &keep)).await.expect("kept");
        assert_eq!(shared().await, Some(BTreeSet::from([id("kkg")])));
        let closed = CustomerChange { valid: Some(false), ..CustomerChange::default() };
        world.act(admin, move |act| people::change_customer(act, &"kkg".parse().expect("id"), &closed)).await.expect("closed");
        assert_eq!(shared().await, Some(BTreeSet::new()));
        let none = CustomerUserChange { customer: Some(None), ..CustomerUserChange::default() };
        world.act(admin, move |act| people::change_customer_user(act, user, &none)).await.expect("changed");
        assert_eq!(world.read(move |view| people::companies_of(view, user)).await.len(), 1);
        let gone = CustomerUserChange { valid: Some(false), ..CustomerUserChange::default() };
        world.act(admin, move |act| people::change_customer_user(act, user, &gone)).await.expect("gone");
        assert_eq!(shared().await, None);
    });
}

#[test]
fn what_is_not_valid_gives_nothing() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), world.erika);
        let role = world.act(admin, |act| people::create_role(act, &"night".parse().expect("a name"))).await.expect("a role");
        world.act(admin, move |act| people::grant_role(act, role, GroupId::USERS, set(&[Permission::Rw]))).await.expect("granted");
        world.act(admin, move |act| people::assign_role(act, erika, role, true)).await.expect("assigned");
        world.act(admin, move |act| people::grant(act, erika, GroupId::STATS, set(&[Permission::Ro]))).await.expect("granted");
        let rights = async || {
            let read = move |view: &store::View<'_>| -> Result<_, Fault> {
                let rights = people::rights_of(view, erika)?;
                for group in people::list_groups(view)? {
                    let listed = people::agents_with(view, group.id, Permission::Ro)?.iter().any(|agent| agent.id == erika);
                    assert_eq!(listed, rights.may(group.id, Permission::Ro), "{group:?}");
                }
                // What is explained is what counts.
                let mut explained = std::collections::BTreeMap::new();
                for (group, sourced) in people::sources_of(view, erika)? {
                    assert!(sourced.iter().all(|one| !one.from.is_empty()));
                    explained.insert(group.id, sourced.iter().map(|one| one.permission).collect::<Permissions>());
                }
                for group in people::list_groups(view)? {
                    assert_eq!(explained.get(&group.id).copied().unwrap_or_default(), rights.in_group(group.id));
                }
                Ok([rights.in_group(GroupId::USERS), rights.in_group(GroupId::STATS)])
            };
            world.read(read).await
        };
        let (ro, rw, none) = (set(&[Permission::Ro]), set(&[Permission::Rw]), Permissions::NONE);
        assert_eq!(rights().await, [rw, ro]);
        let sources = world.read(move |view| people::sources_of(view, erika)).await;
        assert!(matches!(&sources[0].1[0].from[..], [Source::Role(found)] if found.id == role), "{sources:?}");
        assert_eq!(sources[1].1[0].from, [Source::Direct]);
        let valid = |valid| RoleChange { valid: Some(valid), ..RoleChange::default() };
        world.act(admin, move |act| people::change_role(act, role, &valid(false))).await.expect("rests");
        assert_eq!(rights().await, [none, ro]);
        world.act(admin, move |act| people::change_role(act, role, &valid(true))).await.expect("back");
        let rest = GroupChange { valid: Some(false), ..GroupChange::default() };
        let same = rest.clone();
        world.act(admin, move |act| people::change_group(act, GroupId::STATS, &rest)).await.expect("rests");
        assert_eq!(rights().await, [rw, none]);
        let refused = world.act(admin, move |act| people::change_group(act, GroupId::ADMIN, &same)).await;
        assert!(matches!(refused, Err(ChangeGroupError::GroupOfAdministrators)));
    });
}

#[test]
fn what_was_looked_at_is_on_record_and_what_changed_is_looked_at_again() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), world.erika);
        let [ro, more] = [set(&[Permission::Ro]), set(&[Permission::Ro, Permission::Note])];
        world.act(admin, move |act| people::grant(act, erika, GroupId::STATS, ro)).await.expect("granted");
        let held = Held { grant: Grant::AgentGroup(erika, GroupId::STATS), permissions: ro };
        let line = async || {
            let all = people_grants(&world).await;
            all.into_iter().find(|line| line.held.grant == held.grant)
        };
        let granted = line().await.expect("it is there").granted_at.expect("noted");
        world.node.clock.advance(std::time::Duration::from_hours(24 * 400));
        let now = || world.node.ambient.now();
        let since = now().before(std::time::Duration::from_hours(24 * 365));
        assert!(line().await.expect("there").is_due(since));
        let refused = world.act(Actor::Agent(erika), move |act| people::review(act, &held, true)).await;
        assert!(matches!(refused, Err(ReviewError::Forbidden(Forbidden))));
        world.act(admin, move |act| people::review(act, &held, true)).await.expect("confirmed");
        let confirmed = line().await.expect("there");
        assert_eq!((confirmed.granted_at, confirmed.confirmed_by), (Some(granted), Some(world.admin)));
        assert!(!confirmed.is_due(since));

        // The same again is nothing new; more is, and nobody has looked at that.
        world.act(admin, move |act| people::grant(act, erika, GroupId::STATS, ro)).await.expect("the same");
        assert_eq!(line().await, Some(confirmed));
        world.node.clock.advance(std::time::Duration::from_secs(1));
        world.act(admin, move |act| people::grant(act, erika, GroupId::STATS, more)).await.expect("more");
        let changed = line().await.expect("there");
        assert_eq!((changed.confirmed_at, changed.granted_at), (None, Some(now())));
        let outdated = world.act(admin, move |act| people::review(act, &held, false)).await;
        assert!(matches!(outdated, Err(ReviewError::Outdated)));
        let held = Held { permissions: more, ..held };
        world.act(admin, move |act| people::review(act, &held, false)).await.expect("revoked");
        assert_eq!(line().await, None);
        assert!(world.read(move |view| people::rights_of(view, erika)).await.in_group(GroupId::STATS).is_empty());
        assert!(matches!(world.act(admin, move |act| people::review(act, &held, true)).await, Err(ReviewError::GrantUnknown)));
        let events = world.read(|view| view.events_after(0, 200)).await;
        let told: Vec<&Json> = events.iter().filter(|event| event.kind == "grant_reviewed").map(|event| &event.public["kept"]).collect();
        assert_eq!(told, [&json!(true), &json!(false)]);
        assert_eq!(events.last().map(|event| event.kind.as_str()), Some("granted"), "what ends is told as that too");
    });
}

async fn people_grants(world: &World) -> Vec<people::GrantLine> {
    let read = |view: &store::View<'_>| people::list_grants(view).map_err(|error| Fault::new("grants", error));
    world.door.read(testkit::rooms::operator(), world.node.ambient.now(), read).await.expect("grants")
}

#[test]
fn the_matrix_is_read_and_written_in_one_go() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), Actor::Agent(world.erika));
        let ask = async |actor: Actor, name: &str, path: &[(&str, &str)], query: &str, body: Option<Json>| {
            send(&people::ROOM, name, world.context(actor), call(path, query, body.as_ref())).await
        };
        let (status, role) = ask(admin, "people.create_role", &[], "", Some(json!({"name": "Night"}))).await;
        assert_eq!(status, 201);
        let role = role["id"].as_i64().expect("a number");
        let id = world.erika.to_string();
        let change = json!({
            "agents": [{"id": id, "group": 1, "permissions": ["ro", "note"]}],
            "roles": [{"id": role.to_string(), "group": 3, "permissions": ["rw"]}],
        });
        assert_eq!(ask(erika, "people.set_matrix", &[], "", Some(change.clone())).await.0, 403);
        assert_eq!(ask(erika, "people.matrix", &[], "", None).await.0, 403);
        let (status, matrix) = ask(admin, "people.set_matrix", &[], "", Some(change)).await;
        assert_eq!(status, 200);
        assert_eq!(ask(admin, "people.matrix", &[], "", None).await.1, matrix);
        let row = |matrix: &Json, kind: &str, id: &str| {
            matrix[kind].as_array().and_then(|rows| rows.iter().find(|row| row["id"] == json!(id)).cloned()).unwrap_or_default()
        };
        assert_eq!(row(&matrix, "agents", &id)["cells"], json!([{"group": 1, "permissions": ["ro", "note"]}]));
        assert_eq!(row(&matrix, "roles", &role.to_string())["cells"], json!([{"group": 3, "permissions": ["rw"]}]));
        let half = json!({"agents": [{"id": id, "group": 1, "permissions": []}, {"id": id, "group": 77, "permissions": []}]});
        assert_eq!(ask(admin, "people.set_matrix", &[], "", Some(half)).await.0, 404);
        let wrong = json!({"agents": [{"id": id, "group": 1, "permissions": ["root"]}]});
        assert_eq!(ask(admin, "people.set_matrix", &[], "", Some(wrong)).await.0, 422);
        assert_eq!(ask(admin, "people.matrix", &[], "", None).await.1, matrix, "all or none");

        let path = [("id", id.as_str())];
        let (status, full) = ask(admin, "people.change_agent", &path, "", Some(json!({"roles": [role], "name": "Erika Neu"}))).await;
        assert_eq!((status, &full["name"], &full["roles"]), (200, &json!("Erika Neu"), &json!([role])));
        let by_role = json!({"group": 3, "name": "stats", "permissions": [{"permission": "rw", "from": [{"kind": "role", "role": role, "name": "Night"}]}]});
        assert_eq!(full["rights"][1], by_role);
        assert_eq!(ask(admin, "people.change_agent", &path, "", Some(json!({"roles": [99]}))).await.0, 422);
        let (_, roles) = ask(admin, "people.roles", &[], "", None).await;
        assert_eq!(roles["items"][0]["members"], json!([id]));
        let numbered = role.to_string();
        let (status, line) = ask(admin, "people.change_role", &[("id", &numbered)], "", Some(json!({"members": []}))).await;
        assert_eq!((status, &line["members"]), (200, &json!([])));
        let stewards = json!({"stewards": [id], "name": "Reports"});
        let (status, line) = ask(admin, "people.change_group", &[("id", "3")], "", Some(stewards)).await;
        assert_eq!((status, &line["name"], &line["stewards"]), (200, &json!("Reports"), &json!([id])));
        let (_, agents) = ask(admin, "people.list_agents", &[], "", None).await;
        assert_eq!(agents["items"][1]["administrator"], json!(true), "{agents}");
    });
}

#[test]
fn customers_and_their_users_are_administered() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), Actor::Agent(world.erika));
        let ask = async |actor: Actor, name: &str, path: &[(&str, &str)], query: &str, body: Option<Json>| {
            send(&people::ROOM, name, world.context(actor), call(path, query, body.as_ref())).await
        };
        let new = json!({"id": "A/B & C", "name": "Sonderfall GmbH"});
        assert_eq!(ask(erika, "people.create_customer", &[], "", Some(new.clone())).await.0, 403);
        assert_eq!(ask(admin, "people.create_customer", &[], "", Some(new.clone())).await.0, 201);
        assert_eq!(ask(admin, "people.create_customer", &[], "", Some(new)).await.0, 409);
        let (_, found) = ask(admin, "people.customers", &[], "q=sonder", None).await;
        assert_eq!(found["items"], json!([{"id": "A/B & C", "name": "Sonderfall GmbH", "company_tickets": true, "valid": true}]));
        let user = world.schoessler.to_string();
        let path = [("id", user.as_str())];
        let (status, full) = ask(admin, "people.change_customer_user", &path, "", Some(json!({"companies": ["A/B & C"]}))).await;
        assert_eq!((status, &full["customer"], &full["companies"]), (200, &json!("KKG"), &json!(["A/B & C", "KKG"])));
        let (status, _) = ask(admin, "people.change_customer_user", &path, "", Some(json!({"companies": ["none"]}))).await;
        assert_eq!(status, 422);
        let (status, company) = ask(admin, "people.customer", &[], "id=A%2FB%20%26%20C", None).await;
        assert_eq!((status, &company["users"][0]["login"]), (200, &json!("schoessler")));
        let change = json!({"id": "A/B & C", "company_tickets": false});
        let (status, company) = ask(admin, "people.change_customer", &[], "", Some(change)).await;
        assert_eq!((status, &company["company_tickets"]), (200, &json!(false)));
        let (status, full) = ask(admin, "people.change_customer_user", &path, "", Some(json!({"customer": "", "valid": false}))).await;
        assert_eq!((status, &full["customer"], &full["valid"]), (200, &Json::Null, &json!(false)));
        assert_eq!(ask(erika, "people.change_customer_user", &path, "", Some(json!({"valid": true}))).await.0, 403);
    });
}

/// Runs a check of the room as the node would.
async fn verdict(world: &World, name: &str) -> room::Verdict {
    let check = people::ROOM.checks.iter().find(|check| check.name == name).expect("the check");
    let context = room::CheckContext { house: world.context(Actor::Stranger).house.clone(), door: Some(world.door.clone()) };
    (check.run)(context).await.verdict
}

#[test]
fn sabotage_is_found() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), world.erika);
        world.act(admin, move |act| people::grant(act, erika, GroupId::STATS, set(&[Permission::Ro]))).await.expect("granted");
        let both = async || [verdict(&world, "access-reviewed").await, verdict(&world, "who-left-holds-nothing").await];
        let (kept, broken) = (room::Verdict::Kept, room::Verdict::Broken);
        assert_eq!(both().await, [kept, kept]);
        let day = std::time::Duration::from_hours(24);
        world.node.clock.advance(366 * day);
        assert_eq!(both().await, [broken, kept]);
        for line in people_grants(&world).await {
            world.act(admin, move |act| people::review(act, &line.held, true)).await.expect("confirmed");
        }
        assert_eq!(both().await, [kept, kept]);
        let gone = people::AgentChange { valid: Some(false), ..people::AgentChange::default() };
        world.act(admin, move |act| people::change_agent(act, erika, &gone)).await.expect("gone");
        assert_eq!(both().await, [kept, kept]);
        world.node.clock.advance(31 * day);
        assert_eq!(both().await, [kept, broken]);
        world.act(admin, move |act| people::grant(act, erika, GroupId::STATS, Permissions::NONE)).await.expect("taken");
        assert_eq!(both().await, [kept, kept]);
    });
}
