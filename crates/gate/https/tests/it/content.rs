//! The content origin.

use crate::client::{Ask, BOTH, Http, Reply};
use crate::world::{ALPHA, Wishes, World};
use http::Method;
use https::Limits;
use kernel::{Actor, Id16};
use room::{CONTENT, ContentGrant, sign_content};
use serde_json::Value as Json;
use std::time::Duration;

const HOST: &str = "content.alpha.localhost";

impl World {
    /// The path of a signed address.
    async fn sign(&self, actor: Actor, credential: Id16, part: u16) -> String {
        let grant = ContentGrant { actor, credential, article: Id16([3; 16]), part };
        let key = self.door().await.purpose_key(CONTENT);
        let address = sign_content(&key, &self.place(ALPHA), self.node.ambient.now(), &grant).unwrap();
        address.strip_prefix(&format!("https://{HOST}:{}", self.client.port)).unwrap().to_owned()
    }

    async fn session_of(&self, cookie: &str) -> (String, Id16) {
        let me: Json = self.send(Ask::get(ALPHA, "/api/v1/me").cookie(cookie)).await.json();
        let shown = me["session"].as_str().unwrap().to_owned();
        let id = Id16::parse_prefixed("ses", &shown).unwrap();
        (shown, id)
    }
}

fn has_ended(reply: &Reply) {
    assert_eq!(reply.status, 404);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert!(reply.header("content-security-policy").contains("frame-ancestors https://alpha.localhost"));
}

#[tokio::test]
async fn a_signed_address_shows_its_part_and_nothing_can_run_there() {
    let world = World::open().await;
    let erika = Actor::Agent(world.erika);
    let (_, session) = world.session_of(&world.agent().await).await;
    let (page, image) = (world.sign(erika, session, 0).await, world.sign(erika, session, 1).await);
    for http in BOTH {
        let reply = world.client.send(http, Ask::get(HOST, &page)).await;
        assert_eq!((reply.status.as_u16(), reply.text().as_str()), (200, "<!doctype html><p>mail</p>"));
        let port = world.client.port;
        assert_eq!(
            reply.header("content-security-policy"),
            format!(
                "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src https://{HOST}:{port}; style-src 'unsafe-inline'; \
                 form-action 'none'; base-uri 'none'; frame-ancestors https://{ALPHA}:{port}"
            )
        );
        assert_eq!(reply.header("cross-origin-resource-policy"), "same-site");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        let reply = world.client.send(http, Ask::get(HOST, &image)).await;
        assert_eq!((reply.header("content-type"), reply.header("cross-origin-resource-policy")), ("image/png", "cross-origin"));
    }
}

#[tokio::test]
async fn an_address_ends_with_time_and_elsewhere_it_is_none() {
    let world = World::open().await;
    let erika = Actor::Agent(world.erika);
    let (_, session) = world.session_of(&world.agent().await).await;
    let page = world.sign(erika, session, 0).await;
    has_ended(&world.send(Ask::get(HOST, &page.replace("/m/", "/m/A"))).await);
    has_ended(&world.send(Ask::get(HOST, "/m/")).await);
    has_ended(&world.send(Ask::get(HOST, &world.sign(erika, session, 2).await)).await);
    has_ended(&world.send(Ask::get(HOST, &world.sign(erika, session, 9).await)).await);
    assert_eq!(world.send(Ask::get("content.beta.localhost", &page)).await.status, 404, "another tenant's key");
    assert_eq!(world.send(Ask::get(ALPHA, &page)).await.problem(), (404, "not-found".into()), "never from the desk's own origin");
    for target in ["/", "/sign-in", "/api/v1/whose", "/static/page.css"] {
        assert_eq!(world.send(Ask::get(HOST, target)).await.problem(), (404, "not-found".into()), "{target}");
    }
    let post = world.send(Ask::new(Method::POST, HOST, &page)).await;
    assert_eq!((post.problem(), post.header("allow")), ((405, "method-not-allowed".into()), "GET, HEAD"));
    world.node.clock.advance(Duration::from_mins(5));
    has_ended(&world.send(Ask::get(HOST, &page)).await);
}

#[tokio::test]
async fn an_address_ends_with_its_session() {
    let world = World::open().await;
    let cookie = world.agent().await;
    let (shown, session) = world.session_of(&cookie).await;
    let page = world.sign(Actor::Agent(world.erika), session, 0).await;
    assert_eq!(world.send(Ask::get(HOST, &page)).await.status, 200);
    let end = Ask::new(Method::DELETE, ALPHA, &format!("/api/v1/sessions/{shown}")).same_origin().cookie(&cookie);
    assert_eq!(world.send(end).await.status, 204);
    has_ended(&world.send(Ask::get(HOST, &page)).await);
}

#[tokio::test]
async fn an_address_ends_with_its_token() {
    let world = World::open().await;
    let token = world.token("toys:read").await;
    // blg_ENVIRONMENT_ID_SECRET_CHECKSUM
    let shown = token.split('_').nth(2).unwrap().to_owned();
    let id = Id16::parse_prefixed("tok", &format!("tok_{shown}")).unwrap();
    let page = world.sign(Actor::Agent(world.erika), id, 0).await;
    assert_eq!(world.send(Ask::get(HOST, &page)).await.status, 200);
    let cookie = world.agent().await;
    let revoke = Ask::new(Method::DELETE, ALPHA, &format!("/api/v1/tokens/tok_{shown}")).same_origin().cookie(&cookie);
    assert_eq!(world.send(revoke).await.status, 204);
    has_ended(&world.send(Ask::get(HOST, &page)).await);
}

#[tokio::test]
async fn an_address_without_a_living_credential_shows_nothing() {
    let world = World::open().await;
    has_ended(&world.send(Ask::get(HOST, &world.sign(Actor::Agent(world.erika), Id16([0; 16]), 0).await)).await);
    has_ended(&world.send(Ask::get(HOST, &world.sign(Actor::Agent(world.erika), Id16([9; 16]), 0).await)).await);
}

#[tokio::test]
async fn a_connection_to_the_content_origin_is_no_strangers_once_an_address_was_good() {
    let limits = Limits { network_strangers: 3, ..Limits::default() };
    let world = World::open_with(Wishes { limits, ..Wishes::default() }).await;
    let (_, session) = world.session_of(&world.agent().await).await;
    let page = world.sign(Actor::Agent(world.erika), session, 0).await;
    let mut open = Vec::new();
    for _ in 0..8 {
        let mut sender = world.client.connect(Http::Two, HOST).await;
        assert_eq!(sender.send(Ask::get(HOST, &page).request(Http::Two, world.client.port)).await.unwrap().status(), 200);
        open.push(sender);
    }
}
