//! Verified TLS over a connection that was dialled.

use crate::egress::Egress;
use crate::tls::{Profile, Roots, client_config, why};
use kernel::Fault;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Why there is no TLS on a connection.
#[derive(Debug, thiserror::Error)]
pub enum NotSecured {
    /// No TLS could be agreed on, or the server could not show who it is.
    #[error("{0}")]
    Refused(&'static str),
    /// The connection broke.
    #[error("the connection broke")]
    Broken(#[source] std::io::Error),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Egress {
    /// Speaks TLS as mail servers do ([`Profile::Mail`]) on a connection that was dialled; the certificate must be valid for
    /// `host`, by the public roots or those that are added.
    ///
    /// Waits as long as the server does: whoever calls has the clock.
    ///
    /// # Errors
    /// [`NotSecured`]; then nothing was sent but the handshake.
    pub async fn secure(&self, stream: TcpStream, host: &str, roots: &Roots) -> Result<TlsStream<TcpStream>, NotSecured> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| NotSecured::Refused("not a host name or address"))?;
        let config = client_config(Profile::Mail, roots, self.ambient())?;
        TlsConnector::from(config).connect(name, stream).await.map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => NotSecured::Refused(why(error)),
                None => NotSecured::Broken(error),
            }
        })
    }
}
