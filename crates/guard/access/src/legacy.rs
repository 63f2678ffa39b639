//! Hashes that OTRS made.
//!
//! They are fast to guess, most of them without salt: none of them lies in a store here. What comes in is hashed once more, by Argon2id
//! under the node's pepper, and beside that stands only how to get from a password to what was hashed: the scheme and its salt. The first
//! sign-in replaces both by a hash of the password itself.
//!
//! # Source
//! `Kernel/System/Auth/DB.pm` of OTRS 6: SHA-256 (the default), SHA-512 and SHA-1 in hexadecimal without salt; `$1$` and `$apr1$` (MD5) and
//! 13 characters of DES with salts from the login; `BCRYPT:cost:salt:hash` with the salt's 16 characters as they are.

mod md5;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Secret;
use sha2::{Digest as _, Sha256, Sha512};
use std::fmt;
use std::str::FromStr;

/// From a password to what OTRS kept of it.
///
/// **Shape** as text: `sha256`, `sha512`, `sha1`, `md5:<salt>`, `apr1:<salt>`, `des:<salt>`, `bcrypt:<cost>:<salt>`, salts in base 64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Sha256,
    Sha512,
    Sha1,
    Md5 { salt: Vec<u8> },
    Apr1 { salt: Vec<u8> },
    Des { salt: String },
    Bcrypt { cost: u32, salt: [u8; 16] },
}

/// Costs of bcrypt that are taken: OTRS allows 9 to 31, and beyond 15 one sign-in would take seconds.
const COSTS: std::ops::RangeInclusive<u32> = 4..=15;
/// Bytes of a password that bcrypt looks at.
const BCRYPT_SEES: usize = 72;

impl Scheme {
    /// Takes what OTRS kept apart: how it was made, and what came of it. `None`: that is no hash of OTRS, or one of a cost that is not taken.
    pub(crate) fn recognise(kept: &Secret<String>) -> Option<(Self, Secret<String>)> {
        let text = kept.reveal();
        let hexadecimal = text.bytes().all(|sign| sign.is_ascii_hexdigit());
        let found = match text.len() {
            64 if hexadecimal => (Self::Sha256, text.to_ascii_lowercase()),
            128 if hexadecimal => (Self::Sha512, text.to_ascii_lowercase()),
            40 if hexadecimal => (Self::Sha1, text.to_ascii_lowercase()),
            13 if text.bytes().all(is_crypt64) => (Self::Des { salt: text.get(..2)?.to_owned() }, text.clone()),
            _ => return Self::with_mark(text),
        };
        Some((found.0, Secret::new(found.1)))
    }

    fn with_mark(text: &str) -> Option<(Self, Secret<String>)> {
        if let Some(rest) = text.strip_prefix("BCRYPT:") {
            let mut parts = rest.splitn(2, ':');
            let cost = parts.next()?.parse().ok().filter(|cost| COSTS.contains(cost))?;
            // The salt may hold any sign, and has 16 of them.
            let rest = parts.next()?.as_bytes();
            let (salt, hash) = (rest.get(..16)?, rest.get(16..)?.strip_prefix(b":")?);
            let hash = std::str::from_utf8(hash).ok().filter(|hash| hash.len() == 31 && hash.bytes().all(is_crypt64))?;
            return Some((Self::Bcrypt { cost, salt: salt.try_into().ok()? }, Secret::new(hash.to_owned())));
        }
        let md5 = |magic: &str| {
            let (salt, hash) = text.strip_prefix(magic)?.rsplit_once('$')?;
            (salt.len() <= 8 && hash.len() == 22 && hash.bytes().all(is_crypt64)).then(|| (salt.as_bytes().to_vec(), hash.to_owned()))
        };
        let (scheme, hash) = match (md5(md5::CRYPT), md5(md5::APR1)) {
            (Some((salt, hash)), _) => (Self::Md5 { salt }, hash),
            (None, Some((salt, hash))) => (Self::Apr1 { salt }, hash),
            (None, None) => return None,
        };
        Some((scheme, Secret::new(hash)))
    }

    /// What OTRS would have kept of a password, as [`Scheme::recognise`] gives it.
    pub(crate) fn digest(&self, password: &Secret<String>) -> Secret<String> {
        let bytes = password.reveal().as_bytes();
        Secret::new(match self {
            Self::Sha256 => hex(&Sha256::digest(bytes)),
            Self::Sha512 => hex(&Sha512::digest(bytes)),
            Self::Sha1 => hex(&sha1::Sha1::digest(bytes)),
            Self::Md5 { salt } => md5::crypt(bytes, salt, md5::CRYPT),
            Self::Apr1 { salt } => md5::crypt(bytes, salt, md5::APR1),
            Self::Des { salt } => des(bytes, salt),
            Self::Bcrypt { cost, salt } => {
                let seen = bytes.get(..BCRYPT_SEES).unwrap_or(bytes);
                let made = bcrypt::hash_with_salt(seen, *cost, *salt).map(|parts| parts.to_string()).unwrap_or_default();
                // `$2b$12$`, 22 signs of the salt, and the hash.
                made.get(29..).unwrap_or_default().to_owned()
            }
        })
    }
}

#[expect(deprecated, reason = "nothing new is hashed by it: what an old system kept is compared with")]
fn des(bytes: &[u8], salt: &str) -> String {
    crypt3_rs::crypt::unix::hash_with(salt, bytes).map(|hash| hash.to_string()).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The letters of `crypt(3)`.
const fn is_crypt64(sign: u8) -> bool {
    sign.is_ascii_alphanumeric() || sign == b'.' || sign == b'/'
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |salt: &[u8]| URL_SAFE_NO_PAD.encode(salt);
        match self {
            Self::Sha256 => f.write_str("sha256"),
            Self::Sha512 => f.write_str("sha512"),
            Self::Sha1 => f.write_str("sha1"),
            Self::Md5 { salt } => write!(f, "md5:{}", text(salt)),
            Self::Apr1 { salt } => write!(f, "apr1:{}", text(salt)),
            Self::Des { salt } => write!(f, "des:{}", text(salt.as_bytes())),
            Self::Bcrypt { cost, salt } => write!(f, "bcrypt:{cost:02}:{}", text(salt)),
        }
    }
}

/// A text that names no scheme.
#[derive(Debug, thiserror::Error)]
#[error("no scheme of an old hash")]
pub(crate) struct NoScheme;

impl FromStr for Scheme {
    type Err = NoScheme;

    fn from_str(text: &str) -> Result<Self, NoScheme> {
        let bytes = |salt: &str| URL_SAFE_NO_PAD.decode(salt).map_err(|_| NoScheme);
        let mut parts = text.splitn(3, ':');
        Ok(match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
            ("sha256", None, None) => Self::Sha256,
            ("sha512", None, None) => Self::Sha512,
            ("sha1", None, None) => Self::Sha1,
            ("md5", Some(salt), None) => Self::Md5 { salt: bytes(salt)? },
            ("apr1", Some(salt), None) => Self::Apr1 { salt: bytes(salt)? },
            ("des", Some(salt), None) => Self::Des { salt: String::from_utf8(bytes(salt)?).map_err(|_| NoScheme)? },
            ("bcrypt", Some(cost), Some(salt)) => {
                let cost = cost.parse().ok().filter(|cost| COSTS.contains(cost)).ok_or(NoScheme)?;
                Self::Bcrypt { cost, salt: bytes(salt)?.try_into().map_err(|_| NoScheme)? }
            }
            _ => return Err(NoScheme),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PASSWORD: &str = "pw-äß Gießkanne";

    fn recognised(kept: &str) -> Option<(Scheme, Secret<String>)> {
        Scheme::recognise(&Secret::new(kept.to_owned()))
    }

    /// Each made by another program: OpenSSL, and `crypt` of Perl and Python.
    const KEPT: [&str; 7] = [
        "33d09fc6984cff1e8a22be38ce51b8f9577619b7dd98cd3fef7ee0cc2025c24c",
        "fb46cebdca145d902e94edf0be11c0dc912c58064875023689cc8136a34eb3e1ee45fe0bec90891b7d407f37796e9bec30e9417196f1d3a7bbe20cc183c8d1ad",
        "78427cd551fe0edada7a0a4d9161c7304b00ea7e",
        "$1$agent_md$ccNvR1XwoHiiBlWaxI4BS/",
        "$apr1$agent_ap$o7wynaAa.mfwox1MYUv9h0",
        "agVHIhH/IeNhs",
        "BCRYPT:09:Zw:lf_Boxk$mpf.r:ZQp6cPp8A5FyzHzqUan.7Vf06TN71hm",
    ];

    #[test]
    fn all_seven_are_recognised_and_their_passwords_too() {
        for kept in KEPT {
            let (scheme, digest) = recognised(kept).unwrap_or_else(|| panic!("{kept}"));
            assert_eq!(scheme.digest(&Secret::new(PASSWORD.to_owned())).reveal(), digest.reveal(), "{kept}");
            assert_ne!(scheme.digest(&Secret::new("pv-äß Gießkanne".to_owned())).reveal(), digest.reveal(), "{kept}");
            assert_eq!(scheme.to_string().parse::<Scheme>().unwrap(), scheme, "{kept}");
        }
    }

    #[test]
    fn what_is_no_hash_is_none() {
        for text in
            ["", "geheim", "BCRYPT:12:short:x", "BCRYPT:31:0123456789abcdef:abcdefghijklmnopqrstuvwxyz01234", "$1$salt$short", "$6$salt$x"]
        {
            assert!(recognised(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_recognised_or_not(text in "(BCRYPT:|\\$1\\$|\\$apr1\\$|[0-9a-f]{8}|:|\\$|\\PC){0,20}", password in "\\PC{0,100}") {
            if let Some((scheme, _)) = recognised(&text) {
                if !matches!(scheme, Scheme::Bcrypt { .. }) {
                    scheme.digest(&Secret::new(password));
                }
                prop_assert_eq!(scheme.to_string().parse::<Scheme>().ok(), Some(scheme));
            }
        }
    }
}
