//! A session: commands and their answers.

use crate::failure::Failure;
use crate::link::{self, LONG_TALK, Link, MOST_LISTED, Secured, TALK};
use crate::memory::Held;
use crate::parts::Patience;
use mail::accounts::{Encryption, Target};
use net::Egress;
use std::collections::BTreeMap;
use tokio::io::{AsyncRead, AsyncWrite};
use wire::pop3::{Decoder, Expect, Reply, argument, listing};
use zeroize::Zeroizing;

/// A session under TLS, logged in.
pub(super) struct Session {
    client: Client<Secured>,
    /// What TLS agreed on.
    pub(super) tls: String,
}

/// A message of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// Its number in this session.
    pub(super) number: u32,
    /// Its name, the same in every session.
    pub(super) place: String,
    /// **Units**: octets, as far as the server tells.
    pub(super) size: Option<u64>,
}

/// **Units**: octets of a name; RFC 1939 has 70.
const LONGEST_NAME: usize = 250;

/// One end of the dialogue.
struct Client<S> {
    link: Link<S>,
    decoder: Decoder,
    patience: Patience,
    /// What came behind an answer.
    ahead: Vec<u8>,
    /// Whether the last command has its whole answer.
    is_answered: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    fn new(stream: S, patience: Patience, largest: usize) -> Self {
        let limits = wire::pop3::Limits { body: largest, ..wire::pop3::Limits::default() };
        Self { link: Link::new(stream, patience), decoder: Decoder::new(limits), patience, ahead: Vec::new(), is_answered: false }
    }

    async fn reply(&mut self, mut held: Option<&mut Held>) -> Result<Reply, Failure> {
        loop {
            if !self.ahead.is_empty() {
                let taken = self.decoder.feed(&self.ahead)?;
                self.ahead.drain(..taken);
            }
            if let Some(reply) = self.decoder.pop() {
                self.is_answered = true;
                return Ok(reply);
            }
            let deadline = self.link.deadline();
            let piece = self.link.read().await?;
            if let Some(held) = &mut held {
                held.more(piece.len(), deadline).await?;
            }
            self.ahead.extend_from_slice(piece);
        }
    }

    async fn greeting(&mut self) -> Result<(), Failure> {
        let reply = self.reply(None).await?;
        if reply.is_ok { Ok(()) } else { Err(Failure::said("the server turned us away", &reply.words)) }
    }

    async fn command(&mut self, line: &str, expect: Expect) -> Result<Reply, Failure> {
        match expect {
            Expect::Line => self.link.begin(self.patience.command, TALK),
            Expect::Body => self.link.begin(self.patience.message, LONG_TALK),
        }
        self.say(line, expect).await?;
        self.reply(None).await
    }

    async fn say(&mut self, line: &str, expect: Expect) -> Result<(), Failure> {
        self.decoder.expect(expect);
        self.is_answered = false;
        let line = Zeroizing::new(format!("{line}\r\n"));
        self.link.write(line.as_bytes()).await
    }
}

impl Session {
    pub(super) async fn open(egress: &Egress, target: &Target, patience: Patience, largest: usize) -> Result<Self, Failure> {
        let stream = link::dial(egress, &target.account).await?;
        let (mut client, tls) = match target.account.tls {
            Encryption::Implicit => {
                let (stream, tls) = link::secure(egress, stream, target, patience).await?;
                let mut client = Client::new(stream, patience, largest);
                client.greeting().await?;
                (client, tls)
            }
            Encryption::StartTls => {
                let mut plain = Client::new(stream, patience, largest);
                plain.greeting().await?;
                let reply = plain.command("STLS", Expect::Line).await?;
                if !reply.is_ok {
                    return Err(Failure::said("the server does not offer STLS", &reply.words));
                }
                if !plain.ahead.is_empty() || !plain.decoder.is_empty() {
                    return Err(Failure::theirs("the server went on in the clear after STLS"));
                }
                let (stream, tls) = link::secure(egress, plain.link.into_stream(), target, patience).await?;
                (Client::new(stream, patience, largest), tls)
            }
        };
        let password = target.password.reveal();
        for (verb, word) in [("USER", target.account.login.as_str()), ("PASS", password)] {
            let word = argument(word).ok_or_else(|| Failure::theirs("the login or password cannot be sent"))?;
            let line = Zeroizing::new(format!("{verb} {word}"));
            let reply = client.command(&line, Expect::Line).await?;
            if !reply.is_ok {
                return Err(Failure::said("the server refused the login", &reply.words));
            }
        }
        Ok(Self { client, tls })
    }

    /// All messages.
    pub(super) async fn list(&mut self) -> Result<Vec<Listed>, Failure> {
        let names = self.client.command("UIDL", Expect::Body).await?;
        if !names.is_ok {
            let words = "the server gives its messages no lasting names (UIDL), so they cannot be told apart";
            return Err(Failure::said(words, &names.words));
        }
        // Without sizes what is too large is found out when it comes.
        let sizes = self.client.command("LIST", Expect::Body).await?;
        let sizes = if sizes.is_ok { sizes.body } else { Vec::new() };
        named(&names.body, &sizes)
    }

    /// A message; `None` when the server does not give it.
    pub(super) async fn message(&mut self, number: u32, most: usize, held: &mut Held) -> Result<Option<Vec<u8>>, Failure> {
        self.client.link.begin(self.client.patience.message, LONG_TALK.saturating_add(most));
        self.client.say(&format!("RETR {number}"), Expect::Body).await?;
        let reply = self.client.reply(Some(held)).await?;
        Ok(Some(reply.body).filter(|body| reply.is_ok && !body.is_empty()))
    }

    /// Has a message deleted at the end of the session. What a server does not delete is found again by the comparison.
    pub(super) async fn delete(&mut self, number: u32) -> Result<(), Failure> {
        self.client.command(&format!("DELE {number}"), Expect::Line).await.map(drop)
    }

    /// Whether goodbye can be said: the server answers amid nothing.
    pub(super) const fn can_leave(&self) -> bool {
        self.client.is_answered
    }

    /// Says goodbye; then deletions hold.
    pub(super) async fn leave(mut self) -> Result<(), Failure> {
        let reply = self.client.command("QUIT", Expect::Line).await?;
        if reply.is_ok { Ok(()) } else { Err(Failure::said("the server did not delete what was taken", &reply.words)) }
    }
}

/// Names and sizes together: the size is part of a message's place, since some servers give a name again when its message is
/// gone. Messages that are alike in both are told apart by counting.
fn named(names: &[u8], sizes: &[u8]) -> Result<Vec<Listed>, Failure> {
    let sizes: BTreeMap<u32, String> = listing(sizes).into_iter().collect();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut all = Vec::new();
    for (number, name) in listing(names) {
        if all.len() >= MOST_LISTED {
            return Err(link::too_many());
        }
        if name.len() > LONGEST_NAME {
            return Err(Failure::theirs("the server gives its messages names that are too long"));
        }
        let size: Option<u64> = sizes.get(&number).and_then(|size| size.parse().ok());
        let place = size.map_or_else(|| name.clone(), |size| format!("{name} {size}"));
        let times = seen.entry(place.clone()).or_default();
        *times += 1;
        let place = if *times == 1 { place } else { format!("{place} {times}") };
        all.push(Listed { number, place, size });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_one_name_are_two() {
        let listed = named(b"1 a\r\n2 b\r\n3 a\r\n4 a\r\n", b"1 100\r\n2 x\r\n3 100\r\n4 7\r\n").unwrap();
        let all: Vec<_> = listed.iter().map(|message| (message.number, message.place.as_str(), message.size)).collect();
        assert_eq!(all, [(1, "a 100", Some(100)), (2, "b", None), (3, "a 100 2", Some(100)), (4, "a 7", Some(7))]);
        assert!(named(format!("1 {}\r\n", "x".repeat(251)).as_bytes(), b"").is_err());
    }
}
