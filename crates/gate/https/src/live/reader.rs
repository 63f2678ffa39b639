//! The task that reads one tenant's events and tells them.

use super::{Bearer, Channel, Listener, LiveHub, State, lock};
use bytes::Bytes;
use kernel::{Actor, By, Fault, Id16};
use room::{Live, Told};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use store::{Recorded, View};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// Every how many beats sessions are looked at that nobody ended: they also run out.
const LOOK: u32 = 4;

/// Events read at once.
const BATCH: u32 = 500;

type Ears = HashMap<Actor, BTreeSet<String>>;

/// Reads and tells until nobody listens any more.
pub(super) async fn run(hub: Arc<LiveHub>, channel: Arc<Channel>) {
    let mut bell = channel.door.bell();
    let mut beat = interval_at(Instant::now() + hub.beat, hub.beat);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut beats, mut ears) = (0, Ears::new());
    loop {
        let mut outcome = Ok(());
        if *bell.borrow_and_update() > lock(&channel.state).position {
            outcome = channel.tell_news(&mut ears).await;
        }
        tokio::select! {
            changed = bell.changed(), if outcome.is_ok() => outcome = changed.map_err(|_| Fault::bug("the store went away")),
            _ = beat.tick(), if outcome.is_ok() => {
                beats += 1;
                if !channel.is_open() {
                    channel.hang_up();
                }
                channel.heartbeat();
                if beats % LOOK == 0 {
                    outcome = channel.look_at_sessions().await;
                }
            }
            else => {}
        }
        if let Err(fault) = outcome {
            // Those who listen come back with their last id and hear from the gate what is the matter.
            tracing::error!(fault = fault.chain(), "live updates ended");
            channel.hang_up();
        }
        if hub.retire(&channel) {
            return;
        }
    }
}

/// What one read gives.
struct Batch {
    until: i64,
    more: bool,
    told: Vec<Told>,
    /// Ears asked for in this read.
    ears: Vec<(Actor, BTreeSet<String>)>,
    /// Ears known so far may be others now.
    ears_changed: bool,
    /// What events are about after which sessions may have ended: sessions and people.
    suspects: HashSet<Id16>,
    /// What is demanded at sign-in may be other now, of anybody.
    all_suspect: bool,
}

/// What one read is asked for.
struct Wanted {
    live: Live,
    after: i64,
    actors: Vec<Actor>,
    known: HashSet<Actor>,
}

impl Channel {
    /// Reads all events that were not told yet, and tells them.
    async fn tell_news(&self, ears: &mut Ears) -> Result<(), Fault> {
        loop {
            let wanted = {
                let state = lock(&self.state);
                let actors: HashSet<Actor> = state.listeners.values().map(|listener| listener.actor).collect();
                ears.retain(|actor, _| actors.contains(actor));
                Wanted {
                    live: self.live,
                    after: state.position,
                    actors: actors.into_iter().collect(),
                    known: ears.keys().copied().collect(),
                }
            };
            let batch = self.door.read(self.by(), self.house.ambient.now(), move |view| gather(view, &wanted)).await?;
            if batch.ears_changed {
                ears.clear();
            }
            ears.extend(batch.ears);
            let ended = self.ended_among(|listener| {
                batch.all_suspect
                    || batch.suspects.contains(&listener.bearer.credential)
                    || listener.actor.id().is_some_and(|id| batch.suspects.contains(&id))
            });
            let ended = ended.await?;
            let mut dice = self.house.ambient.dice();
            let frames: Vec<(&Told, Bytes)> = batch.told.iter().map(|told| (told, self.cursors.frame(&mut dice, told))).collect();
            let mut state = lock(&self.state);
            state.end(&ended);
            state.tell(&frames, ears);
            state.position = batch.until;
            if !batch.more {
                return Ok(());
            }
        }
    }

    /// Says that the line is alive, and how far everybody was told.
    fn heartbeat(&self) {
        let mut state = lock(&self.state);
        let frame = self.mark(state.position);
        state.listeners.retain(|_, listener| listener.frames.try_send(frame.clone()).is_ok());
    }

    /// Ends streams whose sessions ran out.
    async fn look_at_sessions(&self) -> Result<(), Fault> {
        let ended = self.ended_among(|_| true).await?;
        lock(&self.state).end(&ended);
        Ok(())
    }

    /// Those of some listeners' sessions and tokens that live no more where they are used.
    async fn ended_among(&self, looked_at: impl Fn(&Listener) -> bool) -> Result<HashSet<Bearer>, Fault> {
        let bearers: HashSet<Bearer> = {
            let state = lock(&self.state);
            state.listeners.values().filter(|listener| looked_at(listener)).map(|listener| listener.bearer).collect()
        };
        let mut ended = HashSet::new();
        for bearer in bearers {
            // Asked as if from where the stream goes: rules by address hold for it as for any request.
            let by = By { ip: bearer.ip, ..self.by() };
            if access::credential_lives(&self.door, &self.house, bearer.credential, &by).await?.is_none() {
                ended.insert(bearer);
            }
        }
        Ok(ended)
    }

    fn by(&self) -> By {
        By::room("https", self.house.ambient.request())
    }
}

impl State {
    /// Says good-bye to those whose sessions ended.
    fn end(&mut self, ended: &HashSet<Bearer>) {
        const GOODBYE: Bytes = Bytes::from_static(b"event: session\ndata: {\"state\":\"ended\"}\n\n");
        for (_, listener) in self.listeners.extract_if(|_, listener| ended.contains(&listener.bearer)) {
            // With a full queue the stream simply ends, and the gate says the rest when it comes back.
            let _ = listener.frames.try_send(GOODBYE);
        }
    }

    /// Hands frames to those whose ears they reach. Who does not keep up is let go, and so is who came while their ears were
    /// being asked for: both come back with their last id.
    fn tell(&mut self, frames: &[(&Told, Bytes)], ears: &Ears) {
        if frames.is_empty() {
            return;
        }
        self.listeners.retain(|_, listener| {
            ears.get(&listener.actor).is_some_and(|ears| {
                frames.iter().filter(|(told, _)| told.reaches(ears)).all(|(_, frame)| listener.frames.try_send(frame.clone()).is_ok())
            })
        });
    }
}

/// One read: events, what they tell, the ears that are needed for it, and which sessions ended.
fn gather(view: &View<'_>, wanted: &Wanted) -> Result<Batch, Fault> {
    let events = view.events_after(wanted.after, BATCH)?;
    let told = (wanted.live.tell)(view, &events)?;
    let ears_changed = events.iter().any(wanted.live.changes_ears);
    let mut ears = Vec::new();
    if !told.is_empty() {
        for actor in wanted.actors.iter().filter(|actor| ears_changed || !wanted.known.contains(actor)) {
            ears.push((*actor, (wanted.live.ears)(view, *actor)?));
        }
    }
    let suspects = events.iter().filter(|event| may_end_sessions(event)).filter_map(|event| event.object).collect();
    let all_suspect = events.iter().any(access::changes_demands);
    let until = events.last().map_or(wanted.after, |event| event.seq);
    Ok(Batch { until, more: events.len() >= usize::try_from(BATCH).unwrap_or(0), told, ears, ears_changed, suspects, all_suspect })
}

/// Whether the session or the person that an event is about may be signed out after it: signing out, ending sessions, new
/// passwords; agents and customer users who are no longer valid.
fn may_end_sessions(event: &Recorded) -> bool {
    match event.room.as_str() {
        "access" => !matches!(event.kind.as_str(), "signed_in" | "sign_in_refused"),
        "people" => true,
        _ => false,
    }
}
