//! Who may use whom: wings from the top down, inside `base` step by step, and walls around single packages.

use super::Finding;
use crate::metadata::{Metadata, Package};

/// The wings, uppermost first: each may use those before it.
const WINGS: [&str; 8] = ["base", "guard", "commons", "desk", "post", "trust", "gate", "beleg"];

/// The steps inside `base`: each may use those before it, and none beside it.
const STEPS: [&[&str]; 4] = [&["kernel"], &["native"], &["wire", "net", "store", "web"], &["room"]];

/// Packages that only these crates may use.
const WALLS: [(&str, &[&str]); 8] = [
    ("rusqlite", &["store"]),
    ("libsqlite3-sys", &["store"]),
    ("tokio-postgres", &["store"]),
    ("object_store", &["store", "beleg"]),
    ("webpki-roots", &["net"]),
    ("getrandom", &["kernel"]),
    ("mail-parser", &["wire"]),
    ("ammonia", &["wire"]),
];

/// Where a crate of the house lies: its wing and its name.
#[derive(Debug)]
struct Place<'a> {
    wing: usize,
    name: &'a str,
}

pub(super) fn hold(house: &Metadata) -> Vec<Finding> {
    house.own().flat_map(|package| of_package(house, package)).collect()
}

fn of_package(house: &Metadata, package: &Package) -> Vec<Finding> {
    let mut found = Vec::new();
    let path = manifest(package);
    let mut tell = |words: String| found.push(Finding { path: path.clone(), line: None, rule: "imports", words });
    if is_in_the_house(&path) && place(package).is_none() {
        tell(format!("lies in no wing of the house ({})", WINGS.join(", ")));
    }
    for need in &package.needs {
        if let Some((_, who)) = WALLS.iter().find(|(name, _)| *name == need.name)
            && place(package).is_some()
            && !need.dev
            && !who.contains(&package.name.as_str())
        {
            tell(format!("uses {}, which is behind {}", need.name, who.join(" and ")));
        }
        let Some(used) = house.find(&need.name) else { continue };
        if let Some(words) = against(package, used, need.dev) {
            tell(words);
        }
    }
    found
}

/// The rule between two crates of the house; what is wrong, if anything.
fn against(user: &Package, used: &Package, dev: bool) -> Option<String> {
    let name = &used.name;
    if name == "testkit" {
        return (!dev && place(user).is_some()).then(|| "uses testkit outside its tests".to_owned());
    }
    if user.name == "testkit" {
        let is_base = place(used).is_some_and(|place| place.wing == 0);
        return (!is_base).then(|| format!("testkit uses {name}, which is not of base"));
    }
    let Some(from) = place(user) else {
        // Stories, benchmarks and fuzzing may use all; the house's own commands use none of it, to build in seconds.
        return (user.name == "xtask").then(|| format!("xtask uses {name}"));
    };
    let Some(to) = place(used) else { return Some(format!("uses {name}, which is no part of the product")) };
    if to.wing > from.wing {
        return Some(format!("{} uses {name} of {}, a wing below its own", wing(from.wing), wing(to.wing)));
    }
    if wing(from.wing) == "trust" && ["desk", "post"].contains(&wing(to.wing)) {
        return Some(format!("trust uses {name}; it reaches {} through the faces of base/room alone", wing(to.wing)));
    }
    if from.wing == 0 && to.wing == 0 && step(from.name) <= step(to.name) && !dev {
        return Some(format!("{} uses {name}, which is not above it in base", from.name));
    }
    None
}

fn wing(index: usize) -> &'static str {
    WINGS.get(index).copied().unwrap_or("?")
}

fn step(name: &str) -> Option<usize> {
    STEPS.iter().position(|step| step.contains(&name))
}

fn manifest(package: &Package) -> String {
    let path = package.manifest.to_string_lossy();
    let at = ["/crates/", "/xtask/", "/tests/", "/bench/", "/fuzz/"].iter().filter_map(|folder| path.rfind(folder)).min();
    at.and_then(|at| path.get(at + 1..)).unwrap_or(&path).to_owned()
}

fn is_in_the_house(path: &str) -> bool {
    path.starts_with("crates/") && !path.starts_with("crates/testkit/")
}

fn place(package: &Package) -> Option<Place<'_>> {
    let path = manifest(package);
    let wing_name = path.strip_prefix("crates/")?.split('/').next()?.to_owned();
    let wing = WINGS.iter().position(|wing| *wing == wing_name)?;
    // A crate of base that stands on no step is none that this house knows.
    (wing != 0 || step(&package.name).is_some()).then_some(Place { wing, name: &package.name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Dependency;
    use crate::tidy::shown;

    fn package(path: &str, needs: &[&str]) -> Package {
        let name = path.rsplit('/').next().unwrap();
        let needs = needs.iter().map(|need| match need.strip_suffix('*') {
            Some(name) => Dependency { name: name.into(), dev: true },
            None => Dependency { name: (*need).into(), dev: false },
        });
        Package { name: name.into(), manifest: format!("/clone/{path}/Cargo.toml").into(), needs: needs.collect(), ..Package::default() }
    }

    fn check(path: &str, needs: &[&str], expected: &[&str]) {
        let others = [
            "crates/base/kernel",
            "crates/base/wire",
            "crates/base/store",
            "crates/base/room",
            "crates/guard/people",
            "crates/desk/tickets",
            "crates/post/mail",
            "crates/trust/backup",
            "crates/gate/https",
            "crates/beleg",
            "crates/testkit",
            "xtask",
        ];
        let mut own: Vec<Package> = others.iter().filter(|other| **other != path).map(|other| package(other, &[])).collect();
        own.push(package(path, needs));
        let found = hold(&Metadata::of(own, vec![]));
        let words: Vec<&str> = found.iter().map(|finding| finding.words.as_str()).collect();
        assert_eq!(words, expected, "{path}: {:?}", shown(&found));
    }

    #[test]
    fn wings_use_only_wings_above() {
        check("crates/desk/tickets", &["people", "store", "testkit*"], &[]);
        check("crates/guard/people", &["tickets"], &["guard uses tickets of desk, a wing below its own"]);
        check("crates/guard/people", &["tickets*"], &["guard uses tickets of desk, a wing below its own"]);
        check("crates/trust/backup", &["store", "tickets"], &["trust uses tickets; it reaches desk through the faces of base/room alone"]);
        check("crates/beleg", &["https", "tickets", "backup", "kernel"], &[]);
        check("crates/attic/box", &[], &["lies in no wing of the house (base, guard, commons, desk, post, trust, gate, beleg)"]);
    }

    #[test]
    fn inside_base_it_goes_step_by_step() {
        check("crates/base/room", &["kernel", "store"], &[]);
        check("crates/base/store", &["wire"], &["store uses wire, which is not above it in base"]);
        check("crates/base/kernel", &["room"], &["kernel uses room, which is not above it in base"]);
        check("crates/base/common", &[], &["lies in no wing of the house (base, guard, commons, desk, post, trust, gate, beleg)"]);
    }

    #[test]
    fn tests_stay_out_of_the_product_and_the_product_out_of_xtask() {
        check("crates/desk/tickets", &["testkit"], &["uses testkit outside its tests"]);
        check("crates/testkit", &["tickets"], &["testkit uses tickets, which is not of base"]);
        check("xtask", &["kernel"], &["xtask uses kernel"]);
        check("tests", &["tickets", "testkit"], &[]);
    }

    #[test]
    fn walls_stand_around_single_packages() {
        check("crates/base/store", &["rusqlite"], &[]);
        check("crates/desk/tickets", &["rusqlite"], &["uses rusqlite, which is behind store"]);
        check("crates/desk/tickets", &["rusqlite*"], &[]);
    }
}
