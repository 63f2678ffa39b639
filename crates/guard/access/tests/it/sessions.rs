//! Sessions: how they live, are listed and ended.

use crate::world::{PASSWORD, World, cookie_of, form, form_call, migrations};
use room::Audience;
use serde_json::json;
use std::time::Duration;
use testkit::on_both_engines;
use testkit::rooms::{answer, with_header};

#[test]
fn a_session_lives_while_it_is_used_and_half_a_day_at_most() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        for minutes in [59u64, 59, 59] {
            world.node.clock.advance(Duration::from_mins(minutes));
            assert!(world.guest(Audience::Agents, &cookie).await.is_some(), "used within the hour");
        }
        world.node.clock.advance(Duration::from_hours(1));
        assert!(world.guest(Audience::Agents, &cookie).await.is_none(), "idle for an hour");
        let cookie = world.erika_signs_in().await;
        for _ in 0..23 {
            world.node.clock.advance(Duration::from_mins(30));
            assert!(world.guest(Audience::Agents, &cookie).await.is_some());
        }
        world.node.clock.advance(Duration::from_mins(30));
        assert!(world.guest(Audience::Agents, &cookie).await.is_none(), "twelve hours are over");
    });
}

#[test]
fn a_session_ends_with_the_validity_of_its_person() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let guest = world.guest(Audience::Agents, &cookie).await.expect("a guest");
        let session = guest.session.expect("a session");
        let context = world.context(kernel::Actor::Stranger);
        let lives = async || access::credential_lives(&world.door, &context.house, session, &context.by).await.expect("asked").is_some();
        assert!(lives().await);
        world.make_invalid(world.erika).await;
        assert!(world.guest(Audience::Agents, &cookie).await.is_none());
        assert!(!lives().await);
    });
}

#[test]
fn what_is_no_cookie_of_ours_opens_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        for value in ["", "x", &"A".repeat(43), &cookie[..42], &format!("{cookie}A"), &cookie.to_lowercase()] {
            assert!(world.guest(Audience::Agents, value).await.is_none(), "{value}");
        }
        for audience in [Audience::Public, Audience::Everybody, Audience::Customers] {
            assert!(world.guest(audience, &cookie).await.is_none(), "{audience:?}");
        }
        let other = world.node.tenant().await;
        let context = world.context(kernel::Actor::Stranger);
        let elsewhere = access::guest_by_cookie(&other, &context.house, Audience::Agents, &cookie, &context.by).await.expect("asked");
        assert!(elsewhere.is_none(), "a session belongs to one tenant");
    });
}

#[test]
fn each_sign_in_makes_a_new_session_and_ends_the_one_it_replaces() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let first = world.erika_signs_in().await;
        let call = with_header(form_call(&form("erika", PASSWORD)), "cookie", &format!("__Host-beleg-agent={first}"));
        let done = answer(&access::ROOM, "access.sign_in", world.stranger("192.0.2.7"), call).await;
        let second = cookie_of(&done).expect("a cookie");
        assert_ne!(first, second);
        assert!(world.guest(Audience::Agents, &first).await.is_none());
        assert!(world.guest(Audience::Agents, &second).await.is_some());
    });
}

#[test]
fn sessions_are_listed_and_ended_by_their_owner_alone() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let (first, second) = (world.erika_signs_in().await, world.erika_signs_in().await);
        let customer = cookie_of(&world.sign_in("access.portal_sign_in", "schoessler", PASSWORD).await).expect("a cookie");
        let erika = world.signed_in(Audience::Agents, &second).await;
        let schoessler = world.signed_in(Audience::Customers, &customer).await;
        let (status, list) = world.ask(erika.clone(), "access.sessions", &[], None).await;
        let items = list["items"].as_array().expect("items").clone();
        assert_eq!((status, items.len(), &list["next"]), (200, 2, &json!(null)));
        let currents: Vec<bool> = items.iter().map(|item| item["current"] == json!(true)).collect();
        assert_eq!(currents.iter().filter(|current| **current).count(), 1);
        assert_eq!((&items[0]["client"], &items[0]["ip"]), (&json!("Firefox 145, Linux"), &json!("192.0.2.7")));
        assert_eq!((&items[0]["created_at"], &items[0]["expires_at"]), (&json!("2026-01-15T09:00:00Z"), &json!("2026-01-15T21:00:00Z")));
        let other = items.iter().find(|item| item["current"] == json!(false)).expect("the first")["id"].as_str().expect("an id").to_owned();
        let of_other = [("id", other.as_str())];
        assert_eq!(world.ask(schoessler.clone(), "access.revoke_session", &of_other, None).await.0, 404, "not the customer's to end");
        assert_eq!(world.ask(erika.clone(), "access.revoke_session", &[("id", "ses_x")], None).await.0, 404);
        assert_eq!(world.ask(erika.clone(), "access.revoke_session", &of_other, None).await.0, 204);
        assert_eq!(world.ask(erika.clone(), "access.revoke_session", &of_other, None).await.0, 404, "it is gone");
        assert!(world.guest(Audience::Agents, &first).await.is_none());
        let third = world.erika_signs_in().await;
        assert_eq!(world.ask(erika.clone(), "access.revoke_others", &[], None).await.0, 204);
        assert!(world.guest(Audience::Agents, &third).await.is_none());
        assert!(world.guest(Audience::Agents, &second).await.is_some(), "the one that asks stays");
        assert!(world.guest(Audience::Customers, &customer).await.is_some());
        assert_eq!(world.ask(erika, "access.revoke_others", &[], None).await.0, 204, "also when there are none");
        assert_eq!(world.told("session_ended").await, 2);
    });
}
