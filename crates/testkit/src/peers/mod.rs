//! Real peers, started unprivileged on loopback and stopped with the test process.

pub mod postgres;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::mpsc;

/// Finds a program, or fails the test and says which package brings it.
pub fn program(names: &[&str], package: &str) -> PathBuf {
    names
        .iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("{} is missing: apt-get install {package}", names.first().unwrap_or(&package)))
}

/// A port on 127.0.0.1 that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map(|address| address.port()).expect("a free port")
}

/// Starts a program that ends with this process: `setpriv` asks the kernel for it. The signal comes when the
/// starting *thread* ends, so a thread that lives as long as the process does the starting.
pub fn start_bound(mut command: Command) -> Peer {
    let (started, pid) = mpsc::channel();
    std::thread::spawn(move || {
        let child = command.spawn();
        started.send(child.as_ref().map(Child::id).map_err(ToString::to_string)).expect("somebody waits for the peer");
        let _ = child.map(|mut child| child.wait());
        loop {
            std::thread::park();
        }
    });
    Peer { pid: pid.recv().expect("the starting thread answers").expect("the peer starts") }
}

/// A running peer.
#[derive(Debug)]
pub struct Peer {
    /// Its process.
    pub pid: u32,
}

impl Peer {
    /// Kills it at once, as a power cut of that process would.
    pub fn kill(&self) {
        let pid = i32::try_from(self.pid).ok().and_then(rustix::process::Pid::from_raw).expect("a process id");
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

/// A command that runs as an unprivileged user when we are root, and dies with us.
pub fn unprivileged(program: &Path, user: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]);
    if rustix::process::geteuid().is_root() {
        command.args(["--reuid", user, "--regid", user, "--clear-groups"]);
    }
    command.arg(program);
    command
}

/// Gives a directory to an unprivileged user when we are root.
pub fn give_to(dir: &Path, user: &str) {
    if rustix::process::geteuid().is_root() {
        let status = Command::new("chown").arg("-R").arg(user).arg(dir).status().expect("chown runs");
        assert!(status.success(), "chown {user} {}", dir.display());
    }
}
