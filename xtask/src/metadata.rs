//! What Cargo knows of the house and of what it stands on.

use crate::run::{cargo, said};
use anyhow::{Context, Result};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// One package with what matters here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    /// Where its manifest lies.
    pub(crate) manifest: PathBuf,
    /// Its SPDX expression.
    pub(crate) licence: Option<String>,
    /// Whence it comes; nothing for the house's own.
    pub(crate) source: Option<String>,
    pub(crate) needs: Vec<Dependency>,
    /// Names of its test targets.
    pub(crate) tests: Vec<String>,
}

/// One line of a package's dependencies.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Only for its tests.
    pub(crate) dev: bool,
}

/// The whole picture.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) target: PathBuf,
    packages: Vec<Package>,
    members: BTreeSet<String>,
    /// Features by id, as resolved.
    features: BTreeMap<String, Vec<String>>,
    /// What is really built here, by name and version.
    built: BTreeSet<(String, String)>,
}

/// Asks Cargo; with `all`, for everything that the house stands on as well.
pub(crate) fn read(all: bool) -> Result<Metadata> {
    let mut command = cargo(&["metadata", "--format-version", "1"]);
    if all {
        // Without a platform Cargo would fetch the packages of all of them to look at their manifests.
        command.args(["--filter-platform", &host()?]);
    } else {
        command.arg("--no-deps");
    }
    let text = said(&mut command)?;
    let mut read = parse(&serde_json::from_str(&text).context("cargo metadata gave no JSON")?);
    if all {
        // The picture above also holds packages that a feature only might bring; the tree holds those that are built.
        read.built = said(&mut cargo(&["tree", "--workspace", "--prefix", "none", "--format", "{p}"]))?.lines().filter_map(built).collect();
    }
    Ok(read)
}

/// The machine's own platform, as rustc names it.
pub(crate) fn host() -> Result<String> {
    let said = said(crate::run::program("rustc").arg("-vV"))?;
    said.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned).context("rustc does not tell its host")
}

/// `serde v1.0.229 (proc-macro) (*)` gives name and version.
fn built(line: &str) -> Option<(String, String)> {
    let mut words = line.split_whitespace();
    Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
}

fn parse(json: &Json) -> Metadata {
    let list = |value: &Json, name: &str| value.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
    let nodes = json.get("resolve").map(|resolve| list(resolve, "nodes")).unwrap_or_default();
    Metadata {
        target: text(json, "target_directory").unwrap_or_default().into(),
        packages: list(json, "packages").iter().map(package).collect(),
        members: list(json, "workspace_members").iter().filter_map(|id| id.as_str().map(str::to_owned)).collect(),
        features: nodes.iter().filter_map(node).collect(),
        built: BTreeSet::new(),
    }
}

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name)?.as_str().map(str::to_owned)
}

fn items<'a>(json: &'a Json, name: &str) -> impl Iterator<Item = &'a Json> + use<'a> {
    json.get(name).and_then(Json::as_array).into_iter().flatten()
}

fn package(json: &Json) -> Package {
    let is_test = |target: &&Json| items(target, "kind").any(|kind| kind == "test");
    Package {
        id: text(json, "id").unwrap_or_default(),
        name: text(json, "name").unwrap_or_default(),
        version: text(json, "version").unwrap_or_default(),
        manifest: text(json, "manifest_path").unwrap_or_default().into(),
        licence: text(json, "license"),
        source: text(json, "source"),
        needs: items(json, "dependencies")
            .map(|need| Dependency {
                name: text(need, "name").unwrap_or_default(),
                dev: need.get("kind").is_some_and(|kind| kind == "dev"),
            })
            .collect(),
        tests: items(json, "targets").filter(is_test).filter_map(|target| text(target, "name")).collect(),
    }
}

fn node(json: &Json) -> Option<(String, Vec<String>)> {
    Some((text(json, "id")?, items(json, "features").filter_map(|feature| feature.as_str().map(str::to_owned)).collect()))
}

impl Metadata {
    /// The house's own packages.
    pub(crate) fn own(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.members.contains(&package.id))
    }

    /// One of the house's own packages.
    pub(crate) fn find(&self, name: &str) -> Option<&Package> {
        self.own().find(|package| package.name == name)
    }

    /// Everything that is built: the house and what it stands on.
    pub(crate) fn built(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.built.contains(&(package.name.clone(), package.version.clone())))
    }

    /// The names of the packages that use one.
    pub(crate) fn users<'a>(&'a self, of: &'a Package) -> impl Iterator<Item = &'a str> {
        let uses = |package: &&Package| package.needs.iter().any(|need| need.name == of.name && !need.dev);
        self.built().filter(uses).map(|package| package.name.as_str())
    }

    /// The features with which a package is built.
    pub(crate) fn features(&self, package: &Package) -> &[String] {
        self.features.get(&package.id).map_or(&[], Vec::as_slice)
    }

    /// A built program of the house.
    pub(crate) fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(name)
    }
}

#[cfg(test)]
impl Metadata {
    /// A picture for tests: own packages and foreign ones, all built.
    pub(crate) fn of(own: Vec<Package>, foreign: Vec<Package>) -> Self {
        let named = |mut package: Package| {
            package.id = format!("{} {}", package.name, package.version);
            package
        };
        let (own, foreign): (Vec<_>, Vec<_>) = (own.into_iter().map(named).collect(), foreign.into_iter().map(named).collect());
        let members: BTreeSet<String> = own.iter().map(|package| package.id.clone()).collect();
        let packages: Vec<Package> = own.into_iter().chain(foreign).collect();
        let built = packages.iter().map(|package| (package.name.clone(), package.version.clone())).collect();
        Self { target: PathBuf::from("/t"), packages, members, features: BTreeMap::new(), built }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cargo_says_is_read() {
        let said = json!({
            "target_directory": "/t",
            "workspace_members": ["a 1"],
            "packages": [
                {"id": "a 1", "name": "a", "version": "1", "manifest_path": "/a/Cargo.toml", "license": "MIT", "source": null,
                 "dependencies": [{"name": "b", "kind": null}, {"name": "c", "kind": "dev"}],
                 "targets": [{"kind": ["lib"], "name": "a"}, {"kind": ["test"], "name": "corpus"}]},
                {"id": "b 2", "name": "b", "version": "2", "manifest_path": "/b/Cargo.toml", "license": null, "source": "registry+x"},
                {"id": "z 9", "name": "z", "version": "9", "manifest_path": "/z/Cargo.toml", "license": null, "source": "registry+x"},
            ],
            "resolve": {"nodes": [{"id": "a 1", "features": []}, {"id": "b 2", "features": ["std"]}]},
        });
        let mut read = parse(&said);
        read.built = ["a v1 (/a)", "b v2 (proc-macro) (*)", ""].into_iter().filter_map(built).collect();
        let own = read.find("a").unwrap();
        assert_eq!(own.tests, ["corpus"]);
        assert_eq!(own.needs.iter().map(|need| (need.name.as_str(), need.dev)).collect::<Vec<_>>(), [("b", false), ("c", true)]);
        let built: Vec<&str> = read.built().map(|package| package.name.as_str()).collect();
        assert_eq!(built, ["a", "b"], "z is in the lock and nobody builds it");
        assert_eq!(read.features(read.built().last().unwrap()), ["std"]);
        assert_eq!(read.program("debug", "beleg"), PathBuf::from("/t/debug/beleg"));
    }
}
