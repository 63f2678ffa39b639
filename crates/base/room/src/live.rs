//! Live: what the stream of events tells those who listen, and who may hear it.
//!
//! Rooms judge, the gate delivers. For each batch of events the gate asks once what they tell
//! ([`Live::tell`]), and once for each actor who listens what they may hear ([`Live::ears`]); after that, who
//! hears what is a comparison of words, so that ten thousand listeners cost no read each.

use kernel::{Actor, Fault};
use std::collections::BTreeSet;
use store::{Recorded, View};

/// What one event tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The event's place.
    pub seq: i64,
    /// One line of JSON: kind, ids and version, never content.
    pub line: String,
    /// Who hears it: everybody who has one of these ears.
    ///
    /// **Shape**: words of the room's own choosing, such as `queue:7` or `customer:cus_…`.
    pub heard_by: BTreeSet<String>,
}

/// How a room's events are told. A service of the house, set up by the binary.
#[derive(Clone, Copy)]
pub struct Live {
    /// What events tell, in their order; those that tell nothing are left out. They come oldest first, all of
    /// one tenant, of all rooms.
    pub tell: fn(&View<'_>, &[Recorded]) -> Result<Vec<Told>, Fault>,
    /// The ears of an actor by the rights of this very moment.
    pub ears: fn(&View<'_>, Actor) -> Result<BTreeSet<String>, Fault>,
    /// Whether somebody's ears may be others after this event: rights, groups, queues changed.
    pub changes_ears: fn(&Recorded) -> bool,
}

impl Told {
    /// Whether somebody with these ears hears it.
    pub fn reaches(&self, ears: &BTreeSet<String>) -> bool {
        !self.heard_by.is_disjoint(ears)
    }
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Live")
    }
}
