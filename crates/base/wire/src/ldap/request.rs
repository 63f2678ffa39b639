//! What a directory is asked.

use kernel::Secret;
use rasn::types::SetOf;
use rasn_ldap::{
    AttributeValueAssertion, ExtendedRequest, LdapMessage, ProtocolOp, SearchRequest, SearchRequestDerefAliases, SearchRequestScope,
    UnbindRequest,
};

/// RFC 4511 §4.14.1.
const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";
/// The longest name or password of a bind. **Units**: octets.
const LONGEST_WORD: usize = 4 * 1024;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    All(Vec<Filter>),
    /// One of them at least.
    Any(Vec<Filter>),
    /// An attribute has this value.
    Is(String, Vec<u8>),
    /// An attribute is there.
    Has(String),
}

/// Where it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The base itself.
    Base,
    /// The base, and everything below it.
    Tree,
}

/// A search.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// A distinguished name.
    pub base: &'a str,
    /// Where, from the base.
    pub scope: Scope,
    /// What.
    pub filter: Filter,
    /// Which attributes are wanted; without one, none are.
    pub attributes: &'a [&'a str],
    /// How many entries the directory may give. **Units**: entries.
    pub most: u32,
    /// How long it may look. **Units**: seconds.
    pub seconds: u32,
}

/// RFC 4511 §4.5.1.8: no attribute has this name, so that none is given.
const NONE: &str = "1.1";

impl Filter {
    fn of(self) -> rasn_ldap::Filter {
        let all = |filters: Vec<Self>| SetOf::from_vec(filters.into_iter().map(Self::of).collect());
        match self {
            Self::All(filters) => rasn_ldap::Filter::And(all(filters)),
            Self::Any(filters) => rasn_ldap::Filter::Or(all(filters)),
            Self::Is(attribute, value) => rasn_ldap::Filter::EqualityMatch(AttributeValueAssertion::new(attribute.into(), value.into())),
            Self::Has(attribute) => rasn_ldap::Filter::Present(attribute.into()),
        }
    }
}

/// Whatever is asked here can be written; should it not be, nothing is, and the directory does not answer.
fn encode(id: u32, operation: ProtocolOp) -> Vec<u8> {
    rasn::ber::encode(&LdapMessage::new(id, operation)).unwrap_or_default()
}

impl Search<'_> {
    /// The request of this number.
    pub fn encode(self, id: u32) -> Vec<u8> {
        let scope = match self.scope {
            Scope::Base => SearchRequestScope::BaseObject,
            Scope::Tree => SearchRequestScope::WholeSubtree,
        };
        let wanted: &[&str] = if self.attributes.is_empty() { &[NONE] } else { self.attributes };
        let request = SearchRequest::new(
            self.base.into(),
            scope,
            SearchRequestDerefAliases::NeverDerefAliases,
            self.most,
            self.seconds,
            false,
            self.filter.of(),
            wanted.iter().map(|&name| name.into()).collect(),
        );
        encode(id, ProtocolOp::SearchRequest(request))
    }
}

/// Asks for TLS on this connection.
pub fn start_tls(id: u32) -> Vec<u8> {
    let name = START_TLS.to_vec().into();
    encode(id, ProtocolOp::ExtendedReq(ExtendedRequest { request_name: name, request_value: None }))
}

/// Says goodbye; nothing is answered.
pub fn unbind(id: u32) -> Vec<u8> {
    encode(id, ProtocolOp::UnbindRequest(UnbindRequest))
}

/// Shows who somebody is, by name and password. `None` when one of them is empty, or longer than 4 KiB.
///
/// Written by hand, into one piece that has room for all of it: nothing else ever holds the password.
pub fn bind(id: u32, name: &str, password: &Secret<String>) -> Option<Secret<Vec<u8>>> {
    let fits = |text: &str| (1..=LONGEST_WORD).contains(&text.len());
    let password = password.reveal();
    if !fits(name) || !fits(password) {
        return None;
    }
    let message_id = integer(id);
    let version = [0x02, 1, 3];
    let request = version.len() + sized(name) + sized(password);
    let message = message_id.len() + HEAD + request;
    let mut bytes = Vec::with_capacity(HEAD + message);
    head(&mut bytes, 0x30, message);
    bytes.extend_from_slice(&message_id);
    head(&mut bytes, 0x60, request);
    bytes.extend_from_slice(&version);
    head(&mut bytes, 0x04, name.len());
    bytes.extend_from_slice(name.as_bytes());
    head(&mut bytes, 0x80, password.len());
    bytes.extend_from_slice(password.as_bytes());
    Some(Secret::new(bytes))
}

/// A number that is not negative, in as few octets as X.690 §8.3 demands: some directories refuse more.
fn integer(number: u32) -> Vec<u8> {
    let mut octets: Vec<u8> = number.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
    if octets.first().is_none_or(|first| *first >= 0x80) {
        octets.insert(0, 0);
    }
    let length = u8::try_from(octets.len()).unwrap_or(0);
    [&[0x02, length][..], &octets].concat()
}

/// **Units**: octets of a tag and a length.
const HEAD: usize = 6;

const fn sized(text: &str) -> usize {
    HEAD + text.len()
}

/// A tag, and a length in its long form of four octets, as Active Directory writes all of them.
fn head(bytes: &mut Vec<u8>, tag: u8, length: usize) {
    bytes.extend_from_slice(&[tag, 0x84]);
    // Not more than twice 4 KiB and a little.
    bytes.extend_from_slice(&u32::try_from(length).unwrap_or(0).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rasn_ldap::AuthenticationChoice;

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    fn read(bytes: &[u8]) -> LdapMessage {
        rasn::ber::decode(bytes).expect("a message")
    }

    #[test]
    fn a_bind_without_name_or_password_cannot_be_made() {
        assert!(bind(1, "cn=desk", &secret("")).is_none());
        assert!(bind(1, "", &secret("p")).is_none());
        assert!(bind(1, "cn=desk", &secret(&"p".repeat(4_097))).is_none());
        assert!(bind(1, "cn=desk", &secret(&"p".repeat(4_096))).is_some());
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        for number in [0, 1, 127, 128, 255, 256, 32_767, 32_768, 8_388_608, 0x7fff_ffff, u32::MAX] {
            assert_eq!(integer(number), rasn::ber::encode(&number).unwrap(), "{number}");
        }
    }

    #[test]
    fn start_tls_and_unbind_are_what_the_rfc_writes() {
        assert_eq!(start_tls(1), [b"\x30\x1d\x02\x01\x01\x77\x18\x80\x16".as_slice(), START_TLS].concat());
        assert_eq!(unbind(3), b"\x30\x05\x02\x01\x03\x42\x00");
    }

    #[test]
    fn what_is_typed_is_compared_and_never_becomes_a_filter() {
        let typed = "*)(uid=*";
        let filter = Filter::All(vec![Filter::Is("uid".into(), typed.into()), Filter::Has("mail".into())]);
        let search = Search { base: "dc=example", scope: Scope::Tree, filter, attributes: &["cn"], most: 2, seconds: 5 };
        let ProtocolOp::SearchRequest(request) = read(&search.encode(7)).protocol_op else { panic!("a search") };
        let rasn_ldap::Filter::And(parts) = &request.filter else { panic!("{:?}", request.filter) };
        let is = |part: &rasn_ldap::Filter| matches!(part, rasn_ldap::Filter::EqualityMatch(is) if is.assertion_value.as_ref() == typed.as_bytes());
        let has = |part: &rasn_ldap::Filter| matches!(part, rasn_ldap::Filter::Present(name) if name.as_str() == "mail");
        assert!(parts.len() == 2 && parts.iter().any(is) && parts.iter().any(has), "{parts:?}");
        assert_eq!((request.size_limit, request.time_limit, request.attributes.len()), (2, 5, 1));
    }

    #[test]
    fn who_wants_no_attributes_gets_none() {
        let search =
            Search { base: "", scope: Scope::Base, filter: Filter::Has("objectClass".into()), attributes: &[], most: 1, seconds: 5 };
        let ProtocolOp::SearchRequest(request) = read(&search.encode(1)).protocol_op else { panic!("a search") };
        assert_eq!(request.attributes.iter().map(|name| name.as_str()).collect::<Vec<_>>(), ["1.1"]);
    }

    proptest! {
        #[test]
        fn a_bind_says_what_it_was_made_of(id in 1_u32..0x7fff_ffff, name in "\\PC{1,200}", password in "\\PC{1,200}") {
            let made = bind(id, &name, &secret(&password)).unwrap();
            prop_assert_eq!(made.reveal().capacity(), made.reveal().len(), "nothing was moved");
            let message = read(made.reveal());
            prop_assert_eq!(message.message_id, id);
            let ProtocolOp::BindRequest(request) = message.protocol_op else { return Err(TestCaseError::fail("no bind")) };
            prop_assert_eq!((request.version, request.name.as_str()), (3, name.as_str()));
            prop_assert_eq!(request.authentication, AuthenticationChoice::Simple(password.into_bytes().into()));
        }
    }
}
