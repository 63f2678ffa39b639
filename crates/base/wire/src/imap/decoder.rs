//! From octets to responses: lines, and the literals in them.

use super::response::{self, Response};
use std::collections::VecDeque;

/// How much a server may say at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// **Units**: octets of a response, literals not counted. The list of a whole folder's messages is one response.
    pub text: usize,
    /// **Units**: octets of all literals of a response together: the largest message.
    pub literals: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { text: 4 * 1024 * 1024, literals: 32 * 1024 * 1024 }
    }
}

/// Literals in one response.
const MOST_LITERALS: usize = 100;

/// The server says what cannot be read on: the connection is of no use any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Garbled {
    /// A response has more text than the limit.
    #[error("the server's answer is too long")]
    TooLong,
    /// A response has more octets in literals than the limit.
    #[error("the server sends more than a message may have")]
    TooLarge,
    /// A response has more literals than anything that was asked for.
    #[error("the server's answer is in too many pieces")]
    TooManyPieces,
}

/// One piece of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(Vec<u8>),
    Literal(Vec<u8>),
}

/// Cuts what the server sends into responses.
#[derive(Debug)]
pub struct Decoder {
    limits: Limits,
    pieces: Vec<Piece>,
    /// The line that is being read.
    line: Vec<u8>,
    /// The literal that is being read, and how much of it is missing.
    literal: Option<(Vec<u8>, usize)>,
    text: usize,
    literals: usize,
    ready: VecDeque<Response>,
}

impl Decoder {
    /// A decoder for a fresh connection.
    pub const fn new(limits: Limits) -> Self {
        Self { limits, pieces: Vec::new(), line: Vec::new(), literal: None, text: 0, literals: 0, ready: VecDeque::new() }
    }

    /// Takes what came.
    ///
    /// # Errors
    /// [`Garbled`]; what came after that is not read.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Garbled> {
        while !bytes.is_empty() {
            bytes = match self.literal.take() {
                Some((literal, missing)) => self.more_literal(literal, missing, bytes),
                None => self.more_line(bytes)?,
            };
        }
        Ok(())
    }

    /// The next response, if it is there as a whole.
    pub fn pop(&mut self) -> Option<Response> {
        self.ready.pop_front()
    }

    /// Whether nothing is left of what came: after STARTTLS nothing may be (RFC 9051 §6.2.1).
    pub fn is_empty(&self) -> bool {
        self.ready.is_empty() && self.line.is_empty() && self.pieces.is_empty() && self.literal.is_none()
    }

    fn more_literal<'a>(&mut self, mut literal: Vec<u8>, missing: usize, bytes: &'a [u8]) -> &'a [u8] {
        let (here, rest) = bytes.split_at(missing.min(bytes.len()));
        literal.extend_from_slice(here);
        match missing - here.len() {
            0 => self.pieces.push(Piece::Literal(literal)),
            missing => self.literal = Some((literal, missing)),
        }
        rest
    }

    fn more_line<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Garbled> {
        let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
        let (here, rest) = bytes.split_at(end);
        self.text += here.len();
        if self.text > self.limits.text {
            return Err(Garbled::TooLong);
        }
        self.line.extend_from_slice(here);
        if self.line.last() == Some(&b'\n') {
            self.end_line()?;
        }
        Ok(rest)
    }

    /// A line is whole: it announces a literal, or ends the response.
    fn end_line(&mut self) -> Result<(), Garbled> {
        let mut line = std::mem::take(&mut self.line);
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        let announced = if self.pieces.is_empty() && response::is_in_words(&line) { None } else { literal_at_end(&line) };
        let Some((begin, size)) = announced else {
            self.pieces.push(Piece::Text(line));
            let pieces = std::mem::take(&mut self.pieces);
            (self.text, self.literals) = (0, 0);
            self.ready.push_back(response::read(pieces));
            return Ok(());
        };
        if self.pieces.len() >= 2 * MOST_LITERALS {
            return Err(Garbled::TooManyPieces);
        }
        let size = usize::try_from(size).map_err(|_| Garbled::TooLarge)?;
        self.literals = self.literals.saturating_add(size);
        if self.literals > self.limits.literals {
            return Err(Garbled::TooLarge);
        }
        line.truncate(begin);
        self.pieces.push(Piece::Text(line));
        if size == 0 {
            self.pieces.push(Piece::Literal(Vec::new()));
        } else {
            self.literal = Some((Vec::new(), size));
        }
        Ok(())
    }
}

/// `{123}` at a line's end, or `{123+}` (RFC 7888), or `~{123}` (RFC 3516): where it begins, and what it says.
fn literal_at_end(line: &[u8]) -> Option<(usize, u64)> {
    let inner = line.strip_suffix(b"}")?;
    let inner = inner.strip_suffix(b"+").unwrap_or(inner);
    let digits = inner.iter().rev().take(20).take_while(|byte| byte.is_ascii_digit()).count();
    let (before, number) = inner.split_at(inner.len() - digits);
    let before = before.strip_suffix(b"{")?;
    let before = before.strip_suffix(b"~").unwrap_or(before);
    // A number that is too large for any machine is too large for us as well.
    let size = std::str::from_utf8(number).ok().filter(|text| !text.is_empty())?.parse().unwrap_or(u64::MAX);
    Some((before.len(), size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::{Outcome, Section};
    use proptest::prelude::*;

    fn decoder(text: usize, literals: usize) -> Decoder {
        Decoder::new(Limits { text, literals })
    }

    fn all(decoder: &mut Decoder) -> Vec<Response> {
        std::iter::from_fn(|| decoder.pop()).collect()
    }

    #[test]
    fn literals_are_found_at_the_end_of_lines() {
        let check = |line: &str, expected: Option<(usize, u64)>| assert_eq!(literal_at_end(line.as_bytes()), expected, "{line}");
        check("* 1 FETCH (BODY[] {12}", Some((18, 12)));
        check("x {0+}", Some((2, 0)));
        check("x ~{7}", Some((2, 7)));
        check("{99999999999999999999}", Some((0, u64::MAX)));
        for none in ["x {}", "x {1} ", "x {a}", "x 1}", "}", ""] {
            check(none, None);
        }
    }

    #[test]
    fn words_for_people_announce_no_literal() {
        let mut decoder = decoder(1_000, 10);
        decoder.feed(b"* OK full of {500}\r\nA1 NO such {500}\r\n+ go {500}\r\n").unwrap();
        let all = all(&mut decoder);
        assert!(matches!(&all[0], Response::Answer(answer) if answer.outcome == Outcome::Ok && answer.words == "full of {500}"));
        assert!(matches!(&all[1], Response::Answer(answer) if answer.tag.as_deref() == Some("A1")));
        assert_eq!(all[2], Response::Continue);
    }

    #[test]
    fn storms_end_the_connection_and_take_no_memory() {
        let check = |said: &[u8], expected: Garbled| assert_eq!(decoder(1_000, 100).feed(said), Err(expected));
        check(b"* 1 FETCH (BODY[] {101}\r\n", Garbled::TooLarge);
        check(b"* 1 FETCH (BODY[] {536870912}\r\n", Garbled::TooLarge);
        check(b"* 1 FETCH (BODY[] {99999999999999999999}\r\n", Garbled::TooLarge);
        check(&b"x".repeat(1_001), Garbled::TooLong);
        let many = [b"* 1 FETCH (".as_slice(), &b" {0}\r\n".repeat(150)].concat();
        check(&many, Garbled::TooManyPieces);
        let split = [b"* 1 FETCH (BODY[] {60}\r\n".as_slice(), &[b'x'; 60], b" X {60}\r\n"].concat();
        check(&split, Garbled::TooLarge);
    }

    #[test]
    fn a_truncated_literal_is_no_response() {
        let mut decoder = decoder(1_000, 100);
        decoder.feed(b"* 1 FETCH (UID 3 BODY[] {10}\r\n12345").unwrap();
        assert!(decoder.pop().is_none() && !decoder.is_empty());
        decoder.feed(b"67890)\r\n").unwrap();
        assert!(matches!(decoder.pop(), Some(Response::Fetch(fetched)) if fetched.body == Section::Bytes(b"1234567890".to_vec())));
        assert!(decoder.is_empty());
    }

    proptest! {
        #[test]
        fn any_octets_cut_anywhere_say_the_same(said in prop::collection::vec(prop_oneof![
            any::<u8>(), prop::sample::select(b"*+ {}()[]\"\\\r\n0123456789A NIL FETCH BODY UID SEARCH".to_vec())
        ], 0..400), cut in 0usize..400) {
            let (mut whole, mut parts) = (decoder(300, 50), decoder(300, 50));
            let one = whole.feed(&said);
            let (first, second) = said.split_at(cut.min(said.len()));
            let two = parts.feed(first).and_then(|()| parts.feed(second));
            prop_assert_eq!(one, two);
            prop_assert_eq!(all(&mut whole), all(&mut parts));
        }
    }
}
