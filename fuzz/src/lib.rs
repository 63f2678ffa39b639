//! What every parser must hold whatever it reads: [`Target`]s, each a function over any bytes that asserts.
//!
//! Three programs use them. `fuzz-machine` is libFuzzer, which looks for bytes that reach new code or break an assertion;
//! `fuzz-replay` reads files again, one target over a folder, also as the instrumented program whose lines are counted;
//! `fuzz-lines` tells how many lines of `wire` that reached. `cargo x fuzz` runs them one after another
//! ([docs/howto/fuzz.md](../../docs/howto/fuzz.md)). The seeds in `seeds/` are read again by every ordinary test run.
//!
//! # Incomplete support
//! Protocols whose other side is ours alone (submission) are held by tests with real peers only.

mod answer;
mod directory;
mod fetch;
mod mail;
mod oidc;
mod page;
mod rules;
mod saml;
mod talk;

pub use rules::faults;

/// A function over any bytes; it panics when something is wrong.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Where its seeds lie, from the root of the clone.
    pub seeds: &'static [&'static str],
    /// What it does.
    pub run: fn(&[u8]),
}

/// Mails that show one thing each.
const MAILS: &[&str] = &["fuzz/seeds/mail", "crates/base/wire/tests/fixtures"];

/// All of them.
pub static TARGETS: [Target; 8] = [
    Target { name: "mail", seeds: MAILS, run: mail::run },
    Target { name: "answer", seeds: MAILS, run: answer::run },
    Target { name: "page", seeds: &["fuzz/seeds/page"], run: page::run },
    Target { name: "fetch", seeds: &["fuzz/seeds/fetch"], run: fetch::run },
    Target { name: "saml", seeds: &["fuzz/seeds/saml"], run: saml::run },
    Target { name: "oidc", seeds: &["fuzz/seeds/oidc"], run: oidc::run },
    Target { name: "directory", seeds: &["fuzz/seeds/directory"], run: directory::run },
    Target { name: "talk", seeds: &["fuzz/seeds/talk"], run: talk::run },
];

/// The target of that name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Target({})", self.name)
    }
}
