//! The limit beside the desk: a bare handler of axum behind the same TLS, in a process of its own.
//!
//! It answers 1 KiB to everything and reads what it is sent: what a request costs before anybody did anything for it.

use crate::asking::Site;
use crate::running::Running;
use anyhow::{Context, Result, bail};
use axum::Router;
use bytes::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use kernel::{Ambient, Secret};
use net::{Alpn, CertificateSet, Certificates, DevCa, Profile, ServerKey, Tickets, server_config};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const HOST: &str = "limit.localhost";
/// **Units**: bytes of each answer.
const ANSWER: usize = 1_024;

/// Where it listens, told by the process itself.
#[derive(Debug, Serialize, Deserialize)]
struct Ready {
    address: SocketAddr,
    ca: String,
}

/// A limit that serves.
pub(crate) struct Limit {
    running: Running,
    pub(crate) site: Arc<Site>,
    _dir: TempDir,
}

impl Limit {
    /// Starts this program once more, as the limit.
    pub(crate) async fn start() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("beleg-limit-").tempdir().context("making a directory for the limit")?;
        let (own, ready) = (std::env::current_exe()?, dir.path().join("ready.json"));
        let mut running = Running::start(&own, &["--limit".as_ref(), ready.as_os_str()], &dir.path().join("log"))?;
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            running.must_run()?;
            let told = std::fs::read(&ready).ok().and_then(|bytes| serde_json::from_slice::<Ready>(&bytes).ok());
            if let Some(Ready { address, ca }) = told {
                let site = Arc::new(Site::new(address, HOST, &ca, None)?);
                return Ok(Self { running, site, _dir: dir });
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        bail!("the limit did not begin to serve within twenty seconds")
    }

    /// The root of its process tree.
    pub(crate) fn pid(&self) -> u32 {
        self.running.pid()
    }
}

/// Serves until the process is ended; tells where in this file.
pub(crate) async fn serve(ready: &Path) -> Result<()> {
    let (acceptor, ca) = acceptor(HOST, Alpn::Http)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let told = serde_json::to_vec(&Ready { address: listener.local_addr()?, ca })?;
    let beside = ready.with_extension("part");
    std::fs::write(&beside, told)?;
    std::fs::rename(&beside, ready)?;
    let body = Bytes::from(vec![b'x'; ANSWER]);
    let router = Router::new().fallback(move |_sent: Bytes| std::future::ready(body.clone()));
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(connection(stream, acceptor.clone(), router.clone()));
    }
}

/// A connection that fails is over; its client tells why.
async fn connection(stream: TcpStream, acceptor: TlsAcceptor, router: Router) {
    let _plain = stream.set_nodelay(true);
    if let Ok(stream) = acceptor.accept(stream).await {
        let service = TowerToHyperService::new(router);
        let _ended = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
    }
}

/// TLS for this name, and the CA (PEM) that has to be trusted for it.
pub(crate) fn acceptor(host: &str, speaks: Alpn) -> Result<(TlsAcceptor, String)> {
    let ambient = Ambient::system();
    let ca = DevCa::create(ambient.now())?;
    let issued = ca.issue(host, ambient.now())?;
    let mut set = CertificateSet::default();
    let key = ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem)?;
    set.insert(host, &key)?;
    // Who dials an address names no host.
    set.set_without_name(&key);
    let tickets = Tickets::new(Secret::new(ambient.dice().bytes()), ambient);
    let config = server_config(Profile::Modern, Arc::new(Certificates::new(set)), speaks, tickets)?;
    Ok((TlsAcceptor::from(config), ca.ca_pem().to_owned()))
}
