//! A PostgreSQL server for tests, one a process.

use super::{Peer, free_port, give_to, program, start_bound, unprivileged};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running server; one that was started here ends when this is dropped, and then its files go.
#[derive(Debug)]
pub struct Server {
    /// Connection string of its superuser.
    pub connection: String,
    own: Option<(Peer, TempDir)>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((peer, _)) = &self.own {
            peer.kill();
            peer.wait(Duration::from_secs(30));
        }
    }
}

/// The server of this test process: one that runs already (`BELEG_TEST_POSTGRES`), or a fresh one.
#[expect(clippy::disallowed_methods, reason = "the one setting of the test suite")]
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("BELEG_TEST_POSTGRES") {
        Ok(connection) => Server { connection, own: None },
        Err(_) => start(),
    })
}

/// Starts a server in a directory of its own, without syncing: what it holds ends with the tests.
pub fn start() -> Server {
    let bin = newest_bin();
    let dir = tempfile::Builder::new().prefix("beleg-pg-").tempdir().expect("a temporary directory");
    give_to(dir.path(), "postgres");
    let data = dir.path().join("data");
    let status = unprivileged(&bin.join("initdb"), "postgres")
        .arg("-D")
        .arg(&data)
        .args(["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8"])
        .stdout(Stdio::null())
        .status()
        .expect("initdb runs");
    assert!(status.success(), "initdb failed");
    let port = free_port();
    let mut server = unprivileged(&bin.join("postgres"), "postgres");
    server.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k"]).arg(dir.path());
    server
        .args([
            "-F",
            "-c",
            "max_connections=200",
            "-c",
            "shared_buffers=64MB",
            "-c",
            "dynamic_shared_memory_type=mmap",
            "-c",
            "log_min_messages=fatal",
        ])
        .stderr(Stdio::null());
    let peer = start_bound(server);
    wait_for(port);
    Server { connection: format!("host=127.0.0.1 port={port} user=postgres dbname=postgres"), own: Some((peer, dir)) }
}

fn newest_bin() -> PathBuf {
    let versions = Path::new("/usr/lib/postgresql");
    let newest = std::fs::read_dir(versions)
        .ok()
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()))
        .max();
    let newest = newest.unwrap_or_else(|| panic!("PostgreSQL is missing: apt-get install postgresql"));
    let bin = versions.join(newest.to_string()).join("bin");
    let postgres = bin.join("postgres");
    program(&[postgres.to_str().unwrap_or_default()], "postgresql");
    bin
}

#[expect(clippy::disallowed_methods, reason = "a test waits for a peer on loopback")]
fn wait_for(port: u16) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(30) {
        // The port opens before the server answers; its own tool asks properly.
        let ready = newest_bin().join("pg_isready");
        let asked = std::process::Command::new(ready).args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status();
        if TcpStream::connect(("127.0.0.1", port)).is_ok() && asked.is_ok_and(|status| status.success()) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("PostgreSQL did not start within 30 s");
}
