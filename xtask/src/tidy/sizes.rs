//! Sizes: a file that one can read in one go.

use super::tree::File;
use super::{Finding, Tree};

/// A file of the product should not be longer; **units**: lines.
const WANTED: usize = 400;
/// And must not be longer than this.
const MOST: usize = 500;
/// Tests are lists and may be longer.
const MOST_OF_TESTS: usize = 800;

const SOURCES: &[&str] = &[".rs", ".ts", ".tsx", ".mjs"];

/// Files that are longer than wanted, and not yet too long.
pub(super) fn long(tree: &Tree) -> Vec<String> {
    let long = sources(tree).filter(|(file, lines)| !is_test(file) && (WANTED + 1..=MOST).contains(lines));
    long.map(|(file, lines)| format!("{}: note: {lines} lines, {WANTED} are wanted", file.path)).collect()
}

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    sources(tree)
        .filter_map(|(file, lines)| {
            let most = if is_test(file) { MOST_OF_TESTS } else { MOST };
            (lines > most).then(|| file.finding("sizes", None, format!("{lines} lines, at most {most}")))
        })
        .collect()
}

fn sources(tree: &Tree) -> impl Iterator<Item = (&File, usize)> {
    tree.ending(SOURCES).filter(|file| !file.text.starts_with("// Generated")).map(|file| (file, file.text.lines().count()))
}

fn is_test(file: &File) -> bool {
    file.is_test() && !file.path.starts_with("xtask/") || file.path.contains(".test.") || file.path.starts_with("ui/e2e/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;

    #[test]
    fn long_files_are_noted_and_longer_ones_refused() {
        let text = |lines: usize| "x\n".repeat(lines);
        let (fine, long, longer, most) = (text(400), text(401), text(501), text(801));
        let generated = format!("// Generated from …\n{most}");
        let tree = Tree::of(&[
            ("a.rs", &fine),
            ("b.rs", &long),
            ("c.ts", &longer),
            ("crates/x/tests/it/d.rs", &longer),
            ("crates/x/tests/it/e.rs", &most),
            ("ui/src/f.test.tsx", &longer),
            ("ui/src/wire/schema.ts", &generated),
            ("words.md", &most),
        ]);
        assert_eq!(super::long(&tree), ["b.rs: note: 401 lines, 400 are wanted"]);
        assert_eq!(shown(&hold(&tree)), ["c.ts:0 501 lines, at most 500", "crates/x/tests/it/e.rs:0 801 lines, at most 800"]);
    }
}
