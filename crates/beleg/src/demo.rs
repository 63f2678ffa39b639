//! A furnished desk on 127.0.0.1 for trying out: the same code, durability and checks as `serve`, two tenants with believable
//! tickets, and a catcher for outgoing mail.

mod catcher;
mod files;
mod furnish;
mod stories;
mod tell;

use crate::config::{Config, Egress, Https, Log, Metrics, ProxyHeader, Smarthost, SmarthostTls, Smtp, TlsProfile, Unseal};
use crate::node::{self, Extras, Lock};
use crate::whole;
use anyhow::Context as _;
use catcher::Catcher;
use futures_util::FutureExt as _;
use kernel::{Ambient, Secret};
use keys::Keyring;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The ports of a demo, counted from the first.
struct Ports(u16);

impl Ports {
    fn at(&self, offset: u16) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.0.saturating_add(offset)))
    }
}

/// What a demo remembers beside its data: passwords and tokens that are shown again at each start.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Remembered {
    pub(crate) tenants: Vec<TenantLine>,
}

/// A tenant with its logins.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TenantLine {
    name: String,
    host: String,
    mail: String,
    token: String,
    agents: Vec<AgentLine>,
    customers: Vec<CustomerLine>,
}

/// An agent's login.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AgentLine {
    login: String,
    password: String,
    roles: Vec<String>,
}

/// A customer user's login.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CustomerLine {
    login: String,
    password: String,
    email: String,
}

/// Runs the demo until it is told to stop.
///
/// # Errors
/// The directory belongs to something else, a port is taken, or the machine does not allow it.
pub fn run(dir: &Path, ports: u16, ready: Option<&Path>) -> anyhow::Result<()> {
    anyhow::ensure!(ports <= u16::MAX - 7, "--ports leaves no room for eight ports");
    node::make_private(dir)?;
    let dir = dir.canonicalize().with_context(|| format!("finding {}", dir.display()))?;
    let config = config(&dir, &Ports(ports));
    let lock = begin(&dir, &config)?;
    if let Some(ready) = ready {
        let _ = std::fs::remove_file(ready);
    }
    let runtime = node::runtime()?;
    runtime.block_on(serve(dir, config, lock, (Ports(ports), ready.map(Path::to_owned))))
}

/// The configuration of a demo.
fn config(dir: &Path, ports: &Ports) -> Config {
    Config {
        addresses: access::AddressRule::default(),
        data: dir.to_owned(),
        environment: "demo".into(),
        https: Https {
            listen: ports.at(0),
            public_port: None,
            profile: TlsProfile::Modern,
            development_ca: true,
            certificate: Vec::new(),
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
        },
        smtp: Smtp { listen: Some(ports.at(1)), lmtp: Some(ports.at(2)), hostname: Some("mail.localhost".into()), require_tls: false },
        smarthost: Some(Smarthost {
            host: "127.0.0.1".into(),
            port: ports.at(3).port(),
            tls: SmarthostTls::Starttls,
            login: None,
            password_file: None,
            roots: Some(dir.join("ca").join("ca.pem")),
        }),
        metrics: Some(Metrics { listen: ports.at(6) }),
        unseal: Unseal { key_file: Some(dir.join("root.key")) },
        postgres: None,
        // What mails of a demo name on the sixth port of this machine can be loaded without any network, and a provider of single
        // sign-on on the eighth be asked.
        egress: Egress {
            internal: vec!["127.0.0.1".into(), "remote_pictures=127.0.0.1".into(), "sign_on=127.0.0.1".into()],
            pictures: vec![80, 443, ports.at(5).port()],
            mailbox_ports: Vec::new(),
            sign_on_ports: vec![ports.at(7).port()],
        },
        log: Log::default(),
    }
}

/// Where the demo keeps what it shows.
fn remembered_path(dir: &Path) -> PathBuf {
    dir.join("demo.json")
}

/// Makes the keyring of a new demo. What a demo that died while it was furnished left behind is cleared: nobody was shown it yet.
///
/// The lock is taken before anything is looked at, and handed on to the node: nobody else holds the directory in between.
fn begin(dir: &Path, config: &Config) -> anyhow::Result<Lock> {
    let marker = dir.join("beleg-demo");
    // Before the lock, which would leave its file in somebody else's folder.
    let fresh = std::fs::read_dir(dir)?.flatten().all(|entry| entry.file_name() == "lock");
    anyhow::ensure!(fresh || marker.exists(), "{} is not empty and no demo's: name another directory", dir.display());
    let lock = Lock::take(dir)?;
    if !marker.exists() {
        whole::write(&marker, b"a demo of beleg lies here\n")?;
    }
    if remembered_path(dir).exists() {
        return Ok(lock);
    }
    for name in ["keyring", "tenants"] {
        let path = dir.join(name);
        if path.exists() {
            std::fs::remove_dir_all(&path).with_context(|| format!("clearing {}", path.display()))?;
        }
    }
    for name in ["platform.db", "platform.db-wal", "platform.db-shm", "root.key"] {
        let _ = std::fs::remove_file(dir.join(name));
    }
    let way = keys::Unseal::KeyFile(dir.join("root.key"));
    Keyring::init(dir, &config.environment, &way, Ambient::system()).context("making the demo's keyring")?;
    Ok(lock)
}

async fn serve(dir: PathBuf, config: Config, lock: Lock, (ports, ready): (Ports, Option<PathBuf>)) -> anyhow::Result<()> {
    let catcher = Arc::new(Catcher::open(&dir.join("catcher"))?);
    let (catcher_smtp, catcher_http) = (ports.at(3), ports.at(4));
    let for_furnishing = (dir.clone(), config.clone(), Arc::clone(&catcher));
    let furnish: node::Furnish = Box::new(move |opened, issue| {
        let (dir, config, catcher) = for_furnishing;
        async move {
            catcher.listen(catcher_smtp, catcher_http, &issue("127.0.0.1")?).await?;
            let path = remembered_path(&dir);
            if !path.exists() {
                let remembered = furnish::furnish(&opened, &config).await?;
                remember(&path, &remembered)?;
            }
            Ok(())
        }
        .boxed()
    });
    let told = config.clone();
    let announce = Box::new(move || announce(&dir, &told, &ports, ready.as_deref()));
    node::run(&config, Extras { lock: Some(lock), furnish: Some(furnish), ready: Some(announce), ..Extras::default() }).await
}

/// Writes what is remembered so that it is whole or not there.
fn remember(path: &Path, remembered: &Remembered) -> anyhow::Result<()> {
    whole::write(path, &serde_json::to_vec_pretty(remembered)?)
}

/// Tells where everything is, on standard output and in the file that was asked for.
fn announce(dir: &Path, config: &Config, ports: &Ports, ready: Option<&Path>) -> anyhow::Result<()> {
    let remembered: Remembered = serde_json::from_slice(&std::fs::read(remembered_path(dir))?)?;
    let port = config.https.listen.port();
    let ca = dir.join("ca").join("ca.pem");
    println!("The desk is open. The browser has to trust {} (or be told to go on).\n", ca.display());
    for tenant in &remembered.tenants {
        println!(
            "{}: https://{}:{port}/ — customers: https://{}:{port}/portal — mail to {}",
            tenant.name, tenant.host, tenant.host, tenant.mail
        );
        for agent in &tenant.agents {
            println!("    {:<14} {:<34} {}", agent.login, agent.password, agent.roles.join(", "));
        }
        for customer in tenant.customers.iter().take(2) {
            println!("    {:<14} {:<34} customer", customer.login, customer.password);
        }
    }
    println!(
        "\nSMTP {} · LMTP {} · outgoing mail http://{}/ · figures http://{}/metrics",
        ports.at(1),
        ports.at(2),
        ports.at(4),
        ports.at(6)
    );
    let Some(ready) = ready else { return Ok(()) };
    let told = json!({
        "https": format!("https://127.0.0.1:{port}"),
        "ca": ca,
        "smtp": ports.at(1).to_string(),
        "lmtp": ports.at(2).to_string(),
        "catcher": {"smtp": ports.at(3).to_string(), "http": format!("http://{}", ports.at(4))},
        "metrics": format!("http://{}/metrics", ports.at(6)),
        "tenants": remembered.tenants,
    });
    whole::write(ready, &serde_json::to_vec_pretty(&told)?)
}

/// A password that is long and can be typed: four words and a number.
pub(crate) fn passphrase(ambient: &Ambient) -> Secret<String> {
    const WORDS: [&str; 32] = [
        "ahorn", "birke", "distel", "eiche", "farn", "ginster", "hasel", "iris", "kiefer", "linde", "mohn", "nelke", "olive", "pappel",
        "quitte", "robinie", "salbei", "tanne", "ulme", "veilchen", "weide", "ysop", "zeder", "anker", "boje", "deich", "ebbe", "flut",
        "hafen", "insel", "kutter", "leine",
    ];
    let mut dice = ambient.dice();
    let mut words: Vec<&str> = (0..4).filter_map(|_| usize::try_from(dice.below(32)).ok().and_then(|at| WORDS.get(at).copied())).collect();
    words.dedup();
    Secret::new(format!("{}-{}", words.join("-"), 100_000 + dice.below(900_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_holds_its_directory_from_the_first_look_on() {
        let dir = tempfile::tempdir().unwrap();
        let config = config(dir.path(), &Ports(8443));
        let lock = begin(dir.path(), &config).unwrap();
        let key = std::fs::read(dir.path().join("root.key")).unwrap();
        assert!(begin(dir.path(), &config).unwrap_err().to_string().contains("another beleg runs on"));
        assert_eq!(std::fs::read(dir.path().join("root.key")).unwrap(), key, "the other left it alone");
        drop(lock);
        // Nobody was shown it yet: it is made anew. Then it goes on.
        drop(begin(dir.path(), &config).unwrap());
        assert_ne!(std::fs::read(dir.path().join("root.key")).unwrap(), key);
        let key = std::fs::read(dir.path().join("root.key")).unwrap();
        remember(&remembered_path(dir.path()), &Remembered::default()).unwrap();
        drop(begin(dir.path(), &config).unwrap());
        assert_eq!(std::fs::read(dir.path().join("root.key")).unwrap(), key);
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("letter"), "x").unwrap();
        assert!(begin(dir.path(), &config(dir.path(), &Ports(8443))).is_err());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
