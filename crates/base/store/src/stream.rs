//! Readers of the stream of events.

use crate::act::View;
use crate::event::Recorded;
use crate::leaf::{self, LeafFinding};
use crate::statement::Plane;
use crate::{Row, Value};
use kernel::{Fault, Id16};

const COLUMNS: &str = "SELECT seq, at, actor, on_behalf, room, kind, version, object_kind, object, public FROM event";
const AFTER: &str =
    "SELECT seq, at, actor, on_behalf, room, kind, version, object_kind, object, public FROM event WHERE seq > ?1 ORDER BY seq LIMIT ?2";
const OF_OBJECT: &str = "SELECT seq, at, actor, on_behalf, room, kind, version, object_kind, object, public FROM event \
     WHERE object = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
const BEFORE: &str = "SELECT seq, at, actor, on_behalf, room, kind, version, object_kind, object, public FROM event WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2";
const PROOFS: &str = "SELECT l.seq, l.leaf, d.salt, d.detail, d.ip FROM leaf l LEFT JOIN event_detail d ON d.seq = l.seq \
     WHERE l.seq > ?1 ORDER BY l.seq LIMIT ?2";
const NEWEST: &str = "SELECT coalesce(max(seq), 0) FROM event";

pub(crate) const OWN: [&str; 6] = [COLUMNS, AFTER, OF_OBJECT, BEFORE, PROOFS, NEWEST];

/// A leaf with the detail that it commits to, as far as it was not erased.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Its place.
    pub seq: i64,
    /// The leaf's bytes.
    pub leaf: String,
    /// What the leaf commits to, as far as it was not erased.
    pub detail: Option<Detail>,
}

/// The erasable part of an event, with the salt of its commitments.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The salt.
    pub salt: [u8; 32],
    /// Personal fields and content, canonical JSON.
    pub text: Option<String>,
    /// The peer's address.
    pub ip: Option<String>,
}

impl<P: Plane> View<'_, P> {
    /// Events after a place, oldest first.
    ///
    /// # Errors
    /// The store failed.
    pub fn events_after(&self, seq: i64, most: u32) -> Result<Vec<Recorded>, Fault> {
        self.recorded(AFTER, &[seq.into(), most.into()])
    }

    /// Events before a place, newest first.
    ///
    /// # Errors
    /// The store failed.
    pub fn events_before(&self, seq: i64, most: u32) -> Result<Vec<Recorded>, Fault> {
        self.recorded(BEFORE, &[seq.into(), most.into()])
    }

    /// Events about one thing after a place, oldest first.
    ///
    /// # Errors
    /// The store failed.
    pub fn events_of(&self, object: Id16, seq: i64, most: u32) -> Result<Vec<Recorded>, Fault> {
        self.recorded(OF_OBJECT, &[object.into(), seq.into(), most.into()])
    }

    /// The place of the newest event; 0 when there is none.
    ///
    /// # Errors
    /// The store failed.
    pub fn newest_event(&self) -> Result<i64, Fault> {
        self.query_own(NEWEST, &[])?.first().map_or(Ok(0), |row| row.int(0))
    }

    /// Leaves with their details after a place, oldest first.
    ///
    /// # Errors
    /// The store failed.
    pub fn proofs_after(&self, seq: i64, most: u32) -> Result<Vec<Proof>, Fault> {
        let rows = self.query_own(PROOFS, &[seq.into(), most.into()])?;
        rows.iter().map(proof).collect()
    }

    /// Holds a leaf against the event that it speaks of.
    pub fn examine(&self, event: &Recorded, proof: &Proof) -> LeafFinding {
        leaf::examine(self.keys(), &leaf::Beside { event, proof })
    }

    fn recorded(&self, sql: &'static str, values: &[Value]) -> Result<Vec<Recorded>, Fault> {
        self.query_own(sql, values)?.iter().map(recorded).collect()
    }
}

fn proof(row: &Row) -> Result<Proof, Fault> {
    let salt: Option<[u8; 32]> = row.opt_bytes(2)?.and_then(|salt| salt.try_into().ok());
    let detail = match salt {
        Some(salt) => Some(Detail { salt, text: row.opt_text(3)?, ip: row.opt_text(4)? }),
        None => None,
    };
    Ok(Proof { seq: row.int(0)?, leaf: row.text(1)?, detail })
}

fn recorded(row: &Row) -> Result<Recorded, Fault> {
    Ok(Recorded {
        seq: row.int(0)?,
        at: row.time(1)?,
        actor: row.text(2)?,
        on_behalf: row.opt_text(3)?,
        room: row.text(4)?,
        kind: row.text(5)?,
        version: row.int(6)?,
        object_kind: row.text(7)?,
        object: row.opt_id::<Id16>(8)?,
        public: serde_json::from_str(&row.text(9)?).map_err(|error| Fault::new("reading an event's fields", error))?,
    })
}
