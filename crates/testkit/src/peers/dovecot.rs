//! Dovecot servers for tests: IMAP and POP3 with and without STARTTLS, and LMTP to deliver by, each with mailboxes and ports of
//! its own.

use super::{Peer, free_ports, give_to, program, start_bound, unprivileged};
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running server; it ends when this is dropped. Every login has a mailbox, and the same password.
#[derive(Debug)]
pub struct Dovecot {
    /// Port of IMAP with TLS from the first octet.
    pub imaps: u16,
    /// Port of IMAP with STARTTLS.
    pub imap: u16,
    /// Port of POP3 with TLS from the first octet.
    pub pop3s: u16,
    /// Port of POP3 with STLS.
    pub pop3: u16,
    /// Port of LMTP; the mailbox is called as the recipient.
    pub lmtp: u16,
    peer: Peer,
    dir: TempDir,
}

/// Everybody's password.
pub const PASSWORD: &str = "fuchs-und-igel-7";

/// Whose name a server gets that was started by root.
const USER: &str = "dovecot";

impl Dovecot {
    /// Starts one with this certificate and key (PEM), for `127.0.0.1`.
    pub fn start(certificate: &str, key: &str) -> Self {
        Self::start_as(certificate, key, |server| server)
    }

    /// The same, with every file that it removes written to this one: mails that are deleted, among others. See
    /// [`crate::power::in_order`].
    pub fn traced(certificate: &str, key: &str, log: &Path) -> Self {
        Self::start_as(certificate, key, |server| crate::power::traced(&server, "trace=unlink,unlinkat", log))
    }

    fn start_as(certificate: &str, key: &str, under: impl FnOnce(Command) -> Command) -> Self {
        program(&["/usr/lib/dovecot/imap"], "dovecot-imapd");
        program(&["/usr/lib/dovecot/pop3"], "dovecot-pop3d");
        program(&["/usr/lib/dovecot/lmtp"], "dovecot-lmtpd");
        let dir = tempfile::Builder::new().prefix("beleg-dovecot-").tempdir().expect("a temporary directory");
        let first = free_ports(5);
        let ports = [first, first + 1, first + 2, first + 3, first + 4];
        for folder in ["run", "state", "mail"] {
            fs::create_dir(dir.path().join(folder)).expect("a folder");
        }
        for (name, text) in [("own.pem", certificate), ("own.key", key)] {
            fs::write(dir.path().join(name), text).expect("a file");
        }
        fs::write(dir.path().join("dovecot.conf"), configuration(&dir, ports)).expect("a configuration");
        give_to(dir.path(), USER);
        let mut server = unprivileged(&program(&["/usr/sbin/dovecot"], "dovecot-core"), USER);
        server.args(["-F", "-c"]).arg(dir.path().join("dovecot.conf"));
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let peer = start_bound(under(server));
        let [imaps, imap, pop3s, pop3, lmtp] = ports;
        let server = Self { imaps, imap, pop3s, pop3, lmtp, peer, dir };
        ports.iter().for_each(|port| server.wait_for(*port));
        server
    }

    fn maildir(&self, login: &str) -> PathBuf {
        self.dir.path().join("mail").join(login)
    }

    /// Puts a mail into a login's inbox, as a delivery agent does: written aside, then moved.
    pub fn put(&self, login: &str, name: &str, raw: &[u8]) {
        let maildir = self.maildir(login);
        for folder in ["cur", "new", "tmp"] {
            if !maildir.join(folder).is_dir() {
                fs::create_dir_all(maildir.join(folder)).expect("a mailbox");
                give_to(&maildir, USER);
            }
        }
        let (aside, new) = (maildir.join("tmp").join(name), maildir.join("new").join(name));
        fs::write(&aside, raw).expect("a mail");
        give_to(&aside, USER);
        fs::rename(aside, new).expect("a mail");
    }

    /// The mails in a folder of a login's mailbox (`""` is the inbox): their flags and bytes.
    pub fn mails(&self, login: &str, folder: &str) -> Vec<(String, Vec<u8>)> {
        let maildir = self.maildir(login).join(if folder.is_empty() { String::new() } else { format!(".{folder}") });
        let files = ["cur", "new"].into_iter().flat_map(|part| fs::read_dir(maildir.join(part)).into_iter().flatten().flatten());
        let read = |file: fs::DirEntry| {
            let name = file.file_name().to_string_lossy().into_owned();
            let flags = name.rsplit_once(":2,").map_or("", |(_, flags)| flags).to_owned();
            Some((flags, fs::read(file.path()).ok()?))
        };
        files.filter_map(read).collect()
    }

    /// Removes everything from a login's inbox, as another reader would.
    pub fn clear(&self, login: &str) {
        for part in ["cur", "new"] {
            for file in fs::read_dir(self.maildir(login).join(part)).into_iter().flatten().flatten() {
                let _ = fs::remove_file(file.path());
            }
        }
    }

    /// Forgets which numbers the messages of an inbox have: the server gives them new ones, under another UIDVALIDITY.
    pub fn renumber(&self, login: &str) {
        for file in fs::read_dir(self.maildir(login)).into_iter().flatten().flatten() {
            if file.file_name().to_string_lossy().starts_with("dovecot") {
                let _ = fs::remove_file(file.path());
            }
        }
    }

    /// Its log, for the words of a test that failed.
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    #[expect(clippy::disallowed_methods, reason = "a test waits for a peer on loopback")]
    fn wait_for(&self, port: u16) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return;
            }
            assert!(self.peer.ended().is_none(), "Dovecot ended\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("Dovecot did not listen on {port} within 30 s\n{}", self.log());
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.peer.kill();
    }
}

fn configuration(dir: &TempDir, [imaps, imap, pop3s, pop3, lmtp]: [u16; 5]) -> String {
    let here = dir.path().display();
    let own = rustix::process::geteuid();
    let user = if own.is_root() { USER.to_owned() } else { own.as_raw().to_string() };
    format!(
        "base_dir = {here}/run\nstate_dir = {here}/state\nlog_path = {here}/log\nprotocols = imap pop3 lmtp\nlisten = 127.0.0.1\n\
         default_internal_user = {user}\ndefault_internal_group = {user}\ndefault_login_user = {user}\n\
         ssl = yes\nssl_cert = <{here}/own.pem\nssl_key = <{here}/own.key\ndisable_plaintext_auth = yes\n\
         mail_location = maildir:{here}/mail/%u\nmail_max_userip_connections = 100\nfirst_valid_uid = 1\n\
         hostname = mx.customer.example\npostmaster_address = postmaster@customer.example\n\
         passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n\
         userdb {{\n driver = static\n args = uid={user} gid={user} home={here}/mail/%u allow_all_users=yes\n}}\n\
         service anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\n\
         service imap-login {{\n chroot =\n inet_listener imap {{\n port = {imap}\n }}\n inet_listener imaps {{\n port = {imaps}\n ssl = yes\n }}\n}}\n\
         service pop3-login {{\n chroot =\n inet_listener pop3 {{\n port = {pop3}\n }}\n inet_listener pop3s {{\n port = {pop3s}\n ssl = yes\n }}\n}}\n\
         service lmtp {{\n user = {user}\n inet_listener lmtp {{\n port = {lmtp}\n }}\n}}\n"
    )
}
