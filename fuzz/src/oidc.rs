//! A provider that says anything, signed with its own key: what counts says what it must say, whoever reads it.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Secret, Timestamp};
use serde_json::Value;
use wire::oidc::{Callback, Discovery, Expected, Issuer, Keys, TokenAnswer, id_token, logout_token};

const ISSUER: &str = "https://id.example";
const CLIENT: &str = "desk";
const NONCE: &str = "n";
/// 2026-11-23, 18:00 UTC.
const NOW: i64 = 1_795_456_800;

/// The first byte says what the rest is.
pub(crate) fn run(bytes: &[u8]) {
    let [kind, said @ ..] = bytes else { return };
    let Ok(issuer) = ISSUER.parse::<Issuer>() else { return };
    match kind % 8 {
        0 => {
            if let Ok(found) = Discovery::read(said, &issuer) {
                assert_eq!(last(said, "issuer").as_deref(), Some(ISSUER));
                for address in [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri] {
                    assert!(address.starts_with("https://") && address.is_ascii(), "{address}");
                }
            }
        }
        1 => assert!(Keys::read(said).map_or(0, |keys| keys.len()) <= 64, "there are limits"),
        2 => callback(&String::from_utf8_lossy(said), &issuer),
        3 => {
            let _tokens = TokenAnswer::read(said);
            assert!(TokenAnswer::error(said).is_none_or(|word| word.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'_')));
        }
        4 => assert!(!counts(&String::from_utf8_lossy(said), &issuer), "nobody signed this"),
        5 => signed(br#"{"alg":"EdDSA","kid":"k"}"#, said, &issuer),
        6 => signed(br#"{"alg":"EdDSA","kid":"k","typ":"logout+jwt"}"#, said, &issuer),
        _ => {
            let cut = said.iter().position(|byte| *byte == b'\n').unwrap_or(said.len());
            let (head, payload) = said.split_at(cut);
            signed(head, payload, &issuer);
        }
    }
}

fn callback(query: &str, issuer: &Issuer) {
    let Ok(callback) = Callback::read(query) else { return };
    assert!(!callback.state.is_empty());
    if callback.comes_from(issuer, true).is_ok() {
        assert!(query.contains("iss="), "it says who it is from");
    }
}

/// What whoever reads the last of two names reads.
fn last(bytes: &[u8], name: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    value.get(name)?.as_str().map(str::to_owned)
}

fn pair() -> Option<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(&[7; 32]).ok()
}

fn counts(token: &str, issuer: &Issuer) -> bool {
    let Some(pair) = pair() else { return false };
    let x = URL_SAFE_NO_PAD.encode(pair.public_key());
    let Ok(keys) = Keys::read(format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","kid":"k","x":"{x}"}}]}}"#).as_bytes()) else {
        return false;
    };
    let expected = Expected { issuer, client_id: CLIENT, now: Timestamp::from_micros(NOW * 1_000_000) };
    let secret = Secret::new(token.to_owned());
    let sign_in = id_token(&secret, &keys, &expected, NONCE, None);
    let logout = logout_token(token, &keys, &expected);
    assert!(sign_in.is_err() || logout.is_err(), "no token is two things");
    if let Ok(claims) = &sign_in {
        assert!(!claims.subject.is_empty());
        for name in ["name", "groups", "a.b", ""] {
            assert!(claims.claims.values(name).iter().all(|text| !text.is_empty()));
        }
    }
    sign_in.is_ok() || logout.is_ok()
}

fn signed(head: &[u8], payload: &[u8], issuer: &Issuer) {
    let Some(pair) = pair() else { return };
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(payload));
    let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes())));
    if counts(&token, issuer) {
        assert_eq!(last(head, "alg").as_deref(), Some("EdDSA"));
        assert_eq!(last(payload, "iss").as_deref(), Some(ISSUER));
        let value: Value = serde_json::from_slice(payload).unwrap_or_default();
        let for_us = value.get("aud").is_some_and(|aud| aud == CLIENT || *aud == Value::from(vec![CLIENT]));
        assert!(for_us, "it is for us alone");
        let until = value.get("exp").and_then(Value::as_f64).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "seconds of this century")]
        let now = NOW as f64;
        assert!(until > now - 121.0, "it has not expired");
    }
}
