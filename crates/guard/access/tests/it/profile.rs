//! Who is signed in, and what they may.

use crate::world::{PASSWORD, World, cookie_of, migrations};
use kernel::Actor;
use room::Audience;
use serde_json::json;
use testkit::on_both_engines;

#[test]
fn me_tells_an_agent_who_they_are_and_what_they_may() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let erika = world.signed_in(Audience::Agents, &cookie).await;
        let session = access::SessionId(erika.guest.as_ref().and_then(|guest| guest.session).expect("a session"));
        let (status, me) = world.ask(erika.clone(), "access.me", &[], None).await;
        let expected = json!({
            "kind": "agent", "id": world.erika.to_string(), "login": "erika", "name": "Erika Mustermann", "email": "erika@alpha.example",
            "locale": "de", "tenant": {"name": "alpha", "title": "Südlicht IT-Service", "host": "alpha.localhost:8443"},
            "session": session.to_string(), "stage": "whole", "can": {"create_ticket": false, "administer": false, "see_audit": false},
            "content_origin": "https://content.alpha.localhost:8443"});
        assert_eq!((status, me), (200, expected));
        let (_, me) = world.ask(world.context(Actor::Agent(world.admin)), "access.me", &[], None).await;
        assert_eq!(me["can"], json!({"create_ticket": true, "administer": true, "see_audit": true}));
        assert_eq!(me["session"], json!(null));
        assert_eq!(world.ask(world.context(Actor::Stranger), "access.me", &[], None).await.0, 401);
    });
}

#[test]
fn me_tells_a_customer_user_less() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = cookie_of(&world.sign_in("access.portal_sign_in", "schoessler", PASSWORD).await).expect("a cookie");
        let context = world.signed_in(Audience::Customers, &cookie).await;
        let (status, me) = world.ask(context, "access.me", &[], None).await;
        assert_eq!((status, &me["kind"], &me["can"]), (200, &json!("customer"), &json!({"create_ticket": true})));
        assert_eq!((&me["id"], &me["locale"]), (&json!(world.schoessler.to_string()), &json!("pt-BR")));
    });
}

#[test]
fn name_and_language_are_changed_and_nothing_else() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let erika = || world.context(Actor::Agent(world.erika));
        let (status, me) = world.ask(erika(), "access.change_me", &[], Some(json!({"locale": "pt-BR", "name": "Erika M."}))).await;
        assert_eq!((status, &me["locale"], &me["name"]), (200, &json!("pt-BR"), &json!("Erika M.")));
        let (status, me) = world.ask(erika(), "access.change_me", &[], Some(json!({}))).await;
        assert_eq!((status, &me["locale"]), (200, &json!("pt-BR")));
        for (body, status) in [
            (json!({"locale": "fr"}), 422),
            (json!({"name": "  "}), 422),
            (json!({"login": "root"}), 400),
            (json!({"email": "x@y.example"}), 400),
        ] {
            assert_eq!(world.ask(erika(), "access.change_me", &[], Some(body.clone())).await.0, status, "{body}");
        }
    });
}
