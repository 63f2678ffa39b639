//! Signed tokens in their compact form (RFC 7515), with a closed list of algorithms.

use super::{Keys, LONGEST_TOKEN, Refused, json};
use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, RsaParameters, VerificationAlgorithm};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// The longest head. **Units**: octets.
const LONGEST_HEAD: usize = 8 * 1024;

/// An algorithm that a token may be signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RSA PKCS #1 v1.5 with SHA-256.
    Rs256,
    /// RSA PKCS #1 v1.5 with SHA-384.
    Rs384,
    /// RSA PKCS #1 v1.5 with SHA-512.
    Rs512,
    /// RSA PSS with SHA-256.
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

/// What keys are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Rs256, Self::Rs384, Self::Rs512, Self::Ps256, Self::Es256, Self::Es384, Self::EdDsa];

    /// The word for it in heads and documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of a word; `None` for everything that is not allowed.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == word)
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 => Kind::Rsa,
            Self::Es256 => Kind::P256,
            Self::Es384 => Kind::P384,
            Self::EdDsa => Kind::Ed25519,
        }
    }

    pub(super) fn of_rsa(self) -> Option<&'static RsaParameters> {
        match self {
            Self::Rs256 => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
            Self::Rs512 => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
            Self::Ps256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
            Self::Es256 | Self::Es384 | Self::EdDsa => None,
        }
    }

    pub(super) fn of_points(self) -> Option<&'static dyn VerificationAlgorithm> {
        match self {
            Self::Es256 => Some(&signature::ECDSA_P256_SHA256_FIXED),
            Self::Es384 => Some(&signature::ECDSA_P384_SHA384_FIXED),
            Self::EdDsa => Some(&signature::ED25519),
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 => None,
        }
    }

    /// The left half of the hash of an access token (Core 1.0 §3.1.3.6). That of EdDSA is SHA-512, as its signature's own.
    pub(super) fn half_hash(self, text: &str) -> String {
        let method = match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 => &digest::SHA256,
            Self::Rs384 | Self::Es384 => &digest::SHA384,
            Self::Rs512 | Self::EdDsa => &digest::SHA512,
        };
        let hash = digest::digest(method, text.as_bytes());
        let (half, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
        URL_SAFE_NO_PAD.encode(half)
    }
}

/// A token whose signature is that of a provider's key.
#[derive(Debug)]
pub(super) struct Verified {
    pub(super) algorithm: Algorithm,
    pub(super) payload: Vec<u8>,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
}

/// Reads a token of one of these types and verifies it. `None` among them stands for a token that names no type.
pub(super) fn verify(text: &str, keys: &Keys, types: &[Option<&str>]) -> Result<Verified, Refused> {
    if text.len() > LONGEST_TOKEN {
        return Err(Refused::TooLarge);
    }
    let (message, signature) = text.rsplit_once('.').ok_or(Refused::Malformed)?;
    let (head, payload) = message.split_once('.').ok_or(Refused::Malformed)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Refused::Malformed);
    let (head, as_written) = json::shaped::<Head>(&decode(head)?, LONGEST_HEAD)?;
    // A detached or bare payload (RFC 7797) is critical by its own standard; a head that has one without saying so is no better.
    if as_written.contains_key("crit") || as_written.contains_key("b64") {
        return Err(Refused::CriticalHead);
    }
    let algorithm = Algorithm::parse(&head.alg).ok_or(Refused::AlgorithmRefused)?;
    let folded = head.typ.map(|word| word.to_ascii_lowercase());
    let bare = folded.as_deref().map(|word| word.strip_prefix("application/").unwrap_or(word));
    if !types.contains(&bare) {
        return Err(Refused::TypeWrong);
    }
    let key = keys.choose(head.kid.as_deref(), algorithm)?;
    key.verify(algorithm, message.as_bytes(), &decode(signature)?)?;
    Ok(Verified { algorithm, payload: decode(payload)? })
}
