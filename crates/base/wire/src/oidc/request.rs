//! What is sent to a provider.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kernel::Secret;
use sha2::{Digest, Sha256};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// The challenge of a verifier (RFC 7636 §4.2, S256).
pub fn challenge(verifier: &Secret<String>) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.reveal().as_bytes()))
}

/// What a provider is asked for, by way of the browser.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Who asks.
    pub client_id: &'a str,
    /// Where the answer goes.
    pub redirect_uri: &'a str,
    /// Besides `openid`, with blanks between.
    pub scopes: &'a str,
    /// What ties the answer to this browser.
    pub state: &'a str,
    /// What ties the ID token to this sign-in.
    pub nonce: &'a str,
    /// What ties the code to whoever asked for it ([`challenge`]).
    pub challenge: &'a str,
    /// Whether the person is to sign in anew, whatever session they have there.
    pub anew: bool,
}

impl Ask<'_> {
    /// The address to send the browser to; `None` when the endpoint is no address.
    pub fn address(&self, endpoint: &str) -> Option<String> {
        let mut address = Url::parse(endpoint).ok()?;
        let scope = if self.scopes.is_empty() { String::from("openid") } else { format!("openid {}", self.scopes) };
        let mut pairs = address.query_pairs_mut();
        pairs.append_pair("response_type", "code").append_pair("client_id", self.client_id);
        pairs.append_pair("redirect_uri", self.redirect_uri).append_pair("scope", &scope);
        pairs.append_pair("state", self.state).append_pair("nonce", self.nonce);
        pairs.append_pair("code_challenge", self.challenge).append_pair("code_challenge_method", "S256");
        if self.anew {
            // With a greatest age the answer tells when they signed in (OpenID Connect Core §3.1.2.1).
            pairs.append_pair("prompt", "login").append_pair("max_age", "0");
        }
        drop(pairs);
        Some(address.into())
    }
}

/// How the client shows who it is (RFC 6749 §2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// In a head.
    Basic,
    /// In the body.
    Post,
}

/// The exchange of a code for tokens.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// Who asks.
    pub client_id: &'a str,
    /// With what they show it.
    pub client_secret: &'a Secret<String>,
    /// How.
    pub auth: ClientAuth,
    /// The code that the browser brought.
    pub code: &'a str,
    /// As it was asked with.
    pub redirect_uri: &'a str,
    /// What the challenge was made of.
    pub verifier: &'a Secret<String>,
}

impl Exchange<'_> {
    /// The body, `application/x-www-form-urlencoded`.
    pub fn body(&self) -> Secret<String> {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code").append_pair("code", self.code);
        form.append_pair("redirect_uri", self.redirect_uri).append_pair("code_verifier", self.verifier.reveal());
        if self.auth == ClientAuth::Post {
            form.append_pair("client_id", self.client_id).append_pair("client_secret", self.client_secret.reveal());
        }
        Secret::new(form.finish())
    }

    /// The value of `Authorization`, when the secret goes there.
    pub fn authorization(&self) -> Option<Secret<String>> {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = || Secret::new(format!("{}:{}", encode(self.client_id), encode(self.client_secret.reveal())));
        (self.auth == ClientAuth::Basic).then(|| Secret::new(format!("Basic {}", STANDARD.encode(pair().reveal()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn what_is_asked_stands_in_the_address_and_cannot_break_out_of_it() {
        let ask = Ask {
            client_id: "a&b=c#d",
            redirect_uri: "https://desk.example/sso/1/callback",
            scopes: "email profile",
            state: "S",
            nonce: "N",
            challenge: "C",
            anew: true,
        };
        assert_eq!(
            ask.address("https://id.example/auth?p=1").unwrap(),
            "https://id.example/auth?p=1&response_type=code&client_id=a%26b%3Dc%23d&redirect_uri=https%3A%2F%2Fdesk.example%2Fsso%2F1%2Fcallback\
             &scope=openid+email+profile&state=S&nonce=N&code_challenge=C&code_challenge_method=S256&prompt=login&max_age=0"
        );
        assert_eq!(ask.address("nowhere"), None);
    }

    #[test]
    fn the_secret_goes_into_the_head_or_into_the_body() {
        let (secret, verifier) = (Secret::new("p:%&ß".to_owned()), Secret::new("v".to_owned()));
        let with = |auth| Exchange {
            client_id: "desk",
            client_secret: &secret,
            auth,
            code: "c&d",
            redirect_uri: "https://d.example/",
            verifier: &verifier,
        };
        let rest = "grant_type=authorization_code&code=c%26d&redirect_uri=https%3A%2F%2Fd.example%2F&code_verifier=v";
        assert_eq!(with(ClientAuth::Basic).body().reveal(), rest);
        let head = with(ClientAuth::Basic).authorization().unwrap();
        let plain = STANDARD.decode(head.reveal().strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(plain, b"desk:p%3A%25%26%C3%9F");
        assert_eq!(with(ClientAuth::Post).body().reveal(), &format!("{rest}&client_id=desk&client_secret=p%3A%25%26%C3%9F"));
        assert!(with(ClientAuth::Post).authorization().is_none());
    }
}
