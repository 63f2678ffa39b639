//! The tree of parts (RFC 2046 §5), cut within limits.

use super::headers::{self, Block, Headers};
use super::parameters::Parameters;

/// **Units**: parts of one mail.
pub(super) const MOST_PARTS: usize = 200;
/// **Units**: multiparts inside multiparts.
const DEEPEST: usize = 20;

/// One part and what lies below it.
pub(super) struct Part<'x> {
    pub(super) headers: Headers,
    pub(super) kind: Parameters,
    pub(super) disposition: Parameters,
    /// As received; transfer encoding and charset are not undone.
    pub(super) body: &'x [u8],
    /// Empty unless it is a multipart that could be cut.
    pub(super) children: Vec<Part<'x>>,
}

/// What is left of the limits, and what was odd.
#[derive(Default)]
pub(super) struct Walk {
    parts: usize,
    /// The charset that was named last.
    charset: Option<String>,
    pub(super) oddity: Option<&'static str>,
}

impl Walk {
    pub(super) fn note(&mut self, oddity: &'static str) {
        self.oddity = self.oddity.or(Some(oddity));
    }

    /// Cuts a whole mail.
    pub(super) fn mail<'x>(&mut self, raw: &'x [u8]) -> Part<'x> {
        self.part(raw, "text/plain", 0)
    }

    fn part<'x>(&mut self, raw: &'x [u8], default_kind: &str, depth: usize) -> Part<'x> {
        let Block { headers, body, oddity } = headers::split_within(raw, self.charset.as_deref());
        if let Some(oddity) = oddity {
            self.note(oddity);
        }
        let mut kind = headers.parameters("content-type");
        if !kind.value.contains('/') {
            if !kind.value.is_empty() {
                self.note("content type that is none");
            }
            default_kind.clone_into(&mut kind.value);
        }
        if let Some(charset) = kind.get("charset") {
            self.charset = Some(charset.to_owned());
        }
        let disposition = headers.parameters("content-disposition");
        let body = raw.get(body..).unwrap_or_default();
        let mut part = Part { headers, kind, disposition, body, children: Vec::new() };
        if part.kind.family() == "multipart" {
            part.children = self.children(&part, depth);
        }
        part
    }

    fn children<'x>(&mut self, part: &Part<'x>, depth: usize) -> Vec<Part<'x>> {
        let Some(boundary) = part.kind.get("boundary").map(str::trim_end).filter(|b| !b.is_empty()) else {
            self.note("multipart without a boundary");
            return Vec::new();
        };
        if depth == DEEPEST {
            self.note("parts nested deeper than 20");
            return vec![Part::rest(part.body)];
        }
        let default_kind = if part.kind.value == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        let mut children = Vec::new();
        let most = MOST_PARTS.saturating_sub(self.parts);
        let mut found = pieces(part.body, boundary.as_bytes(), most, false);
        if found.is_empty() {
            // Programs add to the boundary what its field does not say.
            found = pieces(part.body, boundary.as_bytes(), most, true);
        }
        for piece in found {
            self.parts += 1;
            match piece {
                Piece::Whole(raw) => children.push(self.part(raw, default_kind, depth + 1)),
                Piece::Unclosed(raw) => {
                    self.note("multipart that is not closed");
                    children.push(self.part(raw, default_kind, depth + 1));
                }
                Piece::Rest(raw) => {
                    self.note("more than 200 parts");
                    children.push(Part::rest(raw));
                }
            }
        }
        if children.is_empty() {
            self.note("multipart without parts");
        }
        children
    }
}

impl<'x> Part<'x> {
    /// What lies beyond the limits, kept as one attachment.
    fn rest(raw: &'x [u8]) -> Self {
        let kind = Parameters::plain("application/octet-stream");
        Self { headers: Headers::default(), kind, disposition: Parameters::default(), body: raw, children: Vec::new() }
    }
}

enum Piece<'x> {
    Whole(&'x [u8]),
    Unclosed(&'x [u8]),
    Rest(&'x [u8]),
}

/// Cuts a body at its delimiter lines; preamble and epilogue are left out, as RFC 2046 §5.1.1 says.
fn pieces<'x>(body: &'x [u8], boundary: &[u8], most: usize, lenient: bool) -> Vec<Piece<'x>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let start = at;
        at += line.len();
        let Some(closes) = delimiter(line, boundary, lenient) else { continue };
        if let Some(from) = open {
            found.push(Piece::Whole(before_line_end(body.get(from..start).unwrap_or_default())));
        }
        open = (!closes).then_some(at);
        if closes || found.len() >= most {
            break;
        }
    }
    if let Some(raw) = open.and_then(|from| body.get(from..)) {
        found.push(if found.len() >= most { Piece::Rest(raw) } else { Piece::Unclosed(without_end(raw, boundary)) });
    }
    found
}

/// Whether the line is a delimiter, and if so whether it is the closing one. Leniently, anything may follow the boundary.
fn delimiter(line: &[u8], boundary: &[u8], lenient: bool) -> Option<bool> {
    let tail = line.strip_prefix(b"--")?.strip_prefix(boundary)?.trim_ascii_end();
    match tail {
        b"" => Some(false),
        b"--" => Some(true),
        _ if lenient => Some(tail.ends_with(b"--")),
        _ => None,
    }
}

/// The closing delimiter may stand at the end of the last line instead of on one of its own.
fn without_end<'x>(raw: &'x [u8], boundary: &[u8]) -> &'x [u8] {
    let end = || raw.trim_ascii_end().strip_suffix(b"--")?.strip_suffix(boundary)?.strip_suffix(b"--");
    end().unwrap_or(raw)
}

/// The line end before a delimiter belongs to the delimiter.
fn before_line_end(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
    raw.strip_suffix(b"\r").unwrap_or(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as text: kinds with their bodies, children in brackets.
    fn show(part: &Part<'_>) -> String {
        if part.children.is_empty() {
            return format!("{}:{}", part.kind.value, String::from_utf8_lossy(part.body));
        }
        format!("{}[{}]", part.kind.value, part.children.iter().map(show).collect::<Vec<_>>().join("|"))
    }

    fn check(raw: &str, expected: &str, oddity: Option<&str>) {
        let mut walk = Walk::default();
        assert_eq!(show(&walk.mail(raw.as_bytes())), expected, "{raw}");
        assert_eq!(walk.oddity, oddity, "{raw}");
    }

    #[test]
    fn parts_are_cut_at_their_boundaries() {
        let mixed = "Content-Type: multipart/mixed; boundary=\"b\"\n\npreamble\n";
        check("A: 1\n\nx\n", "text/plain:x\n", None);
        check(
            &format!("{mixed}--b\n\none\n--b  \nContent-Type: text/html\n\ntwo\n--b--\nepilogue"),
            "multipart/mixed[text/plain:one|text/html:two]",
            None,
        );
        check(&format!("{mixed}--b\r\n\r\none\r\n\r\n--b--\r\n"), "multipart/mixed[text/plain:one\r\n]", None);
        check(&format!("{mixed}--b\n\none\n--bb\n--b--b\n--b--"), "multipart/mixed[text/plain:one\n--bb\n--b--b]", None);
        check(&format!("{mixed}--b\n\none"), "multipart/mixed[text/plain:one]", Some("multipart that is not closed"));
        check(&format!("{mixed}text"), "multipart/mixed:preamble\ntext", Some("multipart without parts"));
        check(&format!("{mixed}--b\n\none--b--\n"), "multipart/mixed[text/plain:one]", Some("multipart that is not closed"));
        check(&format!("{mixed}--bx\n\none\n--bx--\n"), "multipart/mixed[text/plain:one]", None);
        check("Content-Type: multipart/mixed\n\nx", "multipart/mixed:x", Some("multipart without a boundary"));
        check("Content-Type: nonsense\n\nx", "text/plain:x", Some("content type that is none"));
    }

    #[test]
    fn trees_nest_and_digests_hold_messages() {
        let inner = "Content-Type: multipart/digest; boundary=c\n\n--c\n\nSubject: x\n--c--\n";
        check(
            &format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n{inner}--b--\n"),
            "multipart/mixed[multipart/digest[message/rfc822:Subject: x]]",
            None,
        );
    }

    #[test]
    fn limits_hold_and_nothing_is_lost() {
        let mut many = String::from("Content-Type: multipart/mixed; boundary=b\n\n");
        many.push_str(&"--b\n\nx\n".repeat(500));
        let mut walk = Walk::default();
        let part = walk.mail(many.as_bytes());
        assert_eq!((part.children.len(), walk.oddity), (201, Some("more than 200 parts")));
        assert_eq!(part.children.last().map(|rest| rest.body.len()), Some("--b\n\nx\n".len() * 300 - "--b\n".len()));

        let deep = (0..50).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect::<Vec<_>>().concat();
        let mut walk = Walk::default();
        walk.mail(deep.as_bytes());
        assert_eq!(walk.oddity, Some("multipart that is not closed"));
    }
}
