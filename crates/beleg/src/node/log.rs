//! The log: one line of JSON for each event, without anything about a person.
//!
//! Only the house's own crates are heard. Foreign ones, asked for more, tell what they work on (an HTML parser each word of a
//! mail, a database client each value of a statement), and nobody here can vouch for their words.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// The house's crates, whose names their events carry.
const OWN: [&str; 20] = [
    "access", "audit", "beleg", "fetch", "https", "kernel", "keys", "mail", "native", "net", "people", "platform", "room", "smtp", "sso",
    "store", "tickets", "web", "wire", "work",
];

/// Starts it at a level: `error`, `warn`, `info` or `debug`.
pub(super) fn start(level: &str) {
    let started = tracing_subscriber::fmt().json().with_env_filter(filter(level)).with_writer(std::io::stderr).try_init();
    if started.is_err() {
        tracing::debug!("the log was set up already");
    }
}

fn filter(level: &str) -> EnvFilter {
    let level: LevelFilter = level.parse().unwrap_or(LevelFilter::INFO);
    EnvFilter::new(OWN.map(|name| format!("{name}={level}")).join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    fn folders(path: PathBuf) -> impl Iterator<Item = PathBuf> {
        std::fs::read_dir(path).unwrap().filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir())
    }

    #[test]
    fn every_crate_of_the_house_is_heard() {
        let wings = folders(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
        let crates = wings.flat_map(folders).filter(|folder| folder.join("Cargo.toml").exists());
        let mut names: BTreeSet<String> = crates.map(|folder| folder.file_name().unwrap().to_string_lossy().into_owned()).collect();
        names.insert("beleg".into());
        assert_eq!(names, OWN.map(str::to_owned).into());
    }

    #[test]
    fn foreign_crates_are_not_heard() {
        let check = |level: &str, own: &str| {
            let filter = filter(level).to_string();
            assert!(filter.contains(own) && !filter.contains("html5ever"), "{filter}");
            assert!(filter.split(',').all(|line| line.contains('=')), "a level without a name is for everybody: {filter}");
        };
        check("debug", "wire=debug");
        check("info", "beleg=info");
        check("info,hyper=trace", "beleg=info");
    }
}
