//! People and the words that name them. Pure.

use kernel::{AgentId, CustomerUserId, EmailAddress, Locale, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// A group: what queues belong to and permissions are given in.
///
/// **Shape**: a small number, as in OTRS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupId(pub i64);

impl GroupId {
    /// The group of the queues that every desk begins with.
    pub const USERS: Self = Self(1);
    /// Whoever has `rw` in it is an administrator.
    pub const ADMIN: Self = Self(2);
    /// The group of the reports.
    pub const STATS: Self = Self(3);
}

/// A role: a bundle of permissions in groups.
///
/// **Shape**: a small number, as in OTRS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoleId(pub i64);

/// A group with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its number.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Whether what it gives counts.
    pub valid: bool,
}

/// A role with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its number.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// Whether what it gives counts.
    pub valid: bool,
}

/// Staff who work tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Their id.
    pub id: AgentId,
    /// Their login, folded.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Where they are written to.
    pub email: EmailAddress,
    /// Their language.
    pub locale: Locale,
    /// Whether they may sign in and act at all.
    pub valid: bool,
    /// Since when they are known.
    pub created_at: Timestamp,
}

/// The company that a customer user belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// OTRS's CustomerID.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
}

/// A company as it is administered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// OTRS's CustomerID.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Whether its customer users see each other's tickets.
    pub company_tickets: bool,
    /// Whether it is still a customer.
    pub valid: bool,
}

/// A person who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerUser {
    /// Their id.
    pub id: CustomerUserId,
    /// Their login, folded.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Where they write from and are written to.
    pub email: EmailAddress,
    /// The company that they belong to.
    pub customer: Option<Customer>,
    /// Their language.
    pub locale: Locale,
    /// Whether they may sign in, and whether mail from their address is theirs.
    pub valid: bool,
}

/// The text does not fit; the word is stable and stands in answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is {0}")]
pub struct Unfit(pub &'static str);

/// A login as it is compared and stored.
///
/// **Shape**: 1 to 200 signs without blanks, NFKC, lower case: `Erika` and `erika` are one login.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

impl FromStr for Login {
    type Err = Unfit;

    fn from_str(text: &str) -> Result<Self, Unfit> {
        let sign = |sign: char| sign.is_ascii_graphic() || (!sign.is_ascii() && sign.is_alphanumeric());
        bounded(&fold(text.trim()), 200, sign).map(Self)
    }
}

/// A name of a person, company, group or role, as people wrote it.
///
/// **Shape**: 1 to 200 signs; no line breaks, no control signs, none that turn the writing direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl FromStr for Name {
    type Err = Unfit;

    fn from_str(text: &str) -> Result<Self, Unfit> {
        bounded(text.trim(), 200, is_plain).map(Self)
    }
}

/// OTRS's CustomerID: what names a company in tickets and imports.
///
/// **Shape**: 1 to 150 signs, as a [`Name`]; upper and lower case differ, as in OTRS.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerId(String);

impl FromStr for CustomerId {
    type Err = Unfit;

    fn from_str(text: &str) -> Result<Self, Unfit> {
        bounded(text.trim(), 150, is_plain).map(Self)
    }
}

macro_rules! shown {
    ($($name:ident)+) => {
        $(impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        })+
    };
}

shown! { Login Name CustomerId }

fn bounded(text: &str, most: usize, fits: impl Fn(char) -> bool) -> Result<String, Unfit> {
    if text.is_empty() {
        return Err(Unfit("missing"));
    }
    if text.chars().count() > most {
        return Err(Unfit("too-long"));
    }
    if text.chars().all(fits) { Ok(text.to_owned()) } else { Err(Unfit("unfit")) }
}

const fn is_plain(sign: char) -> bool {
    !matches!(sign, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// NFKC in lower case.
fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Words as they are searched: each as it stands in [`searchable`], after a blank.
pub(crate) fn search_words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().take(200).collect();
    text.split(|sign: char| !sign.is_alphanumeric())
        .filter_map(|word| store::fulltext::normalise(word).split_whitespace().next().map(|word| format!(" {word}")))
        .take(8)
        .collect()
}

/// What is searched of a person or company: words in lower case, with umlauts spelled out and bare.
pub(crate) fn searchable(parts: &[&str]) -> String {
    store::fulltext::normalise(&parts.join(" ").nfkc().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn logins_are_folded_and_bounded() {
        let check = |text: &str, expected: Result<&str, Unfit>| {
            assert_eq!(text.parse::<Login>().as_ref().map(Login::as_str), expected.as_ref().copied(), "{text}");
        };
        check(" Erika ", Ok("erika"));
        check("Ｅｒｉｋａ@Alpha.example", Ok("erika@alpha.example"));
        check("JÖRG", Ok("jörg"));
        check("", Err(Unfit("missing")));
        check("a b", Err(Unfit("unfit")));
        check("a\u{202e}b", Err(Unfit("unfit")));
        check(&"a".repeat(201), Err(Unfit("too-long")));
    }

    #[test]
    fn names_keep_their_spelling_and_refuse_what_deceives() {
        assert_eq!(" Dr. Annegret Schößler ".parse::<Name>().unwrap().as_str(), "Dr. Annegret Schößler");
        assert_eq!("a\r\nBcc: b".parse::<Name>(), Err(Unfit("unfit")));
        assert_eq!("exe\u{202e}gpj".parse::<CustomerId>(), Err(Unfit("unfit")));
    }

    #[test]
    fn a_search_finds_umlauts_in_each_spelling() {
        let text = searchable(&["Jörg Müller", "j.mueller@a.example"]);
        for found in ["müller", "MUELL", "muller", "jörg mül", "j.mueller@a"] {
            assert!(search_words(found).iter().all(|word| text.contains(word)), "{found} in {text}");
        }
        assert!(!search_words("üller").iter().all(|word| text.contains(word)), "only beginnings of words");
        assert!(search_words(" %_'; ").is_empty());
    }

    proptest! {
        #[test]
        fn folded_logins_stay_as_they_are(text in "\\PC{0,40}") {
            if let Ok(login) = text.parse::<Login>() {
                prop_assert_eq!(login.as_str().parse::<Login>(), Ok(login.clone()));
            }
        }
    }
}
