//! Why a mailbox cannot be read.

use kernel::{Fault, Secret};
use mail::accounts::Trouble;
use net::{EgressError, NotSecured};
use std::io;

/// Why a mailbox cannot be read now.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server, or the way to it. With its words.
    Theirs(Words),
    /// The server sends a message that is larger than it said: it cannot be read on.
    TooLarge,
    /// The desk: the mailbox is kept, and tried again soon.
    Ours(Fault),
}

/// Words that may name people; `Debug` shows nothing.
pub(crate) struct Words(String);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(…)")
    }
}

impl Failure {
    pub(crate) fn theirs(words: impl Into<String>) -> Self {
        Self::Theirs(Words(words.into()))
    }

    /// Our words, and what the server said.
    pub(crate) fn said(ours: &str, theirs: &str) -> Self {
        if theirs.is_empty() { Self::theirs(ours) } else { Self::theirs(format!("{ours}: {theirs}")) }
    }

    /// For administrators, without the password that some servers repeat.
    pub(crate) fn trouble(&self, password: &Secret<String>) -> Trouble {
        match self {
            Self::Theirs(Words(words)) => Trouble::new(&words.replace(password.reveal().as_str(), "…")),
            Self::TooLarge => Trouble::new("the server sends a message that is larger than the desk takes, and larger than it said"),
            Self::Ours(_) => Trouble::new("the desk could not take what is there; the mailbox is kept and read again soon"),
        }
    }

    /// For the log: whose fault it is, without words of others.
    pub(crate) fn log(&self) -> String {
        match self {
            Self::Theirs(_) | Self::TooLarge => "the mailbox cannot be read".into(),
            Self::Ours(fault) => fault.chain(),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Ours(fault)
    }
}

impl From<EgressError> for Failure {
    fn from(error: EgressError) -> Self {
        Self::theirs(error.to_string())
    }
}

impl From<NotSecured> for Failure {
    fn from(error: NotSecured) -> Self {
        match error {
            NotSecured::Refused(words) => Self::theirs(words),
            NotSecured::Broken(error) => error.into(),
            NotSecured::Fault(fault) => Self::Ours(fault),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::theirs(match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => "the server closed the connection",
            _ => "the connection broke",
        })
    }
}

impl From<wire::imap::Garbled> for Failure {
    fn from(garbled: wire::imap::Garbled) -> Self {
        match garbled {
            wire::imap::Garbled::TooLarge => Self::TooLarge,
            other => Self::theirs(other.to_string()),
        }
    }
}

impl From<wire::pop3::Garbled> for Failure {
    fn from(garbled: wire::pop3::Garbled) -> Self {
        match garbled {
            wire::pop3::Garbled::TooLarge => Self::TooLarge,
            other => Self::theirs(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_a_server_repeats_is_shown_to_nobody() {
        let failure = Failure::said("the server refused the login", "BAD unknown: LOGIN erika hunter2\r\nx");
        let trouble = failure.trouble(&Secret::new("hunter2".into()));
        assert_eq!(trouble.as_str(), "the server refused the login: BAD unknown: LOGIN erika …  x");
        assert_eq!(format!("{failure:?} {trouble:?}"), "Theirs(Words(…)) Trouble(…)");
        assert_eq!(failure.log(), "the mailbox cannot be read");
    }
}
