//! Holds leaves against the rows that they speak of.

use kernel::{Fault, Secret};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use store::leaf::{LeafFinding, examine};
use store::{Proof, Recorded, Rows, View, keyed_hash};

/// Places that are looked at in one read.
pub(crate) const STEP: i64 = 500;

/// The purpose of the key under which the store makes the pseudonyms of its leaves.
const PSEUDONYM: &str = "pseudonym";

/// Findings that are told one by one; the rest is counted.
const TOLD: usize = 5;

/// What was found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) sound: u64,
    pub(crate) erased: u64,
    pub(crate) broken: u64,
    /// The first that do not agree: place and what.
    pub(crate) first: Vec<(i64, &'static str)>,
}

impl Tally {
    pub(crate) fn add(&mut self, seq: i64, finding: &LeafFinding) {
        match finding {
            LeafFinding::Sound => self.sound += 1,
            LeafFinding::Erased => self.erased += 1,
            LeafFinding::Changed(what) => {
                self.broken += 1;
                if self.first.len() < TOLD {
                    self.first.push((seq, what));
                }
            }
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.sound += other.sound;
        self.erased += other.erased;
        self.broken += other.broken;
        let room = TOLD.saturating_sub(self.first.len());
        self.first.extend(other.first.into_iter().take(room));
    }
}

/// Looks at the places after `after`, at most [`STEP`] of them and none after `newest`.
pub(crate) fn look(view: &View<'_>, after: i64, newest: i64) -> Result<Tally, Fault> {
    let last = newest.min(after.saturating_add(STEP));
    let most = u32::try_from(STEP).unwrap_or(u32::MAX);
    let events: BTreeMap<i64, Recorded> = view.events_after(after, most)?.into_iter().map(|event| (event.seq, event)).collect();
    let proofs: BTreeMap<i64, Proof> = view.proofs_after(after, most)?.into_iter().map(|proof| (proof.seq, proof)).collect();
    let key = view.purpose_key(PSEUDONYM);
    let mut tally = Tally::default();
    for seq in after + 1..=last {
        let finding = match (events.get(&seq), proofs.get(&seq)) {
            (Some(event), Some(proof)) => compare(&key, event, proof),
            (None, _) => LeafFinding::Changed("the event is missing"),
            (Some(_), None) => LeafFinding::Changed("the leaf is missing"),
        };
        tally.add(seq, &finding);
    }
    Ok(tally)
}

/// The newest place that is spoken of, by an event or by a leaf.
pub(crate) fn newest(view: &View<'_>) -> Result<i64, Fault> {
    let event = view.newest_event()?;
    // A leaf after the newest event has lost its event; one is enough to see that something is missing.
    Ok(view.proofs_after(event, 1)?.first().map_or(event, |proof| proof.seq))
}

fn compare(key: &Secret<[u8; 32]>, event: &Recorded, proof: &Proof) -> LeafFinding {
    let detail = proof.detail.as_ref().map(|(salt, text)| (salt, text.as_deref()));
    let finding = examine(&proof.leaf, event, detail);
    if matches!(finding, LeafFinding::Changed(_)) {
        return finding;
    }
    let leaf: Json = serde_json::from_str(&proof.leaf).unwrap_or_default();
    let says = |name: &str, expected: Option<String>| leaf.get(name).and_then(Json::as_str).map(str::to_owned) == expected;
    if !says("actor_pn", Some(pseudonym(key, event.actor.as_bytes()))) {
        return LeafFinding::Changed("actor");
    }
    if !says("on_behalf_pn", event.on_behalf.as_ref().map(|behalf| pseudonym(key, behalf.as_bytes()))) {
        return LeafFinding::Changed("on behalf of whom");
    }
    if !says("obj_pn", event.object.map(|object| pseudonym(key, &object.0))) {
        return LeafFinding::Changed("object");
    }
    finding
}

/// As the store makes them: the first 16 bytes of a keyed hash, in hexadecimal.
fn pseudonym(key: &Secret<[u8; 32]>, of: &[u8]) -> String {
    keyed_hash(key.reveal(), &[of]).iter().take(16).fold(String::with_capacity(32), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
