//! Signing in and out, by pages that need no script.

use crate::world::{PASSWORD, World, cookie_of, form, form_call, header, migrations, text};
use kernel::Actor;
use room::Audience;
use store::leaf::{commit, digest};
use testkit::on_both_engines;
use testkit::rooms::{answer, call, with_header};

#[test]
fn a_good_password_opens_a_session_and_leads_home() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let done = world.sign_in("access.sign_in", "ERIKA", PASSWORD).await;
        assert_eq!((done.status.as_u16(), header(&done, "location")), (303, "/"));
        let line = header(&done, "set-cookie");
        assert!(line.starts_with("__Host-beleg-agent=") && line.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{line}");
        let cookie = cookie_of(&done).expect("a cookie");
        let guest = world.guest(Audience::Agents, &cookie).await.expect("a guest");
        assert_eq!((guest.actor, guest.login.as_str()), (Actor::Agent(world.erika), "erika"));
        assert!(guest.session.is_some());
        assert!(world.guest(Audience::Customers, &cookie).await.is_none(), "an agent's cookie opens no portal");

        let done = world.sign_in("access.portal_sign_in", "a.schoessler@KKG.example", PASSWORD).await;
        assert_eq!((done.status.as_u16(), header(&done, "location")), (303, "/portal"));
        let cookie = cookie_of(&done).expect("a cookie");
        assert!(header(&done, "set-cookie").starts_with("__Host-beleg-customer="));
        let guest = world.guest(Audience::Customers, &cookie).await.expect("a guest");
        assert_eq!(guest.actor, Actor::CustomerUser(world.schoessler));
        assert!(world.guest(Audience::Agents, &cookie).await.is_none());
        assert_eq!(world.told("signed_in").await, 2);
    });
}

#[test]
fn afterwards_only_local_paths_are_followed() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        for (operation, login, next, expected) in [
            ("access.sign_in", "erika", "%2Ftickets%3Fq%3Da", "/tickets?q=a"),
            ("access.sign_in", "erika", "https%3A%2F%2Fevil.example", "/"),
            ("access.sign_in", "erika", "%2F%2Fevil.example", "/"),
            ("access.portal_sign_in", "schoessler", "%2Fportal%2Ftickets%2F1", "/portal/tickets/1"),
            ("access.portal_sign_in", "schoessler", "%2Ftickets", "/portal"),
        ] {
            let form = format!("{}&next={next}", form(login, PASSWORD));
            let done = world.try_from("192.0.2.7", operation, &form).await;
            assert_eq!((done.status.as_u16(), header(&done, "location")), (303, expected), "{next}");
        }
    });
}

#[test]
fn whatever_does_not_fit_is_answered_alike_and_costs_alike() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        // Rita has no password; Erika becomes not valid at the end.
        let mut pages = Vec::new();
        for (index, (login, password)) in
            [("erika", "wrong"), ("nobody", PASSWORD), ("root", PASSWORD), ("a b \u{202e}", PASSWORD), ("erika", PASSWORD)]
                .into_iter()
                .enumerate()
        {
            if index == 4 {
                world.make_invalid(world.erika).await;
            }
            let (before, newest) = (world.hasher.runs(), world.read(|view| view.newest_event()).await);
            let refused = world.try_from(&format!("192.0.2.{index}"), "access.sign_in", &form(login, password)).await;
            assert_eq!(refused.status.as_u16(), 403, "{login}");
            assert_eq!(world.hasher.runs() - before, 1, "one run of the hasher for {login}");
            assert_eq!(world.read(|view| view.newest_event()).await - newest, 1, "one event for {login}");
            assert!(cookie_of(&refused).is_none());
            pages.push(text(&refused).replace(&format!("value=\"{login}\""), "value=\"\""));
        }
        assert!(pages.iter().all(|page| page == &pages[0]), "the same page, whatever was wrong");
        assert!(pages[0].contains("passen nicht zusammen"));
        assert_eq!(world.told("sign_in_refused").await, 5);
    });
}

#[test]
fn a_refusal_commits_to_the_login_without_telling_it() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        world.sign_in("access.sign_in", "geheimer.name", "wrong password here").await;
        let (event, proof) = world
            .read(|view| {
                let newest = view.newest_event()?;
                Ok((view.events_after(newest - 1, 1)?.remove(0), view.proofs_after(newest - 1, 1)?.remove(0)))
            })
            .await;
        assert_eq!((event.kind.as_str(), event.actor.as_str()), ("sign_in_refused", "stranger"));
        assert_eq!(event.public, serde_json::json!({"kind": "agent"}));
        let detail = proof.detail.expect("a salt");
        assert_eq!(detail.text, None);
        let expected = commit(&detail.salt, "beleg-content/1", &digest(b"geheimer.name"));
        assert!(proof.leaf.contains(&expected) && proof.leaf.contains("\"outcome\":\"refused\""));
        assert!(!proof.leaf.contains("geheimer"));
    });
}

#[test]
fn forms_that_are_none_are_refused_before_anything_is_counted() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        for (form, status) in
            [("login=erika", 422), ("password=x", 422), ("login=+&password=x", 422), ("login=erika&password=", 422), ("", 422)]
        {
            let refused = world.try_from("192.0.2.7", "access.sign_in", form).await;
            assert_eq!(refused.status.as_u16(), status, "{form}");
        }
        let mut json = form_call("{}");
        json.headers.insert("content-type", "application/json".parse().expect("a value"));
        assert_eq!(answer(&access::ROOM, "access.sign_in", world.stranger("192.0.2.7"), json).await.status.as_u16(), 400);
        let large = form_call(&form("erika", &"x".repeat(20_000)));
        assert_eq!(answer(&access::ROOM, "access.sign_in", world.stranger("192.0.2.7"), large).await.status.as_u16(), 413);
        assert_eq!((world.hasher.runs(), world.told("sign_in_refused").await), (2, 0), "only the two passwords were hashed");
    });
}

#[test]
fn the_page_speaks_the_readers_language_and_runs_no_script_but_ours() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let show = async |operation: &str, query: &str, accepts: &str| {
            let call = with_header(call(&[], query, None), "accept-language", accepts);
            answer(&access::ROOM, operation, world.stranger("192.0.2.7"), call).await
        };
        for (query, accepts, expected) in [
            ("", "", "Anmelden bei"),
            ("", "pt-PT, en;q=0.5", "Entrar em"),
            ("lang=en", "de", "Sign in to"),
            ("lang=xx", "en", "Sign in to"),
        ] {
            let page = show("access.sign_in_page", query, accepts).await;
            assert_eq!(page.status.as_u16(), 200);
            assert!(text(&page).contains(expected), "{query} {accepts}");
            assert!(text(&page).contains("Südlicht IT-Service") && text(&page).contains("alpha.localhost:8443"));
        }
        let page = show("access.portal_sign_in_page", "next=%2Fportal%2Ftickets&lang=de", "").await;
        assert!(text(&page).contains("action=\"/portal/sign-in\"") && text(&page).contains("name=\"next\" value=\"/portal/tickets\""));
        let policy = header(&page, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; ") && !policy.contains("unsafe"));
        assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
        let evil = show("access.sign_in_page", "next=%2F%2Fevil.example&lang=%3Cscript%3E&%%%", "").await;
        assert!(!text(&evil).contains("evil") && !text(&evil).contains("<script>"));
    });
}

#[test]
fn signing_out_ends_the_session_and_takes_the_cookie_away() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let out = async |operation: &str, cookies: &str| {
            let call = with_header(form_call(""), "cookie", cookies);
            answer(&access::ROOM, operation, world.stranger("192.0.2.7"), call).await
        };
        let other = out("access.portal_sign_out", &format!("__Host-beleg-customer={cookie}")).await;
        assert_eq!((other.status.as_u16(), header(&other, "location")), (303, "/portal/sign-in"));
        assert!(world.guest(Audience::Agents, &cookie).await.is_some(), "another entrance's cookie ends nothing");
        let done = out("access.sign_out", &format!("a=b; __Host-beleg-agent={cookie}")).await;
        assert_eq!((done.status.as_u16(), header(&done, "location")), (303, "/sign-in"));
        assert_eq!(header(&done, "set-cookie"), "__Host-beleg-agent=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
        assert!(world.guest(Audience::Agents, &cookie).await.is_none());
        assert_eq!(out("access.sign_out", &format!("__Host-beleg-agent={cookie}")).await.status.as_u16(), 303, "twice is as good as once");
        assert_eq!(out("access.sign_out", "").await.status.as_u16(), 303);
        assert_eq!(world.told("signed_out").await, 1);
    });
}
