//! E-mail addresses.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An e-mail address as it is compared and stored.
///
/// **Shape**: `local@domain`, at most 254 octets, the local part at most 64; the whole in lower
/// case (no mail system in use tells `Bob@` from `bob@`, and people do not either); the domain is
/// kept as sent, in A-labels or in UTF-8 (RFC 6531). Quoted local parts are not accepted.
///
/// # Source
/// RFC 5321 §4.5.3.1, RFC 5322 §3.4.1, RFC 6531 §3.3.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// The text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnAddress;

impl FromStr for EmailAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        let fits = !local.is_empty() && local.len() <= 64 && text.len() <= 254 && is_local(local) && is_domain(domain);
        if fits { Ok(Self(text.to_lowercase())) } else { Err(NotAnAddress) }
    }
}

fn is_local(local: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) || (!c.is_ascii() && c.is_alphanumeric());
    local.chars().all(sign) && !local.starts_with('.') && !local.ends_with('.') && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || (!c.is_ascii() && c.is_alphanumeric()))
    };
    !domain.is_empty() && domain.len() <= 253 && domain.split('.').all(label)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

impl<'de> Deserialize<'de> for EmailAddress {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn takes_what_people_have_and_refuses_the_rest() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(text.parse::<EmailAddress>().ok().as_ref().map(EmailAddress::as_str), expected, "{text}");
        };
        check("Bob@Example.COM", Some("bob@example.com"));
        check(" o'brien+x@mail.example ", Some("o'brien+x@mail.example"));
        check("jörg@müller.example", Some("jörg@müller.example"));
        check("root@localhost", Some("root@localhost"));
        for bad in ["", "@", "a@", "@b", "a b@c.d", "a..b@c.d", ".a@c.d", "a@-c.d", "a@c..d", "a\r\n@c.d", "\"a b\"@c.d", "a@[127.0.0.1]"] {
            check(bad, None);
        }
        check(&format!("{}@b.example", "a".repeat(65)), None);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(text in "\\PC{0,300}") {
            if let Ok(address) = text.parse::<EmailAddress>() {
                prop_assert_eq!(address.as_str().parse::<EmailAddress>().ok(), Some(address.clone()));
            }
        }
    }
}
