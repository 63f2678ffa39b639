//! An identity provider of SAML: pysaml2, in an environment of its own.

use super::{Peer, bound, free_ports, program, start_bound};
use serde_json::{Value as Json, json};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Its parts.
const FILES: [(&str, &str); 3] = [
    ("requirements.txt", include_str!("saml/requirements.txt")),
    ("provider.py", include_str!("saml/provider.py")),
    ("visit.py", include_str!("saml/visit.py")),
];

/// A provider that is to be: its address is known before it runs.
#[derive(Debug)]
pub struct Planned {
    /// Its port.
    pub port: u16,
    home: PathBuf,
    dir: TempDir,
}

/// A running provider; it ends when this is dropped.
#[derive(Debug)]
pub struct Provider {
    planned: Planned,
    peer: Peer,
}

/// What a browser is to post.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Where to.
    pub to: String,
    /// The encoded response.
    pub response: String,
    /// What the browser brought along.
    pub relay_state: String,
}

impl Planned {
    /// With this certificate for `localhost`, its key, and the roots of whom a visitor trusts (PEM). It signs by the key `first`; there
    /// is a `second` one.
    pub fn new(certificate: &str, key: &str, roots: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("beleg-saml-").tempdir().expect("a temporary directory");
        for (name, text) in [("own.pem", certificate), ("own.key", key), ("root.pem", roots)] {
            fs::write(dir.path().join(name), text).expect("a file");
        }
        for name in ["first", "second"] {
            let mut make = Command::new(program(&["/usr/bin/openssl"], "openssl"));
            make.args(["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=provider", "-newkey", "rsa:2048", "-keyout"]);
            let output = make.arg(dir.path().join(format!("{name}.key"))).arg("-out").arg(dir.path().join(format!("{name}.crt"))).output();
            assert!(output.expect("openssl runs").status.success(), "openssl makes a key");
        }
        program(&["/usr/bin/xmlsec1"], "xmlsec1");
        Self { port: free_ports(1), home: installed(), dir }
    }

    /// Where its metadata are; its entity id as well.
    pub fn metadata_url(&self) -> String {
        format!("https://localhost:{}/metadata", self.port)
    }

    /// Starts it, with the desk's metadata and its people: `{name: {name_id, attributes}}`.
    pub fn start(self, desk: &str, accounts: &Json) -> Provider {
        fs::write(self.dir.path().join("desk.xml"), desk).expect("metadata");
        let set = json!({"port": self.port, "accounts": accounts, "signs": "first", "what": ["assertion"], "transient": false});
        fs::write(self.dir.path().join("provider.json"), set.to_string()).expect("settings");
        let log = fs::File::create(self.dir.path().join("log")).expect("a log");
        let mut command = bound(&self.home.join("venv/bin/python"));
        command.arg(self.home.join("provider.py")).arg(self.dir.path());
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log);
        let provider = Provider { peer: start_bound(command), planned: self };
        provider.wait();
        provider
    }
}

impl Provider {
    /// Where its metadata are.
    pub fn metadata_url(&self) -> String {
        self.planned.metadata_url()
    }

    /// Changes how it answers: `signs` by `first` or `second`, `what` it signs, `transient` names, its `accounts`.
    pub fn set(&self, name: &str, value: &Json) {
        let path = self.planned.dir.path().join("provider.json");
        let mut set: Json = serde_json::from_slice(&fs::read(&path).expect("settings")).expect("settings");
        set[name] = value.clone();
        let aside = path.with_extension("new");
        fs::write(&aside, set.to_string()).expect("settings");
        fs::rename(aside, path).expect("settings");
    }

    /// Goes to an address of it as this account; gives what the browser is to post, or what pysaml2 had against the request.
    pub fn visit(&self, address: &str, account: &str) -> Result<Posted, String> {
        let joint = if address.contains('?') { '&' } else { '?' };
        let mut command = Command::new(self.planned.home.join("venv/bin/python"));
        command.arg(self.planned.home.join("visit.py")).arg(format!("{address}{joint}account={account}"));
        let output = command.arg(self.planned.dir.path().join("root.pem")).stdin(Stdio::null()).output().expect("python runs");
        assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stderr), self.log());
        let said: Json = serde_json::from_slice(&output.stdout).expect("an answer");
        let text = |value: &Json| value.as_str().map(str::to_owned);
        if let Some(refused) = text(&said["refused"]) {
            return Err(refused);
        }
        let (response, relay_state) = (text(&said["form"]["SAMLResponse"]), text(&said["form"]["RelayState"]));
        Ok(Posted {
            to: text(&said["to"]).expect("where to"),
            response: response.expect("a response"),
            relay_state: relay_state.expect("a state"),
        })
    }

    /// What it says of itself.
    pub fn metadata(&self) -> String {
        let mut command = Command::new(self.planned.home.join("venv/bin/python"));
        command.arg(self.planned.home.join("visit.py")).arg(self.metadata_url()).arg(self.planned.dir.path().join("root.pem"));
        let output = command.stdin(Stdio::null()).output().expect("python runs");
        assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stderr), self.log());
        String::from_utf8(output.stdout).expect("text")
    }

    /// Where it takes people who begin there.
    pub fn own_page(&self) -> String {
        format!("https://localhost:{}/sso", self.planned.port)
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
    }
}

/// Where it lies, installed by what its list says: beside the test's program, and once for all tests.
fn installed() -> PathBuf {
    let own = std::env::current_exe().expect("the test's own program");
    let target = own.ancestors().nth(3).expect("a target directory");
    let home = target.join("peers").join("saml");
    fs::create_dir_all(&home).expect("a folder");
    let lock = fs::File::create(home.join("lock")).expect("a lock");
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).expect("a lock");
    let done = home.join("installed");
    let wanted: String = FILES.iter().map(|(_, text)| *text).collect();
    if fs::read_to_string(&done).ok().as_deref() != Some(wanted.as_str()) {
        FILES.iter().for_each(|(name, text)| fs::write(home.join(name), text).expect("a file"));
        run(Command::new(program(&["/usr/bin/python3"], "python3")).args(["-m", "venv"]).arg(home.join("venv")));
        let mut pip = Command::new(home.join("venv/bin/pip"));
        run(pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"]).arg(home.join("requirements.txt")));
        fs::write(done, wanted).expect("a note");
    }
    home
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("python3-venv is missing: apt-get install python3-venv");
    assert!(output.status.success(), "{command:?}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}
