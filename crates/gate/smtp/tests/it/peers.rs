//! Clients that others wrote.

use crate::house::Fixture;
use std::net::SocketAddr;
use std::process::Stdio;
use testkit::peers::program;
use tokio::process::Command;

/// Lets swaks send a mail; gives whether it was taken, and the whole dialogue.
async fn swaks(address: Option<SocketAddr>, more: &[&str]) -> (bool, String) {
    let mut command = Command::new(program(&["/usr/bin/swaks"], "swaks"));
    let port = address.expect("a listener").port().to_string();
    command.args(["--server", "127.0.0.1", "--port", &port, "--helo", "client.example", "--timeout", "20"]);
    command.args(["--from", "bob@customer.example"]).args(more).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.expect("swaks runs");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn swaks_is_served() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    for (more, expected) in [
        (["--to", "help@alpha.example", "--body", "clear"].as_slice(), true),
        (&["--to", "help@beta.example", "--body", "encrypted", "--tls"], true),
        (&["--to", "help@alpha.example", "--body", "ahead", "--pipeline"], true),
        (&["--to", "bob@customer.example", "--body", "relayed"], false),
    ] {
        let (taken, dialogue) = swaks(gate.smtp_addr, more).await;
        assert_eq!(taken, expected, "{more:?}\n{dialogue}");
    }
    let more = ["--protocol", "LMTP", "--to", "help@alpha.example,help@beta.example", "--body", "twice"];
    let (taken, dialogue) = swaks(gate.lmtp_addr, &more).await;
    assert!(taken, "{dialogue}");
    let mut seen: Vec<_> =
        fixture.taken().iter().map(|(tenant, _, text)| format!("{tenant} {}", text.trim_end().rsplit('\n').next().unwrap())).collect();
    seen.sort();
    assert_eq!(seen, ["alpha ahead", "alpha clear", "alpha twice", "beta encrypted", "beta twice"]);
}
