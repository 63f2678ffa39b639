//! How far an outgoing mail has come, recipient by recipient. Pure.

use crate::model::{Article, Delivery};
use kernel::{EmailAddress, Timestamp};
use std::time::Duration;
use wire::mime::Mailbox;

/// A mail that waits longer than this is late: who wrote it should know.
pub(crate) const LATE: Duration = Duration::from_hours(4);

/// How far an outgoing mail has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// How far.
    pub state: Delivery,
    /// Since when.
    pub at: Timestamp,
    /// The peer's words.
    pub words: Option<String>,
    /// The TLS version of the connection.
    pub tls: Option<String>,
    /// Each recipient, once a try has ended.
    pub recipients: Vec<Recipient>,
    /// How many tries began.
    pub tries: i64,
    /// When it is tried again.
    pub next: Option<Timestamp>,
    /// The try that holds it, if one does.
    pub held: Option<Held>,
    /// A try broke off when the next server had the whole mail and had not answered: it may have it.
    pub maybe_taken: bool,
}

/// A try that holds a mail, or held it and never said how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Nobody else tries before this.
    pub until: Timestamp,
    /// The mail itself is being handed over, or was when the try broke off.
    pub hands_over: bool,
}

/// How far a mail has come to one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub address: EmailAddress,
    /// How far.
    pub state: Delivery,
    /// The peer's words about them.
    pub words: Option<String>,
}

/// Longest words about one recipient that are kept. **Units**: characters.
const WORDS: usize = 300;

impl Delivered {
    /// Whether it can still be taken back at this time: it waits, and nobody hands it over now.
    pub fn can_be_cancelled(&self, now: Timestamp) -> bool {
        self.waits() && !self.held.is_some_and(|held| held.hands_over && held.until > now)
    }

    /// Whether it waits to be tried again, and nobody tries now.
    pub fn can_be_hastened(&self, now: Timestamp) -> bool {
        self.state == Delivery::Deferred && self.held.is_none_or(|held| held.until <= now)
    }

    /// Whether it waits to be sent, for the first time or again.
    pub const fn waits(&self) -> bool {
        matches!(self.state, Delivery::Queued | Delivery::Deferred)
    }

    /// Whether it waits for so long, at this time, that somebody should know.
    pub(crate) fn is_late(&self, written_at: Timestamp, now: Timestamp) -> bool {
        self.state == Delivery::Deferred && now.since(written_at) >= LATE
    }
}

impl Article {
    /// Everybody on its lines who has an address, each once.
    pub fn everybody(&self) -> Vec<EmailAddress> {
        let mut all: Vec<EmailAddress> = Vec::new();
        let lines = self.lines.to.iter().chain(&self.lines.cc).chain(&self.lines.bcc);
        for address in lines.flat_map(|line| Mailbox::parse_list(line)).filter_map(|mailbox| mailbox.parsed) {
            if !all.contains(&address) {
                all.push(address);
            }
        }
        all
    }

    /// Each recipient with how far the mail has come to them.
    pub fn recipients(&self) -> Vec<Recipient> {
        match &self.delivery {
            Some(delivered) if !delivered.recipients.is_empty() => delivered.recipients.clone(),
            Some(delivered) => {
                let one = |address| Recipient { address, state: delivered.state, words: None };
                self.everybody().into_iter().map(one).collect()
            }
            None => Vec::new(),
        }
    }
}

/// What a mail's state is when its recipients' are these: while one waits it waits, and what reached somebody was sent.
pub(crate) fn overall(recipients: &[Recipient]) -> Delivery {
    let any = |state| recipients.iter().any(|recipient| recipient.state == state);
    [Delivery::Queued, Delivery::Deferred, Delivery::Sent, Delivery::Failed]
        .into_iter()
        .find(|state| any(*state))
        .unwrap_or(if recipients.is_empty() { Delivery::Failed } else { Delivery::Cancelled })
}

/// What is known with what a try that ended says. Who has the mail has it, whatever an overtaken try believes.
pub(crate) fn joined(known: Vec<Recipient>, told: &[Recipient]) -> Vec<Recipient> {
    let rank = |state: Delivery| match state {
        Delivery::Queued | Delivery::Deferred => 0,
        Delivery::Cancelled | Delivery::Failed => 1,
        Delivery::Sent => 2,
    };
    let join = |known: Recipient| match told.iter().find(|told| told.address == known.address) {
        Some(told) if rank(told.state) >= rank(known.state) => told.clone(),
        _ => known,
    };
    known.into_iter().map(join).collect()
}

/// Recipients as one column: a line each, `state TAB address TAB words`.
pub(crate) fn write_recipients(recipients: &[Recipient]) -> String {
    let plain = |words: &str| words.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(WORDS).collect::<String>();
    let line = |recipient: &Recipient| {
        format!("{}\t{}\t{}", recipient.state.as_str(), recipient.address, recipient.words.as_deref().map(plain).unwrap_or_default())
    };
    recipients.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads what [`write_recipients`] wrote.
pub(crate) fn read_recipients(column: &str) -> Vec<Recipient> {
    let read = |line: &str| {
        let (state, rest) = line.split_once('\t')?;
        let (address, words) = rest.split_once('\t')?;
        let words = Some(words.to_owned()).filter(|words| !words.is_empty());
        Some(Recipient { address: address.parse().ok()?, state: Delivery::parse(state)?, words })
    };
    column.lines().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, state: Delivery, words: Option<&str>) -> Recipient {
        Recipient { address: format!("{name}@kunde.example").parse().unwrap(), state, words: words.map(str::to_owned) }
    }

    #[test]
    fn recipients_read_back() {
        let all = [
            one("a", Delivery::Sent, None),
            one("b", Delivery::Failed, Some("550 5.1.1 no such user")),
            one("ü", Delivery::Deferred, None),
        ];
        assert_eq!(read_recipients(&write_recipients(&all)), all);
        let odd = write_recipients(&[one("a", Delivery::Failed, Some("a\nb\tc"))]);
        assert_eq!(read_recipients(&odd), [one("a", Delivery::Failed, Some("a b c"))]);
        assert_eq!(read_recipients("rubbish\n\n"), []);
    }

    #[test]
    fn a_mail_waits_while_one_recipient_waits() {
        let check = |states: &[Delivery], expected| {
            let all: Vec<_> = states.iter().map(|state| one("a", *state, None)).collect();
            assert_eq!(overall(&all), expected, "{states:?}");
        };
        check(&[Delivery::Sent, Delivery::Deferred, Delivery::Failed], Delivery::Deferred);
        check(&[Delivery::Sent, Delivery::Failed], Delivery::Sent);
        check(&[Delivery::Failed, Delivery::Cancelled], Delivery::Failed);
        check(&[Delivery::Cancelled], Delivery::Cancelled);
        check(&[], Delivery::Failed);
    }

    #[test]
    fn who_has_a_mail_has_it_whatever_a_late_try_says() {
        let known = vec![one("a", Delivery::Sent, None), one("b", Delivery::Deferred, None), one("c", Delivery::Cancelled, None)];
        let told = [one("a", Delivery::Deferred, None), one("b", Delivery::Sent, None), one("c", Delivery::Deferred, None)];
        let states: Vec<_> = joined(known, &told).into_iter().map(|recipient| recipient.state).collect();
        assert_eq!(states, [Delivery::Sent, Delivery::Sent, Delivery::Cancelled]);
    }
}
