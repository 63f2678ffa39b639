//! The part of the conversation in which the message comes: behind DATA, or in chunks.

use super::{Session, State};
use crate::smtp::data::{Chunks, Reader, Unfit};
use crate::smtp::reply::Reply;
use crate::smtp::terms::{Action, Flavour};

/// A chunk that is coming in.
#[derive(Debug)]
pub(super) struct Chunk {
    left: usize,
    size: usize,
    last: bool,
    /// Its octets are passed over, and this is said behind them: they must not be taken for commands.
    refusal: Option<Reply>,
}

impl Chunk {
    pub(super) const fn is_welcome(&self) -> bool {
        self.refusal.is_none()
    }
}

impl Session {
    pub(super) fn data(&mut self) {
        if self.chunks.is_some() {
            return self.say(&Reply::new(503, "5.5.1", "the message has begun with BDAT"));
        }
        if self.has_no_recipients() {
            return self.say(&Reply::new(503, "5.5.1", "no recipients"));
        }
        self.state = State::Data(Reader::new(self.limits.max_size));
        self.say(&Reply::new(354, "", "end with a dot alone in a line"));
    }

    pub(super) fn bdat(&mut self, size: usize, last: bool) {
        let refusal = if self.has_no_recipients() {
            Some(Reply::new(503, "5.5.1", "no recipients"))
        } else if self.chunks.as_ref().is_some_and(|chunks| chunks.unfit().is_some()) {
            Some(Reply::new(503, "5.5.1", "a chunk was refused, say RSET"))
        } else {
            self.chunks.get_or_insert_with(|| Chunks::new(self.limits.max_size));
            None
        };
        self.state = State::Chunk(Chunk { left: size, size, last, refusal });
    }

    /// Reads on in a chunk; `false` when its rest has still to come.
    pub(super) fn chunk(&mut self) -> bool {
        let State::Chunk(chunk) = &mut self.state else { return false };
        let count = chunk.left.min(self.pending.len());
        let keep = chunk.refusal.is_none();
        let octets = self.pending.drain(..count);
        if let Some(chunks) = self.chunks.as_mut().filter(|_| keep) {
            chunks.add(octets.as_slice());
        }
        drop(octets);
        chunk.left -= count;
        if chunk.left > 0 {
            return false;
        }
        if let State::Chunk(chunk) = std::mem::replace(&mut self.state, State::Commands) {
            self.end_of_chunk(&chunk);
        }
        true
    }

    fn end_of_chunk(&mut self, chunk: &Chunk) {
        if let Some(refusal) = &chunk.refusal {
            return self.say(refusal);
        }
        if chunk.last {
            let text = self.chunks.take().map_or(Ok(Vec::new()), Chunks::finish);
            return self.end_of_text(text);
        }
        if let Some(unfit) = self.chunks.as_ref().and_then(Chunks::unfit) {
            return self.say(&unfit.reply());
        }
        self.say(&Reply::new(250, "2.0.0", format!("{} octets taken", chunk.size)));
        if chunk.size == 0 {
            self.count_idle();
        }
    }

    pub(super) fn end_of_data(&mut self) {
        if let State::Data(reader) = std::mem::replace(&mut self.state, State::Commands) {
            self.end_of_text(reader.finish());
        }
    }

    fn end_of_text(&mut self, text: Result<Vec<u8>, Unfit>) {
        let Some(envelope) = self.transaction.take() else { return };
        let count = if self.flavour == Flavour::Lmtp { envelope.to.len() } else { 1 };
        (self.idle, self.put_off) = (0, 0);
        match text {
            Ok(body) => {
                self.state = State::AskedMessage(count);
                self.actions.push_back(Action::Message { envelope, body });
            }
            Err(unfit) => {
                let reply = unfit.reply();
                self.say_all(std::iter::repeat_n(&reply, count));
            }
        }
    }

    fn has_no_recipients(&self) -> bool {
        self.transaction.as_ref().is_none_or(|transaction| transaction.to.is_empty())
    }
}
