//! From where people may come, as it is kept.

use crate::address::{AddressChangeId, Addresses};
use kernel::{Fault, OrFault, Timestamp};
use store::{Act, Row, Rows, params};

store::stmts! { tenant
    read KEPT = "SELECT rules, version, waiting, earlier, until FROM address_rules WHERE one = 1";
    write KEEP = "INSERT INTO address_rules (one, rules, version, changed_at, waiting, earlier, until) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6) \
        ON CONFLICT (one) DO UPDATE SET rules = excluded.rules, version = excluded.version, changed_at = excluded.changed_at, \
        waiting = excluded.waiting, earlier = excluded.earlier, until = excluded.until";
}

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) rules: Addresses,
    /// Counts changes; 0 while there was none.
    pub(crate) version: i64,
    /// What waits to be confirmed.
    pub(crate) waits: Option<Waits>,
}

/// A change that waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waits {
    pub(crate) change: AddressChangeId,
    /// What held before.
    pub(crate) earlier: Addresses,
    /// It holds again from then on.
    pub(crate) until: Timestamp,
}

impl Kept {
    /// What counts. When the time to confirm is over, the rules of before count, whether or not that was written down yet.
    pub(crate) fn in_force(self, now: Timestamp) -> Addresses {
        match self.waits {
            Some(Waits { earlier, until, .. }) if now >= until => earlier,
            _ => self.rules,
        }
    }
}

pub(crate) fn kept(rows: &impl Rows) -> Result<Kept, Fault> {
    let read = |text: &str| serde_json::from_str::<Addresses>(text).or_fault("reading rules by address");
    let to_kept = |row: Row| {
        let earlier = row.opt_text(3)?.map(|text| read(&text)).transpose()?;
        let waits = row.opt_id(2)?.zip(earlier).zip(row.opt_time(4)?);
        let waits = waits.map(|((change, earlier), until)| Waits { change, earlier, until });
        Ok(Kept { rules: read(&row.text(0)?)?, version: row.int(1)?, waits })
    };
    rows.row(&KEPT, &[])?.map_or_else(|| Ok(Kept::default()), to_kept)
}

pub(crate) fn in_force(rows: &impl Rows) -> Result<Addresses, Fault> {
    Ok(kept(rows)?.in_force(rows.now()))
}

pub(crate) fn keep(act: &Act<'_>, kept: &Kept) -> Result<(), Fault> {
    let write = |rules: &Addresses| serde_json::to_string(rules).or_fault("writing rules by address");
    let waits = kept.waits.as_ref();
    let (change, until) = waits.map(|waits| (waits.change.0, waits.until)).unzip();
    let earlier = waits.map(|waits| write(&waits.earlier)).transpose()?;
    act.write(&KEEP, params![write(&kept.rules)?, kept.version, act.now(), change, earlier, until]).map(drop)
}
