//! The conversation.

use super::command::{self, Command, Hello};
use super::data::{Reader, Unfit};
use super::reply::Reply;
use std::collections::VecDeque;

/// Which of the two protocols is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// SMTP: one reply for a message.
    Smtp,
    /// LMTP: one reply for each recipient of a message (RFC 2033).
    Lmtp,
}

/// What stands about TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsOffer {
    /// None is offered.
    None,
    /// STARTTLS is offered, mail without it is taken.
    StartTls,
    /// STARTTLS is offered, mail without it is refused.
    Required,
    /// The connection is encrypted.
    Already,
}

/// How much a client may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// **Units**: octets of a message.
    pub max_size: usize,
    /// Recipients of a message.
    pub max_recipients: usize,
    /// Refused commands of a connection; the next one ends it.
    pub max_errors: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_size: crate::mime::LONGEST_MAIL, max_recipients: 100, max_errors: 20 }
    }
}

/// What the client said about a message besides the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The name that the client gave itself; proves nothing.
    pub helo: String,
    /// The sender; empty for the null path of bounces.
    pub from: String,
    /// The recipients that were accepted, in their order, as sent; LMTP replies go by that order.
    pub to: Vec<String>,
    /// Whether the message may hold UTF-8 in its header (RFC 6531).
    pub utf8: bool,
    /// Whether it came over TLS.
    pub tls: bool,
}

/// What the caller has to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send these bytes.
    Reply(Vec<u8>),
    /// Negotiate TLS, after everything was sent, then call [`Session::tls_started`].
    StartTls,
    /// Say with [`Session::recipient`] whether mail for this address is taken.
    AskRecipient {
        /// The sender; empty for the null path.
        from: String,
        /// The recipient as sent.
        to: String,
    },
    /// Take the message, and once it is safe (or refused) call [`Session::message`].
    Message {
        /// From whom and for whom.
        envelope: Envelope,
        /// The message, dots unstuffed, all lines ending with CR LF.
        body: Vec<u8>,
    },
    /// Close the connection, after everything was sent.
    Close,
}

/// The caller's word on a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Mail is taken.
    Accept,
    /// It is not, and this is why.
    Refuse(Reply),
}

/// **Units**: octets of a command line with its CR LF: 512 and what the extensions add (RFC 5321 §4.5.3.1.4).
const LONGEST_LINE: usize = 2_048;

#[derive(Debug)]
enum State {
    Commands,
    /// The rest of a line that was too long is passed over.
    Overlong,
    AskedRecipient(String),
    Data(Reader),
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
    helo: Option<String>,
    transaction: Option<Envelope>,
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
            helo: None,
            transaction: None,
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
            State::AskedRecipient(to) => match verdict {
                Verdict::Accept => {
                    if let Some(transaction) = &mut self.transaction {
                        transaction.to.push(to);
                    }
                    self.say(&Reply::new(250, "2.1.5", "recipient ok"));
                }
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
            for nth in 0..count {
                self.say(replies.get(nth).unwrap_or(&missing));
            }
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
            State::AskedRecipient(_) | State::AskedMessage(_) | State::Negotiating | State::Closed => false,
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
            Command::Mail { from, size, utf8 } => {
                let reply = self.mail(from, size, utf8);
                self.say(&reply);
            }
            Command::Rcpt { to } => self.rcpt(to),
            Command::Data => self.data(),
            Command::Reset => {
                self.transaction = None;
                self.say(&Reply::new(250, "2.0.0", "reset"));
            }
            Command::Noop => self.say(&Reply::new(250, "2.0.0", "ok")),
            Command::Verify => self.say(&Reply::new(252, "2.5.0", "send mail and see")),
            Command::Help => self.say(&Reply::new(214, "2.0.0", "see RFC 5321")),
            Command::StartTls => self.start_tls(),
            Command::Quit => {
                self.say(&Reply::new(221, "2.0.0", "bye"));
                self.close();
            }
        }
    }

    fn hello(&mut self, verb: Hello, host: &str) {
        let fits = (verb == Hello::Lhlo) == (self.flavour == Flavour::Lmtp);
        if !fits {
            return self.say(&Reply::new(500, "5.5.1", "wrong greeting for this protocol"));
        }
        self.transaction = None;
        self.helo = Some(host.chars().filter(|c| !c.is_control()).collect());
        if verb == Hello::Helo {
            return self.say(&Reply::new(250, "", &self.hostname));
        }
        let size = format!("SIZE {}", self.limits.max_size);
        let mut lines = vec![self.hostname.as_str(), "PIPELINING", &size, "8BITMIME", "SMTPUTF8"];
        if matches!(self.tls, TlsOffer::StartTls | TlsOffer::Required) {
            lines.push("STARTTLS");
        }
        let reply = format!("250-{}\r\n250 ENHANCEDSTATUSCODES\r\n", lines.join("\r\n250-"));
        self.actions.push_back(Action::Reply(reply.into_bytes()));
    }

    fn mail(&mut self, from: String, size: usize, utf8: bool) -> Reply {
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
        self.transaction = Some(Envelope { helo: helo.clone(), from, to: Vec::new(), utf8, tls: self.tls == TlsOffer::Already });
        Reply::new(250, "2.1.0", "sender ok")
    }

    fn rcpt(&mut self, to: String) {
        let Some(transaction) = &self.transaction else { return self.say(&Reply::new(503, "5.5.1", "name a sender first")) };
        if transaction.to.len() >= self.limits.max_recipients {
            return self.say(&Reply::new(452, "4.5.3", "too many recipients"));
        }
        if !transaction.utf8 && !to.is_ascii() {
            return self.say(&Reply::new(553, "5.6.7", "address needs SMTPUTF8"));
        }
        let from = transaction.from.clone();
        self.state = State::AskedRecipient(to.clone());
        self.actions.push_back(Action::AskRecipient { from, to });
    }

    fn data(&mut self) {
        if self.transaction.as_ref().is_none_or(|transaction| transaction.to.is_empty()) {
            return self.say(&Reply::new(503, "5.5.1", "no recipients"));
        }
        self.state = State::Data(Reader::new(self.limits.max_size));
        self.say(&Reply::new(354, "", "end with a dot alone in a line"));
    }

    fn end_of_data(&mut self) {
        let State::Data(reader) = std::mem::replace(&mut self.state, State::Commands) else { return };
        let Some(envelope) = self.transaction.take() else { return };
        let count = if self.flavour == Flavour::Lmtp { envelope.to.len() } else { 1 };
        let refusal = match reader.finish() {
            Ok(body) => {
                self.state = State::AskedMessage(count);
                return self.actions.push_back(Action::Message { envelope, body });
            }
            Err(Unfit::TooBig) => Reply::new(552, "5.3.4", "message too big"),
            Err(Unfit::BareLineEnd) => Reply::new(550, "5.6.11", "CR or LF alone in the message"),
            Err(Unfit::LongLine) => Reply::new(550, "5.6.0", "line too long in the message"),
        };
        for _ in 0..count {
            self.say(&refusal);
        }
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
                self.transaction = None;
                // Sent in the clear behind the command: somebody in between may have put it there (RFC 3207 §5).
                self.pending = Vec::new();
            }
        }
    }

    fn say(&mut self, reply: &Reply) {
        if matches!(self.state, State::Closed) {
            return;
        }
        self.actions.push_back(Action::Reply(reply.to_bytes()));
        if reply.code() >= 500 {
            self.errors += 1;
        }
        if self.errors > self.limits.max_errors {
            self.actions.push_back(Action::Reply(Reply::new(421, "4.7.0", "too many errors").to_bytes()));
            self.close();
        }
    }

    fn close(&mut self) {
        self.state = State::Closed;
        self.pending = Vec::new();
        self.actions.push_back(Action::Close);
    }
}
