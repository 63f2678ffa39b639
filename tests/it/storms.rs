//! Disks and databases that fail while mail comes in: senders are told to come again later, the desk says that it is unwell, and
//! goes on by itself as soon as it can.

use crate::binary::beleg;
use crate::client::{Client, plain};
use crate::installation::{ALPHA, Installation, Plan, tenants};
use crate::sender::{Connection, Letter};
use crate::wait::{PATIENCE, until};
use http::Method;
use serde_json::json;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use testkit::peers::{postgres, program};

const PLAN: Plan<'static> = Plan { key_file: true, smarthost: None, postgres: None, dovecot: None };

fn letter(number: usize, size: usize) -> Letter {
    let raw = format!(
        "From: Bob <bob@customer.example>\r\nTo: support@alpha.example\r\nSubject: Sturm {number}\r\nMessage-ID: <{number}@storm.example>\r\n\
         Auto-Submitted: auto-generated\r\n\r\n{}",
        "Noch ein Sturmvogel, der heimkehrt.\r\n".repeat(size.div_ceil(37))
    );
    Letter { from: "bob@customer.example".into(), to: "support@alpha.example".into(), raw }
}

/// What the sender hears: nothing when the letter was taken.
async fn hand_over(place: &Installation, letter: &Letter) -> Option<String> {
    let mut connection = Connection::open_when_possible(place.ports + 1).await;
    connection.hand_over(letter).await.err().map(|error| error.to_string())
}

/// Hands over letters until each was taken once.
async fn deliver_all(place: &Installation, letters: &[Letter]) {
    for letter in letters {
        until("the desk takes the letter", PATIENCE * 2, async || hand_over(place, letter).await.is_none().then_some(())).await;
    }
}

async fn each_is_a_ticket_once(alice: &Client, letters: usize) {
    let tickets = alice.find("sort:created").await;
    for number in 0..letters {
        let title = format!("Sturm {number}");
        assert_eq!(tickets.iter().filter(|ticket| ticket["title"] == title).count(), 1, "{title}");
    }
    assert_eq!(tickets.len(), letters, "not one more and not one less");
}

/// Waits until the desk says of itself that it takes no writes, or that all is well again.
async fn says(place: &Installation, is_well: bool) {
    let status = if is_well { "ok" } else { "takes no writes" };
    until(&format!("/ready says {status}"), PATIENCE * 3, async || {
        let ready = place.stranger(ALPHA).get("/ready").await;
        (ready.status == if is_well { 200 } else { 503 } && ready.json() == json!({ "status": status })).then_some(())
    })
    .await;
    let figure = format!("beleg_check_kept{{check=\"stores-take-writes\"}} {}", u8::from(is_well));
    until("the figure follows", PATIENCE, async || {
        let figures = plain(Method::GET, place.ports + 6, "/metrics").await.ok()?.text();
        figures.contains(&figure).then_some(())
    })
    .await;
}

/// A desk whose files lie on a disk of so many MiB, which nobody else sees; and the way to it.
fn on_a_small_disk(place: &Installation, mebibytes: u32) -> Command {
    let data = place.path("data").display().to_string();
    let script = format!(
        "cp -a {data} {data}.before && mount -t tmpfs -o size={mebibytes}m,mode=700 none {data} && cp -a {data}.before/. {data} && exec {} \"$@\"",
        beleg().display()
    );
    let mut command = Command::new(program(&["/usr/bin/setpriv"], "util-linux"));
    command.args(["--pdeathsig", "KILL", "unshare", "--mount"]);
    if !fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
        command.arg("--map-root-user");
    }
    command.args(["sh", "-c", &script, "sh"]).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command
}

/// Writes until nothing goes in any more.
fn fill(disk: &Path) {
    let mut file = File::create(disk.join("filler")).expect("a file");
    for size in [1 << 20, 4_096, 1] {
        while file.write_all(&vec![7; size]).is_ok() {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_no_mail_and_is_said_aloud() {
    let place = Installation::new(PLAN);
    place.must(&["init"], "");
    let (alice, _) = {
        let furnishing = place.serve("ok").await;
        let tokens = place.furnish();
        furnishing.stop();
        tokens
    };
    let serving = place.serve_by(on_a_small_disk(&place, 256), "ok").await;
    let alice = place.stranger(ALPHA).with_token(&alice);
    let letters: Vec<Letter> = (0..8).map(|number| letter(number, if number % 2 == 0 { 400 } else { 300_000 })).collect();
    deliver_all(&place, &letters[..2]).await;
    says(&place, true).await;

    let root = format!("/proc/{}/root{}", serving.pid(), place.path("data").display());
    fill(Path::new(&root));
    for letter in &letters[2..6] {
        let heard = hand_over(&place, letter).await.expect("a full disk takes nothing");
        assert!(heard.starts_with("45"), "the sender keeps it and comes again: {heard}");
    }
    says(&place, false).await;
    assert_eq!(alice.find("sort:created").await.len(), 2, "what is there can still be read");
    let note = json!({"channel": "internal", "subject": "Notiz", "body": "Die Platte ist voll."});
    let id = alice.find("sort:created").await[0]["id"].as_str().expect("an id").to_owned();
    let refused = alice.post(&format!("/api/v1/tickets/{id}/articles"), &note).await;
    assert!(refused.status >= 500, "who writes is told: {}", refused.status);

    fs::remove_file(Path::new(&root).join("filler")).expect("room");
    deliver_all(&place, &letters).await;
    says(&place, true).await;
    each_is_a_ticket_once(&alice, letters.len()).await;
    alice.post(&format!("/api/v1/tickets/{id}/articles"), &note).await.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_turns_read_only_loses_no_mail() {
    let place = Installation::new(PLAN);
    place.must(&["init"], "");
    let (alice, _) = {
        let furnishing = place.serve("ok").await;
        let tokens = place.furnish();
        furnishing.stop();
        tokens
    };
    // The kernel lets nothing be written from the three-hundredth call on, and again after thirty more.
    let mut command = Command::new(program(&["/usr/bin/setpriv"], "util-linux"));
    command.args(["--pdeathsig", "KILL"]).arg(program(&["/usr/bin/strace"], "strace"));
    command.args(["-f", "-qq", "-o", "/dev/null", "-e", "inject=pwrite64,fdatasync,fsync:error=EROFS:when=300..330"]);
    for tenant in tenants(&place.path("data")) {
        for name in ["tenant.db", "tenant.db-wal"] {
            command.arg("-P").arg(tenant.join(name));
        }
    }
    command.args(["setpriv", "--pdeathsig", "KILL"]).arg(beleg()).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let _serving = place.serve_by(command, "ok").await;
    let alice = place.stranger(ALPHA).with_token(&alice);
    let letters: Vec<Letter> = (0..60).map(|number| letter(number, if number % 10 == 0 { 200_000 } else { 2_000 })).collect();
    let mut refused = 0;
    for letter in &letters {
        until("the desk takes the letter", PATIENCE * 2, async || match hand_over(&place, letter).await {
            None => Some(()),
            Some(heard) => {
                assert!(heard.starts_with("45") || !heard.starts_with(char::is_numeric), "never for good: {heard}");
                refused += 1;
                None
            }
        })
        .await;
    }
    assert!(refused > 0, "the disk was read-only for a while");
    each_is_a_ticket_once(&alice, letters.len()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_gone_loses_no_mail_and_is_said_aloud() {
    let mut server = postgres::start();
    let place = Installation::without_configuration();
    place.configure(Plan { postgres: Some(&server.connection), ..PLAN });
    place.must(&["init"], "");
    let _serving = place.serve("ok").await;
    let (alice, _) = place.furnish();
    let alice = place.stranger(ALPHA).with_token(&alice);
    let letters: Vec<Letter> = (0..6).map(|number| letter(number, 5_000)).collect();
    deliver_all(&place, &letters[..2]).await;
    server.end();
    for letter in &letters[1..5] {
        let heard = hand_over(&place, letter).await.expect("nothing can be kept");
        assert!(heard.starts_with("45"), "the sender keeps it and comes again: {heard}");
    }
    says(&place, false).await;
    server.again();
    deliver_all(&place, &letters).await;
    says(&place, true).await;
    each_is_a_ticket_once(&alice, letters.len()).await;
}
