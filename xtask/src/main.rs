//! The house's own commands: `cargo x …`.
//!
//! Two of them are for everybody: `x demo` starts a furnished desk, `x test` holds everything that must hold. The others
//! serve whoever writes: generated files, rules, scaffolding, pictures, foreign data, a strange machine.
//!
//! They use nothing of the house, so that they build in seconds, and nothing that has to be installed besides Cargo and
//! Node.js; what Debian brings they install as root, without starting a service, or print the one command.

mod args;
mod corpus;
mod deny;
mod desk;
mod fuzz;
mod generate;
mod metadata;
mod packages;
mod postgres;
mod run;
mod scaffold;
mod spdx;
mod stranger;
mod suite;
mod tidy;
mod ui;

use anyhow::{Context, Result, bail};
use args::Args;
use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
cargo x COMMAND

  demo [--dir DIR] [--ports BASE] [--release]
                        a complete desk on loopback, with tenants, tickets and a mail catcher
  test [ROOM]           everything, cheap first; or one crate on both engines

  dev [--ports BASE]    a fresh desk with the front end's own server before it
  gen [--check]         write generated files, or say how they differ
  tidy                  the house's own rules
  shot [DIR]            pictures of every page of a running desk
  new-room NAME [WING]  a new room with failing tests; its wing is desk unless named
  new-op ROOM NAME      a new operation with its command and a failing test
  corpus DIR            parsers over other people's files
  fuzz SECONDS [TARGET] bytes that nobody ever wrote, and how many lines they reach
  bench [NAME …]        benchmarks
  audit                 licences, bans, sources; advisories where cargo-deny is installed
  stranger [DIR]        both commands of the README in a bare Debian (as root)";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    match run(&command, Args::new(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nx: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, args: Args) -> Result<()> {
    match command {
        "demo" => desk::demo(args),
        "test" => suite::command(args),
        "dev" => desk::dev(args),
        "gen" => generate::command(args),
        "tidy" => tidy::command(args),
        "shot" => shot(args),
        "new-room" => scaffold::new_room(args),
        "new-op" => scaffold::new_op(args),
        "corpus" => corpus::corpus(args),
        "fuzz" => fuzz::command(args),
        "bench" => bench(args),
        "audit" => deny::command(args),
        "stranger" => stranger::command(args),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command {other}\n\n{HELP}"),
    }
}

/// Pictures of every page, light and dark, narrow and wide, of a desk that is started for it.
fn shot(mut args: Args) -> Result<()> {
    let dir = args.word().map_or_else(|| run::root().join("ui/shots"), PathBuf::from);
    args.end()?;
    packages::ensure(&[packages::BUILD, packages::PEERS, packages::SIGNERS])?;
    let program = desk::built(false)?;
    let dir = std::path::absolute(dir).context("the folder for pictures")?;
    run::must(suite::tour(&program).env("SHOTS", &dir))?;
    println!("pictures lie in {}", dir.display());
    Ok(())
}

/// Benchmarks are a program of their own, always optimised.
fn bench(args: Args) -> Result<()> {
    if !run::has("bench/Cargo.toml") {
        bail!("not yet part of the house: bench/Cargo.toml");
    }
    packages::ensure(&[packages::BUILD, packages::PEERS, packages::SIGNERS])?;
    run::must(run::cargo(&["run", "--release", "--quiet", "--package", "bench", "--"]).args(args.rest()))
}
