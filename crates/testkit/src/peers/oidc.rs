//! An OpenID provider for tests (`oidc-provider` for Node.js), with accounts that a test changes while it runs.

use super::{Peer, bound, free_ports, start_bound};
use serde_json::{Value as Json, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Everybody's password there.
pub const PASSWORD: &str = "dachs-und-otter-9";

/// Its parts, as they are installed.
const FILES: [(&str, &str); 4] = [
    ("package.json", include_str!("oidc/package.json")),
    ("package-lock.json", include_str!("oidc/package-lock.json")),
    ("provider.mjs", include_str!("oidc/provider.mjs")),
    ("visit.mjs", include_str!("oidc/visit.mjs")),
];

/// A provider that is to be: its address is known before it runs, since whoever uses it has to be told.
#[derive(Debug)]
pub struct Planned {
    /// Its port.
    pub port: u16,
    home: PathBuf,
    dir: TempDir,
}

/// A client as the provider knows it.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id there.
    pub id: String,
    /// Its secret there.
    pub secret: String,
    /// Where browsers are sent back to.
    pub redirect_uri: String,
    /// Whom the provider tells that a session ended.
    pub logout_uri: Option<String>,
}

/// A running provider; it ends when this is dropped.
#[derive(Debug)]
pub struct Provider {
    /// Its port.
    pub port: u16,
    planned: Planned,
    peer: Peer,
}

impl Planned {
    /// With this certificate for `localhost`, its key, and the roots of whom it trusts (PEM).
    pub fn new(certificate: &str, key: &str, roots: &str) -> Self {
        Self::on(free_ports(1), certificate, key, roots)
    }

    /// The same, on this port.
    pub fn on(port: u16, certificate: &str, key: &str, roots: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("beleg-oidc-").tempdir().expect("a temporary directory");
        for (name, text) in [("own.pem", certificate), ("own.key", key), ("root.pem", roots)] {
            fs::write(dir.path().join(name), text).expect("a file");
        }
        Self { port, home: installed(), dir }
    }

    /// Who it is.
    pub fn issuer(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// Starts it. `accounts` are claims by the subject that has them.
    pub fn start(self, clients: &[Client], accounts: &Json) -> Provider {
        let clients: Vec<Json> = clients.iter().map(Client::to_json).collect();
        let set = json!({"port": self.port, "clients": clients, "accounts": accounts, "cookies": ["beleg"], "password": PASSWORD});
        fs::write(self.dir.path().join("provider.json"), set.to_string()).expect("settings");
        let log = fs::File::create(self.dir.path().join("log")).expect("a log");
        let mut command = bound(Path::new("node"));
        command.arg(self.home.join("provider.mjs")).arg(self.dir.path());
        command.env("NODE_EXTRA_CA_CERTS", self.dir.path().join("root.pem"));
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log);
        let provider = Provider { port: self.port, peer: start_bound(command), planned: self };
        provider.wait();
        provider
    }
}

impl Client {
    fn to_json(&self) -> Json {
        let mut client = json!({
            "client_id": self.id, "client_secret": self.secret, "redirect_uris": [self.redirect_uri],
            "backchannel_logout_session_required": true,
        });
        if let (Some(uri), Some(fields)) = (&self.logout_uri, client.as_object_mut()) {
            fields.insert("backchannel_logout_uri".into(), uri.as_str().into());
        }
        client
    }
}

impl Provider {
    /// Who it is.
    pub fn issuer(&self) -> String {
        self.planned.issuer()
    }

    /// Says who its people are from now on.
    pub fn set_accounts(&self, accounts: &Json) {
        let path = self.planned.dir.path().join("provider.json");
        let mut set: Json = serde_json::from_slice(&fs::read(&path).expect("settings")).expect("settings");
        set["accounts"] = accounts.clone();
        let aside = path.with_extension("new");
        fs::write(&aside, set.to_string()).expect("settings");
        fs::rename(aside, path).expect("settings");
    }

    /// Goes to an address of it as a browser would, signs in as this account when asked, and gives the address that leads back to
    /// whoever sent one there. Browsers with the same name share their cookies.
    pub fn visit(&self, browser: &str, address: &str, account: &str) -> String {
        let dir = self.planned.dir.path();
        let mut command = Command::new("node");
        command.arg(self.planned.home.join("visit.mjs")).args([address, account, PASSWORD]).arg(dir.join(format!("{browser}.cookies")));
        command.env("NODE_EXTRA_CA_CERTS", dir.join("root.pem"));
        let output = command.stdin(Stdio::null()).output().expect("node runs");
        assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stderr), self.log());
        String::from_utf8(output.stdout).expect("an address").trim().to_owned()
    }

    /// Its log, for the words of a test that failed.
    pub fn log(&self) -> String {
        fs::read_to_string(self.planned.dir.path().join("log")).unwrap_or_default()
    }

    #[expect(clippy::disallowed_methods, reason = "a test waits for a peer on loopback")]
    fn wait(&self) {
        let begun = Instant::now();
        while !self.log().contains("listening") {
            assert!(self.peer.ended().is_none(), "the provider ended\n{}", self.log());
            assert!(begun.elapsed() < Duration::from_secs(60), "the provider did not listen within 60 s\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.peer.kill();
        // Whoever looks next finds nobody.
        let _ended = self.peer.ended_within(Duration::from_secs(10));
    }
}

/// Where it lies, installed by what its lock file says: beside the test's program, and once for all tests.
fn installed() -> PathBuf {
    let own = std::env::current_exe().expect("the test's own program");
    let target = own.ancestors().nth(3).expect("a target directory");
    let home = target.join("peers").join("oidc");
    fs::create_dir_all(&home).expect("a folder");
    let lock = fs::File::create(home.join("lock")).expect("a lock");
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).expect("a lock");
    let done = home.join("installed");
    let wanted: String = FILES.iter().map(|(_, text)| *text).collect();
    if fs::read_to_string(&done).ok().as_deref() != Some(wanted.as_str()) {
        FILES.iter().for_each(|(name, text)| fs::write(home.join(name), text).expect("a file"));
        let mut npm = Command::new("npm");
        npm.current_dir(&home).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]);
        let output = npm.stdin(Stdio::null()).output().expect("npm is missing; it comes with Node.js");
        assert!(output.status.success(), "npm ci: {}", String::from_utf8_lossy(&output.stderr));
        fs::write(done, wanted).expect("a note");
    }
    home
}
