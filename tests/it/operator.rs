//! An operator sets a desk up, runs it, and looks after it.

use crate::binary;
use crate::client::Ask;
use crate::installation::{ALPHA, BETA, Installation, PASSWORD, Plan, tenants};
use crate::sender::Connection;
use crate::wait::{PATIENCE, until};
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const KEY_FILE: Plan<'static> = Plan { key_file: true, smarthost: None, postgres: None, dovecot: None };
const MAIL: &str = "From: Bob <bob@customer.example>\r\nTo: support@alpha.example\r\nSubject: Stieglitz\r\n\r\nEin Stieglitz.\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn init_and_serve_from_a_configuration_file() {
    let place = Installation::new(KEY_FILE);
    let said = place.must(&["init"], "");
    assert!(said.contains("root.key") && said.contains("beleg serve"), "{said}");
    let mode = |name: &str| fs::metadata(place.path(name)).expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode("data"), mode("root.key")), (0o700, 0o400));
    fs::set_permissions(place.path("data"), fs::Permissions::from_mode(0o750)).expect("a looser mode");
    let found = place.run(&["check"], "").out;
    assert!(found.contains("other users of this machine") && found.contains("chmod 700"), "{found}");
    fs::set_permissions(place.path("data"), fs::Permissions::from_mode(0o700)).expect("the mode that it had");
    assert!(!place.run(&["check"], "").out.contains("chmod"));
    let again = place.must_not(&["init"], "");
    assert!(again.contains("already"), "{again}");

    let serving = place.serve("ok").await;
    let (alice, mallory) = place.furnish();
    let second = place.must_not(&["serve"], "");
    assert!(second.contains("another beleg runs on"), "{second}");
    people_sign_in(&place).await;
    let revoked = place.stranger(ALPHA).with_token(&alice).get("/api/v1/tickets").await;
    assert_eq!(revoked.problem(), (401, "unauthenticated".into()), "a new password revoked it");
    let alice = place.stranger(ALPHA).with_token(&place.token("alpha", "alice"));
    let narrow = ["token", "create", "--tenant", "alpha", "--agent", "alice", "--name", "reader", "--scope", "tickets:read", "--days", "1"];
    let reader = place.stranger(ALPHA).with_token(place.must(&narrow, "").trim());
    assert_eq!(reader.get("/api/v1/tickets").await.status, 200);
    assert_eq!(reader.post("/api/v1/tickets", &json!({})).await.problem(), (403, "forbidden".into()));

    // A mail server pipes a mail in, and a second copy of it.
    let ingest = ["mail", "ingest", "--to", "support@alpha.example", "--from", "bob@customer.example"];
    let said = place.must(&ingest, MAIL);
    assert!(said.starts_with("ticket "), "{said}");
    assert_eq!(place.must(&ingest, MAIL), "a second copy\n");
    assert_eq!(unheard(&place, &ingest), Some(0), "taken is taken, whether or not the answer can be printed");
    assert_eq!(alice.find("Stieglitz").await.len(), 1);
    for nobody in ["nobody@nowhere.example", "nobody@alpha.example", "nobody"] {
        assert_eq!(place.run(&["mail", "ingest", "--to", nobody], MAIL).code, 67, "{nobody}");
    }
    assert_eq!(place.run(&ingest, &format!("{MAIL}{}", "x".repeat(25 * 1024 * 1024))).code, 65);

    only_for_their_owner(&place.path("data"));
    tenants_come_and_go(&place, &mallory).await;
    refusals(&place);
    serving.stop();

    // Nobody runs: mail stays with its server, the rest is done without the node.
    assert_eq!(place.run(&ingest, MAIL).code, 75);
    let alone = ["agent", "create", "--tenant", "alpha", "anne", "--name", "Anne", "--email", "anne@alpha.example"];
    place.must(&alone, &format!("{PASSWORD}\n"));
    let _serving = place.serve("ok").await;
    place.stranger(ALPHA).sign_in("/sign-in", "anne", PASSWORD).await;
    assert_eq!(alice.find("Stieglitz").await.len(), 1, "tokens and tickets go on");
}

/// Pipes the mail in, with an output that takes nothing; how it ended.
fn unheard(place: &Installation, ingest: &[&str]) -> Option<i32> {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let mail = place.path("mail");
    fs::write(&mail, MAIL).expect("a mail");
    let mut command = binary::command();
    command.arg("--config").arg(place.path("beleg.toml")).args(ingest);
    command.stdin(fs::File::open(mail).expect("the mail")).stdout(full).status().expect("the binary runs").code()
}

/// Whatever lies in the data directory, by whatever library it was made.
fn only_for_their_owner(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let found = entry.metadata().expect("what it is");
        assert_eq!(found.permissions().mode() & 0o077, 0, "{}", entry.path().display());
        if found.is_dir() {
            only_for_their_owner(&entry.path());
        }
    }
}

async fn people_sign_in(place: &Installation) {
    place.stranger(ALPHA).sign_in("/sign-in", "alice", PASSWORD).await;
    let bob = place.stranger(ALPHA).sign_in("/portal/sign-in", "bob", PASSWORD).await;
    assert_eq!(bob.get("/api/v1/my/tickets").await.status, 200);
    let fresh = "anker-boje-deich-173205";
    place.must(&["agent", "password", "--tenant", "alpha", "alice"], &format!("{fresh}\n"));
    place.stranger(ALPHA).sign_in("/sign-in", "alice", fresh).await;
    let old = place.stranger(ALPHA).send(place.stranger(ALPHA).form("/sign-in", "alice", PASSWORD)).await;
    assert_eq!(old.status, 403);
    // SHA-256 of a password, as OTRS keeps it.
    let kept = "10075d3de77fbda08703eb342fb401ae969331d3075397806e601861ec4f95a4";
    place.must(&["customer", "create", "--tenant", "alpha", "carl", "--name", "Carl Kunde", "--email", "carl@customer.example"], "\n");
    place.must(&["customer", "password", "--tenant", "alpha", "--otrs-hash", "carl"], &format!("{kept}\n"));
    place.stranger(ALPHA).sign_in("/portal/sign-in", "carl", "teekanne-fliegt").await;
    place.stranger(ALPHA).sign_in("/portal/sign-in", "carl", "teekanne-fliegt").await;
}

async fn tenants_come_and_go(place: &Installation, token: &str) {
    let list = place.must(&["tenant", "list"], "");
    assert!(list.lines().count() == 2 && list.contains(ALPHA) && list.contains("beta.example"), "{list}");
    let mallory = place.stranger(BETA).with_token(token);
    assert_eq!(mallory.get("/api/v1/tickets").await.status, 200);
    place.must(&["tenant", "suspend", "beta"], "");
    assert_eq!(mallory.get("/api/v1/tickets").await.problem(), (503, "suspended".into()));
    let mut smtp = Connection::open(place.ports + 1).await.expect("SMTP");
    smtp.says("MAIL FROM:<bob@customer.example>", "250").await.expect("a sender");
    smtp.says("RCPT TO:<support@beta.example>", "450").await.expect("later");
    assert_eq!(place.run(&["mail", "ingest", "--to", "support@beta.example"], MAIL).code, 75);
    smtp.says("RCPT TO:<support@alpha.example>", "250").await.expect("the other tenant is open");
    place.must(&["tenant", "resume", "beta"], "");
    assert_eq!(mallory.get("/api/v1/tickets").await.status, 200);
    let careful = place.must_not(&["tenant", "delete", "beta", "--confirm", "alpha"], "");
    assert!(careful.contains("--confirm beta"), "{careful}");
    let files = tenants(&place.path("data"));
    place.must(&["tenant", "delete", "beta", "--confirm", "beta"], "");
    assert_eq!(tenants(&place.path("data")), files[..1], "the files are gone");
    assert_eq!(mallory.get("/api/v1/tickets").await.problem(), (421, "unknown-host".into()));
    smtp.says("RCPT TO:<support@beta.example>", "550 5.7.1").await.expect("nobody's domain");
}

/// What is wrong with an order is said in words.
fn refusals(place: &Installation) {
    let check = |words: &[&str], input: &str, expected: &str| {
        let said = place.must_not(words, input);
        assert!(said.contains(expected), "{words:?}: {said}");
    };
    let same_host = ["tenant", "create", "gamma", "--title", "G", "--host", ALPHA];
    check(&same_host, "", "host");
    check(&["tenant", "create", "Not A Name", "--title", "G", "--host", "g.desk.example"], "", "name");
    check(
        &["agent", "create", "--tenant", "nobody", "x", "--name", "X", "--email", "x@x.example"],
        "geheim-und-lang-genug-1\n",
        "no such tenant",
    );
    let weak = ["agent", "create", "--tenant", "alpha", "weak", "--name", "W", "--email", "w@alpha.example"];
    check(&weak, "password\n", "password");
    let twice = ["agent", "create", "--tenant", "alpha", "alice", "--name", "A", "--email", "a2@alpha.example"];
    check(&twice, &format!("{PASSWORD}\n"), "login");
    check(&["token", "create", "--tenant", "alpha", "--agent", "nobody", "--name", "x"], "", "no such agent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_desk_loses_no_mail() {
    let place = Installation::without_configuration();
    let postfix = place.postfix();
    place.configure(Plan { smarthost: Some(&postfix), ..Plan::default() });
    let unopened = place.must_not(&["init"], "");
    assert!(unopened.contains("--passphrase"), "{unopened}");
    let passphrase = "veilchen-insel-robinie-mohn-271828\n";
    place.must(&["init", "--passphrase"], passphrase);
    // Without a node, who gives the orders gives the passphrase as well.
    let make =
        ["tenant", "create", "alpha", "--title", "A", "--host", ALPHA, "--domain", "alpha.example", "--mail", "support@alpha.example"];
    place.must(&make, passphrase);
    let agent = ["agent", "create", "--tenant", "alpha", "alice", "--name", "Alice", "--email", "alice@alpha.example", "--administrator"];
    place.must(&agent, &format!("{PASSWORD}\n{passphrase}"));

    let _serving = place.serve("sealed").await;
    let stranger = place.stranger(ALPHA);
    assert_eq!(stranger.get("/ready").await.expect(503), json!({"status": "sealed"}));
    for path in ["/api/v1/tickets", "/sign-in", "/api/v1/openapi.json"] {
        assert_eq!(stranger.get(path).await.problem(), (503, "sealed".into()), "{path}");
    }
    let page = stranger.send(Ask::get("/").with("accept", "text/html")).await;
    assert!(page.status == 503 && page.header("content-type").starts_with("text/html"), "{} {}", page.status, page.text());
    let mut smtp = Connection::open(place.ports + 1).await.expect("SMTP greets");
    smtp.says("MAIL FROM:<bob@customer.example>", "451").await.expect("later");
    assert_eq!(place.run(&["mail", "ingest", "--to", "support@alpha.example"], MAIL).code, 75);
    let sealed = place.must_not(&["tenant", "list"], "");
    assert!(sealed.contains("sealed"), "{sealed}");
    let said = testkit::peers::swaks::send(
        &postfix.smtp,
        &["--from", "bob@customer.example", "--to", "support@alpha.example", "--body", "Ein Pirol."],
    );
    assert!(said.taken, "{}", said.dialogue);
    until("Postfix keeps the mail", PATIENCE, async || postfix.log().contains("status=deferred").then_some(())).await;

    let wrong = place.must_not(&["unseal"], "veilchen\n");
    assert!(wrong.contains("passphrase"), "{wrong}");
    place.wait_for("sealed", None).await;
    place.must(&["unseal"], passphrase);
    place.wait_for("ok", None).await;
    let alice = stranger.with_token(&place.token("alpha", "alice"));
    until("the mail is a ticket", PATIENCE, async || (alice.find("Pirol").await.len() == 1).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_swapped_tenant_file_does_not_open() {
    let place = Installation::new(KEY_FILE);
    place.must(&["init"], "");
    let serving = place.serve("ok").await;
    let (alice, mallory) = place.furnish();
    let (alice, mallory) = (place.stranger(ALPHA).with_token(&alice), place.stranger(BETA).with_token(&mallory));
    let article = json!({"channel": "phone", "body": "Ein Kuckucksei."});
    let ticket = json!({"title": "Kuckuck", "queue": "Raw", "customer": "x@customer.example", "article": article});
    mallory.post("/api/v1/tickets", &ticket).await.expect(201);
    serving.stop();

    let [alpha, beta] = tenants(&place.path("data")).try_into().expect("two tenants");
    fs::rename(&alpha, place.path("kept")).expect("alpha's store is put aside");
    fs::create_dir(&alpha).expect("a folder");
    for file in fs::read_dir(&beta).expect("beta's store").flatten().filter(|file| file.path().is_file()) {
        fs::copy(file.path(), alpha.join(file.file_name())).expect("beta's store is laid in its place");
    }
    let serving = place.serve("ok").await;
    for reply in [alice.get("/api/v1/tickets").await, mallory.at(ALPHA).get("/api/v1/tickets").await] {
        assert!([500, 503].contains(&reply.problem().0) && !reply.text().contains("Kuckuck"), "{}", reply.text());
    }
    let mut smtp = Connection::open(place.ports + 1).await.expect("SMTP");
    smtp.says("MAIL FROM:<bob@customer.example>", "250").await.expect("a sender");
    smtp.says("RCPT TO:<support@alpha.example>", "451").await.expect("mail for alpha waits");
    let log = fs::read_to_string(place.path("log")).expect("the log");
    let alarm = log.lines().any(|line| line.contains("\"level\":\"ERROR\"") && line.contains("does not open"));
    assert!(alarm, "{}", serving.words());
    let found = place.run(&["check"], "");
    assert_eq!(found.code, 1, "{}{}", found.out, found.err);
    assert!(found.out.contains("does not open"), "{}", found.out);
    assert_eq!(mallory.find("Kuckucksei").await.len(), 1, "beta is unharmed");
    smtp.says("RSET", "250").await.expect("another mail");
    smtp.says("MAIL FROM:<bob@customer.example>", "250").await.expect("a sender");
    smtp.says("RCPT TO:<support@beta.example>", "250").await.expect("mail for beta comes in");
    serving.stop();

    fs::remove_dir_all(&alpha).expect("beta's copy is thrown away");
    fs::rename(place.path("kept"), &alpha).expect("alpha's store is put back");
    let _serving = place.serve("ok").await;
    assert_eq!(alice.get("/api/v1/tickets").await.status, 200, "and alpha's own opens again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_configuration_is_said_in_words() {
    let place = Installation::new(KEY_FILE);
    let missing = place.must_not(&["serve"], "") + &place.must_not(&["tenant", "list"], "") + &place.must_not(&["check"], "");
    assert_eq!(missing.matches("run beleg init once").count(), 3, "{missing}");
    place.must(&["init"], "");
    let good = fs::read_to_string(place.path("beleg.toml")).expect("the configuration");
    let check = |change: (&str, &str), words: &[&str], expected: &[&str]| {
        assert!(good.contains(change.0), "{}", change.0);
        place.write("beleg.toml", &good.replacen(change.0, change.1, 1));
        let said = place.must_not(words, "");
        for expected in expected {
            assert!(said.contains(expected), "{words:?} with {}: {said}", change.1);
        }
    };
    for words in [["check"], ["serve"]] {
        check(("[smtp]", "[smpt]"), &words, &["smpt", "beleg.toml"]);
        check(("hostname =", "hostnaem ="), &words, &["hostnaem", "unknown field"]);
        check(("[https]", ""), &words, &["https"]);
        check(("own.pem", "other.pem"), &words, &["other.pem"]);
    }
    check(("data", "data = \"x\"\ndata"), &["check"], &["duplicate"]);
    check(("root.key", "lost.key"), &["check"], &["unseal.key_file", "lost.key"]);
    check(("root.key", "lost.key"), &["serve"], &["lost.key"]);
    place.write("beleg.toml", &good);

    let idle = place.run(&["check"], "");
    assert_eq!(idle.code, 0, "{}{}", idle.out, idle.err);
    assert!(idle.out.contains("is understood") && idle.out.contains(ALPHA) && idle.out.contains("node: none runs"), "{}", idle.out);
    check_measures_the_promises(&place, &good).await;
    let version = place.must(&["--version"], "");
    assert!(version.starts_with("beleg 0."), "{version}");
    assert!(place.must(&["config"], "").contains("[https]"));
    assert!(place.must(&["completions", "bash"], "").contains("_beleg"));
}

async fn check_measures_the_promises(place: &Installation, good: &str) {
    let serving = place.serve("ok").await;
    place.furnish();
    // The authority of this story is nobody whom the world trusts, and that is said.
    let said = place.must_not(&["check"], "");
    let broken: Vec<&str> = said.lines().filter(|line| line.starts_with("broken")).collect();
    assert!(broken.len() == 1 && broken[0].contains("own-port-tls") && broken[0].contains("not trusted"), "{said}");
    serving.stop();

    let certificates = good.split("[[https.certificate]]").nth(1).and_then(|rest| rest.split("[smtp]").next()).expect("the certificates");
    place.write("beleg.toml", &good.replace(&format!("[[https.certificate]]{certificates}"), "development_ca = true\n"));
    let _serving = place.serve("ok").await;
    let said = place.must(&["check"], "");
    for check in ["own-port-tls", "tenant-files-unreadable", "leaves-agree", "mail-loop"] {
        assert!(said.lines().any(|line| line.starts_with("measured: ") && line.contains(check)), "{check}: {said}");
    }
}
