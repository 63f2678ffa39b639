//! What a browser carries while somebody is at a provider, sealed.

use crate::model::ProviderId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use kernel::{Fault, Id16, OrFault, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub(crate) const BEGUN: &str = "sso-begun";
const NONCE: usize = 24;
/// The longest value of the cookie. **Units**: octets.
const LONGEST: usize = 3_500;

/// What somebody began who is at a provider now. It lies in a cookie of their browser and nowhere else, so that strangers who begin and
/// never come back cost nothing here.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Begun {
    pub(crate) provider: [u8; 16],
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
    /// Where to go afterwards, when that was asked for.
    pub(crate) next: Option<String>,
    /// Who links this account with their own.
    pub(crate) links: Option<[u8; 16]>,
    /// Whether they were asked to sign in there anew.
    pub(crate) anew: bool,
    /// **Units**: microseconds since 1970.
    pub(crate) until: i64,
}

impl Begun {
    pub(crate) const fn provider(&self) -> ProviderId {
        ProviderId(Id16(self.provider))
    }

    /// Where a provider began by itself.
    pub(crate) fn by_provider(provider: ProviderId) -> Self {
        let (state, nonce, verifier) = (String::new(), String::new(), String::new());
        Self { provider: provider.0.0, state, nonce, verifier, next: None, links: None, anew: false, until: 0 }
    }

    pub(crate) const fn until(&self) -> Timestamp {
        Timestamp::from_micros(self.until)
    }

    /// The value of the cookie.
    pub(crate) fn to_cookie(&self, key: &Secret<[u8; 32]>, nonce: [u8; NONCE]) -> Result<String, Fault> {
        let plain = Zeroizing::new(serde_json::to_vec(self).or_fault("writing what was begun")?);
        Ok(URL_SAFE_NO_PAD.encode(closed(key, nonce, &plain)?))
    }

    /// What a cookie holds, when it is ours.
    pub(crate) fn from_cookie(key: &Secret<[u8; 32]>, value: &str) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(value).ok().filter(|_| value.len() <= LONGEST)?;
        serde_json::from_slice(&opened(key, &sealed)?).ok()
    }
}

fn closed(key: &Secret<[u8; 32]>, nonce: [u8; NONCE], plain: &[u8]) -> Result<Vec<u8>, Fault> {
    let cipher = XChaCha20Poly1305::new(key.reveal().into());
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: b"" }).map_err(|_| Fault::bug("sealing"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn opened(key: &Secret<[u8; 32]>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new(key.reveal().into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: b"" }).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun() -> Begun {
        Begun {
            provider: [1; 16],
            state: "S".into(),
            nonce: "N".into(),
            verifier: "V".into(),
            next: Some("/tickets".into()),
            links: None,
            anew: false,
            until: 5,
        }
    }

    #[test]
    fn what_was_begun_comes_back_untouched_or_not_at_all() {
        let key = Secret::new([9; 32]);
        let value = begun().to_cookie(&key, [3; NONCE]).unwrap();
        let back = Begun::from_cookie(&key, &value).unwrap();
        assert_eq!((back.state.as_str(), back.next.as_deref(), back.until()), ("S", Some("/tickets"), Timestamp::from_micros(5)));
        assert!(Begun::from_cookie(&Secret::new([8; 32]), &value).is_none(), "another tenant's key");
        let bytes = URL_SAFE_NO_PAD.decode(&value).unwrap();
        for at in 0..bytes.len() {
            let mut touched = bytes.clone();
            touched[at] ^= 1;
            assert!(Begun::from_cookie(&key, &URL_SAFE_NO_PAD.encode(touched)).is_none(), "{at}");
        }
        for bad in ["", "x", &"A".repeat(4_000)] {
            assert!(Begun::from_cookie(&key, bad).is_none());
        }
    }

    #[test]
    fn a_long_way_back_fits_into_a_cookie() {
        let long = Begun { next: Some(format!("/{}", "a".repeat(1_999))), links: Some([255; 16]), ..begun() };
        let value = long.to_cookie(&Secret::new([9; 32]), [3; NONCE]).unwrap();
        assert!(value.len() <= LONGEST, "{}", value.len());
        assert!(Begun::from_cookie(&Secret::new([9; 32]), &value).is_some());
    }
}
