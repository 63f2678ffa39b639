//! swaks, the mail client for tests.

use super::program;
use std::process::{Command, Stdio};

/// What came of a mail.
#[derive(Clone, Debug)]
pub struct Said {
    /// Whether the server took it for all recipients.
    pub taken: bool,
    /// The whole dialogue.
    pub dialogue: String,
}

/// Lets swaks send a mail to a server (`HOST:PORT`); `more` are its own options.
pub fn send(server: &str, more: &[&str]) -> Said {
    let (host, port) = server.rsplit_once(':').expect("a server has a port");
    let mut command = Command::new(program(&["/usr/bin/swaks"], "swaks"));
    command.args(["--server", host, "--port", port, "--helo", "client.example", "--timeout", "30"]).args(more);
    let output = command.stdin(Stdio::null()).output().expect("swaks runs");
    let dialogue = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Said { taken: output.status.success(), dialogue }
}
