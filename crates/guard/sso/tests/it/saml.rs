//! Ways to a real provider of SAML and back.

use crate::world::{World, header, migrations};
use kernel::Actor;
use people::{GroupId, Permission};
use room::Audience;
use serde_json::{Value as Json, json};
use std::time::Duration;
use testkit::on_both_engines;
use testkit::peers::saml::{Posted, Provider};
use testkit::rooms::{answer, call};
use web::Answer;

fn mapping(world: &World) -> Json {
    json!({
        "groups_claim": "memberOf", "creates_accounts": true, "login_claim": "uid", "name_claim": "displayName", "address_claim": "mail",
        "rules": [{"value": "desk", "role": world.first_level}, {"value": "chiefs", "role": world.bosses}],
    })
}

fn people() -> Json {
    json!({
        "karla": {"name_id": "k-0815", "attributes": {
            "uid": ["karla"], "displayName": ["Karla Kolumna"], "mail": ["karla@provider.example"], "memberOf": ["desk", "chiefs"],
        }},
        "impostor": {"name_id": "i-4711", "attributes": {
            "uid": ["erika"], "displayName": ["Erika Mustermann"], "mail": ["erika@alpha.example"], "memberOf": ["desk"],
        }},
    })
}

/// Sets a provider up as the administrator, and starts it with what the desk says of itself.
async fn set_up(world: &World, saml: &Json) -> (String, Provider) {
    let planned = world.planned_saml();
    let mut settings = json!({"metadata_url": planned.metadata_url(), "roots": world.roots()});
    settings.as_object_mut().expect("settings").extend(saml.as_object().expect("settings").clone());
    let body = json!({"side": "agents", "name": "Nordlicht", "saml": settings, "mapping": mapping(world)});
    let (status, made) = world.send(Actor::Agent(world.admin), "sso.create_provider", &[], Some(&body)).await;
    assert_eq!((status, made["kind"].as_str()), (201, Some("saml")), "{made}");
    let id = made["id"].as_str().expect("an id").to_owned();
    let desk = world.answer("sso.metadata", &id, "", "").await;
    assert_eq!((desk.status.as_u16(), header(&desk, "content-type").as_str()), (200, "application/samlmetadata+xml"));
    let desk = String::from_utf8(desk.bytes().expect("a document").to_vec()).expect("text");
    let provider = planned.start(&desk, &people());
    (id, provider)
}

/// Posts what the provider gave the browser; no cookie goes along.
async fn post(world: &World, id: &str, posted: &Posted) -> Answer {
    assert!(posted.to.ends_with(&format!("/sso/{id}/acs")), "{}", posted.to);
    let mut asked = call(&[("provider", id)], "", None);
    asked.body =
        serde_urlencoded::to_string([("SAMLResponse", &posted.response), ("RelayState", &posted.relay_state)]).expect("a form").into();
    answer(&sso::ROOM, "sso.posted", world.context(Actor::Stranger), asked).await
}

/// Follows where the posting led, with the cookie that the browser carries.
async fn follow(world: &World, id: &str, answered: &Answer, carried: &str) -> Answer {
    let location = header(answered, "location");
    let (path, query) = location.split_once('?').expect("a ticket");
    assert_eq!((answered.status.as_u16(), path), (303, format!("/sso/{id}/arrived").as_str()));
    world.answer("sso.arrived", id, query, carried).await
}

/// The whole way.
async fn sign_in(world: &World, provider: &Provider, id: &str, account: &str) -> Answer {
    let (address, carried) = world.begin(id, "next=%2Ftickets%2Ftkt_1").await;
    let posted = provider.visit(&address, account).expect("pysaml2 takes the request");
    let answered = post(world, id, &posted).await;
    if answered.status == 403 { answered } else { follow(world, id, &answered, &carried).await }
}

async fn last_reason(world: &World) -> String {
    world.told("refused").await.last().map(|event| event["reason"].as_str().expect("a word").to_owned()).unwrap_or_default()
}

#[test]
fn whom_a_provider_of_saml_vouches_for_is_signed_in() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let (id, provider) = set_up(&world, &json!({})).await;
        let mut first = None;
        for what in [json!(["assertion"]), json!(["response"]), json!(["assertion", "response"]), json!(["assertion", "gcm"])] {
            provider.set("what", &what);
            let came = sign_in(&world, &provider, &id, "karla").await;
            let reason = last_reason(&world).await;
            assert_eq!(
                (came.status.as_u16(), header(&came, "location").as_str()),
                (303, "/tickets/tkt_1"),
                "{what}: {reason}\n{}",
                provider.log()
            );
            let guest = world.guest(Audience::Agents, &came).await.expect("a session");
            assert_eq!((guest.name.as_str(), guest.login.as_str()), ("Karla Kolumna", "karla"));
            let Actor::Agent(agent) = guest.actor else { panic!("an agent") };
            assert_eq!(*first.get_or_insert(agent), agent, "the same person each time");
            // Nobody becomes an administrator by a role that gives that, unless it was said.
            assert_eq!(world.roles_of(agent).await, [world.first_level]);
            let rights = world.read(move |view| people::rights_of(view, agent)).await;
            assert!(rights.may(GroupId::USERS, Permission::Ro) && !rights.is_admin());
        }
        assert_eq!(world.told("linked").await.len(), 1);
        provider.set("what", &json!(["assertion", "3des"]));
        let came = sign_in(&world, &provider, &id, "karla").await;
        assert_eq!((came.status.as_u16(), last_reason(&world).await.as_str()), (403, "encryption-method"));
        provider.set("what", &json!(["assertion"]));
        // Who has this login or address here is not thereby somebody there.
        let came = sign_in(&world, &provider, &id, "impostor").await;
        assert_eq!((came.status.as_u16(), last_reason(&world).await.as_str()), (403, "account-exists"));
    });
}

#[test]
fn a_response_counts_once_and_in_the_browser_that_asked() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let (id, provider) = set_up(&world, &json!({})).await;
        let (address, carried) = world.begin(&id, "").await;
        let (_, other) = world.begin(&id, "").await;
        let posted = provider.visit(&address, "karla").expect("taken");
        // In another browser, or in none that began.
        for (cookies, reason) in [(other.as_str(), "state-wrong"), ("", "not-begun")] {
            let (address, _) = world.begin(&id, "").await;
            let posted = provider.visit(&address, "karla").expect("taken");
            let answered = post(&world, &id, &posted).await;
            assert_eq!((follow(&world, &id, &answered, cookies).await.status.as_u16(), last_reason(&world).await.as_str()), (403, reason));
        }
        let answered = post(&world, &id, &posted).await;
        assert_eq!((post(&world, &id, &posted).await.status.as_u16(), last_reason(&world).await.as_str()), (403, "replayed"));
        assert_eq!(follow(&world, &id, &answered, &carried).await.status.as_u16(), 303);
        assert_eq!(follow(&world, &id, &answered, &carried).await.status.as_u16(), 403, "a ticket counts once");
        // The answer to another request.
        let (address, _) = world.begin(&id, "").await;
        let taken = provider.visit(&address, "karla").expect("taken");
        let moved = Posted { relay_state: posted.relay_state.clone(), ..taken };
        assert_eq!((post(&world, &id, &moved).await.status.as_u16(), last_reason(&world).await.as_str()), (403, "in-response-to"));
        // What waits too long is gone.
        let (address, carried) = world.begin(&id, "").await;
        let answered = post(&world, &id, &provider.visit(&address, "karla").expect("taken")).await;
        world.node.clock.advance(Duration::from_mins(2));
        assert_eq!(follow(&world, &id, &answered, &carried).await.status.as_u16(), 403);
        // Nothing that was refused says why.
        let refused = post(&world, &id, &Posted { response: "AAAA".into(), ..posted }).await;
        let page = String::from_utf8_lossy(refused.bytes().expect("a page")).into_owned();
        assert!(!page.contains("not-xml") && !page.contains("replayed"), "{page}");
    });
}

#[test]
fn the_next_key_counts_as_soon_as_the_provider_names_it() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let (id, provider) = set_up(&world, &json!({})).await;
        assert_eq!(sign_in(&world, &provider, &id, "karla").await.status.as_u16(), 303);
        // The provider signs by its next key. Metadata are asked for again, but not twice within a minute.
        provider.set("signs", &json!("second"));
        assert_eq!(
            (sign_in(&world, &provider, &id, "karla").await.status.as_u16(), last_reason(&world).await.as_str()),
            (403, "signature")
        );
        world.node.clock.advance(Duration::from_mins(1));
        assert_eq!(sign_in(&world, &provider, &id, "karla").await.status.as_u16(), 303, "{}", last_reason(&world).await);
        let (status, shown) = world.send(Actor::Agent(world.admin), "sso.provider", &[("id", &id)], None).await;
        assert_eq!((status, shown["identity"]["entity_id"].as_str()), (200, Some(provider.metadata_url().as_str())), "{shown}");
        assert_eq!(shown["identity"]["keys"].as_array().map(Vec::len), Some(1));
        let check = sso::ROOM.checks.iter().find(|check| check.name == "sso-providers").expect("a check");
        let find = async || {
            let house = world.context(Actor::Stranger).house;
            (check.run)(room::CheckContext { house, door: Some(world.door.clone()) }).await.verdict
        };
        assert_eq!(find().await, room::Verdict::Kept);
        let (_, tried) = world.send(Actor::Agent(world.admin), "sso.try_provider", &[("id", &id)], None).await;
        assert_eq!(tried["ok"], true, "{tried}");
        drop(provider);
        assert_eq!(find().await, room::Verdict::Broken, "nobody answers");
    });
}

#[test]
fn each_day_the_description_is_fetched_and_new_keys_are_told() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let (id, provider) = set_up(&world, &json!({})).await;
        assert_eq!(sign_in(&world, &provider, &id, "karla").await.status.as_u16(), 303);
        let run = async || {
            let context = world.context(Actor::Stranger);
            let by = kernel::By::room("sso", context.by.request);
            let context = room::JobContext { door: context.door, place: context.place, house: context.house, by };
            let (object, created_at) = (id.parse::<sso::ProviderId>().expect("an id").0, world.node.ambient.now());
            let (room, kind) = ("sso".into(), "refresh_metadata".into());
            let job = store::Claimed { id: kernel::Id16([1; 16]), room, kind, object, attempts: 0, created_at };
            (sso::ROOM.jobs[0].run)(context, job).await.expect("ran")
        };
        let again = run().await;
        assert!(matches!(again, store::JobEnd::Again(at) if at == world.node.ambient.now().after(Duration::from_hours(24))), "{again:?}");
        assert_eq!(world.told("keys_changed").await.len(), 0, "they are the same");
        provider.set("signs", &json!("second"));
        // The provider's clock is the true one: a day is not told by it.
        world.node.clock.advance(Duration::from_mins(1));
        run().await;
        assert_eq!(world.told("keys_changed").await, [json!({"keys": 1})]);
        // The first response that it signed counts, within the minute in which metadata are not asked for again.
        assert_eq!(sign_in(&world, &provider, &id, "karla").await.status.as_u16(), 303, "{}", last_reason(&world).await);
        // It was begun when the provider was set up, and ends with it.
        world.node.clock.advance(Duration::from_hours(24));
        let by = testkit::rooms::by(Actor::Room("work"));
        let claimed = world.door.act(by, world.node.ambient.moment(), |act: &store::Act<'_>| act.claim_jobs(10)).await.expect("claimed");
        assert_eq!(claimed.iter().filter(|job| job.kind == "refresh_metadata").count(), 1);
        let (status, _) = world.send(Actor::Agent(world.admin), "sso.remove_provider", &[("id", &id)], None).await;
        assert_eq!((status, run().await), (204, store::JobEnd::Settled));
    });
}

#[test]
fn who_began_elsewhere_comes_in_only_where_that_was_decided() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let (id, provider) = set_up(&world, &json!({})).await;
        let posted = provider.visit(&provider.own_page(), "karla").expect("a response to nothing");
        assert_eq!((post(&world, &id, &posted).await.status.as_u16(), last_reason(&world).await.as_str()), (403, "in-response-to"));
        let settings = json!({"metadata_url": provider.metadata_url(), "roots": world.roots(), "unsolicited": true});
        let (status, changed) =
            world.send(Actor::Agent(world.admin), "sso.change_provider", &[("id", &id)], Some(&json!({"saml": settings}))).await;
        assert_eq!(status, 200, "{changed}");
        let answered = post(&world, &id, &posted).await;
        let came = follow(&world, &id, &answered, "").await;
        assert_eq!(came.status.as_u16(), 303, "{}", last_reason(&world).await);
        assert!(world.guest(Audience::Agents, &came).await.is_some());
        provider.set("transient", &json!(true));
        assert_eq!(sign_in(&world, &provider, &id, "karla").await.status.as_u16(), 403);
        assert_eq!(last_reason(&world).await, "name-transient");
    });
}

#[test]
fn metadata_may_be_given_as_text() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let (_, provider) = set_up(&world, &json!({})).await;
        let text = provider.metadata();
        let body = |metadata: &str| json!({"side": "agents", "name": "Text", "saml": {}, "metadata": metadata, "mapping": mapping(&world)});
        let admin = Actor::Agent(world.admin);
        let (status, made) = world.send(admin, "sso.create_provider", &[], Some(&body(&text))).await;
        assert_eq!((status, made["identity"]["entity_id"].as_str()), (201, Some(provider.metadata_url().as_str())), "{made}");
        let id = made["id"].as_str().expect("an id").to_owned();
        assert!(world.begin(&id, "").await.0.starts_with(&provider.own_page()));
        for (metadata, reason) in [("", "unreadable"), ("<x/>", "no-identity-provider")] {
            let (status, refused) = world.send(admin, "sso.create_provider", &[], Some(&body(metadata))).await;
            assert_eq!((status, refused["errors"][0]["reason"].as_str()), (422, Some(reason)), "{refused}");
        }
        // Another provider altogether: whom the first one knew, nobody knows.
        let other = text.replace(&provider.metadata_url(), "https://other.example/metadata");
        let (status, changed) = world.send(admin, "sso.change_provider", &[("id", &id)], Some(&json!({"metadata": other}))).await;
        assert_eq!((status, changed["identity"]["entity_id"].as_str()), (200, Some("https://other.example/metadata")), "{changed}");
    });
}
