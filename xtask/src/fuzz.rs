//! `x fuzz`: bytes that nobody ever wrote, found by what they reach, and how many lines of `wire` that was.
//!
//! libFuzzer changes seeds and keeps what runs new code; what it kept lies in the target directory and is where the next
//! run begins. Afterwards a second build counts lines over all of it. Both need only what stable Rust has.

use crate::args::Args;
use crate::metadata;
use crate::packages::{self, BUILD, MACHINE, SIGNERS};
use crate::run::{Beside, Scratch, bound, cargo, must, pause, program, root, said};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The targets of `fuzz/src/lib.rs` with their seeds.
const TARGETS: [(&str, &[&str]); 8] = [
    ("mail", &["fuzz/seeds/mail", "crates/base/wire/tests/fixtures"]),
    ("answer", &["fuzz/seeds/mail", "crates/base/wire/tests/fixtures"]),
    ("page", &["fuzz/seeds/page"]),
    ("fetch", &["fuzz/seeds/fetch"]),
    ("saml", &["fuzz/seeds/saml"]),
    ("oidc", &["fuzz/seeds/oidc"]),
    ("directory", &["fuzz/seeds/directory"]),
    ("talk", &["fuzz/seeds/talk"]),
];
/// What is counted.
const SOURCES: &str = "crates/base/wire/src";
/// **Units**: per cent of its lines that must be reached.
const ENOUGH: usize = 85;
/// What the machine wants to know of each branch and comparison.
const WATCHED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";
const COUNTED: &str = "-Cinstrument-coverage";

/// `x fuzz SECONDS [TARGET]`
pub(crate) fn command(mut args: Args) -> Result<()> {
    let seconds = args.needed("a number of seconds")?.trim_end_matches('s').parse().context("that is no number of seconds")?;
    let only = args.word();
    args.end()?;
    if let Some(name) = &only
        && !TARGETS.iter().any(|(target, _)| target == name)
    {
        bail!("there is no target {name}; there are {}", TARGETS.map(|(name, _)| name).join(", "));
    }
    look(seconds, only.as_deref())
}

/// Looks for so many seconds, at all targets side by side or at one; with all of them, enough lines must be reached.
pub(crate) fn look(seconds: u64, only: Option<&str>) -> Result<()> {
    packages::ensure(&[BUILD, MACHINE, SIGNERS])?;
    let home = home()?;
    let machine = build(&home, "machine", WATCHED)?;
    let targets: Vec<_> = TARGETS.into_iter().filter(|(name, _)| only.is_none_or(|only| only == *name)).collect();
    let mut running = Vec::new();
    for (name, seeds) in &targets {
        running.push((*name, start(&machine, &home, name, seeds, seconds)?));
    }
    let end = Instant::now() + Duration::from_secs(seconds + 120);
    for (name, mut beside) in running {
        let ended = loop {
            match beside.ended()? {
                Some(status) => break status,
                None if Instant::now() > end => bail!("{name} does not come to its end"),
                None => pause(Duration::from_millis(200)),
            }
        };
        let log = fs::read_to_string(log(&home, name)).unwrap_or_default();
        if !ended.success() {
            let from = log.find("panicked at").map_or(log.len().saturating_sub(4_000), |at| log[..at].rfind('\n').unwrap_or(0));
            bail!("{name} broke ({ended}); what broke it lies in {}\n{}", home.join("found").display(), log.get(from..).unwrap_or(&log));
        }
        println!("{name:<8} {}", log.lines().rfind(|line| line.contains("DONE")).unwrap_or("done"));
    }
    if only.is_some() { Ok(()) } else { count(&home, &targets) }
}

/// Where the machine, what it kept and what it found lie.
fn home() -> Result<PathBuf> {
    let home = metadata::read(false)?.target.join("fuzz");
    fs::create_dir_all(home.join("found"))?;
    Ok(home)
}

fn log(home: &Path, name: &str) -> PathBuf {
    home.join(format!("{name}.log"))
}

/// Builds one of the programs with flags for it and all that is in it; they are the target's alone, not the build scripts'.
fn build(home: &Path, name: &str, flags: &str) -> Result<PathBuf> {
    let triple = metadata::host()?;
    let (program, place) = (format!("fuzz-{name}"), home.join(name));
    let mut command = cargo(&["build", "--quiet", "--locked", "--package", "fuzz", "--profile", "fuzz", "--bin", &program]);
    command.args(["--target", &triple, "--target-dir"]).arg(&place).env("RUSTFLAGS", flags);
    if name == "machine" {
        command.args(["--features", "machine"]);
    }
    must(&mut command)?;
    Ok(place.join(triple).join("fuzz").join(program))
}

/// What the machine keeps of a target between runs.
fn kept(home: &Path, name: &str) -> Result<PathBuf> {
    let dir = home.join("kept").join(name);
    fs::create_dir_all(&dir)?;
    Ok(dir)
}

fn start(machine: &Path, home: &Path, name: &str, seeds: &[&str], seconds: u64) -> Result<Beside> {
    let mut command = bound(machine);
    command.env("FUZZ_TARGET", name).arg(kept(home, name)?);
    command.args(seeds.iter().map(|seed| root().join(seed)));
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}/{name}-", home.join("found").display()));
    // Longer input makes each round slower, and what breaks does so in a few kilobytes.
    command.args(["-max_len=16384", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=1"]);
    let log = fs::File::create(log(home, name))?;
    command.stdout(log.try_clone()?).stderr(log);
    Beside::start(command, "-TERM")
}

/// Reads all that was kept once more with the program that counts lines.
fn count(home: &Path, targets: &[(&str, &[&str])]) -> Result<()> {
    let replay = build(home, "replay", COUNTED)?;
    let profiles = Scratch::new("lines")?;
    for (name, seeds) in targets {
        let mut command = program(&replay);
        command.arg(name).arg(kept(home, name)?).args(seeds.iter().map(|seed| root().join(seed)));
        command.env("LLVM_PROFILE_FILE", profiles.path().join(format!("{name}.profraw")));
        said(&mut command)?;
    }
    let mut lines = cargo(&["run", "--quiet", "--locked", "--package", "fuzz", "--features", "lines", "--bin", "fuzz-lines", "--"]);
    lines.arg(&replay).arg(root().join(SOURCES));
    lines.args(targets.iter().map(|(name, _)| profiles.path().join(format!("{name}.profraw"))));
    let report = said(&mut lines)?;
    print!("{report}");
    let words: Vec<&str> = report.lines().last().unwrap_or_default().split(' ').collect();
    let [reached, all, _] = words.as_slice() else { bail!("the lines were not counted") };
    let (reached, all): (usize, usize) = (reached.parse()?, all.parse()?);
    let per_cent = reached * 100 / all.max(1);
    println!("{per_cent} % of {SOURCES}");
    if per_cent < ENOUGH {
        bail!("{reached} of {all} lines are {per_cent} %, and {ENOUGH} % must be reached");
    }
    Ok(())
}
