//! Why a mailbox cannot be read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Fault;
use mail::accounts::{Target, Trouble};
use net::{EgressError, NotSecured};
use std::io;
use wire::imap::quoted;
use zeroize::Zeroizing;

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

    /// For administrators, without the password that some servers repeat, in whichever way it was sent.
    pub(crate) fn trouble(&self, target: &Target) -> Trouble {
        match self {
            Self::Theirs(Words(words)) => Trouble::new(&without(words, target)),
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

/// What servers say was cut here when it was read, perhaps amid a secret. **Units**: characters.
const CUT: usize = 1_000;

fn without(words: &str, target: &Target) -> String {
    let (login, password) = (&target.account.login, target.password.reveal());
    let mut secrets = vec![plain_token(login, password), Zeroizing::new(password.clone())];
    if let Some(quoted) = quoted(password).map(Zeroizing::new) {
        secrets.insert(1, Zeroizing::new(quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()));
    }
    let was_cut = words.chars().count() >= CUT;
    let mut words = words.to_owned();
    for secret in secrets {
        words = words.replace(secret.as_str(), HIDDEN);
        if was_cut {
            let begins = |length: &usize| secret.get(..*length).is_some_and(|part| words.ends_with(part));
            if let Some(length) = (1..secret.len()).rev().find(begins) {
                words.truncate(words.len() - length);
                words.push_str(HIDDEN);
            }
        }
    }
    words
}

/// What stands where a secret stood.
const HIDDEN: &str = "…";

/// Login and password as AUTHENTICATE PLAIN sends them (RFC 4616).
pub(crate) fn plain_token(login: &str, password: &str) -> Zeroizing<String> {
    let token = Zeroizing::new(format!("\0{login}\0{password}"));
    Zeroizing::new(STANDARD.encode(token.as_bytes()))
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
    use kernel::Secret;
    use mail::accounts::{Account, AccountId, After, Encryption, Protocol};

    fn of(login: &str, password: &str) -> Target {
        let account = Account {
            id: AccountId(kernel::Id16([5; 16])),
            protocol: Protocol::Imap,
            host: "imap.provider.example".into(),
            port: 993,
            tls: Encryption::Implicit,
            roots: None,
            login: login.into(),
            mailbox: "INBOX".into(),
            queue: None,
            trusted: false,
            after: After::Delete,
            move_to: None,
            valid: true,
            version: 1,
        };
        Target { account, password: Secret::new(password.into()) }
    }

    #[test]
    fn a_password_that_a_server_repeats_is_shown_to_nobody() {
        let failure = Failure::said("the server refused the login", "BAD unknown: LOGIN erika hunter2\r\nx");
        let trouble = failure.trouble(&of("erika", "hunter2"));
        assert_eq!(trouble.as_str(), "the server refused the login: BAD unknown: LOGIN erika …  x");
        assert_eq!(format!("{failure:?} {trouble:?}"), "Theirs(Words(…)) Trouble(…)");
        assert_eq!(failure.log(), "the mailbox cannot be read");
    }

    #[test]
    fn it_is_shown_to_nobody_in_the_way_in_which_it_was_sent() {
        let target = of("erika", "a\"b\\c");
        let sent = [r#"LOGIN "erika" "a\"b\\c""#, "AGVyaWthAGEiYlxj", r#"PASS a"b\c"#];
        let shown = Failure::theirs(sent.join(" ")).trouble(&target);
        assert_eq!(shown.as_str(), r#"LOGIN "erika" "…" … PASS …"#);
    }

    #[test]
    fn a_part_of_it_that_was_left_by_a_cut_is_shown_to_nobody() {
        let many = "hunter2".repeat(200);
        let cut: String = many.chars().take(CUT).collect();
        let shown = Failure::said("no", &cut).trouble(&of("erika", "hunter2"));
        assert!(!shown.as_str().contains("hun"), "{}", shown.as_str());
        let whole = Failure::theirs("say hello to the h").trouble(&of("erika", "hunter2"));
        assert_eq!(whole.as_str(), "say hello to the h", "what was not cut ends as it ends");
    }
}
