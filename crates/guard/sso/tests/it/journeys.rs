//! Ways to a real provider and back.

use crate::world::{World, header, migrations};
use kernel::Actor;
use people::{GroupId, Permission};
use room::Audience;
use serde_json::{Value as Json, json};
use testkit::on_both_engines;
use testkit::rooms::{self, answer, call, with_header};

fn mapping(world: &World) -> Json {
    json!({
        "groups_claim": "groups", "creates_accounts": true, "login_claim": "preferred_username",
        "rules": [
            {"value": "desk", "role": world.first_level},
            {"value": "chiefs", "role": world.bosses},
            {"value": "desk", "group": 1, "permissions": ["ro", "note"]},
        ],
    })
}

fn karla(groups: &[&str]) -> Json {
    json!({"karla": {
        "name": "Karla Kolumna", "preferred_username": "Karla", "groups": groups, "email": "karla@provider.example", "email_verified": true,
    }})
}

fn with(first: Json, second: &Json) -> Json {
    let mut both = first;
    both.as_object_mut().expect("accounts").extend(second.as_object().expect("accounts").clone());
    both
}

/// Why the last one was refused.
async fn last_reason(world: &World) -> String {
    world.told("refused").await.last().map(|event| event["reason"].as_str().expect("a word").to_owned()).unwrap_or_default()
}

#[test]
fn whom_a_provider_vouches_for_is_signed_in_and_follows_it_at_each_sign_in() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &mapping(&world)).await;
        let provider = world.start(&id, &karla(&["desk", "chiefs"]));
        let (address, carried) = world.begin(&id, "next=%2Ftickets%2Ftkt_1").await;
        for part in ["response_type=code", "code_challenge_method=S256", "client_id=desk", "scope=openid+profile+email"] {
            assert!(address.contains(part), "{address}");
        }
        let back = provider.visit("karla", &address, "karla");
        let came = world.come_back(&id, &back, &carried).await;
        assert_eq!((came.status.as_u16(), header(&came, "location").as_str()), (303, "/tickets/tkt_1"), "{}", last_reason(&world).await);
        let guest = world.guest(Audience::Agents, &came).await.expect("a session");
        assert_eq!((guest.name.as_str(), guest.login.as_str()), ("Karla Kolumna", "karla"));
        let Actor::Agent(agent) = guest.actor else { panic!("an agent") };
        // Nobody becomes an administrator by a role that gives that, unless it was said.
        assert_eq!(world.roles_of(agent).await, [world.first_level]);
        let rights = world.read(move |view| people::rights_of(view, agent)).await;
        assert!(rights.may(GroupId::USERS, Permission::Note) && !rights.is_admin());
        assert_eq!(world.told("linked").await.last().expect("an event")["how"], "created");

        let other = json!({"karla": {"name": "Karla Löwe", "preferred_username": "other", "groups": ["x"], "email": "kl@provider.example", "email_verified": true}});
        provider.set_accounts(&other);
        let again = world.sign_in(&provider, &id, "karla").await;
        let guest = world.guest(Audience::Agents, &again).await.expect("a session");
        assert_eq!((guest.actor, guest.name.as_str(), guest.login.as_str()), (Actor::Agent(agent), "Karla Löwe", "karla"));
        let found = world.read(move |view| people::agent(view, agent)).await.expect("an agent");
        assert_eq!(found.email.as_str(), "kl@provider.example");
        assert_eq!(world.roles_of(agent).await, [], "what the provider does not say any more is taken away");
        assert!(!world.read(move |view| people::rights_of(view, agent)).await.may(GroupId::USERS, Permission::Ro));
        assert_eq!(world.told("signed_in").await.len(), 2);
    });
}

#[test]
fn each_way_counts_once_in_the_browser_that_began_it_and_for_its_provider() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &mapping(&world)).await;
        let provider = world.start(&id, &karla(&["desk"]));
        let refused = async |back: &str, cookies: &str, reason: &str| {
            let came = world.come_back(&id, back, cookies).await;
            let page = String::from_utf8_lossy(came.bytes().expect("a page")).into_owned();
            assert_eq!(came.status, 403, "{reason}");
            assert!(page.contains("Anmeldung hat nicht geklappt") && !page.contains(reason), "{page}");
            assert!(world.guest(Audience::Agents, &came).await.is_none());
            assert_eq!(last_reason(&world).await, reason);
        };
        let (address, carried) = world.begin(&id, "").await;
        let back = provider.visit("karla", &address, "karla");
        // Somebody else's browser: nothing was begun there, and nothing is told.
        let came = world.come_back(&id, &back, "").await;
        assert_eq!((came.status.as_u16(), world.told("refused").await.len()), (403, 0));
        let (_, other) = world.begin(&id, "").await;
        refused(&back, &other, "state-wrong").await;
        let iss = |to: &str| back.split("&iss=").next().expect("an address").to_owned() + to;
        refused(&iss("&iss=https%3A%2F%2Fevil.example"), &carried, "issuer-wrong").await;
        // That was its one time.
        refused(&back, &carried, "replayed").await;

        let (address, carried) = world.begin(&id, "").await;
        let back = provider.visit("karla", &address, "karla");
        let unnamed = back.split("&iss=").next().expect("an address").to_owned();
        refused(&unnamed, &carried, "issuer-wrong").await;

        let (address, carried) = world.begin(&id, "").await;
        let back = provider.visit("karla", &address, "karla");
        assert_eq!(world.come_back(&id, &back, &carried).await.status, 303);
        refused(&back, &carried, "replayed").await;

        let (address, carried) = world.begin(&id, "").await;
        let state = address.split("&state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state").to_owned();
        let base = back.split('?').next().expect("an address").to_owned();
        // A code that nobody gave, one of another way (PKCE), and no code at all.
        let old = back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
        let named = format!("iss=https%3A%2F%2Flocalhost%3A{}", provider.port);
        refused(&format!("{base}?code={old}&state={state}&{named}"), &carried, "not-exchanged").await;
        let (address, carried) = world.begin(&id, "").await;
        let state = address.split("&state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state").to_owned();
        refused(&format!("{base}?error=access_denied&state={state}&{named}"), &carried, "denied").await;
        let (_, carried) = world.begin(&id, "").await;
        refused(&format!("{base}?x=1"), &carried, "malformed").await;

        let (address, carried) = world.begin(&id, "").await;
        let back = provider.visit("karla", &address, "karla");
        world.node.clock.advance(std::time::Duration::from_mins(10));
        refused(&back, &carried, "too-late").await;
    });
}

#[test]
fn a_code_of_another_way_is_not_exchanged() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &mapping(&world)).await;
        let provider = world.start(&id, &karla(&["desk"]));
        // Mallory's own code, put into the way that Erika's browser began: its challenge is another.
        let (of_mallory, _) = world.begin(&id, "").await;
        let of_mallory = provider.visit("mallory", &of_mallory, "karla");
        let code = of_mallory.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
        let (address, carried) = world.begin(&id, "").await;
        let back = provider.visit("erika", &address, "karla");
        let (head, tail) = back.split_once("code=").expect("a code");
        let swapped = format!("{head}code={code}&{}", tail.split_once('&').expect("more").1);
        assert_eq!(world.come_back(&id, &swapped, &carried).await.status, 403);
        assert_eq!(last_reason(&world).await, "not-exchanged");
    });
}

#[test]
fn nobody_is_taken_for_somebody_who_is_here() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &mapping(&world)).await;
        let account = |name: &str, login: &str, email: &str, verified: bool, groups: &[&str]| json!({name: {"name": name, "preferred_username": login, "groups": groups, "email": email, "email_verified": verified}});
        let accounts = [
            account("same-address", "other", "erika@alpha.example", true, &["desk"]),
            account("same-login", "erika", "e@provider.example", true, &["desk"]),
            account("unverified", "fresh", "f@provider.example", false, &["desk"]),
            account("no-rule", "fresh", "f@provider.example", true, &["others"]),
            account("boss", "fresh", "f@provider.example", true, &["chiefs"]),
            json!({"nameless": {"name": "N", "groups": ["desk"]}}),
        ];
        let all = accounts.iter().fold(json!({}), with);
        let provider = world.start(&id, &all);
        for (account, reason) in [
            ("same-address", "account-exists"),
            ("same-login", "account-exists"),
            ("unverified", "address-unverified"),
            ("no-rule", "not-allowed"),
            ("boss", "not-allowed"),
            ("nameless", "nameless"),
        ] {
            assert_eq!(world.sign_in(&provider, &id, account).await.status, 403, "{account}");
            assert_eq!(last_reason(&world).await, reason, "{account}");
        }
        assert_eq!(world.told("linked").await, Vec::<Json>::new());
    });
}

#[test]
fn an_account_that_is_here_is_linked_by_its_owner_or_an_administrator() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &json!({})).await;
        let account = |name: &str| json!({name: {"name": name, "email": format!("{name}@alpha.example"), "email_verified": true}});
        let provider = world.start(&id, &with(account("erika"), &account("rita")));
        assert_eq!(world.sign_in(&provider, &id, "erika").await.status, 403);
        assert_eq!(last_reason(&world).await, "not-known");

        // An administrator links.
        let admin = Actor::Agent(world.admin);
        let link = json!({"subject": "erika", "login": "Erika"});
        let path = [("id", id.as_str())];
        assert_eq!(world.send(Actor::Agent(world.erika), "sso.link_person", &path, Some(&link)).await.0, 403);
        assert_eq!(world.send(admin, "sso.link_person", &path, Some(&link)).await.0, 204);
        assert_eq!(world.send(admin, "sso.link_person", &path, Some(&link)).await.0, 409);
        let wrong = json!({"subject": "s", "login": "schoessler"});
        assert_eq!(world.send(admin, "sso.link_person", &path, Some(&wrong)).await.0, 422);
        let came = world.sign_in(&provider, &id, "erika").await;
        assert_eq!(world.guest(Audience::Agents, &came).await.expect("a session").actor, Actor::Agent(world.erika));
        let people = world.send(admin, "sso.people", &path, None).await.1;
        assert_eq!((&people["items"][0]["subject"], &people["items"][0]["login"]), (&json!("erika"), &json!("erika")));

        // Unlinked, the session that came of it ends.
        let asked = call(&path, "subject=erika", None);
        assert_eq!(answer(&sso::ROOM, "sso.unlink_person", world.context(admin), asked).await.status, 204);
        assert!(world.guest(Audience::Agents, &came).await.is_none());

        // Whoever is signed in links themselves: in the browser with their session, and in no other.
        let session = own_session(&world).await;
        let begin = async || {
            let body = json!({"provider": id});
            let begun = answer(&sso::ROOM, "sso.link", world.context(Actor::Agent(world.erika)), call(&[], "", Some(&body))).await;
            let shown: Json = serde_json::from_slice(begun.bytes().expect("a body")).expect("JSON");
            (shown["address"].as_str().expect("an address").to_owned(), crate::world::cookie(&header(&begun, "set-cookie")))
        };
        let (address, carried) = begin().await;
        assert!(address.contains("prompt=login"), "{address}");
        let back = provider.visit("erika", &address, "erika");
        assert_eq!(world.come_back(&id, &back, &carried).await.status, 403);
        assert_eq!(last_reason(&world).await, "not-signed-in");
        let (address, carried) = begin().await;
        let back = provider.visit("erika", &address, "erika");
        let came = world.come_back(&id, &back, &format!("{carried}; {session}")).await;
        assert_eq!((came.status.as_u16(), header(&came, "location").as_str()), (303, "/sign-on"));
        assert_eq!(world.told("linked").await.last().expect("an event")["how"], "own");
        assert_eq!(world.sign_in(&provider, &id, "erika").await.status, 303);
        // One account there, one here.
        let (address, carried) = begin().await;
        let back = provider.visit("rita", &address, "rita");
        assert_eq!(world.come_back(&id, &back, &format!("{carried}; {session}")).await.status, 403);
        assert_eq!(last_reason(&world).await, "linked-elsewhere");
    });
}

#[test]
fn a_session_at_a_provider_is_no_proof_of_a_moment_ago() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &mapping(&world)).await;
        let provider = world.start(&id, &karla(&["desk"]));
        let came = world.sign_in(&provider, &id, "karla").await;
        let guest = world.guest(Audience::Agents, &came).await.expect("a session");
        assert!(!guest.is_fresh, "the provider was not asked when they signed in there, and may have let them pass");
        // Whoever is signed in and goes there again shows who they are: it has to ask them.
        let mut lines = came.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
        let line = lines.find(|line| line.starts_with(access::AGENT_COOKIE)).expect("a session");
        let session = crate::world::cookie(line);
        let (address, carried) = world.begin_with(&id, "", &session).await;
        assert!(address.contains("prompt=login&max_age=0"), "{address}");
        let back = provider.visit("karla", &address, "karla");
        let came = world.come_back(&id, &back, &format!("{carried}; {session}")).await;
        assert!(world.guest(Audience::Agents, &came).await.expect("a session").is_fresh, "{}", last_reason(&world).await);
        // What counted as two factors and does not any more is over.
        let path = [("id", id.as_str())];
        let change = async |change: Json| world.send(Actor::Agent(world.admin), "sso.change_provider", &path, Some(&change)).await.0;
        assert_eq!(change(json!({"two_factors": true})).await, 200);
        assert!(world.guest(Audience::Agents, &came).await.is_some());
        assert_eq!(change(json!({"two_factors": false})).await, 200);
        assert!(world.guest(Audience::Agents, &came).await.is_none());
        // A session that has ended is none to show anything in.
        let (address, _) = world.begin_with(&id, "", &session).await;
        assert!(!address.contains("prompt=login"), "{address}");
    });
}

/// A session of Erika's that came of something else: `name=value`.
async fn own_session(world: &World) -> String {
    let erika = access::Person::Agent(world.erika);
    let by = rooms::by(Actor::Agent(world.erika));
    let arrival = access::Arrival {
        person: erika,
        proofs: access::Proof::Password.into(),
        client: "Firefox".into(),
        earlier: None,
        provider: None,
        until: None,
        shown_at: None,
    };
    let open = move |act: &store::Act<'_>| access::open(act, &arrival);
    let opened = world.door.act(by, world.node.ambient.moment(), open).await.expect("a session");
    crate::world::cookie(&opened.set_cookie())
}

#[test]
fn customer_users_come_in_by_the_domain_of_their_address() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let mapping = json!({"creates_accounts": true, "login_claim": "email", "domains": [{"domain": "kkg.example", "customer": "KKG"}]});
        let id = world.set_up("customers", &mapping).await;
        let account = |name: &str, email: &str| json!({name: {"name": name, "email": email, "email_verified": true}});
        let accounts = with(account("neu", "neu@kkg.example"), &account("fremd", "a@evil.example"));
        let accounts = with(accounts, &account("alt", "a.schoessler@kkg.example"));
        let provider = world.start(&id, &accounts);
        let came = world.sign_in(&provider, &id, "neu").await;
        assert_eq!((came.status.as_u16(), header(&came, "location").as_str()), (303, "/portal"), "{}", last_reason(&world).await);
        let guest = world.guest(Audience::Customers, &came).await.expect("a session");
        let Actor::CustomerUser(user) = guest.actor else { panic!("a customer user") };
        let user = world.read(move |view| people::customer_user(view, user)).await.expect("a customer user");
        assert_eq!((user.login.as_str(), user.customer.expect("a customer").id.as_str()), ("neu@kkg.example", "KKG"));
        for (account, reason) in [("fremd", "not-allowed"), ("alt", "account-exists")] {
            assert_eq!(world.sign_in(&provider, &id, account).await.status, 403, "{account}");
            assert_eq!(last_reason(&world).await, reason, "{account}");
        }
    });
}

#[test]
fn whoever_is_not_valid_or_whose_provider_is_off_stays_outside() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &mapping(&world)).await;
        let provider = world.start(&id, &karla(&["desk"]));
        let came = world.sign_in(&provider, &id, "karla").await;
        let guest = world.guest(Audience::Agents, &came).await.expect("a session");
        let Actor::Agent(agent) = guest.actor else { panic!("an agent") };
        let off =
            move |act: &store::Act<'_>| people::change_agent(act, agent, &people::AgentChange { valid: Some(false), ..Default::default() });
        world.door.act(rooms::operator(), world.node.ambient.moment(), off).await.expect("a change");
        assert_eq!(world.sign_in(&provider, &id, "karla").await.status, 403);
        assert_eq!(last_reason(&world).await, "not-valid");
        let on =
            move |act: &store::Act<'_>| people::change_agent(act, agent, &people::AgentChange { valid: Some(true), ..Default::default() });
        world.door.act(rooms::operator(), world.node.ambient.moment(), on).await.expect("a change");
        let came = world.sign_in(&provider, &id, "karla").await;
        assert!(world.guest(Audience::Agents, &came).await.is_some());
        let admin = Actor::Agent(world.admin);
        let path = [("id", id.as_str())];
        assert_eq!(world.send(admin, "sso.change_provider", &path, Some(&json!({"valid": false}))).await.0, 200);
        assert!(world.guest(Audience::Agents, &came).await.is_none(), "switched off, its sessions end");
        assert_eq!(world.answer("sso.start", &id, "", "").await.status, 403);
    });
}

#[test]
fn a_trial_says_in_words_what_is_wrong() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &json!({})).await;
        let admin = Actor::Agent(world.admin);
        let path = [("id", id.as_str())];
        let trial = async || world.send(admin, "sso.try_provider", &path, None).await.1;
        let silent = trial().await;
        assert_eq!((&silent["ok"], &silent["steps"][0]["what"]), (&json!(false), &json!("document")));
        assert!(silent["steps"][0]["words"].as_str().expect("words").contains("nicht erreichbar"), "{silent}");
        let (issuer, roots) = (world.issuer(), world.roots());
        let provider = world.start(&id, &json!({}));
        let good = trial().await;
        assert_eq!((&good["ok"], good["steps"].as_array().map(Vec::len)), (&json!(true), Some(3)), "{good}");
        let change = async |body: Json| {
            let (status, changed) = world.send(admin, "sso.change_provider", &path, Some(&body)).await;
            assert_eq!(status, 200, "{changed}");
        };
        let oidc = |issuer: &str, roots: Option<&str>| json!({"issuer": issuer, "client_id": "desk", "roots": roots});
        let last = |trial: &Json| {
            let step = trial["steps"].as_array().and_then(|steps| steps.last().cloned()).expect("a step");
            (step["what"].as_str().expect("a word").to_owned(), step["words"].as_str().expect("words").to_owned())
        };
        change(json!({"secret": "wrong"})).await;
        let (what, words) = last(&trial().await);
        assert!(what == "secret" && words.contains("Geheimnis nicht an"), "{what} {words}");
        change(json!({"oidc": oidc(&issuer, None), "secret": crate::world::SECRET})).await;
        let (what, words) = last(&trial().await);
        assert!(what == "document" && words.contains("Zertifikat"), "{what} {words}");
        change(json!({"oidc": oidc(&format!("{issuer}/"), Some(&roots)), "secret": crate::world::SECRET})).await;
        let (what, words) = last(&trial().await);
        assert!(what == "document" && words.contains("anderer Aussteller"), "{what} {words}");
        change(json!({"oidc": oidc("https://localhost:1", Some(&roots)), "secret": crate::world::SECRET})).await;
        let (what, words) = last(&trial().await);
        assert!(what == "document" && words.contains("sign_on_ports"), "{what} {words}");
        drop(provider);
    });
}

#[test]
fn a_provider_that_does_not_answer_is_not_asked_by_everybody_who_comes() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &mapping(&world)).await;
        assert_eq!(world.answer("sso.start", &id, "", "").await.status, 403, "nobody answers");
        let provider = world.start(&id, &karla(&["desk"]));
        assert_eq!(world.answer("sso.start", &id, "", "").await.status, 403, "it is taken to be silent still");
        world.node.clock.advance(std::time::Duration::from_secs(15));
        assert_eq!(world.sign_in(&provider, &id, "karla").await.status, 303);
        // What it said about itself counts on while it is away, so that people see its own page, whatever that shows.
        drop(provider);
        world.node.clock.advance(std::time::Duration::from_hours(25));
        assert_eq!(world.answer("sso.start", &id, "", "").await.status, 303);
    });
}

#[test]
fn what_no_provider_signed_ends_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.set_up("agents", &mapping(&world)).await;
        let provider = world.start(&id, &karla(&["desk"]));
        let came = world.sign_in(&provider, &id, "karla").await;
        for body in ["", "logout_token=", "logout_token=a.b.c", "logout_token=eyJhbGciOiJub25lIiwidHlwIjoibG9nb3V0K2p3dCJ9.e30."] {
            let mut asked = with_header(call(&[("provider", &id)], "", None), "content-type", "application/x-www-form-urlencoded");
            asked.body = body.to_owned().into();
            let said = answer(&sso::ROOM, "sso.logout", world.context(Actor::Stranger), asked).await;
            assert_eq!(said.status, 400, "{body}");
        }
        assert!(world.guest(Audience::Agents, &came).await.is_some());
    });
}
