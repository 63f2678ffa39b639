//! Header fields and bodies as RFC 5322 and RFC 2045 want them written.

use super::mailbox::{Mailbox, quoted};
use super::message_id::MessageId;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// **Units**: octets of an encoded word with its frame (RFC 2047 §2).
const LONGEST_WORD: usize = 75;
/// **Units**: columns after which a line is folded where it can be (RFC 5322 §2.1.1).
const COLUMNS: usize = 76;
/// **Units**: octets of a message id that still fits a line of 998 with its brackets.
const LONGEST_ID: usize = 900;

/// A field of free text.
pub(super) fn text_field(name: &str, text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim();
    let plain = text.is_ascii() && !text.contains("=?") && !text.contains("  ") && text.split(' ').all(|word| word.len() < COLUMNS - 20);
    if plain { fold(name, text.split_inclusive(' ')) } else { fold(name, encoded_words(text, name.len() + 2).iter().map(String::as_str)) }
}

/// A field of mailboxes; those without an address are left out, and so is the field when none remains.
pub(super) fn mailbox_field(name: &str, mailboxes: &[Mailbox]) -> String {
    let all: Vec<String> = mailboxes.iter().filter_map(mailbox).collect();
    if all.is_empty() {
        return String::new();
    }
    format!("{name}: {}\r\n", all.join(",\r\n "))
}

fn mailbox(mailbox: &Mailbox) -> Option<String> {
    let breaks = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')' | '\\');
    let address = mailbox.address.replace(breaks, "");
    if address.is_empty() || address.len() > 320 {
        return None;
    }
    let Some(name) = mailbox.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) else { return Some(address) };
    let plain = name.len() <= 60 && name.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) && !name.contains("=?") && !name.contains("  ");
    let shown = if plain { quoted(name) } else { encoded_words(name, 1).join("\r\n ") };
    let gap = if shown.len() + address.len() < COLUMNS - 10 { " " } else { "\r\n " };
    Some(format!("{shown}{gap}<{address}>"))
}

/// A field of message ids; one that would not fit a line is left out.
pub(super) fn id_field(name: &str, ids: &[MessageId]) -> String {
    let shown: Vec<String> = ids.iter().filter(|id| id.as_str().len() <= LONGEST_ID).map(MessageId::to_string).collect();
    if shown.is_empty() { String::new() } else { format!("{name}: {}\r\n", shown.join("\r\n ")) }
}

/// Writes a field from pieces, each on the same line while it fits.
fn fold<'t>(name: &str, pieces: impl Iterator<Item = &'t str>) -> String {
    let mut out = format!("{name}:");
    let mut column = out.len();
    for piece in pieces {
        let piece = piece.trim_end();
        if column + 1 + piece.len() > COLUMNS && column > 1 {
            out.push_str("\r\n");
            column = 0;
        }
        out.push(' ');
        out.push_str(piece);
        column += 1 + piece.len();
    }
    out.push_str("\r\n");
    out
}

/// Text as encoded words in UTF-8, each with whole characters, in the shorter of both encodings (RFC 2047 §4). The first
/// one leaves room for the columns that are used already.
fn encoded_words(text: &str, used: usize) -> Vec<String> {
    let loud = text.bytes().filter(|b| !is_quiet(*b)).count();
    let in_base64 = loud * 2 > text.len();
    let room = |used: usize| {
        let room = LONGEST_WORD - "=?utf-8?Q??=".len() - used;
        if in_base64 { room / 4 * 3 } else { room }
    };
    let mut most = room(used.min(40));
    let mut words = Vec::new();
    let mut taken = String::new();
    let mut length = 0;
    for c in text.chars() {
        let size = if in_base64 { c.len_utf8() } else { q_encoded(c).len() };
        if length + size > most {
            words.push(encoded_word(&std::mem::take(&mut taken), in_base64));
            length = 0;
            most = room(0);
        }
        taken.push(c);
        length += size;
    }
    words.push(encoded_word(&taken, in_base64));
    words
}

fn encoded_word(text: &str, in_base64: bool) -> String {
    if in_base64 {
        format!("=?utf-8?B?{}?=", STANDARD.encode(text))
    } else {
        format!("=?utf-8?Q?{}?=", text.chars().map(q_encoded).collect::<String>())
    }
}

/// What may stand for itself in a word even within a name (RFC 2047 §5 (3)).
fn is_quiet(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'!' | b'*' | b'+' | b'-' | b'/')
}

fn q_encoded(c: char) -> String {
    let mut buffer = [0; 4];
    let mut out = String::new();
    for byte in c.encode_utf8(&mut buffer).bytes() {
        push_octet(&mut out, byte, byte != b' ' && is_quiet(byte), '=');
    }
    out.replace("=20", "_")
}

fn push_octet(out: &mut String, byte: u8, plain: bool, mark: char) {
    if plain {
        out.push(char::from(byte));
    } else {
        // Writing into a String cannot fail.
        let _ = write!(out, "{mark}{byte:02X}");
    }
}

/// A parameter with a file name: quoted where it is plain, else as RFC 2231 §4 has it, cut into pieces.
pub(super) fn name_parameter(key: &str, name: &str) -> String {
    if name.len() <= 60 && name.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) && !name.contains("=?") {
        return format!(";\r\n {key}={}", quoted(name));
    }
    let mut pieces = vec![String::from("utf-8''")];
    for c in name.chars() {
        let mut octets = String::new();
        let mut buffer = [0; 4];
        for byte in c.encode_utf8(&mut buffer).bytes() {
            push_octet(&mut octets, byte, byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'), '%');
        }
        // Whole characters in each piece: some programs decode the pieces one by one.
        match pieces.last_mut().filter(|piece| piece.len() + octets.len() <= 60) {
            Some(piece) => piece.push_str(&octets),
            None => pieces.push(octets),
        }
    }
    if let [only] = pieces.as_slice() {
        return format!(";\r\n {key}*={only}");
    }
    let numbered = pieces.iter().enumerate().map(|(nth, piece)| format!(";\r\n {key}*{nth}*={piece}"));
    numbered.collect::<Vec<_>>().concat()
}

/// Text as a body: CR LF at the end of each line, in the encoding that leaves most of it readable.
pub(super) fn text_body(text: &str) -> (&'static str, String) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let tame = |line: &str| {
        line.len() <= COLUMNS
            && !line.ends_with([' ', '\t'])
            && !line.starts_with("From ")
            && line.bytes().all(|b| b == b'\t' || (b' '..0x7F).contains(&b))
    };
    let text = text.strip_suffix('\n').unwrap_or(&text);
    if text.split('\n').all(tame) {
        return ("7bit", text.split('\n').flat_map(|line| [line, "\r\n"]).collect());
    }
    let loud = text.bytes().filter(|b| !b.is_ascii()).count();
    if loud * 3 > text.len() {
        return ("base64", base64_body(format!("{}\r\n", text.replace('\n', "\r\n")).as_bytes()));
    }
    ("quoted-printable", text.split('\n').flat_map(|line| [quoted_printable(line), "\r\n".to_owned()]).collect())
}

/// One line, encoded and broken softly.
fn quoted_printable(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for (nth, byte) in line.bytes().enumerate() {
        let at_end = nth + 1 == line.len();
        let blank = byte == b' ' || byte == b'\t';
        let from = nth == 0 && line.starts_with("From ");
        let plain = (blank && !at_end) || (byte.is_ascii_graphic() && byte != b'=' && !from);
        let size = if plain { 1 } else { 3 };
        if column + size > COLUMNS - 1 {
            out.push_str("=\r\n");
            column = 0;
        }
        push_octet(&mut out, byte, plain, '=');
        column += size;
    }
    out
}

/// Octets as a body in base64.
pub(super) fn base64_body(bytes: &[u8]) -> String {
    let rows = bytes.chunks(COLUMNS / 4 * 3).flat_map(|row| [STANDARD.encode(row), "\r\n".to_owned()]);
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_fields_are_folded_or_encoded() {
        let check = |text: &str, expected: &str| assert_eq!(text_field("Subject", text), format!("Subject: {expected}\r\n"), "{text}");
        check("Hello", "Hello");
        check("Grüße aus Köln", "=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=");
        check("こんにちは", "=?utf-8?B?44GT44KT44Gr44Gh44Gv?=");
        check("=?utf-8?Q?x?=", "=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=");
        check("a\r\nBcc: x@y.example", "=?utf-8?Q?a__Bcc=3A_x=40y=2Eexample?=");
        let line = |words: usize| vec!["word"; words].join(" ");
        check(&line(20), &format!("{}\r\n {}", line(13), line(7)));
    }

    #[test]
    fn mailboxes_are_quoted_or_encoded() {
        let check = |name: Option<&str>, address: &str, expected: Option<&str>| {
            let boxed = Mailbox { name: name.map(str::to_owned), address: address.to_owned(), parsed: None };
            assert_eq!(mailbox(&boxed).as_deref(), expected);
        };
        check(None, "a@b.example", Some("a@b.example"));
        check(Some("Doe, J. \"Jim\""), "a@b.example", Some("\"Doe, J. \\\"Jim\\\"\" <a@b.example>"));
        check(Some("Jörg"), "a@b.example", Some("=?utf-8?Q?J=C3=B6rg?= <a@b.example>"));
        check(Some("x"), "a@b.example>\r\nBcc: <c@d.example", Some("\"x\" <a@b.exampleBcc:c@d.example>"));
        check(Some("x"), " ", None);
    }

    #[test]
    fn file_names_are_quoted_or_cut() {
        assert_eq!(name_parameter("filename", "a \"b\".txt"), ";\r\n filename=\"a \\\"b\\\".txt\"");
        assert_eq!(name_parameter("filename", "ü.txt"), ";\r\n filename*=utf-8''%C3%BC.txt");
        assert!(name_parameter("filename", &"ü".repeat(40)).contains(";\r\n filename*1*=%"));
    }

    #[test]
    fn bodies_stay_readable_where_they_can() {
        let check = |text: &str, encoding: &str, body: &str| assert_eq!(text_body(text), (encoding, body.to_owned()), "{text:?}");
        check("a\nb", "7bit", "a\r\nb\r\n");
        check("a\r\nb\r\n", "7bit", "a\r\nb\r\n");
        check("", "7bit", "\r\n");
        check("From me \n= ü", "quoted-printable", "=46rom me=20\r\n=3D =C3=BC\r\n");
        check("こん\n", "base64", "44GT44KTDQo=\r\n");
    }
}
