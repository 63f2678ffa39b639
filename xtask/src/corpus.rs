//! Foreign bytes: files that others collected (`x corpus`).

use crate::args::Args;
use crate::metadata;
use crate::packages::{self, BUILD, SIGNERS};
use crate::run::{cargo, must};
use anyhow::{Context, Result};
use std::path::PathBuf;

/// The variable by which corpus tests find the folder.
const VARIABLE: &str = "BELEG_CORPUS";

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
    packages::ensure(&[BUILD, SIGNERS])?;
    for name in with {
        must(cargo(&["test", "--package", name, "--test", "corpus", "--locked"]).env(VARIABLE, &dir))?;
    }
    Ok(())
}
