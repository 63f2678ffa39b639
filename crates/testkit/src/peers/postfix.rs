//! Postfix servers for tests, each with a configuration, a queue and ports of its own.
//!
//! `master` insists on being root; under `fakeroot` it believes to be, and the whole server runs as somebody who may nothing.

use super::{Peer, free_ports, give_to, program, start_bound, unprivileged};
use std::fmt::Write as _;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How a server is set up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setup<'a> {
    /// Domains whose mail goes on by LMTP.
    pub domains: &'a [&'a str],
    /// To this port of 127.0.0.1.
    pub lmtp: u16,
    /// Certificate and key (PEM), when it takes submissions under STARTTLS as well. What is not for `domains` then goes to
    /// a mailbox that keeps everything ([`Postfix::kept`]), but for recipients called `gone`, who are refused, and `greylisted`, who
    /// are put off.
    pub submission: Option<(&'a str, &'a str)>,
    /// Instead of that mailbox: the port of 127.0.0.1 where by LMTP everything else is delivered.
    pub mailboxes: Option<u16>,
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Postfix {
    /// Where it takes mail from other servers: `127.0.0.1:PORT`.
    pub smtp: String,
    /// The port where it takes submissions.
    pub submission: u16,
    /// The first ends the others: its daemons end without it.
    peers: Vec<Peer>,
    dir: TempDir,
}

/// Folders of the queue; Postfix makes those inside them.
const QUEUE: [&str; 15] = [
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "pid", "private", "public", "saved",
    "trace", ".",
];

/// Daemons without addresses.
const DAEMONS: &str = "\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
";

/// Folders and files belong to whom `postfix check` wants, as far as fakeroot can tell it.
const BEGIN: &str = "cd \"$1\" && chown -R root . && chown -R postfix data queue/* && chown root queue/pid && \
     chgrp postdrop queue/maildrop queue/public && exec /usr/lib/postfix/sbin/master -d -c \"$1/etc\"";

/// Who is not taken at once.
const ACCESS: &str = "inline:{{gone@ = 550 5.1.1 nobody is called so}, {greylisted@ = 451 4.7.1 come again later}}";

/// Whose name a server gets that was started by root.
const USER: &str = "postfix";

impl Postfix {
    /// Starts a server and waits until it listens.
    pub fn start(setup: &Setup<'_>) -> Self {
        program(&["/usr/lib/postfix/sbin/master"], "postfix");
        let (faked, library) = (program(&["/usr/bin/faked-tcp"], "fakeroot"), fakeroot_library());
        let dir = tempfile::Builder::new().prefix("beleg-postfix-").tempdir().expect("a temporary directory");
        let port = free_ports(4);
        let (smtp, submission, mailbox, key) = (port, port + 1, port + 2, (port + 3).to_string());
        lay_out(dir.path(), setup, [smtp, submission, mailbox]);
        give_to(dir.path(), USER);
        let mut root = unprivileged(&faked, USER);
        root.args(["--foreground", "--port", &key]).stdout(Stdio::null());
        let root = start_bound(root);
        wait_for(dir.path(), port + 3);
        // Not in the environment of what comes before: the change of users must be a real one.
        let mut master = unprivileged(Path::new("/usr/bin/env"), USER);
        master.args([format!("LD_PRELOAD={}", library.display()), format!("FAKEROOTKEY={key}")]);
        master.args(["/bin/sh", "-c", BEGIN, "sh"]).arg(dir.path());
        master.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut peers = vec![start_bound(master), root];
        wait_for(dir.path(), smtp);
        if setup.submission.is_some() && setup.mailboxes.is_none() {
            peers.push(start_mailbox(dir.path(), mailbox));
            wait_for(dir.path(), mailbox);
        }
        Self { smtp: format!("127.0.0.1:{smtp}"), submission, peers, dir }
    }

    /// The mails that left it for elsewhere: each with the lines of its transfer (`X-Mail-Args`, `X-Rcpt-Args`) and its own.
    pub fn kept(&self) -> Vec<String> {
        let files = fs::read_dir(self.dir.path().join("mailbox")).into_iter().flatten().flatten();
        files.filter_map(|file| fs::read(file.path()).ok()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
    }

    /// Its log, for the words of a test that failed.
    pub fn log(&self) -> String {
        log(self.dir.path())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        for peer in &self.peers {
            peer.kill();
        }
    }
}

fn log(dir: &Path) -> String {
    fs::read_to_string(dir.join("maillog")).unwrap_or_default()
}

fn fakeroot_library() -> PathBuf {
    let found = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path().join("libfakeroot/libfakeroot-tcp.so"));
    found.into_iter().find(|path| path.exists()).unwrap_or_else(|| panic!("libfakeroot-tcp.so is missing: apt-get install fakeroot"))
}

fn lay_out(dir: &Path, setup: &Setup<'_>, [smtp, submission, mailbox]: [u16; 3]) {
    for folder in ["etc", "data", "mailbox"] {
        fs::create_dir(dir.join(folder)).expect("a folder");
    }
    for folder in QUEUE {
        fs::create_dir_all(dir.join("queue").join(folder)).expect("a folder");
    }
    let here = dir.display();
    let mut main = format!(
        "compatibility_level = 3.6\nqueue_directory = {here}/queue\ndata_directory = {here}/data\ncommand_directory = /usr/sbin\n\
         daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\nmyhostname = mx.customer.example\n\
         mydestination =\nalias_maps =\ninet_interfaces = loopback-only\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\n\
         virtual_mailbox_domains = {}\nvirtual_transport = lmtp:inet:127.0.0.1:{}\nmaillog_file = {here}/maillog\n\
         maillog_file_prefixes = {here}\nsmtputf8_enable = yes\nqueue_run_delay = 1s\nminimal_backoff_time = 1s\n\
         maximal_backoff_time = 1s\nimport_environment = MAIL_CONFIG MAIL_LOGTAG LANG=C LD_PRELOAD FAKEROOTKEY\n",
        setup.domains.join(", "),
        setup.lmtp,
    );
    let mut master = format!("127.0.0.1:{smtp} inet n - n - - smtpd\n{DAEMONS}");
    match setup.submission {
        None => main.push_str("default_transport = error:no-outbound\n"),
        Some((certificate, private)) => {
            fs::write(dir.join("etc/own.pem"), certificate).expect("the certificate is written");
            fs::write(dir.join("etc/own.key"), private).expect("the key is written");
            let onwards = setup.mailboxes.map_or(format!("smtp:[127.0.0.1]:{mailbox}"), |port| format!("lmtp:inet:127.0.0.1:{port}"));
            let _ = write!(
                main,
                "default_transport = {onwards}\nsmtpd_recipient_restrictions = check_recipient_access {ACCESS}, permit_mynetworks\nsmtpd_tls_cert_file = {here}/etc/own.pem\nsmtpd_tls_key_file = {here}/etc/own.key\n"
            );
            let _ = writeln!(master, "127.0.0.1:{submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt");
        }
    }
    fs::write(dir.join("etc/main.cf"), main).expect("main.cf is written");
    fs::write(dir.join("etc/master.cf"), master).expect("master.cf is written");
}

/// Postfix's own sink for mail, which keeps each in a file.
fn start_mailbox(dir: &Path, port: u16) -> Peer {
    let mut sink: Command = unprivileged(&program(&["/usr/sbin/smtp-sink"], "postfix"), USER);
    sink.args(["-d", "mail.", &format!("127.0.0.1:{port}"), "100"]).current_dir(dir.join("mailbox"));
    sink.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    start_bound(sink)
}

#[expect(clippy::disallowed_methods, reason = "a test waits for a peer on loopback")]
fn wait_for(dir: &Path, port: u16) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(30) {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("Postfix did not listen on {port} within 30 s\n{}", log(dir));
}
