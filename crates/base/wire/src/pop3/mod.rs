//! The client's side of POP3 (RFC 1939, RFC 2449, RFC 2595), without a socket.
//!
//! A [`Decoder`] is told before each command whether its answer has a body, is fed with what the server sends, and gives
//! [`Reply`]s. Numbers and names of messages are read from bodies by [`listing`].
//!
//! # Security
//! - Lines and bodies are bounded ([`Limits`]); what goes beyond is an error that ends the connection.
//! - A body ends with CR LF `.` CR LF alone: a line feed alone ends no line of a message, so nobody can end a message early.
//! - [`argument`] refuses what would make two commands of one.
//!
//! # Incomplete support
//! - No APOP and no SASL but PLAIN: passwords are only sent under TLS, which protects them better.
//! - No pipelining.

mod decoder;

pub use decoder::{Decoder, Expect, Garbled, Limits, Reply};

/// A login or password as an argument; `None` when it cannot be sent in a line. RFC 6856 has UTF-8 there.
pub fn argument(text: &str) -> Option<&str> {
    (!text.is_empty() && text.len() <= 200 && !text.chars().any(char::is_control)).then_some(text)
}

/// The lines of a LIST or UIDL: a message's number in this session, and what stands behind it. Lines that are none are left out.
pub fn listing(body: &[u8]) -> Vec<(u32, String)> {
    let line = |line: &[u8]| {
        let text = std::str::from_utf8(line).ok()?;
        let (number, rest) = text.trim_end().split_once(' ')?;
        let word = rest.split_whitespace().next()?;
        Some((number.parse().ok().filter(|number| *number > 0)?, word.to_owned()))
    };
    body.split(|byte| *byte == b'\n').filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_are_read_line_by_line() {
        let check = |body: &str, expected: &[(u32, &str)]| {
            let read = listing(body.as_bytes());
            assert_eq!(read.iter().map(|(number, word)| (*number, word.as_str())).collect::<Vec<_>>(), expected, "{body:?}");
        };
        check("1 whqtswO00WBw418f9t5JxYwZ\r\n2 QhdPYR:00WBw1Ph7x7\r\n", &[(1, "whqtswO00WBw418f9t5JxYwZ"), (2, "QhdPYR:00WBw1Ph7x7")]);
        check("1 120 octets\r\n", &[(1, "120")]);
        check("x y\r\n0 z\r\n3\r\n4 \r\n\r\n-1 a\r\n5 b", &[(5, "b")]);
        check("", &[]);
    }

    #[test]
    fn arguments_stay_in_their_line() {
        assert_eq!(argument("pass word ü"), Some("pass word ü"));
        for bad in ["", "a\r\nDELE 1", "a\nb", "a\0b"] {
            assert_eq!(argument(bad), None, "{bad:?}");
        }
    }
}
