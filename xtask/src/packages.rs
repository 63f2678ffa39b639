//! What Debian has to bring: to build, and to test against real peers.
//!
//! As root, what is missing is installed, and no service is started by that: Debian asks `policy-rc.d` before it
//! starts one, and while we install there is one that says no. As anybody else the one command is printed.

use crate::run::{is_root, must, program, which, works};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// How it shows that a package is there.
enum Proof {
    /// This program can be found.
    Program(&'static str),
    /// This file is there.
    File(&'static str),
    /// This runs.
    Runs(&'static [&'static str]),
    /// A PostgreSQL server of any version.
    Postgres,
}

/// Something that is needed, and the packages that bring it.
pub(crate) struct Need {
    proof: Proof,
    packages: &'static [&'static str],
}

const fn need(proof: Proof, packages: &'static [&'static str]) -> Need {
    Need { proof, packages }
}

/// To build: a C compiler for SQLCipher, OpenSSL and aws-lc, which OpenSSL configures with perl and builds with make.
pub(crate) const BUILD: &[Need] = &[
    need(Proof::Program("cc"), &["gcc", "libc6-dev"]),
    need(Proof::File("/usr/include/stdio.h"), &["libc6-dev"]),
    need(Proof::Program("make"), &["make"]),
    need(Proof::Runs(&["perl", "-MFindBin", "-MIPC::Cmd", "-MFile::Compare", "-MFile::Copy", "-MTime::Piece", "-e", "1"]), &["perl"]),
];

/// To test: the peers, a browser, and what looks at system calls.
pub(crate) const PEERS: &[Need] = &[
    need(Proof::Postgres, &["postgresql"]),
    need(Proof::Program("postfix"), &["postfix"]),
    need(Proof::Program("faked-tcp"), &["fakeroot"]),
    need(Proof::Program("dovecot"), &["dovecot-core"]),
    need(Proof::File("/usr/lib/dovecot/imap"), &["dovecot-imapd"]),
    need(Proof::File("/usr/lib/dovecot/pop3"), &["dovecot-pop3d"]),
    need(Proof::File("/usr/lib/dovecot/lmtp"), &["dovecot-lmtpd"]),
    need(Proof::Program("slapd"), &["slapd"]),
    need(Proof::Program("ldapmodify"), &["ldap-utils"]),
    need(Proof::Program("swaks"), &["swaks"]),
    need(Proof::Program("mutt"), &["mutt"]),
    need(Proof::Program("tic"), &["ncurses-bin"]),
    need(Proof::File("/usr/bin/python3"), &["python3"]),
    need(Proof::Runs(&["python3", "-c", "import ensurepip"]), &["python3-venv"]),
    need(Proof::Runs(&["perl", "-MNet::SSLeay", "-e", "1"]), &["libnet-ssleay-perl"]),
    need(Proof::Program("chromium"), &["chromium"]),
    need(Proof::Program("openssl"), &["openssl"]),
    need(Proof::Program("strace"), &["strace"]),
    need(Proof::Program("setpriv"), &["util-linux"]),
];

/// To sign XML, and to have another opinion of what is signed.
pub(crate) const SIGNERS: &[Need] =
    &[need(Proof::Program("xmlsec1"), &["xmlsec1", "libxmlsec1-openssl"]), need(Proof::Program("openssl"), &["openssl"])];

/// To look for what breaks a parser: libFuzzer is C++.
pub(crate) const MACHINE: &[Need] = &[need(Proof::Program("c++"), &["g++"])];

impl Need {
    fn is_met(&self) -> bool {
        match &self.proof {
            Proof::Program(name) => which(name).is_some(),
            Proof::File(path) => Path::new(path).exists(),
            Proof::Runs(words) => words.split_first().is_some_and(|(name, rest)| works(program(name).args(rest))),
            Proof::Postgres => postgres_bin().is_some(),
        }
    }
}

/// The folder with the programs of the newest PostgreSQL.
pub(crate) fn postgres_bin() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let numbers = versions.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let mut bins: Vec<(u32, PathBuf)> =
        numbers.map(|number| (number, PathBuf::from(format!("/usr/lib/postgresql/{number}/bin")))).collect();
    bins.retain(|(_, bin)| bin.join("postgres").is_file() && bin.join("initdb").is_file());
    bins.into_iter().max().map(|(_, bin)| bin)
}

/// Makes sure that all is there, or says the one command that brings it.
pub(crate) fn ensure(lists: &[&[Need]]) -> Result<()> {
    let missing = missing(lists);
    if missing.is_empty() {
        return Ok(());
    }
    let command = format!("apt-get update && apt-get install -y --no-install-recommends {}", missing.join(" "));
    if !is_root() || which("apt-get").is_none() {
        bail!("packages are missing; as root run\n\n  {command}\n");
    }
    println!("missing, so installed without starting a service: {}", missing.join(" "));
    let _quiet = Policy::no_services()?;
    must(program("apt-get").args(["update", "-q"]).env("DEBIAN_FRONTEND", "noninteractive"))?;
    let mut install = program("apt-get");
    install.args(["install", "-q", "-y", "--no-install-recommends"]).args(&missing).env("DEBIAN_FRONTEND", "noninteractive");
    must(&mut install)?;
    let still = self::missing(lists);
    if still.is_empty() { Ok(()) } else { bail!("installed, and still not there: {}", still.join(" ")) }
}

fn missing(lists: &[&[Need]]) -> Vec<&'static str> {
    let mut packages: Vec<_> =
        lists.iter().flat_map(|list| list.iter()).filter(|need| !need.is_met()).flat_map(|need| need.packages).copied().collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// The oldest Node.js that the front end's tools run on.
const NODE: (u32, u32) = (20, 19);

/// Makes sure that Node.js and npm are there. Debian's own is too old, so nothing is installed.
pub(crate) fn ensure_node() -> Result<()> {
    let said = program("node").arg("--version").output().ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let found = said.as_deref().and_then(version);
    if found.is_none_or(|found| found < NODE) {
        bail!("Node.js {}.{} or newer is needed, found {}", NODE.0, NODE.1, said.as_deref().map_or("none", str::trim));
    }
    if which("npm").is_none() {
        bail!("npm is missing; it comes with Node.js");
    }
    Ok(())
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// A `policy-rc.d` that says no, unless there is one already, which then knows better.
struct Policy(Option<&'static Path>);

impl Policy {
    fn no_services() -> Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        let path = Path::new("/usr/sbin/policy-rc.d");
        if path.exists() {
            return Ok(Self(None));
        }
        fs::write(path, "#!/bin/sh\nexit 101\n").context("writing policy-rc.d")?;
        let policy = Self(Some(path));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).context("making policy-rc.d run")?;
        Ok(policy)
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            let _gone = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_not_asked_for() {
        const THERE: &[Need] =
            &[need(Proof::Program("sh"), &["a"]), need(Proof::File("/bin/sh"), &["b"]), need(Proof::Runs(&["true"]), &["c"])];
        const NOT: &[Need] = &[
            need(Proof::Program("no-such-program"), &["z", "y"]),
            need(Proof::File("/no/such/file"), &["y"]),
            need(Proof::Runs(&["false"]), &["x"]),
        ];
        assert_eq!(missing(&[THERE]), Vec::<&str>::new());
        assert_eq!(missing(&[THERE, NOT]), ["x", "y", "z"]);
        assert!(ensure(&[THERE]).is_ok());
    }

    #[test]
    fn versions_of_node_are_compared_as_numbers() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("v9.1.0").unwrap() < NODE && version("v22.0.0").unwrap() > NODE);
        assert_eq!(version("20"), None);
    }
}
