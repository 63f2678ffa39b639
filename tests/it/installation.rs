//! A desk that `beleg init` makes and `beleg serve` runs, from a configuration file.

use crate::authority::Authority;
use crate::binary;
use crate::client::{Ask, Client};
use crate::demo::last_words;
use crate::wait::{PATIENCE, until};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use testkit::peers::dovecot::Dovecot;
use testkit::peers::postfix::{Postfix, Setup};
use testkit::peers::{Peer, free_ports, start_bound};

/// A folder with a configuration file, and the ports that stand in it.
pub(crate) struct Installation {
    root: TempDir,
    pub(crate) ports: u16,
    authority: Authority,
}

/// What stands in a configuration beside what all have.
#[derive(Clone, Copy, Default)]
pub(crate) struct Plan<'a> {
    /// Whether a key file opens the keyring.
    pub(crate) key_file: bool,
    /// Through whom mail leaves.
    pub(crate) smarthost: Option<&'a Postfix>,
    /// The connection string of a PostgreSQL server.
    pub(crate) postgres: Option<&'a str>,
    /// A server with mailboxes that are read.
    pub(crate) dovecot: Option<&'a Dovecot>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A node that runs; it ends with the story.
pub(crate) struct Serving {
    process: Peer,
    log: PathBuf,
}

/// The hosts of both tenants.
pub(crate) const ALPHA: &str = "alpha.desk.example";
pub(crate) const BETA: &str = "beta.desk.example";
/// Everybody's password.
pub(crate) const PASSWORD: &str = "kutter-ysop-quitte-482915";

impl Installation {
    /// A folder with certificates, and a configuration for `plan`.
    pub(crate) fn new(plan: Plan<'_>) -> Self {
        let place = Self::without_configuration();
        place.configure(plan);
        place
    }

    pub(crate) fn without_configuration() -> Self {
        let root = tempfile::Builder::new().prefix("beleg-story-").tempdir().expect("a temporary directory");
        let place = Self { root, ports: free_ports(7), authority: Authority::new() };
        let names = [ALPHA, BETA, "content.alpha.desk.example", "content.beta.desk.example", "mail.desk.example"];
        let own = place.authority.issue(&names);
        place.write("own.pem", &own.certificate);
        place.write("own.key", &own.key);
        place.write("authority.pem", place.authority.pem());
        place
    }

    /// A Postfix that hands mail for both tenants to this desk, and takes what the desk sends.
    pub(crate) fn postfix(&self) -> Postfix {
        self.postfix_before(None)
    }

    /// The same, which delivers everything else by LMTP on this port.
    pub(crate) fn postfix_before(&self, mailboxes: Option<u16>) -> Postfix {
        let own = self.authority.issue(&["127.0.0.1"]);
        Postfix::start(&Setup {
            domains: &["alpha.example", "beta.example"],
            lmtp: self.ports + 2,
            submission: Some((&own.certificate, &own.key)),
            mailboxes,
        })
    }

    /// A Dovecot whose certificate this installation's authority has issued.
    pub(crate) fn dovecot(&self) -> Dovecot {
        let own = self.authority.issue(&["127.0.0.1"]);
        Dovecot::start(&own.certificate, &own.key)
    }

    /// What has to be trusted to speak with the servers of this story.
    pub(crate) fn roots(&self) -> &str {
        self.authority.pem()
    }

    pub(crate) fn configure(&self, plan: Plan<'_>) {
        let (here, port) = (self.root.path().display(), self.ports);
        let mut text = format!(
            "data = \"{here}/data\"\nenvironment = \"story\"\n[https]\nlisten = \"127.0.0.1:{port}\"\n[[https.certificate]]\n\
             chain = \"{here}/own.pem\"\nkey = \"{here}/own.key\"\n[smtp]\nlisten = \"127.0.0.1:{}\"\nlmtp = \"127.0.0.1:{}\"\n\
             hostname = \"mail.desk.example\"\n[metrics]\nlisten = \"127.0.0.1:{}\"\n[egress]\ninternal = [\"127.0.0.1\", \"mailbox=127.0.0.1\"]\n",
            port + 1,
            port + 2,
            port + 6,
        );
        if let Some(Dovecot { imaps, pop3s, .. }) = plan.dovecot {
            let _ = writeln!(text, "mailbox_ports = [{imaps}, {pop3s}]");
        }
        if plan.key_file {
            let _ = writeln!(text, "[unseal]\nkey_file = \"{here}/root.key\"");
        }
        if let Some(smarthost) = plan.smarthost {
            let _ = writeln!(
                text,
                "[smarthost]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"starttls\"\nroots = \"{here}/authority.pem\"",
                smarthost.submission
            );
        }
        if let Some(connection) = plan.postgres {
            self.write("postgres", connection);
            let _ = writeln!(text, "[postgres]\nconnection_file = \"{here}/postgres\"\nconnections = 16");
        }
        self.write("beleg.toml", &text);
    }

    /// A file of the installation.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file of the installation");
    }

    /// Runs a command with this configuration; `input` is what it reads.
    pub(crate) fn run(&self, words: &[&str], input: &str) -> Ended {
        let mut command = binary::command();
        command.arg("--config").arg(self.path("beleg.toml")).args(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        // It may end without reading.
        let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ended { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Runs a command that must succeed; gives what it prints.
    pub(crate) fn must(&self, words: &[&str], input: &str) -> String {
        let ended = self.run(words, input);
        assert_eq!(ended.code, 0, "{words:?}: {}{}", ended.out, ended.err);
        ended.out
    }

    /// Runs a command that must fail with 1; gives what it says.
    pub(crate) fn must_not(&self, words: &[&str], input: &str) -> String {
        let ended = self.run(words, input);
        assert_eq!(ended.code, 1, "{words:?}: {}{}", ended.out, ended.err);
        ended.out + &ended.err
    }

    /// Makes both tenants with their people; gives the tokens of Alice and Mallory, who administer them.
    pub(crate) fn furnish(&self) -> (String, String) {
        for (tenant, host, agent) in [("alpha", ALPHA, "alice"), ("beta", BETA, "mallory")] {
            let (title, domain) = (format!("Desk {tenant}"), format!("{tenant}.example"));
            let mail = format!("support@{domain}");
            let make =
                ["tenant", "create", tenant, "--title", &title, "--locale", "en", "--host", host, "--domain", &domain, "--mail", &mail];
            let said = self.must(&make, "");
            assert!(said.contains(&format!("https://{host}")), "{said}");
            let email = format!("{agent}@{domain}");
            let make = ["agent", "create", "--tenant", tenant, agent, "--name", agent, "--email", &email, "--administrator"];
            self.must(&make, &format!("{PASSWORD}\n"));
        }
        let make =
            ["customer", "create", "--tenant", "alpha", "bob", "--name", "Bob", "--email", "bob@customer.example", "--customer", "ACME"];
        self.must(&make, &format!("{PASSWORD}\n"));
        (self.token("alpha", "alice"), self.token("beta", "mallory"))
    }

    /// A token with all scopes.
    pub(crate) fn token(&self, tenant: &str, agent: &str) -> String {
        let token = self.must(&["token", "create", "--tenant", tenant, "--agent", agent, "--name", "story"], "");
        assert!(token.starts_with("blg_story_"), "{token}");
        token.trim().to_owned()
    }

    /// A stranger at one of the hosts, who trusts the story's authority, or the desk's own where it has one.
    pub(crate) fn stranger(&self, host: &str) -> Client {
        let own = fs::read_to_string(self.path("data/ca/ca.pem"));
        Client::new(host, self.ports, own.as_deref().unwrap_or(self.authority.pem()))
    }

    /// Starts the node, and waits until `/health` says this.
    pub(crate) async fn serve(&self, health: &str) -> Serving {
        self.serve_by(binary::command(), health).await
    }

    /// Starts the node by a command to which its words are added, and waits until `/health` says this.
    pub(crate) async fn serve_by(&self, mut command: Command, health: &str) -> Serving {
        let log = self.path("log");
        command.arg("--config").arg(self.path("beleg.toml")).arg("serve").stdout(Stdio::null());
        command.stderr(fs::OpenOptions::new().create(true).append(true).open(&log).expect("a log"));
        let serving = Serving { process: start_bound(command), log };
        self.wait_for(health, Some(&serving)).await;
        serving
    }

    /// Waits until `/health` says this.
    pub(crate) async fn wait_for(&self, health: &str, serving: Option<&Serving>) {
        until(&format!("/health says {health}"), PATIENCE, async || {
            if let Some(serving) = serving {
                assert!(serving.process.ended().is_none(), "the node ended:\n{}", serving.words());
            }
            let reply = self.stranger(ALPHA).try_send(Ask::get("/health")).await.ok()?;
            (reply.expect(200)["status"] == health).then_some(())
        })
        .await;
    }
}

impl Serving {
    /// Its process.
    pub(crate) const fn pid(&self) -> u32 {
        self.process.pid
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(&self) {
        self.process.stop();
        let status = self.process.wait(PATIENCE);
        assert!(status.success(), "the node ended with {status}:\n{}", self.words());
    }

    /// Kills it at once, as a power cut of that process would.
    pub(crate) fn kill(&self) {
        self.process.kill();
        self.process.wait(PATIENCE);
    }

    /// The end of its log.
    pub(crate) fn words(&self) -> String {
        last_words(&self.log)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.process.kill();
        if std::thread::panicking() {
            eprintln!("the node's last words:\n{}", self.words());
        }
    }
}

/// The folders of the tenants, in the order in which they were made.
pub(crate) fn tenants(data: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(data.join("tenants")).expect("the tenants").flatten().map(|entry| entry.path()).collect();
    all.sort();
    all
}
