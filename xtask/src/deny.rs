//! Licences, bans and sources of everything that the house stands on, held against `deny.toml`.

use crate::metadata::{Metadata, Package};
use crate::run::{cargo, must, root, works};
use crate::{args::Args, metadata, spdx};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use toml::Table;

/// What must be linked statically from sources in the lock file: a library found on the machine would be another one.
const STATIC: [(&str, &str); 2] = [("openssl-sys", "vendored"), ("libsqlite3-sys", "bundled-sqlcipher-vendored-openssl")];

/// `x audit`: the rules below, and everything that cargo-deny knows where it is installed, advisories included.
pub(crate) fn command(args: Args) -> Result<()> {
    args.end()?;
    check()?;
    if !works(&mut cargo(&["deny", "--version"])) {
        println!("cargo-deny is not installed: advisories were not looked at");
        return Ok(());
    }
    must(&mut cargo(&["deny", "--offline", "check"]))
}

/// Holds the rules; says all that is wrong at once.
pub(crate) fn check() -> Result<()> {
    let text = fs::read_to_string(root().join("deny.toml")).context("reading deny.toml")?;
    let rules = Rules::read(&text)?;
    let house = metadata::read(true)?;
    let found = rules.hold(&house);
    if !found.is_empty() {
        bail!("against deny.toml:\n  {}", found.join("\n  "));
    }
    println!("{} packages, all within deny.toml", house.built().count());
    Ok(())
}

/// The part of `deny.toml` that is held here.
#[derive(Debug, Default)]
struct Rules {
    licences: BTreeSet<String>,
    exceptions: BTreeMap<String, BTreeSet<String>>,
    /// Why, and by whom it may be used all the same.
    banned: BTreeMap<String, (String, BTreeSet<String>)>,
    registries: BTreeSet<String>,
}

impl Rules {
    fn read(text: &str) -> Result<Self> {
        let whole: Table = text.parse().context("deny.toml is no TOML")?;
        let part = |name: &str| whole.get(name).and_then(toml::Value::as_table).with_context(|| format!("deny.toml has no [{name}]"));
        let (licenses, bans, sources) = (part("licenses")?, part("bans")?, part("sources")?);
        let entries = |table: &Table, name: &str| table.get(name).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let word = |value: &toml::Value, name: &str| value.get(name).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        Ok(Self {
            licences: words(licenses.get("allow")),
            exceptions: entries(licenses, "exceptions").iter().map(|entry| (word(entry, "crate"), words(entry.get("allow")))).collect(),
            banned: entries(bans, "deny")
                .iter()
                .map(|entry| (word(entry, "crate"), (word(entry, "reason"), words(entry.get("wrappers")))))
                .collect(),
            registries: words(sources.get("allow-registry")),
        })
    }

    fn hold(&self, house: &Metadata) -> Vec<String> {
        let mut found: Vec<String> = house.built().flat_map(|package| self.against(house, package)).collect();
        let names: BTreeSet<&str> = house.built().map(|package| package.name.as_str()).collect();
        let idle = self.exceptions.keys().filter(|name| !names.contains(name.as_str()));
        found.extend(idle.map(|name| format!("{name}: an exception for a package that nobody uses")));
        found
    }

    fn against(&self, house: &Metadata, package: &Package) -> Vec<String> {
        let mut found = Vec::new();
        let name = &package.name;
        let allowed = |licence: &str| {
            self.licences.contains(licence) || self.exceptions.get(name).is_some_and(|exception| exception.contains(licence))
        };
        match &package.licence {
            None => found.push(format!("{name} {}: names no licence", package.version)),
            Some(licence) if !spdx::allows(licence, &allowed) => found.push(format!("{name} {}: licence {licence}", package.version)),
            Some(_) => {}
        }
        if let Some((reason, wrappers)) = self.banned.get(name)
            && (wrappers.is_empty() || !house.users(package).all(|user| wrappers.contains(user)))
        {
            found.push(format!("{name} {}: banned, {reason}", package.version));
        }
        if let Some(source) = &package.source
            && !source.strip_prefix("registry+").is_some_and(|registry| self.registries.contains(registry))
        {
            found.push(format!("{name} {}: comes from {source}", package.version));
        }
        let is_static = |(sys, feature): &(&str, &str)| sys != name || house.features(package).iter().any(|on| on == feature);
        found.extend(STATIC.iter().filter(|rule| !is_static(rule)).map(|(_, feature)| format!("{name}: is built without {feature}")));
        found
    }
}

fn words(value: Option<&toml::Value>) -> BTreeSet<String> {
    value.and_then(toml::Value::as_array).into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
        [licenses]
        allow = ["MIT", "Apache-2.0"]
        exceptions = [{ crate = "odd", allow = ["MPL-2.0"] }]
        [bans]
        deny = [{ crate = "native-tls", reason = "rustls" }]
        [sources]
        allow-registry = ["https://index"]
    "#;

    fn foreign(name: &str, licence: &str) -> Package {
        Package {
            name: name.into(),
            version: "1".into(),
            licence: Some(licence.into()),
            source: Some("registry+https://index".into()),
            ..Package::default()
        }
    }

    fn check(package: Package, expected: &[&str]) {
        let own = Package { name: "own".into(), licence: Some("Apache-2.0".into()), ..Package::default() };
        let mut others = vec![package];
        if others[0].name != "odd" {
            others.push(foreign("odd", "MPL-2.0"));
        }
        assert_eq!(Rules::read(RULES).unwrap().hold(&Metadata::of(vec![own], others)), expected);
    }

    #[test]
    fn what_is_allowed_passes() {
        check(foreign("a", "MIT OR GPL-3.0"), &[]);
        check(foreign("odd", "MPL-2.0 AND MIT"), &[]);
    }

    #[test]
    fn each_rule_can_fail() {
        check(foreign("a", "MPL-2.0"), &["a 1: licence MPL-2.0"]);
        check(foreign("a", "MIT AND GPL-3.0"), &["a 1: licence MIT AND GPL-3.0"]);
        check(Package { licence: None, ..foreign("a", "") }, &["a 1: names no licence"]);
        check(foreign("native-tls", "MIT"), &["native-tls 1: banned, rustls"]);
        check(Package { source: Some("git+https://x".into()), ..foreign("a", "MIT") }, &["a 1: comes from git+https://x"]);
        check(foreign("openssl-sys", "MIT"), &["openssl-sys: is built without vendored"]);
    }

    #[test]
    fn what_is_banned_may_be_used_by_whoever_is_named_and_nobody_else() {
        let rules = RULES.replace("reason = \"rustls\"", "reason = \"rustls\", wrappers = [\"glue\"]");
        let check = |user: &str, expected: &[&str]| {
            let need = crate::metadata::Dependency { name: "native-tls".into(), dev: false };
            let user = Package { needs: vec![need], ..foreign(user, "MIT") };
            let others = vec![user, foreign("native-tls", "MIT"), foreign("odd", "MPL-2.0")];
            assert_eq!(Rules::read(&rules).unwrap().hold(&Metadata::of(vec![], others)), expected);
        };
        check("glue", &[]);
        check("other", &["native-tls 1: banned, rustls"]);
    }

    #[test]
    fn an_exception_without_a_package_is_idle() {
        let rules = Rules::read(RULES).unwrap();
        assert_eq!(rules.hold(&Metadata::of(vec![], vec![])), ["odd: an exception for a package that nobody uses"]);
    }
}
