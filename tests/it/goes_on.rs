//! A demo that is started again goes on, whatever ended it.

use crate::client::{Ask, plain};
use crate::demo::{Demo, Prepared, text};
use crate::wait::{PATIENCE, until};
use http::Method;
use serde_json::{Value as Json, json};
use std::path::Path;
use std::{fs, io};
use testkit::peers::swaks;

/// The names in an object, in their order.
fn names(value: &Json) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn demo_goes_on() {
    let mut demo = Demo::start().await;
    let ready = demo.ready.clone();
    the_ready_file_says_where_everything_is(&demo);
    let alice = demo.program("alpha");
    let bob = demo.bob();
    let said = swaks::send(demo.smtp(), &["--from", &bob, "--to", "support@alpha.example", "--body", "Ein Mauersegler."]);
    assert!(said.taken, "{}", said.dialogue);
    let id = text(&alice.find("Mauersegler").await[0]["id"]).to_owned();
    until("the automatic answer", PATIENCE, async || (!demo.mailbox().mails().await.is_empty()).then_some(())).await;
    let (session, page) = (demo.agent("alpha").await, alice.ticket(&id).await);
    let mails = demo.mailbox().mails().await;
    until("its delivery is noted", PATIENCE, async || {
        (alice.ticket(&id).await["articles"][1]["delivery"]["state"] == "sent").then_some(())
    })
    .await;

    for by_force in [false, true] {
        if by_force {
            demo.kill();
        } else {
            demo.stop();
        }
        demo.again();
        assert_eq!(demo.ready, ready, "addresses, passwords and tokens are the same");
        assert_eq!(alice.ticket(&id).await["articles"][0], page["articles"][0]);
        assert_eq!(session.get("/api/v1/me").await.status, 200, "Alice is still signed in");
        demo.agent("alpha").await;
        demo.customer("beta").await;
        assert_eq!(demo.mailbox().mails().await, mails, "the catcher still has what it caught");
    }
    the_catcher_shows_and_forgets(&demo, &bob).await;
    metrics_are_on_a_port_of_their_own(&demo).await;
}

/// The shape that others build on.
fn the_ready_file_says_where_everything_is(demo: &Demo) {
    let (ready, base) = (&demo.ready, demo.ports());
    assert_eq!(names(ready), ["ca", "catcher", "https", "lmtp", "metrics", "smtp", "tenants"]);
    assert_eq!(text(&ready["https"]), format!("https://127.0.0.1:{base}"));
    assert_eq!(text(&ready["smtp"]), format!("127.0.0.1:{}", base + 1));
    assert_eq!(text(&ready["lmtp"]), format!("127.0.0.1:{}", base + 2));
    assert_eq!(text(&ready["catcher"]["smtp"]), format!("127.0.0.1:{}", base + 3));
    assert_eq!(text(&ready["catcher"]["http"]), format!("http://127.0.0.1:{}", base + 4));
    assert_eq!(text(&ready["metrics"]), format!("http://127.0.0.1:{}/metrics", base + 6));
    assert!(fs::read_to_string(text(&ready["ca"])).expect("the authority").starts_with("-----BEGIN CERTIFICATE-----"));
    let tenants = ready["tenants"].as_array().expect("tenants");
    for (tenant, name) in tenants.iter().zip(["alpha", "beta"]) {
        assert_eq!(names(tenant), ["agents", "customers", "host", "mail", "name", "token"]);
        let said = (text(&tenant["name"]), text(&tenant["host"]), text(&tenant["mail"]));
        assert_eq!(said, (name, format!("{name}.localhost").as_str(), format!("support@{name}.example").as_str()));
        assert!(text(&tenant["token"]).starts_with("blg_"));
        assert_eq!(names(&tenant["agents"][0]), ["login", "password", "roles"]);
        assert_eq!(names(&tenant["customers"][0]), ["email", "login", "password"]);
        assert_eq!(tenant["agents"][0]["roles"][0], "administrator");
    }
    assert_eq!(tenants.len(), 2);
}

async fn the_catcher_shows_and_forgets(demo: &Demo, bob: &str) {
    let port = demo.ports() + 4;
    let messages = plain(Method::GET, port, "/messages").await.expect("the catcher").expect(200);
    assert_eq!(names(&messages[0]), ["from", "raw", "to"]);
    assert_eq!((&messages[0]["from"], &messages[0]["to"]), (&json!(""), &json!([bob])));
    assert!(text(&messages[0]["raw"]).contains("\r\nAuto-Submitted: auto-replied\r\n"), "{messages}");
    let page = plain(Method::GET, port, "/").await.expect("the catcher");
    assert!(page.status == 200 && page.text().contains(bob), "{}", page.text());
    assert_eq!(plain(Method::DELETE, port, "/messages").await.expect("the catcher").status, 204);
    assert_eq!(plain(Method::GET, port, "/messages").await.expect("the catcher").expect(200), json!([]));
    let said =
        swaks::send(&format!("127.0.0.1:{}", demo.ports() + 3), &["--tls", "--from", "a@b.example", "--to", "c@d.example", "--body", "x"]);
    assert!(said.taken && said.dialogue.contains("=== TLS started"), "{}", said.dialogue);
    assert_eq!(demo.mailbox().mails().await.len(), 1);
}

async fn metrics_are_on_a_port_of_their_own(demo: &Demo) {
    let figures = plain(Method::GET, demo.ports() + 6, "/metrics").await.expect("figures");
    assert!(figures.status == 200 && figures.text().contains("beleg_"), "{}", figures.text());
    assert!(!figures.text().contains("alpha") && !figures.text().contains("erika"), "neither tenants nor people");
    let by_https = demo.program("alpha").get("/metrics").await;
    assert_ne!(by_https.status, 200, "not by the door that the world has");
    assert_eq!(demo.stranger("alpha").get("/ready").await.expect(200), json!({"status": "ok"}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_that_dies_while_it_is_furnished_begins_anew() {
    let prepared = Prepared::fresh();
    let half = prepared.launch();
    until("a tenant's store", PATIENCE, async || {
        assert!(half.ended().is_none(), "it ended by itself");
        let tenants = fs::read_dir(prepared.dir().join("tenants")).ok()?;
        tenants.flatten().any(|tenant| tenant.path().join("tenant.db-wal").exists()).then_some(())
    })
    .await;
    half.kill();
    half.wait(PATIENCE);
    assert!(!prepared.dir().join("demo.json").exists(), "it died before it was furnished");
    let demo = prepared.begin(&[]);
    for tenant in ["alpha", "beta"] {
        assert!(demo.program(tenant).find("").await.len() > 50, "{tenant} is furnished");
    }
    let reply = demo.program("alpha").try_send(Ask::get("/health")).await;
    assert_eq!(reply.expect("it answers").status, 200);
}

#[test]
fn a_demo_takes_no_folder_that_is_not_its_own() -> io::Result<()> {
    let prepared = Prepared::fresh();
    fs::create_dir(prepared.dir())?;
    fs::write(prepared.dir().join("letter.txt"), "dear mother")?;
    let process = prepared.launch();
    assert!(!process.wait(PATIENCE).success());
    assert_eq!(files(&prepared.dir()), ["letter.txt"]);
    let log = fs::read_to_string(prepared.root().join("log"))?;
    assert!(log.contains("name another directory"), "{log}");
    Ok(())
}

fn files(dir: &Path) -> Vec<String> {
    fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
