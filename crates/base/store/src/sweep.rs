//! Large blobs that no act ever kept: what was stored before an act that then failed, or never came.
//!
//! A tombstone stands in the store before a blob is removed, and for a day after. An act that meets one keeps bytes only when
//! they were stored after the removal was done; else it fails, and whoever sent them sends them again.

use crate::act::{Act, Rows as _};
use crate::blob::{BlobName, Stored};
use crate::door::Door;
use crate::statement::{Plane, Tenant};
use kernel::{Ambient, By, Fault, Timestamp};
use std::time::Duration;

/// So long an act may take to come after its bytes, and so long a tombstone stands.
const GRACE: Duration = Duration::from_hours(24);
/// Blobs looked at in one act.
const BATCH: usize = 500;

const BURY: &str = "INSERT INTO blob_swept (name, swept_at) SELECT CAST(?1 AS {BLOB}), CAST(?2 AS {INT}) WHERE NOT EXISTS (SELECT 1 FROM blob WHERE name = ?1) \
     ON CONFLICT (name) DO UPDATE SET swept_at = excluded.swept_at, gone_at = NULL RETURNING name";
const GONE: &str = "UPDATE blob_swept SET gone_at = ?2 WHERE name = ?1";
const FORGET: &str = "DELETE FROM blob_swept WHERE gone_at <= ?1";
const FIND: &str = "SELECT gone_at FROM blob_swept WHERE name = ?1";
const RAISE: &str = "DELETE FROM blob_swept WHERE name = ?1";

pub(crate) const OWN: [&str; 5] = [BURY, GONE, FORGET, FIND, RAISE];

impl Door<Tenant> {
    /// Removes large blobs that lie there for a day and that no row speaks of. Gives how many.
    ///
    /// # Errors
    /// The store or the blob store failed; what was begun is finished by the next sweep.
    pub async fn sweep_blobs(&self, by: By, ambient: &Ambient) -> Result<usize, Fault> {
        let old = self.blobs().older_than(self.tenant().0, ambient.now().before(GRACE)).await?;
        let mut swept = 0;
        for names in old.chunks(BATCH) {
            let asked = names.to_vec();
            let buried = self.act(by.clone(), ambient.moment(), move |act| bury(act, &asked)).await?;
            for name in &buried {
                self.blobs().remove(self.tenant().0, *name).await?;
            }
            swept += buried.len();
            self.act(by.clone(), ambient.moment(), move |act| note_gone(act, &buried)).await?;
        }
        Ok(swept)
    }
}

/// Puts up tombstones for those that no row speaks of.
fn bury(act: &Act<'_>, names: &[BlobName]) -> Result<Vec<BlobName>, Fault> {
    let mut buried = Vec::new();
    for name in names {
        if !act.change_own(BURY, &[name.to_bytes().into(), act.now().into()])?.is_empty() {
            buried.push(*name);
        }
    }
    Ok(buried)
}

fn note_gone(act: &Act<'_>, names: &[BlobName]) -> Result<(), Fault> {
    for name in names {
        act.execute_own(GONE, &[name.to_bytes().into(), act.now().into()])?;
    }
    act.execute_own(FORGET, &[act.now().before(GRACE).into()]).map(drop)
}

/// Whether a large blob is there for an act that keeps it.
pub(crate) fn look_for_tombstone<P: Plane>(act: &Act<'_, P>, stored: &Stored) -> Result<(), Fault> {
    let name = [stored.name.to_bytes().into()];
    let Some(row) = act.query_own(FIND, &name)?.into_iter().next() else { return Ok(()) };
    let gone: Option<Timestamp> = row.opt_time(0)?;
    if gone.is_none_or(|gone| stored.put_at <= gone) {
        return Err(Fault::bug("the bytes were removed meanwhile and have to be stored again"));
    }
    act.execute_own(RAISE, &name).map(drop)
}
