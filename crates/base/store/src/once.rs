//! Requests that must take effect once although they are sent again (`Idempotency-Key`).

use crate::act::{Act, Rows};
use crate::statement::Plane;
use kernel::{Fault, Id16};
use std::time::Duration;

/// A key is remembered this long.
const REMEMBERED: Duration = Duration::from_hours(24);

/// What is known of a request's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once {
    /// Nothing: do it, and remember the thing that it made.
    New,
    /// It was done and made this thing.
    Again(Id16),
    /// The key was used for another request.
    Other,
}

const FIND: &str = "SELECT request, result FROM once WHERE key = ?1 AND at > ?2";
const REMEMBER: &str = "INSERT INTO once (key, request, result, at) VALUES (?1, ?2, ?3, ?4) \
     ON CONFLICT (key) DO UPDATE SET request = excluded.request, result = excluded.result, at = excluded.at";
const FORGET: &str = "DELETE FROM once WHERE at <= ?1";

pub(crate) const OWN: [&str; 3] = [FIND, REMEMBER, FORGET];

impl<P: Plane> Act<'_, P> {
    /// Looks a request up. `request` is a digest of what was asked, so that a key used twice for different things is told.
    ///
    /// # Errors
    /// The store failed.
    pub fn once(&self, key: &[u8; 32], request: &[u8; 32]) -> Result<Once, Fault> {
        let oldest = self.now().before(REMEMBERED);
        let rows = self.query_own(FIND, &[(*key).into(), oldest.into()])?;
        let Some(row) = rows.first() else { return Ok(Once::New) };
        Ok(if row.bytes(0)? == request { Once::Again(row.id(1)?) } else { Once::Other })
    }

    /// Remembers what a request made, in the same act that made it.
    ///
    /// # Errors
    /// The store failed.
    pub fn remember_once(&self, key: &[u8; 32], request: &[u8; 32], made: Id16) -> Result<(), Fault> {
        self.execute_own(FORGET, &[self.now().before(REMEMBERED).into()])?;
        self.execute_own(REMEMBER, &[(*key).into(), (*request).into(), made.into(), self.now().into()]).map(drop)
    }
}
