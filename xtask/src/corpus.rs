//! Foreign bytes: files that others collected (`x corpus`), and texts that nobody ever wrote (`x fuzz`).

use crate::args::Args;
use crate::metadata;
use crate::packages::{self, BUILD};
use crate::run::{cargo, must};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The variable by which corpus tests find the folder.
const VARIABLE: &str = "BELEG_CORPUS";
/// Cases of each property in one round; between rounds the clock is looked at.
const CASES: &str = "4096";

/// `x corpus DIR`: every crate's test target `corpus`, over the files in `DIR`.
pub(crate) fn corpus(mut args: Args) -> Result<()> {
    let dir = PathBuf::from(args.needed("a folder with test data")?);
    args.end()?;
    let dir = dir.canonicalize().with_context(|| format!("{} cannot be read", dir.display()))?;
    let house = metadata::read(false)?;
    let with: Vec<&str> =
        house.own().filter(|package| package.tests.iter().any(|name| name == "corpus")).map(|p| p.name.as_str()).collect();
    if with.is_empty() {
        println!("not yet part of the house: a test target `corpus`");
        return Ok(());
    }
    packages::ensure(&[BUILD])?;
    for name in with {
        must(cargo(&["test", "--package", name, "--test", "corpus", "--locked"]).env(VARIABLE, &dir))?;
    }
    Ok(())
}

/// `x fuzz SECONDS [CRATE]`: the properties of a crate, with new random cases round after round. What fails is written
/// down by proptest and comes back in every later test run.
pub(crate) fn fuzz(mut args: Args) -> Result<()> {
    let seconds: u64 = args.needed("a number of seconds")?.trim_end_matches('s').parse().context("that is no number of seconds")?;
    let name = args.word().unwrap_or_else(|| "wire".to_owned());
    args.end()?;
    let house = metadata::read(false)?;
    let package = house.find(&name).with_context(|| format!("there is no crate {name}"))?;
    if !package.needs.iter().any(|need| need.name == "proptest") {
        bail!("{name} states no properties");
    }
    packages::ensure(&[BUILD])?;
    let (begun, end) = (Instant::now(), Duration::from_secs(seconds));
    let mut rounds = 0_u32;
    while rounds == 0 || begun.elapsed() < end {
        must(cargo(&["test", "--package", &name]).env("PROPTEST_CASES", CASES))?;
        rounds += 1;
    }
    println!("{rounds} × {CASES} cases in {} s, nothing found", begun.elapsed().as_secs());
    Ok(())
}
