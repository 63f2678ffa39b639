//! `x test`: everything that must hold, cheap first, with the time that each part took.
//!
//! The first part that fails ends the run; what came after it is shown as not run. Nothing is skipped in silence: a part
//! whose subject does not exist says so by name.

use crate::args::Args;
use crate::desk::{self, BINARY};
use crate::fuzz;
use crate::packages::{self, BUILD, PEERS, SIGNERS};
use crate::postgres::{self, Server};
use crate::run::{cargo, has, must, npm};
use crate::{deny, generate, metadata, tidy, ui};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How a part ended.
enum Outcome {
    Done,
    /// Its subject does not exist: which.
    Absent(&'static str),
}

/// One part of the suite.
struct Part {
    name: &'static str,
    run: fn() -> Result<Outcome>,
}

const fn part(name: &'static str, run: fn() -> Result<Outcome>) -> Part {
    Part { name, run }
}

/// The manifest of the stories.
const STORIES: &str = "tests/Cargo.toml";

/// What was found before is read again at once; half a minute finds what a change made easy to find. **Units**: seconds.
const FUZZ: u64 = 30;

/// All parts, cheap first. The front end comes before whatever builds the binary, which embeds it.
const PARTS: [Part; 11] = [
    part("packages", || done(packages::ensure(&[BUILD, PEERS, SIGNERS]).and_then(|()| packages::ensure_node()))),
    part("fmt", || done(must(&mut cargo(&["fmt", "--all", "--check"])))),
    part("tidy", || done(tidy::check())),
    part("deny", || done(deny::check())),
    part("ui", || done(front_end())),
    part("gen", generated),
    part("clippy", || done(must(&mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])))),
    part("tests", || done(tests())),
    part("fuzz", || done(fuzz::look(FUZZ, None))),
    part("e2e", end_to_end),
    part("stories", stories),
];

fn done(outcome: Result<()>) -> Result<Outcome> {
    outcome.map(|()| Outcome::Done)
}

/// `x test [ROOM]`
pub(crate) fn command(mut args: Args) -> Result<()> {
    let room = args.word();
    args.end()?;
    match room {
        Some(room) => one(&room),
        None => all(&PARTS),
    }
}

/// One crate's own tests, on both engines.
fn one(name: &str) -> Result<()> {
    let house = metadata::read(false)?;
    if house.find(name).is_none() {
        let names: Vec<&str> = house.own().map(|package| package.name.as_str()).collect();
        bail!("there is no crate {name}; there are {}", names.join(", "));
    }
    packages::ensure(&[BUILD, PEERS, SIGNERS])?;
    let server = postgres::start()?;
    must(&mut with(&server, cargo(&["test", "--package", name, "--no-fail-fast"])))
}

fn with(server: &Server, mut command: Command) -> Command {
    command.env(postgres::VARIABLE, &server.connection);
    command
}

fn front_end() -> Result<()> {
    ui::install()?;
    for script in ["check", "test"] {
        ui::script(script)?;
    }
    ui::build()?;
    ui::script("budget")
}

fn generated() -> Result<Outcome> {
    if !has(BINARY) {
        return Ok(Outcome::Absent(BINARY));
    }
    done(generate::check())
}

/// Tests of all crates, doctests too; all of them run although one fails.
fn tests() -> Result<()> {
    let server = postgres::start()?;
    let mut tests = cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    if has(STORIES) {
        tests.args(["--exclude", "stories"]);
    }
    must(&mut with(&server, tests))
}

/// The tour through the front end and its journeys, in a browser, on a desk that it starts.
fn end_to_end() -> Result<Outcome> {
    if !has(BINARY) {
        return Ok(Outcome::Absent(BINARY));
    }
    done(must(&mut tour(&desk::built(false)?)))
}

/// What walks in a browser through a desk of this program.
pub(crate) fn tour(program: &Path) -> Command {
    let mut tour = npm(&["run", "--silent", "e2e"]);
    tour.env("BELEG", program);
    tour
}

/// Journeys over real sockets, with the binary as it is.
fn stories() -> Result<Outcome> {
    if !has(BINARY) {
        return Ok(Outcome::Absent(BINARY));
    }
    if !has(STORIES) {
        bail!("{STORIES} is missing: there is a binary and nobody tells its stories");
    }
    let program = desk::built(false)?;
    let server = postgres::start()?;
    let mut tests = with(&server, cargo(&["test", "--package", "stories", "--locked", "--no-fail-fast"]));
    done(must(tests.env("BELEG_BIN", program)))
}

/// Runs the parts and closes with what they took.
fn all(parts: &[Part]) -> Result<()> {
    let begun = Instant::now();
    let mut lines = Vec::new();
    let mut failure = None;
    for part in parts {
        if failure.is_some() {
            lines.push(line(part.name, None, "not run"));
            continue;
        }
        println!("\n== {}", part.name);
        let started = Instant::now();
        let outcome = (part.run)();
        let took = started.elapsed();
        match outcome {
            Ok(Outcome::Done) => lines.push(line(part.name, Some(took), "ok")),
            Ok(Outcome::Absent(what)) => {
                println!("not yet part of the house: {what}");
                lines.push(line(part.name, Some(took), &format!("not yet part of the house: {what}")));
            }
            Err(error) => {
                println!("{error:#}");
                lines.push(line(part.name, Some(took), "FAILED"));
                failure = Some(error.context(part.name));
            }
        }
        println!("== {} took {}", part.name, time(took));
    }
    println!("\n{}\n{}", lines.join("\n"), line("all", Some(begun.elapsed()), ""));
    failure.map_or(Ok(()), Err).context("x test")
}

fn line(name: &str, took: Option<Duration>, words: &str) -> String {
    format!("{name:<10} {:>9}  {words}", took.map(time).unwrap_or_default()).trim_end().to_owned()
}

fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{}.{} s", seconds, took.subsec_millis() / 100)
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        assert_eq!(time(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(time(Duration::from_secs(754)), "12 min 34 s");
        assert_eq!(line("fmt", Some(Duration::from_secs(2)), "ok"), "fmt            2.0 s  ok");
        assert_eq!(line("stories", None, "not run"), "stories               not run");
    }

    #[test]
    fn the_first_failure_ends_the_run() {
        const GOOD: Part = part("good", || Ok(Outcome::Done));
        const ABSENT: Part = part("absent", || Ok(Outcome::Absent("a thing")));
        const BAD: Part = part("bad", || bail!("broken"));
        const NEVER: Part = part("never", || panic!("ran after a failure"));
        assert!(all(&[GOOD, ABSENT]).is_ok());
        let error = all(&[GOOD, BAD, NEVER]).unwrap_err();
        assert_eq!(format!("{error:#}"), "x test: bad: broken");
    }

    #[test]
    fn cheap_parts_come_first() {
        let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        assert_eq!(names, ["packages", "fmt", "tidy", "deny", "ui", "gen", "clippy", "tests", "fuzz", "e2e", "stories"]);
    }
}
