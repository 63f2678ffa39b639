//! From a mailbox to the room: what was met, what is taken, what is noted.

use crate::failure::Failure;
use crate::memory::Memory;
use crate::metrics;
use crate::parts::{Limits, Patience};
use crate::pop3::Removed;
use crate::tenancy::Tenancy;
use kernel::{By, Fault, TenantId, Timestamp};
use mail::accounts::{self, After, Compared, Fate, Protocol, Target};
use net::Egress;
use platform::Directory;
use room::{Arrived, Fetched, House, Intake, IntakeContext, IntakeError, Place, Sender, Way};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use store::{Act, Door, Node, Tenant, View};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What all workers share.
pub(crate) struct Shared {
    pub(crate) node: Arc<Node>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) house: House,
    pub(crate) intake: Intake,
    pub(crate) egress: Egress,
    pub(crate) port: u16,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    pub(crate) memory: Memory,
    /// Turns of everybody.
    pub(crate) turns: Arc<Semaphore>,
}

/// One account's way to the room.
pub(crate) struct Delivery {
    pub(crate) shared: Arc<Shared>,
    pub(crate) tenancy: Tenancy,
    pub(crate) target: Target,
    /// Everything that was met, by place.
    met: BTreeMap<String, Fate>,
    /// Those of them that were not taken.
    left: BTreeSet<String>,
    /// What the server says it deleted (POP3).
    pub(crate) removed: Removed,
    /// The last comparison.
    compared: Option<Compared>,
    /// When it was last noted that all is well; `None` when it was not, or something was wrong since.
    well_at: Option<Timestamp>,
    /// How often a place gave nothing, or the connection broke over it.
    troubles: BTreeMap<String, u32>,
    /// Messages in a row that the desk could not take.
    faults: u32,
    /// Whether there was any such message in this round.
    has_faulted: bool,
}

/// A message that a server lists and does not give out is left alone after so many tries, until the next comparison.
const MOST_TROUBLES: u32 = 3;

/// How often it is noted that all is still well: a mailbox that is looked at every few seconds costs no commit each time.
const STILL_WELL: Duration = Duration::from_mins(5);

/// Places that are forgotten in one act.
const BUNDLE: usize = 500;

/// After so many messages in a row that the desk could not take, it is the desk.
const MOST_FAULTS: u32 = 3;

/// The right to work: a place of the tenant's, and one of the node's.
pub(crate) type Turn = (OwnedSemaphorePermit, OwnedSemaphorePermit);

/// A whole message.
pub(crate) struct Letter {
    pub(crate) place: String,
    pub(crate) raw: Vec<u8>,
    pub(crate) tls: String,
}

impl Shared {
    pub(crate) async fn door(&self, tenant: TenantId) -> Result<Door<Tenant>, Fault> {
        self.node.tenant(tenant).await.map_err(|error| Fault::new("opening a tenant's store for its mailboxes", error))
    }

    pub(crate) fn by(&self) -> By {
        By::room(self.intake.room, self.house.ambient.request())
    }

    /// Does a small act as the room.
    pub(crate) async fn note(&self, tenant: TenantId, work: impl Fn(&Act<'_>) -> Result<(), Fault> + Send + 'static) -> Result<(), Fault> {
        self.door(tenant).await?.act(self.by(), self.house.ambient.moment(), work).await
    }
}

impl Delivery {
    pub(crate) fn new(shared: Arc<Shared>, tenancy: Tenancy, target: Target) -> Self {
        let left = BTreeSet::new();
        Self {
            shared,
            tenancy,
            target,
            met: BTreeMap::new(),
            left,
            removed: Removed::default(),
            compared: None,
            well_at: None,
            troubles: BTreeMap::new(),
            faults: 0,
            has_faulted: false,
        }
    }

    /// Reads what was met before.
    pub(crate) async fn begin(&mut self) -> Result<(), Fault> {
        let (door, id) = (self.shared.door(self.tenancy.entry.tenant).await?, self.target.account.id);
        let read = move |view: &View<'_>| -> Result<_, Fault> {
            let standing = accounts::account(view, id)?.map(|(_, standing, _)| standing).unwrap_or_default();
            let well_at = standing.last_success_at.filter(|_| standing.failing_since.is_none());
            Ok((accounts::met(view, id)?, standing.compared, well_at))
        };
        (self.met, self.compared, self.well_at) = door.read(self.shared.by(), self.shared.house.ambient.now(), read).await?;
        self.left = self.met.iter().filter(|(_, fate)| **fate != Fate::Taken).map(|(place, _)| place.clone()).collect();
        (self.faults, self.has_faulted) = (0, false);
        Ok(())
    }

    pub(crate) async fn turn(&self) -> Result<Turn, Failure> {
        let closed = |error| Failure::Ours(Fault::new("waiting for a turn", error));
        // The tenant's own first: whoever waits for the tenant's turn holds none of the node's.
        let own = Arc::clone(&self.tenancy.turns).acquire_owned().await.map_err(closed)?;
        Ok((own, Arc::clone(&self.shared.turns).acquire_owned().await.map_err(closed)?))
    }

    /// What became of the message at a place; `None` if it was never met.
    pub(crate) fn fate(&self, place: &str) -> Option<Fate> {
        self.met.get(place).copied()
    }

    pub(crate) fn is_taken(&self, place: &str) -> bool {
        self.fate(place) == Some(Fate::Taken)
    }

    fn protocol(&self) -> Protocol {
        self.target.account.protocol
    }

    /// Hands a message to the room. When this gives `true` it is durable; `false` says that it stays in the mailbox.
    pub(crate) async fn deliver(&mut self, letter: Letter) -> Result<bool, Failure> {
        let Letter { place, raw, tls } = letter;
        let door = self.shared.door(self.tenancy.entry.tenant).await?;
        let arrived = Arrived {
            envelope_from: return_path(&raw),
            recipients: Vec::new(),
            raw: raw.into(),
            way: if self.protocol() == Protocol::Imap { Way::Imap } else { Way::Pop3 },
            tls: Some(tls),
            helo: String::new(),
            received_at: self.shared.house.ambient.now(),
            fetched: Some(Fetched {
                account: self.target.account.id.0,
                place: place.clone(),
                queue: self.target.account.queue.map(|queue| queue.0),
                is_trusted: self.target.account.trusted,
            }),
            notices: room::Notices::default(),
        };
        let context = IntakeContext { door, place: self.here(), house: self.shared.house.clone(), by: self.shared.by() };
        let request = context.by.request;
        match (self.shared.intake.deliver)(context, arrived).await {
            Ok(_) => {
                metrics::message(self.protocol(), "taken");
                self.faults = 0;
                self.left.remove(&place);
                self.met.insert(place, Fate::Taken);
                Ok(true)
            }
            Err(IntakeError::Refused { code: 500..600, .. }) => self.leave(place, Fate::Refused, None).await.map(|()| false),
            Err(error) => {
                metrics::message(self.protocol(), "fault");
                let fault = match error {
                    IntakeError::Fault(fault) => fault,
                    IntakeError::Refused { .. } => Fault::bug("the room cannot take a message now"),
                };
                tracing::error!(%request, fault = fault.chain(), "a message from a mailbox could not be taken");
                self.faults += 1;
                self.has_faulted = true;
                *self.troubles.entry(place).or_default() += 1;
                // One message may be the cause; the next ones are still tried. When it is all of them, it is the desk.
                if self.faults >= MOST_FAULTS { Err(Failure::Ours(fault)) } else { Ok(false) }
            }
        }
    }

    /// Says so when messages were passed over because the desk could not take them.
    pub(crate) fn hold_faults(&self) -> Result<(), Failure> {
        if self.has_faulted { Err(Failure::Ours(Fault::bug("a message from a mailbox could not be taken"))) } else { Ok(()) }
    }

    /// Notes that a message stays in the mailbox.
    pub(crate) async fn leave(&mut self, place: String, fate: Fate, size: Option<u64>) -> Result<(), Failure> {
        metrics::message(self.protocol(), fate.as_str());
        let (id, at) = (self.target.account.id, place.clone());
        let note = move |act: &Act<'_>| accounts::note_left(act, id, &at, (fate, size));
        self.shared.note(self.tenancy.entry.tenant, note).await?;
        self.left.insert(place.clone());
        self.met.insert(place, fate);
        Ok(())
    }

    /// The server listed a message and gave nothing, or the connection broke over it.
    pub(crate) async fn gave_nothing(&mut self, place: String) -> Result<(), Failure> {
        let times = self.troubles.entry(place.clone()).or_default();
        *times += 1;
        if *times >= MOST_TROUBLES { self.leave(place, Fate::NotGiven, None).await } else { Ok(()) }
    }

    /// The connection broke over a message: notes why, as far as that is possible, and gives the failure back.
    pub(crate) async fn broke_over(&mut self, place: String, size: Option<u64>, failure: Failure) -> Failure {
        let noted = match failure {
            Failure::TooLarge => self.leave(place, Fate::TooLarge, size).await,
            Failure::Theirs(_) => self.gave_nothing(place).await,
            Failure::Ours(_) => Ok(()),
        };
        noted.err().unwrap_or(failure)
    }

    /// In which order messages are taken. Those with trouble come last, so that they hold no others up, and among themselves the
    /// last first: which of two the connection broke over is often not what the server says.
    pub(crate) fn order(&self, place: &str, number: u32) -> (u32, u32) {
        match self.troubles.get(place).copied().unwrap_or(0) {
            0 => (0, number),
            times => (times, u32::MAX - number),
        }
    }

    /// Notes that the mailbox was read to its end, unless that was noted a moment ago.
    pub(crate) async fn succeeded(&mut self) -> Result<(), Failure> {
        let (id, now) = (self.target.account.id, self.shared.house.ambient.now());
        if self.well_at.is_none_or(|at| now.since(at) >= STILL_WELL) {
            self.shared.note(self.tenancy.entry.tenant, move |act| accounts::note_success(act, id)).await?;
            self.well_at = Some(now);
        }
        Ok(())
    }

    /// Forgets what does not lie in the mailbox any more, so that a name which a server gives twice is not taken for what was
    /// there before. Where mails are kept only what was left is forgotten at once: a server that lists nothing for a moment must
    /// not have everything read anew.
    pub(crate) async fn forget_gone(&mut self, listed: &BTreeSet<String>) -> Result<(), Failure> {
        let gone: Vec<String> = match self.target.account.after {
            After::Keep => self.left.difference(listed).cloned().collect(),
            After::Delete | After::Move => self.met.keys().filter(|place| !listed.contains(*place)).cloned().collect(),
        };
        self.forget(&gone).await
    }

    /// Forgets places.
    pub(crate) async fn forget(&mut self, places: &[String]) -> Result<(), Failure> {
        for bundle in places.chunks(BUNDLE) {
            let (id, forget) = (self.target.account.id, bundle.to_vec());
            self.shared.note(self.tenancy.entry.tenant, move |act| accounts::forget_places(act, id, &forget)).await?;
        }
        for place in places {
            self.left.remove(place);
            self.met.remove(place);
        }
        Ok(())
    }

    /// Whether mailbox and desk are to be compared: once a day, and sooner when something was missing.
    pub(crate) fn is_compare_due(&self) -> bool {
        let every = self.shared.patience.compare;
        self.compared.is_none_or(|compared| {
            let every = if compared.without_ticket > 0 { every / 24 } else { every };
            self.shared.house.ambient.now().since(compared.at) >= every
        })
    }

    /// Compares mailbox and desk: `listed` lies there now; of it, those in `gone_through` had their chance to be taken. Forgets
    /// what does not lie there any more, and gives what was left for a reason that may pass another chance.
    pub(crate) async fn compare(&mut self, listed: BTreeSet<String>, gone_through: &BTreeSet<String>) -> Result<(), Failure> {
        let removes = self.target.account.after != After::Keep;
        let known = || listed.intersection(gone_through);
        let without_ticket = known().filter(|place| !self.is_taken(place) && !self.removed.has(place)).count();
        let not_removed = if removes { known().count() - without_ticket } else { 0 };
        let compared = Compared {
            at: self.shared.house.ambient.now(),
            at_source: listed.len() as u64,
            without_ticket: without_ticket as u64,
            not_removed: not_removed as u64,
        };
        self.met.retain(|place, _| listed.contains(place));
        self.left.retain(|place| listed.contains(place));
        let id = self.target.account.id;
        let note = move |act: &Act<'_>| {
            accounts::note_compared(act, id, &compared)?;
            accounts::forget_others(act, id, &listed)
        };
        self.shared.note(self.tenancy.entry.tenant, note).await?;
        self.compared = Some(compared);
        self.met.retain(|_, fate| matches!(fate, Fate::Taken | Fate::TooLarge));
        self.troubles.clear();
        Ok(())
    }

    /// The tenant's place; its hosts may be others since the worker began.
    fn here(&self) -> Place {
        let entry = self.shared.directory.by_name(&self.tenancy.entry.name).unwrap_or_else(|| Arc::clone(&self.tenancy.entry));
        let host = entry.hosts.first().map_or("", String::as_str);
        let host = if self.shared.port == 443 { host.to_owned() } else { format!("{host}:{}", self.shared.port) };
        Place { name: entry.name.clone(), title: entry.title.clone(), host, locale: entry.locale }
    }

    /// So much time, give or take a fifth: accounts that began together do not stay together.
    pub(crate) fn scattered(&self, time: Duration) -> Duration {
        scattered(&self.shared.house, time)
    }
}

pub(crate) fn scattered(house: &House, time: Duration) -> Duration {
    let parts = u32::try_from(house.ambient.dice().below(41)).unwrap_or(20) + 80;
    time * parts / 100
}

/// Who sent a message by its envelope, as the last server wrote it down on top of the head (RFC 5321 §4.4). Without it there
/// is nobody to answer.
fn return_path(raw: &[u8]) -> Sender {
    for line in raw.split(|byte| *byte == b'\n').take(50) {
        let line = String::from_utf8_lossy(line);
        let Some((name, value)) = line.split_once(':') else {
            if line.trim().is_empty() {
                break;
            }
            continue;
        };
        if name.trim().eq_ignore_ascii_case("return-path") {
            let path = value.trim().trim_start_matches('<').trim_end_matches('>').trim();
            return match path.parse() {
                _ if path.is_empty() => Sender::Nobody,
                Ok(address) => Sender::Address(address),
                Err(_) => Sender::Odd(path.chars().take(320).collect()),
            };
        }
    }
    Sender::Nobody
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_return_path_is_the_sender() {
        let check = |head: &str, expected: Sender| assert_eq!(return_path(head.as_bytes()), expected, "{head:?}");
        let bob = || Sender::Address("bob@kunde.example".parse().unwrap());
        check("Return-Path: <bob@kunde.example>\r\nFrom: x\r\n\r\n", bob());
        check("Received: a\r\n by b\r\nreturn-path:bob@kunde.example\r\nReturn-Path: <eve@evil.example>\r\n\r\n", bob());
        check("Return-Path: <>\r\n\r\n", Sender::Nobody);
        check("Return-Path: <\"a b\"@c>\r\n\r\n", Sender::Odd("\"a b\"@c".into()));
        check("From: x\r\n\r\nReturn-Path: <bob@kunde.example>\r\n", Sender::Nobody);
        check("", Sender::Nobody);
    }
}
