//! Setting providers up.

use crate::world::{World, migrations};
use kernel::Actor;
use serde_json::{Value as Json, json};
use testkit::on_both_engines;

fn body(issuer: &str) -> Json {
    json!({"side": "agents", "name": "Südlicht", "oidc": {"issuer": issuer, "client_id": "desk"}, "secret": "geheim-1"})
}

#[test]
fn only_administrators_set_providers_up_and_a_secret_never_comes_out() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), Actor::Agent(world.erika));
        for actor in [erika, Actor::CustomerUser(world.schoessler)] {
            assert_eq!(world.send(actor, "sso.create_provider", &[], Some(&body("https://id.example"))).await.0, 403);
            assert_eq!(world.send(actor, "sso.providers", &[], None).await.0, 403);
        }
        let (status, made) = world.send(admin, "sso.create_provider", &[], Some(&body("https://id.example"))).await;
        assert_eq!(status, 201, "{made}");
        let id = made["id"].as_str().expect("an id").to_owned();
        assert_eq!(made["callback"], format!("https://alpha.localhost:8443/sso/{id}/callback"));
        assert_eq!(made["logout"], format!("https://alpha.localhost:8443/sso/{id}/logout"));
        let path = [("id", id.as_str())];
        for name in ["sso.provider", "sso.people"] {
            assert_eq!(world.send(erika, name, &path, None).await.0, 403);
        }
        let list = world.send(admin, "sso.providers", &[], None).await.1;
        assert!(!list.to_string().contains("geheim-1") && !made.to_string().contains("geheim-1"));
        assert!(list["presets"].as_array().is_some_and(|presets| presets.iter().any(|preset| preset["name"] == "entra")));
        assert!(list["roles"].as_array().is_some_and(|roles| roles.iter().any(|role| role["name"] == "bosses")));
        for (actor, name, answer) in [
            (erika, "sso.change_provider", 403),
            (erika, "sso.try_provider", 403),
            (erika, "sso.remove_provider", 403),
            (admin, "sso.remove_provider", 204),
            (admin, "sso.remove_provider", 404),
            (admin, "sso.provider", 404),
        ] {
            let sent = (name == "sso.change_provider").then(|| json!({"name": "x"}));
            assert_eq!(world.send(actor, name, &path, sent.as_ref()).await.0, answer, "{name}");
        }
        for name in ["provider_created", "provider_removed"] {
            assert_eq!(world.told(name).await.len(), 1, "{name}");
        }
    });
}

#[test]
fn a_secret_goes_nowhere_else_and_nobody_overwrites_anybody() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let admin = Actor::Agent(world.admin);
        let made = world.send(admin, "sso.create_provider", &[], Some(&body("https://id.example"))).await.1;
        let id = made["id"].as_str().expect("an id").to_owned();
        let change = async |body: Json| world.send(admin, "sso.change_provider", &[("id", &id)], Some(&body)).await;
        let oidc = |issuer: &str, client: &str| json!({"issuer": issuer, "client_id": client, "scopes": "email"});
        assert_eq!(change(json!({"oidc": oidc("https://id.example", "desk")})).await.0, 200);
        for elsewhere in [oidc("https://evil.example", "desk"), oidc("https://id.example", "other")] {
            let (status, problem) = change(json!({ "oidc": elsewhere })).await;
            assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some("secret")), "{problem}");
        }
        assert_eq!(change(json!({"oidc": oidc("https://evil.example", "desk"), "secret": "s"})).await.0, 200);
        assert_eq!(change(json!({"name": "x", "version": 1})).await.0, 412);
        let told = world.told("provider_changed").await;
        let said = |event: &Json| (event["secret"].as_bool(), event["elsewhere"].as_bool());
        assert_eq!(told.iter().map(said).collect::<Vec<_>>(), [(Some(false), Some(false)), (Some(true), Some(true))]);
    });
}

#[test]
fn what_does_not_fit_is_refused_with_its_field() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let admin = Actor::Agent(world.admin);
        let check = async |field: &str, to: Json, expected: &str| {
            let mut changed = body("https://id.example");
            changed[field] = to;
            let (status, problem) = world.send(admin, "sso.create_provider", &[], Some(&changed)).await;
            assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some(expected)), "{problem}");
        };
        check("oidc", json!({"issuer": "http://id.example", "client_id": "desk"}), "issuer").await;
        check("oidc", json!({"issuer": "https://login.microsoftonline.com/{tenant}/v2.0", "client_id": "desk"}), "issuer").await;
        check("name", json!(""), "name").await;
        check("secret", json!(""), "secret").await;
        check("mapping", json!({"groups_claim": "g", "rules": [{"value": "x", "group": 2, "permissions": ["rw"]}]}), "rules").await;
        for _ in 0..100 {
            assert_eq!(world.send(admin, "sso.create_provider", &[], Some(&body("https://id.example"))).await.0, 201);
        }
        assert_eq!(world.send(admin, "sso.create_provider", &[], Some(&body("https://id.example"))).await.0, 409);
    });
}
