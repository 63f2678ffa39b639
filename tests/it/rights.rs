//! What ends a right ends what it allowed, within a second, on connections that are open too.

use crate::client::{Ask, Client};
use crate::demo::{Demo, text};
use hyper::Method;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Within this a right has ended everywhere.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Somebody of a list of the ready file, signed in.
async fn signed_in(demo: &Demo, page: &str, person: &Json) -> Client {
    demo.stranger("alpha").sign_in(page, text(&person["login"]), text(&person["password"])).await
}

async fn id_of(alice: &Client, login: &str) -> String {
    let agents = alice.get("/api/v1/people/agents").await.expect(200);
    let found = agents["items"].as_array().and_then(|all| all.iter().find(|agent| agent["login"] == login));
    text(&found.expect("the agent")["id"]).to_owned()
}

async fn put(client: &Client, path: &str, body: &Json) -> Json {
    client.send(Ask::json(Method::PUT, path, body)).await.expect(200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_a_right_ends_what_it_allowed_within_a_second() {
    let demo = Demo::start().await;
    let alice = demo.agent("alpha").await;
    let agents = demo.tenant("alpha")["agents"].as_array().expect("agents").clone();
    let works =
        |agent: &&Json| agent["roles"].as_array().is_some_and(|roles| roles.iter().all(|role| role != "reader" && role != "administrator"));
    let other = agents.iter().skip(1).find(works).expect("an agent who works and does not administer");
    let jonas = signed_in(&demo, "/sign-in", other).await;
    let (me, him) = (id_of(&alice, text(&agents[0]["login"])).await, id_of(&alice, text(&other["login"])).await);
    let bob = demo.bob();
    let new =
        |title: &str| json!({"title": title, "queue": "Raw", "customer": bob, "article": {"channel": "internal", "body": "Gürteltier"}});
    let [shut, open] = ["Vertraulich", "Alltag"].map(|title| async { alice.post("/api/v1/tickets", &new(title)).await.expect(201) });
    let (shut, open) = (text(&shut.await["id"]).to_owned(), text(&open.await["id"]).to_owned());
    let touch = async |id: &str, title: &str| {
        alice.patch(&format!("/api/v1/tickets/{id}"), &json!({"title": title})).await.expect(200);
    };
    let (mut ear, mut own) = (jonas.listen().await, alice.listen().await);

    // Restricted: told once, to let it go; then nothing, by no way.
    put(&alice, &format!("/api/v1/tickets/{shut}/members"), &json!({"members": [me]})).await;
    ear.hears("ticket.changed", &shut, AT_ONCE).await;
    assert_eq!(jonas.get(&format!("/api/v1/tickets/{shut}")).await.problem(), (404, "not-found".into()));
    touch(&shut, "Streng vertraulich").await;
    own.hears("ticket.changed", &shut, AT_ONCE).await;
    touch(&open, "Alltag mit Regen").await;
    assert_eq!(ear.next(AT_ONCE).await["ticket"], json!(open), "of the restricted ticket nothing was heard");
    assert_eq!(jonas.find("Vertraulich").await.len() + jonas.find("Gürteltier vertraulich").await.len(), 0);

    // The right of the queue ends.
    let groups = alice.get("/api/v1/people/groups").await.expect(200);
    let none: Vec<Json> = groups["items"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| json!({"id": him, "group": group["id"], "permissions": []}))
        .collect();
    alice.patch("/api/v1/people/rights", &json!({"agents": none})).await.expect(200);
    assert_eq!(jonas.get(&format!("/api/v1/tickets/{open}")).await.problem(), (404, "not-found".into()));
    touch(&open, "Alltag ohne Jonas").await;
    own.hears("ticket.changed", &open, AT_ONCE).await;
    let members: Vec<Json> = vec![json!(me), json!(him)];
    let refused = alice.send(Ask::json(Method::PUT, &format!("/api/v1/tickets/{shut}/members"), &json!({"members": members}))).await;
    assert_eq!(refused.status, 422, "who may not read in the queue is no member");
    assert_eq!(ear.heard(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn participants_are_let_in_and_let_go_within_a_second() {
    let demo = Demo::start().await;
    let alice = demo.agent("alpha").await;
    let customers = demo.tenant("alpha")["customers"].as_array().expect("customers").clone();
    let (bob, eve) = (&customers[0], &customers[1]);
    let asked = signed_in(&demo, "/portal/sign-in", bob).await;
    let guest = signed_in(&demo, "/portal/sign-in", eve).await;
    let mine = asked.post("/api/v1/my/tickets", &json!({"title": "Frage", "body": "Wie geht das?"})).await.expect(201);
    let id = text(&mine["id"]).to_owned();
    // Of the same company or not: what is confidential is for whoever asked and takes part.
    alice.patch("/api/v1/queues/que_2", &json!({"confidential": true})).await.expect(200);
    let path = format!("/api/v1/my/tickets/{id}");
    assert_eq!(guest.get(&path).await.problem(), (404, "not-found".into()));
    let users = alice.get(&format!("/api/v1/customer-users?q={}", text(&eve["login"]))).await.expect(200);
    let who = text(&users["items"][0]["id"]).to_owned();
    let mut ear = guest.listen().await;
    let invited = alice.post(&format!("/api/v1/tickets/{id}/participants"), &json!({"customer_user": who})).await;
    assert_eq!(invited.expect(200)["participants"][0]["id"], json!(who));
    ear.hears("ticket.changed", &id, AT_ONCE).await;
    let page = guest.get(&path).await.expect(200);
    assert_eq!(page["participants"].as_array().map(Vec::len), Some(1));
    guest.post(&format!("{path}/articles"), &json!({"body": "Das wüsste ich auch gern."})).await.expect(201);
    ear.hears("ticket.article_added", &id, AT_ONCE).await;
    let gone = Ask::new(Method::DELETE, &format!("/api/v1/tickets/{id}/participants/{who}"));
    alice.send(gone).await.expect(200);
    ear.hears("ticket.changed", &id, AT_ONCE).await;
    assert_eq!(guest.get(&path).await.problem(), (404, "not-found".into()));
    asked.post(&format!("{path}/articles"), &json!({"body": "Danke!"})).await.expect(201);
    alice.get(&format!("/api/v1/tickets/{id}")).await.expect(200);
    assert_eq!(ear.heard(), Vec::<String>::new(), "who was let go hears nothing more");
}
