//! The first step of `cargo x`.
//!
//! Nothing can be linked without a C compiler, not even the command that would install one. So this program, which needs
//! nothing else, is linked by `.cargo/cc`, which brings the compiler or names it; then the house's commands are built as
//! everything is. A linker of our own for everything would be part of what Cargo compares, by its place: each clone would
//! build the whole house anew.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let error = Command::new(cargo).args(["run", "--quiet", "--package", "xtask", "--"]).args(std::env::args_os().skip(1)).exec();
    eprintln!("x: cargo cannot be run: {error}");
    ExitCode::FAILURE
}
