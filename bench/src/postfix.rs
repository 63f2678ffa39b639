//! Postfix as a peer: it takes mails over SMTP, queues them as always, and discards them instead of delivering.
//!
//! Its own directories and one loopback port; the machine's own Postfix is not touched. Only its superuser may start
//! Postfix; its services then run as `postfix`.

use crate::mailing::greets;
use crate::running::{Running, free_address, said};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const MASTER: &str = "/usr/lib/postfix/sbin/master";
/// Where mails lie until they are dealt with.
const QUEUES: [&str; 4] = ["maildrop", "incoming", "active", "deferred"];

/// A Postfix that serves.
#[derive(Debug)]
pub(crate) struct Postfix {
    // Ends before its directory goes.
    running: Running,
    dir: TempDir,
    pub(crate) smtp: SocketAddr,
}

impl Postfix {
    /// Starts it and waits until it listens. It takes mail for the domain of this address.
    pub(crate) async fn start(to: &str) -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            bail!("Postfix only starts for its superuser: run the benchmark of mail as root");
        }
        if !Path::new(MASTER).exists() {
            bail!("{MASTER} is missing: apt-get install postfix");
        }
        let dir = tempfile::Builder::new().prefix("beleg-postfix-").tempdir().context("making a directory for Postfix")?;
        let smtp = free_address()?;
        let domain = to.rsplit_once('@').map_or(to, |(_, domain)| domain);
        lay_out(dir.path(), smtp, domain)?;
        let etc = dir.path().join("etc");
        said(Command::new("postfix").arg("-c").arg(&etc).arg("check"), "")?;
        let running = Running::start(Path::new(MASTER), &["-d".as_ref(), "-c".as_ref(), etc.as_os_str()], &dir.path().join("master.log"))?;
        let mut postfix = Self { running, dir, smtp };
        postfix.wait().await?;
        Ok(postfix)
    }

    async fn wait(&mut self) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            self.running.must_run().with_context(|| fs::read_to_string(self.dir.path().join("mail.log")).unwrap_or_default())?;
            if greets(self.smtp).await {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("Postfix did not begin to serve within thirty seconds")
    }

    /// The root of its process tree.
    pub(crate) fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// Whether every mail is dealt with.
    pub(crate) fn is_empty(&self) -> bool {
        QUEUES.iter().all(|queue| !holds_files(&self.dir.path().join("queue").join(queue)))
    }
}

fn holds_files(dir: &Path) -> bool {
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    entries.into_iter().any(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => holds_files(&entry.path()),
        Ok(_) => true,
        Err(_) => false,
    })
}

/// Debian's settings, apart from where it lies, what it listens to and that mail for the domain is discarded. It writes
/// its log itself. Names of clients are not looked up, which would wait for a name server.
fn lay_out(dir: &Path, smtp: SocketAddr, domain: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let (here, etc) = (dir.display(), dir.join("etc"));
    for name in ["etc", "queue", "lib"] {
        fs::create_dir(dir.join(name))?;
    }
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
    let main = format!(
        "compatibility_level = 3.6\nqueue_directory = {here}/queue\ndata_directory = {here}/lib\nmail_owner = postfix\n\
         setgid_group = postdrop\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmyhostname = mail.localhost\n\
         mydestination =\nlocal_recipient_maps =\nalias_maps =\nalias_database =\nrelay_domains = {domain}\n\
         relay_transport = discard:\nmynetworks = 127.0.0.0/8\nsmtpd_peername_lookup = no\n\
         smtpd_client_connection_count_limit = 0\nmaillog_file = {here}/mail.log\nmaillog_file_prefixes = {here}\n"
    );
    fs::write(etc.join("main.cf"), main)?;
    let services = "pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n\
         rewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\n\
         trace unix - - n - 0 bounce\nproxymap unix - - n - - proxymap\nerror unix - - n - - error\nretry unix - - n - - error\n\
         discard unix - - n - - discard\nanvil unix - - n - 1 anvil\npostlog unix-dgram n - n - 1 postlogd\n";
    fs::write(etc.join("master.cf"), format!("{smtp} inet n - n - - smtpd\n{services}"))?;
    said(Command::new("chown").arg("postfix").arg(dir.join("lib")), "").map(drop)
}
