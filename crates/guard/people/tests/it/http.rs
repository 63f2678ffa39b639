//! Operations.

use crate::world::World;
use kernel::Actor;
use serde_json::{Value as Json, json};
use testkit::on_both_engines;
use testkit::rooms::{call, send};

#[test]
fn operations_answer_and_refuse() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), Actor::Agent(world.erika));
        let ask = async |actor: Actor, name: &str, path: &[(&str, &str)], query: &str, body: Option<Json>| {
            send(&people::ROOM, name, world.context(actor), call(path, query, body.as_ref())).await
        };
        let (status, found) = ask(erika, "people.customer_users", &[], "q=schoe", None).await;
        let expected = json!({"items": [{"id": world.schoessler.to_string(), "login": "schoessler", "name": "Dr. Annegret Schößler",
            "email": "schoessler@kkg.example", "customer": "Kreisklinikum Großenhain"}]});
        assert_eq!((status, found), (200, expected));

        let new = json!({"login": "Max", "name": "Max Beispiel", "email": "max@alpha.example"});
        let (status, refused) = ask(erika, "people.create_agent", &[], "", Some(new.clone())).await;
        assert_eq!((status, &refused["type"]), (403, &json!("https://beleg.example/problems/forbidden")));
        let (status, made) = ask(admin, "people.create_agent", &[], "", Some(new.clone())).await;
        assert_eq!((status, &made["login"], &made["locale"], &made["valid"]), (201, &json!("max"), &json!("de"), &json!(true)));
        assert_eq!(ask(admin, "people.create_agent", &[], "", Some(new)).await.0, 409);
        let bad = json!({"login": "a b", "name": "", "email": "x"});
        let (status, refused) = ask(admin, "people.create_agent", &[], "", Some(bad)).await;
        let errors = json!([{"field": "login", "reason": "unfit"}, {"field": "name", "reason": "missing"}, {"field": "email", "reason": "no-address"}]);
        assert_eq!((status, &refused["errors"]), (422, &errors));
        let sneaky = json!({"login": "y", "name": "Y", "email": "y@a.example", "valid": true});
        assert_eq!(ask(admin, "people.create_agent", &[], "", Some(sneaky)).await.0, 400, "no field beyond the shape");

        let body = json!({"login": "neu", "name": "Neu", "email": "neu@kkg.example", "customer": "KKG", "locale": "en"});
        assert_eq!(ask(admin, "people.create_customer_user", &[], "", Some(body)).await.0, 201);
        let body = json!({"login": "neu2", "name": "Neu", "email": "neu@kkg.example", "customer": "ABC"});
        let (status, refused) = ask(admin, "people.create_customer_user", &[], "", Some(body)).await;
        assert_eq!((status, &refused["errors"]), (422, &json!([{"field": "customer", "reason": "unknown"}])));

        let id = world.erika.to_string();
        let to_users = [("id", id.as_str()), ("group", "1")];
        let body = json!({"permissions": ["note", "ro", "note"]});
        let (status, set) = ask(admin, "people.grant", &to_users, "", Some(body.clone())).await;
        assert_eq!((status, set), (200, json!({"permissions": ["ro", "note"]})));
        assert_eq!(ask(erika, "people.grant", &to_users, "", Some(body.clone())).await.0, 403);
        assert_eq!(ask(admin, "people.grant", &[("id", "agt_x"), ("group", "1")], "", Some(body.clone())).await.0, 404);
        assert_eq!(ask(admin, "people.grant", &[("id", &id), ("group", "77")], "", Some(body)).await.0, 404);
        assert_eq!(ask(admin, "people.grant", &to_users, "", Some(json!({"permissions": ["root"]}))).await.0, 422);
    });
}

#[test]
fn a_repeated_key_makes_one_agent() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let new = json!({"login": "Max", "name": "Max Beispiel", "email": "max@alpha.example"});
        let mut first = Json::Null;
        for round in 0..2 {
            let mut context = world.context(Actor::Agent(world.admin));
            context.bind_once("key-1", "POST", "/api/v1/agents", new.to_string().as_bytes());
            let (status, made) = send(&people::ROOM, "people.create_agent", context, call(&[], "", Some(&new))).await;
            assert_eq!(status, 201);
            if round == 1 {
                assert_eq!(made, first);
            }
            first = made;
        }
    });
}

#[test]
fn administrators_find_customer_users_who_are_gone_too() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), Actor::Agent(world.erika));
        let id = world.schoessler.to_string();
        let ask = async |actor: Actor, name: &str, path: &[(&str, &str)], query: &str, body: Option<Json>| {
            send(&people::ROOM, name, world.context(actor), call(path, query, body.as_ref())).await
        };
        let gone = json!({"valid": false});
        assert_eq!(ask(admin, "people.change_customer_user", &[("id", &id)], "", Some(gone)).await.0, 200);
        let line = json!({"items": [{"id": id, "login": "schoessler", "name": "Dr. Annegret Schößler", "email": "schoessler@kkg.example",
            "valid": false, "customer": "KKG", "customer_name": "Kreisklinikum Großenhain"}]});
        for query in ["", "q=schoe", "q=kreisk"] {
            assert_eq!(ask(admin, "people.list_customer_users", &[], query, None).await, (200, line.clone()), "{query}");
        }
        assert_eq!(ask(admin, "people.list_customer_users", &[], "q=%3B", None).await, (200, json!({"items": []})));
        assert_eq!(ask(admin, "people.customer_users", &[], "q=schoe", None).await, (200, json!({"items": []})));
        assert_eq!(ask(erika, "people.list_customer_users", &[], "", None).await.0, 403);
        let (status, one) = ask(admin, "people.customer_user", &[("id", &id)], "", None).await;
        assert_eq!((status, &one["valid"], &one["companies"]), (200, &json!(false), &json!(["KKG"])));
        assert_eq!(ask(erika, "people.customer_user", &[("id", &id)], "", None).await.0, 403);
    });
}
