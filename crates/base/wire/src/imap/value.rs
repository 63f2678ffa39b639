//! Values inside a response: atoms, strings, lists.

use super::decoder::Piece;

/// Lists in lists; nothing that is asked for has more.
const DEEPEST: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Nil,
    /// A word that is not quoted, as it was written.
    Atom(Vec<u8>),
    /// A quoted string or a literal.
    Text(Vec<u8>),
    List(Vec<Value>),
}

impl Value {
    /// The word in upper case; empty for what is none.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Atom(word) => String::from_utf8_lossy(word).to_ascii_uppercase(),
            _ => String::new(),
        }
    }

    pub(super) fn number(&self) -> Option<u64> {
        match self {
            Self::Atom(word) if word.iter().all(u8::is_ascii_digit) => std::str::from_utf8(word).ok()?.parse().ok(),
            _ => None,
        }
    }

    /// A name: quoted, as a literal, or as a bare word.
    pub(super) fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Atom(bytes) | Self::Text(bytes) => Some(bytes),
            Self::Nil | Self::List(_) => None,
        }
    }
}

/// Reads values one after the other.
pub(super) struct Reader {
    /// Those that are still to come, last first.
    pieces: Vec<Piece>,
    text: Vec<u8>,
    at: usize,
}

impl Reader {
    pub(super) fn new(mut pieces: Vec<Piece>) -> Self {
        pieces.reverse();
        Self { pieces, text: Vec::new(), at: 0 }
    }

    /// All values up to the end; what cannot be read ends them.
    pub(super) fn rest(&mut self) -> Vec<Value> {
        std::iter::from_fn(|| self.value(0)).collect()
    }

    pub(super) fn value(&mut self, depth: usize) -> Option<Value> {
        loop {
            match self.peek() {
                Some(b' ') => self.at += 1,
                Some(b'(') if depth < DEEPEST => {
                    self.at += 1;
                    let list = std::iter::from_fn(|| self.value(depth + 1)).collect();
                    if self.peek() == Some(b')') {
                        self.at += 1;
                    }
                    return Some(Value::List(list));
                }
                Some(b'"') => return Some(Value::Text(self.quoted())),
                Some(b'(' | b')') => return None,
                Some(_) => return Some(self.atom()),
                None => match self.pieces.pop()? {
                    Piece::Literal(bytes) => return Some(Value::Text(bytes)),
                    Piece::Text(text) => (self.text, self.at) = (text, 0),
                },
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn quoted(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    bytes.extend(self.peek());
                    self.at += 1;
                }
                _ => bytes.push(byte),
            }
        }
        bytes
    }

    /// Up to a blank or bracket; `BODY[HEADER.FIELDS (FROM)]` is one word.
    fn atom(&mut self) -> Value {
        let (begin, mut inside) = (self.at, false);
        while let Some(byte) = self.peek() {
            match byte {
                b'[' => inside = true,
                b']' => inside = false,
                b' ' | b'(' | b')' if !inside => break,
                _ => {}
            }
            self.at += 1;
        }
        let word = self.text.get(begin..self.at).unwrap_or_default().to_vec();
        if word.eq_ignore_ascii_case(b"NIL") { Value::Nil } else { Value::Atom(word) }
    }
}
