//! Requests that are wrong, each refused with its reason and nothing else.

use crate::client::{Ask, Client, Reply};
use crate::demo::{Demo, text};
use http::Method;
use serde_json::{Value as Json, json};

/// What must come back.
fn check(reply: &Reply, status: u16, slug: &str) {
    assert_eq!(reply.problem(), (status, slug.to_owned()), "{}", reply.text());
}

fn ticket() -> Json {
    let article = json!({"channel": "phone", "body": "Text"});
    json!({"title": "Titel", "queue": "Raw", "customer": "kunde@customer.example", "article": article})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_input() {
    let demo = Demo::start().await;
    let alice = demo.program("alpha");
    let before = alice.find("sort:created").await.len();
    bodies(&alice).await;
    large_bodies(&demo, &alice).await;
    foreign_ids(&demo, &alice).await;
    methods_and_paths(&alice).await;
    hosts(&demo).await;
    callers(&demo).await;
    assert_eq!(alice.find("sort:created").await.len(), before, "nothing of it was made");
    let log = std::fs::read_to_string(demo.root().join("log")).expect("the log");
    assert!(!log.contains("geheimes"), "what was sent is not in the log");
}

async fn bodies(alice: &Client) {
    let path = "/api/v1/tickets";
    let raw = |body: &str| Ask::new(Method::POST, path).with("content-type", "application/json").body(body.to_owned());
    for body in ["", "{", "[]", "null", "{\"title\": \"geheimes", "\u{0}", "{\"title\":1}"] {
        check(&alice.send(raw(body)).await, 400, "malformed");
    }
    let mut unknown = ticket();
    unknown["geheim"] = "geheimes".into();
    let reply = alice.post(path, &unknown).await;
    check(&reply, 400, "malformed");
    assert!(!reply.text().contains("geheimes"), "what was sent is not repeated: {}", reply.text());
    check(&alice.send(Ask::new(Method::POST, path).body(ticket().to_string())).await, 400, "malformed");
    let compressed = raw(&ticket().to_string()).with("content-encoding", "gzip");
    check(&alice.send(compressed).await, 400, "malformed");
    let keyed = Ask::json(Method::POST, path, &ticket()).with("idempotency-key", &"k".repeat(201));
    check(&alice.send(keyed).await, 400, "malformed");

    let refused = async |change: &[(&str, Json)], field: &str, reason: &str| {
        let mut body = ticket();
        for (pointer, value) in change {
            *body.pointer_mut(pointer).expect("a place") = value.clone();
        }
        let reply = alice.post(path, &body).await;
        check(&reply, 422, "invalid");
        assert_eq!(reply.json()["errors"], json!([{"field": field, "reason": reason}]));
    };
    refused(&[("/queue", "geheimes".into())], "queue", "unknown").await;
    refused(&[("/customer", "kein kunde".into())], "customer", "unknown").await;
    refused(&[("/article", json!({"channel": "phone", "body": " "}))], "article.body", "missing").await;
    refused(&[("/article", json!({"channel": "email", "body": "x", "to": ["nobody"]}))], "article.to", "not-an-address").await;
    let file = json!({"channel": "phone", "body": "x", "attachments": [{"name": "a", "content": "geheimes!"}]});
    refused(&[("/article", file)], "article.attachments", "not-base64").await;
    let visible = json!({"channel": "internal", "body": "x", "visible_to_customer": true});
    refused(&[("/article", visible)], "article.visible_to_customer", "internal").await;
    refused(&[("/article", json!({"channel": "phone", "body": "x".repeat(1024 * 1024 + 1)}))], "article.body", "too-long").await;
}

async fn large_bodies(demo: &Demo, alice: &Client) {
    // The size is said before anything of the body is sent, and is enough to be refused.
    let head = Ask::new(Method::POST, "/api/v1/tickets").with("content-type", "application/json");
    check(&alice.announce(head.clone(), 32 * 1024 * 1024 + 1).await, 413, "too-large");
    check(&demo.stranger("alpha").announce(head, 1_000).await, 401, "unauthenticated");
    let form = demo.stranger("alpha").form("/sign-in", "erika", &"x".repeat(70_000));
    check(&demo.stranger("alpha").send(form).await, 413, "too-large");
    // One that fits, with an attachment that fits: base 64 of eight megabytes.
    let mut body = ticket();
    let article = json!({"channel": "phone", "body": "x", "attachments": [{"name": "a.bin", "content": "QUJD".repeat(2_800_000)}]});
    body["article"] = article;
    body["queue"] = "nirgends".into();
    check(&alice.post("/api/v1/tickets", &body).await, 422, "invalid");
}

async fn foreign_ids(demo: &Demo, alice: &Client) {
    let mallory = demo.program("beta");
    let found = alice.find("sort:created").await;
    let with_file = found.iter().find(|row| row["attachment_count"] != 0).expect("a ticket with an attachment");
    let id = text(&with_file["id"]);
    let ticket = alice.ticket(id).await;
    let articles = ticket["articles"].as_array().expect("articles");
    let href = articles.iter().find_map(|article| article["attachments"][0]["href"].as_str()).expect("an attachment");
    let raw = articles.iter().find_map(|article| article["raw"].as_str()).expect("an original");
    let own = [format!("/api/v1/tickets/{id}"), format!("/api/v1/tickets/{}", text(&ticket["number"])), href.to_owned(), raw.to_owned()];
    for path in &own {
        assert_eq!(alice.get(path).await.status, 200, "{path}");
        check(&mallory.get(path).await, 404, "not-found");
    }
    check(&mallory.patch(&own[0], &json!({"title": "Mallory war hier"})).await, 404, "not-found");
    let note = json!({"channel": "internal", "body": "Mallory war hier"});
    check(&mallory.post(&format!("{}/articles", own[0]), &note).await, 404, "not-found");
    for id in ["tkt_", "tkt_00000000000000000000000000", "art_00000000000000000000000000", "1", "..", "%2e%2e", "x".repeat(500).as_str()] {
        check(&alice.get(&format!("/api/v1/tickets/{id}")).await, 404, "not-found");
    }
}

async fn methods_and_paths(alice: &Client) {
    let reply = alice.send(Ask::new(Method::DELETE, "/api/v1/tickets")).await;
    check(&reply, 405, "method-not-allowed");
    assert!(reply.header("allow").contains("GET") && reply.header("allow").contains("POST"), "{}", reply.header("allow"));
    check(&alice.send(Ask::new(Method::PUT, "/api/v1/events")).await, 405, "method-not-allowed");
    check(&alice.send(Ask::new(Method::POST, "/health")).await, 405, "method-not-allowed");
    check(&alice.get("/api/v1/nothing").await, 404, "not-found");
    check(&alice.get("/api/v2/tickets").await, 404, "not-found");
}

async fn hosts(demo: &Demo) {
    let alice = demo.program("alpha");
    for other in ["beta.localhost", "gamma.localhost", "localhost", "127.0.0.1"] {
        let misdirected = alice.at(other).send(Ask::get("/api/v1/tickets").tls_for("alpha.localhost")).await;
        check(&misdirected, 421, "unknown-host");
    }
    let nobody = alice.at("gamma.localhost").try_send(Ask::get("/api/v1/tickets")).await;
    assert!(nobody.is_err(), "there is no certificate for a host that is nobody's: {nobody:?}");
    check(&alice.at("content.alpha.localhost").get("/api/v1/tickets").await, 404, "not-found");
    let content = alice.at("content.alpha.localhost").send(Ask::new(Method::POST, "/api/v1/tickets")).await;
    check(&content, 405, "method-not-allowed");
}

async fn callers(demo: &Demo) {
    let stranger = demo.stranger("alpha");
    check(&stranger.get("/api/v1/tickets").await, 401, "unauthenticated");
    let token = text(&demo.tenant("alpha")["token"]);
    for wrong in [&token[..token.len() - 1], &format!("{token}x"), "blg_demo_1_2_3", "", "ä"] {
        check(&stranger.with_token(wrong).get("/api/v1/tickets").await, 401, "unauthenticated");
    }
    let bob = demo.customer("alpha").await;
    assert_eq!(bob.get("/api/v1/my/tickets").await.status, 200);
    check(&bob.get("/api/v1/tickets").await, 401, "unauthenticated");
    // Another site cannot make Alice's browser write, and neither can another tenant under the same domain.
    let alice = demo.agent("alpha").await;
    for origin in ["https://evil.example", &demo.stranger("beta").origin(), "null"] {
        let forged = Ask::json(Method::POST, "/api/v1/tickets", &ticket()).with("origin", origin);
        check(&alice.send(forged).await, 403, "cross-site");
    }
    let refused = stranger.send(stranger.form("/sign-in", "erika", "falsch")).await;
    assert_eq!((refused.status, refused.header("set-cookie")), (403, ""));
    let unknown = stranger.send(stranger.form("/sign-in", "niemand", "falsch")).await;
    let page = |reply: &Reply, login: &str| reply.text().replace(login, "");
    assert_eq!(page(&unknown, "niemand"), page(&refused, "erika"), "the page does not tell who exists");
}
