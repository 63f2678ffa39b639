//! Rules of the house that neither the compiler nor clippy knows.
//!
//! Each rule is a function over the [`Tree`], tells all that it finds, and has tests that make it fail. A rule reads text
//! and no syntax tree: what it asks for is simple enough to be seen in lines, and it says file and line.

mod columns;
mod documents;
mod doors;
mod ids;
mod imports;
mod names;
mod places;
mod promises;
mod sizes;
mod sql;
mod tree;
mod unused;
mod vocabulary;
mod words;

pub(crate) use tree::Tree;

use crate::args::Args;
use crate::metadata::{self, Metadata};
use crate::run::root;
use anyhow::{Result, bail};
use std::fmt;

/// Something that is against a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) path: String,
    /// From 1; nothing when the whole file is meant.
    pub(crate) line: Option<usize>,
    pub(crate) rule: &'static str,
    pub(crate) words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}: {}", self.path, self.rule, self.words),
            None => write!(f, "{}: {}: {}", self.path, self.rule, self.words),
        }
    }
}

/// `x tidy`
pub(crate) fn command(args: Args) -> Result<()> {
    args.end()?;
    check()
}

/// Holds all rules.
pub(crate) fn check() -> Result<()> {
    let tree = Tree::read(&root())?;
    for note in sizes::long(&tree) {
        println!("{note}");
    }
    let found = findings(&tree, &metadata::read(false)?);
    for finding in &found {
        println!("{finding}");
    }
    if found.is_empty() { Ok(()) } else { bail!("tidy: {} findings", found.len()) }
}

fn findings(tree: &Tree, house: &Metadata) -> Vec<Finding> {
    let mut found = [
        imports::hold(house),
        doors::hold(tree),
        sizes::hold(tree),
        words::hold(tree),
        names::hold(tree),
        ids::hold(tree),
        sql::hold(tree),
        columns::hold(tree),
        promises::hold(tree),
        places::hold(tree),
        documents::hold(tree),
        unused::hold(tree),
        vocabulary::hold(tree),
    ]
    .concat();
    found.sort();
    found
}

#[cfg(test)]
pub(crate) fn shown(found: &[Finding]) -> Vec<String> {
    found.iter().map(|finding| format!("{}:{} {}", finding.path, finding.line.unwrap_or(0), finding.words)).collect()
}
