//! Encoded words in header fields (RFC 2047), read leniently and in linear time.

use super::{charset, transfer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::Encoding;
use std::borrow::Cow;

/// Decodes all encoded words of an unstructured field.
///
/// Neighbours in the same charset are decoded together, since some programs cut a character in two.
pub(super) fn decode(text: &str) -> String {
    rewrite(text, |found, out| match found {
        Found::Run(plain) => out.push_str(&plain),
        Found::Stray => out.push_str("=?"),
    })
}

/// Replaces each run of encoded words by one in UTF-8, which a parser of structured fields then finds whole.
///
/// What only begins like a word loses its `=` when there is much of it: that parser would look for the end of each one in all
/// that follows.
pub(super) fn join(text: &str) -> String {
    let mut strays = 0;
    rewrite(text, |found, out| match found {
        Found::Run(plain) => {
            out.push_str("=?utf-8?B?");
            out.push_str(&STANDARD.encode(plain));
            out.push_str("?=");
        }
        Found::Stray => {
            strays += 1;
            out.push_str(if strays > MOST_STRAYS { "?" } else { "=?" });
        }
    })
}

/// One encoded word: its charset and its octets.
struct Word<'x> {
    charset: &'x str,
    octets: Vec<u8>,
}

/// What stands where `=?` is.
enum Found {
    /// A run of encoded words, decoded.
    Run(String),
    /// No encoded word.
    Stray,
}

/// Where the next `?=` is, remembered, so that text full of words without an end is looked through once.
struct Ends<'x> {
    text: &'x str,
    /// From where the last look went, and what it found.
    known: Option<(usize, Option<usize>)>,
}

impl Ends<'_> {
    /// The first `?=` behind `from`. Asked with growing places.
    fn after(&mut self, from: usize) -> Option<usize> {
        match self.known {
            Some((looked, found)) if looked <= from && found.is_none_or(|found| from <= found) => found,
            _ => {
                let found = self.text.get(from..).and_then(|rest| rest.find("?=")).map(|at| from + at);
                self.known = Some((from, found));
                found
            }
        }
    }
}

fn rewrite(text: &str, mut put: impl FnMut(Found, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run: Vec<Word<'_>> = Vec::new();
    let mut ends = Ends { text, known: None };
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some((word, tail)) = word(from, &mut ends) else {
            flush(&mut run, &mut out, &mut put);
            out.push_str(before);
            put(Found::Stray, &mut out);
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        if !before.trim().is_empty() || run.is_empty() {
            flush(&mut run, &mut out, &mut put);
            out.push_str(before);
        }
        run.push(word);
        rest = tail;
    }
    flush(&mut run, &mut out, &mut put);
    out.push_str(rest);
    out
}

fn flush(run: &mut Vec<Word<'_>>, out: &mut String, put: &mut impl FnMut(Found, &mut String)) {
    if run.is_empty() {
        return;
    }
    let mut plain = String::new();
    let mut words = run.drain(..).peekable();
    while let Some(mut word) = words.next() {
        while let Some(next) = words.next_if(|next| next.charset.eq_ignore_ascii_case(word.charset)) {
            word.octets.extend_from_slice(&next.octets);
        }
        plain.push_str(&charset::decode(Some(word.charset), &word.octets).0);
    }
    put(Found::Run(plain), out);
}

/// Reads one encoded word at the beginning of `text`; `None` when there is none.
///
/// Longer than RFC 2047 allows is accepted (many programs write such words), but not beyond [`LONGEST`].
fn word<'x>(text: &'x str, ends: &mut Ends<'_>) -> Option<(Word<'x>, &'x str)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, inner) = split_near(inner, 60)?;
    let (encoding, inner) = split_near(inner, 1)?;
    let from = ends.text.len().checked_sub(inner.len())?;
    let end = ends.after(from)?.checked_sub(from).filter(|end| *end <= LONGEST)?;
    let (payload, tail) = (inner.get(..end)?, inner.get(end + 2..)?);
    let charset = charset.split('*').next().unwrap_or_default();
    if charset.is_empty() || !charset.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:+()".contains(&b)) {
        return None;
    }
    let octets = match encoding {
        // With a question mark in it, it is the beginning of another word, not worth decoding for every one that begins in it.
        "B" | "b" if !payload.contains('?') => transfer::base64(payload.as_bytes())?.0,
        "Q" | "q" => {
            let mut octets = Vec::with_capacity(payload.len());
            transfer::unescape(&raw_octets(charset, &payload.replace('_', " ")), b'=', &mut octets);
            octets
        }
        _ => return None,
    };
    Some((Word { charset, octets }, tail))
}

/// The octets of a payload. One that is not ASCII was sent raw, against the rules, and has been decoded already.
fn raw_octets<'p>(charset: &str, payload: &'p str) -> Cow<'p, [u8]> {
    let encoding = if payload.is_ascii() { None } else { Encoding::for_label(charset.as_bytes()) };
    encoding.map_or(Cow::Borrowed(payload.as_bytes()), |encoding| encoding.encode(payload).0)
}

/// **Units**: octets of the encoded text of one word.
const LONGEST: usize = 2_000;

/// Beginnings without an end that a structured field keeps.
const MOST_STRAYS: usize = 20;

/// Splits at the next `?` if it comes within `limit` octets.
fn split_near(text: &str, limit: usize) -> Option<(&str, &str)> {
    let end = text.bytes().take(limit + 1).position(|b| b == b'?')?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_become_text() {
        let check = |text: &str, expected: &str| assert_eq!(decode(text), expected, "{text}");
        check("plain = text?", "plain = text?");
        check("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße");
        check("=?UTF-8?b?R3LDvMOfZQ==?= aus =?iso-8859-1?q?K=F6ln_am_Rhein?=", "Grüße aus Köln am Rhein");
        check("=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", "Grüße");
        check("=?utf-8*de?Q?a?=  =?us-ascii?Q?b?= c", "ab c");
        check("Re:=?utf-8?Q?a?=b", "Re:ab");
        check("=?utf-8?Q?a b?=", "a b");
        check("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab");
        check("=?utf-8?Q?was_ist_das??=", "was ist das?");
        check("=?utf-8?B?R3LDvMOfZ Q==?=", "Grüße");
        check("=?utf-8?B?R3LDvMOfZQ=?= x", "Grüße x");
        check("=?windows-1252?Q?=80?= =?koi8-r?Q?=D4?=", "€т");
        check("\"=?utf-8?Q?a?=\"", "\"a\"");
        check("=?utf-8?Q??= a", " a");
        check("=?iso-2022-jp?B?GyRCJDMbKEI=?= =?iso-2022-jp?B?GyRCJHMbKEI=?=", "こん");
        check("=?utf-8?X?a?= =?utf-8?Q?b", "=?utf-8?X?a?= =?utf-8?Q?b");
        check("=?=?utf-8?Q?b?=", "=?b");
        check("=?iso-8859-1?Q?fr\u{F6}sche=FC?=", "fröscheü");
        check("=?iso-2022-jp?B?GyRCJDMkcxsoQg==?=", "こん");
    }

    #[test]
    fn runs_are_joined_for_structured_fields() {
        assert_eq!(join("=?utf-8?Q?a=C3?= =?utf-8?Q?=BC?= <a@b.example>"), "=?utf-8?B?YcO8?= <a@b.example>");
    }

    /// A megabyte each: a look through the rest for every beginning takes minutes.
    #[test]
    fn beginnings_without_an_end_cost_one_look() {
        for piece in
            ["=?", "=?a?q?", "=?a?b?", "=?aa?q? ", "=?a?b?!! ", "=?a?b?AAAA=?a?q? ", "?=", "=?a?q?x?=", "=?a?b?QQ==?= ", "=?a?x?y?="]
        {
            let text = piece.repeat(1024 * 1024 / piece.len());
            assert!(decode(&text).len() <= text.len() && join(&text).len() <= 3 * text.len(), "{piece}");
        }
        let text = format!("{}?=", "=?aa?b? ".repeat(240)).repeat(400);
        assert!(decode(&text).len() <= text.len());
    }

    proptest! {
        #[test]
        fn any_text_is_decoded(text in "(=\\?|utf-8|\\?[QqBb]\\?|\\?=|=C3|=BC|[a-zA-Z0-9=_ ü]){0,40}") {
            decode(&text);
            prop_assert_eq!(decode(&join(&text)), decode(&text));
        }
    }
}
