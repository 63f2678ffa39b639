//! Postmaster filters: their rows.

use crate::filter::{Filter, FilterId, Rule};
use kernel::{Fault, OrFault};
use store::{Act, Row, Rows, params};

store::stmts! { tenant
    read ALL = "SELECT id, name, enabled, rule, version, tried FROM postmaster_filter ORDER BY place, id";
    read ONE = "SELECT id, name, enabled, rule, version, tried FROM postmaster_filter WHERE id = ?1";
    read NAMED = "SELECT id, name, enabled, rule, version, tried FROM postmaster_filter WHERE name = ?1";
    write ADD = "INSERT INTO postmaster_filter (id, place, name, enabled, rule, version, tried) \
        VALUES (?1, (SELECT coalesce(max(place), 0) + 1 FROM postmaster_filter), ?2, 0, ?3, 1, 0)";
    write CHANGE = "UPDATE postmaster_filter SET name = ?2, enabled = ?3, rule = ?4, version = ?5 WHERE id = ?1";
    write PLACE = "UPDATE postmaster_filter SET place = ?2 WHERE id = ?1";
    write REMOVE = "DELETE FROM postmaster_filter WHERE id = ?1";
    bookkeeping TRIED = "UPDATE postmaster_filter SET tried = ?2 WHERE id = ?1 AND version = ?2";
}

fn read(row: &Row) -> Result<Filter, Fault> {
    let rule: Option<Rule> = serde_json::from_str(&row.text(3)?).ok();
    Ok(Filter {
        id: row.id(0)?,
        name: row.text(1)?,
        enabled: row.bool(2)?,
        rule: rule.or_fault("a filter's rule cannot be read")?,
        version: row.int(4)?,
        tried: row.int(5)?,
    })
}

/// All filters, in their order.
pub(crate) fn all(rows: &impl Rows) -> Result<Vec<Filter>, Fault> {
    rows.rows(&ALL, &[])?.iter().map(read).collect()
}

/// Those that are switched on, in their order. One that cannot be read must not keep mails from arriving.
pub(crate) fn enabled(rows: &impl Rows) -> Result<Vec<Filter>, Fault> {
    let readable = |row: &Row| {
        let filter = read(row);
        if let Err(fault) = &filter {
            tracing::error!(fault = fault.chain(), "a postmaster filter is left out");
        }
        filter.ok().filter(|filter| filter.enabled)
    };
    Ok(rows.rows(&ALL, &[])?.iter().filter_map(readable).collect())
}

pub(crate) fn one(rows: &impl Rows, id: FilterId) -> Result<Option<Filter>, Fault> {
    rows.row(&ONE, params![id.0])?.as_ref().map(read).transpose()
}

pub(crate) fn named(rows: &impl Rows, name: &str) -> Result<Option<Filter>, Fault> {
    rows.row(&NAMED, params![name])?.as_ref().map(read).transpose()
}

fn as_text(rule: &Rule) -> Result<String, Fault> {
    serde_json::to_string(rule).map_err(|error| Fault::new("writing down a filter", error))
}

/// Adds a filter behind the others, switched off.
pub(crate) fn add(act: &Act<'_>, id: FilterId, name: &str, rule: &Rule) -> Result<(), Fault> {
    act.write(&ADD, params![id.0, name, as_text(rule)?]).map(drop)
}

/// Writes a filter as it is now.
pub(crate) fn change(act: &Act<'_>, filter: &Filter) -> Result<(), Fault> {
    let rule = as_text(&filter.rule)?;
    act.write(&CHANGE, params![filter.id.0, &filter.name, filter.enabled, rule, filter.version]).map(drop)
}

/// Puts a filter at a place.
pub(crate) fn place(act: &Act<'_>, id: FilterId, place: usize) -> Result<(), Fault> {
    act.write(&PLACE, params![id.0, place]).map(drop)
}

pub(crate) fn remove(act: &Act<'_>, id: FilterId) -> Result<(), Fault> {
    act.write(&REMOVE, params![id.0]).map(drop)
}

/// Notes that a filter was tried in a version, if it still has that one.
pub(crate) fn tried(act: &Act<'_>, id: FilterId, version: i64) -> Result<(), Fault> {
    act.bookkeeping(&TRIED, params![id.0, version]).map(drop)
}
