//! Keys: the identity provider's, which are pinned, and the desk's own pair.

use super::refused::Refused;
use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey as Parsed;

/// A key by which an identity provider signs, as it stands in its certificate.
///
/// **Shape**: RSA of 2,048 to 8,192 bits, or ECDSA on P-256 or P-384. Of the certificate nothing else counts: neither its
/// names nor its dates, for the key is pinned.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    family: Family,
    /// SubjectPublicKeyInfo, DER.
    spki: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Rsa,
    P256,
    P384,
}

/// Why a certificate brings no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is no certificate.
    #[error("this is no X.509 certificate")]
    NotACertificate,
    /// Its key is RSA below 2,048 or above 8,192 bits.
    #[error("the key is too short or too long")]
    Size,
    /// Its key is neither RSA nor ECDSA on P-256 or P-384.
    #[error("the key is of a kind that is not supported")]
    Kind,
}

impl VerifyingKey {
    /// The key of a certificate in DER.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_certificate(der: &[u8]) -> Result<Self, KeyError> {
        let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| KeyError::NotACertificate)?;
        if !rest.is_empty() {
            return Err(KeyError::NotACertificate);
        }
        let public = certificate.public_key();
        let family = match public.parsed().map_err(|_| KeyError::NotACertificate)? {
            Parsed::RSA(rsa) if (2_048..=8_192).contains(&rsa.key_size()) => Family::Rsa,
            Parsed::RSA(_) => return Err(KeyError::Size),
            Parsed::EC(_) => {
                match public.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok()).map(|oid| oid.to_id_string()).as_deref() {
                    Some("1.2.840.10045.3.1.7") => Family::P256,
                    Some("1.3.132.0.34") => Family::P384,
                    _ => return Err(KeyError::Kind),
                }
            }
            _ => return Err(KeyError::Kind),
        };
        Ok(Self { family, spki: public.raw.to_vec() })
    }

    /// SHA-256 of the public key, by which people compare.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(digest::digest(&SHA256, &self.spki).as_ref());
        out
    }

    pub(super) fn verifies(&self, method: Method, said: &[u8], mark: &[u8]) -> bool {
        method.family == self.family && UnparsedPublicKey::new(method.algorithm, &self.spki).verify(said, mark).is_ok()
    }
}

impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifyingKey({:?}, ", self.family)?;
        self.fingerprint().iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("…)")
    }
}

/// How a signature was made.
#[derive(Clone, Copy)]
pub(super) struct Method {
    family: Family,
    algorithm: &'static dyn VerificationAlgorithm,
}

impl Method {
    /// The method of an address (RFC 9231 §2.3).
    pub(super) fn named(uri: &str) -> Result<Self, Refused> {
        let name = uri.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#").unwrap_or(uri);
        let (family, algorithm): (_, &'static dyn VerificationAlgorithm) = match name {
            "rsa-sha256" => (Family::Rsa, &signature::RSA_PKCS1_2048_8192_SHA256),
            "rsa-sha384" => (Family::Rsa, &signature::RSA_PKCS1_2048_8192_SHA384),
            "rsa-sha512" => (Family::Rsa, &signature::RSA_PKCS1_2048_8192_SHA512),
            "ecdsa-sha256" => (Family::P256, &signature::ECDSA_P256_SHA256_FIXED),
            "ecdsa-sha384" => (Family::P384, &signature::ECDSA_P384_SHA384_FIXED),
            _ if name.contains("hmac") => return Err(Refused::Hmac),
            _ if is_weak(name) => return Err(Refused::WeakHash),
            _ => return Err(Refused::SignatureMethod),
        };
        if name == uri { Err(Refused::SignatureMethod) } else { Ok(Self { family, algorithm }) }
    }
}

fn is_weak(name: &str) -> bool {
    name.ends_with("sha1") || name.ends_with("md5")
}

/// The digest of some octets by the method of an address (RFC 9231 §2.1, XML Encryption §5.8).
pub(super) fn digest_of(uri: &str, said: &str) -> Result<Vec<u8>, Refused> {
    let algorithm = match uri {
        "http://www.w3.org/2001/04/xmlenc#sha256" => &SHA256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => &SHA384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => &SHA512,
        _ if is_weak(uri) => return Err(Refused::WeakHash),
        _ => return Err(Refused::DigestMethod),
    };
    Ok(digest::digest(algorithm, said.as_bytes()).as_ref().to_vec())
}

/// Which digests RSA-OAEP is made with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Oaep {
    /// SHA-1 for both. Nothing here rests on collisions.
    Sha1,
    /// SHA-256 for both.
    Sha256,
}

/// The desk's own pair: it signs requests, and opens what identity providers encrypt.
///
/// **Shape**: RSA, 2,048 bits or more, PKCS #8 in DER.
pub struct KeyPair {
    signing: RsaKeyPair,
    opening: OaepPrivateDecryptingKey,
}

impl KeyPair {
    /// Reads a pair.
    ///
    /// # Errors
    /// [`KeyError::Kind`] when this is no RSA key in PKCS #8, [`KeyError::Size`] when it is too short.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let signing = RsaKeyPair::from_pkcs8(der).map_err(|_| KeyError::Kind)?;
        if signing.public_modulus_len() < 256 {
            return Err(KeyError::Size);
        }
        let opening = PrivateDecryptingKey::from_pkcs8(der).map_err(|_| KeyError::Kind)?;
        Ok(Self { signing, opening: OaepPrivateDecryptingKey::new(opening).map_err(|_| KeyError::Kind)? })
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256, which draws no randomness.
    pub(super) fn sign(&self, said: &[u8]) -> Option<Vec<u8>> {
        let mut mark = vec![0; self.signing.public_modulus_len()];
        self.signing.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), said, &mut mark).ok()?;
        Some(mark)
    }

    pub(super) fn open(&self, oaep: Oaep, sealed: &[u8]) -> Option<Vec<u8>> {
        let mut room = vec![0; self.opening.min_output_size()];
        let algorithm = match oaep {
            Oaep::Sha1 => &OAEP_SHA1_MGF1SHA1,
            Oaep::Sha256 => &OAEP_SHA256_MGF1SHA256,
        };
        Some(self.opening.decrypt(algorithm, sealed, &mut room, None).ok()?.to_vec())
    }
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyPair(…)")
    }
}
