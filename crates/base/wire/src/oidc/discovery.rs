//! What a provider says about itself.

use super::{Algorithm, LARGEST_DOCUMENT, Refused, json};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use url::Url;

/// The longest address. **Units**: octets.
const LONGEST: usize = 2_000;

/// Who a provider is.
///
/// **Shape**: an `https` address without login, query and fragment, compared sign by sign (Discovery 1.0 §4.3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issuer(String);

/// The text is no issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an issuer is an https address without login, query and fragment")]
pub struct NotAnIssuer;

impl Issuer {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its document lies.
    pub fn document(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.0.trim_end_matches('/'))
    }
}

impl FromStr for Issuer {
    type Err = NotAnIssuer;

    fn from_str(text: &str) -> Result<Self, NotAnIssuer> {
        let address = address(text).ok_or(NotAnIssuer)?;
        let fits = address.query().is_none() && address.fragment().is_none();
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAnIssuer) }
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An `https` address of printable ASCII without a login.
fn address(text: &str) -> Option<Url> {
    let is_plain = text.len() <= LONGEST && text.bytes().all(|sign| sign.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&sign));
    let address = Url::parse(text).ok().filter(|_| is_plain && text.starts_with("https://"))?;
    let has_login = !address.username().is_empty() || address.password().is_some();
    (!has_login && address.has_host()).then_some(address)
}

/// A provider's document, as far as it counts here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discovery {
    /// Where browsers are sent to.
    pub authorization_endpoint: String,
    /// Where codes are exchanged.
    pub token_endpoint: String,
    /// Where its keys lie.
    pub jwks_uri: String,
    /// Whether its answers name the issuer (RFC 9207); then one that does not is refused.
    pub names_issuer: bool,
    /// Whether the secret may be sent in a head (`client_secret_basic`); else it goes into the body.
    pub takes_basic: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    response_types_supported: Vec<String>,
    id_token_signing_alg_values_supported: Vec<String>,
    code_challenge_methods_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Discovery {
    /// Reads a document.
    ///
    /// A provider that does not say by which methods it takes a challenge (Entra does not) is asked with S256 all the same; one that
    /// says so without S256 is refused.
    ///
    /// # Errors
    /// It is another issuer's, cannot do what is needed here, or cannot be read.
    pub fn read(bytes: &[u8], issuer: &Issuer) -> Result<Self, Refused> {
        let (document, _) = json::shaped::<Document>(bytes, LARGEST_DOCUMENT)?;
        if document.issuer != issuer.as_str() {
            return Err(Refused::IssuerWrong);
        }
        for text in [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri] {
            address(text).filter(|address| address.fragment().is_none()).ok_or(Refused::AddressUnfit)?;
        }
        let has = |list: &[String], word: &str| list.iter().any(|item| item == word);
        let signs = document.id_token_signing_alg_values_supported.iter().any(|word| Algorithm::parse(word).is_some());
        let challenged = document.code_challenge_methods_supported.as_deref().is_none_or(|list| has(list, "S256"));
        if !has(&document.response_types_supported, "code") || !signs || !challenged {
            return Err(Refused::Unsupported);
        }
        // What is not said is `client_secret_basic` (Discovery 1.0 §3).
        let takes_basic = document.token_endpoint_auth_methods_supported.as_deref().is_none_or(|list| has(list, "client_secret_basic"));
        Ok(Self {
            authorization_endpoint: document.authorization_endpoint,
            token_endpoint: document.token_endpoint,
            jwks_uri: document.jwks_uri,
            names_issuer: document.authorization_response_iss_parameter_supported,
            takes_basic,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn document() -> Value {
        json!({
            "issuer": "https://id.example/a", "authorization_endpoint": "https://id.example/auth", "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/jwks", "response_types_supported": ["code", "id_token"],
            "id_token_signing_alg_values_supported": ["HS256", "RS256"], "code_challenge_methods_supported": ["plain", "S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"], "authorization_response_iss_parameter_supported": true,
            "something_else": {"x": 1}
        })
    }

    #[test]
    fn a_document_counts_for_its_issuer_alone_and_only_with_what_is_needed() {
        let issuer: Issuer = "https://id.example/a".parse().unwrap();
        let read = Discovery::read(document().to_string().as_bytes(), &issuer).unwrap();
        assert_eq!((read.names_issuer, read.takes_basic, read.jwks_uri.as_str()), (true, false, "https://id.example/jwks"));
        let check = |name: &str, value: Value, expected: Refused| {
            let mut changed = document();
            changed[name] = value;
            assert_eq!(Discovery::read(changed.to_string().as_bytes(), &issuer), Err(expected), "{name}");
        };
        check("issuer", json!("https://id.example/a/"), Refused::IssuerWrong);
        check("issuer", json!("https://evil.example"), Refused::IssuerWrong);
        check("token_endpoint", json!("http://id.example/token"), Refused::AddressUnfit);
        check("authorization_endpoint", json!("javascript:alert(1)"), Refused::AddressUnfit);
        check("jwks_uri", json!("https://u:p@id.example/jwks"), Refused::AddressUnfit);
        check("jwks_uri", json!(["https://id.example/jwks"]), Refused::Malformed);
        check("response_types_supported", json!(["id_token"]), Refused::Unsupported);
        check("id_token_signing_alg_values_supported", json!(["none", "HS256"]), Refused::Unsupported);
        check("code_challenge_methods_supported", json!(["plain"]), Refused::Unsupported);
        check("padding", json!("x".repeat(LARGEST_DOCUMENT)), Refused::TooLarge);
        let twice = document().to_string().replacen('{', "{\"issuer\":\"https://id.example/a\",", 1);
        assert_eq!(Discovery::read(twice.as_bytes(), &issuer), Err(Refused::Malformed));
    }

    #[test]
    fn issuers_are_bare_https_addresses() {
        let check = |text: &str, fits: bool| assert_eq!(text.parse::<Issuer>().is_ok(), fits, "{text}");
        check("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", true);
        check("https://accounts.google.com", true);
        check("https://localhost:8443/realms/a", true);
        for bad in [
            "http://id.example",
            "https://id.example?x",
            "https://id.example/#a",
            "https://u@id.example",
            "https://",
            "id.example",
            "",
            "HTTPS://id.example",
            "https://id.example/a b",
            "https://id.example/\u{e4}",
        ] {
            check(bad, false);
        }
        let issuer: Issuer = "https://id.example/".parse().unwrap();
        assert_eq!(issuer.document(), "https://id.example/.well-known/openid-configuration");
    }
}
