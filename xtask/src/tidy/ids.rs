//! Ids: one prefix for one kind of thing, in the whole house.

use super::{Finding, Tree};
use std::collections::BTreeMap;

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let (mut prefixes, mut names): (BTreeMap<String, String>, BTreeMap<String, String>) = (BTreeMap::new(), BTreeMap::new());
    for file in tree.ending(&[".rs"]).filter(|file| !file.is_test()) {
        for (number, line) in file.product_lines() {
            let Some((name, prefix)) = defined(line) else { continue };
            let place = format!("{}:{number}", file.path);
            if prefix.len() != 3 || !prefix.bytes().all(|sign| sign.is_ascii_lowercase()) {
                found.push(file.finding("ids", number, format!("`{prefix}` is not three small letters")));
            }
            for (known, word) in [(&mut prefixes, prefix), (&mut names, name)] {
                if let Some(first) = known.insert(word.to_owned(), place.clone()) {
                    found.push(file.finding("ids", number, format!("`{word}` is already taken at {first}")));
                }
            }
        }
    }
    found
}

/// `id!(TicketId, "tkt", …` gives `TicketId` and `tkt`.
fn defined(line: &str) -> Option<(&str, &str)> {
    let code = line.trim_start();
    let inside = code.strip_prefix("kernel::").unwrap_or(code).strip_prefix("id!(")?;
    let (name, rest) = inside.split_once(',')?;
    let prefix = rest.trim_start().strip_prefix('"')?.split('"').next()?;
    Some((name.trim(), prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;

    #[test]
    fn a_prefix_names_one_kind() {
        let tree = Tree::of(&[
            ("a.rs", "/// `id!(TicketId, \"tkt\", \"A ticket.\")`\nid!(TicketId, \"tkt\", \"A ticket.\");\n"),
            ("b.rs", "kernel::id!(TaskId, \"tkt\", \"A task.\");\nid!(LongId, \"long\", \"x\");\n#[cfg(test)]\nid!(X, \"tkt\", \"x\");\n"),
        ]);
        assert_eq!(shown(&hold(&tree)), ["b.rs:1 `tkt` is already taken at a.rs:2", "b.rs:2 `long` is not three small letters"]);
    }
}
