//! A running desk: `x demo`, `x dev`.

use crate::args::Args;
use crate::packages::{self, BUILD};
use crate::run::{Beside, bound, cargo, has, must, pause, program, root};
use crate::{metadata, ui};
use anyhow::{Context, Result, bail};
use serde_json::Value as Json;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The manifest without which there is no desk to run.
pub(crate) const BINARY: &str = "crates/beleg/Cargo.toml";

/// Where the demo listens unless told otherwise: https, +1 smtp, +2 lmtp, +3 and +4 mail catcher, +6 metrics.
const PORTS: u16 = 8443;

/// A demo that serves.
#[derive(Debug)]
struct Desk {
    _running: Beside,
    /// What its ready file says.
    ready: Ready,
}

/// The ready file.
#[derive(Clone, Debug)]
struct Ready(Json);

/// `x demo [--dir DIR] [--ports BASE] [--release]`
pub(crate) fn demo(mut args: Args) -> Result<()> {
    let dir = args.value("--dir")?.map_or_else(|| root().join(".demo"), PathBuf::from);
    let ports = read_ports(args.value("--ports")?.as_deref(), PORTS)?;
    let release = args.flag("--release");
    args.end()?;
    let mut command = program(built(release)?);
    demand(&mut command, &dir, ports)?;
    // From here on this process is the desk, which prints addresses and logins itself.
    Err(command.exec()).context("starting the desk")
}

/// What is asked of the binary; gives where its ready file will be. An old one would be taken for an answer.
fn demand(command: &mut Command, dir: &Path, ports: u16) -> Result<PathBuf> {
    let dir = std::path::absolute(dir).context("the desk's folder")?;
    fs::create_dir_all(&dir).with_context(|| format!("making {}", dir.display()))?;
    let file = dir.join("ready.json");
    let _old = fs::remove_file(&file);
    command.arg("demo").arg("--dir").arg(&dir).args(["--ports", &ports.to_string()]).arg("--ready").arg(&file);
    Ok(file)
}

/// `x dev [--ports BASE]`: a desk with fresh data, and the front end's own server in front, which reloads as you write.
pub(crate) fn dev(mut args: Args) -> Result<()> {
    let ports = read_ports(args.value("--ports")?.as_deref(), PORTS)?;
    args.end()?;
    let program = built(false)?;
    ui::install()?;
    // Ctrl-C ends this process before it can put anything away, so the old desk goes when a new one begins.
    let dir = metadata::read(false)?.target.join("dev-desk");
    let _old = fs::remove_dir_all(&dir);
    let desk = Desk::start(&program, &dir, ports)?;
    let mut server = bound("npm");
    server.current_dir(root().join("ui")).args(["run", "dev"]);
    server.env("BELEG_URL", desk.ready.url()?).env("BELEG_CA", desk.ready.text("/ca"));
    must(&mut server)
}

fn read_ports(text: Option<&str>, otherwise: u16) -> Result<u16> {
    let base: u16 = text.map_or(Ok(otherwise), |text| text.parse().context("--ports takes a number"))?;
    if !(1024..=65_000).contains(&base) {
        bail!("--ports takes a number from 1024 to 65000; seven ports from there on are used");
    }
    Ok(base)
}

/// Builds the front end and the binary, and says where the binary lies.
///
/// The development profile is what starts soonest on a cold machine: the crates that encrypt and store are optimised in
/// it as well, the rest is not, and nothing waits for link-time optimisation.
pub(crate) fn built(release: bool) -> Result<PathBuf> {
    if !has(BINARY) {
        bail!("not yet part of the house: {BINARY}");
    }
    packages::ensure(&[BUILD])?;
    ui::build()?;
    let mut build = cargo(&["build", "--package", "beleg"]);
    if release {
        build.arg("--release");
    }
    must(&mut build)?;
    Ok(metadata::read(false)?.program(if release { "release" } else { "debug" }, "beleg"))
}

impl Desk {
    /// Starts a demo and waits until it serves.
    fn start(program: &Path, dir: &Path, ports: u16) -> Result<Self> {
        let mut command = bound(program);
        let file = demand(&mut command, dir, ports)?;
        let mut running = Beside::start(command, "-TERM")?;
        let begun = Instant::now();
        // The first start furnishes two tenants, which takes its time on a slow disk.
        while begun.elapsed() < Duration::from_mins(10) {
            running.must_run().context("the desk does not start")?;
            if let Some(ready) = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                return Ok(Self { _running: running, ready: Ready(ready) });
            }
            pause(Duration::from_millis(100));
        }
        bail!("the desk did not begin to serve within ten minutes")
    }
}

impl Ready {
    fn text(&self, pointer: &str) -> &str {
        self.0.pointer(pointer).and_then(Json::as_str).unwrap_or("?")
    }

    /// Where the first tenant's agents sign in: the host selects the tenant, so the bare address will not do.
    fn url(&self) -> Result<String> {
        let port = self.text("/https").rsplit_once(':').map(|(_, port)| port).context("the ready file names no https port")?;
        Ok(format!("https://{}:{port}", self.text("/tenants/0/host")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ready() -> Ready {
        Ready(json!({
            "https": "https://127.0.0.1:8440", "ca": "/d/ca.pem", "smtp": "127.0.0.1:8441", "lmtp": "127.0.0.1:8442",
            "catcher": {"smtp": "127.0.0.1:8443", "http": "http://127.0.0.1:8444"}, "metrics": "http://127.0.0.1:8446",
            "tenants": [{"name": "alpha", "host": "alpha.localhost", "mail": "support@alpha.example", "token": "blg_1",
                "agents": [{"login": "erika", "password": "p1", "roles": ["admin"]}],
                "customers": [{"login": "max", "password": "p2", "email": "max@kkg.example"}]}],
        }))
    }

    #[test]
    fn the_host_of_the_tenant_is_asked_at_the_port_of_the_desk() {
        assert_eq!(ready().url().unwrap(), "https://alpha.localhost:8440");
        assert!(Ready(json!({})).url().is_err());
    }

    #[test]
    fn ports_are_numbers_with_room_for_seven() {
        assert_eq!(read_ports(None, 8440).unwrap(), 8440);
        assert!(read_ports(Some("80"), 1).is_err() && read_ports(Some("x"), 1).is_err() && read_ports(Some("65530"), 1).is_err());
    }
}
