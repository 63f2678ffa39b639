//! Running other programs, with their output where a person sees it and their failure in words.

use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// The clone.
pub(crate) fn root() -> PathBuf {
    // Cargo tells a running program where its manifest lies; what was compiled in may be another clone's.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| OsString::from(env!("CARGO_MANIFEST_DIR")));
    let manifest = PathBuf::from(manifest);
    manifest.parent().map_or_else(|| manifest.clone(), Path::to_owned)
}

/// Whether the clone has this file or folder.
pub(crate) fn has(path: &str) -> bool {
    root().join(path).exists()
}

/// A program, run in the clone without what Cargo told *this* program about itself.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Cargo itself.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words);
    command
}

/// npm in `ui/`.
pub(crate) fn npm(words: &[&str]) -> Command {
    let mut command = program("npm");
    command.current_dir(root().join("ui")).args(words);
    command
}

/// Runs it to its end; anything but success is an error that names it.
pub(crate) fn must(command: &mut Command) -> Result<()> {
    let shown = show(command);
    let status = command.status().with_context(|| format!("starting `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// What it says on its output; its complaints go to ours.
pub(crate) fn said(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("starting `{shown}`"))?;
    if !output.status.success() {
        bail!("`{shown}` failed ({})", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` wrote what is no text"))
}

/// Whether it can be run and succeeds; says nothing.
pub(crate) fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Where a program lies: in `PATH`, or where root's programs are.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let others = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(others).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Whether this process is root.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|of_self| of_self.uid() == 0)
}

/// Lets a moment pass while waiting for another program.
#[expect(clippy::disallowed_methods, reason = "the house's commands wait for programs that they started")]
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A program that runs beside us and ends with us: by the kernel if we die, by a signal when this is dropped.
#[derive(Debug)]
pub(crate) struct Beside {
    child: Child,
    signal: &'static str,
}

impl Beside {
    /// Starts it; `signal` asks it to end.
    pub(crate) fn start(mut command: Command, signal: &'static str) -> Result<Self> {
        let shown = show(&command);
        let child = command.spawn().with_context(|| format!("starting `{shown}`"))?;
        Ok(Self { child, signal })
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Whether it ended by itself; a program that should run and does not is an error.
    pub(crate) fn must_run(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("it ended by itself ({status})"),
            None => Ok(()),
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _asked = works(Command::new("kill").args([self.signal, &self.child.id().to_string()]));
            // Twenty seconds to put things in order, then the hard way.
            for _ in 0..200 {
                if !matches!(self.child.try_wait(), Ok(None)) {
                    return;
                }
                pause(Duration::from_millis(100));
            }
            let _killed = self.child.kill();
            let _ended = self.child.wait();
        }
    }
}

/// A command that the kernel kills when we die. The main thread must start it: the signal comes with its end.
pub(crate) fn bound(program: impl AsRef<OsStr>) -> Command {
    let mut command = self::program("setpriv");
    command.args(["--pdeathsig", "TERM"]).arg(program);
    command
}

/// A directory that goes when this is dropped.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// An empty directory in the machine's place for such.
    pub(crate) fn new(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("beleg-{name}-{}", std::process::id()));
        let _old = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named() {
        assert!(must(Command::new("true").arg("x")).is_ok());
        assert_eq!(must(Command::new("false").arg("x")).unwrap_err().to_string(), "`false x` failed (exit status: 1)");
        assert!(must(&mut Command::new("no-such-program")).is_err());
        assert_eq!(said(Command::new("printf").arg("hello")).unwrap(), "hello");
    }

    #[test]
    fn a_scratch_directory_goes_with_its_owner() {
        let scratch = Scratch::new("itself").unwrap();
        let path = scratch.path().to_owned();
        assert!(path.is_dir());
        drop(scratch);
        assert!(!path.exists());
    }

    #[test]
    fn what_runs_beside_us_ends_with_its_owner() {
        let mut command = bound("sleep");
        command.arg("600");
        let mut beside = Beside::start(command, "-TERM").unwrap();
        assert!(beside.must_run().is_ok());
        drop(beside);
    }
}
