//! How names and numbers are written for a server.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt::Write as _;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new().with_encode_padding(false).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text in quotes; `None` when it cannot stand in them (RFC 9051 §4.3): outside ASCII, or with control characters.
pub fn quoted(text: &str) -> Option<String> {
    if !text.chars().all(|sign| sign == ' ' || sign.is_ascii_graphic()) {
        return None;
    }
    Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// A folder's name as an argument: in modified UTF-7 (RFC 3501 §5.1.3), in quotes.
pub fn folder_argument(name: &str) -> Option<String> {
    let mut encoded = String::with_capacity(name.len());
    let mut wide: Vec<u8> = Vec::new();
    for sign in name.chars() {
        if sign == ' ' || sign.is_ascii_graphic() {
            flush(&mut encoded, &mut wide);
            encoded.push(sign);
            if sign == '&' {
                encoded.push('-');
            }
        } else if sign.is_control() {
            return None;
        } else {
            let mut units = [0; 2];
            wide.extend(sign.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut encoded, &mut wide);
    quoted(&encoded)
}

fn flush(encoded: &mut String, wide: &mut Vec<u8>) {
    if !wide.is_empty() {
        let _ = write!(encoded, "&{}-", BASE64.encode(&wide));
        wide.clear();
    }
}

/// A folder's name as people read it. What is no modified UTF-7 stays as it is.
pub fn folder_name(encoded: &str) -> String {
    let mut name = String::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((before, after)) = rest.split_once('&') {
        name.push_str(before);
        let Some((inner, behind)) = after.split_once('-') else {
            name.push('&');
            rest = after;
            continue;
        };
        match decoded(inner) {
            Some(text) => name.push_str(&text),
            None => {
                let _ = write!(name, "&{inner}-");
            }
        }
        rest = behind;
    }
    name + rest
}

fn decoded(inner: &str) -> Option<String> {
    if inner.is_empty() {
        return Some("&".into());
    }
    let bytes = BASE64.decode(inner).ok()?;
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    String::from_utf16(&units).ok().filter(|_| odd.is_empty())
}

/// Messages by their numbers, as short as can be: `1:3,7`. Expects them in ascending order.
pub fn uid_set(uids: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &uid in uids {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(uid) => *last = uid,
            _ => runs.push((uid, uid)),
        }
    }
    let write = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}:{last}") };
    runs.iter().map(write).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_quoted_is_refused() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(quoted(text).as_deref(), expected, "{text:?}");
        check("erika", Some("\"erika\""));
        check("a \"b\" \\", Some("\"a \\\"b\\\" \\\\\""));
        for bad in ["a\r\nA2 DELETE INBOX", "a\nb", "a\0b", "müller", "\u{7f}"] {
            check(bad, None);
        }
    }

    #[test]
    fn folders_have_their_own_alphabet() {
        let check = |name: &str, expected: &str| {
            assert_eq!(folder_argument(name).as_deref(), Some(expected), "{name}");
            assert_eq!(folder_name(expected.trim_matches('"')), name);
        };
        check("INBOX", "\"INBOX\"");
        check("Entwürfe", "\"Entw&APw-rfe\"");
        check("~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"");
        check("R&D", "\"R&-D\"");
        assert_eq!(folder_argument("a\r\nb"), None);
        for odd in ["a&b", "&AP-", "&!-", "&"] {
            assert_eq!(folder_name(odd), odd);
        }
    }

    #[test]
    fn numbers_in_a_row_are_a_run() {
        let check = |uids: &[u32], expected: &str| assert_eq!(uid_set(uids), expected);
        check(&[], "");
        check(&[7], "7");
        check(&[1, 2, 3, 7, 9, 10], "1:3,7,9:10");
        check(&[u32::MAX - 1, u32::MAX], "4294967294:4294967295");
    }

    proptest! {
        #[test]
        fn folders_round_trip(name in "\\PC{0,40}") {
            if let Some(argument) = folder_argument(&name) {
                prop_assert!(argument.is_ascii());
                let bare = argument[1..argument.len() - 1].replace("\\\"", "\"").replace("\\\\", "\\");
                prop_assert_eq!(folder_name(&bare), name);
            }
        }

        #[test]
        fn any_name_is_read(name in "\\PC{0,60}") {
            folder_name(&name);
        }
    }
}
