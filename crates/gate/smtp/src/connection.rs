//! One connection: what the session asks for is done, in its order, within the limits.

mod notices;
mod sender;
mod turned;

use crate::closed;
use crate::desk::{self, Asking, Located};
use crate::gate::Shared;
use crate::link::{Gone, Heard, Link};
use crate::memory::Held;
use crate::metrics;
use crate::parts::Desk;
use crate::rates::What;
use kernel::{EmailAddress, RequestId, TenantId, Timestamp};
use platform::Entry;
use room::Arrived;
use sender::sender;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use wire::smtp::{Action, Envelope, Flavour, Limits, Reply, Session, TlsOffer, Verdict};

struct Connection<'a> {
    shared: &'a Shared,
    link: &'a mut Link,
    session: Session,
    flavour: Flavour,
    ip: IpAddr,
    /// When the connection has to end.
    until: Instant,
    /// When something was last said: who sends the next command letter by letter has no more time for it than others.
    last_answer: Instant,
    tls: Option<String>,
    /// Replies that are not sent yet: a client that sends ahead is answered in one go.
    out: Vec<u8>,
    /// Whose the message's accepted recipients are.
    tenant: Option<TenantId>,
    /// The message's accepted recipients, as the room knows them.
    accepted: Vec<EmailAddress>,
    /// Who the message says it is from.
    from: String,
    /// Whether it was noted that the message was turned away.
    is_noted: bool,
    /// Whether the message was counted.
    is_counted: bool,
    /// The message that is coming in.
    incoming: Option<Incoming>,
    /// What the message takes up, until the room had its word.
    held: Held,
}

#[derive(Clone, Copy, Debug)]
struct Incoming {
    deadline: Instant,
    bytes: usize,
}

/// A message's part for one tenant.
struct Share {
    entry: Arc<Entry>,
    recipients: Vec<EmailAddress>,
    /// Whose replies these are, by the recipients' places in the envelope.
    places: Vec<usize>,
}

/// What is the same for all shares of a message.
struct Message {
    envelope: Envelope,
    raw: Arc<[u8]>,
    received_at: Timestamp,
    begun: Instant,
}

/// Serves one client until one of both ends it.
pub(crate) async fn serve(shared: &Shared, mut link: Link, ip: IpAddr, (flavour, offer): (Flavour, TlsOffer)) {
    let is_ready = shared.desk.borrow().is_some();
    let ended = if is_ready {
        Connection::new(shared, &mut link, ip, (flavour, offer)).run().await
    } else {
        closed::serve(&mut link, flavour, &shared.hostname).await
    };
    if ended.is_ok() {
        link.close().await;
    }
}

impl<'a> Connection<'a> {
    fn new(shared: &'a Shared, link: &'a mut Link, ip: IpAddr, (flavour, offer): (Flavour, TlsOffer)) -> Self {
        let limits =
            Limits { max_size: shared.limits.message_bytes, max_recipients: shared.limits.recipients, max_errors: shared.limits.errors };
        Self {
            session: Session::new(flavour, limits, &shared.hostname, offer),
            until: Instant::now() + shared.patience.connection,
            last_answer: Instant::now(),
            shared,
            link,
            flavour,
            ip,
            tls: None,
            out: Vec::new(),
            tenant: None,
            accepted: Vec::new(),
            from: String::new(),
            is_noted: false,
            is_counted: false,
            incoming: None,
            held: Held::default(),
        }
    }

    async fn run(mut self) -> Result<(), Gone> {
        let patience = self.shared.patience;
        loop {
            if self.act().await? {
                return Ok(());
            }
            let deadline = match self.incoming {
                Some(incoming) => incoming.deadline,
                None => self.until.min(self.last_answer + patience.command),
            };
            match self.link.read(deadline, self.incoming.is_none()).await {
                Heard::Bytes(bytes) => {
                    let count = bytes.len();
                    self.session.feed(bytes);
                    if let Some(farewell) = self.count(count).await {
                        self.is_refused(&farewell.to_bytes()).await;
                        return self.link.send(&farewell.to_bytes()).await;
                    }
                }
                Heard::Silence => {
                    self.broke_off().await;
                    return self.link.send(&Reply::new(421, "4.4.2", "it took too long").to_bytes()).await;
                }
                Heard::Stop => return self.link.send(&Reply::new(421, "4.3.2", "closing, try again later").to_bytes()).await,
                Heard::Gone => {
                    self.broke_off().await;
                    return Err(Gone);
                }
            }
        }
    }

    /// Counts the octets of a message; gives the last reply when there are too many of them.
    async fn count(&mut self, more: usize) -> Option<Reply> {
        let incoming = self.incoming.as_mut()?;
        incoming.bytes += more;
        // A message that is somewhat too big is heard to its end, so that its sender gets the reply. Not an endless one.
        if incoming.bytes / 2 > self.shared.limits.message_bytes {
            return Some(Reply::new(552, "5.3.4", "message too big"));
        }
        if !self.session.is_keeping() {
            return None;
        }
        let held = self.shared.memory.hold(&mut self.held, more).await;
        held.err().map(|_| Reply::new(421, "4.3.2", "too busy, try again later"))
    }

    /// Does what the session asks for until it needs to hear more; `true` when the connection ends.
    async fn act(&mut self) -> Result<bool, Gone> {
        while let Some(action) = self.session.next_action() {
            match action {
                Action::Reply(bytes) => {
                    self.is_refused(&bytes).await;
                    self.note(bytes);
                }
                Action::AskRecipient { from, to } => {
                    self.from = from;
                    let verdict = self.judge(&to).await;
                    self.session.recipient(verdict);
                }
                Action::Message { envelope, body } => {
                    self.flush().await?;
                    let replies = self.deliver(envelope, body).await;
                    self.session.message(&replies);
                }
                Action::StartTls => {
                    self.flush().await?;
                    let Some(acceptor) = &self.shared.acceptor else { return Err(Gone) };
                    self.tls = Some(self.link.start_tls(acceptor).await?);
                    self.session.tls_started();
                }
                Action::Close => {
                    self.flush().await?;
                    return Ok(true);
                }
            }
            if !self.session.is_receiving() {
                self.incoming = None;
            }
            if !self.session.is_keeping() {
                self.held = self.nothing();
            }
        }
        if !self.session.is_keeping() {
            self.held = self.nothing();
        }
        if self.session.is_receiving() && self.incoming.is_none() {
            self.incoming = Some(Incoming { deadline: Instant::now() + self.shared.patience.data, bytes: 0 });
        }
        self.flush().await?;
        Ok(false)
    }

    /// Memory for the next message. Neighbours, who speak for everybody, have no share.
    fn nothing(&self) -> Held {
        if self.is_metered() { self.shared.memory.nothing(self.ip) } else { Held::default() }
    }

    /// What we say tells where the dialogue stands: a sender was named, so a new message begins.
    fn note(&mut self, reply: Vec<u8>) {
        if reply.starts_with(b"250 2.1.0 ") {
            self.tenant = None;
            self.accepted = Vec::new();
            self.is_counted = false;
            self.is_noted = false;
        }
        self.out.extend(reply);
    }

    async fn flush(&mut self) -> Result<(), Gone> {
        if self.out.is_empty() {
            return Ok(());
        }
        let replies = std::mem::take(&mut self.out);
        self.link.send(&replies).await?;
        self.last_answer = Instant::now();
        Ok(())
    }

    fn desk(&self) -> Option<Arc<Desk>> {
        self.shared.desk.borrow().clone()
    }

    fn asking(&self) -> Asking {
        Asking { request: self.shared.ambient.request(), ip: self.ip }
    }

    async fn judge(&mut self, to: &str) -> Verdict {
        let found = match self.count_recipient() {
            Ok(()) => self.find(to).await,
            Err(reply) => Err(reply),
        };
        match found {
            Ok(located) => {
                self.tenant = Some(located.entry.tenant);
                self.accepted.push(located.address);
                metrics::recipient(self.flavour, 250);
                Verdict::Accept
            }
            Err(reply) => {
                if reply.code() >= 500 && self.is_metered() {
                    self.shared.meter.take(self.ip, What::Failing, self.shared.ambient.now());
                }
                metrics::recipient(self.flavour, reply.code());
                self.is_unknown(to, &reply).await;
                Verdict::Refuse(reply)
            }
        }
    }

    fn is_metered(&self) -> bool {
        self.flavour == Flavour::Smtp && self.shared.meter.counts(self.ip)
    }

    /// Counts a recipient, and the message with its first one.
    fn count_recipient(&mut self) -> Result<(), Reply> {
        if !self.is_metered() {
            return Ok(());
        }
        let (meter, now) = (&self.shared.meter, self.shared.ambient.now());
        if !meter.has(self.ip, What::Failing, now) {
            return Err(Reply::new(421, "4.7.0", "too many addresses that are not here, come back later"));
        }
        if !meter.take(self.ip, What::Recipient, now) {
            return Err(Reply::new(451, "4.7.1", "too many recipients from your address, try again later"));
        }
        self.is_counted = self.is_counted || meter.take(self.ip, What::Message, now);
        if self.is_counted { Ok(()) } else { Err(Reply::new(451, "4.7.1", "too many messages from your address, try again later")) }
    }

    async fn find(&self, to: &str) -> Result<Located, Reply> {
        let desk = self.desk().ok_or_else(desk::not_ready)?;
        let located = desk::locate(&desk, &self.shared.hostname, to)?;
        // LMTP answers for each recipient, so there a message may be for several tenants.
        if self.flavour == Flavour::Smtp && self.tenant.is_some_and(|tenant| tenant != located.entry.tenant) {
            return Err(Reply::new(452, "4.5.3", "send to this recipient by itself"));
        }
        desk::ask(&desk, self.asking(), located).await
    }

    /// One reply for a message (SMTP), or one for each recipient (LMTP).
    async fn deliver(&mut self, envelope: Envelope, body: Vec<u8>) -> Vec<Reply> {
        let message = Message { received_at: self.shared.ambient.now(), begun: Instant::now(), raw: body.into(), envelope };
        let count = message.envelope.to.len();
        let Some(desk) = self.desk() else { return vec![desk::not_ready(); count] };
        let Ok(Ok(_place)) = timeout(self.shared.patience.busy, self.shared.deliveries.acquire()).await else {
            return vec![Reply::new(451, "4.3.2", "too busy, try again later"); count];
        };
        let (shares, mut replies) = self.divide(&desk, &message.envelope.to);
        if self.flavour == Flavour::Smtp {
            // Unless all of them are still one tenant's, as they were when they were accepted.
            return match shares.as_slice() {
                [share] if share.places.len() == count => vec![self.hand_over(&desk, &message, share).await],
                _ => vec![desk::our_fault()],
            };
        }
        for share in &shares {
            let reply = self.hand_over(&desk, &message, share).await;
            for place in &share.places {
                if let Some(slot) = replies.get_mut(*place) {
                    *slot = reply.clone();
                }
            }
        }
        replies
    }

    /// Divides a message's recipients by their tenants; gives the replies to those who have none any more.
    fn divide(&self, desk: &Desk, to: &[String]) -> (Vec<Share>, Vec<Reply>) {
        let mut shares: Vec<Share> = Vec::new();
        let mut replies = Vec::with_capacity(to.len());
        for (place, (to, address)) in to.iter().zip(&self.accepted).enumerate() {
            let entry = match desk::locate(desk, &self.shared.hostname, to) {
                Ok(located) => located.entry,
                Err(reply) => {
                    replies.push(reply);
                    continue;
                }
            };
            replies.push(desk::our_fault());
            match shares.iter_mut().find(|share| share.entry.tenant == entry.tenant) {
                Some(share) => {
                    share.places.push(place);
                    if !share.recipients.contains(address) {
                        share.recipients.push(address.clone());
                    }
                }
                None => shares.push(Share { entry, recipients: vec![address.clone()], places: vec![place] }),
            }
        }
        (shares, replies)
    }

    async fn hand_over(&self, desk: &Desk, message: &Message, share: &Share) -> Reply {
        let asking = self.asking();
        let arrived = Arrived {
            envelope_from: sender(&message.envelope.from),
            recipients: share.recipients.clone(),
            raw: Arc::clone(&message.raw),
            way: self.way(),
            tls: self.tls.clone(),
            helo: message.envelope.helo.clone(),
            received_at: message.received_at,
            fetched: None,
            notices: self.notices(&message.envelope, share),
        };
        let (reply, outcome) = desk::deliver(desk, asking, &share.entry, arrived).await;
        let took = message.begun.elapsed();
        metrics::message(self.flavour, outcome, took);
        self.log(asking.request, message, share, (reply.code(), outcome, took));
        reply
    }

    fn log(&self, request: RequestId, message: &Message, share: &Share, (code, outcome, took): (u16, &str, Duration)) {
        tracing::info!(
            %request,
            protocol = metrics::protocol(self.flavour),
            outcome,
            code,
            duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            bytes = message.raw.len(),
            recipients = share.recipients.len(),
            encrypted = self.tls.is_some(),
            tenant = %share.entry.tenant,
            "mail"
        );
    }
}
