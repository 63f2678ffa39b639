//! From bytes in some charset to text.

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16LE, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// **Units**: octets that a guess is made of.
const LONGEST_SAMPLE: usize = 64 * 1024;

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
            // Not one character of it in UTF-8: the declaration is a habit of the program, not a fact.
            if odd && text.chars().all(|c| c.is_ascii() || c == char::REPLACEMENT_CHARACTER) {
                (guess(bytes), true)
            } else {
                (text.into_owned(), odd)
            }
        }
        Some(encoding) if encoding == ISO_2022_JP => {
            let bytes = without_idle_shifts(bytes);
            let (text, odd) = encoding.decode_without_bom_handling(&bytes);
            (text.into_owned(), odd)
        }
        // Two characters in UTF-8 in a row are no accident in a charset of single octets.
        Some(encoding) if encoding.is_single_byte() && is_certainly_utf8(bytes) => (guess(bytes), true),
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

/// ISO-2022-JP as it comes of two encoded words in a row, the second of which begins with the shift that the first one undid:
/// the decoder takes two shifts side by side for an attack.
fn without_idle_shifts(bytes: &[u8]) -> Vec<u8> {
    const ASCII: &[u8] = b"\x1B(B";
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    for (nth, piece) in bytes.split(|byte| *byte == 0x1B).enumerate() {
        if nth > 0 {
            if out.ends_with(ASCII) {
                out.truncate(out.len() - ASCII.len());
            }
            out.push(0x1B);
        }
        out.extend_from_slice(piece);
    }
    out
}

fn is_certainly_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().filter(|c| !c.is_ascii()).nth(1).is_some())
}

/// UTF-8 when it is, else what the frequencies of its octets speak for.
fn guess(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    // One or two octets have no frequencies.
    if bytes.iter().filter(|byte| !byte.is_ascii()).nth(2).is_none() {
        return WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
    }
    let mut detector = EncodingDetector::new();
    detector.feed(bytes.get(..LONGEST_SAMPLE).unwrap_or(bytes), true);
    let likely = detector.guess(None, false);
    let (text, odd) = likely.decode_without_bom_handling(bytes);
    // Every byte string is Windows-1252.
    if odd { WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned() } else { text.into_owned() }
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
        check(Some("utf-8"), b"f\xFCr", "für", true);
        check(Some("utf-8"), b"\xC3\xA4f\xFCr", "äf\u{FFFD}r", true);
        check(Some("iso-8859-15"), b"\xA4", "€", false);
        check(Some("iso-2022-jp"), b"\x1B$B$3$s\x1B(B", "こん", false);
        check(Some("iso-2022-jp"), b"\x1B$B$3\x1B(B\x1B$B$s\x1B(B", "こん", false);
        check(Some("iso-8859-1"), "für größere".as_bytes(), "für größere", true);
        check(Some("iso-8859-1"), "für".as_bytes(), "fÃ¼r", false);
        check(Some("koi8-r"), b"\xF4\xC5\xD3\xD4", "Тест", false);
        check(Some("utf-7"), b"f+APw-r", "für", false);
        check(Some("utf-16"), b"\xFE\xFF\0f\0r", "fr", false);
        check(Some("cp850"), b"f\x81r", "für", false);
        check(Some("klingon"), b"f\xFCr", "für", true);
        check(Some("us-ascii"), b"f\xFCr", "für", false);
        check(None, "für".as_bytes(), "für", false);
        check(None, b"f\xFCr", "für", false);
        check(None, b"\xD0\xD2\xC9\xD7\xC5\xD4, \xCB\xC1\xCB \xC4\xC5\xCC\xC1?", "привет, как дела?", false);
        check(None, b"\xB2\xE2\xCA\xD4\xD2\xBB\xCF\xC2\xA1\xA3", "测试一下。", false);
        check(None, b"a\0b", "ab", false);
    }
}
