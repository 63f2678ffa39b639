//! The binary under test.
//!
//! `BELEG_BIN` names it, as `cargo x test` does for one that it built with the front end. Without it the binary of the same
//! profile in the target directory of these tests is brought up to date and taken.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The variable that names the binary.
const VARIABLE: &str = "BELEG_BIN";

/// The binary.
pub(crate) fn beleg() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let binary = variable(VARIABLE).map_or_else(built, PathBuf::from);
        assert!(binary.is_file(), "{} is missing: cargo build --package beleg, or name a binary in {VARIABLE}", binary.display());
        binary
    })
}

#[expect(clippy::disallowed_methods, reason = "the settings of the test suite")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The binary that lies beside the folder of this test's own.
fn built() -> PathBuf {
    let own = std::env::current_exe().expect("a test knows its own place");
    let profile = own.ancestors().nth(2).expect("tests lie two folders below the target directory");
    // Run by itself, without cargo, a test takes what is there.
    if let Some(cargo) = variable("CARGO") {
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--package", "beleg"]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success(), "beleg does not build");
    }
    profile.join("beleg")
}

/// A command of the binary that ends with this process, and that nothing of its environment reaches.
pub(crate) fn command() -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]).arg(beleg());
    command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").stdin(Stdio::null());
    command
}
