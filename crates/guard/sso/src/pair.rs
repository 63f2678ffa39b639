//! The desk's own pair for one provider of SAML: it signs requests and opens what the provider encrypts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{Fault, OrFault, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use wire::saml::KeyPair;
use zeroize::{Zeroize, Zeroizing};

/// A pair.
pub(crate) struct Pair {
    pub(crate) key: KeyPair,
    /// DER.
    pub(crate) certificate: Vec<u8>,
}

/// As it is sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    certificate: String,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl Pair {
    /// A fresh one, as it is kept. Takes a while, so it is made before the act that keeps it.
    pub(crate) async fn fresh(host: &str, now: Timestamp) -> Result<Secret<String>, Fault> {
        let host = host.to_owned();
        let made = tokio::task::spawn_blocking(move || net::signing_pair(&host, now)).await.or_fault("making a pair")??;
        let kept = Kept { key: STANDARD.encode(made.key.reveal()), certificate: STANDARD.encode(&made.certificate) };
        serde_json::to_string(&kept).or_fault("writing a pair").map(Secret::new)
    }

    pub(crate) fn read(kept: &Secret<String>) -> Result<Self, Fault> {
        let kept: Kept = serde_json::from_str(kept.reveal()).or_fault("reading a pair")?;
        let der = Zeroizing::new(STANDARD.decode(&kept.key).or_fault("reading a pair")?);
        let key = KeyPair::from_pkcs8(&der).or_fault("reading a pair")?;
        Ok(Self { key, certificate: STANDARD.decode(&kept.certificate).or_fault("reading a pair")? })
    }
}
