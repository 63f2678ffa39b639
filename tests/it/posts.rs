//! Programs that send a request again.

use crate::client::{Ask, Client, Reply};
use crate::demo::{Demo, text};
use crate::wait::{PATIENCE, until};
use http::Method;
use serde_json::{Value as Json, json};
use tokio::task::JoinSet;

fn ticket(words: &str) -> Json {
    let article = json!({"channel": "email", "body": words, "to": ["kunde@customer.example"]});
    json!({"title": words, "queue": "Raw", "customer": "kunde@customer.example", "article": article})
}

async fn post(client: &Client, path: &str, key: &str, body: &Json) -> Reply {
    client.send(Ask::json(Method::POST, path, body).with("idempotency-key", key)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idempotent_posts() {
    let demo = Demo::start().await;
    let alice = demo.program("alpha");
    let (path, order) = ("/api/v1/tickets", ticket("Ein Wiedehopf"));
    let first = post(&alice, path, "key-1", &order).await.expect(201);
    let again = post(&alice, path, "key-1", &order).await.expect(201);
    assert_eq!((&first["id"], &first["number"]), (&again["id"], &again["number"]));
    assert_eq!(alice.find("Wiedehopf").await.len(), 1);

    let other = post(&alice, path, "key-1", &ticket("Zwei Wiedehopfe")).await;
    assert_eq!(other.problem(), (422, "idempotency-mismatch".into()));
    let articles = format!("/api/v1/tickets/{}/articles", text(&first["id"]));
    let elsewhere = post(&alice, &articles, "key-1", &order).await;
    assert_eq!(elsewhere.problem().0, 400, "the body does not fit, so the key is not looked at");
    assert_eq!(alice.find("Wiedehopf").await.len(), 1);

    // A client that lost patience sends again while the first request still runs.
    let order = ticket("Ein Neuntoeter");
    let mut all = JoinSet::new();
    for _ in 0..8 {
        let (alice, order) = (alice.clone(), order.clone());
        all.spawn(async move { text(&post(&alice, "/api/v1/tickets", "key-2", &order).await.expect(201)["id"]).to_owned() });
    }
    let mut ids: Vec<String> = all.join_all().await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(alice.find("Neuntoeter").await.len(), 1);

    // The same key of somebody else is another key, and so is a request without one.
    let erika = demo.agent("alpha").await;
    let own = post(&erika, path, "key-1", &ticket("Drei Wiedehopfe")).await;
    assert_eq!(own.problem(), (422, "idempotency-mismatch".into()), "her token is herself");
    let mallory = post(&demo.program("beta"), path, "key-1", &ticket("Ein Wiedehopf")).await.expect(201);
    assert_ne!(mallory["id"], first["id"]);
    alice.post(path, &ticket("Ein Wiedehopf")).await.expect(201);
    assert_eq!(alice.find("Wiedehopf").await.len(), 2);

    let note = json!({"channel": "email", "body": "Nur einmal, bitte.", "to": ["kunde@customer.example"]});
    let one = post(&alice, &articles, "key-3", &note).await.expect(201);
    assert_eq!(post(&alice, &articles, "key-3", &note).await.expect(201)["id"], one["id"]);
    until("the mail is delivered", PATIENCE, async || {
        let ticket = alice.ticket(text(&first["id"])).await;
        assert_eq!(ticket["articles"].as_array().map(Vec::len), Some(2));
        (ticket["articles"][1]["delivery"]["state"] == "sent").then_some(())
    })
    .await;
    assert_eq!(demo.mailbox().with("Nur einmal, bitte.").await.len(), 1);
}
