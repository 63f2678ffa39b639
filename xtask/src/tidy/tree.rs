//! The files of the clone as rules see them.

use super::Finding;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// A text file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// From the clone's root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All text files of the clone that are not made from others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree(Vec<File>);

/// Folders whose content is made, fetched or the user's own.
const NOT_OURS: [&str; 7] = [".git", "target", "node_modules", "dist", "shots", ".demo", ".vite"];
/// No source of ours is larger.
const LARGEST: u64 = 4 * 1024 * 1024;

impl Tree {
    /// Reads the clone. It asks no version control, which need not be there.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        collect(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self(files))
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }

    /// Files with one of these endings.
    pub(crate) fn ending(&self, endings: &'static [&'static str]) -> impl Iterator<Item = &File> {
        self.0.iter().filter(move |file| endings.iter().any(|ending| file.path.ends_with(ending)))
    }

    pub(crate) fn find(&self, path: &str) -> Option<&File> {
        self.0.iter().find(|file| file.path == path)
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| File { path: (*path).into(), text: (*text).into() }).collect())
    }
}

impl File {
    /// Its lines, numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Its lines of Rust before the tests at its bottom.
    pub(crate) fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().take_while(|(_, line)| line.trim() != "#[cfg(test)]")
    }

    /// Whether nothing of it is in the product: tests, what tests are made of, and the house's own commands.
    pub(crate) fn is_test(&self) -> bool {
        let path = &self.path;
        let in_folder = ["/tests/", "/benches/", "/examples/"].iter().any(|folder| path.contains(folder));
        let outside = ["tests/", "fuzz/", "bench/", "xtask/", "crates/testkit/"].iter().any(|folder| path.starts_with(folder));
        in_folder || outside || path.ends_with("/tests.rs") || path.contains("/src/tests")
    }

    pub(crate) fn has_ending(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }

    /// Something found in it.
    pub(crate) fn finding(&self, rule: &'static str, line: impl Into<Option<usize>>, words: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line: line.into(), rule, words: words.into() }
    }
}

fn collect(dir: &Path, prefix: &str, files: &mut Vec<File>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(&entry.path(), &path, files)?;
            }
        } else if kind.is_file() && !is_made(&path) && entry.metadata().is_ok_and(|file| file.len() <= LARGEST) {
            // A file that somebody else removes meanwhile, or that is no text, is none of ours.
            if let Ok(text) = fs::read_to_string(entry.path()) {
                files.push(File { path, text });
            }
        }
    }
    Ok(())
}

/// The front end's words, compiled from the JSON beside them, and logs.
fn is_made(path: &str) -> bool {
    let ends = |ending: &str| path.ends_with(ending);
    (path.starts_with("ui/src/") && path.contains("/words/") && ends(".ts")) || ends(".log")
}

/// The identifiers in a line: runs of letters, digits and `_`.
pub(crate) fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|sign: char| !sign.is_alphanumeric() && sign != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Scratch;

    #[test]
    fn made_and_fetched_files_are_left_out() {
        let scratch = Scratch::new("tree").unwrap();
        for (path, text) in [
            ("crates/a/src/lib.rs", "//! a"),
            ("target/debug/x.rs", ""),
            ("ui/node_modules/y.ts", ""),
            ("ui/src/shell/words/de.ts", ""),
            ("ui/src/shell/words/de.json", "{}"),
            (".ci/run", "#!/bin/sh"),
        ] {
            let file = scratch.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        fs::write(scratch.path().join("picture.png"), [0xff, 0xfe, 0xff]).unwrap();
        let tree = Tree::read(scratch.path()).unwrap();
        let paths: Vec<&str> = tree.files().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, [".ci/run", "crates/a/src/lib.rs", "ui/src/shell/words/de.json"]);
    }

    #[test]
    fn tests_are_told_from_the_product() {
        let check = |path: &str, expected: bool| assert_eq!(File { path: path.into(), text: String::new() }.is_test(), expected, "{path}");
        check("crates/base/store/tests/it/acts.rs", true);
        check("crates/testkit/src/lib.rs", true);
        check("crates/guard/keys/src/tests.rs", true);
        check("crates/guard/keys/src/keyring.rs", false);
        let file = File { path: "a.rs".into(), text: "a\n#[cfg(test)]\nmod tests {}\n".into() };
        assert_eq!(file.product_lines().count(), 1);
    }
}
