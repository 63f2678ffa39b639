//! Tokens that count, and everything that is done to tokens so that they count for what they are not.

use super::*;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Secret, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

const NOW: i64 = 1_795_456_800;
const ISSUER: &str = "https://id.example";
const CLIENT: &str = "desk";
const NONCE: &str = "n-0S6_WzA2Mj";

struct Provider {
    rsa: RsaKeyPair,
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
    ed25519: Ed25519KeyPair,
}

/// One for all tests: making a key takes a while.
static PROVIDER: LazyLock<Provider> = LazyLock::new(|| Provider {
    rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
    p256: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
    p384: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap(),
    ed25519: Ed25519KeyPair::generate().unwrap(),
});

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Provider {
    /// The modulus, out of the public key as DER (RFC 8017 A.1.1) of 2048 bits and the exponent 65537.
    fn modulus(&self) -> &[u8] {
        &self.rsa.public_key().as_ref()[9..265]
    }

    fn rsa_key(&self, name: &str) -> Value {
        json!({"kty": "RSA", "use": "sig", "kid": name, "n": encode(self.modulus()), "e": "AQAB"})
    }

    fn point_key(name: &str, curve: &str, point: &[u8]) -> Value {
        let (x, y) = point[1..].split_at(point.len() / 2);
        json!({"kty": "EC", "kid": name, "crv": curve, "x": encode(x), "y": encode(y), "key_ops": ["verify"]})
    }

    fn set(&self) -> Value {
        let ed25519 = json!({"kty": "OKP", "kid": "ed", "crv": "Ed25519", "x": encode(self.ed25519.public_key())});
        let p256 = Self::point_key("p256", "P-256", self.p256.public_key().as_ref());
        let p384 = Self::point_key("p384", "P-384", self.p384.public_key().as_ref());
        json!({"keys": [self.rsa_key("rsa"), p256, p384, ed25519]})
    }

    fn rsa_sign(&self, method: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.rsa.public_modulus_len()];
        self.rsa.sign(method, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    }

    /// Signs whatever the head says with what the head says, as far as that is possible.
    fn sign(&self, head: &Value, payload: &str) -> String {
        let message = format!("{}.{}", encode(head.to_string()), encode(payload));
        let bytes = message.as_bytes();
        let random = SystemRandom::new();
        let signature = match head["alg"].as_str().unwrap_or_default() {
            "RS256" => self.rsa_sign(&RSA_PKCS1_SHA256, bytes),
            "RS384" => self.rsa_sign(&RSA_PKCS1_SHA384, bytes),
            "RS512" => self.rsa_sign(&RSA_PKCS1_SHA512, bytes),
            "PS256" => self.rsa_sign(&RSA_PSS_SHA256, bytes),
            "ES256" => self.p256.sign(&random, bytes).unwrap().as_ref().to_vec(),
            "ES384" => self.p384.sign(&random, bytes).unwrap().as_ref().to_vec(),
            "EdDSA" => self.ed25519.sign(bytes).as_ref().to_vec(),
            // With the public key as the secret, as it is served.
            "HS256" => {
                let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, self.modulus());
                aws_lc_rs::hmac::sign(&key, bytes).as_ref().to_vec()
            }
            _ => Vec::new(),
        };
        format!("{message}.{}", encode(signature))
    }
}

fn keys() -> Keys {
    Keys::read(PROVIDER.set().to_string().as_bytes()).unwrap()
}

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "248289761001", "aud": CLIENT, "nonce": NONCE, "exp": NOW + 300, "iat": NOW - 5, "name": "Erika"})
}

fn logout() -> Value {
    json!({"iss": ISSUER, "sub": "248289761001", "sid": "s1", "aud": CLIENT, "exp": NOW + 120, "iat": NOW, "jti": "j1",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}}})
}

fn with<T>(work: impl FnOnce(&Expected<'_>) -> T) -> T {
    let issuer: Issuer = ISSUER.parse().unwrap();
    work(&Expected { issuer: &issuer, client_id: CLIENT, now: Timestamp::from_micros(NOW * 1_000_000) })
}

fn ask(token: &str) -> Result<IdClaims, Refused> {
    with(|expected| id_token(&Secret::new(token.to_owned()), &keys(), expected, NONCE, None))
}

fn id(head: &Value, payload: &Value) -> Result<IdClaims, Refused> {
    ask(&PROVIDER.sign(head, &payload.to_string()))
}

fn set(value: &Value, name: &str, to: Value) -> Value {
    let mut changed = value.clone();
    changed[name] = to;
    changed
}

fn without(value: &Value, name: &str) -> Value {
    let mut changed = value.clone();
    changed.as_object_mut().unwrap().remove(name);
    changed
}

fn head() -> Value {
    json!({"alg": "RS256", "kid": "rsa", "typ": "JWT"})
}

#[test]
fn each_algorithm_of_the_list_counts_with_its_own_key() {
    for (algorithm, key) in
        [("RS256", "rsa"), ("RS384", "rsa"), ("RS512", "rsa"), ("PS256", "rsa"), ("ES256", "p256"), ("ES384", "p384"), ("EdDSA", "ed")]
    {
        let read = id(&json!({"alg": algorithm, "kid": key}), &claims()).unwrap();
        assert_eq!((read.subject.as_str(), read.claims.text("name").as_deref()), ("248289761001", Some("Erika")));
        for other in ["rsa", "p256", "p384", "ed"].into_iter().filter(|other| *other != key) {
            assert_eq!(id(&json!({"alg": algorithm, "kid": other}), &claims()), Err(Refused::KeyUnknown), "{algorithm} {other}");
        }
    }
    assert_eq!(Algorithm::ALL.len(), 7);
}

#[test]
fn no_token_is_believed_by_an_algorithm_that_proves_nothing() {
    for algorithm in ["none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "RS1", "ES256K", "ES512", "PS512", "rs256", "", "RSA-OAEP"]
    {
        assert_eq!(id(&set(&head(), "alg", json!(algorithm)), &claims()), Err(Refused::AlgorithmRefused), "{algorithm}");
        let shared = json!({"alg": algorithm});
        assert_eq!(id(&shared, &claims()), Err(Refused::AlgorithmRefused), "{algorithm}");
    }
    assert_eq!(id(&json!({"kid": "rsa"}), &claims()), Err(Refused::Malformed));
    assert_eq!(id(&json!({"alg": ["RS256"]}), &claims()), Err(Refused::Malformed));
    let signed = PROVIDER.sign(&head(), &claims().to_string());
    let (message, _) = signed.rsplit_once('.').unwrap();
    assert_eq!(ask(&format!("{message}.")), Err(Refused::SignatureWrong));
    assert_eq!(ask(message), Err(Refused::Malformed));
}

#[test]
fn what_a_head_brings_along_is_no_key() {
    let own = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let brought = json!({"kty": "RSA", "kid": "rsa", "n": encode(&own.public_key().as_ref()[9..265]), "e": "AQAB"});
    let head = json!({"alg": "RS256", "kid": "rsa", "jwk": brought, "jku": "https://evil.example/jwks", "x5u": "https://evil.example/", "x5c": ["AA=="]});
    let message = format!("{}.{}", encode(head.to_string()), encode(claims().to_string()));
    let mut signature = vec![0; own.public_modulus_len()];
    own.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    assert_eq!(ask(&format!("{message}.{}", encode(&signature))), Err(Refused::SignatureWrong));
    // The provider's own token with such a head counts by the provider's key.
    assert!(id(&head, &claims()).is_ok());
}

#[test]
fn heads_are_understood_wholly_or_refused() {
    let check =
        |name: &str, value: Value, expected: Refused| assert_eq!(id(&set(&head(), name, value), &claims()), Err(expected), "{name}");
    check("crit", json!(["exp"]), Refused::CriticalHead);
    check("crit", json!([]), Refused::CriticalHead);
    check("b64", json!(false), Refused::CriticalHead);
    check("typ", json!("logout+jwt"), Refused::TypeWrong);
    check("typ", json!("at+jwt"), Refused::TypeWrong);
    check("typ", json!("application/at+jwt"), Refused::TypeWrong);
    check("kid", json!("other"), Refused::KeyUnknown);
    check("kid", json!("../../dev/null"), Refused::KeyUnknown);
    check("kid", json!(1), Refused::Malformed);
    check("padding", json!("x".repeat(9_000)), Refused::TooLarge);
    for good in ["JWT", "jwt", "application/JWT"] {
        assert!(id(&set(&head(), "typ", json!(good)), &claims()).is_ok(), "{good}");
    }
    let twice = format!("{{\"alg\":\"none\",{}", &head().to_string()[1..]);
    let token = PROVIDER.sign(&head(), &claims().to_string());
    let rest = token.split_once('.').unwrap().1;
    assert_eq!(ask(&format!("{}.{rest}", encode(twice))), Err(Refused::Malformed));
    for bad in ["", ".", "..", "...", "a.b.c", "a.b", "=.=.=", "eyJ.eyJ.AA"] {
        assert_eq!(ask(bad), Err(Refused::Malformed), "{bad}");
    }
    assert_eq!(ask(&"a".repeat(LONGEST_TOKEN + 1)), Err(Refused::TooLarge));
    assert_eq!(ask(&format!("x.{token}")), Err(Refused::Malformed));
    assert_eq!(ask(&format!("{token}=")), Err(Refused::Malformed));
}

#[test]
fn a_token_counts_for_its_client_its_provider_and_its_sign_in_alone() {
    let check = |name: &str, value: Value, expected: Refused| {
        assert_eq!(id(&head(), &set(&claims(), name, value.clone())), Err(expected), "{name} {value}");
    };
    check("iss", json!("https://id.example/"), Refused::IssuerWrong);
    check("iss", json!("https://ID.example"), Refused::IssuerWrong);
    check("iss", json!("https://evil.example"), Refused::IssuerWrong);
    check("iss", json!([ISSUER]), Refused::Malformed);
    check("aud", json!("other"), Refused::AudienceWrong);
    check("aud", json!([CLIENT, "other"]), Refused::AudienceWrong);
    check("aud", json!(["other"]), Refused::AudienceWrong);
    check("aud", json!([]), Refused::AudienceWrong);
    check("aud", json!({"a": CLIENT}), Refused::Malformed);
    check("azp", json!("other"), Refused::PartyWrong);
    check("nonce", json!("other"), Refused::NonceWrong);
    check("nonce", Value::Null, Refused::NonceWrong);
    check("nonce", json!(""), Refused::NonceWrong);
    check("sub", json!(""), Refused::SubjectUnfit);
    check("sub", json!("a\nb"), Refused::SubjectUnfit);
    check("sub", json!("a".repeat(256)), Refused::SubjectUnfit);
    check("sub", json!(1), Refused::Malformed);
    check("sub", Value::Null, Refused::SubjectUnfit);
    check("events", json!({}), Refused::TypeWrong);
    assert!(id(&head(), &set(&claims(), "aud", json!([CLIENT]))).is_ok());
    assert!(id(&head(), &set(&claims(), "azp", json!(CLIENT))).is_ok());
    for missing in ["iss", "aud", "exp", "iat"] {
        assert_eq!(id(&head(), &without(&claims(), missing)), Err(Refused::Malformed), "{missing}");
    }
    assert_eq!(id(&head(), &without(&claims(), "nonce")), Err(Refused::NonceWrong));
    let twice = format!("{{\"sub\":\"admin\",{}", &claims().to_string()[1..]);
    assert_eq!(ask(&PROVIDER.sign(&head(), &twice)), Err(Refused::Malformed));
    assert_eq!(ask(&PROVIDER.sign(&head(), "[]")), Err(Refused::Malformed));
}

#[test]
fn a_token_counts_in_its_time_give_or_take_two_minutes() {
    let check = |name: &str, at: Value, expected: Option<Refused>| {
        assert_eq!(id(&head(), &set(&claims(), name, at.clone())).err(), expected, "{name} {at}");
    };
    check("exp", json!(NOW - 119), None);
    check("exp", json!(NOW - 120), Some(Refused::Expired));
    check("exp", json!(f64::from(u32::MAX) * 1e9), Some(Refused::Malformed));
    check("exp", json!("later"), Some(Refused::Malformed));
    check("exp", json!(-1), Some(Refused::Malformed));
    check("nbf", json!(NOW + 120), None);
    check("nbf", json!(NOW + 121), Some(Refused::NotYet));
    check("iat", json!(NOW + 120), None);
    check("iat", json!(NOW + 121), Some(Refused::NotYet));
    check("iat", json!(NOW - 600), None);
    check("iat", json!(NOW - 601), Some(Refused::TooOld));
    check("iat", json!(1_795_456_799.5), None);
    check("auth_time", json!(NOW - 9_000), None);
}

#[test]
fn the_access_token_beside_it_is_the_one_it_was_given_with() {
    // Core 1.0 §3.1.3.6, by hand.
    let hash = encode(&aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"token").as_ref()[..16]);
    let token = Secret::new(PROVIDER.sign(&head(), &set(&claims(), "at_hash", json!(hash)).to_string()));
    let check = |access: Option<&str>, expected: Option<Refused>| {
        let access = access.map(|text| Secret::new(text.to_owned()));
        let outcome = with(|expected| id_token(&token, &keys(), expected, NONCE, access.as_ref()));
        assert_eq!(outcome.err(), expected);
    };
    check(Some("token"), None);
    check(Some("other"), Some(Refused::AccessTokenWrong));
    check(None, None);
}

#[test]
fn only_fitting_keys_of_a_set_are_taken() {
    let read = |keys: Value| Keys::read(json!({ "keys": keys }).to_string().as_bytes()).map(|keys| keys.len());
    let rsa = PROVIDER.rsa_key("rsa");
    assert_eq!(read(json!([rsa])), Ok(1));
    let bad = [
        set(&rsa, "use", json!("enc")),
        set(&rsa, "key_ops", json!(["encrypt"])),
        set(&rsa, "alg", json!("RSA-OAEP")),
        set(&rsa, "alg", json!("HS256")),
        set(&rsa, "n", json!(encode([255; 128]))),
        set(&rsa, "n", json!(encode([255; 1_025]))),
        set(&rsa, "n", json!(encode([[0; 200], [255; 200]].concat()))),
        set(&rsa, "e", json!("AQ")),
        set(&rsa, "e", json!(encode([1, 0, 0, 0, 1]))),
        set(&rsa, "kid", json!("x".repeat(501))),
        json!({"kty": "oct", "k": "c2VjcmV0", "kid": "rsa"}),
        json!({"kty": "EC", "crv": "P-256", "x": encode([1; 31]), "y": encode([1; 32])}),
        json!({"kty": "EC", "crv": "secp256k1", "x": encode([1; 32]), "y": encode([1; 32])}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": encode([1; 31])}),
        json!({"kty": "OKP", "crv": "X25519", "x": encode([1; 32])}),
        json!("no key"),
    ];
    assert_eq!(read(json!(bad)), Ok(0));
    assert_eq!(read(json!(vec![rsa.clone(); 65])), Err(Refused::TooLarge));
    assert_eq!(Keys::read(b"{}"), Err(Refused::Malformed));
    assert_eq!(Keys::read(&vec![b' '; LARGEST_KEYS + 1]), Err(Refused::TooLarge));
}

#[test]
fn a_key_is_chosen_by_name_and_kind_and_never_guessed() {
    let claims = claims().to_string();
    let check = |keys: Value, head: Value, expected: Option<Refused>| {
        let keys = Keys::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap();
        let token = Secret::new(PROVIDER.sign(&head, &claims));
        assert_eq!(with(|expected| id_token(&token, &keys, expected, NONCE, None)).err(), expected, "{head}");
    };
    let (rsa, other) = (PROVIDER.rsa_key("a"), set(&PROVIDER.rsa_key("b"), "n", json!(encode([255; 256]))));
    let point = Provider::point_key("a", "P-256", PROVIDER.p256.public_key().as_ref());
    check(json!([rsa, other]), json!({"alg": "RS256", "kid": "a"}), None);
    check(json!([rsa, other]), json!({"alg": "RS256", "kid": "b"}), Some(Refused::SignatureWrong));
    check(json!([rsa, other]), json!({"alg": "RS256"}), Some(Refused::KeyAmbiguous));
    check(json!([rsa, set(&other, "kid", json!("a"))]), json!({"alg": "RS256", "kid": "a"}), Some(Refused::KeyAmbiguous));
    check(json!([rsa, point]), json!({"alg": "RS256", "kid": "a"}), None);
    check(json!([rsa, point]), json!({"alg": "RS256"}), None);
    check(json!([without(&rsa, "kid")]), json!({"alg": "RS256"}), None);
    check(json!([without(&rsa, "kid")]), json!({"alg": "RS256", "kid": "a"}), Some(Refused::KeyUnknown));
    check(json!([set(&rsa, "alg", json!("PS256"))]), json!({"alg": "RS256", "kid": "a"}), Some(Refused::KeyUnknown));
    check(json!([set(&rsa, "alg", json!("PS256"))]), json!({"alg": "PS256", "kid": "a"}), None);
    check(json!([]), json!({"alg": "RS256"}), Some(Refused::KeyUnknown));
}

#[test]
fn a_logout_is_typed_names_somebody_and_is_no_sign_in() {
    let head = json!({"alg": "ES256", "kid": "p256", "typ": "logout+jwt"});
    let ask = |head: &Value, payload: &Value| {
        let token = PROVIDER.sign(head, &payload.to_string());
        with(|expected| logout_token(&token, &keys(), expected))
    };
    let read = ask(&head, &logout()).unwrap();
    assert_eq!((read.subject.as_deref(), read.session.as_deref(), read.id.as_str()), (Some("248289761001"), Some("s1"), "j1"));
    assert_eq!(read.until.as_secs(), NOW + 240);
    assert_eq!(ask(&head, &set(&logout(), "exp", json!(NOW + 90_000))).unwrap().until.as_secs(), NOW + 840);
    assert!(ask(&head, &without(&logout(), "sub")).is_ok() && ask(&head, &without(&logout(), "sid")).is_ok());
    let check = |name: &str, value: Value, expected: Refused| assert_eq!(ask(&head, &set(&logout(), name, value)), Err(expected), "{name}");
    check("nonce", json!("n"), Refused::NotALogout);
    check("events", json!({}), Refused::NotALogout);
    check("events", json!({"http://schemas.openid.net/event/backchannel-logout": true}), Refused::NotALogout);
    check("sub", json!("\u{0}"), Refused::SubjectUnfit);
    check("jti", Value::Null, Refused::Malformed);
    check("exp", Value::Null, Refused::Malformed);
    check("exp", json!(NOW - 120), Refused::Expired);
    check("iat", json!(NOW - 601), Refused::TooOld);
    check("aud", json!("other"), Refused::AudienceWrong);
    check("iss", json!("https://evil.example"), Refused::IssuerWrong);
    assert_eq!(ask(&head, &without(&without(&logout(), "sub"), "sid")), Err(Refused::SubjectUnfit));
    assert_eq!(ask(&head, &without(&logout(), "events")), Err(Refused::NotALogout));
    for typ in [json!("JWT"), Value::Null, json!("at+jwt")] {
        assert_eq!(ask(&set(&head, "typ", typ), &logout()), Err(Refused::TypeWrong));
    }
    // An ID token is no logout, and a logout no ID token.
    assert_eq!(ask(&json!({"alg": "ES256", "kid": "p256"}), &claims()), Err(Refused::TypeWrong));
    assert_eq!(id(&head, &logout()), Err(Refused::TypeWrong));
}

#[test]
fn claims_are_texts_one_or_many_also_inside_of_others() {
    let claims = Claims::new(
        json!({"groups": ["a", " b ", "", 1, null, "x".repeat(501)], "one": "o", "realm_access": {"roles": ["r"]}, "a.b": "dotted", "a": {"b": "inner"},
            "verified": true, "word": "true", "no": false})
        .as_object()
        .unwrap()
        .clone(),
    );
    let check = |name: &str, expected: &[&str]| assert_eq!(claims.values(name), expected, "{name}");
    check("groups", &["a", "b"]);
    check("one", &["o"]);
    check("realm_access.roles", &["r"]);
    check("a.b", &["dotted"]);
    check("a", &[]);
    check("none", &[]);
    check("one.o", &[]);
    check("", &[]);
    assert!(claims.is_true("verified") && claims.is_true("word") && !claims.is_true("no") && !claims.is_true("one"));
}

proptest! {
    #[test]
    fn a_token_that_was_touched_anywhere_counts_no_more(at in 0usize..1_000, to in proptest::sample::select(b"ABCDwxyz0189-_.=".to_vec())) {
        let token = PROVIDER.sign(&json!({"alg": "EdDSA", "kid": "ed"}), &claims().to_string());
        let mut touched = token.clone().into_bytes();
        let at = at % touched.len();
        touched[at] = to;
        let touched = String::from_utf8(touched).unwrap();
        prop_assert!(touched == token || ask(&touched).is_err());
    }

    #[test]
    fn whatever_is_read_gives_a_value_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let issuer: Issuer = ISSUER.parse().unwrap();
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(Discovery::read(&bytes, &issuer).is_err());
        prop_assert!(Keys::read(&bytes).is_err() && TokenAnswer::read(&bytes).is_err());
        prop_assert!(ask(&text).is_err());
        let _read = (Callback::read(&text), TokenAnswer::error(&bytes));
    }
}
