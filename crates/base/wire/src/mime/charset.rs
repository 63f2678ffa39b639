//! From bytes in some charset to text.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16LE, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes `bytes` as the charset that was declared, or as what they look like when none was or nobody knows it.
///
/// The flag says whether something could not be decoded and became U+FFFD, or the declared name is unknown.
/// U+0000 is dropped: no store of text takes it.
pub(super) fn decode(declared: Option<&str>, bytes: &[u8]) -> (String, bool) {
    let label = declared.unwrap_or_default().trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    let (mut text, odd) = match label.to_ascii_lowercase().as_str() {
        "" | "ascii" | "us-ascii" | "ansi_x3.4-1968" | "unknown" | "unknown-8bit" | "x-unknown" | "default_charset" => {
            (guess(bytes), false)
        }
        known => by_label(known, bytes),
    };
    if text.contains('\0') {
        text.retain(|c| c != '\0');
    }
    (text, odd)
}

fn by_label(label: &str, bytes: &[u8]) -> (String, bool) {
    let label = if label == "unicode-1-1-utf-7" { "utf-7" } else { label };
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding == UTF_16LE => {
            let (text, _, odd) = encoding.decode(bytes);
            (text.into_owned(), odd)
        }
        Some(encoding) if encoding == UTF_8 => {
            let (text, odd) = UTF_8.decode_with_bom_removal(bytes);
            (text.into_owned(), odd)
        }
        Some(encoding) if encoding != REPLACEMENT => {
            let (text, odd) = encoding.decode_without_bom_handling(bytes);
            (text.into_owned(), odd)
        }
        _ => match charset_decoder(label.as_bytes()) {
            Some(decoder) => {
                let text = decoder(bytes);
                let odd = text.contains(char::REPLACEMENT_CHARACTER);
                (text, odd)
            }
            None => (guess(bytes), true),
        },
    }
}

/// UTF-8 when it is, else Windows-1252, which every byte string is.
fn guess(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_charsets_are_honoured_and_the_others_guessed() {
        let check = |declared: Option<&str>, bytes: &[u8], expected: &str, odd: bool| {
            assert_eq!(decode(declared, bytes), (expected.to_owned(), odd), "{declared:?}");
        };
        check(Some("ISO-8859-1"), b"f\xFCr", "für", false);
        check(Some("\"utf-8\""), b"\xEF\xBB\xBFf\xC3\xBCr", "für", false);
        check(Some("utf-8"), b"f\xFCr", "f\u{FFFD}r", true);
        check(Some("iso-8859-15"), b"\xA4", "€", false);
        check(Some("iso-2022-jp"), b"\x1B$B$3$s\x1B(B", "こん", false);
        check(Some("koi8-r"), b"\xF4\xC5\xD3\xD4", "Тест", false);
        check(Some("utf-7"), b"f+APw-r", "für", false);
        check(Some("utf-16"), b"\xFE\xFF\0f\0r", "fr", false);
        check(Some("cp850"), b"f\x81r", "für", false);
        check(Some("klingon"), b"f\xFCr", "für", true);
        check(Some("us-ascii"), b"f\xFCr", "für", false);
        check(None, "für".as_bytes(), "für", false);
        check(None, b"a\0b", "ab", false);
    }
}
