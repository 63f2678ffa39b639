//! TLS profiles and the configurations made from them.

mod certificates;
mod pem;
mod tickets;

pub use certificates::{CertificateSet, Certificates};
pub use pem::{CertificateError, Facts, Roots, ServerKey, Validity};
pub use tickets::Tickets;

use kernel::{Ambient, Fault, OrFault};
use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs::{self, cipher_suite, kx_group};
use rustls::crypto::{CryptoProvider, SupportedKxGroup};
use rustls::pki_types::UnixTime;
use rustls::server::NoServerSessionStorage;
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, CommonState, NamedGroup, ProtocolVersion, RootCertStore, ServerConfig, SupportedProtocolVersion};
use std::sync::Arc;
use std::time::Duration;

/// How TLS is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// What today's browsers and clients speak: TLS 1.3 and 1.2 with ECDHE, AEAD and the extended
    /// master secret; X25519MLKEM768, X25519, secp256r1, secp384r1 in this order.
    #[default]
    Modern,
    /// The same for mail servers, some of which are old: TLS 1.2 without the extended master secret
    /// (RFC 7627) is taken.
    Mail,
    /// Aligned with BSI TR-02102-2 (2026-01): TLS 1.3 alone, AES-GCM alone, SecP256r1MLKEM768,
    /// secp256r1, secp384r1. It says nothing about the certificates' keys.
    Tr02102,
}

impl Profile {
    fn provider(self) -> Arc<CryptoProvider> {
        let mut provider = aws_lc_rs::default_provider();
        match self {
            Self::Modern | Self::Mail => {
                provider.kx_groups = vec![kx_group::X25519MLKEM768, kx_group::X25519, kx_group::SECP256R1, kx_group::SECP384R1];
            }
            Self::Tr02102 => {
                provider.kx_groups = vec![kx_group::SECP256R1MLKEM768, kx_group::SECP256R1, kx_group::SECP384R1];
                provider.cipher_suites = vec![cipher_suite::TLS13_AES_256_GCM_SHA384, cipher_suite::TLS13_AES_128_GCM_SHA256];
            }
        }
        Arc::new(provider)
    }

    fn versions(self) -> &'static [&'static SupportedProtocolVersion] {
        static TLS13: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS13];
        match self {
            Self::Modern | Self::Mail => rustls::ALL_VERSIONS,
            Self::Tr02102 => &TLS13,
        }
    }

    const fn require_ems(self) -> bool {
        matches!(self, Self::Modern)
    }
}

/// What is offered by ALPN (RFC 7301).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alpn {
    /// HTTP/2, then HTTP/1.1.
    Http,
    /// Nothing: mail.
    None,
}

impl Alpn {
    fn protocols(self) -> Vec<Vec<u8>> {
        match self {
            Self::Http => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            Self::None => Vec::new(),
        }
    }
}

/// Makes aws-lc-rs the process's cryptography, for crates that ask rustls for a default. May be called again.
pub fn install_provider() {
    // An error says that it was installed before.
    let _ = aws_lc_rs::default_provider().install_default();
}

/// The configuration of a listening port.
///
/// Names choose certificates by SNI, sessions are resumed by ticket, there is no early data (0-RTT)
/// and no client certificate.
///
/// # Errors
/// The profile and the cryptography do not fit together: a bug.
pub fn server_config(profile: Profile, certificates: Arc<Certificates>, alpn: Alpn, tickets: Tickets) -> Result<Arc<ServerConfig>, Fault> {
    let clock = Arc::new(Now(tickets.ambient().clone()));
    let mut config = ServerConfig::builder_with_details(profile.provider(), clock)
        .with_protocol_versions(profile.versions())
        .or_fault("making the TLS profile of a server")?
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = alpn.protocols();
    config.require_ems = profile.require_ems();
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.ticketer = Arc::new(tickets);
    Ok(Arc::new(config))
}

/// The configuration of an outgoing connection: the server's chain and name are always verified,
/// against the public roots and those that are added.
///
/// # Errors
/// The profile and the cryptography do not fit together: a bug.
///
/// # Security
/// There is no way to switch verification off, here or elsewhere. Revocation is not asked for.
pub fn client_config(profile: Profile, roots: &Roots, ambient: &Ambient) -> Result<Arc<ClientConfig>, Fault> {
    let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in roots.certificates() {
        store.add(root.clone()).or_fault("adding a root certificate")?;
    }
    let mut config = ClientConfig::builder_with_details(profile.provider(), Arc::new(Now(ambient.clone())))
        .with_protocol_versions(profile.versions())
        .or_fault("making the TLS profile of a client")?
        .with_root_certificates(store)
        .with_no_client_auth();
    config.require_ems = profile.require_ems();
    // Each configuration serves one connection; what it learnt for the next would be thrown away.
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// What a finished handshake agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// `TLS 1.3` or `TLS 1.2`.
    pub version: &'static str,
    /// The cipher suite by its IANA name.
    pub cipher: String,
    /// The key exchange group by its IANA name; `None` when a TLS 1.2 session was resumed.
    pub group: Option<&'static str>,
    /// Whether an earlier session was resumed.
    pub resumed: bool,
}

impl Handshake {
    /// What the connection agreed on; `None` before the handshake has ended.
    pub fn of(connection: &CommonState) -> Option<Self> {
        let version = match connection.protocol_version()? {
            ProtocolVersion::TLSv1_3 => "TLS 1.3",
            ProtocolVersion::TLSv1_2 => "TLS 1.2",
            _ => return None,
        };
        let cipher = connection.negotiated_cipher_suite()?.suite().as_str()?.replace("TLS13_", "TLS_");
        let group = connection.negotiated_key_exchange_group().and_then(name);
        let resumed = connection.handshake_kind()? == rustls::HandshakeKind::Resumed;
        Some(Self { version, cipher, group, resumed })
    }
}

/// The group's name as IANA writes it.
fn name(group: &dyn SupportedKxGroup) -> Option<&'static str> {
    match group.name() {
        NamedGroup::secp256r1MLKEM768 => Some("SecP256r1MLKEM768"),
        other => other.as_str(),
    }
}

/// Says in words why a handshake failed.
pub(crate) fn why(error: &rustls::Error) -> &'static str {
    use rustls::CertificateError as Bad;
    match error {
        rustls::Error::InvalidCertificate(bad) => match bad {
            Bad::Expired | Bad::ExpiredContext { .. } => "the server's certificate has expired",
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => "the server's certificate is not valid yet",
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => "the server's certificate is for another name",
            Bad::UnknownIssuer => "the server's certificate is from an issuer that is not trusted",
            Bad::Revoked => "the server's certificate has been revoked",
            _ => "the server's certificate cannot be verified",
        },
        rustls::Error::InvalidMessage(_) => "the server does not speak TLS on this port",
        rustls::Error::AlertReceived(_) => "the server refused the TLS handshake",
        rustls::Error::PeerIncompatible(_) => "the server offers no TLS version or cipher that is allowed here",
        _ => "the TLS handshake failed",
    }
}

/// The house's clock in rustls's clothes.
#[derive(Debug)]
struct Now(Ambient);

impl TimeProvider for Now {
    fn current_time(&self) -> Option<UnixTime> {
        u64::try_from(self.0.now().as_secs()).ok().map(|secs| UnixTime::since_unix_epoch(Duration::from_secs(secs)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_have_what_they_say() {
        let check = |profile: Profile, groups: &[&str], suites: usize| {
            let provider = profile.provider();
            let names: Vec<_> = provider.kx_groups.iter().filter_map(|group| name(*group)).collect();
            assert_eq!(names, groups, "{profile:?}");
            assert_eq!(provider.cipher_suites.len(), suites, "{profile:?}");
        };
        check(Profile::Modern, &["X25519MLKEM768", "X25519", "secp256r1", "secp384r1"], 9);
        check(Profile::Mail, &["X25519MLKEM768", "X25519", "secp256r1", "secp384r1"], 9);
        check(Profile::Tr02102, &["SecP256r1MLKEM768", "secp256r1", "secp384r1"], 2);
    }

    #[test]
    fn provider_may_be_installed_twice() {
        install_provider();
        install_provider();
        assert!(CryptoProvider::get_default().is_some());
    }
}
