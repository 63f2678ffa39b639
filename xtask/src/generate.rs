//! Generated files: written by the product itself, committed, and compared on every test run.
//!
//! The binary writes what it knows of itself (`beleg gen --out DIR`): the interface, the rights matrix, the catalogue of
//! events, schema, checks, configuration, command line and register of columns. From the interface the front end's types follow.

use crate::args::Args;
use crate::desk::BINARY;
use crate::run::{Scratch, cargo, has, must, npm, root};
use crate::ui;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where they lie.
const PLACE: &str = "docs/generated";
/// What the binary writes at least; a file too many or too few in the clone is a difference.
const FILES: [&str; 8] = ["checks.md", "cli.md", "columns.md", "config.md", "events.md", "openapi.json", "rights.txt", "schema.sql"];

/// What a test writes there and compares by itself: the rights matrix, which needs a running desk (`BELEG_BLESS=1`).
const OF_TESTS: [&str; 1] = ["matrix.txt"];

/// `x gen [--check]`
pub(crate) fn command(mut args: Args) -> Result<()> {
    let check = args.flag("--check");
    args.end()?;
    if !has(BINARY) {
        bail!("not yet part of the house: {BINARY}, which writes {PLACE}");
    }
    if check { self::check() } else { write() }
}

fn write() -> Result<()> {
    ask(&root().join(PLACE))?;
    ui::install()?;
    must(&mut npm(&["run", "--silent", "gen"]))
}

/// Compares without writing.
pub(crate) fn check() -> Result<()> {
    let scratch = Scratch::new("gen")?;
    ask(scratch.path())?;
    let different = differences(&read(&root().join(PLACE))?, &read(scratch.path())?);
    if !different.is_empty() {
        bail!("not what the code says today, run `cargo x gen`:\n  {}", different.join("\n  "));
    }
    ui::install()?;
    must(&mut npm(&["run", "--silent", "gen", "--", "--check"]))
}

fn ask(dir: &Path) -> Result<()> {
    must(cargo(&["run", "--quiet", "--package", "beleg", "--", "gen", "--out"]).arg(dir))?;
    let written = read(dir)?;
    match FILES.iter().find(|name| !written.contains_key(**name)) {
        Some(name) => bail!("`beleg gen` did not write {name}"),
        None => Ok(()),
    }
}

fn read(dir: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !OF_TESTS.contains(&name.as_str()) {
            files.insert(name, fs::read_to_string(entry.path()).with_context(|| format!("reading {}", entry.path().display()))?);
        }
    }
    Ok(files)
}

fn differences(committed: &BTreeMap<String, String>, fresh: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in fresh {
        match committed.get(name) {
            None => found.push(format!("{name}: not committed")),
            Some(old) if old != text => found.push(format!("{name}: {}", first_difference(old, text))),
            Some(_) => {}
        }
    }
    found.extend(committed.keys().filter(|name| !fresh.contains_key(*name)).map(|name| format!("{name}: nobody writes it any more")));
    found
}

fn first_difference(old: &str, new: &str) -> String {
    let line = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    let of = |text: &str| text.lines().nth(line).unwrap_or("(its end)").chars().take(100).collect::<String>();
    format!("line {}: `{}`, today `{}`", line + 1, of(old), of(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn each_kind_of_difference_is_told() {
        let committed = files(&[("same", "x"), ("other", "a\nb\n"), ("old", "")]);
        let fresh = files(&[("same", "x"), ("other", "a\nc\n"), ("new", "")]);
        assert_eq!(
            differences(&committed, &fresh),
            ["new: not committed", "other: line 2: `b`, today `c`", "old: nobody writes it any more"]
        );
        assert!(differences(&fresh, &fresh).is_empty());
        assert_eq!(first_difference("a\n", "a\nb\n"), "line 2: `(its end)`, today `b`");
    }
}
