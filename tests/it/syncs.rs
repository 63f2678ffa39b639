//! What is on the disk when the desk says that it has a mail.

use crate::demo::Demo;
use crate::trace::{Receipt, forgetful, hasty, judge};
use crate::wait::{PATIENCE, until};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use testkit::peers::{program, swaks};

/// Calls that write, sync and answer.
const CALLS: &str = "trace=fdatasync,fsync,write,writev,sendto,pwrite64,pwritev";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_250_comes_after_its_syncs() {
    program(&["/usr/bin/strace"], "strace");
    let prepared = Demo::prepared().await;
    let file = prepared.root().join("trace");
    let to = file.display().to_string();
    let demo = prepared.begin(&["strace", "-f", "--seccomp-bpf", "-y", "-s", "48", "-e", CALLS, "-o", &to]);
    let picture = demo.root().join("bild.bin");
    let noise: Vec<u8> = (0..300_000u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    fs::write(&picture, noise).expect("a file");
    let attached = format!("@{}", picture.display());

    let send = |server: &str, more: &[&str]| {
        // What a program wrote is not answered: so nothing else is written while the desk answers.
        let quiet = ["--from", "bob@x.example", "--to", "support@alpha.example", "--header", "Auto-Submitted: auto-generated"];
        let said = swaks::send(server, &[&quiet, more].concat());
        assert!(said.taken, "{}", said.dialogue);
    };
    quiet(&file).await;
    send(demo.smtp(), &["--body", "Ein kleiner Kiebitz."]);
    send(demo.smtp(), &["--body", "Ein grosser Kiebitz.", "--attach", &attached]);
    send(&format!("127.0.0.1:{}", demo.ports() + 2), &["--protocol", "LMTP", "--body", "Noch ein Kiebitz.", "--attach", &attached]);

    let trace = until("the last answer in the trace", PATIENCE, async || {
        let trace = fs::read_to_string(&file).ok()?;
        (judge(&trace).len() == 3).then_some(trace)
    })
    .await;
    let small = Receipt { written: vec!["tenant.db-wal"], unsynced: vec![] };
    let large = Receipt { written: vec!["blob", "tenant.db-wal"], unsynced: vec![] };
    assert_eq!(judge(&trace), [small, large.clone(), large]);
    // The judge is no stamp: it sees a desk that answers too early, and one that forgets a sync.
    let unsynced = |trace: &str| judge(trace).into_iter().map(|receipt| receipt.unsynced).collect::<Vec<_>>();
    assert_eq!(unsynced(&hasty(&trace)), [vec!["tenant.db-wal"], vec!["blob", "tenant.db-wal"], vec!["blob", "tenant.db-wal"]]);
    assert_eq!(unsynced(&forgetful(&trace, "/blobs/")), [vec![], vec!["blob"], vec!["blob"]]);
    assert_eq!(unsynced(&forgetful(&trace, "tenant.db-wal")).concat(), ["tenant.db-wal"; 3]);
    assert_eq!(demo.program("alpha").find("Kiebitz").await.len(), 3);
}

/// Waits until nothing of what a desk does at its start goes on any more: the judge cannot tell whose writes it sees.
async fn quiet(trace: &Path) {
    let (mut size, mut since) = (0, Instant::now());
    until("the desk is quiet", PATIENCE, async || {
        let now = fs::metadata(trace).map_or(0, |file| file.len());
        if now != size {
            (size, since) = (now, Instant::now());
        }
        (since.elapsed() > Duration::from_millis(700)).then_some(())
    })
    .await;
}
