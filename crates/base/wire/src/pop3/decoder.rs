//! From octets to replies.

/// How much a server may say at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// **Units**: octets of a line that is no body.
    pub line: usize,
    /// **Units**: octets of a body: the largest message, or the list of all.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { line: 8 * 1024, body: 32 * 1024 * 1024 }
    }
}

/// The server says what cannot be read on: the connection is of no use any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Garbled {
    /// A line is longer than the limit.
    #[error("the server's answer is too long")]
    TooLong,
    /// A body is larger than the limit.
    #[error("the server sends more than a message may have")]
    TooLarge,
    /// Neither `+OK` nor `-ERR`.
    #[error("the server's answer is not POP3")]
    NotPop3,
}

/// What the answer to a command has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// One line.
    Line,
    /// A body behind `+OK`.
    Body,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// `+OK`, not `-ERR`.
    pub is_ok: bool,
    /// What follows in the line. May name people.
    pub words: String,
    /// The body, its lines unstuffed, without the end's dot.
    pub body: Vec<u8>,
}

/// Cuts what the server sends into answers.
#[derive(Debug)]
pub struct Decoder {
    limits: Limits,
    expect: Expect,
    line: Vec<u8>,
    /// The answer whose body is being read.
    open: Option<Reply>,
    ready: Option<Reply>,
}

impl Decoder {
    /// A decoder for a fresh connection: a greeting is one line.
    pub const fn new(limits: Limits) -> Self {
        Self { limits, expect: Expect::Line, line: Vec::new(), open: None, ready: None }
    }

    /// What the next answer has.
    pub const fn expect(&mut self, expect: Expect) {
        self.expect = expect;
    }

    /// Takes what came, up to the end of one answer; gives how much it took.
    ///
    /// # Errors
    /// [`Garbled`].
    pub fn feed(&mut self, bytes: &[u8]) -> Result<usize, Garbled> {
        let mut taken = 0;
        while self.ready.is_none() {
            let rest = bytes.get(taken..).filter(|rest| !rest.is_empty());
            let Some(rest) = rest else { break };
            let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
            self.line.extend_from_slice(rest.get(..end).unwrap_or(rest));
            taken += end;
            self.hold_limits()?;
            if self.is_line() {
                self.end_line()?;
            }
        }
        Ok(taken)
    }

    /// The answer, if it is there as a whole.
    pub const fn pop(&mut self) -> Option<Reply> {
        self.ready.take()
    }

    /// Whether nothing is left of what came.
    pub const fn is_empty(&self) -> bool {
        self.ready.is_none() && self.line.is_empty() && self.open.is_none()
    }

    const fn hold_limits(&self) -> Result<(), Garbled> {
        match &self.open {
            Some(reply) if reply.body.len() + self.line.len() > self.limits.body => Err(Garbled::TooLarge),
            None if self.line.len() > self.limits.line => Err(Garbled::TooLong),
            _ => Ok(()),
        }
    }

    /// In a body a line feed alone is a sign like any other.
    fn is_line(&self) -> bool {
        if self.open.is_some() { self.line.ends_with(b"\r\n") } else { self.line.ends_with(b"\n") }
    }

    fn end_line(&mut self) -> Result<(), Garbled> {
        let line = std::mem::take(&mut self.line);
        if let Some(mut reply) = self.open.take() {
            match line.strip_prefix(b".") {
                Some(b"\r\n") => self.ready = Some(reply),
                Some(stuffed) => {
                    reply.body.extend_from_slice(stuffed);
                    self.open = Some(reply);
                }
                None => {
                    reply.body.extend_from_slice(&line);
                    self.open = Some(reply);
                }
            }
            return Ok(());
        }
        let reply = status(&line)?;
        match (self.expect, reply.is_ok) {
            (Expect::Body, true) => self.open = Some(reply),
            _ => self.ready = Some(reply),
        }
        Ok(())
    }
}

fn status(line: &[u8]) -> Result<Reply, Garbled> {
    let text = String::from_utf8_lossy(line);
    let (is_ok, words) = match (text.strip_prefix("+OK"), text.strip_prefix("-ERR")) {
        (Some(words), _) => (true, words),
        (None, Some(words)) => (false, words),
        (None, None) => return Err(Garbled::NotPop3),
    };
    let words: String = words.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(1_000).collect();
    Ok(Reply { is_ok, words: words.trim().to_owned(), body: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoder(expect: Expect) -> Decoder {
        let mut decoder = Decoder::new(Limits { line: 40, body: 60 });
        decoder.expect(expect);
        decoder
    }

    fn check(expect: Expect, said: &str, expected: Option<(bool, &str, &str)>) {
        let mut decoder = decoder(expect);
        decoder.feed(said.as_bytes()).unwrap();
        let expected = expected.map(|(is_ok, words, body)| Reply { is_ok, words: words.into(), body: body.into() });
        assert_eq!(decoder.pop(), expected, "{said:?}");
    }

    #[test]
    fn answers_are_read() {
        check(Expect::Line, "+OK ready\r\n", Some((true, "ready", "")));
        check(Expect::Line, "-ERR [AUTH] no\r\n", Some((false, "[AUTH] no", "")));
        check(Expect::Line, "+OK", None);
        check(Expect::Body, "-ERR no such message\r\n", Some((false, "no such message", "")));
        check(Expect::Body, "+OK\r\n.\r\n", Some((true, "", "")));
        check(Expect::Body, "+OK\r\nA\r\n..B\r\n.C\r\n\r\n.\r\n", Some((true, "", "A\r\n.B\r\nC\r\n\r\n")));
    }

    #[test]
    fn a_line_feed_alone_ends_no_message() {
        check(Expect::Body, "+OK\r\nA\n.\nB\r\n.\n\r\n.\r\n", Some((true, "", "A\n.\nB\r\n\n\r\n")));
        check(Expect::Body, "+OK\r\nA\n.\r\n", None);
        check(Expect::Body, "+OK\r\nA", None);
    }

    #[test]
    fn storms_end_the_connection() {
        let check = |expect: Expect, said: &str, expected: Garbled| assert_eq!(decoder(expect).feed(said.as_bytes()), Err(expected));
        check(Expect::Line, &"+".repeat(41), Garbled::TooLong);
        check(Expect::Body, &format!("+OK\r\n{}", "x\r\n".repeat(30)), Garbled::TooLarge);
        check(Expect::Body, &format!("+OK\r\n{}", "x".repeat(61)), Garbled::TooLarge);
        check(Expect::Line, "* OK this is IMAP\r\n", Garbled::NotPop3);
    }

    #[test]
    fn what_comes_behind_an_answer_is_left() {
        let mut decoder = decoder(Expect::Line);
        assert_eq!(decoder.feed(b"+OK\r\n+OK again\r\n"), Ok(5));
        assert!(decoder.pop().is_some() && decoder.is_empty());
    }

    proptest! {
        #[test]
        fn a_stuffed_body_comes_back(lines in prop::collection::vec("[.a\\n ]{0,6}", 0..8)) {
            let body: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let stuffed: String = lines.iter().map(|line| if line.starts_with('.') { format!(".{line}\r\n") } else { format!("{line}\r\n") }).collect();
            let mut decoder = Decoder::new(Limits::default());
            decoder.expect(Expect::Body);
            decoder.feed(format!("+OK\r\n{stuffed}.\r\n").as_bytes()).unwrap();
            prop_assert_eq!(decoder.pop().map(|reply| reply.body), Some(body.into_bytes()));
        }

        #[test]
        fn any_octets_cut_anywhere_say_the_same(said in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..200) {
            let said = [b"+OK\r\n".as_slice(), &said].concat();
            let (mut whole, mut parts) = (decoder(Expect::Body), decoder(Expect::Body));
            let one = whole.feed(&said).map(|_| ());
            let (first, second) = said.split_at(cut.min(said.len()));
            let two = parts.feed(first).and_then(|_| parts.feed(second)).map(|_| ());
            prop_assert_eq!(one, two);
            prop_assert_eq!(whole.pop(), parts.pop());
        }
    }
}
