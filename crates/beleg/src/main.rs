//! `beleg`: the whole desk in one binary.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything else: a child that decodes foreign files walls itself in first.
    if std::env::args_os().nth(1).is_some_and(|first| first == native::WORD) {
        return native::serve();
    }
    // Whatever is made from here on, by whatever library, is for its owner alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    beleg::cli::run(beleg::cli::Cli::parse())
}
