//! Dependencies that nobody uses: in the workspace's list, and in each crate's own.

use super::tree::identifiers;
use super::{Finding, Tree};
use std::collections::BTreeSet;

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    let manifests: Vec<_> = tree.ending(&["Cargo.toml"]).filter(|file| file.path != "Cargo.toml").collect();
    let mut found = Vec::new();
    let mut asked = BTreeSet::new();
    for manifest in manifests {
        let Ok(read) = manifest.text.parse::<toml::Table>() else { continue };
        let folder = manifest.path.trim_end_matches("Cargo.toml");
        for part in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(list) = read.get(part).and_then(toml::Value::as_table) else { continue };
            for name in list.keys() {
                asked.insert(name.clone());
                if !names(tree, folder, &name.replace('-', "_")) {
                    found.push(manifest.finding("unused", None, format!("nothing here names {name} ({part})")));
                }
            }
        }
    }
    let root = tree.find("Cargo.toml");
    let list = root.and_then(|file| file.text.parse::<toml::Table>().ok());
    let all = list.as_ref().and_then(|read| read.get("workspace")?.get("dependencies")?.as_table());
    if let (Some(root), Some(all)) = (root, all) {
        let idle = all.keys().filter(|name| !asked.contains(*name));
        found.extend(idle.map(|name| root.finding("unused", None, format!("no crate asks for {name}"))));
    }
    found
}

fn names(tree: &Tree, folder: &str, name: &str) -> bool {
    let sources = tree.ending(&[".rs"]).filter(|file| file.path.starts_with(folder));
    sources.flat_map(|file| file.text.lines()).any(|line| line.contains(name) && identifiers(line).any(|word| word == name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;

    #[test]
    fn what_nobody_names_is_found() {
        let tree = Tree::of(&[
            ("Cargo.toml", "[workspace.dependencies]\nserde-json = \"1\"\nrand = \"1\"\nlog = \"1\"\n"),
            ("crates/a/Cargo.toml", "[dependencies]\nserde-json.workspace = true\nrand.workspace = true\n"),
            ("crates/a/src/lib.rs", "use serde_json::Value;\nlet brand = 1;\n"),
        ]);
        assert_eq!(
            shown(&hold(&tree)),
            ["crates/a/Cargo.toml:0 nothing here names rand (dependencies)", "Cargo.toml:0 no crate asks for log"]
        );
    }
}
