//! The text of a message while it comes in.

use super::reply::Reply;

/// **Units**: octets of one line.
const LONGEST_LINE: usize = 1024 * 1024;

/// Why a message was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    TooBig,
    BareLineEnd,
    LongLine,
}

/// What of a message is there, until it turns out unfit.
#[derive(Debug)]
struct Text {
    body: Vec<u8>,
    most: usize,
    line: usize,
    unfit: Option<Unfit>,
}

impl Unfit {
    pub(super) fn reply(self) -> Reply {
        match self {
            Self::TooBig => Reply::new(552, "5.3.4", "message too big"),
            Self::BareLineEnd => Reply::new(550, "5.6.11", "CR or LF alone in the message"),
            Self::LongLine => Reply::new(550, "5.6.0", "line too long in the message"),
        }
    }
}

impl Text {
    const fn new(most: usize) -> Self {
        Self { body: Vec::new(), most, line: 0, unfit: None }
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.line += bytes.len();
        if self.line > LONGEST_LINE {
            self.refuse(Unfit::LongLine);
        } else if self.body.len() + bytes.len() > self.most {
            self.refuse(Unfit::TooBig);
        } else if self.unfit.is_none() {
            self.body.extend_from_slice(bytes);
        }
    }

    fn end_line(&mut self) {
        self.keep(b"\r\n");
        self.line = 0;
    }

    fn refuse(&mut self, unfit: Unfit) {
        self.unfit = self.unfit.or(Some(unfit));
        self.body = Vec::new();
    }

    fn finish(self) -> Result<Vec<u8>, Unfit> {
        self.unfit.map_or(Ok(self.body), Err)
    }
}

/// What came by BDAT (RFC 3030): octets that are counted, so no dot ends them. Without BINARYMIME, which is not offered,
/// they are lines all the same, and a CR or LF alone is as unfit as it is behind DATA.
#[derive(Debug)]
pub(super) struct Chunks {
    text: Text,
    /// A CR came last.
    cr: bool,
}

impl Chunks {
    pub(super) const fn new(most: usize) -> Self {
        Self { text: Text::new(most), cr: false }
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|b| matches!(b, b'\r' | b'\n')) {
            if std::mem::take(&mut self.cr) {
                if piece == b"\n" {
                    self.text.end_line();
                    continue;
                }
                self.text.refuse(Unfit::BareLineEnd);
            }
            match piece.split_last() {
                Some((b'\r', text)) => {
                    self.text.keep(text);
                    self.cr = true;
                }
                Some((b'\n', _)) => self.text.refuse(Unfit::BareLineEnd),
                _ => self.text.keep(piece),
            }
        }
    }

    /// Why the message will not be kept, if that is clear already.
    pub(super) const fn unfit(&self) -> Option<Unfit> {
        self.text.unfit
    }

    /// The message, once its last chunk is there.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Unfit> {
        if self.cr {
            self.text.refuse(Unfit::BareLineEnd);
        }
        self.text.finish()
    }
}

/// Where in a line the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Right behind a CR LF.
    Start,
    Text,
    /// Behind a CR.
    Cr,
    /// Behind a dot that stands first in its line.
    Dot,
    /// Behind such a dot and a CR.
    DotCr,
}

/// Reads up to CR LF `.` CR LF and nothing else, takes stuffed dots out, and stops storing when it knows better.
///
/// # Security
/// A CR or LF alone makes the message unfit, but never ends it: who takes them for line ends on the way to us and who
/// does not would else disagree where one message stops and the next begins (SMTP smuggling).
#[derive(Debug)]
pub(super) struct Reader {
    text: Text,
    at: At,
}

impl Reader {
    pub(super) const fn new(most: usize) -> Self {
        Self { text: Text::new(most), at: At::Start }
    }

    /// Why the message will not be kept, if that is clear already.
    pub(super) const fn unfit(&self) -> Option<Unfit> {
        self.text.unfit
    }

    /// Reads on; gives how many octets belong to the message when it ends within them.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut rest = bytes;
        while let Some((&byte, tail)) = rest.split_first() {
            if self.at == At::Text && !matches!(byte, b'\r' | b'\n') {
                let run = rest.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(rest.len());
                let (text, tail) = rest.split_at_checked(run).unwrap_or((rest, &[]));
                self.text.keep(text);
                rest = tail;
                continue;
            }
            rest = tail;
            if self.step(byte) {
                return Some(bytes.len() - rest.len());
            }
        }
        None
    }

    /// Takes one octet; `true` when it is the last one.
    fn step(&mut self, byte: u8) -> bool {
        self.at = match (self.at, byte) {
            (At::DotCr, b'\n') => return true,
            (At::Cr, b'\n') => {
                self.text.end_line();
                At::Start
            }
            (At::Start, b'.') => At::Dot,
            (At::Start | At::Text, b'\r') => At::Cr,
            (At::Dot, b'\r') => At::DotCr,
            (At::Cr | At::DotCr, b'\r') => {
                self.text.refuse(Unfit::BareLineEnd);
                At::Cr
            }
            (At::Cr | At::DotCr, _) | (At::Start | At::Text | At::Dot, b'\n') => {
                self.text.refuse(Unfit::BareLineEnd);
                At::Text
            }
            (At::Start | At::Text | At::Dot, other) => {
                self.text.keep(&[other]);
                At::Text
            }
        };
        false
    }

    /// The message, once it has ended.
    pub(super) fn finish(self) -> Result<Vec<u8>, Unfit> {
        self.text.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds all at once and octet by octet.
    fn check(sent: &[u8], expected: Option<(Result<&[u8], Unfit>, &[u8])>) {
        let expected = expected.map(|(body, rest)| (body.map(<[u8]>::to_vec), rest.to_vec()));
        let mut whole = Reader::new(1_000);
        let end = whole.read(sent);
        assert_eq!(end.map(|end| (whole.finish(), sent[end..].to_vec())), expected, "{:?}", String::from_utf8_lossy(sent));
        let mut single = Reader::new(1_000);
        let end = sent.iter().position(|byte| single.read(&[*byte]).is_some()).map(|at| at + 1);
        assert_eq!(end.map(|end| (single.finish(), sent[end..].to_vec())), expected, "{:?}", String::from_utf8_lossy(sent));
    }

    #[test]
    fn messages_end_at_their_end_only() {
        check(b".\r\nQUIT", Some((Ok(b""), b"QUIT")));
        check(b"a\r\n.\r\n", Some((Ok(b"a\r\n"), b"")));
        check(b"..\r\n.a\r\n...\r\n.\r\nX", Some((Ok(b".\r\na\r\n..\r\n"), b"X")));
        check(b"a.\r\n.\r\n", Some((Ok(b"a.\r\n"), b"")));
        check(b"a\0\xFF\r\n.\r\n", Some((Ok(b"a\0\xFF\r\n"), b"")));
        check(b"a\r\n.", None);
        check(b"a\r\n.\r", None);
    }

    #[test]
    fn smuggled_ends_do_not_end_and_spoil_the_message() {
        let bare = Err(Unfit::BareLineEnd);
        for trick in [
            "\n.\n",
            "\r\n.\n",
            "\n.\r\n",
            "\r.\r",
            "\r\n.\r",
            "\r.\r\n",
            "\r.\n",
            "\n.\r",
            "\n\n.\r\n",
            "\r\n\r.\r\n",
            "\r\r\n.\n",
            "\r\n.\r\r\n",
        ] {
            let sent = format!("a{trick}MAIL FROM:<evil@x.example>\r\n.\r\nNOOP\r\n");
            check(sent.as_bytes(), Some((bare, b"NOOP\r\n")));
        }
    }

    /// Adds all at once and octet by octet.
    fn check_chunks(sent: &[u8], expected: Result<&[u8], Unfit>) {
        let (mut whole, mut single) = (Chunks::new(1_000), Chunks::new(1_000));
        whole.add(sent);
        for byte in sent {
            single.add(&[*byte]);
        }
        let expected = expected.map(<[u8]>::to_vec);
        assert_eq!((whole.finish(), single.finish()), (expected.clone(), expected), "{:?}", String::from_utf8_lossy(sent));
    }

    #[test]
    fn chunks_are_lines_without_an_end_of_their_own() {
        for fits in ["", "a", "a\r\n.\r\nb", "\r\n", ".\r\n..\r\n", "\0\u{fc}\r\n\r\n"] {
            check_chunks(fits.as_bytes(), Ok(fits.as_bytes()));
        }
        for bare in ["\n", "\r", "a\r", "a\nb", "a\rb", "a\r\r\n", "a\r\n\n", "\n\r"] {
            check_chunks(bare.as_bytes(), Err(Unfit::BareLineEnd));
        }
        check_chunks(&[b'x'; 1_000], Ok(&[b'x'; 1_000]));
        check_chunks(&[b'x'; 1_001], Err(Unfit::TooBig));
        let mut chunks = Chunks::new(usize::MAX);
        chunks.add(&vec![b'x'; LONGEST_LINE + 1]);
        assert_eq!((chunks.unfit(), chunks.finish()), (Some(Unfit::LongLine), Err(Unfit::LongLine)));
    }

    #[test]
    fn sizes_are_kept() {
        let mut big = vec![b'x'; 999];
        big.extend_from_slice(b"\r\n.\r\nX");
        check(&big, Some((Err(Unfit::TooBig), b"X")));
        let mut fits = vec![b'x'; 998];
        fits.extend_from_slice(b"\r\n.\r\n");
        let body = fits[..1_000].to_vec();
        check(&fits, Some((Ok(&body), b"")));
        let mut reader = Reader::new(usize::MAX);
        reader.read(&vec![b'x'; LONGEST_LINE + 1]);
        assert!(reader.read(b"\r\n.\r\n").is_some());
        assert_eq!(reader.finish(), Err(Unfit::LongLine));
    }
}
