//! Programs that run beside the benchmark and end with it.

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsStr;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running program. When this is dropped it is asked to end, and made to after twenty seconds.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    name: String,
}

impl Running {
    /// Starts a program, bound to this process's main thread by the kernel. What it says goes to a file.
    pub(crate) fn start(program: &Path, words: &[&OsStr], log: &Path) -> Result<Self> {
        let said = File::options().create(true).append(true).open(log).with_context(|| format!("opening {}", log.display()))?;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]).arg(program).args(words);
        command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
        let name = program.display().to_string();
        let child = command.spawn().with_context(|| format!("starting {name}"))?;
        Ok(Self { child, name })
    }

    /// The root of its process tree.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// An error if it ended by itself.
    pub(crate) fn must_run(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("{} ended by itself ({status})", self.name),
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid.filter(|_| matches!(self.child.try_wait(), Ok(None))) {
            let _gone = kill_process(pid, Signal::TERM);
            for _ in 0..400 {
                if !matches!(self.child.try_wait(), Ok(None)) {
                    return;
                }
                pause(Duration::from_millis(50));
            }
            let _killed = self.child.kill();
            let _ended = self.child.wait();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark waits for a program that it started")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A loopback address that was free a moment ago.
pub(crate) fn free_address() -> Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).context("finding a free port")
}

/// Runs a program to its end with these words on its input, and gives what it said.
pub(crate) fn said(command: &mut Command, input: &str) -> Result<String> {
    use std::io::Write as _;
    let shown = format!("{command:?}");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().with_context(|| format!("starting {shown}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends without reading closes the pipe; its status tells the rest.
        let _unread = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("{shown} failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_ends_with_its_owner() {
        let dir = tempfile::tempdir().unwrap();
        let mut running = Running::start(Path::new("sleep"), &["600".as_ref()], &dir.path().join("log")).unwrap();
        let pid = running.pid();
        assert!(running.must_run().is_ok());
        drop(running);
        assert!(!Path::new(&format!("/proc/{pid}")).exists());
    }

    #[test]
    fn what_a_program_says_is_heard_and_its_failure_named() {
        assert_eq!(said(&mut Command::new("cat"), "hello\n").unwrap(), "hello");
        assert!(said(Command::new("false").arg("x"), "").unwrap_err().to_string().contains("failed"));
    }
}
