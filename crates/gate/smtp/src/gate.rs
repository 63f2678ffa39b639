//! The gate: listeners, connections, and their end.

use crate::connection;
use crate::link::{self, Link};
use crate::memory::Memory;
use crate::metrics;
use crate::parts::{Desk, Limits, Patience, SmtpParts};
use crate::rates::Meter;
use crate::seats::{Full, Seats};
use kernel::{Ambient, Fault};
use net::{Alpn, Profile};
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use wire::smtp::{Flavour, Reply, TlsOffer};

/// The listeners for arriving mail.
#[derive(Debug)]
pub struct Smtp;

/// Why the gate does not open.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Mail in the clear is refused and there is no certificate for anything else.
    #[error("TLS is required for mail and no certificate is configured")]
    NoCertificate,
    /// An address cannot be listened on.
    #[error("cannot listen for mail on {address}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) hostname: String,
    pub(crate) acceptor: Option<TlsAcceptor>,
    pub(crate) desk: watch::Receiver<Option<Arc<Desk>>>,
    pub(crate) ambient: Ambient,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    pub(crate) memory: Memory,
    pub(crate) meter: Meter,
    /// Places for messages that the room works on.
    pub(crate) deliveries: Semaphore,
    seats: Arc<Seats>,
}

/// One listener.
#[derive(Clone, Copy, Debug)]
struct Listening {
    flavour: Flavour,
    offer: TlsOffer,
}

/// The open gate. When it is dropped, no new connection is taken and those that are there end after their message.
#[derive(Debug)]
pub struct Running {
    /// Where SMTP listens.
    pub smtp_addr: Option<SocketAddr>,
    /// Where LMTP listens.
    pub lmtp_addr: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    listeners: Vec<JoinHandle<()>>,
}

impl Smtp {
    /// Opens the gate.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(parts: SmtpParts) -> Result<Running, StartError> {
        if parts.require_tls && parts.tls.is_none() {
            return Err(StartError::NoCertificate);
        }
        metrics::describe();
        let acceptor = match parts.tls {
            Some(tls) => Some(TlsAcceptor::from(net::server_config(Profile::Mail, tls.certificates, Alpn::None, tls.tickets)?)),
            None => None,
        };
        let (limits, patience) = (parts.limits, parts.patience);
        let shared = Arc::new(Shared {
            hostname: parts.hostname,
            acceptor,
            desk: parts.desk,
            ambient: parts.ambient,
            limits,
            patience,
            memory: Memory::new(limits.memory_bytes, limits.message_bytes, patience.busy),
            meter: Meter::new(limits.rates),
            deliveries: Semaphore::new(limits.deliveries.clamp(1, Semaphore::MAX_PERMITS)),
            seats: Seats::new(limits.connections, limits.connections_each),
        });
        let stop = watch::Sender::new(false);
        let mut running = Running { smtp_addr: None, lmtp_addr: None, stop, listeners: Vec::new() };
        running.smtp_addr = running.listen(&shared, parts.smtp, Flavour::Smtp, parts.require_tls).await?;
        running.lmtp_addr = running.listen(&shared, parts.lmtp, Flavour::Lmtp, parts.require_tls).await?;
        Ok(running)
    }
}

impl Running {
    async fn listen(
        &mut self,
        shared: &Arc<Shared>,
        address: Option<SocketAddr>,
        flavour: Flavour,
        require_tls: bool,
    ) -> Result<Option<SocketAddr>, StartError> {
        let Some(address) = address else { return Ok(None) };
        let listener = TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })?;
        let bound = listener.local_addr().map_err(|source| StartError::Listen { address, source })?;
        let neighbour = flavour == Flavour::Lmtp && bound.ip().is_loopback();
        let offer = match &shared.acceptor {
            None => TlsOffer::None,
            Some(_) if require_tls && !neighbour => TlsOffer::Required,
            Some(_) => TlsOffer::StartTls,
        };
        let accepting = accept(Arc::clone(shared), listener, Listening { flavour, offer }, self.stop.subscribe());
        self.listeners.push(tokio::spawn(accepting));
        Ok(Some(bound))
    }

    /// Closes the gate: takes no new connection, lets messages under way come to their end within the patience for
    /// leaving, and cuts off what is then still there.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        for listener in self.listeners {
            // It ends by itself; a panic in it was told by the runtime.
            let _ = listener.await;
        }
    }
}

async fn accept(shared: Arc<Shared>, listener: TcpListener, listening: Listening, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let stop_of_each = stop.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => welcome(&mut connections, &shared, listening, (stream, peer), stop_of_each.clone()),
                Err(error) => {
                    // Out of descriptors, or the client left at once. Without a pause the first would be a busy loop.
                    tracing::warn!(error = %error.kind(), "a connection could not be accepted");
                    sleep(Duration::from_millis(50)).await;
                }
            },
            Some(ended) = connections.join_next() => tell(ended),
            () = link::stopped(&mut stop) => break,
        }
    }
    drop(listener);
    let rest = async {
        while let Some(ended) = connections.join_next().await {
            tell(ended);
        }
    };
    if timeout(shared.patience.leaving, rest).await.is_err() {
        tracing::warn!(connections = connections.len(), "messages were still under way when the gate closed");
        connections.shutdown().await;
    }
}

fn tell(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("a connection panicked; its client will try again");
    }
}

fn welcome(
    connections: &mut JoinSet<()>,
    shared: &Arc<Shared>,
    listening: Listening,
    (stream, peer): (TcpStream, SocketAddr),
    stop: watch::Receiver<bool>,
) {
    let ip = peer.ip().to_canonical();
    match Seats::sit(&shared.seats, ip) {
        Ok(seat) => {
            let link = Link::new(stream, stop, shared.patience);
            let shared = Arc::clone(shared);
            connections.spawn(async move {
                let _present = metrics::Present::new(listening.flavour);
                connection::serve(&shared, link, ip, (listening.flavour, listening.offer)).await;
                drop(seat);
            });
        }
        Err(full) => {
            metrics::turned_away(if full == Full::House { "house" } else { "address" });
            // A fresh socket has room for one line, so this does not wait; if it has not, the client finds out by itself.
            let reply = Reply::new(421, "4.7.0", "too many connections, try again later").to_bytes();
            let _ = stream.into_std().and_then(|mut stream| stream.write_all(&reply));
        }
    }
}
