//! A key pair of our own for documents, with a certificate that it signed itself.

use kernel::{Fault, OrFault, Secret, Timestamp};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize};
use std::time::Duration;

/// Whoever knows the certificate pins it; nobody looks at when it ends but programs that do not know better.
const LASTS: Duration = Duration::from_hours(24 * 365 * 20);

/// A pair of RSA, 3,072 bits.
#[derive(Debug)]
pub struct SigningPair {
    /// PKCS #8, DER.
    pub key: Secret<Vec<u8>>,
    /// X.509, DER.
    pub certificate: Vec<u8>,
}

/// Makes a pair; its certificate bears this name. Takes a second or so.
///
/// # Errors
/// The cryptography failed: a fault.
pub fn signing_pair(name: &str, now: Timestamp) -> Result<SigningPair, Fault> {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_3072).or_fault("making a pair")?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    crate::ca::set_validity(&mut params, now, now.after(LASTS))?;
    let certificate = params.self_signed(&key).or_fault("signing a pair's certificate")?;
    Ok(SigningPair { key: Secret::new(key.serialize_der()), certificate: certificate.der().to_vec() })
}
