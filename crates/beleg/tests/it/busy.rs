//! A busy desk leaves no trace in the clear: the binary itself runs through a day's work, and then neither its files, nor what
//! it wrote for a moment, nor its log and figures hold a word of it.

use crate::client::{Ask, Client, SOON};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use kernel::Ambient;
use net::{Contacts, Egress, Envelope, Policy, Purpose, Roots, Rule, Submission, SubmissionTls};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use testkit::peers::free_port;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Stands in every text that goes through the desk.
const CANARY: &str = "kwarzfalter";
const AGENT: &str = "Ofenrohr.nachts.quietscht.leise";
const CUSTOMER: &str = "Gartentor.mittags.klappert.laut";
const HOST: &str = "alpha.localhost";

/// A node of its own: the binary, its directory, the directory for its temporary files, its log.
struct Node {
    child: Child,
    dir: tempfile::TempDir,
    https: u16,
    smtp: u16,
    metrics: u16,
    log: Arc<Mutex<Vec<String>>>,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn beleg(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beleg"));
    command.env_clear().env("TMPDIR", dir.join("tmp")).arg("--config").arg(dir.join("beleg.toml"));
    command
}

impl Node {
    fn start() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let (https, smtp, metrics) = (free_port(), free_port(), free_port());
        fs::create_dir(dir.path().join("tmp")).expect("a directory");
        // The smarthost is the node itself: what alpha sends to beta travels like any mail.
        let config = format!(
            "data = \"{dir}/data\"\nenvironment = \"test\"\n[https]\nlisten = \"127.0.0.1:{https}\"\ndevelopment_ca = true\n\
             [smtp]\nlisten = \"127.0.0.1:{smtp}\"\nhostname = \"127.0.0.1\"\n\
             [smarthost]\nhost = \"127.0.0.1\"\nport = {smtp}\ntls = \"starttls\"\nroots = \"{dir}/data/ca/ca.pem\"\n\
             [metrics]\nlisten = \"127.0.0.1:{metrics}\"\n[unseal]\nkey_file = \"{dir}/root.key\"\n\
             [egress]\ninternal = [\"127.0.0.1\"]\n[log]\nlevel = \"debug\"\n",
            dir = dir.path().display()
        );
        fs::write(dir.path().join("beleg.toml"), config).expect("a file");
        assert!(beleg(dir.path()).arg("init").stdout(Stdio::null()).status().expect("the binary").success());
        let mut child = beleg(dir.path()).arg("serve").stderr(Stdio::piped()).spawn().expect("the binary");
        let (log, stderr) = (Arc::<Mutex<Vec<String>>>::default(), child.stderr.take().expect("a log"));
        let (is_open, open) = mpsc::channel();
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if line.contains("the desk is open") {
                    let _ = is_open.send(());
                }
                kept.lock().expect("the log").push(line);
            }
        });
        let node = Self { child, dir, https, smtp, metrics, log };
        assert!(open.recv_timeout(SOON).is_ok(), "{:?}", node.lines());
        node
    }

    fn lines(&self) -> Vec<String> {
        self.log.lock().expect("the log").clone()
    }

    fn ca_pem(&self) -> String {
        fs::read_to_string(self.dir.path().join("data/ca/ca.pem")).expect("the development CA")
    }

    /// An order of the command line, with something on its standard input; gives what it prints.
    fn order(&self, words: &[&str], input: &str) -> String {
        let mut command = beleg(self.dir.path());
        let mut child =
            command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary");
        child.stdin.take().expect("standard input").write_all(input.as_bytes()).expect("it listens");
        let output = child.wait_with_output().expect("the binary ends");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// Ends it as its supervisor would.
    fn end(&mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw).expect("a process");
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it runs");
        let status = self.child.wait().expect("it ends");
        let lines = self.lines();
        let closed = lines.iter().any(|line| line.contains("\"closing\""));
        assert!(status.success() && closed, "{status}: {:#?}", &lines[lines.len().saturating_sub(5)..]);
    }

    /// Where words are found: in files of the data directory and of the directory for temporary ones, and in files that the
    /// process has open although they have no name any more.
    fn traces(&self, words: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        let mut files = files(&self.dir.path().join("data"));
        files.extend(files_open_without_name(self.child.id()));
        assert!(files.len() > 5, "{files:?}");
        files.extend(self::files(&self.dir.path().join("tmp")));
        for file in files {
            // A file that is gone by now left nothing.
            let Ok(bytes) = fs::read(&file) else { continue };
            found.extend(told(&bytes, words).map(|word| format!("{word} in {}", file.display())));
        }
        found
    }
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a directory").filter_map(Result::ok).map(|entry| entry.path());
    let (dirs, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let plain = files.into_iter().filter(|path| path.is_file());
    dirs.iter().flat_map(|dir| self::files(dir)).chain(plain).collect()
}

fn files_open_without_name(process: u32) -> Vec<PathBuf> {
    let Ok(open) = fs::read_dir(format!("/proc/{process}/fd")) else { return Vec::new() };
    let open = open.filter_map(Result::ok).map(|entry| entry.path());
    open.filter(|path| fs::metadata(path).is_ok_and(|file| file.is_file() && file.nlink() == 0)).collect()
}

/// Those of the words that stand somewhere in the bytes, in upper or lower case.
fn told<'a>(bytes: &[u8], words: &'a [String]) -> impl Iterator<Item = &'a String> {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    words.iter().filter(move |word| text.contains(&word.to_ascii_lowercase()))
}

/// What lies about a desk is seen by the scan.
#[test]
fn the_scan_finds_what_it_looks_for() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::create_dir(dir.path().join("inside")).expect("a directory");
    fs::write(dir.path().join("inside/trace"), format!("xx{}yy", CANARY.to_uppercase())).expect("a file");
    let found = files(dir.path());
    let words = [CANARY.to_owned(), AGENT.to_owned()];
    let seen = |path: &Path| told(&fs::read(path).expect("a file"), &words).eq([CANARY]);
    assert!(found.len() == 1 && seen(&found[0]), "{found:?}");
    let mut nameless = tempfile::tempfile().expect("a file");
    nameless.write_all(CANARY.as_bytes()).expect("a file");
    let found = files_open_without_name(std::process::id());
    assert!(found.iter().any(|path| seen(path)), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn busy_run_leaves_no_trace() {
    let mut node = Node::start();
    let mut secrets: Vec<String> = [CANARY, AGENT, CUSTOMER].map(str::to_owned).to_vec();
    secrets.push(furnish(&node));
    let client = Client::new(node.https, &node.ca_pem());
    let day = Day { node: &node, client: &client };
    day.mail_arrives().await;
    secrets.extend(day.people_work(secrets.last().expect("a token")).await);
    let figures = day.figures().await;
    assert!(figures.contains("beleg_"), "{figures}");
    assert_eq!(told(figures.as_bytes(), &secrets).next(), None, "{figures}");
    assert_eq!(node.traces(&secrets), Vec::<String>::new(), "while it runs");
    node.end();
    assert_eq!(node.traces(&secrets), Vec::<String>::new(), "after it ended");
    let lines = node.lines();
    assert!(lines.iter().filter(|line| line.contains("\"answered\"")).count() > 20, "{lines:#?}");
    let telling: Vec<_> = lines.iter().filter(|line| told(line.as_bytes(), &secrets).next().is_some()).collect();
    assert!(telling.is_empty(), "{telling:#?}");
}

/// Tenants and people by the command line; gives a token.
fn furnish(node: &Node) -> String {
    for name in ["alpha", "beta"] {
        let (host, domain, mail) = (format!("{name}.localhost"), format!("{name}.example"), format!("support@{name}.example"));
        let title = format!("{CANARY} {name}");
        node.order(&["tenant", "create", name, "--title", &title, "--host", &host, "--domain", &domain, "--mail", &mail], "");
    }
    let agent = ["agent", "create", "--tenant", "alpha", CANARY, "--name", "Agent kwarzfalter", "--email", "agent@kwarzfalter.example"];
    node.order(&[&agent[..], &["--administrator"]].concat(), AGENT);
    let customer =
        ["customer", "create", "--tenant", "alpha", "asker.kwarzfalter", "--name", "Asker", "--email", "asker@kwarzfalter.example"];
    node.order(&[&customer[..], &["--customer", "kwarzfalter-AG"]].concat(), CUSTOMER);
    node.order(&["token", "create", "--tenant", "alpha", "--agent", CANARY, "--name", CANARY], "").trim().to_owned()
}

/// What happens in a day.
struct Day<'a> {
    node: &'a Node,
    client: &'a Client,
}

impl Day<'_> {
    /// One mail over SMTP with TLS, one by the command line's pipe; both with large files.
    async fn mail_arrives(&self) {
        let large = STANDARD.encode(format!("{CANARY}\n").repeat(20_000));
        let letter = |number: u32| {
            format!(
                "From: Asker {CANARY} <asker@{CANARY}.example>\r\nTo: support@alpha.example\r\nSubject: {CANARY} does not print\r\n\
                 Message-ID: <{number}@{CANARY}.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
                 --b\r\nContent-Type: text/html\r\n\r\n<p>{CANARY} <b>is</b> silent</p>\r\n\
                 --b\r\nContent-Type: text/plain; name=\"{CANARY}.txt\"\r\nContent-Disposition: attachment\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
                large.as_bytes().chunks(76).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\r\n")
            )
        };
        let smtp = Submission {
            host: "127.0.0.1".into(),
            port: self.node.smtp,
            tls: SubmissionTls::StartTls,
            credentials: None,
            extra_roots: Roots::from_pem(&self.node.ca_pem()).expect("the development CA"),
            helo: format!("mail.{CANARY}.example"),
        };
        let purposes = BTreeMap::from([(Purpose::SmtpSubmission, Rule { ports: vec![self.node.smtp] })]);
        let policy = Policy { purposes, internal: vec!["127.0.0.1".parse().expect("a target")], own_addresses: Vec::new() };
        let egress = Egress::new(policy, Arc::new(Contacts::new(1)), Ambient::system());
        let from = format!("asker@{CANARY}.example").parse().ok();
        let to = vec!["support@alpha.example".parse().expect("an address")];
        smtp.send(&egress, &Envelope { from: from.clone(), to }, letter(1).as_bytes()).await.expect("the mail is taken");
        let nobody = vec![format!("{CANARY}@alpha.example").parse().expect("an address")];
        assert!(smtp.send(&egress, &Envelope { from, to: nobody }, letter(2).as_bytes()).await.is_err(), "nobody has this address");
        let taken =
            self.node.order(&["mail", "ingest", "--to", "support@alpha.example", "--from", &format!("x@{CANARY}.example")], &letter(3));
        assert!(taken.starts_with("ticket "), "{taken}");
    }

    /// An administrator sets up an app before anything else; gives what it is told: a secret and recovery codes.
    async fn enrols(&self, cookie: &str) -> Vec<String> {
        let begin = Ask::post(HOST, "/api/v1/me/factors", &json!({"kind": "totp"})).browser(cookie);
        let begun = self.client.send(begin).await.expect(200).json();
        let secret = begun["totp"]["secret"].as_str().expect("a secret").to_owned();
        let code = crate::factors::code(&secret, Ambient::system().now());
        let confirm = json!({"ceremony": begun["ceremony"], "name": CANARY, "code": code});
        let made = self.client.send(Ask::post(HOST, "/api/v1/me/factors/confirm", &confirm).browser(cookie)).await.expect(201).json();
        let codes = made["recovery_codes"].as_array().expect("codes").iter().map(|code| code.as_str().expect("text").to_owned());
        codes.chain([secret]).collect()
    }

    /// People sign in, read, search, answer, ask, and do what is refused; gives their cookies.
    async fn people_work(&self, token: &str) -> Vec<String> {
        let agent = self.sign_in("/sign-in", CANARY, AGENT).await;
        let told = self.enrols(&agent).await;
        let customer = self.sign_in("/portal/sign-in", "asker.kwarzfalter", CUSTOMER).await;
        let wrong = format!("login={CANARY}&password={CUSTOMER}");
        self.client.send(Ask::new(Method::POST, HOST, "/sign-in").form(&wrong).same_origin()).await.expect(403);
        let get = async |target: &str, status: u16| self.client.send(Ask::get(HOST, target).browser(&agent)).await.expect(status);
        let list = get(&format!("/api/v1/tickets?q={CANARY}"), 200).await.json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(2), "{list}");
        let id = list["items"][0]["id"].as_str().expect("a ticket").to_owned();
        let ticket = get(&format!("/api/v1/tickets/{id}"), 200).await.json();
        let mail = &ticket["articles"][0];
        for link in [&mail["attachments"][0]["href"], &mail["raw"]] {
            assert!(get(link.as_str().expect("a link"), 200).await.body.len() > 128 * 1024);
        }
        let frame = mail["html_frame"]["href"].as_str().and_then(|href| href.find("/m/").map(|at| &href[at..])).expect("a frame");
        self.client.send(Ask::get(&format!("content.{HOST}"), frame)).await.expect(200);
        let search = Ask::get(HOST, &format!("/api/v1/customer-users?q={CANARY}")).token(token);
        self.client.send(search).await.expect(200);
        for (target, status) in [
            (format!("/api/v1/tickets?q=nonsense:{CANARY}"), 400),
            (format!("/{CANARY}"), 404),
            (format!("/api/v1/tickets/{CANARY}"), 404),
            (format!("/api/v1/tickets/{id}/history"), 200),
            ("/api/v1/audit?limit=200".into(), 200),
        ] {
            get(&target, status).await;
        }
        self.answer(&agent, &id).await;
        self.ask(&customer).await;
        let cookies = [&agent, &customer].map(|cookie| cookie.split_once('=').map_or("", |(_, value)| value).to_owned());
        cookies.into_iter().chain(told).collect()
    }

    async fn sign_in(&self, path: &str, login: &str, password: &str) -> String {
        let form = format!("login={login}&password={password}");
        let reply = self.client.send(Ask::new(Method::POST, HOST, path).form(&form).same_origin()).await.expect(303);
        reply.header("set-cookie").split(';').next().expect("a cookie").to_owned()
    }

    /// An answer with a large file goes to the other tenant's desk, and one to nobody comes back refused.
    async fn answer(&self, agent: &str, ticket: &str) {
        let mut live = self.client.listen(Ask::get(HOST, "/api/v1/events").browser(agent)).await;
        let target = format!("/api/v1/tickets/{ticket}/articles");
        let file = json!([{"name": format!("{CANARY}.bin"), "content": STANDARD.encode(CANARY.repeat(20_000))}]);
        for to in ["support@beta.example", "kwarzfalter@beta.example"] {
            let answer = json!({"channel": "email", "to": [to], "body": format!("{CANARY} works again"), "attachments": file});
            self.client.send(Ask::post(HOST, &target, &answer).browser(agent)).await.expect(201);
        }
        loop {
            let ask = Ask::get(HOST, &format!("/api/v1/tickets/{ticket}")).browser(agent);
            let shown = self.client.send(ask).await.expect(200).json();
            let written = shown["articles"].as_array().expect("articles").iter().filter(|article| article["sender"] == "agent");
            let states: Vec<_> = written.map(|article| article["delivery"]["state"].clone()).collect();
            if states == ["sent", "failed"] {
                break;
            }
            live.until("ticket.delivery_changed").await;
        }
        let broken = json!({"title": CANARY, "queue": CANARY, "customer": CANARY, CANARY: CANARY});
        self.client.send(Ask::post(HOST, "/api/v1/tickets", &broken).browser(agent)).await.expect(400);
    }

    async fn ask(&self, customer: &str) {
        let asked = json!({"title": format!("about {CANARY}"), "body": format!("how does {CANARY} work?")});
        self.client.send(Ask::post(HOST, "/api/v1/my/tickets", &asked).browser(customer)).await.expect(201);
        self.client.send(Ask::get(HOST, "/api/v1/my/tickets").browser(customer)).await.expect(200);
    }

    #[expect(clippy::disallowed_methods, reason = "the test is the client")]
    async fn figures(&self) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.node.metrics)).await.expect("figures are told");
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").await.expect("it listens");
        let mut text = String::new();
        stream.read_to_string(&mut text).await.expect("figures");
        text
    }
}
