//! Runs a node: gates first, sealed or not; what lies behind them once the keyring is open.

use super::certificates::{Shelf, hosts};
use super::{Lock, Opened, log, socket};
use crate::config::{Config, ProxyHeader, TlsProfile};
use anyhow::Context as _;
use futures_util::future::BoxFuture;
use kernel::Ambient;
use keys::{Keyring, Unseal};
use native::Sandbox;
use net::{Profile, ServerKey, Tickets};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use tokio::runtime::Runtime;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// What the demo adds to a node: the lock that it holds already, and code that runs once the house is open, before anybody is let in.
#[derive(Default)]
pub struct Extras {
    /// The lock, when it was taken before.
    pub lock: Option<Lock>,
    /// Called with the open house and a way to certificates; the node is ready when it has ended.
    pub furnish: Option<Furnish>,
    /// The children that decode foreign pictures, when the program that runs cannot be one.
    pub sandbox: Option<Sandbox>,
    /// Called once everything listens.
    pub ready: Option<Box<dyn FnOnce() -> anyhow::Result<()> + Send>>,
}

/// Furnishes a house.
pub type Furnish = Box<dyn FnOnce(Opened, Issue) -> BoxFuture<'static, anyhow::Result<()>> + Send>;

/// Issues a certificate of the development CA.
pub type Issue = Arc<dyn Fn(&str) -> anyhow::Result<ServerKey> + Send + Sync>;

impl std::fmt::Debug for Extras {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Extras")
    }
}

/// The runtime of a node.
///
/// # Errors
/// The machine gives no threads.
pub fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("starting the runtime")
}

/// What stays the same while a node runs.
pub(super) struct Running {
    pub(super) config: Config,
    pub(super) keyring: Arc<Keyring>,
    pub(super) ambient: Ambient,
    pub(super) shelf: Shelf,
    pub(super) opened: OnceLock<Opened>,
    /// Rings when the keyring was opened.
    pub(super) unsealed: Notify,
}

/// Runs a node until it is told to stop (SIGTERM or SIGINT).
///
/// # Errors
/// The configuration or the machine does not allow it.
pub async fn run(config: &Config, mut extras: Extras) -> anyhow::Result<()> {
    log::start(&config.log.level);
    net::install_provider();
    super::must_be_made(&config.data)?;
    let _lock = extras.lock.take().map_or_else(|| Lock::take(&config.data), Ok)?;
    let ambient = Ambient::system();
    let keyring = Arc::new(Keyring::open(&config.data, &config.environment, ambient.clone()).context("opening the keyring")?);
    if let Some(path) = &config.unseal.key_file {
        keyring.unseal(&Unseal::KeyFile(path.clone())).with_context(|| format!("the key file {}", path.display()))?;
    }
    let shelf = Shelf::open(config, &ambient)?;
    shelf.fill(&hosts(None, config), &ambient)?;
    let running = Arc::new(Running { config: config.clone(), keyring, ambient, shelf, opened: OnceLock::new(), unsealed: Notify::new() });
    let control = socket::listen(&running)?;
    let mut told_to_stop = pin!(stop_signal());
    let ended = tokio::select! {
        serving = serve(&running, extras) => match serving {
            Ok(serving) => {
                let outcome = told_to_stop.await;
                serving.close().await;
                outcome
            }
            Err(error) => Err(error),
        },
        // Nobody has been let in yet: there is nothing to bring to an end.
        outcome = &mut told_to_stop => outcome,
    };
    control.close();
    if let Some(opened) = running.opened.get() {
        opened.node.close_all();
    }
    ended
}

/// A node that lets people in.
struct Serving {
    web: https::Running,
    mail: smtp::Running,
    fetch: fetch::Fetch,
    worker: work::Work,
    tasks: [JoinHandle<()>; 3],
}

impl Serving {
    /// Lets nobody in any more, and waits for what still runs.
    async fn close(self) {
        tracing::info!("closing");
        self.web.shutdown().await;
        self.mail.shutdown().await;
        self.fetch.shutdown().await;
        self.worker.shutdown().await;
        for task in self.tasks {
            task.abort();
        }
    }
}

/// Opens the gates, then the house.
async fn serve(running: &Arc<Running>, extras: Extras) -> anyhow::Result<Serving> {
    let desk: Arc<OnceLock<https::Desk>> = Arc::default();
    let (mail_desk, mail_watch) = watch::channel(None);
    let web = https::Gate::start(web_parts(running, Arc::clone(&desk))).await?;
    let mail = smtp::Smtp::start(mail_parts(running, mail_watch)).await?;
    if running.keyring.is_sealed() {
        tracing::warn!("the keyring is sealed: say beleg unseal");
        running.unsealed.notified().await;
    }
    let roots = running.shelf.roots()?;
    let sandbox = extras.sandbox.unwrap_or_else(Sandbox::of_this_program);
    let rehearsal = tokio::spawn(tell_of_walls(sandbox.clone()));
    let opened = Opened::open(&running.config, Arc::clone(&running.keyring), roots, &running.ambient, sandbox).await?;
    if let Some(furnish) = extras.furnish {
        let shelf_of = Arc::clone(running);
        let issue: Issue = Arc::new(move |host| shelf_of.shelf.issue(host, &shelf_of.ambient));
        furnish(opened.clone(), issue).await?;
        opened.directory.refresh(&opened.site.door).await?;
    }
    running.shelf.fill(&hosts(Some(&opened.directory), &running.config), &running.ambient)?;
    let fresh = tokio::spawn(Arc::clone(&opened.directory).keep_fresh(opened.site.door.clone()));
    let renewing = tokio::spawn(renew(Arc::clone(running), opened.clone()));
    let worker = work::Work::start(work::WorkParts {
        node: Arc::clone(&opened.node),
        directory: Arc::clone(&opened.directory),
        house: opened.house.clone(),
        rooms: ROOMS_AND_GATE.to_vec(),
        bell: opened.bell.clone(),
        port: public_port(running),
        limits: work::Limits::default(),
    });
    let fetch = fetch::Fetch::start(fetch_parts(running, &opened)?);
    let _ = running.opened.set(opened.clone());
    let _ = desk.set(https::Desk { node: Arc::clone(&opened.node), house: opened.house.clone() });
    mail_desk.send_replace(Some(Arc::new(smtp::Desk {
        node: Arc::clone(&opened.node),
        directory: Arc::clone(&opened.directory),
        house: opened.house.clone(),
        intake: mail::INTAKE,
        port: public_port(running),
    })));
    tracing::info!(https = %web.local_addr, "the desk is open");
    if let Some(ready) = extras.ready {
        ready()?;
    }
    Ok(Serving { web, mail, fetch, worker, tasks: [fresh, renewing, rehearsal] })
}

/// Says what this kernel does not have of the walls around pictures; the check says it again, every day.
async fn tell_of_walls(sandbox: Sandbox) {
    match sandbox.rehearse().await {
        Ok(walls) if walls.stand() => tracing::info!(landlock = ?walls.landlock, "pictures are decoded behind walls"),
        Ok(walls) => tracing::error!(?walls, "the child that decodes pictures is not walled in"),
        Err(error) => tracing::warn!(%error, "pictures of mails are not shown"),
    }
}

/// All rooms and the gate, whose operations are mounted like theirs.
pub static ROOMS_AND_GATE: &[&room::Room] =
    &[&keys::ROOM, &platform::ROOM, &people::ROOM, &access::ROOM, &sso::ROOM, &audit::ROOM, &tickets::ROOM, &mail::ROOM, &https::ROOM];

fn public_port(running: &Running) -> u16 {
    running.config.https.public_port.unwrap_or(running.config.https.listen.port())
}

fn web_parts(running: &Arc<Running>, desk: Arc<OnceLock<https::Desk>>) -> https::GateParts {
    let sealed = Arc::clone(running);
    https::GateParts {
        address: running.config.https.listen,
        public_port: running.config.https.public_port,
        profile: match running.config.https.profile {
            TlsProfile::Modern => Profile::Modern,
            TlsProfile::Tr02102 => Profile::Tr02102,
        },
        certificates: running.shelf.certificates(),
        tickets: tickets(running),
        ambient: running.ambient.clone(),
        rooms: ROOMS_AND_GATE,
        desk,
        is_sealed: Arc::new(move || sealed.keyring.is_sealed()),
        metrics: running.config.metrics.as_ref().map(|metrics| metrics.listen),
        reach: reach(&running.config),
        limits: https::Limits::default(),
        patience: https::Patience::default(),
    }
}

fn reach(config: &Config) -> https::Reach {
    let header = match config.https.proxy_header {
        ProxyHeader::XForwardedFor => https::ProxyHeader::XForwardedFor,
        ProxyHeader::Forwarded => https::ProxyHeader::Forwarded,
    };
    https::Reach { rule: config.addresses.clone(), proxies: config.https.trusted_proxies.clone(), header }
}

/// The keys of TLS sessions: the keyring's, so that they survive a restart; fresh ones while it is sealed.
fn tickets(running: &Running) -> Tickets {
    let key = running.keyring.node_key("tls-tickets").unwrap_or_else(|_| kernel::Secret::new(running.ambient.dice().bytes()));
    Tickets::new(key, running.ambient.clone())
}

fn mail_parts(running: &Arc<Running>, desk: watch::Receiver<Option<Arc<smtp::Desk>>>) -> smtp::SmtpParts {
    smtp::SmtpParts {
        smtp: running.config.smtp.listen,
        lmtp: running.config.smtp.lmtp,
        hostname: running.config.smtp.hostname.clone().unwrap_or_else(|| "localhost".into()),
        tls: Some(smtp::MailTls { certificates: running.shelf.certificates(), tickets: tickets(running) }),
        require_tls: running.config.smtp.require_tls,
        desk,
        ambient: running.ambient.clone(),
        limits: smtp::Limits::default(),
        patience: smtp::Patience::default(),
    }
}

fn fetch_parts(running: &Running, opened: &Opened) -> anyhow::Result<fetch::FetchParts> {
    Ok(fetch::FetchParts {
        node: Arc::clone(&opened.node),
        directory: Arc::clone(&opened.directory),
        house: opened.house.clone(),
        intake: mail::INTAKE,
        egress: opened.egress.clone(),
        mailboxes: Arc::clone(opened.house.service()?),
        port: public_port(running),
        limits: fetch::Limits::default(),
        patience: fetch::Patience::default(),
    })
}

/// Puts new hosts' certificates on the shelf, and renews those that the development CA made.
async fn renew(running: Arc<Running>, opened: Opened) {
    let mut bell = opened.site.door.bell();
    loop {
        let wait = tokio::time::timeout(std::time::Duration::from_hours(12), bell.changed()).await;
        if matches!(wait, Ok(Err(_))) {
            return;
        }
        // The directory listens to the same bell; ask the store itself, so that the order does not matter.
        if let Err(fault) = opened.directory.refresh(&opened.site.door).await {
            tracing::error!(fault = fault.chain(), "the directory could not be read");
        }
        if let Err(error) = running.shelf.fill(&hosts(Some(&opened.directory), &running.config), &running.ambient) {
            tracing::error!(%error, "certificates could not be made");
        }
    }
}

async fn stop_signal() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
