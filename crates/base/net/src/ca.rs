//! The development CA.

use crate::tls::{CertificateError, Facts};
use kernel::{Fault, OrFault, Secret, Timestamp};
use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// How long the CA itself is good for.
const CA_DAYS: u32 = 397;

/// How long what it issues is good for.
const LEAF_DAYS: u32 = 90;

/// How much earlier than now certificates begin, for clients whose clock is behind.
const SKEW: Duration = Duration::from_hours(1);

/// A certificate authority for development and tests; its certificates name exact hosts.
///
/// **Shape**: P-256 keys; the CA for 397 days, with path length 0; certificates for at most 90 days,
/// for `serverAuth` alone and never longer than the CA.
///
/// Keys come from the cryptography's own randomness, not from a seed: they are never the same twice.
///
/// # Security
/// Who has its key can be anybody to a machine that trusts it. It is not for production; nothing but
/// the machine of its developer should trust it.
pub struct DevCa {
    issuer: Issuer<'static, KeyPair>,
    certificate_pem: String,
    facts: Facts,
}

/// A certificate and its key.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate in PEM.
    pub certificate_pem: String,
    /// Its private key in PEM (PKCS#8).
    pub key_pem: Secret<String>,
}

/// Why the development CA cannot do what is asked of it.
#[derive(Debug, thiserror::Error)]
pub enum CaError {
    /// The name is not one exact host: it has a wildcard, is empty, or has signs that names do not have.
    #[error("not an exact host name or address")]
    NotAHost,
    /// The CA is no longer, or not yet, valid.
    #[error("the development CA is not valid at this time")]
    Expired,
    /// The stored CA cannot be read back.
    #[error("the stored development CA cannot be used")]
    Stored(#[source] CertificateError),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl DevCa {
    /// A new one.
    ///
    /// # Errors
    /// The cryptography failed: a fault.
    pub fn create(now: Timestamp) -> Result<Self, Fault> {
        let key = KeyPair::generate().or_fault("making the key of the development CA")?;
        let params = ca_params(&key, now)?;
        let certificate = params.self_signed(&key).or_fault("signing the development CA")?;
        let facts = Facts::of(certificate.der()).or_fault("reading the development CA")?;
        Ok(Self { certificate_pem: certificate.pem(), issuer: Issuer::new(params, key), facts })
    }

    /// One that was stored: what [`DevCa::ca_pem`] and [`DevCa::key_pem`] gave.
    ///
    /// # Errors
    /// The texts cannot be understood or do not belong together.
    pub fn from_pem(certificate_pem: &str, key_pem: &Secret<String>) -> Result<Self, CaError> {
        let key = KeyPair::from_pem(key_pem.reveal()).map_err(|_| CaError::Stored(CertificateError::NoKey))?;
        let der =
            CertificateDer::from_pem_slice(certificate_pem.as_bytes()).map_err(|_| CaError::Stored(CertificateError::NoCertificate))?;
        let (_, parsed) = x509_parser::parse_x509_certificate(&der).map_err(|_| CaError::Stored(CertificateError::BadCertificate))?;
        if parsed.public_key().subject_public_key.data.as_ref() != key.public_key_raw() {
            return Err(CaError::Stored(CertificateError::KeyMismatch));
        }
        let facts = Facts::of(&der).ok_or(CaError::Stored(CertificateError::BadCertificate))?;
        let params = ca_params(&key, facts.not_before)?;
        Ok(Self { certificate_pem: certificate_pem.to_owned(), issuer: Issuer::new(params, key), facts })
    }

    /// Its own certificate in PEM: what clients have to trust.
    pub fn ca_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Its private key in PEM (PKCS#8), to be stored.
    pub fn key_pem(&self) -> Secret<String> {
        Secret::new(self.issuer.key().serialize_pem())
    }

    /// What its certificate says about itself.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// A certificate for one host name or address, with a fresh key.
    ///
    /// # Errors
    /// The name is not exact, or the CA's time is over.
    pub fn issue(&self, host: &str, now: Timestamp) -> Result<Issued, CaError> {
        if self.facts.validity(now) != crate::tls::Validity::Current {
            return Err(CaError::Expired);
        }
        let name = subject(host).ok_or(CaError::NotAHost)?;
        let key = KeyPair::generate().or_fault("making a certificate's key")?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.subject_alt_names = vec![name];
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        set_validity(&mut params, now.before(SKEW).max(self.facts.not_before), now.after(DAY * LEAF_DAYS).min(self.facts.not_after))?;
        let certificate = params.signed_by(&key, &self.issuer).or_fault("signing a certificate")?;
        Ok(Issued { certificate_pem: certificate.pem(), key_pem: Secret::new(key.serialize_pem()) })
    }
}

impl fmt::Debug for DevCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevCa").field("facts", &self.facts).finish_non_exhaustive()
    }
}

/// The CA's certificate follows from its key and its beginning, so that a stored one can be continued.
fn ca_params(key: &KeyPair, now: Timestamp) -> Result<CertificateParams, Fault> {
    let mut params = CertificateParams::default();
    // The name carries a piece of the key's digest: trust stores are confused by two CAs of one name.
    let mark = params.key_identifier(key).first_chunk().copied().map(u32::from_be_bytes).unwrap_or_default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, format!("Beleg development CA {mark:08x}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_validity(&mut params, now.before(SKEW), now.after(DAY * CA_DAYS))?;
    Ok(params)
}

fn subject(host: &str) -> Option<SanType> {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Some(SanType::IpAddress(ip));
    }
    let host = crate::egress::folded_host(host)?;
    Ia5String::try_from(host).ok().map(SanType::DnsName)
}

pub(crate) fn set_validity(params: &mut CertificateParams, from: Timestamp, until: Timestamp) -> Result<(), Fault> {
    const WHAT: &str = "dating a certificate";
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let since = |at: Timestamp| at.since(Timestamp::from_micros(0));
    params.not_before = epoch.checked_add(since(from).try_into().or_fault(WHAT)?).or_fault(WHAT)?;
    params.not_after = epoch.checked_add(since(until).try_into().or_fault(WHAT)?).or_fault(WHAT)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::{ServerKey, Validity};

    const NOW: Timestamp = Timestamp::from_micros(1_768_467_600_000_000);

    #[test]
    fn issues_for_exact_names_only() {
        let ca = DevCa::create(NOW).unwrap();
        let check = |host: &str, expected: Option<&str>| {
            let issued = ca.issue(host, NOW).ok();
            let names = issued.map(|issued| ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem).unwrap().facts().names.clone());
            assert_eq!(names, expected.map(|name| vec![name.to_owned()]), "{host}");
        };
        check("Alpha.localhost", Some("alpha.localhost"));
        check("127.0.0.1", Some("127.0.0.1"));
        check("::1", Some("::1"));
        for bad in ["*.localhost", "", "a b", "häuschen.localhost", "a..b"] {
            check(bad, None);
        }
    }

    #[test]
    fn certificates_do_not_outlive_their_ca() {
        let ca = DevCa::create(NOW).unwrap();
        let after = |now: Timestamp| {
            let issued = ca.issue("alpha.localhost", now).unwrap();
            ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem).unwrap().facts().not_after
        };
        assert_eq!(after(NOW), NOW.after(DAY * 90));
        assert_eq!(after(NOW.after(DAY * 390)), NOW.after(DAY * 397));
        assert!(matches!(ca.issue("alpha.localhost", NOW.after(DAY * 398)), Err(CaError::Expired)));
    }

    #[test]
    fn a_stored_ca_goes_on() {
        let first = DevCa::create(NOW).unwrap();
        let second = DevCa::from_pem(first.ca_pem(), &first.key_pem()).unwrap();
        assert_eq!(second.facts(), first.facts());
        let issuer = |ca: &DevCa| {
            let der = CertificateDer::from_pem_slice(ca.issue("a.localhost", NOW).unwrap().certificate_pem.as_bytes()).unwrap();
            x509_parser::parse_x509_certificate(&der).unwrap().1.issuer().to_string()
        };
        assert_eq!(issuer(&first), issuer(&second));
        let other = DevCa::create(NOW).unwrap();
        assert_ne!(issuer(&first), issuer(&other));
        assert!(matches!(DevCa::from_pem(first.ca_pem(), &other.key_pem()), Err(CaError::Stored(CertificateError::KeyMismatch))));
    }

    #[test]
    fn key_and_certificate_must_belong_together() {
        let ca = DevCa::create(NOW).unwrap();
        let (a, b) = (ca.issue("a.localhost", NOW).unwrap(), ca.issue("b.localhost", NOW).unwrap());
        assert!(matches!(ServerKey::from_pem(&a.certificate_pem, &b.key_pem), Err(CertificateError::KeyMismatch)));
        assert!(matches!(ServerKey::from_pem("", &b.key_pem), Err(CertificateError::NoCertificate)));
        assert!(matches!(ServerKey::from_pem(&a.certificate_pem, &Secret::new(String::new())), Err(CertificateError::NoKey)));
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(ServerKey::from_pem(broken, &b.key_pem), Err(CertificateError::BadCertificate)));
    }

    #[test]
    fn validity_is_a_fact_not_a_refusal() {
        let ca = DevCa::create(NOW).unwrap();
        let issued = ca.issue("a.localhost", NOW).unwrap();
        let facts = ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem).unwrap().facts().clone();
        assert_eq!(facts.validity(NOW.before(DAY)), Validity::NotYet);
        assert_eq!(facts.validity(NOW), Validity::Current);
        assert_eq!(facts.validity(NOW.after(DAY * 91)), Validity::Expired);
    }
}
