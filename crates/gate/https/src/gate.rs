//! The gate: what it is made from, how it starts and ends.

use crate::accept::{self, Patience};
use crate::live::LiveHub;
use crate::memory::Memory;
use crate::metrics;
use crate::reach::Reach;
use crate::router::{RouteError, Routes};
use kernel::{Ambient, Fault};
use net::{Alpn, Certificates, Profile, Tickets, server_config};
use room::{House, Room};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use store::Node;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What lies behind the gate, once the keyring is open.
#[derive(Clone)]
pub struct Desk {
    /// Stores.
    pub node: Arc<Node>,
    /// What rooms share. The gate itself needs [`platform::Directory`], [`LiveHub`], what the rooms of access and people need,
    /// and [`room::Live`] and [`room::ContentSource`] when rooms tell or serve such.
    pub house: House,
}

/// How much is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time. To the next one a connection gives way on which nobody has shown a credential; when there is none,
    /// it waits.
    pub connections: usize,
    /// Connections of one network, which is an address of IPv4 or a /64 of IPv6; the next one is hung up on.
    pub network_connections: usize,
    /// Those among them on which nobody has shown a credential as yet.
    pub network_strangers: usize,
    /// The largest body, whatever an operation declares.
    pub body_bytes: usize,
    /// Memory for large bodies of all requests together; small ones and those of strangers have a fraction of it for themselves.
    pub bodies_bytes: usize,
    /// The same for the requests of one tenant.
    pub tenant_bodies_bytes: usize,
}

const MIB: usize = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 15_000,
            // An office behind one address is a network, also when all its browsers come back at once.
            network_connections: 5_000,
            network_strangers: 500,
            body_bytes: 32 * MIB,
            bodies_bytes: 256 * MIB,
            tenant_bodies_bytes: 64 * MIB,
        }
    }
}

/// What a gate is made from.
pub struct GateParts {
    /// Where to listen.
    pub address: SocketAddr,
    /// The port that browsers see; the one that is listened on when nothing stands in between.
    pub public_port: Option<u16>,
    /// How TLS is spoken.
    pub profile: Profile,
    /// Certificates by host, `content.<host>` included.
    pub certificates: Arc<Certificates>,
    /// Seals the tickets of TLS sessions.
    pub tickets: Tickets,
    /// Time and randomness.
    pub ambient: Ambient,
    /// All rooms; their operations are the routes.
    pub rooms: &'static [&'static Room],
    /// What lies behind. Empty until the keyring is unsealed for the first time.
    pub desk: Arc<OnceLock<Desk>>,
    /// Whether the keyring is sealed now.
    pub is_sealed: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Where figures are told, without TLS; a loopback address.
    pub metrics: Option<SocketAddr>,
    /// From where requests come and may come.
    pub reach: Reach,
    /// How much is let in.
    pub limits: Limits,
    /// When connections are given up.
    pub patience: Patience,
}

/// Why the gate does not open.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The rooms' operations contradict each other.
    #[error(transparent)]
    Routes(#[from] RouteError),
    /// Figures would be told to the world without TLS.
    #[error("figures are told on a loopback address only")]
    MetricsOutside,
    /// The address cannot be listened on.
    #[error("cannot listen on {0}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) ambient: Ambient,
    pub(crate) routes: Routes,
    /// The port that browsers see.
    pub(crate) port: u16,
    pub(crate) reach: Reach,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    pub(crate) memory: Memory,
    desk: Arc<OnceLock<Desk>>,
    is_sealed: Arc<dyn Fn() -> bool + Send + Sync>,
    stop: watch::Receiver<bool>,
}

impl Shared {
    /// What lies behind, unless it is sealed.
    pub(crate) fn desk(&self) -> Option<&Desk> {
        self.desk.get().filter(|_| !(self.is_sealed)())
    }

    pub(crate) fn is_leaving(&self) -> bool {
        *self.stop.borrow()
    }
}

/// The only door for HTTP.
#[derive(Debug)]
pub struct Gate;

/// A gate that is open.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub local_addr: SocketAddr,
    /// Where it tells figures.
    pub metrics_addr: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    desk: DeskHold,
    tasks: Vec<JoinHandle<()>>,
}

struct DeskHold(Arc<OnceLock<Desk>>);

impl std::fmt::Debug for DeskHold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Gate {
    /// Checks the routes, listens, and opens.
    ///
    /// # Errors
    /// See [`StartError`]; nothing listens then.
    pub async fn start(parts: GateParts) -> Result<Running, StartError> {
        let routes = Routes::build(parts.rooms)?;
        if parts.metrics.is_some_and(|address| !address.ip().is_loopback()) {
            return Err(StartError::MetricsOutside);
        }
        let config = server_config(parts.profile, parts.certificates, Alpn::Http, parts.tickets)?;
        let (listener, local_addr) = listen(parts.address).await?;
        let figures = match parts.metrics {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared {
            ambient: parts.ambient,
            routes,
            port: parts.public_port.unwrap_or(local_addr.port()),
            reach: parts.reach,
            limits: parts.limits,
            patience: parts.patience,
            memory: Memory::new(parts.limits.bodies_bytes, parts.limits.tenant_bodies_bytes, parts.limits.body_bytes),
            desk: Arc::clone(&parts.desk),
            is_sealed: parts.is_sealed,
            stop: stopped.clone(),
        });
        let mut tasks = Vec::new();
        let metrics_addr = figures.as_ref().map(|(_, address)| *address);
        if let Some((listener, _)) = figures {
            tasks.push(tokio::spawn(metrics::serve(listener, metrics::install()?, stopped.clone())));
        }
        tasks.push(tokio::spawn(accept::accept(shared, listener, TlsAcceptor::from(config), stopped)));
        Ok(Running { local_addr, metrics_addr, stop, desk: DeskHold(parts.desk), tasks })
    }
}

impl Running {
    /// Takes no new connections, ends live streams, lets running requests finish for a while, and is gone.
    pub async fn shutdown(self) {
        let _ = self.stop.send(true);
        if let Some(hub) = self.desk.0.get().and_then(|desk| desk.house.service::<LiveHub>().ok()) {
            hub.close();
        }
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(panicked = error.is_panic(), "a task of the gate did not end well");
            }
        }
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |error| StartError::Listen(address, error);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let local = listener.local_addr().map_err(failed)?;
    Ok((listener, local))
}
