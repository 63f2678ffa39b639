//! A demo desk, for one story alone.
//!
//! Furnishing takes seconds, so it is done once a run; each story goes on with a copy, as a demo that is started again does.

use crate::binary;
use crate::client::{Client, plain};
use crate::mailbox::Mailbox;
use crate::wait::{PATIENCE, until};
use http::Method;
use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;
use testkit::peers::{Peer, free_ports, start_bound};
use tokio::sync::OnceCell;

/// A running demo; it ends with the story.
pub(crate) struct Demo {
    place: Prepared,
    /// What the file of `--ready` says.
    pub(crate) ready: Json,
    process: Peer,
}

impl Demo {
    /// A furnished demo that was started before.
    pub(crate) async fn start() -> Self {
        Self::prepared().await.begin(&[])
    }

    /// A demo's folder and ports, before it is started.
    pub(crate) async fn prepared() -> Prepared {
        let prepared = Prepared::fresh();
        copy(template().await, &prepared.dir());
        prepared
    }

    /// Kills it with `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&self) {
        self.process.kill();
        self.process.wait(PATIENCE);
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(&self) {
        self.process.stop();
        let status = self.process.wait(PATIENCE);
        assert!(status.success(), "the demo ended with {status}");
    }

    /// Starts it again in the same folder, on the same ports.
    pub(crate) fn again(&mut self) {
        assert!(self.process.ended().is_some(), "it still runs");
        (self.process, self.ready) = self.place.run(&[]);
    }

    /// The story's own folder; the desk's lies inside.
    pub(crate) fn root(&self) -> &Path {
        self.place.root()
    }

    /// The first of its ports.
    pub(crate) fn ports(&self) -> u16 {
        self.place.ports
    }

    /// One tenant's entry in the ready file.
    pub(crate) fn tenant(&self, name: &str) -> &Json {
        let tenants = self.ready["tenants"].as_array().expect("tenants");
        tenants.iter().find(|tenant| tenant["name"] == name).expect("the tenant")
    }

    /// A stranger at a tenant's host.
    pub(crate) fn stranger(&self, tenant: &str) -> Client {
        let host = text(&self.tenant(tenant)["host"]);
        let authority = fs::read_to_string(text(&self.ready["ca"])).expect("the authority's certificate");
        Client::new(host, self.ports(), &authority)
    }

    /// A program with the administrator's token.
    pub(crate) fn program(&self, tenant: &str) -> Client {
        self.stranger(tenant).with_token(text(&self.tenant(tenant)["token"]))
    }

    /// The administrator, signed in.
    pub(crate) async fn agent(&self, tenant: &str) -> Client {
        let agent = &self.tenant(tenant)["agents"][0];
        self.stranger(tenant).sign_in("/sign-in", text(&agent["login"]), text(&agent["password"])).await
    }

    /// The first customer user, signed in.
    pub(crate) async fn customer(&self, tenant: &str) -> Client {
        let customer = &self.tenant(tenant)["customers"][0];
        self.stranger(tenant).sign_in("/portal/sign-in", text(&customer["login"]), text(&customer["password"])).await
    }

    /// The address of the first customer user.
    pub(crate) fn bob(&self) -> String {
        text(&self.tenant("alpha")["customers"][0]["email"]).to_owned()
    }

    /// Where SMTP listens.
    pub(crate) fn smtp(&self) -> &str {
        text(&self.ready["smtp"])
    }

    pub(crate) fn mailbox(&self) -> Mailbox {
        Mailbox::Catcher(self.ports() + 4)
    }

    /// Waits until the worker has nothing to do any more.
    pub(crate) async fn settled(&self) {
        until("all jobs are done", PATIENCE * 2, async || {
            let figures = plain(Method::GET, self.ports() + 6, "/metrics").await.ok()?.text();
            let figure = |name: &str| figures.lines().find_map(|line| line.strip_prefix(name)?.rsplit(' ').next()).map(str::to_owned);
            (figure("beleg_work_jobs_total").is_some() && figure("beleg_work_jobs_running")? == "0").then_some(())
        })
        .await;
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.process.kill();
        if std::thread::panicking() {
            eprintln!("the demo's last words:\n{}", last_words(&self.root().join("log")));
        }
    }
}

/// A folder and ports for a demo.
pub(crate) struct Prepared {
    root: TempDir,
    ports: u16,
}

impl Prepared {
    /// An empty folder.
    pub(crate) fn fresh() -> Self {
        let root = tempfile::Builder::new().prefix("beleg-story-").tempdir().expect("a temporary directory");
        Self { root, ports: free_ports(7) }
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.root.path().join("desk")
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// The command that starts it, under another program where one is named.
    fn command(&self, under: &[&str]) -> Command {
        let demo = binary::command();
        let mut words: Vec<_> = under.iter().map(|word| (*word).into()).collect();
        words.push(demo.get_program().to_owned());
        words.extend(demo.get_args().map(ToOwned::to_owned));
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).args(words).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.arg("demo").arg("--dir").arg(self.dir()).args(["--ports", &self.ports.to_string()]);
        command.arg("--ready").arg(self.ready()).stdin(Stdio::null()).stdout(Stdio::null());
        let log = fs::OpenOptions::new().create(true).append(true).open(self.root.path().join("log")).expect("a log");
        command.stderr(log);
        command
    }

    fn ready(&self) -> PathBuf {
        self.root.path().join("ready.json")
    }

    /// Starts it without waiting for anything.
    pub(crate) fn launch(&self) -> Peer {
        start_bound(self.command(&[]))
    }

    /// Starts it, and waits until it serves.
    pub(crate) fn begin(self, under: &[&str]) -> Demo {
        let (process, ready) = self.run(under);
        Demo { place: self, ready, process }
    }

    fn run(&self, under: &[&str]) -> (Peer, Json) {
        let _old = fs::remove_file(self.ready());
        let process = start_bound(self.command(under));
        let begun = Instant::now();
        loop {
            if let Some(ready) = fs::read(self.ready()).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                return (process, ready);
            }
            let words = || last_words(&self.root.path().join("log"));
            assert!(process.ended().is_none(), "the demo ended before it served:\n{}", words());
            assert!(begun.elapsed() < PATIENCE * 2, "the demo does not serve:\n{}", words());
            pause();
        }
    }
}

/// Between two looks where nothing else has to go on.
#[expect(clippy::disallowed_methods, reason = "a story waits for a process")]
fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(20));
}

/// The end of a log.
pub(crate) fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

pub(crate) fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// How the templates of all runs begin.
const TEMPLATE: &str = "beleg-demo-template-";

/// A demo that was furnished and has ended.
async fn template() -> &'static Path {
    static FURNISHED: OnceCell<PathBuf> = OnceCell::const_new();
    FURNISHED
        .get_or_init(async || {
            sweep();
            let demo = Prepared::fresh().begin(&[]);
            demo.settled().await;
            demo.stop();
            let kept = std::env::temp_dir().join(format!("{TEMPLATE}{}", std::process::id()));
            copy(&demo.place.dir(), &kept);
            kept
        })
        .await
}

/// Removes what runs left that have ended: nothing is done at the end of a test process.
fn sweep() {
    for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(process) = name.strip_prefix(TEMPLATE)
            && !Path::new("/proc").join(process).exists()
        {
            let _gone = fs::remove_dir_all(entry.path());
        }
    }
}

/// Copies a folder: files as they are, sockets not.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    fs::set_permissions(to, fs::metadata(from).expect("a folder").permissions()).expect("its permissions");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (kind, target) = (entry.file_type().expect("its kind"), to.join(entry.file_name()));
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_file() {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
