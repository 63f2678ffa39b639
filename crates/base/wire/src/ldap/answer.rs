//! What a directory answers.

use super::LONGEST;
use rasn_ldap::{LdapMessage, ProtocolOp, ResultCode};

/// **Units**: octets of an answer's head, at most.
const LONGEST_HEAD: usize = 6;

/// It is no answer that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// It is longer than [`LONGEST`].
    #[error("the answer is too large")]
    TooLarge,
    /// It is no LDAP, or nothing that a client is told.
    #[error("the answer is not LDAP")]
    NotLdap,
}

/// How something ended. Codes that nobody here acts upon are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// As it should.
    Success,
    /// There is more than was asked for.
    MoreThanAsked,
    /// Name and password do not belong together, or the account may not be used so.
    Refused,
    /// What was named is not there.
    NotThere,
    /// The directory has no time, or is not there itself.
    Busy,
    /// Something else: its number.
    Other(u16),
}

/// Somebody or something that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its distinguished name.
    pub name: String,
    /// Its attributes as the directory writes them, each with its values.
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// The values of an attribute; upper and lower case do not differ.
    pub fn values(&self, attribute: &str) -> &[Vec<u8>] {
        let found = self.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute));
        found.map_or(&[], |(_, values)| values)
    }

    /// The values of an attribute that are text.
    pub fn texts<'a>(&'a self, attribute: &str) -> impl Iterator<Item = &'a str> {
        self.values(attribute).iter().filter_map(|value| std::str::from_utf8(value).ok())
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a bind.
    Bound(Code),
    /// Something was found.
    Found(Entry),
    /// There may be more elsewhere.
    Elsewhere,
    /// That was all of a search.
    Done(Code),
    /// To an extended request.
    Extended(Code),
}

/// Where an answer ends that begins so, its head included; nothing while that cannot be told.
///
/// # Errors
/// It is none, or too large. **Units**: octets.
pub fn length(start: &[u8]) -> Result<Option<usize>, Malformed> {
    let (first, rest) = match start {
        [] => return Ok(None),
        [0x30, rest @ ..] => (rest.first(), rest.get(1..).unwrap_or_default()),
        _ => return Err(Malformed::NotLdap),
    };
    let Some(&first) = first else { return Ok(None) };
    let (head, body) = match first {
        0..=0x7f => (2, usize::from(first)),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let Some(octets) = rest.get(..count) else { return Ok(None) };
            (2 + count, octets.iter().fold(0_usize, |sum, &octet| (sum << 8) | usize::from(octet)))
        }
        // Without a length, or with one that is larger than anybody takes.
        _ => return Err(Malformed::NotLdap),
    };
    debug_assert!(head <= LONGEST_HEAD);
    let all = head + body;
    if all > LONGEST { Err(Malformed::TooLarge) } else { Ok(Some(all)) }
}

impl Answer {
    /// Reads one, with the number of the request that it is for.
    ///
    /// # Errors
    /// It is none, or not one alone.
    pub fn read(bytes: &[u8]) -> Result<(u32, Self), Malformed> {
        if length(bytes)? != Some(bytes.len()) {
            return Err(Malformed::NotLdap);
        }
        let message: LdapMessage = rasn::ber::decode(bytes).map_err(|_| Malformed::NotLdap)?;
        let answer = match message.protocol_op {
            ProtocolOp::BindResponse(response) => Self::Bound(response.result_code.into()),
            ProtocolOp::SearchResEntry(entry) => {
                let values = |values: rasn::types::SetOf<rasn::types::OctetString>| -> Vec<Vec<u8>> {
                    values.into_vec().iter().map(|value| value.to_vec()).collect()
                };
                let attributes = entry.attributes.into_iter().map(|attribute| (attribute.r#type.0, values(attribute.vals))).collect();
                Self::Found(Entry { name: entry.object_name.0, attributes })
            }
            ProtocolOp::SearchResRef(_) => Self::Elsewhere,
            ProtocolOp::SearchResDone(done) => Self::Done(done.0.result_code.into()),
            ProtocolOp::ExtendedResp(response) => Self::Extended(response.result_code.into()),
            _ => return Err(Malformed::NotLdap),
        };
        Ok((message.message_id, answer))
    }
}

impl From<ResultCode> for Code {
    fn from(code: ResultCode) -> Self {
        match code {
            ResultCode::Success => Self::Success,
            ResultCode::SizeLimitExceeded | ResultCode::AdminLimitExceeded => Self::MoreThanAsked,
            // Locked, expired and not to be used are said in many ways; none of them lets anybody in.
            ResultCode::InvalidCredentials
            | ResultCode::InappropriateAuthentication
            | ResultCode::ConstraintViolation
            | ResultCode::UnwillingToPerform
            | ResultCode::InsufficientAccessRights
            | ResultCode::InvalidDnSyntax => Self::Refused,
            ResultCode::NoSuchObject => Self::NotThere,
            ResultCode::Busy | ResultCode::Unavailable | ResultCode::TimeLimitExceeded => Self::Busy,
            other => Self::Other(other as u16),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rasn::types::SetOf;
    use rasn_ldap::{BindResponse, PartialAttribute, SearchResultEntry};

    fn encode(id: u32, operation: ProtocolOp) -> Vec<u8> {
        rasn::ber::encode(&LdapMessage::new(id, operation)).unwrap()
    }

    fn entry(name: &str, values: &[(String, Vec<Vec<u8>>)]) -> Vec<u8> {
        let attribute = |(name, values): &(String, Vec<Vec<u8>>)| {
            PartialAttribute::new(name.as_str().into(), SetOf::from_vec(values.iter().map(|value| value.clone().into()).collect()))
        };
        encode(2, ProtocolOp::SearchResEntry(SearchResultEntry::new(name.into(), values.iter().map(attribute).collect())))
    }

    fn bound(code: ResultCode) -> Vec<u8> {
        encode(1, ProtocolOp::BindResponse(BindResponse::new(code, "".into(), "".into(), None, None)))
    }

    #[test]
    fn answers_are_read() {
        // As Active Directory writes them: each length in four octets.
        let wide = b"\x30\x84\x00\x00\x00\x10\x02\x01\x01\x61\x84\x00\x00\x00\x07\x0a\x01\x00\x04\x00\x04\x00";
        assert_eq!(Answer::read(wide), Ok((1, Answer::Bound(Code::Success))));
        for (code, expected) in [
            (ResultCode::Success, Code::Success),
            (ResultCode::InvalidCredentials, Code::Refused),
            (ResultCode::UnwillingToPerform, Code::Refused),
            (ResultCode::Busy, Code::Busy),
            (ResultCode::NoSuchObject, Code::NotThere),
            (ResultCode::ConfidentialityRequired, Code::Other(13)),
        ] {
            assert_eq!(Answer::read(&bound(code)), Ok((1, Answer::Bound(expected))));
        }
        let (_, found) = Answer::read(&entry("cn=Jürgen", &[("mail".into(), vec![b"j@a.example".to_vec(), vec![0xff]])])).unwrap();
        let Answer::Found(found) = found else { panic!("{found:?}") };
        assert_eq!((found.name.as_str(), found.values("MAIL").len()), ("cn=Jürgen", 2));
        assert_eq!((found.texts("mail").collect::<Vec<_>>(), found.values("cn").len()), (vec!["j@a.example"], 0));
        assert_eq!(Answer::read(b"\x30\x0c\x02\x01\x02\x65\x07\x0a\x01\x04\x04\x00\x04\x00"), Ok((2, Answer::Done(Code::MoreThanAsked))));
        assert_eq!(Answer::read(b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"), Ok((1, Answer::Extended(Code::Success))));
        assert_eq!(Answer::read(b"\x30\x0b\x02\x01\x02\x73\x06\x04\x04ldap"), Ok((2, Answer::Elsewhere)));
    }

    #[test]
    fn what_is_no_answer_is_none() {
        // A request, a text that is not UTF-8, a message cut short, one with more behind it, one that nests.
        assert_eq!(Answer::read(&super::super::unbind(3)), Err(Malformed::NotLdap));
        let mut crooked = entry("cn=x", &[]);
        let place = crooked.iter().position(|&octet| octet == b'x').unwrap();
        crooked[place] = 0xff;
        assert_eq!(Answer::read(&crooked), Err(Malformed::NotLdap));
        let whole = bound(ResultCode::Success);
        assert_eq!(Answer::read(&[whole.clone(), vec![0]].concat()), Err(Malformed::NotLdap));
        for cut in 0..whole.len() {
            assert!(Answer::read(&whole[..cut]).is_err(), "{cut}");
            assert!(matches!(length(&whole[..cut]), Ok(None | Some(_))));
        }
        let nested = |count: usize| {
            let mut inner = b"\x87\x01a".to_vec();
            for _ in 0..count {
                inner = wide(0xa2, &inner);
            }
            let search = [b"\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00".as_slice(), &inner, b"\x30\x00"].concat();
            wide(0x30, &[b"\x02\x01\x01".as_slice(), &wide(0x63, &search)].concat())
        };
        for count in [1, 200, 20_000] {
            assert_eq!(Answer::read(&nested(count)), Err(Malformed::NotLdap));
        }
    }

    fn wide(tag: u8, body: &[u8]) -> Vec<u8> {
        [&[tag, 0x84][..], &u32::try_from(body.len()).unwrap().to_be_bytes(), body].concat()
    }

    #[test]
    fn how_long_an_answer_is_is_known_before_it_is_gathered() {
        assert_eq!(length(b""), Ok(None));
        assert_eq!(length(b"\x30"), Ok(None));
        assert_eq!(length(b"\x30\x0c"), Ok(Some(14)));
        assert_eq!(length(b"\x30\x82\x01"), Ok(None));
        assert_eq!(length(b"\x30\x82\x01\x00"), Ok(Some(260)));
        assert_eq!(length(b"\x30\x84\x00\x0f\xff\xfa"), Ok(Some(LONGEST)));
        assert_eq!(length(b"\x30\x84\x00\x0f\xff\xfb"), Err(Malformed::TooLarge));
        assert_eq!(length(b"\x30\x84\xff\xff\xff\xff"), Err(Malformed::TooLarge));
        for bad in [b"\x30\x80".as_slice(), b"\x30\x85", b"\x30\xff", b"HTTP/1.1"] {
            assert_eq!(length(bad), Err(Malformed::NotLdap));
        }
    }

    proptest! {
        #[test]
        fn an_entry_says_what_the_directory_wrote(
            name in "\\PC{0,60}",
            values in prop::collection::vec(("[a-zA-Z][a-zA-Z0-9;-]{0,20}", prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..5)), 0..6),
        ) {
            let bytes = entry(&name, &values);
            prop_assert_eq!(length(&bytes), Ok(Some(bytes.len())));
            let (_, Answer::Found(found)) = Answer::read(&bytes).unwrap() else { return Err(TestCaseError::fail("nothing found")) };
            prop_assert_eq!(&found.name, &name);
            prop_assert_eq!(found.attributes.len(), values.len());
            for ((name, read), (wrote, said)) in found.attributes.iter().zip(&values) {
                let (mut read, mut said) = (read.clone(), said.clone());
                read.sort_unstable();
                said.sort_unstable();
                prop_assert_eq!((name, read), (wrote, said));
            }
        }

        #[test]
        fn any_bytes_are_an_answer_or_none(bytes in prop::collection::vec(any::<u8>(), 0..400), whole in any::<bool>()) {
            let bytes = if whole { wide(0x30, &bytes) } else { bytes };
            let _any = Answer::read(&bytes);
        }
    }
}
