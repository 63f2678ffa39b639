//! A provider's keys.

use super::jws::{Algorithm, Kind};
use super::{LARGEST_KEYS, Refused, json};
use aws_lc_rs::signature::{RsaPublicKeyComponents, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

/// **Units**: keys of a set that are looked at.
const MOST: usize = 64;
/// The longest name of a key. **Units**: octets.
const LONGEST_NAME: usize = 500;

/// The keys of a provider that can have signed something.
///
/// What is not understood is left out: keys for encryption, shared secrets, curves and sizes that are not allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(Vec<Key>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    name: Option<String>,
    /// The one algorithm that it is for, when it says so.
    only: Option<Algorithm>,
    material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// A point or a bare key, as the verifier takes it.
    Point(Kind, Vec<u8>),
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Raw {
    kty: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Reads a key set (RFC 7517).
    ///
    /// # Errors
    /// It cannot be read, or has too many keys.
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let (set, _) = json::shaped::<Set>(bytes, LARGEST_KEYS)?;
        if set.keys.len() > MOST {
            return Err(Refused::TooLarge);
        }
        let key = |value: Value| serde_json::from_value::<Raw>(value).ok().and_then(|raw| Key::understand(&raw));
        Ok(Self(set.keys.into_iter().filter_map(key).collect()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one key that a token can have been signed with. A name that is given must be that of the key.
    pub(super) fn choose(&self, name: Option<&str>, algorithm: Algorithm) -> Result<&Key, Refused> {
        let fits = |key: &&Key| key.serves(algorithm) && name.is_none_or(|name| key.name.as_deref() == Some(name));
        let mut fitting = self.0.iter().filter(fits);
        let key = fitting.next().ok_or(Refused::KeyUnknown)?;
        if fitting.next().is_some() { Err(Refused::KeyAmbiguous) } else { Ok(key) }
    }
}

impl Key {
    fn understand(raw: &Raw) -> Option<Self> {
        let for_signatures = raw.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        let to_verify = raw.key_ops.as_deref().is_none_or(|ops| ops.iter().any(|op| op == "verify"));
        let named = raw.kid.as_deref().is_none_or(|name| name.len() <= LONGEST_NAME);
        if !for_signatures || !to_verify || !named {
            return None;
        }
        let only = match raw.alg.as_deref() {
            Some(word) => Some(Algorithm::parse(word)?),
            None => None,
        };
        let material = match (raw.kty.as_str(), raw.crv.as_deref()) {
            ("RSA", _) => rsa(raw)?,
            ("EC", Some("P-256")) => Material::Point(Kind::P256, point(raw, 32)?),
            ("EC", Some("P-384")) => Material::Point(Kind::P384, point(raw, 48)?),
            ("OKP", Some("Ed25519")) => {
                Material::Point(Kind::Ed25519, bytes(raw.x.as_deref())?.try_into().map(|key: [u8; 32]| key.to_vec()).ok()?)
            }
            _ => return None,
        };
        Some(Self { name: raw.kid.clone(), only, material })
    }

    fn serves(&self, algorithm: Algorithm) -> bool {
        let kind = match &self.material {
            Material::Rsa { .. } => Kind::Rsa,
            Material::Point(kind, _) => *kind,
        };
        kind == algorithm.kind() && self.only.is_none_or(|only| only == algorithm)
    }

    /// Whether the signature is that of this key.
    pub(super) fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<(), Refused> {
        let verified = match (&self.material, algorithm.of_rsa(), algorithm.of_points()) {
            (Material::Rsa { n, e }, Some(method), _) => RsaPublicKeyComponents { n, e }.verify(method, message, signature),
            (Material::Point(_, point), _, Some(method)) => UnparsedPublicKey::new(method, point).verify(message, signature),
            _ => return Err(Refused::KeyUnknown),
        };
        verified.map_err(|_| Refused::SignatureWrong)
    }
}

fn bytes(text: Option<&str>) -> Option<Vec<u8>> {
    text.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
}

/// 2048 to 8192 bits; a larger one would cost more than it secures, and a large exponent as well.
fn rsa(raw: &Raw) -> Option<Material> {
    let (mut n, e) = (bytes(raw.n.as_deref())?, bytes(raw.e.as_deref())?);
    let zeros = n.iter().take_while(|byte| **byte == 0).count();
    n.drain(..zeros);
    let fits = (256..=1024).contains(&n.len()) && (1..=4).contains(&e.len()) && e.first() != Some(&0) && e != [1];
    fits.then_some(Material::Rsa { n, e })
}

/// An uncompressed point (SEC 1 §2.3.3). Whether it lies on its curve is seen when something is verified.
fn point(raw: &Raw, size: usize) -> Option<Vec<u8>> {
    let (x, y) = (bytes(raw.x.as_deref())?, bytes(raw.y.as_deref())?);
    (x.len() == size && y.len() == size).then(|| [&[4], x.as_slice(), &y].concat())
}
