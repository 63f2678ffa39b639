//! Tokens for programs.

use crate::world::{World, make_token, migrations};
use access::{CreateTokenError, NewToken, TokenEnvironment};
use kernel::{Actor, By, Strength};
use room::Scope;
use serde_json::{Value as Json, json};
use std::time::Duration;
use testkit::on_both_engines;
use testkit::rooms::{self, call, send};

#[test]
fn a_token_is_shown_once_and_opens_what_it_says() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let text = make_token(&world, world.erika, 90).await;
        assert!(text.starts_with("blg_test_"));
        let guest = world.guest_by_token(&text).await.expect("a guest");
        assert_eq!((guest.actor, guest.session), (Actor::Agent(world.erika), None));
        let scopes = ["people:read", "tickets:read"].map(str::to_owned);
        assert_eq!(guest.scope, Scope::Only(scopes.into()));
        let (_, list) = world.ask(world.context(Actor::Agent(world.erika)), "access.tokens", &[], None).await;
        let item = &list["items"][0];
        assert_eq!((&item["name"], &item["scopes"]), (&json!("Bericht"), &json!(["people:read", "tickets:read"])));
        assert_eq!((&item["created_at"], &item["expires_at"]), (&json!("2026-01-15T09:00:00Z"), &json!("2026-04-15T09:00:00Z")));
        assert_eq!(item["last_used_at"], json!("2026-01-15T09:00:00Z"));
        assert!(item.get("token").is_none() && !list.to_string().contains(&text));
        let (_, list) = world.ask(world.context(Actor::Agent(world.admin)), "access.tokens", &[], None).await;
        assert_eq!(list, json!({"items": [], "next": null}), "the tokens of others are not listed");
    });
}

#[test]
fn a_token_ends_by_age_by_revocation_and_with_its_agent() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let erika = || world.context(Actor::Agent(world.erika));
        let text = make_token(&world, world.erika, 1).await;
        world.node.clock.advance(Duration::from_hours(24) - Duration::from_secs(1));
        assert!(world.guest_by_token(&text).await.is_some());
        world.node.clock.advance(Duration::from_secs(1));
        assert!(world.guest_by_token(&text).await.is_none());
        let text = make_token(&world, world.erika, 365).await;
        let (_, list) = world.ask(erika(), "access.tokens", &[], None).await;
        let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
        let of_token = [("id", id.as_str())];
        assert_eq!(world.ask(world.context(Actor::Agent(world.admin)), "access.revoke_token", &of_token, None).await.0, 404);
        assert_eq!(world.ask(erika(), "access.revoke_token", &of_token, None).await.0, 204);
        assert_eq!(world.ask(erika(), "access.revoke_token", &of_token, None).await.0, 404);
        assert!(world.guest_by_token(&text).await.is_none());
        let text = make_token(&world, world.erika, 10).await;
        for wrong in ["", "blg_", &text[1..], &text.replace("blg_test", "blg_live"), &text.to_uppercase()] {
            assert!(world.guest_by_token(wrong).await.is_none(), "{wrong}");
        }
        world.make_invalid(world.erika).await;
        assert!(world.guest_by_token(&text).await.is_none());
        assert_eq!((world.told("token_created").await, world.told("token_revoked").await), (3, 1));
    });
}

#[test]
fn bad_wishes_are_refused() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let ask = async |body: Json| world.ask(world.context(Actor::Agent(world.erika)), "access.create_token", &[], Some(body)).await;
        for (body, status) in [
            (json!({"name": "x", "scopes": ["tickets:read"], "days": 0}), 422),
            (json!({"name": "x", "scopes": ["tickets:read"], "days": 366}), 422),
            (json!({"name": "x", "scopes": ["tickets:read"]}), 400),
            (json!({"name": "", "scopes": ["tickets"], "days": 1}), 422),
            (json!({"name": "x", "scopes": [], "days": 1}), 422),
        ] {
            assert_eq!(ask(body.clone()).await.0, status, "{body}");
        }
        let customer = world.context(Actor::CustomerUser(world.schoessler));
        let good = json!({"name": "x", "scopes": ["tickets:read"], "days": 1});
        assert_eq!(world.ask(customer, "access.create_token", &[], Some(good)).await.0, 403);
    });
}

#[test]
fn agents_make_tokens_for_themselves_and_not_with_a_token() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let environment: TokenEnvironment = "test".parse().expect("an environment");
        let new = NewToken {
            agent: world.erika,
            name: "x".parse().expect("a name"),
            scopes: "tickets:read".parse().expect("scopes"),
            days: 1,
            networks: Vec::new(),
        };
        let erika = rooms::by(Actor::Agent(world.erika));
        for (by, may) in [
            (By { strength: Strength::Token, ..erika.clone() }, false),
            (rooms::by(Actor::Agent(world.admin)), false),
            (rooms::by(Actor::Room("mail")), false),
            (rooms::operator(), true),
            (erika, true),
        ] {
            let (new, environment) = (new.clone(), environment.clone());
            let outcome = world
                .door
                .act(by.clone(), world.node.ambient.moment(), move |act| {
                    access::create_token(act, &new, &environment).map(|made| made.token.id)
                })
                .await;
            assert_eq!(outcome.is_ok(), may, "{by:?}");
            assert!(may || matches!(outcome, Err(CreateTokenError::NotYours(_))));
        }
    });
}

#[test]
fn a_repeated_key_does_not_make_a_second_token() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let body = json!({"name": "x", "scopes": ["tickets:read"], "days": 1});
        let ask = async |body: &Json| {
            let mut context = world.context(Actor::Agent(world.erika));
            context.bind_once("key", "POST", "/api/v1/tokens", body.to_string().as_bytes());
            send(&access::ROOM, "access.create_token", context, call(&[], "", Some(body))).await.0
        };
        assert_eq!(ask(&body).await, 201);
        assert_eq!(ask(&body).await, 409);
        assert_eq!(ask(&json!({"name": "y", "scopes": ["tickets:read"], "days": 1})).await, 422);
        assert_eq!(world.told("token_created").await, 1);
    });
}
