//! What a server said it deleted: when it lists that place again, is it the same message, or another one under its name?
//!
//! Servers give names again, and a new message may be as large as the one before it. So a place whose deletion the server has
//! confirmed is forgotten, and what is listed there is fetched. Some servers delete nothing and say they do: a message that
//! comes back with the same content is not fetched a third time.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher};

/// A message by its content, as far as this worker has seen it.
type Content = Option<u64>;

/// The deletions of one account, for as long as its worker lives.
#[derive(Debug, Default)]
pub(crate) struct Removed {
    /// Asked for in this session.
    asked: Vec<(String, Content)>,
    /// Confirmed, and listed ever since as far as is known.
    confirmed: BTreeMap<String, Content>,
    /// Confirmed, and there again all the same.
    stays: BTreeSet<String>,
}

impl Removed {
    /// A session begins, in which the mailbox lists these places.
    pub(super) fn begin(&mut self, listed: &BTreeSet<String>) {
        self.asked.clear();
        self.confirmed.retain(|place, _| listed.contains(place));
        self.stays.retain(|place| listed.contains(place));
    }

    /// The server is asked to delete a message; `raw` when it was fetched in this session.
    pub(super) fn ask(&mut self, place: &str, raw: Content) {
        if raw.is_some() && self.confirmed.get(place) == Some(&raw) {
            self.stays.insert(place.to_owned());
        }
        self.asked.push((place.to_owned(), raw));
    }

    /// The server has confirmed all of it; gives the places to forget.
    pub(super) fn confirm(&mut self) -> Vec<String> {
        let asked = std::mem::take(&mut self.asked);
        let gone: Vec<_> = asked.into_iter().filter(|(place, _)| !self.stays.contains(place)).collect();
        self.confirmed.extend(gone.iter().cloned());
        gone.into_iter().map(|(place, _)| place).collect()
    }

    /// Whether a place's deletion was confirmed, and it has not turned out to be the same message since.
    pub(super) fn is_open(&self, place: &str) -> bool {
        self.has(place) && !self.stays.contains(place)
    }

    /// Whether a place's deletion was confirmed.
    pub(crate) fn has(&self, place: &str) -> bool {
        self.confirmed.contains_key(place)
    }
}

/// Tells contents apart. Who makes two that are alike loses one of their own mails.
pub(super) fn content(raw: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(raw);
    hasher.finish()
}
