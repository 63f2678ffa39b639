//! Documents: what they point to is there, and the tests that they call upon exist.

use super::tree::File;
use super::{Finding, Tree};
use std::collections::BTreeSet;

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    let functions: BTreeSet<&str> = tree.ending(&[".rs"]).flat_map(|file| file.text.lines().filter_map(function)).collect();
    tree.ending(&[".md"]).flat_map(|file| of_file(tree, file, &functions)).collect()
}

fn of_file(tree: &Tree, file: &File, functions: &BTreeSet<&str>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (number, line) in file.lines() {
        let lost = links(line).filter(|link| !leads_somewhere(tree, &file.path, link));
        found.extend(lost.map(|link| file.finding("documents", number, format!("{link} is not there"))));
        let unknown = quoted(line).filter(|word| is_test_name(word) && !functions.contains(word));
        found.extend(unknown.map(|word| file.finding("documents", number, format!("no test is called {word}"))));
    }
    found
}

/// The name in `fn name(`.
fn function(line: &str) -> Option<&str> {
    let rest = line.trim_start();
    let rest = rest.strip_prefix("async ").unwrap_or(rest).strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

/// A sentence with underscores: what tests are called.
fn is_test_name(word: &str) -> bool {
    word.matches('_').count() >= 3 && word.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_')
}

/// What stands between backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Targets of links inside the clone.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()).filter(|link| !link.is_empty() && !link.contains(':'))
}

fn leads_somewhere(tree: &Tree, from: &str, link: &str) -> bool {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    let folder = format!("{path}/");
    tree.files().any(|file| file.path == path || file.path.starts_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;

    fn check(text: &str, expected: &[&str]) {
        let code = "    async fn nothing_is_lost_on_the_way() {\n    fn a_second_one_of_them<T>(x: T) {\n";
        let tree = Tree::of(&[("docs/a.md", text), ("docs/b/c.md", ""), ("README.md", ""), ("crates/x/src/lib.rs", code)]);
        assert_eq!(shown(&hold(&tree)), expected);
    }

    #[test]
    fn links_lead_somewhere() {
        check("[a](b/c.md) [b](b/) [c](../README.md#x) [d](https://example.org) [e](#here)", &[]);
        check("[a](b/d.md)", &["docs/a.md:1 b/d.md is not there"]);
    }

    #[test]
    fn tests_that_are_called_upon_exist() {
        check("`nothing_is_lost_on_the_way`, `a_second_one_of_them`, `ticket_state`, `cargo x test`", &[]);
        check("`nothing_is_lost_by_the_way`", &["docs/a.md:1 no test is called nothing_is_lost_by_the_way"]);
    }
}
