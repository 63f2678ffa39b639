//! Real peers, started unprivileged on loopback and stopped with the test process.

pub mod dovecot;
pub mod mutt;
pub mod oidc;
pub mod postfix;
pub mod postgres;
pub mod saml;
pub mod slapd;
pub mod swaks;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::Duration;

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

/// The first of some ports in a row on 127.0.0.1 that were free a moment ago. They lie below those that the kernel gives to
/// clients, so that nobody's connection takes one while what is to listen there starts, or is started again.
pub fn free_ports(count: u16) -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Test processes that run side by side begin at different places.
    let begin = u16::try_from(std::process::id() % 600).unwrap_or(0) * 20;
    for _ in 0..600 {
        let first = 20_000 + (begin + NEXT.fetch_add(count, Ordering::Relaxed)) % 12_000;
        let all: Result<Vec<_>, _> = (first..first + count).map(|port| TcpListener::bind(("127.0.0.1", port))).collect();
        if all.is_ok() {
            return first;
        }
    }
    panic!("there are no {count} free ports in a row")
}

/// Starts a program that ends with this process: `setpriv` asks the kernel for it. The signal comes when the
/// starting *thread* ends, so a thread that lives as long as the process does the starting.
pub fn start_bound(mut command: Command) -> Peer {
    let (started, pid) = mpsc::channel();
    let ended: Arc<(Mutex<Option<ExitStatus>>, Condvar)> = Arc::default();
    let tell = Arc::clone(&ended);
    std::thread::spawn(move || {
        let child = command.spawn();
        started.send(child.as_ref().map(Child::id).map_err(ToString::to_string)).expect("somebody waits for the peer");
        if let Some(status) = child.ok().and_then(|mut child| child.wait().ok()) {
            *tell.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(status);
            tell.1.notify_all();
        }
        loop {
            std::thread::park();
        }
    });
    Peer { pid: pid.recv().expect("the starting thread answers").expect("the peer starts"), ended }
}

/// A running peer.
#[derive(Debug)]
pub struct Peer {
    /// Its process.
    pub pid: u32,
    ended: Arc<(Mutex<Option<ExitStatus>>, Condvar)>,
}

impl Peer {
    /// Kills it at once, as a power cut of that process would.
    pub fn kill(&self) {
        self.signal(rustix::process::Signal::KILL);
    }

    /// Asks it to end at once; PostgreSQL does not wait for its clients then.
    pub fn quit(&self) {
        self.signal(rustix::process::Signal::QUIT);
    }

    /// Asks it to end.
    pub fn stop(&self) {
        self.signal(rustix::process::Signal::TERM);
    }

    /// How it ended, if it has.
    pub fn ended(&self) -> Option<ExitStatus> {
        *self.ended.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for its end; fails the test when that does not come.
    pub fn wait(&self, most: Duration) -> ExitStatus {
        self.ended_within(most).unwrap_or_else(|| panic!("process {} did not end within {most:?}", self.pid))
    }

    /// Waits for its end, as long as this.
    pub fn ended_within(&self, most: Duration) -> Option<ExitStatus> {
        let status = self.ended.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.ended.1.wait_timeout_while(status, most, |status| status.is_none());
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn signal(&self, signal: rustix::process::Signal) {
        // A number that is not ours any more may be somebody else's.
        if self.ended().is_none() {
            let pid = i32::try_from(self.pid).ok().and_then(rustix::process::Pid::from_raw).expect("a process id");
            let _ = rustix::process::kill_process(pid, signal);
        }
    }
}

/// A command that dies with whoever started it.
pub fn bound(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]).arg(program);
    command
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
