//! The conversation.

mod text;

use super::command::{self, Command, Hello};
use super::data::{Chunks, Reader};
use super::parameters::MailTerms;
use super::reply::Reply;
use super::terms::{Action, Envelope, Flavour, Limits, TlsOffer, Verdict, Wish};
use std::collections::VecDeque;

/// **Units**: octets of a command line with its CR LF: 512 and what the extensions add (RFC 5321 §4.5.3.1.4).
const LONGEST_LINE: usize = 2_048;

/// Commands between two messages that bring none nearer (hello, RSET, NOOP, VRFY, HELP, a chunk of nothing). A relay that
/// keeps its connection says a few of them for each message; who says only them is not a relay.
const MOST_IDLE: usize = 100;

/// Recipients of a message that may be put off with 4xx. Who has more than the limit for a message names the rest again
/// later, perhaps all of them at once; beyond this each one counts as an error.
const MOST_PUT_OFF: usize = 1_000;

#[derive(Debug)]
enum State {
    Commands,
    /// The rest of a line that was too long is passed over.
    Overlong,
    AskedRecipient(String, Wish),
    Data(Reader),
    Chunk(text::Chunk),
    AskedMessage(usize),
    Negotiating,
    Closed,
}

/// The server's side of one connection. Bytes go in by [`Session::feed`], [`Session::next_action`] tells what to do until
/// it gives `None`: then more bytes, or the answer that was asked for, are needed.
///
/// What a client sends ahead of its turn waits inside, so that pipelining changes nothing. While an answer is due, a
/// caller that cares for memory reads no more from its socket.
#[derive(Debug)]
pub struct Session {
    flavour: Flavour,
    limits: Limits,
    hostname: String,
    tls: TlsOffer,
    state: State,
    pending: Vec<u8>,
    actions: VecDeque<Action>,
    errors: usize,
    idle: usize,
    put_off: usize,
    helo: Option<String>,
    transaction: Option<Envelope>,
    /// What came of the message by BDAT.
    chunks: Option<Chunks>,
}

impl Session {
    /// A fresh connection; the greeting is the first action.
    pub fn new(flavour: Flavour, limits: Limits, hostname: &str, tls: TlsOffer) -> Self {
        let kind = if flavour == Flavour::Smtp { "ESMTP" } else { "LMTP" };
        let greeting = Reply::new(220, "", format!("{hostname} {kind}"));
        Self {
            flavour,
            limits,
            hostname: hostname.to_owned(),
            tls,
            state: State::Commands,
            pending: Vec::new(),
            actions: VecDeque::from([Action::Reply(greeting.to_bytes())]),
            errors: 0,
            idle: 0,
            put_off: 0,
            helo: None,
            transaction: None,
            chunks: None,
        }
    }

    /// Takes bytes from the client; those that come during a TLS negotiation or after the end are dropped.
    pub fn feed(&mut self, bytes: &[u8]) {
        if !matches!(self.state, State::Negotiating | State::Closed) {
            self.pending.extend_from_slice(bytes);
        }
    }

    /// What to do next; `None` when bytes or an answer are needed first.
    pub fn next_action(&mut self) -> Option<Action> {
        while self.actions.is_empty() && self.step() {}
        self.actions.pop_front()
    }

    /// Answers [`Action::AskRecipient`]; without a question it does nothing.
    pub fn recipient(&mut self, verdict: Verdict) {
        match std::mem::replace(&mut self.state, State::Commands) {
            State::AskedRecipient(to, wish) => match verdict {
                Verdict::Accept => {
                    if let Some(transaction) = &mut self.transaction {
                        transaction.to.push(to);
                        transaction.wishes.push(wish);
                    }
                    self.say(&Reply::new(250, "2.1.5", "recipient ok"));
                }
                Verdict::Refuse(reply) if reply.code() < 500 => self.put_off(&reply),
                Verdict::Refuse(reply) => self.say(&reply),
            },
            other => self.state = other,
        }
    }

    /// Answers [`Action::Message`]: one reply (SMTP), or one for each recipient in their order (LMTP). Missing ones
    /// become 451, so that nothing counts as taken that nobody took. Without a message it does nothing.
    pub fn message(&mut self, replies: &[Reply]) {
        if let State::AskedMessage(count) = self.state {
            self.state = State::Commands;
            let missing = Reply::new(451, "4.3.0", "try again later");
            self.say_all((0..count).map(|nth| replies.get(nth).unwrap_or(&missing)));
        }
    }

    /// Whether a message has begun to come and can still be taken or refused at its end: it has a deadline of its own, also
    /// between two chunks of it.
    pub fn is_receiving(&self) -> bool {
        matches!(self.state, State::Data(_) | State::Chunk(_)) || self.chunks.as_ref().is_some_and(|chunks| chunks.unfit().is_none())
    }

    /// Whether what comes is stored: it is part of a message that may still be taken. What is passed over takes no memory.
    pub fn is_keeping(&self) -> bool {
        let chunks = || self.chunks.as_ref().is_some_and(|chunks| chunks.unfit().is_none());
        match &self.state {
            State::Data(reader) => reader.unfit().is_none(),
            State::Chunk(chunk) => chunk.is_welcome() && chunks(),
            _ => chunks(),
        }
    }

    /// The negotiation is done: the connection begins anew, encrypted.
    pub fn tls_started(&mut self) {
        if matches!(self.state, State::Negotiating) {
            self.state = State::Commands;
            self.tls = TlsOffer::Already;
        }
    }

    /// Works on what is pending; `false` when nothing more can be done with it.
    fn step(&mut self) -> bool {
        match &mut self.state {
            State::Commands => self.line(),
            State::Overlong => {
                let end = self.pending.iter().position(|b| *b == b'\n');
                self.pending.drain(..end.map_or(self.pending.len(), |end| end + 1));
                if end.is_some() {
                    self.state = State::Commands;
                }
                end.is_some()
            }
            State::Data(reader) => {
                let end = reader.read(&self.pending);
                self.pending.drain(..end.unwrap_or(self.pending.len()));
                if end.is_some() {
                    self.end_of_data();
                }
                end.is_some()
            }
            State::Chunk(_) => self.chunk(),
            State::AskedRecipient(..) | State::AskedMessage(_) | State::Negotiating | State::Closed => false,
        }
    }

    fn line(&mut self) -> bool {
        let end = self.pending.iter().take(LONGEST_LINE).position(|b| *b == b'\n');
        let Some(end) = end else {
            let overlong = self.pending.len() >= LONGEST_LINE;
            if overlong {
                self.state = State::Overlong;
                self.say(&Reply::new(500, "5.5.6", "line too long"));
            }
            return overlong;
        };
        let line: Vec<u8> = self.pending.drain(..=end).collect();
        match command::parse(&line) {
            Ok(command) => self.obey(command),
            Err(reply) => self.say(&reply),
        }
        true
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Hello { verb, host } => self.hello(verb, &host),
            Command::Mail { from, terms } => {
                let reply = self.mail(from, terms);
                self.say(&reply);
            }
            Command::Rcpt { to, wish } => self.rcpt(to, wish),
            Command::Data => self.data(),
            Command::Bdat { size, last } => self.bdat(size, last),
            Command::Reset => {
                self.forget();
                self.say_idle(&Reply::new(250, "2.0.0", "reset"));
            }
            Command::Noop => self.say_idle(&Reply::new(250, "2.0.0", "ok")),
            Command::Verify => self.say_idle(&Reply::new(252, "2.5.0", "send mail and see")),
            Command::Help => self.say_idle(&Reply::new(214, "2.0.0", "see RFC 5321")),
            Command::StartTls => self.start_tls(),
            Command::Quit => {
                self.say(&Reply::new(221, "2.0.0", "bye"));
                self.close();
            }
            Command::Hopeless(reply) => {
                self.say(&reply);
                self.close();
            }
        }
    }

    /// Gives the message up that was begun.
    fn forget(&mut self) {
        self.transaction = None;
        self.chunks = None;
    }

    fn hello(&mut self, verb: Hello, host: &str) {
        let fits = (verb == Hello::Lhlo) == (self.flavour == Flavour::Lmtp);
        if !fits {
            return self.say(&Reply::new(500, "5.5.1", "wrong greeting for this protocol"));
        }
        self.forget();
        self.helo = Some(host.chars().filter(|c| !c.is_control()).collect());
        if verb == Hello::Helo {
            return self.say_idle(&Reply::new(250, "", &self.hostname));
        }
        let size = format!("SIZE {}", self.limits.max_size);
        let mut lines = vec![self.hostname.as_str(), "PIPELINING", &size, "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN"];
        if matches!(self.tls, TlsOffer::StartTls | TlsOffer::Required) {
            lines.push("STARTTLS");
        }
        let reply = format!("250-{}\r\n250 ENHANCEDSTATUSCODES\r\n", lines.join("\r\n250-"));
        self.actions.push_back(Action::Reply(reply.into_bytes()));
        self.count_idle();
    }

    fn mail(&mut self, from: String, terms: MailTerms) -> Reply {
        let MailTerms { size, utf8, envelope_id } = terms;
        if self.tls == TlsOffer::Required {
            return Reply::new(530, "5.7.0", "say STARTTLS first");
        }
        let Some(helo) = &self.helo else { return Reply::new(503, "5.5.1", "say hello first") };
        if self.transaction.is_some() {
            return Reply::new(503, "5.5.1", "a sender was named already");
        }
        if size > self.limits.max_size {
            return Reply::new(552, "5.3.4", "message too big");
        }
        if !utf8 && !from.is_ascii() {
            return Reply::new(553, "5.6.7", "address needs SMTPUTF8");
        }
        self.transaction =
            Some(Envelope { helo: helo.clone(), from, envelope_id, utf8, tls: self.tls == TlsOffer::Already, ..Envelope::default() });
        Reply::new(250, "2.1.0", "sender ok")
    }

    fn rcpt(&mut self, to: String, wish: Wish) {
        let Some(transaction) = &self.transaction else { return self.say(&Reply::new(503, "5.5.1", "name a sender first")) };
        if self.chunks.is_some() {
            return self.say(&Reply::new(503, "5.5.1", "the message has begun"));
        }
        if transaction.to.len() >= self.limits.max_recipients {
            return self.put_off(&Reply::new(452, "4.5.3", "too many recipients"));
        }
        if !transaction.utf8 && !to.is_ascii() {
            return self.say(&Reply::new(553, "5.6.7", "address needs SMTPUTF8"));
        }
        let from = transaction.from.clone();
        self.state = State::AskedRecipient(to.clone(), wish);
        self.actions.push_back(Action::AskRecipient { from, to });
    }

    fn start_tls(&mut self) {
        match self.tls {
            TlsOffer::None => self.say(&Reply::new(502, "5.5.1", "no TLS here")),
            TlsOffer::Already => self.say(&Reply::new(503, "5.5.1", "TLS is there already")),
            TlsOffer::StartTls | TlsOffer::Required => {
                self.say(&Reply::new(220, "2.0.0", "go ahead"));
                self.actions.push_back(Action::StartTls);
                self.state = State::Negotiating;
                self.helo = None;
                self.forget();
                // Sent in the clear behind the command: somebody in between may have put it there (RFC 3207 §5).
                self.pending = Vec::new();
            }
        }
    }

    fn say(&mut self, reply: &Reply) {
        if matches!(self.state, State::Closed) {
            return;
        }
        self.say_all([reply]);
    }

    /// Says several replies to one thing; however many of them refuse it, that is one error.
    fn say_all<'r>(&mut self, replies: impl IntoIterator<Item = &'r Reply>) {
        let mut highest = 0;
        let mut is_last = false;
        for reply in replies {
            self.actions.push_back(Action::Reply(reply.to_bytes()));
            highest = highest.max(reply.code());
            is_last |= reply.code() == 421;
        }
        if highest >= 500 {
            self.errors += 1;
        }
        if is_last {
            self.close();
        } else if self.errors > self.limits.max_errors {
            self.say(&Reply::new(421, "4.7.0", "too many errors"));
        }
    }

    /// Answers a command that brings no message nearer.
    fn say_idle(&mut self, reply: &Reply) {
        self.say(reply);
        self.count_idle();
    }

    fn count_idle(&mut self) {
        self.idle += 1;
        if self.idle > MOST_IDLE {
            self.say(&Reply::new(421, "4.7.0", "too many commands without a message"));
        }
    }

    /// Tells the client to come again with a recipient.
    fn put_off(&mut self, reply: &Reply) {
        self.put_off += 1;
        if self.put_off > MOST_PUT_OFF {
            self.errors += 1;
        }
        self.say(reply);
    }

    fn close(&mut self) {
        if !matches!(self.state, State::Closed) {
            self.state = State::Closed;
            self.pending = Vec::new();
            self.actions.push_back(Action::Close);
        }
    }
}
