//! A strange machine: both commands of the README in a bare Debian, where nothing is but Cargo, Node.js and the clone.
//!
//! The last check before a release: it finds what the house needs and forgot to say. It needs root (debootstrap, chroot)
//! and an hour, so it is no part of `x test`. What it starts lives in namespaces of its own and ends with them.

use crate::args::Args;
use crate::packages;
use crate::run::{Scratch, is_root, must, program, root, said, which};
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The Debian that it must run on.
const SUITE: &str = "bookworm";

/// What is done inside. Its only argument is `bootstrap` when nothing but the machine is to be shown.
const INSIDE: &str = r#"#!/bin/sh
set -eu
export HOME=/opt/stranger PATH=/opt/rust/bin:/opt/node/bin:/usr/sbin:/usr/bin:/sbin:/bin
export CARGO_TARGET_DIR=/opt/stranger/target
# Node.js brings its own roots of trust and does not look at the machine's.
export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
cd /opt/stranger/beleg
echo "== a bare machine"; cargo --version; node --version; npm --version
for tool in cc make git psql chromium; do command -v $tool || echo "no $tool"; done
[ "${1:-}" = bootstrap ] && exit 0
echo "== cargo x demo"
cargo x demo --dir /opt/stranger/demo --ports 18640 & demo=$!
until [ -s /opt/stranger/demo/ready.json ]; do kill -0 $demo || { echo "the demo does not start"; exit 1; }; sleep 2; done
kill -TERM $demo; wait $demo || true
echo "== cargo x test"
cargo x test
"#;

/// `x stranger [DIR] [--bootstrap] [--tree]`: in `DIR`, which stays, or in a directory that goes afterwards. `--bootstrap`
/// ends when the machine stands; `--tree` takes the files as they lie here instead of the last commit.
pub(crate) fn command(mut args: Args) -> Result<()> {
    let (only_bootstrap, tree) = (args.flag("--bootstrap"), args.flag("--tree"));
    let dir = args.word().map(PathBuf::from);
    args.end()?;
    if !is_root() {
        bail!("only root can make a bare machine and go inside");
    }
    for (tool, package) in [("debootstrap", "debootstrap"), ("unshare", "util-linux"), ("chroot", "coreutils"), ("git", "git")] {
        which(tool).with_context(|| format!("{tool} is missing: apt-get install {package}"))?;
    }
    packages::ensure_node()?;
    let scratch = if dir.is_none() { Some(Scratch::new("stranger")?) } else { None };
    let machine = dir.or_else(|| scratch.as_ref().map(|scratch| scratch.path().to_owned())).context("no place for a machine")?;
    bootstrap(&machine)?;
    tools(&machine)?;
    clone(&machine, tree)?;
    let script = machine.join("opt/stranger/inside");
    fs::write(&script, INSIDE).context("writing what is done inside")?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    go_inside(&machine, only_bootstrap)
}

/// A bare Debian: what debootstrap calls minimal, from the mirror that this machine uses.
fn bootstrap(machine: &Path) -> Result<()> {
    if machine.join("etc/debian_version").exists() {
        println!("{} is a Debian already", machine.display());
    } else {
        let mut command = program("debootstrap");
        command.args(["--variant=minbase", SUITE]).arg(machine);
        command.args(mirror());
        must(&mut command)?;
    }
    // Names and roots of trust are the machine's, not the product's.
    for file in ["/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt"] {
        let to = machine.join(file.trim_start_matches('/'));
        if Path::new(file).exists() {
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            fs::copy(file, &to).with_context(|| format!("copying {file}"))?;
        }
    }
    Ok(())
}

/// The first Debian mirror that apt knows here; debootstrap has one of its own where there is none.
fn mirror() -> Option<String> {
    let said = said(program("apt-get").args(["indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"])).ok()?;
    let line = said.lines().find(|line| line.ends_with(&format!(" {SUITE}")))?;
    line.split_whitespace().next().map(str::to_owned)
}

/// The toolchain and Node.js, as somebody would have put them there by hand.
fn tools(machine: &Path) -> Result<()> {
    let rust = PathBuf::from(said(program("rustc").args(["--print", "sysroot"]))?.trim());
    copy(&rust, &machine.join("opt/rust"))?;
    let node = which("node").context("node is missing")?.canonicalize()?;
    let bin = machine.join("opt/node/bin");
    fs::create_dir_all(&bin)?;
    fs::copy(&node, bin.join("node")).context("copying node")?;
    let npm = PathBuf::from(said(program("npm").args(["root", "--global"]))?.trim()).join("npm");
    copy(&npm, &machine.join("opt/node/lib/node_modules/npm"))?;
    for name in ["npm", "npx"] {
        let link = bin.join(name);
        let _old = fs::remove_file(&link);
        std::os::unix::fs::symlink(format!("../lib/node_modules/npm/bin/{name}-cli.js"), link)?;
    }
    Ok(())
}

fn clone(machine: &Path, tree: bool) -> Result<()> {
    let to = machine.join("opt/stranger/beleg");
    let _old = fs::remove_dir_all(&to);
    fs::create_dir_all(machine.join("opt/stranger"))?;
    if !tree {
        return must(program("git").args(["clone", "--quiet", "--no-hardlinks"]).arg(root()).arg(&to));
    }
    fs::create_dir_all(&to)?;
    let files = said(program("git").args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]))?;
    for file in files.split('\0').filter(|file| !file.is_empty()) {
        let (from, into) = (root().join(file), to.join(file));
        // A file that is deleted here and not yet in a commit is still listed.
        if from.exists() {
            fs::create_dir_all(into.parent().context("a file lies in a folder")?)?;
            fs::copy(&from, &into).with_context(|| format!("copying {file}"))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        return Ok(());
    }
    fs::create_dir_all(to.parent().context("a folder lies in a folder")?)?;
    must(program("cp").arg("-aL").arg(from).arg(to))
}

/// Runs the script in namespaces of its own: what it mounts and starts is gone when it ends.
fn go_inside(machine: &Path, only_bootstrap: bool) -> Result<()> {
    let mount = r#"mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && exec chroot "$1" /opt/stranger/inside $2"#;
    let mut command = program("unshare");
    command.args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", mount, "sh"]).arg(machine);
    command.arg(if only_bootstrap { "bootstrap" } else { "" });
    // Nothing of this machine's settings goes along.
    command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("TERM", "dumb").env("LANG", "C.UTF-8");
    must(&mut command)
}
