//! One PostgreSQL for all tests of a run.
//!
//! It lies in a directory of its own, listens on loopback, never syncs, and ends with us. Tests find it by
//! `BELEG_TEST_POSTGRES`; a crate that is tested alone without it starts its own.

use crate::packages::postgres_bin;
use crate::run::{Beside, Scratch, is_root, must, pause, program, works};
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The variable by which tests find the server.
pub(crate) const VARIABLE: &str = "BELEG_TEST_POSTGRES";

/// A running server. Ends when dropped: first the server, then its files.
#[derive(Debug)]
pub(crate) struct Server {
    /// Connection string of its superuser.
    pub(crate) connection: String,
    _running: Beside,
    _files: Scratch,
}

/// Starts it and waits until it answers.
pub(crate) fn start() -> Result<Server> {
    let bin = postgres_bin().context("PostgreSQL is missing: apt-get install postgresql")?;
    let files = Scratch::new("postgres")?;
    if is_root() {
        must(program("chown").arg("postgres").arg(files.path()))?;
    }
    let data = files.path().join("data");
    let mut init = unprivileged(&bin.join("initdb"));
    init.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8"]);
    must(init.stdout(Stdio::null()))?;
    let port = free_port()?;
    let mut server = unprivileged(&bin.join("postgres"));
    server.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k"]).arg(files.path());
    server.args([
        "-F",
        "-c",
        "max_connections=300",
        "-c",
        "shared_buffers=64MB",
        "-c",
        "dynamic_shared_memory_type=mmap",
        "-c",
        "log_min_messages=fatal",
    ]);
    server.stdin(Stdio::null()).stderr(Stdio::null());
    // SIGQUIT ends it at once and still gives back its shared memory.
    let mut running = Beside::start(server, "-QUIT")?;
    wait_for(&bin, port, &mut running)?;
    Ok(Server { connection: format!("host=127.0.0.1 port={port} user=postgres dbname=postgres"), _running: running, _files: files })
}

fn wait_for(bin: &Path, port: u16, running: &mut Beside) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_mins(1) {
        running.must_run().context("PostgreSQL does not start")?;
        if works(program(bin.join("pg_isready")).args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])) {
            return Ok(());
        }
        pause(Duration::from_millis(50));
    }
    bail!("PostgreSQL did not start within a minute")
}

/// PostgreSQL refuses to run as root, so root hands it to Debian's user for it.
fn unprivileged(program: &Path) -> Command {
    let mut command = self::program("setpriv");
    command.args(["--pdeathsig", "KILL"]);
    if is_root() {
        command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]);
    }
    command.arg(program).current_dir("/");
    command
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
