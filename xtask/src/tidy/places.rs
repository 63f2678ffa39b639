//! Places: nothing in the tree tells on which machine it was made, or from where its parts were fetched.

use super::tree::File;
use super::{Finding, Tree};

/// Folders of one machine. Put together here, so that this file may stand as well.
const MACHINE: [&str; 5] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/tmp/", "plan"), concat!("/Us", "ers/")];

/// Where lock files may say that a part comes from.
const PUBLIC: [&str; 2] = ["https://github.com/rust-lang/crates.io-index", "https://registry.npmjs.org/"];

const LOCKS: [&str; 2] = ["Cargo.lock", "package-lock.json"];

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    tree.files().filter(|file| file.path != "LICENSE").flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<Finding> {
    let is_lock = LOCKS.iter().any(|lock| file.path == *lock || file.path.ends_with(&format!("/{lock}")));
    let mut found = Vec::new();
    for (number, line) in file.lines() {
        for place in MACHINE.iter().filter(|place| names_place(line, place)) {
            found.push(file.finding("places", number, format!("`{place}` is a place on one machine")));
        }
        let fetched = is_lock.then(|| line.split_once("source = \"").or_else(|| line.split_once("\"resolved\": \""))).flatten();
        if let Some((_, source)) = fetched
            && !PUBLIC.iter().any(|public| source.trim_start_matches("registry+").starts_with(public))
        {
            found.push(file.finding("places", number, "a part that comes from no public registry"));
        }
    }
    found
}

/// A path begins there: not in the middle of another path or of an address.
fn names_place(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        !before.ends_with(|sign: char| sign.is_alphanumeric() || "._-}*$~/".contains(sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, line: &str, expected: usize) {
        assert_eq!(hold(&Tree::of(&[(path, line)])).len(), expected, "{path}: {line}");
    }

    #[test]
    fn places_on_one_machine_are_found() {
        check("docs/x.md", concat!("see /wo", "rk/main"), 1);
        check("a.sh", concat!("cp /ro", "ot/x ."), 1);
        check("a.rs", concat!("\"https://example.org/ho", "me/\""), 0);
        check("a.rs", concat!("desk/wo", "rk/ is a crate"), 0);
    }

    #[test]
    fn parts_come_from_public_registries() {
        check("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"", 0);
        check("Cargo.lock", "source = \"registry+https://mirror.example/index\"", 1);
        check("ui/package-lock.json", "      \"resolved\": \"https://registry.npmjs.org/react/-/react-19.tgz\",", 0);
        check("ui/package-lock.json", "      \"resolved\": \"https://mirror.example/react-19.tgz\",", 1);
        check("ui/package-lock.json", "      \"name\": \"x\",", 0);
    }
}
