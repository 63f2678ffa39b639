//! Holds leaves against the rows that they speak of.

use kernel::Fault;
use std::collections::BTreeMap;
use store::leaf::LeafFinding;
use store::{Proof, Recorded, View};

/// Places that are looked at in one read.
pub(crate) const STEP: i64 = 500;

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
    let mut tally = Tally::default();
    for seq in after + 1..=last {
        let finding = match (events.get(&seq), proofs.get(&seq)) {
            (Some(event), Some(proof)) => view.examine(event, proof),
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
