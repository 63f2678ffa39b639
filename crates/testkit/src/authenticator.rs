//! A device that holds passkeys (WebAuthn Level 3), for tests: it asks nobody for a finger and says that it did.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

/// Present, verified, and in answers that make a key: with data of the credential.
const SHOWN: u8 = 0x05;
const MADE: u8 = 0x45;

/// One passkey on a device.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// What the browser says it talks to.
    pub origin: String,
    /// Whether it says that it asked its owner for a finger, a face or a PIN.
    pub verifies: bool,
    key: SigningKey,
    id: [u8; 16],
    user: Vec<u8>,
    counter: u32,
}

impl Authenticator {
    /// A device in a browser on this origin; `seed` makes its key.
    ///
    /// # Panics
    /// The seed makes no key.
    pub fn new(origin: &str, seed: u32) -> Self {
        let key = SigningKey::from_slice(&Sha256::digest(seed.to_be_bytes())).expect("a key");
        let mut id = [7; 16];
        id[..4].copy_from_slice(&seed.to_be_bytes());
        Self { origin: origin.into(), verifies: true, key, id, user: Vec::new(), counter: 0 }
    }

    /// What `navigator.credentials.create` gives for these options.
    ///
    /// # Panics
    /// The options are none.
    pub fn make(&mut self, options: &Json) -> Json {
        let asked = &options["publicKey"];
        self.user = URL_SAFE_NO_PAD.decode(asked["user"]["id"].as_str().expect("a user")).expect("base 64");
        let client = self.client("webauthn.create", asked);
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().expect("x"), point.y().expect("y"));
        // COSE_Key (RFC 9053 §7.1): kty EC2, alg ES256, crv P-256.
        let cose = [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..], x, &[0x22, 0x58, 0x20], y].concat();
        let credential = [&[0; 16][..], &[0, 16], &self.id, &cose].concat();
        let data = self.data(asked["rp"]["id"].as_str().expect("a party"), MADE, &credential);
        // {"fmt": "none", "attStmt": {}, "authData": bytes}
        let length = u16::try_from(data.len()).expect("short").to_be_bytes();
        let object = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"[..], &length, &data].concat();
        let response = json!({"attestationObject": encode(&object), "clientDataJSON": encode(client.as_bytes())});
        json!({"id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key", "response": response, "extensions": {}})
    }

    /// What `navigator.credentials.get` gives for these options.
    ///
    /// # Panics
    /// The options are none.
    pub fn show(&mut self, options: &Json) -> Json {
        let asked = &options["publicKey"];
        self.counter += 1;
        let client = self.client("webauthn.get", asked);
        let data = self.data(asked["rpId"].as_str().expect("a party"), SHOWN, &[]);
        let signed = [data.as_slice(), Sha256::digest(client.as_bytes()).as_slice()].concat();
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "authenticatorData": encode(&data), "clientDataJSON": encode(client.as_bytes()),
            "signature": encode(signature.to_der().as_bytes()), "userHandle": encode(&self.user),
        });
        json!({"id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key", "response": response, "extensions": {}})
    }

    fn client(&self, kind: &str, asked: &Json) -> String {
        json!({"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false}).to_string()
    }

    fn data(&self, party: &str, flags: u8, credential: &[u8]) -> Vec<u8> {
        let flags = if self.verifies { flags } else { flags & !0x04 };
        [Sha256::digest(party).as_slice(), &[flags], &self.counter.to_be_bytes(), credential].concat()
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
