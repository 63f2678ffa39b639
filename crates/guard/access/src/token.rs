//! How tokens look: `blg_<environment>_<id>_<43 of base 62>_<checksum>`, so that scanners for leaked secrets know them.

use crate::model::ApiTokenId;
use kernel::{Secret, crockford};
use sha2::{Digest, Sha256};
use std::str::FromStr;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Digits of base 62 that 256 bits need.
const SECRET_DIGITS: usize = 43;
/// Digits of base 62 that 32 bits need.
const CHECKSUM_DIGITS: usize = 6;

/// The word for the node's environment, as it stands in tokens. A service of the house, set up by the binary.
///
/// **Shape**: 1 to 16 lower-case letters, digits and dashes: `production`, `test`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEnvironment(String);

/// The word does not fit into a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment's word is 1 to 16 lower-case letters, digits and dashes")]
pub struct NotAnEnvironment;

impl FromStr for TokenEnvironment {
    type Err = NotAnEnvironment;

    fn from_str(word: &str) -> Result<Self, NotAnEnvironment> {
        let sign = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
        if (1..=16).contains(&word.len()) && word.chars().all(sign) { Ok(Self(word.to_owned())) } else { Err(NotAnEnvironment) }
    }
}

/// Makes the text of a token.
pub(crate) fn mint(environment: &TokenEnvironment, id: ApiTokenId, secret: [u8; 32]) -> Secret<String> {
    let body = format!("blg_{}_{}_{}", environment.0, crockford::encode16(&id.0.0), base62(secret, SECRET_DIGITS));
    let checksum = base62(crc32(body.as_bytes()).to_be_bytes(), CHECKSUM_DIGITS);
    Secret::new(format!("{body}_{checksum}"))
}

/// The id in the text of a token of this environment; `None` for anything else, a slip of the pen included.
pub(crate) fn read(environment: &TokenEnvironment, text: &str) -> Option<ApiTokenId> {
    if text.len() > 128 {
        return None;
    }
    let (body, checksum) = text.rsplit_once('_')?;
    if checksum != base62(crc32(body.as_bytes()).to_be_bytes(), CHECKSUM_DIGITS) {
        return None;
    }
    let mut parts = body.strip_prefix("blg_")?.split('_');
    let (word, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = parts.next().is_none() && word == environment.0 && secret.len() == SECRET_DIGITS;
    let id = crockford::decode16(id).map(|bytes| ApiTokenId(kernel::Id16(bytes)))?;
    (fits && secret.bytes().all(|digit| ALPHABET.contains(&digit))).then_some(id)
}

/// What is kept of a token or of a session's cookie. They hold 256 random bits, so that one round is enough.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// A big-endian number in base 62 with leading zeros.
fn base62<const N: usize>(mut number: [u8; N], digits: usize) -> String {
    let mut out = vec!['0'; digits];
    for digit in out.iter_mut().rev() {
        let mut rest = 0u16;
        for byte in &mut number {
            let value = rest * 256 + u16::from(*byte);
            *byte = u8::try_from(value / 62).unwrap_or(u8::MAX);
            rest = value % 62;
        }
        *digit = char::from(ALPHABET.get(usize::from(rest)).copied().unwrap_or(b'0'));
    }
    out.into_iter().collect()
}

/// CRC-32 as in Ethernet and ZIP (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id16;
    use proptest::prelude::*;

    fn environment() -> TokenEnvironment {
        "test".parse().unwrap()
    }

    #[test]
    fn a_token_looks_as_scanners_expect() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the check value of the catalogue");
        assert_eq!(base62([0, 0, 0, 61], 3), "00z");
        assert_eq!(base62([255; 32], SECRET_DIGITS).len(), 43);
        assert_eq!(base62([255; 4], CHECKSUM_DIGITS), "4gfFC3");
        let token = mint(&environment(), ApiTokenId(Id16([0; 16])), [0; 32]);
        let text = token.reveal();
        assert!(text.starts_with(&format!("blg_test_{}_{}_", "0".repeat(26), "0".repeat(43))), "{text}");
        assert_eq!(text.len(), 86);
    }

    #[test]
    fn environments_are_plain_words() {
        for bad in ["", "Test", "a_b", "a b", "seventeen-letters"] {
            assert_eq!(bad.parse::<TokenEnvironment>(), Err(NotAnEnvironment), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn tokens_read_back_and_slips_do_not(id: [u8; 16], secret: [u8; 32], at in 0usize..86, sign in "[0-9A-Za-z_]") {
            let id = ApiTokenId(Id16(id));
            let token = mint(&environment(), id, secret);
            prop_assert_eq!(read(&environment(), token.reveal()), Some(id));
            prop_assert_eq!(read(&"production".parse().unwrap(), token.reveal()), None);
            let mut slip = token.reveal().clone();
            slip.replace_range(at..=at, &sign);
            prop_assert!(slip == *token.reveal() || read(&environment(), &slip).is_none());
        }

        #[test]
        fn any_text_is_a_token_or_not(text in "\\PC{0,140}") {
            let _ = read(&environment(), &text);
        }
    }
}
