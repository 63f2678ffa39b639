//! Types and rules of accounts.

use kernel::{Secret, Timestamp};
use net::Roots;
use std::str::FromStr;
use tickets::QueueId;

kernel::id!(AccountId, "mac", "A mail account.");

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident $word:tt),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// The word for it in rows and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = Unfit;

            fn from_str(word: &str) -> Result<Self, Unfit> {
                match word { $($word => Ok(Self::$variant),)+ _ => Err(Unfit("unknown")) }
            }
        }
    };
}

words! {
    /// How a mailbox is read.
    Protocol {
        /// IMAP (RFC 9051).
        Imap "imap",
        /// POP3 (RFC 1939).
        Pop3 "pop3",
    }
}

words! {
    /// When TLS begins. There is no third way.
    Encryption {
        /// At once, usually on port 993 or 995.
        Implicit "implicit",
        /// By STARTTLS or STLS, usually on port 143 or 110; a server that does not offer it gets nothing.
        StartTls "starttls",
    }
}

words! {
    /// What happens in the mailbox to a mail that is safe in the desk.
    After {
        /// It is deleted there, as OTRS does.
        Delete "delete",
        /// It stays: seen (IMAP), or as it is (POP3).
        Keep "keep",
        /// It goes to another folder (IMAP).
        Move "move",
    }
}

words! {
    /// What became of a message that was met.
    Fate {
        /// It is in the desk.
        Taken "taken",
        /// It is larger than the desk takes, and stays where it is.
        TooLarge "too_large",
        /// The desk did not want it, and it stays where it is.
        Refused "refused",
        /// The server lists it and does not give it out.
        NotGiven "not_given",
    }
}

/// Why a value does not fit, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unfit(pub &'static str);

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Which.
    pub id: AccountId,
    /// How it is read.
    pub protocol: Protocol,
    /// The server's name (or address); the certificate must be valid for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// When TLS begins.
    pub tls: Encryption,
    /// Roots to trust beside the public ones, PEM.
    pub roots: Option<String>,
    /// The login there.
    pub login: String,
    /// The folder that is read (IMAP); `INBOX` with POP3.
    pub mailbox: String,
    /// The queue of all its mails; without one, the addresses in their heads tell.
    pub queue: Option<QueueId>,
    /// Whether `X-OTRS-*` fields in its mails are obeyed.
    pub trusted: bool,
    /// What happens to a mail that was taken.
    pub after: After,
    /// Where it goes to, with [`After::Move`].
    pub move_to: Option<String>,
    /// Whether it is read.
    pub valid: bool,
    /// Counts changes, from 1.
    pub version: i64,
}

/// What changes in an account; `None` stays as it is.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field is that of the account")]
pub struct AccountChange {
    pub protocol: Option<Protocol>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tls: Option<Encryption>,
    pub roots: Option<Option<String>>,
    pub login: Option<String>,
    pub password: Option<Secret<String>>,
    pub mailbox: Option<String>,
    pub queue: Option<Option<QueueId>>,
    pub trusted: Option<bool>,
    pub after: Option<After>,
    pub move_to: Option<Option<String>>,
    pub valid: Option<bool>,
    /// Refuse when it has another version by now.
    pub version: Option<i64>,
}

/// How the reading of an account goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many mails were taken, copies included.
    pub taken: u64,
    /// When the mailbox was last read to its end.
    pub last_success_at: Option<Timestamp>,
    /// When it last failed.
    pub last_failure_at: Option<Timestamp>,
    /// Since when it fails; `None` when it does not.
    pub failing_since: Option<Timestamp>,
    /// How often in a row.
    pub failures: u32,
    /// When it is tried again.
    pub next_try_at: Option<Timestamp>,
    /// What went wrong last, with the server's own words. May name people.
    pub words: Option<String>,
    /// What the last comparison of mailbox and desk found.
    pub compared: Option<Compared>,
}

/// What a comparison of mailbox and desk found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// When.
    pub at: Timestamp,
    /// Messages in the mailbox.
    pub at_source: u64,
    /// Those of them that are not in the desk.
    pub without_ticket: u64,
    /// Those of them that are in the desk, and should be gone from the mailbox.
    pub not_removed: u64,
}

/// A message that stays in the mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Where it lies.
    pub place: String,
    /// Why.
    pub fate: Fate,
    /// **Units**: octets, as far as the server told.
    pub size: Option<u64>,
    /// Since when.
    pub since: Timestamp,
}

impl Account {
    /// Whether all values fit each other; the field that does not, and why.
    ///
    /// # Errors
    /// Field and reason.
    pub fn hold(&self) -> Result<(), (&'static str, Unfit)> {
        let text = |field, text: &str, most: usize| match text {
            "" => Err((field, Unfit("empty"))),
            text if text.chars().count() > most => Err((field, Unfit("too-long"))),
            text if text.chars().any(char::is_control) => Err((field, Unfit("unfit"))),
            _ => Ok(()),
        };
        text("host", &self.host, 253)?;
        text("login", &self.login, 200)?;
        text("mailbox", &self.mailbox, 200)?;
        if self.port == 0 {
            return Err(("port", Unfit("out-of-range")));
        }
        if let Some(roots) = &self.roots {
            if roots.len() > 64 * 1024 {
                return Err(("roots", Unfit("too-long")));
            }
            Roots::from_pem(roots).map_err(|_| ("roots", Unfit("unfit")))?;
        }
        match (self.after, &self.move_to, self.protocol) {
            (After::Move, _, Protocol::Pop3) => Err(("after", Unfit("not-with-pop3"))),
            (After::Move, None, _) => Err(("move_to", Unfit("missing"))),
            (After::Move, Some(folder), _) if *folder == self.mailbox => Err(("move_to", Unfit("the-same"))),
            (After::Move, Some(folder), _) => text("move_to", folder, 200),
            (_, Some(_), _) => Err(("move_to", Unfit("not-without-move"))),
            (_, None, _) => Ok(()),
        }
    }

    /// Whether another account's messages would be met at this one's places.
    pub(crate) fn is_elsewhere(&self, other: &Self) -> bool {
        self.protocol != other.protocol || self.host != other.host || self.login != other.login || self.mailbox != other.mailbox
    }

    /// Whether the password goes to another place, or under another protection.
    pub(crate) fn sends_password_elsewhere(&self, other: &Self) -> bool {
        self.protocol != other.protocol
            || self.host != other.host
            || self.port != other.port
            || self.tls != other.tls
            || self.login != other.login
            || self.roots != other.roots
    }
}

impl AccountChange {
    /// The account with the change.
    pub(crate) fn on(&self, account: &Account) -> Account {
        Account {
            id: account.id,
            protocol: self.protocol.unwrap_or(account.protocol),
            host: self.host.clone().unwrap_or_else(|| account.host.clone()),
            port: self.port.unwrap_or(account.port),
            tls: self.tls.unwrap_or(account.tls),
            roots: self.roots.clone().unwrap_or_else(|| account.roots.clone()),
            login: self.login.clone().unwrap_or_else(|| account.login.clone()),
            mailbox: self.mailbox.clone().unwrap_or_else(|| account.mailbox.clone()),
            queue: self.queue.unwrap_or(account.queue),
            trusted: self.trusted.unwrap_or(account.trusted),
            after: self.after.unwrap_or(account.after),
            move_to: self.move_to.clone().unwrap_or_else(|| account.move_to.clone()),
            valid: self.valid.unwrap_or(account.valid),
            version: account.version,
        }
    }
}

/// A password that can be sent at all.
pub(crate) fn fit_password(password: &Secret<String>) -> Result<(), Unfit> {
    let password = password.reveal();
    let is_fit = !password.is_empty() && password.len() <= 1_000 && !password.chars().any(char::is_control);
    if is_fit { Ok(()) } else { Err(Unfit("unfit")) }
}

#[cfg(test)]
pub(crate) fn example() -> Account {
    Account {
        id: AccountId(kernel::Id16([5; 16])),
        protocol: Protocol::Imap,
        host: "imap.provider.example".into(),
        port: 993,
        tls: Encryption::Implicit,
        roots: None,
        login: "support@alpha.example".into(),
        mailbox: "INBOX".into(),
        queue: None,
        trusted: false,
        after: After::Delete,
        move_to: None,
        valid: true,
        version: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_must_fit_each_other() {
        let check = |change: AccountChange, expected: Option<(&'static str, &'static str)>| {
            let held = change.on(&example()).hold().map_err(|(field, unfit)| (field, unfit.0));
            assert_eq!(held.err(), expected, "{change:?}");
        };
        let change = AccountChange::default;
        check(change(), None);
        check(AccountChange { host: Some("a\r\nb".into()), ..change() }, Some(("host", "unfit")));
        check(AccountChange { login: Some(String::new()), ..change() }, Some(("login", "empty")));
        check(AccountChange { mailbox: Some("x".repeat(201)), ..change() }, Some(("mailbox", "too-long")));
        check(AccountChange { port: Some(0), ..change() }, Some(("port", "out-of-range")));
        check(AccountChange { roots: Some(Some("no certificate".into())), ..change() }, Some(("roots", "unfit")));
        check(AccountChange { after: Some(After::Move), ..change() }, Some(("move_to", "missing")));
        let to = |folder: &str| Some(Some(folder.to_owned()));
        check(AccountChange { after: Some(After::Move), move_to: to("Done"), ..change() }, None);
        check(AccountChange { after: Some(After::Move), move_to: to("INBOX"), ..change() }, Some(("move_to", "the-same")));
        check(AccountChange { move_to: to("Done"), ..change() }, Some(("move_to", "not-without-move")));
        let pop3 = AccountChange { protocol: Some(Protocol::Pop3), after: Some(After::Move), move_to: to("Done"), ..change() };
        check(pop3, Some(("after", "not-with-pop3")));
    }

    #[test]
    fn words_read_back() {
        for word in ["taken", "too_large", "refused", "not_given"] {
            assert_eq!(word.parse::<Fate>().map(Fate::as_str), Ok(word));
        }
        assert_eq!("plain".parse::<Encryption>(), Err(Unfit("unknown")));
    }
}
