//! What is said while there is no desk: a greeting, and "later" to everything else.

use crate::link::{Gone, Heard, Link};
use tokio::time::Instant;
use wire::smtp::{Flavour, Reply};

/// **Units**: octets of a line; what is longer counts as a command that is not known.
const LONGEST_LINE: usize = 2_048;

/// Commands that hear "later" before the connection is ended.
const MOST: usize = 20;

/// One connection's dialogue.
#[derive(Debug)]
struct Closed<'a> {
    flavour: Flavour,
    hostname: &'a str,
    pending: Vec<u8>,
    refused: usize,
}

/// Holds the dialogue until the client has understood.
pub(crate) async fn serve(link: &mut Link, flavour: Flavour, hostname: &str) -> Result<(), Gone> {
    let mut closed = Closed { flavour, hostname, pending: Vec::new(), refused: 0 };
    let kind = if flavour == Flavour::Smtp { "ESMTP" } else { "LMTP" };
    link.send(&Reply::new(220, "", format!("{hostname} {kind}")).to_bytes()).await?;
    loop {
        let (replies, ends) = match link.read(Instant::now() + link.patience.command, true).await {
            Heard::Bytes(bytes) => closed.answer(bytes),
            Heard::Silence => (Reply::new(421, "4.4.2", "you said nothing for too long").to_bytes(), true),
            Heard::Stop => (Reply::new(421, "4.3.2", "closing").to_bytes(), true),
            Heard::Gone => return Err(Gone),
        };
        link.send(&replies).await?;
        if ends {
            return Ok(());
        }
    }
}

impl Closed<'_> {
    /// The replies to the lines that are complete, and whether this was all.
    fn answer(&mut self, bytes: &[u8]) -> (Vec<u8>, bool) {
        self.pending.extend_from_slice(bytes);
        let mut replies = Vec::new();
        loop {
            let end = match self.pending.iter().position(|byte| *byte == b'\n') {
                Some(end) => end + 1,
                None if self.pending.len() > LONGEST_LINE => self.pending.len(),
                None => return (replies, false),
            };
            let line: Vec<u8> = self.pending.drain(..end).collect();
            let verb = line.split(|byte| byte.is_ascii_whitespace()).next().unwrap_or_default().to_ascii_uppercase();
            match (self.flavour, verb.as_slice()) {
                (_, b"QUIT") => {
                    replies.extend(Reply::new(221, "2.0.0", "bye").to_bytes());
                    return (replies, true);
                }
                (Flavour::Smtp, b"HELO") => replies.extend(Reply::new(250, "", self.hostname).to_bytes()),
                (Flavour::Smtp, b"EHLO") | (Flavour::Lmtp, b"LHLO") => {
                    replies.extend(format!("250-{}\r\n250 ENHANCEDSTATUSCODES\r\n", self.hostname).into_bytes());
                }
                _ if self.refused >= MOST => {
                    replies.extend(Reply::new(421, "4.3.2", "come back later").to_bytes());
                    return (replies, true);
                }
                _ => {
                    self.refused += 1;
                    replies.extend(Reply::new(451, "4.3.2", "not ready, try again later").to_bytes());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The codes of the replies, and whether the connection ends.
    fn check(flavour: Flavour, said: &str, expected: &[&str], ends: bool) {
        let mut closed = Closed { flavour, hostname: "mail.desk.example", pending: Vec::new(), refused: 0 };
        let (replies, ended) = closed.answer(said.as_bytes());
        let replies = String::from_utf8(replies).unwrap();
        let codes: Vec<_> = replies.lines().map(|line| &line[..4]).collect();
        assert_eq!((codes, ended), (expected.to_vec(), ends), "{said:?}");
    }

    #[test]
    fn everything_after_the_greeting_is_later() {
        check(Flavour::Smtp, "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n", &["250-", "250 ", "451 ", "451 ", "451 "], false);
        check(Flavour::Smtp, "HELO c\r\nSTARTTLS\r\nNOOP\r\nQUIT\r\nNOOP\r\n", &["250 ", "451 ", "451 ", "221 "], true);
        check(Flavour::Lmtp, "EHLO c\r\nlhlo c\r\nquit\r\n", &["451 ", "250-", "250 ", "221 "], true);
        check(Flavour::Smtp, "NOO", &[], false);
        check(Flavour::Smtp, &"x".repeat(3_000), &["451 "], false);
        let many = "NOOP\r\n".repeat(30);
        let mut expected = vec!["451 "; 20];
        expected.push("421 ");
        check(Flavour::Smtp, &many, &expected, true);
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(said in prop::collection::vec(any::<u8>(), 0..5_000)) {
            let mut closed = Closed { flavour: Flavour::Smtp, hostname: "h", pending: Vec::new(), refused: 0 };
            let (_, ended) = closed.answer(&said);
            prop_assert!(ended || closed.pending.len() <= LONGEST_LINE);
        }
    }
}
