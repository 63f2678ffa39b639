//! Names with addresses.

use super::{comments, headers, words};
use kernel::EmailAddress;
use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, Address, HeaderValue};
use std::fmt;

/// Who stands in From, To, Cc and the like.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mailbox {
    /// The name, decoded. **Shape**: one line, at most 500 characters, not empty.
    pub name: Option<String>,
    /// The address as it was sent. **Shape**: one line, at most 998 characters; need not be an address at all.
    pub address: String,
    /// The address as it is compared, when it is one.
    pub parsed: Option<EmailAddress>,
}

/// How many mailboxes of one field are kept.
const MOST: usize = 1_000;

impl Mailbox {
    /// A mailbox; what would break a header line is dropped from both parts.
    pub fn new(name: Option<&str>, address: &str) -> Self {
        let clean = |text: &str, most: usize| -> String { headers::one_line(text).chars().take(most).collect() };
        let address = clean(address, 998).trim().to_owned();
        let name = name.map(|name| clean(name, 500).trim().to_owned()).filter(|name| !name.is_empty());
        Self { name, parsed: address.parse().ok(), address }
    }

    /// Reads a list of mailboxes as it stands in a header field; groups are flattened, comments beside names dropped
    /// (RFC 5322 §3.4 and §4.4).
    pub fn parse_list(field: &str) -> Vec<Self> {
        let field = field.get(..field.floor_char_boundary(64 * 1024)).unwrap_or_default();
        let field = format!("{}\n", words::join(&comments::plain_list(&headers::one_line(field))));
        let HeaderValue::Address(read) = MessageStream::new(field.as_bytes()).parse_address() else { return Vec::new() };
        let all: Vec<Addr<'_>> = match read {
            Address::List(list) => list,
            Address::Group(groups) => groups.into_iter().flat_map(|group| group.addresses).collect(),
        };
        all.into_iter().filter_map(Self::read).take(MOST).collect()
    }

    fn read(read: Addr<'_>) -> Option<Self> {
        let (name, address) = match (read.name, read.address) {
            (name, Some(address)) => (name, address),
            (Some(name), None) if name.contains('@') => (None, name),
            (name, None) => (name, "".into()),
        };
        let mailbox = Self::new(name.as_deref(), &address);
        // `Name (address)`: the parser takes the comment for the name.
        let swapped = Self::new(Some(&address), name.as_deref().unwrap_or_default());
        let mailbox = if mailbox.parsed.is_none() && swapped.parsed.is_some() { swapped } else { mailbox };
        (mailbox.name.is_some() || !mailbox.address.is_empty()).then_some(mailbox)
    }
}

/// As in a header for people: `"Name" <address>`, or the address alone.
impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            None => f.write_str(&self.address),
            Some(name) => write!(f, "{} <{}>", quoted(name), self.address),
        }
    }
}

/// A quoted string (RFC 5322 §3.2.4).
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(field: &str, expected: &[(Option<&str>, &str)]) {
        let list = Mailbox::parse_list(field);
        let seen: Vec<_> = list.iter().map(|m| (m.name.as_deref(), m.address.as_str())).collect();
        assert_eq!(seen, expected, "{field}");
    }

    #[test]
    fn lists_are_read_as_programs_write_them() {
        check("Bob@Example.com", &[(None, "Bob@Example.com")]);
        check("\"Doe, John\" <j@x.example>, b@y.example", &[(Some("Doe, John"), "j@x.example"), (None, "b@y.example")]);
        check("=?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <j@x.example>", &[(Some("Jörg Müller"), "j@x.example")]);
        check("\"=?utf-8?Q?J=C3=B6rg?=\" <j@x.example>", &[(Some("Jörg"), "j@x.example")]);
        check("j@x.example (Jim)", &[(Some("Jim"), "j@x.example")]);
        check("Team: a@x.example, b@x.example;", &[(None, "a@x.example"), (None, "b@x.example")]);
        check("undisclosed-recipients:;", &[]);
        check("\"A \\\"B\\\" C\" <a@x.example>", &[(Some("A \"B\" C"), "a@x.example")]);
        check("Jim (j@x.example)", &[(Some("Jim"), "j@x.example")]);
        check("Nobody", &[(Some("Nobody"), "")]);
        check("", &[]);
    }

    #[test]
    fn encoded_words_cannot_smuggle_addresses_or_lines() {
        check("=?utf-8?Q?a=40evil.example=3E=2C?= <real@x.example>", &[(Some("a@evil.example>,"), "real@x.example")]);
        let boxes = Mailbox::parse_list("=?utf-8?Q?a=0D=0ABcc:_x?= <real@x.example>");
        assert_eq!(boxes[0].name.as_deref(), Some("a  Bcc: x"));
    }

    /// Each is a field of the longest length, read ten times: reading that looks through the rest again takes minutes.
    #[test]
    fn costly_fields_are_read_in_one_go() {
        for piece in ["=?aa?q? ", "=?a?b?", "=?", "(", ")", "\"", "\\", "<", ">", ",", ":", ";", "@", "a@b:", "a@b,", "(<", "\"(", "a <"] {
            let field = piece.repeat(64 * 1024 / piece.len());
            for _ in 0..10 {
                assert!(Mailbox::parse_list(&field).len() <= MOST, "{piece}");
            }
        }
    }

    #[test]
    fn only_addresses_are_parsed() {
        assert_eq!(Mailbox::new(None, "Bob@Example.com").parsed.map(|a| a.to_string()).as_deref(), Some("bob@example.com"));
        assert_eq!(Mailbox::new(Some("x"), "MAILER-DAEMON").parsed, None);
        let foreign = Mailbox::parse_list("Jöhn <jöhn@mächine.example>, 用户@例え.テスト");
        assert_eq!(foreign.iter().filter(|mailbox| mailbox.parsed.is_some()).count(), 2, "{foreign:?}");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(name in "[a-zA-Z0-9 \"\\\\.,;:<>@()äß]{1,40}") {
            let mailbox = Mailbox::new(Some(&name), "a@b.example");
            let read = Mailbox::parse_list(&mailbox.to_string());
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(&read[0].address, "a@b.example");
            let squeeze = |m: &Mailbox| m.name.clone().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(squeeze(&read[0]), squeeze(&mailbox));
        }

        #[test]
        fn any_field_gives_a_list(field in "([a-z@.,;:<>()\"\\\\ ]|=\\?utf-8\\?[QB]\\?|\\?=){0,80}") {
            Mailbox::parse_list(&field);
        }
    }
}
