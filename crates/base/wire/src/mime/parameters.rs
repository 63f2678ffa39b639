//! Structured fields with parameters: `attachment; filename="a.txt"` (RFC 2045 §5.1, RFC 2183, RFC 2231).

use super::{charset, transfer, words};

/// **Units**: octets of a field that are looked at.
const LONGEST: usize = 8 * 1024;

/// **Units**: octets of an encoded word in a value without quotes.
const LONGEST_WORD: usize = 500;

/// A value and its parameters.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters {
    /// In lower case, without spaces; empty when the field is missing.
    pub(super) value: String,
    /// Names in lower case; what was cut into pieces is whole again.
    all: Vec<(String, String)>,
}

impl Parameters {
    /// A value without parameters.
    pub(super) fn plain(value: &str) -> Self {
        Self { value: value.to_owned(), all: Vec::new() }
    }

    /// Reads a field, leniently: values may lack their quotes, the first semicolon may be missing.
    pub(super) fn read(field: &str) -> Self {
        let field = field.get(..field.floor_char_boundary(LONGEST)).unwrap_or_default();
        let field = without_comments(field);
        let (value, mut rest) = field.split_at(field.find(';').unwrap_or(field.len()));
        let value = value.trim();
        let kind = value.split([' ', '\t']).next().unwrap_or_default();
        if kind.contains('/') && value.get(kind.len()..).is_some_and(|tail| tail.contains('=')) {
            rest = field.get(field.find(kind).unwrap_or(0) + kind.len()..).unwrap_or_default();
        }
        let kind = if rest.len() + value.len() > field.len() { kind } else { value };
        let kind = kind.chars().filter(|c| !c.is_whitespace() && !c.is_control()).map(|c| c.to_ascii_lowercase()).collect();
        let mut pieces = Vec::new();
        while let Some((piece, tail)) = piece(rest) {
            pieces.extend(piece);
            rest = tail;
        }
        Self { value: kind, all: join(pieces) }
    }

    /// The parameter of that name, if it is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The type before the slash.
    pub(super) fn family(&self) -> &str {
        self.value.split('/').next().unwrap_or_default()
    }
}

/// A parameter as it was sent, perhaps one piece of several.
struct Piece {
    /// The name, the number of the piece, and whether it is encoded: `name*3*`.
    name: String,
    number: Option<u32>,
    encoded: bool,
    value: String,
}

/// Reads one parameter; the outer `None` is the end, the inner one something that is none.
fn piece(rest: &str) -> Option<(Option<Piece>, &str)> {
    let rest = rest.trim_start_matches([';', ' ', '\t', '\n', '\r']);
    if rest.is_empty() {
        return None;
    }
    let end = rest.find(['=', ';']).unwrap_or(rest.len());
    let (name, tail) = rest.split_at_checked(end)?;
    let Some(tail) = tail.strip_prefix('=') else { return Some((None, tail)) };
    let (value, tail) = value(tail.trim_start());
    let name = name.trim().to_ascii_lowercase();
    let (name, encoded) = name.strip_suffix('*').map_or((name.as_str(), false), |name| (name, true));
    let (name, number) = match name.split_once('*') {
        Some((base, number)) => (base, Some(number.parse().unwrap_or(u32::MAX))),
        None => (name, None),
    };
    Some((Some(Piece { name: name.to_owned(), number, encoded, value }), tail))
}

/// Reads a value, quoted or up to the next semicolon.
fn value(text: &str) -> (String, &str) {
    let Some(inner) = text.strip_prefix('"') else {
        let words = encoded_words(text);
        let end = text.get(words..).and_then(|rest| rest.find(';')).map_or(text.len(), |at| words + at);
        let (value, tail) = text.split_at(end);
        return (value.trim().trim_end_matches('"').to_owned(), tail);
    };
    let mut out = String::new();
    let mut signs = inner.char_indices();
    while let Some((at, c)) = signs.next() {
        match c {
            '"' => return (out, inner.get(at + 1..).unwrap_or_default()),
            // Programs on Windows write paths with single backslashes.
            '\\' => match signs.next() {
                Some((_, escaped @ ('"' | '\\'))) => out.push(escaped),
                Some((_, other)) => out.extend(['\\', other]),
                None => {}
            },
            _ => out.push(c),
        }
    }
    (out, "")
}

/// How far the encoded words reach that a value begins with; a semicolon in them ends nothing.
fn encoded_words(text: &str) -> usize {
    let mut rest = text;
    loop {
        let near = rest.get(..rest.floor_char_boundary(LONGEST_WORD)).unwrap_or_default();
        let Some(inner) = near.trim_start().strip_prefix("=?") else { break };
        // The letter of the encoding stands between two question marks, the second of which may meet the equals sign.
        let Some(end) = inner.match_indices('?').nth(1).and_then(|(at, _)| Some(at + 1 + inner.get(at + 1..)?.find("?=")?)) else { break };
        rest = rest.get(near.len() - inner.len() + end + 2..).unwrap_or_default();
    }
    text.len() - rest.len()
}

/// Puts the pieces of each parameter together in the order of their numbers and decodes them.
fn join(mut pieces: Vec<Piece>) -> Vec<(String, String)> {
    // Stable: of equals the first stays first. An encoded form goes before a plain one of the same name (RFC 6266 §4.3).
    pieces.sort_by_key(|piece| (piece.name.clone(), piece.number.is_none() && !piece.encoded, piece.number));
    let mut all: Vec<(String, String)> = Vec::new();
    let mut rest = pieces.as_slice();
    while let Some(first) = rest.first() {
        let same = |piece: &&Piece| piece.name == first.name && first.number.is_some() && piece.number.is_some();
        let count = rest.iter().take_while(same).count().max(1);
        let (group, tail) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        all.push((first.name.clone(), decode(group)));
        rest = tail;
    }
    all
}

fn decode(group: &[Piece]) -> String {
    let Some(first) = group.first() else { return String::new() };
    if !group.iter().any(|piece| piece.encoded) {
        let whole: String = group.iter().map(|piece| piece.value.as_str()).collect();
        return without_star(&whole).unwrap_or_else(|| words::decode(&whole));
    }
    let mut parts = first.value.splitn(3, '\'');
    let (charset, start) = match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(start)) if first.encoded => (Some(charset), start),
        _ => (None, first.value.as_str()),
    };
    let mut octets = Vec::new();
    for (nth, piece) in group.iter().enumerate() {
        let value = if nth == 0 { start } else { &piece.value };
        if piece.encoded {
            transfer::unescape(value.as_bytes(), b'%', &mut octets);
        } else {
            octets.extend_from_slice(value.as_bytes());
        }
    }
    charset::decode(charset, &octets).0
}

/// A value that is encoded although the star in its name, which says so, is missing.
fn without_star(whole: &str) -> Option<String> {
    let (charset, rest) = whole.split_once('\'')?;
    let (language, value) = rest.split_once('\'')?;
    let known = charset.eq_ignore_ascii_case("utf-8") || charset.get(..9).is_some_and(|name| name.eq_ignore_ascii_case("iso-8859-"));
    let mut octets = Vec::new();
    let odd = transfer::unescape(value.as_bytes(), b'%', &mut octets);
    (known && language.len() <= 8 && !odd && octets.len() < value.len()).then(|| charset::decode(Some(charset), &octets).0)
}

/// Drops comments in parentheses outside quotes.
fn without_comments(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_u32);
    for c in field.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => {
                depth -= 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            out.push(c);
        }
    }
    // A parenthesis that never closes is none.
    if depth > 0 { field.to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_and_parameters_are_found() {
        let check = |field: &str, value: &str, key: &str, expected: Option<&str>| {
            let read = Parameters::read(field);
            assert_eq!((read.value.as_str(), read.get(key)), (value, expected), "{field}");
        };
        check("Text/HTML; Charset=\"utf-8\"", "text/html", "charset", Some("utf-8"));
        check("text/plain (plain; text); charset=us-ascii (simple)", "text/plain", "charset", Some("us-ascii"));
        check("attachment; filename*=utf-8''%E2%82%AC.txt", "attachment", "filename", Some("€.txt"));
        check("attachment; filename*1=c.txt; filename*0=\"a b\"", "attachment", "filename", Some("a bc.txt"));
        check("attachment; filename*0*=utf-8''%E2%82; filename*1*=%AC; filename*2=.txt", "attachment", "filename", Some("€.txt"));
        check("attachment; filename=x.txt; filename*=iso-8859-1'de'%FC.txt", "attachment", "filename", Some("ü.txt"));
        check("attachment; filename=\"=?utf-8?Q?=C3=BC.txt?=\"", "attachment", "filename", Some("ü.txt"));
        check("attachment; filename=This is a test.txt; size=1", "attachment", "filename", Some("This is a test.txt"));
        check("attachment; filename=\"C:\\dir\\a\\\"b.txt\"", "attachment", "filename", Some("C:\\dir\\a\"b.txt"));
        check("attachment; filename=\"a (1).txt\"", "attachment", "filename", Some("a (1).txt"));
        check("; filename=a", "", "filename", Some("a"));
        check("attachment; filename==?utf-8?Q?=C3=BC.txt?=", "attachment", "filename", Some("ü.txt"));
        check("attachment; filename==?utf-8?Q?a;b=2E?= =?utf-8?Q?txt?=", "attachment", "filename", Some("a;b.txt"));
        check("attachment; filename*=%C3%BC.txt", "attachment", "filename", Some("ü.txt"));
        check("attachment; filename*=\"utf-8''%C3%BC.txt\"", "attachment", "filename", Some("ü.txt"));
        check("attachment; filename=\"utf-8''%C3%BC.txt\"", "attachment", "filename", Some("ü.txt"));
        check("attachment; filename*0=\"=?utf-8?B?w7w=?=\"; filename*1=.txt", "attachment", "filename", Some("ü.txt"));
        check("attachment; filename*0*=utf-8''%C3; filename*1=%BC.txt", "attachment", "filename", Some("\u{C3}%BC.txt"));
        check("attachment; filename*=klingon'x'%FC.txt", "attachment", "filename", Some("ü.txt"));
        check("attachment; filename*0*=a; filename*0*=b; filename*01*=c", "attachment", "filename", Some("abc"));
        check("attachment; filename = \"a.txt\" ; x", "attachment", "filename", Some("a.txt"));
        check("multipart/mixed; boundary=\"a; b\"", "multipart/mixed", "boundary", Some("a; b"));
        check("multipart/mixed\tboundary=\"x y\"", "multipart/mixed", "boundary", Some("x y"));
        check("multipart/mixed;; boundary=x;", "multipart/mixed", "boundary", Some("x"));
        check("text/plain; charset", "text/plain", "charset", None);
        check("", "", "x", None);
    }

    proptest! {
        #[test]
        fn any_field_can_be_read(field in "([a-z/;=\"' *%\\\\()0-9]|utf-8''|filename\\*1\\*=|=\\?utf-8\\?Q\\?|\\?=|ü){0,60}") {
            Parameters::read(&field);
        }
    }
}
