//! What the server says.

/// A reply to a client.
///
/// **Shape**: a code from 200 to 599, an enhanced status (RFC 3463) or none, one line of ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    status: &'static str,
    text: String,
}

/// **Units**: characters of the text.
const LONGEST: usize = 400;

impl Reply {
    /// A reply; what cannot stand in a line of ASCII is replaced. A code out of range becomes 451.
    ///
    /// `status` is the enhanced one, such as `5.1.1`; empty for none.
    pub fn new(code: u16, status: &'static str, text: impl AsRef<str>) -> Self {
        let code = if (200..600).contains(&code) { code } else { 451 };
        let sign = |c: char| if c.is_ascii_graphic() || c == ' ' { c } else { '?' };
        Self { code, status, text: text.as_ref().chars().take(LONGEST).map(sign).collect() }
    }

    /// The code.
    pub const fn code(&self) -> u16 {
        self.code
    }

    /// Whether the client may take it as done.
    pub const fn is_positive(&self) -> bool {
        self.code < 400
    }

    /// As it goes over the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        let gap = if self.status.is_empty() { "" } else { " " };
        format!("{} {}{gap}{}\r\n", self.code, self.status, self.text).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_one_line_whatever_they_say() {
        let check = |reply: &Reply, expected: &str| assert_eq!(String::from_utf8_lossy(&reply.to_bytes()), expected);
        check(&Reply::new(250, "2.0.0", "ok"), "250 2.0.0 ok\r\n");
        check(&Reply::new(354, "", "go on"), "354 go on\r\n");
        check(&Reply::new(550, "5.1.1", "no\r\n250 ü"), "550 5.1.1 no??250 ?\r\n");
        check(&Reply::new(20, "4.0.0", "x"), "451 4.0.0 x\r\n");
    }
}
