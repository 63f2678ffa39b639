//! `beleg`: the whole desk in one binary.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    beleg::cli::run(beleg::cli::Cli::parse())
}
