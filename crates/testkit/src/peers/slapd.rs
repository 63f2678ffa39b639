//! OpenLDAP servers for tests: with TLS from the first octet and when asked for it, and nothing without. People and groups are the
//! caller's.

use super::{Peer, free_ports, give_to, program, start_bound, unprivileged};
use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The top of the tree. Below it lie `ou=people` and `ou=groups`.
pub const TOP: &str = "dc=beispiel,dc=example";
/// Who may write, as the tests do.
const ROOT: &str = "cn=root,dc=beispiel,dc=example";
/// With this password.
const ROOT_PASSWORD: &str = "wurzel-und-krone-9";
/// Who may look, as a desk does.
pub const SEARCHER: &str = "cn=Suche,dc=beispiel,dc=example";
/// With this password.
pub const SEARCHER_PASSWORD: &str = "lupe-und-lampe-4";

/// Whose name a server gets that was started by root.
const USER: &str = "openldap";

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Slapd {
    /// Port with TLS from the first octet.
    pub ldaps: u16,
    /// Port with StartTLS.
    pub ldap: u16,
    peer: Peer,
    dir: TempDir,
}

impl Slapd {
    /// Starts one with this certificate and key (PEM).
    pub fn start(certificate: &str, key: &str) -> Self {
        Self::start_at(free_ports(2), certificate, key)
    }

    /// The same on this port and the next one, for one that comes back or another that comes in its place.
    pub fn start_at(first: u16, certificate: &str, key: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("beleg-slapd-").tempdir().expect("a temporary directory");
        fs::create_dir(dir.path().join("tree")).expect("a folder");
        let text = configuration(dir.path());
        for (name, text) in [("own.pem", certificate), ("own.key", key), ("slapd.conf", &text)] {
            fs::write(dir.path().join(name), text).expect("a file");
        }
        give_to(dir.path(), USER);
        let mut server = unprivileged(&program(&["/usr/sbin/slapd"], "slapd"), USER);
        server.arg("-h").arg(format!("ldaps://127.0.0.1:{first} ldap://127.0.0.1:{}", first + 1));
        server.arg("-d").arg("0").arg("-f").arg(dir.path().join("slapd.conf"));
        let log = fs::File::create(dir.path().join("log")).expect("a log");
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let server = Self { ldaps: first, ldap: first + 1, peer: start_bound(server), dir };
        [server.ldaps, server.ldap].into_iter().for_each(|port| server.wait_for(port));
        server.change(&tree(server.dir.path()));
        server
    }

    /// Changes entries: LDIF, with `changetype` where something is not added.
    pub fn change(&self, ldif: &str) {
        let mut command = self.client(&["/usr/bin/ldapmodify"]);
        command.args(["-a", "-x", "-D", ROOT, "-w", ROOT_PASSWORD, "-H"]).arg(format!("ldaps://localhost:{}", self.ldaps));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("ldapmodify starts");
        child.stdin.take().expect("its input").write_all(ldif.as_bytes()).expect("it reads");
        let ended = child.wait_with_output().expect("it ends");
        assert!(ended.status.success(), "{}\n{ldif}", String::from_utf8_lossy(&ended.stderr));
    }

    /// What a client is told that shows a password without TLS.
    pub fn bind_without_tls(&self, name: &str, password: &str) -> String {
        let mut command = self.client(&["/usr/bin/ldapwhoami"]);
        command.args(["-x", "-D", name, "-w", password, "-H"]).arg(format!("ldap://localhost:{}", self.ldap));
        let output = command.output().expect("ldapwhoami runs");
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    /// Stops answering, without ending: connections are taken by the kernel, and nothing is said.
    pub fn stall(&self) {
        let pid = i32::try_from(self.peer.pid).ok().and_then(rustix::process::Pid::from_raw).expect("a process id");
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).expect("a process of ours");
    }

    fn client(&self, names: &[&str]) -> Command {
        let mut command = Command::new(program(names, "ldap-utils"));
        // Whose certificate it is, and whether for another name, is what tests are about; they know whom they started.
        command.env("LDAPCONF", "/dev/null").env("LDAPTLS_REQCERT", "never");
        command
    }

    #[expect(clippy::disallowed_methods, reason = "a test waits for a peer on loopback")]
    fn wait_for(&self, port: u16) {
        let log = || fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return;
            }
            assert!(self.peer.ended().is_none(), "slapd ended\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("slapd did not listen on {port} within 30 s\n{}", log());
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        self.peer.kill();
    }
}

/// What a file that tests of the interface read as well says here.
fn filled(text: &str, dir: &Path) -> String {
    let here = dir.display().to_string();
    let words = [
        ("{here}", here.as_str()),
        ("{top}", TOP),
        ("{root}", ROOT),
        ("{root_password}", ROOT_PASSWORD),
        ("{searcher}", SEARCHER),
        ("{searcher_password}", SEARCHER_PASSWORD),
    ];
    words.into_iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
}

/// `security` refuses whatever comes without TLS. The two attributes are Active Directory's, so that what is made for it has something
/// to read; only root writes, only the search account looks.
fn configuration(dir: &Path) -> String {
    filled(include_str!("slapd/slapd.conf"), dir)
}

fn tree(dir: &Path) -> String {
    filled(include_str!("slapd/tree.ldif"), dir)
}
