//! The desk under test: the release binary as an operator would run it, with its tenants and data in a directory of its own.

use crate::asking::{Ask, Line, Site};
use crate::running::{Running, free_address, said};
use crate::sink::{SINK, Sink};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Nobody signs in with it: programs have tokens.
const PASSWORD: &str = "vier-kupferne-bahnsteige-lachen-4711\n";
/// The tenant under load, and the one beside it.
pub(crate) const TWO: &[&str] = &["alpha", "beta"];
/// Where mail for the tenant under load goes.
pub(crate) const BUSY: &str = "support@alpha.example";
/// Where mail for the tenant beside it goes.
pub(crate) const QUIET: &str = "support@beta.example";

/// A desk that serves.
#[derive(Debug)]
pub(crate) struct Desk {
    // Ends before its directory goes.
    running: Running,
    program: PathBuf,
    dir: TempDir,
    https: SocketAddr,
    pub(crate) smtp: SocketAddr,
    /// Tenants, each with the token of its administrator.
    tokens: Vec<(String, String)>,
    /// From the start of the program until it could work.
    pub(crate) ready_after: Duration,
}

impl Desk {
    /// Makes a desk with these tenants and starts it.
    pub(crate) async fn found(program: &Path, tenants: &[&str], smarthost: Option<&Sink>) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("beleg-bench-").tempdir().context("making a directory for the desk")?;
        let (https, smtp) = (free_address()?, free_address()?);
        let outside = match smarthost {
            Some(sink) => {
                fs::write(dir.path().join("sink.pem"), &sink.ca)?;
                through(dir.path(), sink)
            }
            None => String::new(),
        };
        fs::write(dir.path().join("beleg.toml"), configuration(dir.path(), https, smtp) + &outside)?;
        let order = |words: &str, input: &str| {
            let mut command = Command::new(program);
            command.arg("--config").arg(dir.path().join("beleg.toml")).args(words.split(' '));
            said(&mut command, input)
        };
        order("init", "")?;
        let mut tokens = Vec::new();
        for name in tenants {
            let rest = format!("--host {name}.localhost --domain {name}.example --mail support@{name}.example");
            order(&format!("tenant create {name} --title {name} {rest}"), "")?;
            let person = format!("--name Erika --email erika@{name}.example");
            order(&format!("agent create --tenant {name} erika {person} --administrator"), PASSWORD)?;
            let token = order(&format!("token create --tenant {name} --agent erika --name bench"), "")?;
            tokens.push(((*name).to_owned(), token));
        }
        let running = serve(program, dir.path())?;
        let mut desk = Self { running, program: program.to_owned(), dir, https, smtp, tokens, ready_after: Duration::ZERO };
        desk.wait(Instant::now()).await?;
        Ok(desk)
    }

    /// Ends it and starts it again on the same data.
    pub(crate) async fn restart(self) -> Result<Self> {
        let Self { running, program, dir, https, smtp, tokens, .. } = self;
        drop(running);
        let begun = Instant::now();
        let running = serve(&program, dir.path())?;
        let mut desk = Self { running, program, dir, https, smtp, tokens, ready_after: Duration::ZERO };
        desk.wait(begun).await?;
        Ok(desk)
    }

    async fn wait(&mut self, begun: Instant) -> Result<()> {
        while begun.elapsed() < Duration::from_mins(1) {
            if self.is_ready().await.is_ok() {
                self.ready_after = begun.elapsed();
                return Ok(());
            }
            self.running.must_run().with_context(|| fs::read_to_string(log(self.dir.path())).unwrap_or_default())?;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("the desk did not begin to serve within a minute")
    }

    async fn is_ready(&self) -> Result<()> {
        Line::open(&self.site()?).await?.ask(&Ask::get("/ready", "")).await.map(drop)
    }

    /// The busy tenant's interface, asked by its administrator's token.
    pub(crate) fn site(&self) -> Result<Arc<Site>> {
        self.site_of("alpha")
    }

    /// A tenant's interface, asked by its administrator's token.
    pub(crate) fn site_of(&self, tenant: &str) -> Result<Arc<Site>> {
        let (_, token) = self.tokens.iter().find(|(name, _)| name == tenant).context("there is no such tenant")?;
        self.asked(tenant, Some(token.clone()))
    }

    /// The busy tenant's pages, asked by somebody who has nothing.
    pub(crate) fn stranger(&self) -> Result<Arc<Site>> {
        self.asked("alpha", None)
    }

    fn asked(&self, tenant: &str, token: Option<String>) -> Result<Arc<Site>> {
        let ca = fs::read_to_string(self.dir.path().join("data/ca/ca.pem")).context("reading the desk's CA")?;
        Site::new(self.https, &format!("{tenant}.localhost"), &ca, token).map(Arc::new)
    }

    /// The root of its process tree.
    pub(crate) fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// What its data take on the disk, without the log. **Units**: bytes.
    pub(crate) fn size(&self) -> u64 {
        size(&self.dir.path().join("data"))
    }
}

/// Everything as it is unless told otherwise: durability, log level, limits.
fn configuration(dir: &Path, https: SocketAddr, smtp: SocketAddr) -> String {
    let dir = dir.display();
    format!(
        "data = \"{dir}/data\"\nenvironment = \"bench\"\n[https]\nlisten = \"{https}\"\ndevelopment_ca = true\n\
         [smtp]\nlisten = \"{smtp}\"\nhostname = \"mail.localhost\"\n[unseal]\nkey_file = \"{dir}/root.key\"\n"
    )
}

/// What sends by a smarthost.
fn through(dir: &Path, sink: &Sink) -> String {
    format!(
        "[smarthost]\nhost = \"{SINK}\"\nport = {}\ntls = \"implicit\"\nroots = \"{}/sink.pem\"\n[egress]\ninternal = [\"{SINK}\"]\n",
        sink.port,
        dir.display()
    )
}

fn log(dir: &Path) -> PathBuf {
    dir.join("desk.log")
}

fn serve(program: &Path, dir: &Path) -> Result<Running> {
    let config = dir.join("beleg.toml");
    Running::start(program, &["--config".as_ref(), config.as_os_str(), "serve".as_ref()], &log(dir))
}

fn size(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    entries
        .map(|entry| match entry.metadata() {
            Ok(file) if file.is_dir() => size(&entry.path()),
            Ok(file) => file.len(),
            Err(_) => 0,
        })
        .sum()
}
