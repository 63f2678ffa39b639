//! Commands and their answers.

use crate::failure::Failure;
use crate::link::{LONG_TALK, Link, TALK};
use crate::memory::Held;
use crate::parts::Patience;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use wire::imap::{Answer, Decoder, Outcome, Response};
use zeroize::Zeroizing;

/// **Units**: octets of an answer without its literals; a list of all messages that may be is shorter.
const LONGEST: usize = 2 * 1024 * 1024;

/// The last command, which names no message.
pub(super) const GOODBYE: &str = "LOGOUT";

/// One end of the dialogue.
pub(super) struct Client<S> {
    link: Link<S>,
    decoder: Decoder,
    patience: Patience,
    next_tag: u32,
    /// The UIDVALIDITY under which the folder was selected.
    pub(super) validity: Option<u32>,
    /// How many messages the folder has, as the server told.
    pub(super) exists: Option<u32>,
    moved: bool,
}

/// What a server told while nothing was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Something may have come.
    Mail,
    /// Nothing.
    None,
    /// The folder is another one now, or the server says goodbye.
    Moved,
    /// It does not tell by itself.
    Refused,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(super) fn new(stream: S, patience: Patience, largest: usize) -> Self {
        let limits = wire::imap::Limits { literals: largest, text: LONGEST };
        let (link, decoder) = (Link::new(stream, patience), Decoder::new(limits));
        Self { link, decoder, patience, next_tag: 0, validity: None, exists: None, moved: false }
    }

    /// The stream, if the server has said nothing that was not asked for.
    pub(super) fn into_silent_stream(self) -> Option<S> {
        self.decoder.is_empty().then(|| self.link.into_stream())
    }

    /// The next response.
    async fn response(&mut self, mut held: Option<&mut Held>) -> Result<Response, Failure> {
        loop {
            if let Some(response) = self.decoder.pop() {
                self.notice(&response);
                return Ok(response);
            }
            let deadline = self.link.deadline();
            let piece = self.link.read().await?;
            if let Some(held) = &mut held {
                held.more(piece.len(), deadline).await?;
            }
            self.decoder.feed(piece)?;
        }
    }

    /// What concerns the whole connection.
    fn notice(&mut self, response: &Response) {
        match response {
            Response::Exists(count) => self.exists = Some(*count),
            Response::Expunge(_) => self.exists = self.exists.map(|count| count.saturating_sub(1)),
            _ => {}
        }
        if let Response::Answer(answer @ Answer { tag: None, outcome: Outcome::Ok, .. }) = response
            && let (Some(now), Some(then)) = (answer.number("UIDVALIDITY"), self.validity)
        {
            self.moved |= now != then;
        }
    }

    /// The greeting.
    pub(super) async fn greeting(&mut self) -> Result<Answer, Failure> {
        match self.response(None).await? {
            Response::Answer(answer) if answer.tag.is_none() && matches!(answer.outcome, Outcome::Ok | Outcome::PreAuth) => Ok(answer),
            Response::Answer(answer) => Err(Failure::said("the server turned us away", &answer.words)),
            _ => Err(Failure::theirs("the server does not speak IMAP on this port")),
        }
    }

    /// A command; what the server says before its answer goes to `take`.
    pub(super) async fn command(&mut self, line: &str, take: impl FnMut(Response)) -> Result<Answer, Failure> {
        self.begin(self.patience.command, TALK);
        let tag = self.say(line).await?;
        self.answer(&tag, take, None).await
    }

    /// A command that brings a message or a long list.
    pub(super) async fn long_command(
        &mut self,
        line: &str,
        bytes: usize,
        take: impl FnMut(Response),
        held: Option<&mut Held>,
    ) -> Result<Answer, Failure> {
        self.begin(self.patience.message, LONG_TALK.saturating_add(bytes));
        let tag = self.say(line).await?;
        self.answer(&tag, take, held).await
    }

    /// A command in two lines; the second is a secret, and is sent when the server asks for it.
    pub(super) async fn command_and_secret(&mut self, line: &str, secret: &str) -> Result<Answer, Failure> {
        self.begin(self.patience.command, TALK);
        let tag = self.say(line).await?;
        loop {
            match self.response(None).await? {
                Response::Continue => break,
                Response::Answer(answer) if answer.tag.as_deref() == Some(&tag) => return Ok(answer),
                Response::Answer(answer) if answer.outcome == Outcome::Bye => return Err(goodbye(&answer)),
                _ => {}
            }
        }
        let second = Zeroizing::new(format!("{secret}\r\n"));
        self.link.write(second.as_bytes()).await?;
        self.answer(&tag, |_| {}, None).await
    }

    /// Listens for news; the server is asked to be quiet again before that ends.
    pub(super) async fn idle(&mut self, most: Duration) -> Result<News, Failure> {
        self.begin(self.patience.command, TALK);
        let tag = self.say("IDLE").await?;
        let mut news = News::None;
        loop {
            match self.response(None).await? {
                Response::Continue => break,
                Response::Exists(_) => news = News::Mail,
                Response::Answer(answer) if answer.tag.as_deref() == Some(&tag) => {
                    return Ok(if self.moved { News::Moved } else { News::Refused });
                }
                Response::Answer(answer) if answer.outcome == Outcome::Bye => return Ok(News::Moved),
                _ => {}
            }
        }
        self.begin(most, TALK);
        while news == News::None && !self.moved {
            while let Some(response) = self.decoder.pop() {
                self.notice(&response);
                match response {
                    Response::Exists(_) => news = News::Mail,
                    Response::Answer(answer) if answer.outcome == Outcome::Bye => return Ok(News::Moved),
                    _ => {}
                }
            }
            if news == News::None {
                match self.link.listen().await? {
                    Some(piece) => self.decoder.feed(piece)?,
                    None => break,
                }
            }
        }
        self.begin(self.patience.command, TALK);
        self.link.write(b"DONE\r\n").await?;
        // A server that lost the connection long ago says nothing here, and is left.
        self.answer(&tag, |_| {}, None).await?;
        Ok(if self.moved { News::Moved } else { news })
    }

    pub(super) const fn has_moved(&self) -> bool {
        self.moved
    }

    fn begin(&mut self, most: Duration, bytes: usize) {
        self.link.begin(most, bytes);
    }

    /// Once the folder was numbered anew, our numbers name other messages: nothing more is said about any.
    pub(super) fn hold_still(&self) -> Result<(), Failure> {
        if self.moved { Err(Failure::theirs("the server numbered the folder's messages anew while it was read")) } else { Ok(()) }
    }

    async fn say(&mut self, line: &str) -> Result<String, Failure> {
        if line != GOODBYE {
            self.hold_still()?;
        }
        self.next_tag += 1;
        let tag = format!("B{}", self.next_tag);
        let line = Zeroizing::new(format!("{tag} {line}\r\n"));
        self.link.write(line.as_bytes()).await?;
        Ok(tag)
    }

    async fn answer(&mut self, tag: &str, mut take: impl FnMut(Response), mut held: Option<&mut Held>) -> Result<Answer, Failure> {
        loop {
            match self.response(held.as_deref_mut()).await? {
                Response::Answer(answer) if answer.tag.as_deref() == Some(tag) => return Ok(answer),
                Response::Answer(answer) if answer.outcome == Outcome::Bye => return Err(goodbye(&answer)),
                other => take(other),
            }
        }
    }
}

fn goodbye(answer: &Answer) -> Failure {
    Failure::said("the server ended the connection", &answer.words)
}
