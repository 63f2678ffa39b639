//! Looking at the TLS of our own port from outside.

mod hello;

use crate::egress::{Dialed, Egress, EgressError, Purpose};
use crate::tls::{Facts, Handshake, Profile, Roots, client_config, why};
use hello::{Answer, OldVersion};
use kernel::Timestamp;
use rustls::pki_types::ServerName;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// How long a server may take to answer a probe.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The name or address to connect to.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The name to ask for, for which the certificate must be valid.
    pub server_name: String,
}

/// What a verifying client saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// A handshake with a certificate that is good for the name.
    Verified {
        /// What was agreed on.
        handshake: Handshake,
        /// The names and the time of the certificate.
        certificate: Facts,
    },
    /// No handshake, or a certificate that is not good.
    Failed {
        /// Why, in words fit for the operator.
        words: &'static str,
    },
}

impl Probe {
    /// Until when the certificate is good, when it is.
    pub fn not_after(&self) -> Option<Timestamp> {
        match self {
            Self::Verified { certificate, .. } => Some(certificate.not_after),
            Self::Failed { .. } => None,
        }
    }
}

/// Connects as a client of today would and tells what was agreed on.
///
/// # Errors
/// Nobody was reached.
pub async fn probe(egress: &Egress, endpoint: &Endpoint, roots: &Roots) -> Result<Probe, EgressError> {
    let failed = |words| Ok(Probe::Failed { words });
    let Ok(name) = ServerName::try_from(endpoint.server_name.clone()) else { return failed("not a host name") };
    let Ok(config) = client_config(Profile::Modern, roots, egress.ambient()) else { return failed("the roots cannot be used") };
    let stream = dial(egress, endpoint).await?;
    match timeout(PATIENCE, TlsConnector::from(config).connect(name, stream)).await {
        Ok(Ok(stream)) => {
            let connection = stream.get_ref().1;
            let certificate = connection.peer_certificates().and_then(<[_]>::first).and_then(Facts::of);
            match (Handshake::of(connection), certificate) {
                (Some(handshake), Some(certificate)) => Ok(Probe::Verified { handshake, certificate }),
                _ => failed("the certificate cannot be read"),
            }
        }
        Ok(Err(error)) => {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            failed(inner.map_or("the connection broke during the TLS handshake", why))
        }
        Err(_) => failed("the server did not answer in time"),
    }
}

/// Whether a server takes an offer that it should not, or need not, take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It takes it.
    Accepted,
    /// It says no.
    Refused,
    /// It says something else or nothing: nothing is proven.
    Unclear,
}

/// What a server does with clients of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldOffers {
    /// HTTP without TLS on this port.
    pub plain_http: Offer,
    /// TLS 1.0 (RFC 8996 forbids it).
    pub tls_1_0: Offer,
    /// TLS 1.1 (RFC 8996 forbids it).
    pub tls_1_1: Offer,
    /// TLS 1.2 without TLS 1.3.
    pub tls_1_2: Offer,
}

/// Makes old offers to a server, each on a connection of its own.
///
/// # Errors
/// Nobody was reached.
pub async fn old_offers(egress: &Egress, endpoint: &Endpoint) -> Result<OldOffers, EgressError> {
    Ok(OldOffers {
        plain_http: offer_plain_http(dial(egress, endpoint).await?).await,
        tls_1_0: offer_tls(egress, endpoint, OldVersion::Tls10).await?,
        tls_1_1: offer_tls(egress, endpoint, OldVersion::Tls11).await?,
        tls_1_2: offer_tls(egress, endpoint, OldVersion::Tls12).await?,
    })
}

async fn dial(egress: &Egress, endpoint: &Endpoint) -> Result<TcpStream, EgressError> {
    let Dialed { stream, .. } = egress.dial(Purpose::HttpsProbe, &endpoint.host, endpoint.port).await?;
    Ok(stream)
}

async fn offer_plain_http(stream: TcpStream) -> Offer {
    const ALERT: u8 = 21;
    let enough = |answer: &[u8]| answer.len() >= 5 || answer.first() == Some(&ALERT);
    match ask(stream, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", enough).await.as_deref() {
        Some(answer) if answer.starts_with(b"HTTP/") => Offer::Accepted,
        // An alert of TLS, or the line is simply cut.
        Some([] | [ALERT, ..]) => Offer::Refused,
        _ => Offer::Unclear,
    }
}

async fn offer_tls(egress: &Egress, endpoint: &Endpoint, version: OldVersion) -> Result<Offer, EgressError> {
    let random = egress.ambient().dice().bytes();
    let stream = dial(egress, endpoint).await?;
    let enough = |answer: &[u8]| hello::read_answer(answer) != Answer::Other || answer.len() >= hello::ENOUGH_BYTES;
    let answer = ask(stream, &hello::client_hello(version, &endpoint.server_name, random), enough).await;
    Ok(match answer.map(|bytes| hello::read_answer(&bytes)) {
        Some(Answer::ServerHello(chosen)) if chosen == version.wire() => Offer::Accepted,
        Some(Answer::ServerHello(_) | Answer::VersionAlert) => Offer::Refused,
        _ => Offer::Unclear,
    })
}

/// Says something and reads until that is enough or the server hangs up; `None` when it does neither.
async fn ask(mut stream: TcpStream, bytes: &[u8], enough: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let talk = async {
        let mut answer = Vec::new();
        let mut piece = [0; 256];
        // A server may hang up while it is being spoken to; what it said until then counts.
        let mut open = stream.write_all(bytes).await.is_ok();
        while open && !enough(&answer) {
            let count = stream.read(&mut piece).await.unwrap_or(0);
            answer.extend(piece.iter().take(count));
            open = count > 0;
        }
        answer
    };
    timeout(PATIENCE, talk).await.ok()
}
