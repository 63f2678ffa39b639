//! Doors: every crate opens with a plate that says what is behind it.

use super::tree::File;
use super::{Finding, Tree};

/// A page of prose is at least this long. **Units**: lines of `//!`.
const PLATE: usize = 8;

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    tree.ending(&["/Cargo.toml"])
        .filter(|manifest| manifest.path.starts_with("crates/"))
        .flat_map(|manifest| of_crate(tree, manifest))
        .collect()
}

fn of_crate(tree: &Tree, manifest: &File) -> Vec<Finding> {
    let folder = manifest.path.trim_end_matches("Cargo.toml");
    let door = ["src/lib.rs", "src/main.rs"].iter().find_map(|file| tree.find(&format!("{folder}{file}")));
    let Some(door) = door else { return vec![manifest.finding("doors", None, "the crate has no src/lib.rs")] };
    let mut found = Vec::new();
    let lines = door.text.lines().take_while(|line| line.starts_with("//!")).count();
    if lines < PLATE {
        found.push(door.finding("doors", 1, format!("the door-plate has {lines} lines, {PLATE} or more say what is inside")));
    }
    if manifest.text.contains("[lints]\nworkspace = true") || folder.starts_with("crates/testkit/") {
        return found;
    }
    found.push(manifest.finding("doors", None, "the workspace's lints are not switched on"));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;

    const LINTS: &str = "[package]\n\n[lints]\nworkspace = true\n";

    fn check(manifest: &str, door: &str, expected: &[&str]) {
        let tree = Tree::of(&[("crates/guard/a/Cargo.toml", manifest), ("crates/guard/a/src/lib.rs", door)]);
        assert_eq!(shown(&hold(&tree)), expected);
    }

    #[test]
    fn a_plate_is_a_page() {
        check(LINTS, &"//! words\n".repeat(8), &[]);
        check(
            LINTS,
            &"//! words\n//!\n".repeat(3),
            &["crates/guard/a/src/lib.rs:1 the door-plate has 6 lines, 8 or more say what is inside"],
        );
        check(LINTS, "mod x;\n", &["crates/guard/a/src/lib.rs:1 the door-plate has 0 lines, 8 or more say what is inside"]);
    }

    #[test]
    fn lints_are_on_and_a_door_is_there() {
        check("[package]\n", &"//! words\n".repeat(9), &["crates/guard/a/Cargo.toml:0 the workspace's lints are not switched on"]);
        let tree = Tree::of(&[("crates/guard/a/Cargo.toml", LINTS)]);
        assert_eq!(shown(&hold(&tree)), ["crates/guard/a/Cargo.toml:0 the crate has no src/lib.rs"]);
    }
}
