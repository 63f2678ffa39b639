//! From where people may come.

use crate::world::{PASSWORD, World, cookie_of, form, form_call, make_token, migrations};
use kernel::{Actor, By, Id16};
use room::{Audience, Context, JobContext, Stage};
use serde_json::{Value as Json, json};
use std::time::Duration;
use store::{Claimed, JobEnd};
use testkit::on_both_engines;
use testkit::rooms;

const OFFICE: &str = "192.0.2.7";
const HOME: &str = "198.51.100.1";

impl World {
    /// Somebody's context when they come from an address.
    fn from(&self, ip: &str, actor: Actor) -> Context {
        let context = self.context(actor);
        let by = By { ip: Some(ip.parse().expect("an address")), ..context.by.clone() };
        Context { by, ..context }
    }

    async fn root(&self, ip: &str, operation: &str, body: Option<Json>) -> (u16, Json) {
        self.ask(self.from(ip, Actor::Agent(self.admin)), operation, &[], body).await
    }

    /// Confirms a change, or takes it back.
    async fn decide(&self, operation: &str, waits: &Json) -> u16 {
        let change = waits["change"].as_str().expect("a change");
        self.ask(self.from(OFFICE, Actor::Agent(self.admin)), operation, &[("id", change)], None).await.0
    }

    async fn addresses(&self) -> Json {
        self.root(OFFICE, "access.addresses", None).await.1
    }

    /// Chooses and confirms.
    async fn hold(&self, rules: Json) {
        let version = self.addresses().await["version"].clone();
        let (status, waits) = self.root(OFFICE, "access.set_addresses", Some(json!({"rules": rules, "version": version}))).await;
        assert_eq!((status, self.decide("access.confirm_addresses", &waits).await), (200, 204));
    }

    async fn stage_from(&self, ip: &str, audience: Audience, cookie: &str) -> Option<Stage> {
        let context = self.stranger(ip);
        let guest = access::guest_by_cookie(&self.door, &context.house, audience, cookie, &context.by).await.expect("asked");
        guest.map(|guest| guest.stage)
    }

    async fn token_from(&self, ip: &str, text: &str) -> Option<Stage> {
        let context = self.stranger(ip);
        access::guest_by_token(&self.door, &context.house, text, &context.by).await.expect("asked").map(|guest| guest.stage)
    }

    /// Whether a password is taken from an address.
    async fn lets_in(&self, ip: &str, login: &str) -> bool {
        cookie_of(&self.try_from(ip, "access.sign_in", &form(login, PASSWORD)).await).is_some()
    }

    async fn give_up_waiting(&self) -> JobEnd {
        let context = self.context(Actor::Stranger);
        let by = By::room("access", context.by.request);
        let context = JobContext { door: context.door, place: context.place, house: context.house, by };
        let job = Claimed {
            id: Id16([1; 16]),
            room: "access".into(),
            kind: "take_back_addresses".into(),
            object: Id16([0; 16]),
            attempts: 0,
            created_at: self.node.ambient.now(),
        };
        (access::ROOM.jobs[0].run)(context, job).await.expect("ran")
    }
}

#[test]
fn rules_hold_for_each_request_of_sessions_that_are_open() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let portal = cookie_of(&world.try_from(HOME, "access.portal_sign_in", &form("schoessler", PASSWORD)).await).expect("a cookie");
        assert_eq!(world.stage_from(HOME, Audience::Agents, &cookie).await, Some(Stage::Whole));
        world.hold(json!({"agents": {"allow": ["192.0.2.0/24"]}})).await;
        assert_eq!(world.stage_from(OFFICE, Audience::Agents, &cookie).await, Some(Stage::Whole));
        assert_eq!(world.stage_from("::ffff:192.0.2.7", Audience::Agents, &cookie).await, Some(Stage::Whole));
        assert_eq!(world.stage_from(HOME, Audience::Agents, &cookie).await, Some(Stage::Barred));
        assert_eq!(world.stage_from(HOME, Audience::Customers, &portal).await, Some(Stage::Whole), "the rule is for agents");
        let by = world.stranger(HOME).by;
        world.hold(json!({"everywhere": {"deny": ["198.51.100.0/24"]}})).await;
        assert_eq!(world.stage_from(HOME, Audience::Customers, &portal).await, Some(Stage::Barred));
        let house = world.context(Actor::Stranger).house;
        assert!(!access::stranger_may_come(&world.door, &house, &by).await.expect("asked"));
        assert!(access::stranger_may_come(&world.door, &house, &world.stranger(OFFICE).by).await.expect("asked"));
    });
}

#[test]
fn whoever_may_not_come_from_there_signs_in_like_somebody_with_a_wrong_password() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        world.hold(json!({"agents": {"allow": ["192.0.2.0/24"]}})).await;
        let refused = world.try_from(HOME, "access.sign_in", &form("erika", PASSWORD)).await;
        world.node.clock.advance(Duration::from_mins(1));
        let wrong = world.try_from(HOME, "access.sign_in", &form("erika", "Wer nicht wagt der nicht gewinnt")).await;
        assert_eq!((refused.status.as_u16(), cookie_of(&refused)), (403, None));
        assert_eq!((refused.status, crate::world::text(&refused)), (wrong.status, crate::world::text(&wrong)));
        world.node.clock.advance(Duration::from_mins(1));
        assert!(world.lets_in(OFFICE, "erika").await);
    });
}

#[test]
fn a_link_opens_only_from_where_its_person_may_come_and_is_not_used_up_elsewhere() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        world.hold(json!({"agents": {"deny": [HOME]}, "customers": {"deny": [HOME]}})).await;
        let send = async |ip: &str, operation: &str, form: &[(&str, &str)]| {
            let form = form_call(&serde_urlencoded::to_string(form).expect("a form"));
            rooms::answer(&access::ROOM, operation, world.stranger(ip), form).await.status.as_u16()
        };
        world.ask_link("access.forgot", "erika").await;
        let (_, reset) = world.token(world.letters().await[0]).await.expect("a letter");
        let form = [("token", reset.as_str()), ("password", "Der Kessel pfeift erst gegen zehn")];
        assert_eq!(send(HOME, "access.reset_password", &form).await, 403);
        assert_eq!(send(OFFICE, "access.reset_password", &form).await, 303);
        world.ask_link("access.ask_link", "a.schoessler%40kkg.example").await;
        let (_, link) = world.token(world.letters().await[0]).await.expect("a letter");
        assert_eq!(send(HOME, "access.open_link", &[("token", &link)]).await, 403);
        assert_eq!(send(OFFICE, "access.open_link", &[("token", &link)]).await, 303);
    });
}

#[test]
fn rules_of_roles_hold_beside_those_of_agents_for_tokens_too() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let erika = world.erika;
        let role = move |act: &store::Act<'_>| {
            let role =
                people::create_role(act, &"Buchhaltung".parse().expect("a name")).map_err(|error| kernel::Fault::new("a role", error))?;
            people::assign_role(act, erika, role, true).map_err(|error| kernel::Fault::new("a role", error))?;
            Ok::<_, kernel::Fault>(role)
        };
        let role = world.door.act(rooms::operator(), world.node.ambient.moment(), role).await.expect("a role");
        let (cookie, token) = (world.erika_signs_in().await, make_token(&world, world.erika, 10).await);
        let mut rules = serde_json::Map::new();
        rules.insert(format!("role:{}", role.0), json!({"deny": [OFFICE]}));
        world.root("192.0.2.8", "access.set_addresses", Some(json!({"rules": rules, "version": 0}))).await;
        assert_eq!(world.stage_from(OFFICE, Audience::Agents, &cookie).await, Some(Stage::Barred));
        assert_eq!(world.stage_from("192.0.2.8", Audience::Agents, &cookie).await, Some(Stage::Whole));
        assert_eq!(world.token_from(OFFICE, &token).await, Some(Stage::Barred));
        assert_eq!(world.token_from("192.0.2.8", &token).await, Some(Stage::Whole));
        let unknown = json!({"rules": {"role:4711": {"deny": [OFFICE]}}, "version": 1});
        assert_eq!(world.root(OFFICE, "access.set_addresses", Some(unknown)).await.0, 422);
    });
}

#[test]
fn a_token_opens_from_its_own_networks_alone() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let erika = || world.context(Actor::Agent(world.erika));
        let wish = |networks: Json| json!({"name": "Bericht", "scopes": ["tickets:read"], "days": 1, "networks": networks});
        let (status, made) = world.ask(erika(), "access.create_token", &[], Some(wish(json!(["192.0.2.0/24", "2001:DB8::/48"])))).await;
        assert_eq!((status, &made["networks"]), (201, &json!(["192.0.2.0/24", "2001:db8::/48"])));
        let token = made["token"].as_str().expect("a token").to_owned();
        for (ip, expected) in [(OFFICE, Stage::Whole), ("2001:db8::1", Stage::Whole), (HOME, Stage::Barred)] {
            assert_eq!(world.token_from(ip, &token).await, Some(expected), "{ip}");
        }
        for networks in [json!(["here"]), json!(vec![OFFICE; 201])] {
            assert_eq!(world.ask(erika(), "access.create_token", &[], Some(wish(networks))).await.0, 422);
        }
        let everywhere = make_token(&world, world.erika, 1).await;
        world.hold(json!({"tokens": {"allow": [OFFICE]}})).await;
        assert_eq!(world.token_from(HOME, &everywhere).await, Some(Stage::Barred));
        assert_eq!(world.token_from(OFFICE, &everywhere).await, Some(Stage::Whole));
        assert_eq!(world.token_from("2001:db8::1", &token).await, Some(Stage::Barred), "both have to let it in");
    });
}

#[test]
fn a_change_that_nobody_confirms_is_taken_back_after_five_minutes() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let stage = async || world.stage_from(HOME, Audience::Agents, &cookie).await;
        let change = |version: i64| Some(json!({"rules": {"agents": {"allow": [OFFICE]}}, "version": version}));
        assert_eq!(world.root(HOME, "access.set_addresses", change(0)).await.0, 200);
        assert_eq!(stage().await, Some(Stage::Barred), "it counts at once");
        let waiting = world.addresses().await;
        assert_eq!((&waiting["waits"]["until"], &waiting["your_address"]), (&json!("2026-01-15T09:05:00Z"), &json!(OFFICE)));
        assert_eq!(world.root(OFFICE, "access.set_addresses", change(0)).await.0, 412, "somebody changed them meanwhile");
        // A second change does not make the first one stay.
        world.node.clock.advance(Duration::from_mins(3));
        let other = json!({"rules": {"agents": {"allow": ["203.0.113.1"]}}, "version": 1});
        let (status, waits) = world.root(OFFICE, "access.set_addresses", Some(other)).await;
        assert_eq!((status, world.decide("access.confirm_addresses", &waiting["waits"]).await), (200, 404), "that one is gone");
        world.node.clock.advance(Duration::from_mins(5) - Duration::from_secs(1));
        world.give_up_waiting().await;
        assert_eq!(stage().await, Some(Stage::Barred));
        world.node.clock.advance(Duration::from_secs(1));
        assert_eq!(stage().await, Some(Stage::Whole), "before anything is written down");
        assert_eq!(world.decide("access.confirm_addresses", &waits).await, 404, "too late");
        assert_eq!(world.give_up_waiting().await, JobEnd::Settled);
        let back = world.addresses().await;
        assert_eq!((&back["rules"], &back["waits"]), (&json!({}), &Json::Null));
        assert_eq!((world.told("addresses_changed").await, world.told("addresses_taken_back").await), (2, 1));
        assert_eq!(world.told("addresses_confirmed").await, 0);
    });
}

#[test]
fn a_change_is_confirmed_or_taken_back_by_hand() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let stage = async || world.stage_from(HOME, Audience::Agents, &cookie).await;
        let change = |version: i64| Some(json!({"rules": {"agents": {"allow": [OFFICE]}, "tokens": {}}, "version": version}));
        let waits = world.root(OFFICE, "access.set_addresses", change(0)).await.1;
        assert_eq!(world.decide("access.take_back_addresses", &waits).await, 204);
        assert_eq!(world.decide("access.take_back_addresses", &waits).await, 404, "once");
        assert_eq!(stage().await, Some(Stage::Whole));
        let waits = world.root(OFFICE, "access.set_addresses", change(2)).await.1;
        let mut program = world.from(OFFICE, Actor::Agent(world.admin));
        program.by.strength = kernel::Strength::Token;
        let change_id = waits["change"].as_str().expect("a change");
        let by_token = world.ask(program, "access.confirm_addresses", &[("id", change_id)], None).await.0;
        assert_eq!(by_token, 403, "a program that gets in says nothing of people");
        assert_eq!(world.decide("access.confirm_addresses", &waits).await, 204);
        world.node.clock.advance(Duration::from_mins(6));
        world.give_up_waiting().await;
        assert_eq!(stage().await, Some(Stage::Barred), "what was confirmed stays");
        assert_eq!(world.addresses().await["rules"], json!({"agents": {"deny": [], "allow": [OFFICE]}}));
        // The machine's command line lets everybody in again.
        world.door.act(rooms::operator(), world.node.ambient.moment(), access::clear_addresses).await.expect("cleared");
        assert_eq!(stage().await, Some(Stage::Whole));
    });
}

#[test]
fn a_rehearsal_names_whom_rules_would_shut_out_and_changes_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        world.erika_signs_in().await;
        cookie_of(&world.try_from(HOME, "access.portal_sign_in", &form("schoessler", PASSWORD)).await).expect("a cookie");
        let rehearse = async |rules: Json| world.root(OFFICE, "access.try_addresses", Some(json!({"rules": rules}))).await;
        let (status, found) = rehearse(json!({"customers": {"allow": ["203.0.113.0/24"]}})).await;
        assert_eq!((status, &found["you"], &found["count"], &found["of"]), (200, &json!(true), &json!(1), &json!(2)));
        let who = &found["shut_out"][0];
        assert_eq!((&who["login"], &who["kind"], &who["ip"]), (&json!("schoessler"), &json!("customer"), &json!(HOME)));
        let (_, found) = rehearse(json!({"everywhere": {"deny": ["0.0.0.0/0"]}})).await;
        assert_eq!((&found["you"], &found["count"]), (&json!(false), &json!(2)));
        let (_, found) = rehearse(json!({"tokens": {"deny": ["0.0.0.0/0"]}})).await;
        assert_eq!((&found["you"], &found["count"]), (&json!(true), &json!(0)));
        assert_eq!((world.addresses().await["version"].clone(), world.told("addresses_changed").await), (json!(0), 0));
        for rules in [json!({"agents": {"deny": ["here"]}}), json!({"nobody": {}})] {
            assert!([400, 422].contains(&rehearse(rules).await.0));
        }
    });
}

#[test]
fn only_administrators_see_and_choose() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let change = access::AddressChangeId(Id16([9; 16])).to_string();
        let ask = async |operation: &str, body: Option<Json>| {
            world.ask(world.from(OFFICE, Actor::Agent(world.erika)), operation, &[("id", &change)], body).await.0
        };
        assert_eq!(ask("access.addresses", None).await, 403);
        assert_eq!(ask("access.set_addresses", Some(json!({"rules": {}, "version": 0}))).await, 403);
        assert_eq!(ask("access.try_addresses", Some(json!({"rules": {}}))).await, 403);
        assert_eq!(ask("access.confirm_addresses", Some(json!({}))).await, 403);
        assert_eq!(ask("access.take_back_addresses", None).await, 403);
    });
}
