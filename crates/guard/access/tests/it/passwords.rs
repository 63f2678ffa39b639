//! Passwords: who sets them, which are refused, what ends with them.

use crate::world::{PASSWORD, World, make_token, migrations, nobody, secret};
use access::{Person, SetPasswordError, WeakPassword};
use kernel::Actor;
use room::Audience;
use serde_json::json;
use testkit::on_both_engines;

#[test]
fn registers_agree_with_the_schema() {
    on_both_engines(&migrations(), |node| async move {
        let door = node.tenant().await;
        testkit::rooms::hold_registers(&node, &door, &access::ROOM).await;
    });
}

#[test]
fn only_the_command_line_sets_passwords() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let erika = Person::Agent(world.erika);
        for actor in [Actor::Agent(world.admin), Actor::Agent(world.erika), Actor::Stranger, Actor::Room("mail")] {
            let outcome = access::set_password(&world.context(actor), erika, secret(PASSWORD)).await;
            assert!(matches!(outcome, Err(SetPasswordError::NotYours(_))), "{actor:?}");
        }
        let outcome = access::set_password(&world.operator(), Person::Agent(nobody()), secret(PASSWORD)).await;
        assert!(matches!(outcome, Err(SetPasswordError::PersonUnknown)));
        assert_eq!(world.told("password_set").await, 0);
    });
}

#[test]
fn words_about_the_person_and_the_desk_make_no_password() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let before = world.hasher.runs();
        for (password, expected) in [
            ("zu kurz", WeakPassword::TooShort),
            ("Erika-Mustermann-1", WeakPassword::WellKnown),
            ("Südlicht IT 2026", WeakPassword::WellKnown),
            ("alpha.localhost:8443", WeakPassword::WellKnown),
            ("abababababababab", WeakPassword::Repetitive),
        ] {
            let outcome = access::set_password(&world.operator(), Person::Agent(world.erika), secret(password)).await;
            assert!(matches!(outcome, Err(SetPasswordError::Weak(weak)) if weak == expected), "{password}");
        }
        assert_eq!(world.hasher.runs(), before, "nothing was hashed for them");
    });
}

#[test]
fn a_new_password_ends_all_sessions_and_the_old_one() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        assert!(world.guest(Audience::Agents, &cookie).await.is_some());
        let next = "Regenschirm pfeift leise";
        access::set_password(&world.operator(), Person::Agent(world.erika), secret(next)).await.expect("a new password");
        assert!(world.guest(Audience::Agents, &cookie).await.is_none());
        assert_eq!(world.sign_in("access.sign_in", "erika", PASSWORD).await.status.as_u16(), 403);
        world.node.clock.advance(std::time::Duration::from_secs(2));
        assert_eq!(world.sign_in("access.sign_in", "erika", next).await.status.as_u16(), 303);
    });
}

#[test]
fn a_new_password_revokes_the_tokens_of_its_agent_and_of_nobody_else() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let (one, two) = (make_token(&world, world.erika, 1).await, make_token(&world, world.erika, 90).await);
        let other = make_token(&world, world.admin, 90).await;
        access::set_password(&world.operator(), Person::CustomerUser(world.schoessler), secret(PASSWORD)).await.expect("a password");
        assert!(world.guest_by_token(&one).await.is_some());
        access::set_password(&world.operator(), Person::Agent(world.erika), secret(PASSWORD)).await.expect("a password");
        assert!(world.guest_by_token(&one).await.is_none() && world.guest_by_token(&two).await.is_none());
        assert!(world.guest_by_token(&other).await.is_some());
        assert_eq!((world.told("password_set").await, world.told("token_revoked").await), (2, 2));
    });
}

#[test]
fn people_change_their_own_password_when_they_know_it() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let (here, elsewhere) = (world.erika_signs_in().await, world.erika_signs_in().await);
        let next = "Regenschirm pfeift leise";
        let change = async |old: &str, new: &str| {
            world.node.clock.advance(std::time::Duration::from_mins(10));
            let context = world.signed_in(Audience::Agents, &here).await;
            let (status, body) = world.ask(context, "access.change_password", &[], Some(json!({"old": old, "new": new}))).await;
            (status, body["errors"][0]["field"].as_str().unwrap_or_default().to_owned(), body["errors"][0]["reason"].clone())
        };
        assert_eq!(change("geraten", next).await, (422, "old".into(), json!("wrong")));
        assert_eq!(change(PASSWORD, "zu kurz").await, (422, "new".into(), json!("too-short")));
        assert_eq!(change(PASSWORD, "Erika-Mustermann-1").await, (422, "new".into(), json!("well-known")));
        assert_eq!((world.told("password_kept").await, world.told("password_changed").await), (1, 0));
        assert_eq!(change(PASSWORD, next).await.0, 204);
        assert!(world.guest(Audience::Agents, &here).await.is_some(), "who changed it stays");
        assert!(world.guest(Audience::Agents, &elsewhere).await.is_none());
        world.node.clock.advance(std::time::Duration::from_mins(10));
        assert_eq!(world.sign_in("access.sign_in", "erika", PASSWORD).await.status.as_u16(), 403);
        world.node.clock.advance(std::time::Duration::from_mins(10));
        assert_eq!(world.sign_in("access.sign_in", "erika", next).await.status.as_u16(), 303);
    });
}

#[test]
fn whoever_found_an_open_session_cannot_guess_the_password_in_it() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let mut statuses = Vec::new();
        for guess in 0..8 {
            let context = world.signed_in(Audience::Agents, &cookie).await;
            let body = json!({"old": format!("geraten {guess}"), "new": "Regenschirm pfeift leise"});
            statuses.push(world.ask(context, "access.change_password", &[], Some(body)).await.0);
        }
        assert_eq!(statuses.first(), Some(&422));
        assert!(statuses.iter().skip(2).all(|status| *status == 429), "{statuses:?}");
        let token = make_token(&world, world.erika, 1).await;
        let guest = world.guest_by_token(&token).await.expect("a guest");
        let context = room::Context { guest: Some(guest), ..world.context(Actor::Agent(world.erika)) };
        let body = json!({"old": PASSWORD, "new": "Regenschirm pfeift leise"});
        assert_eq!(world.ask(context, "access.change_password", &[], Some(body)).await.0, 403, "a token has no password");
    });
}
