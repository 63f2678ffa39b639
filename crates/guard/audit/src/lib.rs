//! Audit: what happened, for those who must be able to look.
//!
//! Promise **P-12**. Every act of every room leaves an event and a leaf in the same transaction; this room has no tables of
//! its own, it reads. Administrators list the log ([`ROOM`]'s `audit.list`), newest first, each line with the hash of its leaf.
//!
//! The check `leaves-agree` holds every leaf against the rows that it commits to: place, time, action, actor, object, public
//! fields and detail. A row that was changed, taken out or slipped in behind the back is found; a detail that was erased
//! together with its salt is not a finding, the leaf stands.
//!
//! # Incomplete support
//! There is no tree over the leaves and no anchor outside yet: whoever can write the store can rewrite rows together with their
//! leaves, or cut off the end of both, and this check does not see it. Commitments to addresses and to content are
//! not held against anything here.

mod agree;
mod checks;
mod http;

use room::{Right, Room};

static RIGHTS: &[Right] = &[Right { name: "audit.see", rule: "an agent with rw in the group admin, directly or by a role" }];

/// The room.
pub static ROOM: Room = Room {
    operations: http::OPERATIONS,
    rights: RIGHTS,
    checks: checks::CHECKS,
    ..Room::bare("audit", "The audit log, and the check that rows still say what its leaves commit to")
};
