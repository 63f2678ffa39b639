//! What comes back: with the browser, and from the provider for a code.

use super::{Issuer, LARGEST_ANSWER, Refused, json};
use kernel::Secret;
use serde::Deserialize;
use url::form_urlencoded;

/// The longest code, state or word of an error. **Units**: octets.
const LONGEST: usize = 4_096;

/// With what a browser comes back from a provider.
#[derive(Clone, Debug)]
pub struct Callback {
    /// What was sent along.
    pub state: String,
    /// What the provider answered.
    pub outcome: Result<Secret<String>, CallbackError>,
    /// Who answers (RFC 9207).
    issuer: Option<String>,
}

/// The provider sent no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// The person or the provider said no.
    #[error("the provider did not let the person in")]
    Denied,
    /// Anything else.
    #[error("the provider answered with an error")]
    Failed,
}

impl Callback {
    /// Reads a query string.
    ///
    /// # Errors
    /// A part is missing, stands twice, or is too long.
    pub fn read(query: &str) -> Result<Self, Refused> {
        let (mut code, mut state, mut error, mut issuer) = (None, None, None, None);
        if query.len() > 4 * LONGEST {
            return Err(Refused::TooLarge);
        }
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match name.as_ref() {
                "code" => &mut code,
                "state" => &mut state,
                "error" => &mut error,
                "iss" => &mut issuer,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some_and(|_| true) {
                return Err(Refused::Malformed);
            }
        }
        let fits = |text: &String| !text.is_empty() && text.len() <= LONGEST;
        let outcome = match (code.filter(fits), error) {
            (Some(code), None) => Ok(Secret::new(code)),
            (None, Some(error)) if error == "access_denied" => Err(CallbackError::Denied),
            (None, Some(_)) => Err(CallbackError::Failed),
            _ => return Err(Refused::Malformed),
        };
        Ok(Self { state: state.filter(fits).ok_or(Refused::Malformed)?, outcome, issuer })
    }

    /// Whether it came from the provider that was asked; against one that hands over the code of another (mix-up).
    ///
    /// # Errors
    /// It names another issuer, or none though the provider always does.
    pub fn comes_from(&self, issuer: &Issuer, names_issuer: bool) -> Result<(), Refused> {
        match &self.issuer {
            Some(named) if named == issuer.as_str() => Ok(()),
            None if !names_issuer => Ok(()),
            _ => Err(Refused::IssuerWrong),
        }
    }
}

/// What a provider answers to a code.
#[derive(Debug)]
pub struct TokenAnswer {
    /// Who the person is, signed.
    pub id_token: Secret<String>,
    /// What it could be asked more with; only its hash is looked at.
    pub access_token: Option<Secret<String>>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: Secret<String>,
    access_token: Option<Secret<String>>,
    token_type: String,
}

impl TokenAnswer {
    /// Reads the body of a 200.
    ///
    /// # Errors
    /// It cannot be read, or there is no ID token in it.
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let (tokens, _) = json::shaped::<Tokens>(bytes, LARGEST_ANSWER)?;
        if !tokens.token_type.eq_ignore_ascii_case("bearer") {
            return Err(Refused::Unsupported);
        }
        Ok(Self { id_token: tokens.id_token, access_token: tokens.access_token })
    }

    /// The provider's word for why it gave no tokens, when it has the shape of one (`invalid_grant`).
    pub fn error(bytes: &[u8]) -> Option<String> {
        let value = json::read(bytes, LARGEST_ANSWER).ok()?;
        let word = value.get("error")?.as_str()?;
        let fits = (1..=60).contains(&word.len()) && word.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'_');
        fits.then(|| word.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_says_one_thing() {
        let read = |query: &str| Callback::read(query);
        let good = read("code=a%2Bb&state=S&iss=https%3A%2F%2Fid.example&session_state=x").unwrap();
        assert_eq!((good.state.as_str(), good.outcome.as_ref().unwrap().reveal().as_str()), ("S", "a+b"));
        assert_eq!(read("error=access_denied&state=S").unwrap().outcome.unwrap_err(), CallbackError::Denied);
        assert_eq!(read("error=server_error&error_description=x&state=S").unwrap().outcome.unwrap_err(), CallbackError::Failed);
        for bad in [
            "",
            "code=a",
            "state=S",
            "code=&state=S",
            "code=a&state=",
            "code=a&code=b&state=S",
            "code=a&state=S&state=S",
            "code=a&error=x&state=S",
            "code=a&state=S&iss=a&iss=a",
        ] {
            assert_eq!(read(bad).unwrap_err(), Refused::Malformed, "{bad}");
        }
        assert_eq!(read(&format!("code={}&state=S", "a".repeat(20_000))).unwrap_err(), Refused::TooLarge);
        assert_eq!(read(&format!("code={}&state=S", "a".repeat(5_000))).unwrap_err(), Refused::Malformed);
    }

    #[test]
    fn whoever_answers_is_whoever_was_asked() {
        let issuer: Issuer = "https://id.example".parse().unwrap();
        let check = |iss: &str, always: bool, fits: bool| {
            let callback = Callback::read(&format!("code=a&state=S{iss}")).unwrap();
            assert_eq!(callback.comes_from(&issuer, always).is_ok(), fits, "{iss} {always}");
        };
        check("", false, true);
        check("", true, false);
        check("&iss=https%3A%2F%2Fid.example", true, true);
        check("&iss=https%3A%2F%2Fid.example", false, true);
        check("&iss=https%3A%2F%2Fid.example%2F", false, false);
        check("&iss=https%3A%2F%2Fevil.example", false, false);
        check("&iss=", false, false);
    }

    #[test]
    fn tokens_are_found_and_errors_are_words() {
        let answer = TokenAnswer::read(br#"{"id_token":"a.b.c","access_token":"t","token_type":"Bearer","expires_in":1}"#).unwrap();
        assert_eq!((answer.id_token.reveal().as_str(), answer.access_token.unwrap().reveal().as_str()), ("a.b.c", "t"));
        assert_eq!(TokenAnswer::read(br#"{"access_token":"t","token_type":"Bearer"}"#).unwrap_err(), Refused::Malformed);
        assert_eq!(TokenAnswer::read(br#"{"id_token":"a","token_type":"mac"}"#).unwrap_err(), Refused::Unsupported);
        assert_eq!(TokenAnswer::read(br#"{"id_token":"a","id_token":"b","token_type":"Bearer"}"#).unwrap_err(), Refused::Malformed);
        assert_eq!(TokenAnswer::error(br#"{"error":"invalid_grant","error_description":"x"}"#).as_deref(), Some("invalid_grant"));
        assert_eq!(TokenAnswer::error(br#"{"error":"<script>"}"#), None);
        assert_eq!(TokenAnswer::error(b"<html>"), None);
    }
}
