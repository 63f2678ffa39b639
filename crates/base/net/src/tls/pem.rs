//! Certificates and keys as they lie in files.

use kernel::{Secret, Timestamp};
use rustls::InconsistentKeys;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::X509Certificate;

/// Why a certificate or key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The file with the chain cannot be read.
    #[error("the certificate file cannot be read")]
    ChainUnreadable(#[source] io::Error),
    /// The file with the key cannot be read.
    #[error("the key file cannot be read")]
    KeyUnreadable(#[source] io::Error),
    /// There is no certificate in the text.
    #[error("no certificate in PEM form was found")]
    NoCertificate,
    /// There is a certificate that cannot be understood.
    #[error("a certificate cannot be understood")]
    BadCertificate,
    /// There is no unencrypted private key in the text.
    #[error("no private key in PEM form was found (PKCS#8, PKCS#1 or SEC1, not encrypted)")]
    NoKey,
    /// There is a key of a kind that TLS does not use.
    #[error("the private key is of a kind that cannot be used")]
    BadKey,
    /// Certificate and key do not belong together.
    #[error("the private key does not belong to the certificate")]
    KeyMismatch,
    /// The certificate does not answer to the name.
    #[error("the certificate is not valid for this host name")]
    WrongName,
}

/// Where a certificate stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Its time has not come.
    NotYet,
    /// It is valid.
    Current,
    /// Its time is over.
    Expired,
}

/// What a certificate says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The DNS names and addresses that it answers to.
    pub names: Vec<String>,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when.
    pub not_after: Timestamp,
}

impl Facts {
    /// Reads a certificate in DER.
    pub(crate) fn of(der: &CertificateDer<'_>) -> Option<Self> {
        let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
        let at = |time: x509_parser::time::ASN1Time| Timestamp::from_micros(time.timestamp().saturating_mul(1_000_000));
        let validity = certificate.validity();
        Some(Self { names: names(&certificate), not_before: at(validity.not_before), not_after: at(validity.not_after) })
    }

    /// Where the certificate stands at a point in time.
    pub fn validity(&self, now: Timestamp) -> Validity {
        if now < self.not_before {
            Validity::NotYet
        } else if now > self.not_after {
            Validity::Expired
        } else {
            Validity::Current
        }
    }
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternatives)) = certificate.subject_alternative_name() else { return Vec::new() };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(dns) => Some((*dns).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|octets| std::net::Ipv4Addr::from(octets).to_string()),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|octets| std::net::Ipv6Addr::from(octets).to_string()),
            _ => None,
        },
        _ => None,
    };
    alternatives.value.general_names.iter().filter_map(name).collect()
}

/// A server's certificate chain with its private key.
#[derive(Clone, Debug)]
pub struct ServerKey {
    certified: Arc<CertifiedKey>,
    facts: Facts,
}

impl ServerKey {
    /// Reads a chain (the server's own certificate first) and its key from PEM.
    ///
    /// An expired certificate is taken: ask [`ServerKey::facts`] and warn. A server that starts and
    /// shows an expired certificate can be mended from afar, one that does not start cannot.
    ///
    /// # Errors
    /// Something is missing, cannot be understood, or does not belong together.
    pub fn from_pem(chain: &str, key: &Secret<String>) -> Result<Self, CertificateError> {
        let chain = certificates(chain)?;
        let facts = chain.first().and_then(Facts::of).ok_or(CertificateError::BadCertificate)?;
        let key = PrivateKeyDer::from_pem_slice(key.reveal().as_bytes()).map_err(|_| CertificateError::NoKey)?;
        let certified = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).map_err(|error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => CertificateError::KeyMismatch,
            rustls::Error::InvalidCertificate(_) => CertificateError::BadCertificate,
            _ => CertificateError::BadKey,
        })?;
        Ok(Self { certified: Arc::new(certified), facts })
    }

    /// The same from two files. Blocks while reading.
    ///
    /// # Errors
    /// As [`ServerKey::from_pem`], or a file cannot be read.
    pub fn read(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let chain = fs::read_to_string(chain).map_err(CertificateError::ChainUnreadable)?;
        let key = Secret::new(fs::read_to_string(key).map_err(CertificateError::KeyUnreadable)?);
        Self::from_pem(&chain, &key)
    }

    /// What the certificate says about itself.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(crate) fn certified(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.certified)
    }
}

/// Root certificates that are trusted beside the public ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roots(Vec<CertificateDer<'static>>);

impl Roots {
    /// None: the public ones alone.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// All certificates of a text in PEM.
    ///
    /// # Errors
    /// There is none, or one of them cannot be a root.
    pub fn from_pem(text: &str) -> Result<Self, CertificateError> {
        let roots = certificates(text)?;
        let mut trial = rustls::RootCertStore::empty();
        for root in &roots {
            trial.add(root.clone()).map_err(|_| CertificateError::BadCertificate)?;
        }
        Ok(Self(roots))
    }

    pub(crate) fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.0
    }
}

fn certificates(text: &str) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    let all = all.map_err(|_| CertificateError::BadCertificate)?;
    if all.is_empty() { Err(CertificateError::NoCertificate) } else { Ok(all) }
}
