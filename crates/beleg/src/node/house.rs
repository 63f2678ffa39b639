//! The house behind the gates: stores, directory, services. Opened once the keyring is.

use crate::config::{Config, SmarthostTls};
use crate::rooms;
use anyhow::Context as _;
use kernel::{Ambient, Fault, Secret};
use keys::{Keyring, StoredFiles};
use native::Sandbox;
use net::{Credentials, Egress, Internal, Policy, Purpose, Recorder, Roots, Rule, Submission, SubmissionTls};
use object_store::local::LocalFileSystem;
use platform::{Directory, Site};
use room::House;
use std::num::NonZeroUsize;
use std::sync::Arc;
use store::{Node, NodeParts, PgPlace};
use work::Bell;

/// Everything behind the gates.
#[derive(Clone)]
pub struct Opened {
    /// Stores.
    pub node: Arc<Node>,
    /// What the platform's commands need.
    pub site: Arc<Site>,
    /// Whose host, whose mail domain.
    pub directory: Arc<Directory>,
    /// Time, randomness, services.
    pub house: House,
    /// How the environment is called in tokens.
    pub environment: access::TokenEnvironment,
    /// Rings when a job was put into an outbox.
    pub bell: Bell,
    /// The way out.
    pub egress: Egress,
}

/// Who was contacted lately; the newest thousand.
const CONTACTS: usize = 1_000;
/// Live listeners of one tenant at most.
const LISTENERS: usize = 10_000;
/// Stores that stay open.
const OPEN_STORES: usize = 500;

impl Opened {
    /// Opens the stores and sets up the services.
    ///
    /// # Errors
    /// The keyring is sealed, the disk or PostgreSQL refuses, or the configuration does not fit.
    pub(crate) async fn open(
        config: &Config,
        keyring: Arc<Keyring>,
        roots: Roots,
        ambient: &Ambient,
        sandbox: Sandbox,
    ) -> anyhow::Result<Self> {
        let bell = Bell::new();
        let node = Arc::new(node(config, &keyring, ambient, &bell)?);
        let door = node.platform().await.context("opening the platform's store")?;
        let site = Arc::new(Site { node: Arc::clone(&node), keyring: Arc::clone(&keyring), door: door.clone(), ambient: ambient.clone() });
        let finished = platform::finish_half_made(&site).await?;
        for tenant in finished.failed {
            tracing::error!(?tenant, "a tenant could not be made or removed to the end");
        }
        let directory = Arc::new(Directory::load(&door, ambient.clone()).await?);
        let environment: access::TokenEnvironment = config.environment.parse().context("environment")?;
        let egress = egress(config, ambient)?;
        let mut services = http::Extensions::new();
        let threads = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        let pepper = keyring.node_key("password-pepper").map_err(|error| Fault::new("deriving the pepper", error))?;
        services.insert(Arc::new(access::Hasher::start(pepper, NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN))?));
        services.insert(Arc::new(environment.clone()));
        services.insert(Arc::new(sso::Providers::new(egress.clone())));
        services.insert(Arc::new(sso::WAYS));
        services.insert(Arc::new(https::LiveHub::new(LISTENERS, https::LiveHub::BEAT)));
        services.insert(Arc::new(https::Interface(crate::generate::interface().to_string().into())));
        services.insert(Arc::new(tickets::LIVE));
        services.insert(Arc::new(tickets::CONTENT));
        services.insert(Arc::new(tickets::Pictures::new(sandbox, egress.clone())));
        services.insert(Arc::new(StoredFiles::of(Arc::clone(&node))));
        services.insert(Arc::new(mail::Outbound::new(egress.clone(), smarthost(config)?)));
        let patience = fetch::Patience::default();
        services.insert(Arc::new(mail::accounts::Mailboxes::new(fetch::try_out(egress.clone(), patience))));
        services.insert(Arc::new(https::OwnPort {
            egress: egress.clone(),
            address: own_address(config),
            port: config.https.listen.port(),
            roots,
        }));
        services.insert(Arc::clone(&directory));
        services.insert(Arc::new(platform::Pulse::new(door.clone(), ambient.clone(), config.data.clone())));
        let house = House::new(ambient.clone(), services);
        Ok(Self { node, site, directory, house, environment, bell, egress })
    }
}

fn node(config: &Config, keyring: &Arc<Keyring>, ambient: &Ambient, bell: &Bell) -> anyhow::Result<Node> {
    let blobs = config.data.join("tenants");
    super::make_private(&blobs)?;
    let postgres = match &config.postgres {
        None => None,
        Some(postgres) => {
            let path = &postgres.connection_file;
            let connection = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
            Some(PgPlace { administrator: Secret::new(connection.trim().to_owned()), connections: postgres.connections })
        }
    };
    let parts = NodeParts {
        dir: config.data.clone(),
        environment: config.environment.clone(),
        keys: Arc::<Keyring>::clone(keyring),
        postgres,
        blobs: Arc::new(LocalFileSystem::new_with_prefix(&blobs).context("opening the blob store")?.with_fsync(true)),
        migrations: rooms::migrations(),
        ambient: ambient.clone(),
        vfs: None,
        open_stores: OPEN_STORES,
        wake: bell.wake(),
    };
    Ok(Node::start(parts, &tokio::runtime::Handle::current())?)
}

/// The way out: the smarthost's port, our own port for the check, those of pictures, of mailboxes and of single sign-on, and what the operator opened.
fn egress(config: &Config, ambient: &Ambient) -> anyhow::Result<Egress> {
    let mut policy = Policy::standard();
    if let Some(smarthost) = &config.smarthost {
        policy.purposes.insert(Purpose::SmtpSubmission, Rule { ports: vec![smarthost.port] });
    }
    policy.purposes.insert(Purpose::HttpsProbe, Rule { ports: vec![config.https.listen.port()] });
    policy.purposes.remove(&Purpose::RemotePictures);
    if !config.egress.pictures.is_empty() {
        policy.purposes.insert(Purpose::RemotePictures, Rule { ports: config.egress.pictures.clone() });
    }
    if let Some(rule) = policy.purposes.get_mut(&Purpose::Mailbox) {
        rule.ports.extend(&config.egress.mailbox_ports);
    }
    if let Some(rule) = policy.purposes.get_mut(&Purpose::SignOn) {
        rule.ports.extend(&config.egress.sign_on_ports);
    }
    policy.own_addresses = vec![config.https.listen.ip(), [127, 0, 0, 1].into()];
    for target in &config.egress.internal {
        policy.internal.push(target.parse::<Internal>().with_context(|| format!("[egress] internal: {target}"))?);
    }
    let contacts: Arc<dyn Recorder> = Arc::new(net::Contacts::new(CONTACTS));
    Ok(Egress::new(policy, contacts, ambient.clone()))
}

/// The address under which the node reaches its own port.
fn own_address(config: &Config) -> String {
    let ip = config.https.listen.ip();
    if ip.is_unspecified() { "127.0.0.1".into() } else { ip.to_string() }
}

fn smarthost(config: &Config) -> anyhow::Result<Option<Submission>> {
    let Some(smarthost) = &config.smarthost else { return Ok(None) };
    let read = |path: &std::path::Path| std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()));
    let credentials = match (&smarthost.login, &smarthost.password_file) {
        (Some(login), Some(path)) => Some(Credentials { login: login.clone(), password: Secret::new(read(path)?.trim_end().to_owned()) }),
        (None, None) => None,
        _ => anyhow::bail!("[smarthost] needs both login and password_file, or neither"),
    };
    let extra_roots = match &smarthost.roots {
        Some(path) => Roots::from_pem(&read(path)?).with_context(|| format!("the roots in {}", path.display()))?,
        None => Roots::none(),
    };
    Ok(Some(Submission {
        host: smarthost.host.clone(),
        port: smarthost.port,
        tls: match smarthost.tls {
            SmarthostTls::Implicit => SubmissionTls::Implicit,
            SmarthostTls::Starttls => SubmissionTls::StartTls,
        },
        credentials,
        extra_roots,
        helo: config.smtp.hostname.clone().unwrap_or_else(|| "localhost".into()),
    }))
}
