//! The keys of one store, as the keyring hands them out.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Fault, Id16, Secret, TenantId};
use sha2::Sha256;

/// Keys of one store.
///
/// **Shape**: random 256-bit keys, wrapped only in the keyring.
///
/// # Security
/// Whoever holds these reads the store. They live as long as the store is open and are wiped after.
#[derive(Clone, Debug)]
pub struct StoreKeys {
    /// Encrypts the database file.
    pub file: Secret<[u8; 32]>,
    /// Encrypts blobs and names them.
    pub blob: Secret<[u8; 32]>,
    /// From which keys for small purposes are derived.
    pub purpose: Secret<[u8; 32]>,
}

impl StoreKeys {
    /// A key for one small purpose (HKDF-SHA-256, RFC 5869).
    pub fn derive(&self, purpose: &str) -> Secret<[u8; 32]> {
        let mut out = [0; 32];
        // HKDF refuses only lengths above 255 × 32 bytes.
        let _ = Hkdf::<Sha256>::new(Some(b"beleg/1/purpose"), self.purpose.reveal()).expand(purpose.as_bytes(), &mut out);
        Secret::new(out)
    }

    /// A pseudonym: the first 16 bytes of HMAC-SHA-256 over the id, under a key of its own.
    pub(crate) fn pseudonym(&self, of: &[u8]) -> [u8; 16] {
        let mac = keyed_hash(self.derive("pseudonym").reveal(), &[of]);
        let mut out = [0; 16];
        out.copy_from_slice(mac.get(..16).unwrap_or(&[0; 16]));
        out
    }

    /// The name under which a blob is kept: a keyed hash, so that names tell nothing.
    pub(crate) fn blob_name(&self, bytes: &[u8]) -> [u8; 32] {
        keyed_hash(self.blob.reveal(), &[b"beleg/1/blob-name", bytes])
    }
}

/// HMAC-SHA-256 over parts.
pub fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length, so this cannot refuse.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Where the store asks for keys. Implemented by the keyring.
pub trait KeySource: Send + Sync + 'static {
    /// The keys of a tenant's store.
    ///
    /// # Errors
    /// The keyring is sealed, or holds no key for this tenant (any more).
    fn tenant(&self, tenant: TenantId) -> Result<StoreKeys, KeyError>;

    /// The keys of the platform's store.
    ///
    /// # Errors
    /// The keyring is sealed.
    fn platform(&self) -> Result<StoreKeys, KeyError>;
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The root key has not been given since the start.
    #[error("the keyring is sealed")]
    Sealed,
    /// No key for this tenant: never made, or destroyed.
    #[error("the keyring holds no key for this tenant")]
    Unknown,
    /// The wrap does not open: another root, another tenant, another environment, or damage.
    #[error("a key does not unwrap")]
    Foreign,
    /// Reading the keyring failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a ciphertext belongs to, bound into it so that it opens nowhere else.
pub(crate) fn binding(environment: &str, store: Id16, purpose: &str, object: &[u8]) -> Vec<u8> {
    let mut out = format!("beleg/1|{environment}|{}|{purpose}|", store.to_hex()).into_bytes();
    out.extend_from_slice(object);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> StoreKeys {
        StoreKeys { file: Secret::new([byte; 32]), blob: Secret::new([byte; 32]), purpose: Secret::new([byte; 32]) }
    }

    #[test]
    fn derived_keys_differ_by_purpose_and_store() {
        assert_ne!(keys(1).derive("a").reveal(), keys(1).derive("b").reveal());
        assert_ne!(keys(1).derive("a").reveal(), keys(2).derive("a").reveal());
        assert_eq!(keys(1).pseudonym(b"x"), keys(1).pseudonym(b"x"));
        assert_ne!(keys(1).blob_name(b"x"), keys(2).blob_name(b"x"));
    }
}
