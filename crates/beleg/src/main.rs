//! `beleg`: the whole desk in one binary.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Whatever is made from here on, by whatever library, is for its owner alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    beleg::cli::run(beleg::cli::Cli::parse())
}
