//! What `q` understands, asked over HTTP.

use crate::client::Client;
use crate::demo::{Demo, text};
use serde_json::{Value as Json, json};

async fn write(alice: &Client, title: &str, queue: &str, more: &Json) -> String {
    let article = json!({"channel": "phone", "body": format!("Sichtung: {title} am Weiher")});
    let mut ticket = json!({"title": title, "queue": queue, "customer": "vogelwart@customer.example", "article": article});
    for (key, value) in more.as_object().expect("an object") {
        ticket[key] = value.clone();
    }
    text(&alice.post("/api/v1/tickets", &ticket).await.expect(201)["number"]).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_search_language_over_http() {
    let demo = Demo::start().await;
    let alice = demo.program("alpha");
    let login = text(&demo.tenant("alpha")["agents"][0]["login"]);
    let bustard = write(&alice, "Großtrappe im Regen", "Misc", &json!({"owner": login, "priority": "5 very high"})).await;
    write(&alice, "Zwergtrappe im Nebel", "Misc", &json!({"state": "closed successful"})).await;
    write(&alice, "Rohrdommel im Regen", "Raw", &json!({})).await;

    let check = async |q: &str, expected: &[&str]| {
        let mut titles: Vec<String> = alice.find(q).await.iter().map(|row| text(&row["title"]).to_owned()).collect();
        titles.sort();
        assert_eq!(titles, expected, "{q}");
    };
    let (great, little, bittern) = ("Großtrappe im Regen", "Zwergtrappe im Nebel", "Rohrdommel im Regen");
    check("grosstrappe", &[great]).await;
    check("GROẞTRAPPE weiher", &[great]).await;
    check("\"trappe im regen\"", &[]).await;
    check("\"im regen am weiher\"", &[great, bittern]).await;
    check("weiher -nebel", &[great, bittern]).await;
    check("weiher is:open", &[great, bittern]).await;
    check("weiher state:new", &[great, bittern]).await;
    check("weiher state:open", &[]).await;
    check("weiher state:closed", &[little]).await;
    check("weiher -state:closed", &[great, bittern]).await;
    check("weiher queue:Misc", &[great, little]).await;
    check("weiher queue:Misc,Raw \"im regen\"", &[great, bittern]).await;
    check("weiher owner:me", &[great]).await;
    check(&format!("weiher owner:{login}"), &[great]).await;
    check("weiher owner:none", &[bittern, little]).await;
    check("weiher priority:5", &[great]).await;
    check("customer:vogelwart@customer.example created>-7d", &[great, bittern, little]).await;
    check("customer:vogelwart@customer.example created<-7d", &[]).await;
    check(&format!("number:{bustard}"), &[great]).await;
    check(&bustard, &[great]).await;
    assert!(demo.program("beta").find("weiher").await.is_empty(), "each tenant finds its own");

    pages(&alice).await;
    mistakes(&alice).await;
}

/// Pages follow each other without gap or double, in the order that was asked for.
async fn pages(alice: &Client) {
    let (mut titles, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut pairs = vec![("q", "weiher sort:created"), ("limit", "1")];
        if let Some(cursor) = &cursor {
            pairs.push(("cursor", cursor));
        }
        let page = alice.search(&pairs).await.expect(200);
        let items = page["items"].as_array().expect("items");
        assert!(items.len() <= 1);
        titles.extend(items.iter().map(|row| text(&row["title"]).to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(titles, ["Großtrappe im Regen", "Zwergtrappe im Nebel", "Rohrdommel im Regen"]);
    assert_eq!(alice.search(&[("cursor", "made-up")]).await.problem(), (422, "invalid".into()));
    assert_eq!(alice.search(&[("limit", "0")]).await.problem(), (422, "invalid".into()));
    assert_eq!(alice.search(&[("query", "weiher")]).await.problem(), (400, "malformed".into()), "never an unfiltered answer");
}

/// What is not understood is told with its place.
async fn mistakes(alice: &Client) {
    let check = async |q: &str, errors: Json| {
        let reply = alice.search(&[("q", q)]).await;
        assert_eq!(reply.problem(), (400, "query-not-understood".into()), "{q}");
        assert_eq!(reply.json()["errors"], errors, "{q}");
    };
    check("weiher farbe:rot", json!([{"at": 7, "token": "farbe:rot", "reason": "unknown-field"}])).await;
    check("\"offen", json!([{"at": 0, "token": "\"offen", "reason": "quote-open"}])).await;
    check("ä created>gestern", json!([{"at": 2, "token": "created>gestern", "reason": "not-a-time"}])).await;
    check("state>open is:nice", {
        let first = json!({"at": 0, "token": "state>open", "reason": "not-comparable"});
        json!([first, {"at": 11, "token": "is:nice", "reason": "unknown-word"}])
    })
    .await;
    check("-nur", json!([{"at": 0, "token": "-nur", "reason": "only-negated-words"}])).await;
}
