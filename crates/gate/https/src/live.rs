//! Live updates: server-sent events for whoever is signed in.
//!
//! Each tenant with listeners has one channel and one task that reads ([`reader`]): it wakes with the store's bell, reads a
//! batch of events once, asks the house's [`room::Live`] once what they tell, and hands ready-made frames to those whose
//! ears they reach. A listener costs a place in a table and a short queue; whoever does not empty it in time is let go and
//! comes back with the id of the last frame it saw.

mod cursor;
mod reader;

use crate::metrics::Present;
use bytes::Bytes;
use cursor::Cursors;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use kernel::{Actor, Fault, Id16, TenantId};
use platform::Directory;
use room::{Audience, Context, House, Live, Method, Operation, Sample};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;
use store::{Door, Tenant, View};
use tokio::sync::mpsc;
use web::openapi::Yields;
use web::{Answer, Problem, problem};

/// A listener whom that many frames wait for is let go.
const QUEUE: usize = 256;

/// Whoever missed more events than this is told to fetch everything again.
const FARTHEST: i64 = 1_000;

/// Streams that one person may have open.
const PER_ACTOR: usize = 30;

/// `GET /api/v1/events`
pub(crate) const LISTEN: Operation = Operation {
    name: "https.listen",
    method: Method::Get,
    path: "/api/v1/events",
    summary: "Tells what happens, as server-sent events, for as long as the session or token lives.",
    audience: Audience::Everybody,
    right: "live.listen",
    params: &[],
    body: None,
    yields: Yields::Bytes("text/event-stream"),
    sample: |_| Sample::get("/api/v1/events"),
    handler: |context, call| async move { listen(&context, call.header("last-event-id")).await }.boxed(),
};

async fn listen(context: &Context, last: Option<&str>) -> Result<Answer, Problem> {
    let hub = Arc::clone(context.house.service::<LiveHub>()?);
    Ok(Answer::events(hub.join(context, last).await?.boxed()))
}

/// All live streams of the node. A service of the house, set up by the binary.
#[derive(Debug)]
pub struct LiveHub {
    most_per_tenant: usize,
    beat: Duration,
    /// Tenants with listeners. Taken before a channel's own lock.
    channels: Mutex<HashMap<TenantId, Arc<Channel>>>,
}

/// The listeners of one tenant.
#[derive(Debug)]
struct Channel {
    door: Door<Tenant>,
    house: House,
    live: Live,
    cursors: Cursors,
    /// The tenant's short name.
    name: String,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The place up to which all listeners were told.
    position: i64,
    next_key: u64,
    listeners: HashMap<u64, Listener>,
}

/// With what somebody listens, and from where: the stream ends with either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Bearer {
    /// The session or token.
    credential: Id16,
    ip: Option<IpAddr>,
}

#[derive(Debug)]
struct Listener {
    actor: Actor,
    bearer: Bearer,
    frames: mpsc::Sender<Bytes>,
}

impl LiveHub {
    /// The time between two heartbeats that suits proxies and phones, which cut what is silent for half a minute.
    pub const BEAT: Duration = Duration::from_secs(25);

    /// Without listeners as yet; `beat` is the time between two heartbeats.
    pub fn new(most_per_tenant: usize, beat: Duration) -> Self {
        Self { most_per_tenant, beat, channels: Mutex::default() }
    }

    /// Takes a listener in and tells first what was missed since `last`.
    async fn join(self: Arc<Self>, context: &Context, last: Option<&str>) -> Result<Listening, Problem> {
        let caller = context.guest.as_ref().and_then(|guest| Some((guest.actor, guest.credential()?)));
        let (actor, credential) = caller.ok_or_else(Problem::forbidden)?;
        let (frames, rest) = mpsc::channel(QUEUE);
        let (channel, position, leave) =
            self.enter(context, Listener { actor, bearer: Bearer { credential, ip: context.by.ip }, frames })?;
        // From here on the reader tells everything after `position`; what lies before is told now.
        let mut first = VecDeque::from([channel.hello()]);
        match last.map(|last| channel.cursors.open(last)) {
            None => {}
            Some(Some(seq)) if (position - FARTHEST..=position).contains(&seq) => {
                first.extend(channel.missed(context, actor, seq, position).await?);
            }
            Some(_) => first.push_back(Bytes::from_static(b"event: reset\ndata: {}\n\n")),
        }
        first.push_back(channel.mark(position));
        Ok(Listening { first, rest, _leave: leave, _present: Present::listener() })
    }

    fn enter(self: &Arc<Self>, context: &Context, listener: Listener) -> Result<(Arc<Channel>, i64, Leave), Problem> {
        let busy = || Problem::new(&problem::BUSY).retry_after(10);
        let mut channels = lock(&self.channels);
        let tenant = context.door.tenant();
        let known = channels.get(&tenant).cloned();
        let channel = match &known {
            Some(channel) => Arc::clone(channel),
            None => Arc::new(Channel::open(context)?),
        };
        let mut state = lock(&channel.state);
        let of_actor = state.listeners.values().filter(|other| other.actor == listener.actor).count();
        if state.listeners.len() >= self.most_per_tenant || of_actor >= PER_ACTOR {
            return Err(busy());
        }
        let key = state.next_key;
        state.next_key += 1;
        state.listeners.insert(key, listener);
        let position = state.position;
        drop(state);
        if known.is_none() {
            channels.insert(tenant, Arc::clone(&channel));
            tokio::spawn(reader::run(Arc::clone(self), Arc::clone(&channel)));
        }
        Ok((Arc::clone(&channel), position, Leave { channel, key }))
    }

    /// Forgets a channel that nobody listens to; true when it is gone.
    fn retire(&self, channel: &Arc<Channel>) -> bool {
        let mut channels = lock(&self.channels);
        let empty = lock(&channel.state).listeners.is_empty();
        if empty {
            channels.remove(&channel.door.tenant());
        }
        empty
    }

    /// Ends all streams; those who listen come back by themselves. To be called when the keyring is sealed again.
    pub fn close(&self) {
        for channel in lock(&self.channels).values() {
            channel.hang_up();
        }
    }
}

impl Channel {
    fn open(context: &Context) -> Result<Self, Fault> {
        let live = **context.house.service::<Live>()?;
        let position = *context.door.bell().borrow();
        let state = Mutex::new(State { position, next_key: 0, listeners: HashMap::new() });
        let cursors = Cursors::new(context.door.purpose_key("live"));
        let name = context.place.name.clone();
        Ok(Self { door: context.door.clone(), house: context.house.clone(), live, cursors, name, state })
    }

    /// Opens the stream and says how long to wait before coming back: not the same for all, so that they do not all come at once.
    fn hello(&self) -> Bytes {
        let wait_ms = 1_000 + self.house.ambient.dice().below(4_000);
        Bytes::from(format!("retry: {wait_ms}\n\n"))
    }

    /// Moves the client's last id without telling anything; also the heartbeat.
    fn mark(&self, position: i64) -> Bytes {
        Bytes::from(format!(":\nid: {}\n\n", self.cursors.seal(&mut self.house.ambient.dice(), position)))
    }

    /// What somebody missed between two places, by the rights of now.
    async fn missed(&self, context: &Context, actor: Actor, after: i64, until: i64) -> Result<Vec<Bytes>, Fault> {
        if after >= until {
            return Ok(Vec::new());
        }
        let live = self.live;
        let gather = move |view: &View<'_>| -> Result<_, Fault> {
            let mut events = view.events_after(after, u32::try_from(until - after).unwrap_or(0))?;
            events.retain(|event| event.seq <= until);
            Ok(((live.tell)(view, &events)?, (live.ears)(view, actor)?))
        };
        let (told, ears): (Vec<room::Told>, BTreeSet<String>) = context.read(gather).await?;
        let mut dice = self.house.ambient.dice();
        Ok(told.iter().filter(|told| told.reaches(&ears)).map(|told| self.cursors.frame(&mut dice, told)).collect())
    }

    /// Whether the tenant is still open to anybody.
    fn is_open(&self) -> bool {
        let entry = self.house.service::<Directory>().ok().and_then(|directory| directory.by_name(&self.name));
        entry.is_some_and(|entry| entry.is_active() && entry.tenant == self.door.tenant())
    }

    /// Lets all listeners go.
    fn hang_up(&self) {
        lock(&self.state).listeners.clear();
    }
}

/// Takes a listener out again, however its stream ended.
#[derive(Debug)]
struct Leave {
    channel: Arc<Channel>,
    key: u64,
}

impl Drop for Leave {
    fn drop(&mut self) {
        lock(&self.channel.state).listeners.remove(&self.key);
    }
}

/// The frames of one listener.
#[derive(Debug)]
struct Listening {
    first: VecDeque<Bytes>,
    rest: mpsc::Receiver<Bytes>,
    _leave: Leave,
    _present: Present,
}

impl Stream for Listening {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> Poll<Option<Bytes>> {
        match self.first.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => self.rest.poll_recv(cx),
        }
    }
}

/// Nobody panics while holding these locks; if it happened all the same, the table is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
