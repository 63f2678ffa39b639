//! What happened: the row, the erasable detail and the leaf, written together.

use kernel::Id16;
use serde_json::Value as Json;

/// How much an event matters to those who watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A day's work.
    Ordinary,
    /// Somebody should see it in a list: settings, people, rights.
    Notable,
    /// Keys, operators, erasure, export: the log closes its page at once.
    Critical,
}

impl Severity {
    /// The word for it in the catalogue.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Notable => "notable",
            Self::Critical => "critical",
        }
    }
}

/// One kind of event, as the catalogue lists it.
#[derive(Debug)]
pub struct EventKind {
    /// The room in which it happens.
    pub room: &'static str,
    /// Its name in the past tense: `ticket_created`.
    pub name: &'static str,
    /// Version of its payload; a change of shape is a new version with a golden fixture of its own.
    pub version: u32,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence for the catalogue.
    pub meaning: &'static str,
    /// Names of the fields of its public payload.
    pub public: &'static [&'static str],
    /// Names of the fields that are personal or content and stand in the erasable detail.
    pub personal: &'static [&'static str],
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// The kind: the id's prefix, or a word where the thing has no id.
    pub kind: &'static str,
    /// Its id.
    pub id: Option<Id16>,
}

impl Object {
    /// A thing with an id.
    pub const fn new(kind: &'static str, id: Id16) -> Self {
        Self { kind, id: Some(id) }
    }

    /// A thing of which there is only one in a store.
    pub const fn only(kind: &'static str) -> Self {
        Self { kind, id: None }
    }

    /// `tkt_01k…`, or the bare kind.
    pub fn to_text(self) -> String {
        self.id.map_or_else(|| self.kind.to_owned(), |id| format!("{}_{id:?}", self.kind))
    }
}

/// How it went. Refusals that must be seen (a bad password, a forbidden act) are events too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

impl Outcome {
    /// The word for it in leaves.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// An event about to be written. Rooms make these from their closed enums.
#[derive(Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: &'static EventKind,
    /// What it is about.
    pub object: Object,
    /// Fields anybody with the right to the object may see: ids, words of the vocabulary, numbers.
    pub public: Json,
    /// Personal fields and content; erasable.
    pub detail: Option<Json>,
    /// SHA-256 of bytes whose salted commitment goes into the leaf, so that a later change is found.
    pub content: Option<[u8; 32]>,
    /// How it went.
    pub outcome: Outcome,
}

impl Draft {
    /// A plain event that was done.
    pub const fn new(kind: &'static EventKind, object: Object, public: Json) -> Self {
        Self { kind, object, public, detail: None, content: None, outcome: Outcome::Done }
    }
}

/// One event as readers of the stream get it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Its place: gapless, in commit order.
    pub seq: i64,
    /// When.
    pub at: kernel::Timestamp,
    /// By whom, as text (`agt_…`, `room:mail`).
    pub actor: String,
    /// For whom.
    pub on_behalf: Option<String>,
    /// In which room.
    pub room: String,
    /// What.
    pub kind: String,
    /// Version of the payload.
    pub version: i64,
    /// About what kind of thing.
    pub object_kind: String,
    /// About which.
    pub object: Option<Id16>,
    /// The public payload.
    pub public: Json,
}
