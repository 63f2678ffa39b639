//! The header block of a message or of a part (RFC 5322 §2.2), taken apart leniently.

use super::parameters::Parameters;
use super::{charset, words};
use kernel::Timestamp;
use mail_parser::DateTime;
use std::borrow::Cow;

/// **Units**: octets of a header block that are looked at; what comes after them is passed over.
const LONGEST_BLOCK: usize = 64 * 1024;

/// The fields of one block, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Headers {
    fields: Vec<(String, String)>,
}

/// A block and where its body begins.
pub(super) struct Block {
    pub(super) headers: Headers,
    pub(super) body: usize,
    pub(super) oddity: Option<&'static str>,
}

/// Cuts the header block off. Text without any field is all body.
///
/// Lines that are no fields are passed over when fields follow, and open the body when none does, so that text behind a
/// forgotten blank line is not lost.
pub(super) fn split(raw: &[u8]) -> Block {
    split_within(raw, None)
}

/// The same for a part; octets that are not ASCII are read in the charset around it, where it names none of its own.
pub(super) fn split_within(raw: &[u8], charset: Option<&str>) -> Block {
    let mut fields: Vec<(&[u8], Vec<u8>)> = Vec::new();
    let mut oddity = None;
    let mut junk = None;
    let mut at = 0;
    let mut body = raw.len();
    for line in raw.split_inclusive(|b| *b == b'\n') {
        let start = at;
        at += line.len();
        let content = without_line_end(line);
        if content.is_empty() {
            body = at;
            break;
        }
        let left = LONGEST_BLOCK.saturating_sub(start);
        if content.len() > left {
            oddity = Some("header block longer than 64 KiB");
        }
        let content = content.get(..left).unwrap_or(content);
        if content.is_empty() {
            continue;
        }
        match (field(content), fields.last_mut()) {
            (Some((name, value)), _) => {
                oddity = oddity.or(junk.map(|_| "header line that is no field"));
                junk = None;
                fields.push((name, value.to_vec()));
            }
            (None, Some((_, value))) if junk.is_none() && content.starts_with(b" ") | content.starts_with(b"\t") => {
                value.extend_from_slice(content);
            }
            // A fold without its blank.
            (None, Some((_, value))) if junk.is_none() && value.trim_ascii_end().ends_with(b";") && content.contains(&b'=') => {
                value.push(b' ');
                value.extend_from_slice(content);
            }
            (None, None) if content.starts_with(b"From ") || content.starts_with(b">From ") => {}
            (None, _) => junk = junk.or(Some(start)),
        }
    }
    if let Some(start) = junk {
        oddity = oddity.or(Some("no blank line between header and body"));
        body = start;
    }
    if fields.is_empty() && junk.is_some() {
        body = 0;
    }
    Block { headers: Headers::read(fields, charset), body, oddity }
}

fn without_line_end(line: &[u8]) -> &[u8] {
    let mut line = line.strip_suffix(b"\n").unwrap_or(line);
    while let Some(shorter) = line.strip_suffix(b"\r") {
        line = shorter;
    }
    line
}

fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|b| *b == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let name = name.trim_ascii_end();
    let fits = !name.is_empty() && name.len() <= 100 && name.iter().all(u8::is_ascii_graphic);
    fits.then_some((name, value.get(1..).unwrap_or_default()))
}

impl Headers {
    fn read(raw: Vec<(&[u8], Vec<u8>)>, outer: Option<&str>) -> Self {
        // Octets outside ASCII are forbidden here; who sends them means the charset of the body, or UTF-8.
        let declared = raw.iter().find(|(name, _)| name.eq_ignore_ascii_case(b"content-type")).and_then(|(_, value)| {
            let value = String::from_utf8_lossy(value).into_owned();
            Parameters::read(&value).get("charset").map(str::to_owned)
        });
        let declared = declared.or_else(|| outer.map(str::to_owned));
        let text = |value: Vec<u8>| match String::from_utf8(value) {
            Ok(text) => text.replace('\0', ""),
            Err(error) => charset::decode(declared.as_deref().filter(|label| !label.eq_ignore_ascii_case("utf-8")), error.as_bytes()).0,
        };
        let fields = raw.into_iter().map(|(name, value)| (String::from_utf8_lossy(name).into_owned(), text(value).trim().to_owned()));
        Self { fields: fields.collect() }
    }

    /// The first field of that name, unfolded, encoded words as sent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// All fields of that name.
    pub(super) fn all<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h str> {
        self.fields.iter().filter(move |(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// All fields with encoded words decoded, as one reads them.
    pub(super) fn readable(&self) -> Vec<(String, String)> {
        self.fields.iter().map(|(name, value)| (name.clone(), one_line(&words::decode(value)))).collect()
    }

    /// The parameters of a structured field such as Content-Type; empty when it is missing.
    pub(super) fn parameters(&self, name: &str) -> Parameters {
        self.get(name).map(Parameters::read).unwrap_or_default()
    }

    pub(super) fn date(&self) -> Option<Timestamp> {
        let value: String = self.get("date")?.chars().take(200).collect();
        let read = |value: &str| DateTime::parse_rfc822(&format!("{value}\n")).filter(DateTime::is_valid);
        let date = read(&value).or_else(|| read(&with_seconds(&value)))?;
        date.to_timestamp().checked_mul(1_000_000).map(Timestamp::from_micros)
    }
}

/// Some programs leave the seconds out, as RFC 5322 allows.
fn with_seconds(date: &str) -> String {
    let words = date.split(' ').map(|word| match word.split_once(':') {
        Some((_, minutes)) if minutes.len() == 2 => format!("{word}:00"),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Text in which nothing breaks a line or controls a terminal.
pub(super) fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c }).collect();
    line.trim().to_owned()
}

/// Newlines as `\n`, no NUL.
pub(super) fn plain_lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, fields: &[(&str, &str)], body: &str, oddity: Option<&str>) {
        let block = split(raw.as_bytes());
        let seen: Vec<(&str, &str)> = block.headers.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(seen, fields, "{raw}");
        assert_eq!((&raw[block.body..], block.oddity), (body, oddity), "{raw}");
    }

    #[test]
    fn blocks_end_at_the_first_blank_line() {
        check("A: 1\r\nB : 2\r\n\tx\r\n\r\nbody\r\n", &[("A", "1"), ("B", "2\tx")], "body\r\n", None);
        check("A: 1\n\nB: 2\n", &[("A", "1")], "B: 2\n", None);
        check("\r\nbody", &[], "body", None);
        check("A: 1\r\r\n\r\r\nbody", &[("A", "1")], "body", None);
        check("From me Mon Jan 1\nA: 1\n\nx", &[("A", "1")], "x", None);
        check("A: 1", &[("A", "1")], "", None);
        check("A: x;\ny=\"z\"\n\n", &[("A", "x; y=\"z\"")], "", None);
        check("", &[], "", None);
    }

    #[test]
    fn lines_that_are_no_fields_are_not_lost() {
        check("just text\nmore text\n", &[], "just text\nmore text\n", Some("no blank line between header and body"));
        check("A: 1\njunk\nB: 2\n\nx", &[("A", "1"), ("B", "2")], "x", Some("header line that is no field"));
        check("A: 1\nHello,\nyou\n\nx", &[("A", "1")], "Hello,\nyou\n\nx", Some("no blank line between header and body"));
    }

    #[test]
    fn a_long_block_is_cut_and_the_body_is_found() {
        let raw = format!("A: 1\n{}\nbody", "B: 2345678\n".repeat(8_000));
        let block = split(raw.as_bytes());
        assert_eq!((&raw[block.body..], block.oddity), ("body", Some("header block longer than 64 KiB")));
        assert!(block.headers.fields.len() < 6_000);
        let raw = format!("A: {}\nB: 2\n\nbody", "x".repeat(1_000_000));
        let block = split(raw.as_bytes());
        assert_eq!((&raw[block.body..], block.oddity), ("body", Some("header block longer than 64 KiB")));
        assert_eq!(block.headers.fields.iter().map(|(name, value)| name.len() + value.len()).collect::<Vec<_>>(), [LONGEST_BLOCK - 2]);
    }

    #[test]
    fn raw_octets_are_read_in_the_charset_of_the_body() {
        let block = split(b"Subject: \xD2\xC5\xD3\xD4\nContent-Type: text/plain; charset=koi8-r\n\n");
        assert_eq!(block.headers.get("subject"), Some("рест"));
    }

    #[test]
    fn dates_are_read() {
        let check = |date: &str, expected: Option<&str>| {
            let block = split(format!("Date: {date}\n\n").as_bytes());
            assert_eq!(block.headers.date().map(|at| at.to_string()).as_deref(), expected, "{date}");
        };
        check("Thu, 15 Jan 2026 10:00:00 +0100 (CET)", Some("2026-01-15T09:00:00Z"));
        check("15 Jan 2026 09:00 GMT", Some("2026-01-15T09:00:00Z"));
        check("yesterday", None);
        check("", None);
    }
}
