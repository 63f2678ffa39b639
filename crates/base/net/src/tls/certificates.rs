//! Which certificate answers to which name.

use crate::tls::{CertificateError, ServerKey};
use rustls::pki_types::ServerName;
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The certificates of all names that one port serves.
#[derive(Clone, Debug, Default)]
pub struct CertificateSet {
    by_name: HashMap<String, Arc<CertifiedKey>>,
    without_name: Option<Arc<CertifiedKey>>,
}

impl CertificateSet {
    /// Lets a certificate answer to exactly this host name.
    ///
    /// # Errors
    /// The certificate is not valid for the name.
    pub fn insert(&mut self, host: &str, key: &ServerKey) -> Result<(), CertificateError> {
        let host = host.to_ascii_lowercase();
        let name = ServerName::try_from(host.as_str()).map_err(|_| CertificateError::WrongName)?;
        let certified = key.certified();
        let end_entity = certified.end_entity_cert().map_err(|_| CertificateError::NoCertificate)?;
        let parsed = ParsedCertificate::try_from(end_entity).map_err(|_| CertificateError::BadCertificate)?;
        rustls::client::verify_server_name(&parsed, &name).map_err(|_| CertificateError::WrongName)?;
        self.by_name.insert(host, certified);
        Ok(())
    }

    /// Lets a certificate answer to clients that name no host: those who dialled a bare address.
    pub fn set_without_name(&mut self, key: &ServerKey) {
        self.without_name = Some(key.certified());
    }

    fn find(&self, name: Option<&str>) -> Option<Arc<CertifiedKey>> {
        match name {
            Some(name) => self.by_name.get(&name.to_ascii_lowercase()).cloned(),
            None => self.without_name.clone(),
        }
    }
}

/// The set in use; it can be replaced while connections come in.
///
/// A name that is not in the set gets no certificate, so its handshake fails: nobody learns the
/// names of others, and no tenant's certificate stands in for another's.
#[derive(Debug, Default)]
pub struct Certificates(RwLock<Arc<CertificateSet>>);

impl Certificates {
    /// Serves a set.
    pub fn new(set: CertificateSet) -> Self {
        Self(RwLock::new(Arc::new(set)))
    }

    /// Serves another set from the next handshake on.
    pub fn replace(&self, set: CertificateSet) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let set = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        set.find(hello.server_name())
    }
}
