//! Names and states.

use kernel::{Fault, Locale, TenantId, Timestamp};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A text of a certain shape: parsed once, then passed on as what it is.
macro_rules! text {
    ($name:ident, $not:ident, $is:expr, $words:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        #[doc = concat!("The text is no [`", stringify!($name), "`].")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
        #[error($words)]
        pub struct $not;

        impl FromStr for $name {
            type Err = $not;

            fn from_str(text: &str) -> Result<Self, $not> {
                let is: fn(&str) -> bool = $is;
                if is(text) { Ok(Self(text.to_owned())) } else { Err($not) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(
    TenantName,
    NotATenantName,
    is_name,
    "a tenant's name is a lower-case letter and one to forty more, digits or hyphens",
    "The short name of a tenant, for command lines and logs.\n\n**Shape**: `[a-z][a-z0-9-]{1,40}`."
);
text!(
    Title,
    NotATitle,
    is_title,
    "a title has 1 to 200 characters, without control characters and without space at its ends",
    "The name of a tenant for people.\n\n**Shape**: 1 to 200 characters, no control characters, no space at the ends."
);
text!(
    HostName,
    NotAHostName,
    is_host,
    "a host is a lower-case DNS name in A-labels, no IP address, and does not begin with content.",
    "A host name by which browsers find a tenant.\n\n**Shape**: lower-case DNS name in A-labels, at most 245 octets (so that \
     `content.` fits before it), no IP address in any notation, not itself beginning with `content.`.\n\n# Source\nRFC 1123 §2.1, \
     WHATWG URL §3.5 (a name that ends in a number is an address)."
);
text!(
    MailDomain,
    NotAMailDomain,
    |text| is_dns_name(text, 253),
    "a mail domain is a lower-case DNS name in A-labels, no IP address",
    "A domain whose mail is a tenant's.\n\n**Shape**: lower-case DNS name in A-labels, at most 253 octets, no IP address."
);

fn is_name(text: &str) -> bool {
    let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (2..=41).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(sign)
}

fn is_title(text: &str) -> bool {
    (1..=200).contains(&text.chars().count()) && text.trim() == text && !text.chars().any(char::is_control)
}

fn is_host(text: &str) -> bool {
    is_dns_name(text, 245) && !text.starts_with("content.")
}

fn is_dns_name(text: &str, longest: usize) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit()));
    let number = hexadecimal || last.chars().all(|c| c.is_ascii_digit());
    text.len() <= longest && text.split('.').all(label) && !number && text.parse::<IpAddr>().is_err()
}

/// Where a tenant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TenantState {
    /// Its row is there, its keys and store perhaps not yet.
    Making,
    /// Open.
    Active,
    /// Kept, but nobody gets in.
    Suspended,
    /// Nobody gets in any more; its keys and store are perhaps still there.
    Deleting,
    /// Only the tombstone is left.
    Deleted,
}

impl TenantState {
    const ALL: [Self; 5] = [Self::Making, Self::Active, Self::Suspended, Self::Deleting, Self::Deleted];

    /// The word for it in rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Making => "making",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deleting => "deleting",
            Self::Deleted => "deleted",
        }
    }

    pub(crate) fn from_row(word: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| Fault::bug("a tenant is in a state that is not known"))
    }
}

/// A tenant to be made.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Its short name.
    pub name: TenantName,
    /// Its name for people.
    pub title: Title,
    /// Its language where nothing else is known.
    pub locale: Locale,
    /// Its hosts, the main one first.
    pub hosts: Vec<HostName>,
    /// Its mail domains, the main one first.
    pub mail_domains: Vec<MailDomain>,
}

/// A tenant as the platform knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub tenant: TenantId,
    /// Its short name.
    pub name: String,
    /// Its name for people; empty on a tombstone.
    pub title: String,
    /// Its language where nothing else is known.
    pub locale: Locale,
    /// Where it stands.
    pub state: TenantState,
    /// When its row was made.
    pub created_at: Timestamp,
    /// When its state changed last.
    pub changed_at: Timestamp,
    /// Its hosts, the main one first.
    pub hosts: Vec<String>,
    /// Its mail domains, the main one first.
    pub mail_domains: Vec<String>,
}

impl Entry {
    /// Whether people get in.
    pub fn is_active(&self) -> bool {
        self.state == TenantState::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check<T: FromStr>(good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(text.parse::<T>().is_ok(), "{text}");
        }
        for text in bad {
            assert!(text.parse::<T>().is_err(), "{text}");
        }
    }

    #[test]
    fn names_have_their_shape() {
        let (longest, longer) = ("a".repeat(41), "a".repeat(42));
        check::<TenantName>(&["ab", "alpha", "a-1", &longest], &["", "a", "1a", "-a", "Alpha", "al pha", "älpha", "a_b", &longer]);
        let (longest, longer) = ("ß".repeat(200), "ß".repeat(201));
        check::<Title>(&["A", "Müller & Söhne", &longest], &["", " ", " a", "a ", "a\nb", "a\u{7f}", &longer]);
    }

    #[test]
    fn hosts_are_lower_case_dns_names_and_nothing_else() {
        let label = "a".repeat(63);
        let longest = format!("{label}.{label}.{label}.{}", "b".repeat(53));
        assert_eq!(longest.len(), 245);
        let (longer, long_label) = (format!("{longest}b"), "a".repeat(64));
        check::<HostName>(
            &["alpha.localhost", "desk", "xn--mller-kva.example", "a-b.c1.example", "content-a.example", "1.example", "0x1g", &longest],
            &[
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "Alpha.example",
                "müller.example",
                "a_b.example",
                "-a.example",
                "a-.example",
                "a b",
                "a:443",
                "127.0.0.1",
                "1",
                "2130706433",
                "0x7f000001",
                "0x",
                "127.0.0x1",
                "a.1",
                "::1",
                "[::1]",
                "content.alpha.example",
                "*.a.example",
                &longer,
                &long_label,
            ],
        );
        check::<MailDomain>(&["alpha.example", "content.example", "localhost"], &["", "Alpha.example", "10.0.0.1", "a@b", "a.example."]);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(text in "\\PC{0,260}", dotted in "[a-z0-9.-]{0,20}") {
            for text in [text, dotted] {
                if let Ok(host) = text.parse::<HostName>() {
                    prop_assert!(host.as_str().len() + "content.".len() <= 253);
                    prop_assert!(host.as_str().parse::<IpAddr>().is_err());
                    prop_assert!(host.as_str().parse::<MailDomain>().is_ok());
                }
                let _ = (text.parse::<TenantName>(), text.parse::<Title>());
            }
        }
    }

    #[test]
    fn states_read_back() {
        for state in TenantState::ALL {
            assert_eq!(TenantState::from_row(state.as_str()).unwrap(), state);
        }
        assert!(TenantState::from_row("open").is_err());
    }
}
