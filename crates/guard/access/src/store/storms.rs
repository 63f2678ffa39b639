//! SQL of what is seen of the doors.

use crate::storm::{Watch, Weather};
use kernel::Fault;
use store::{Act, Rows, params};

store::stmts! { tenant
    read WATCH = "SELECT begun_at, refused, accounts, networks, let_in, storm_since, storm_seen_at FROM door_watch WHERE one = 1";
    bookkeeping KEEP_WATCH = "INSERT INTO door_watch (one, begun_at, refused, accounts, networks, let_in, storm_since, storm_seen_at) \
        VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (one) DO UPDATE SET begun_at = excluded.begun_at, refused = excluded.refused, \
        accounts = excluded.accounts, networks = excluded.networks, let_in = excluded.let_in, storm_since = excluded.storm_since, \
        storm_seen_at = excluded.storm_seen_at";
}

pub(crate) fn watch(rows: &impl Rows) -> Result<Option<Watch>, Fault> {
    let Some(row) = rows.row(&WATCH, &[])? else { return Ok(None) };
    let storm = row.opt_time(5)?.zip(row.opt_time(6)?).map(|(since, seen_at)| Weather { since, seen_at });
    let count = |at| Ok::<_, Fault>(u32::try_from(row.int(at)?).unwrap_or(u32::MAX));
    let (refused, accounts, networks, let_in) = (count(1)?, count(2)?, count(3)?, count(4)?);
    Ok(Some(Watch { begun_at: row.time(0)?, refused, accounts, networks, let_in, storm }))
}

pub(crate) fn keep_watch(act: &Act<'_>, watch: &Watch) -> Result<(), Fault> {
    let Watch { begun_at, refused, accounts, networks, let_in, storm } = *watch;
    let (since, seen_at) = (storm.map(|storm| storm.since), storm.map(|storm| storm.seen_at));
    act.bookkeeping(&KEEP_WATCH, params![begun_at, refused, accounts, networks, let_in, since, seen_at]).map(drop)
}
