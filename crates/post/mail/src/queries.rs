//! Reads for lists and pages.

use crate::filter::{Filter, FilterId};
use crate::model::{Entry, LogId, Setting};
use crate::store::reports::{self, Reported};
use crate::store::{self as rows_of, filters as filter_rows, log};
use ::store::{Recorded, Rows, View};
use kernel::{AgentId, Fault};
use std::collections::BTreeMap;
use tickets::ArticleId;

pub(crate) use crate::store::log::{Asked, Found, Place};

/// A setting as it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) value: i64,
    /// Whether somebody chose it; else it is the default.
    pub(crate) is_chosen: bool,
}

/// A setting.
pub(crate) fn setting(rows: &impl Rows, setting: Setting) -> Result<Chosen, Fault> {
    let chosen = rows_of::setting(rows, setting)?;
    Ok(Chosen { value: chosen.unwrap_or(setting.default()), is_chosen: chosen.is_some() })
}

/// Why there is nothing to see.
pub(crate) enum Unseen {
    Forbidden(people::Forbidden),
    NotFound,
    Fault(Fault),
}

impl From<people::Forbidden> for Unseen {
    fn from(forbidden: people::Forbidden) -> Self {
        Self::Forbidden(forbidden)
    }
}

impl From<Fault> for Unseen {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<tickets::Refusal> for Unseen {
    fn from(refusal: tickets::Refusal) -> Self {
        match refusal {
            tickets::Refusal::NotFound | tickets::Refusal::Forbidden => Self::NotFound,
            tickets::Refusal::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<Unseen> for web::Problem {
    fn from(unseen: Unseen) -> Self {
        match unseen {
            Unseen::Forbidden(forbidden) => forbidden.into(),
            Unseen::NotFound => Self::not_found(),
            Unseen::Fault(fault) => fault.into(),
        }
    }
}

/// A page of the log, for administrators.
pub(crate) fn list(rows: &impl Rows, asked: &Asked, after: Place, limit: u32) -> Result<Found, Unseen> {
    people::require_administrator::<Unseen>(rows)?;
    Ok(log::list(rows, asked, after, limit)?)
}

/// An entry with its copies, for administrators.
pub(crate) fn entry(rows: &impl Rows, id: LogId) -> Result<(Entry, Vec<Entry>), Unseen> {
    people::require_administrator::<Unseen>(rows)?;
    let entry = log::entry(rows, id)?.ok_or(Unseen::NotFound)?;
    let copies = log::copies(rows, id)?;
    Ok((entry, copies))
}

/// Whether the mail itself may be read: to administer the mailroom is no reason to read what a ticket holds that one does not see.
pub(crate) fn may_read(rows: &impl Rows, entry: &Entry) -> Result<bool, Fault> {
    let first = entry.first.map(|first| log::entry(rows, first)).transpose()?.flatten();
    let Some(article) = entry.article.or_else(|| first?.article) else { return Ok(true) };
    match tickets::queries::article(rows, article) {
        Ok(_) => Ok(true),
        Err(tickets::Refusal::NotFound | tickets::Refusal::Forbidden) => Ok(false),
        Err(tickets::Refusal::Fault(fault)) => Err(fault),
    }
}

/// The entry of an article's mail with its copies, for whoever may see the article.
pub(crate) fn journey(rows: &impl Rows, id: ArticleId) -> Result<(Entry, Vec<Entry>), Unseen> {
    tickets::queries::article(rows, id)?;
    let entry = log::of_article(rows, id)?.ok_or(Unseen::NotFound)?;
    let copies = log::copies(rows, entry.id)?;
    Ok((entry, copies))
}

/// What was reported about the mail of an article, for whoever may see the article.
pub(crate) fn reported(rows: &impl Rows, id: ArticleId) -> Result<Vec<Reported>, Unseen> {
    tickets::queries::article(rows, id)?;
    Ok(reports::about(rows, id)?)
}

/// All filters in their order, for administrators.
pub(crate) fn filters(rows: &impl Rows) -> Result<Vec<Filter>, Unseen> {
    people::require_administrator::<Unseen>(rows)?;
    Ok(filter_rows::all(rows)?)
}

/// A filter, for administrators.
pub(crate) fn filter(rows: &impl Rows, id: FilterId) -> Result<Filter, Unseen> {
    people::require_administrator::<Unseen>(rows)?;
    filter_rows::one(rows, id)?.ok_or(Unseen::NotFound)
}

/// What happened to a filter, oldest first, and the names of the agents who did it, for administrators. The shipped filter begins with its
/// first change.
pub(crate) fn filter_history(view: &View<'_>, id: FilterId) -> Result<(Vec<Recorded>, BTreeMap<String, String>), Unseen> {
    people::require_administrator::<Unseen>(view)?;
    let mut events = view.events_of(id.0, 0, 1_000)?;
    events.retain(|event| event.room == "mail" && event.object_kind == FilterId::PREFIX);
    if events.is_empty() && filter_rows::one(view, id)?.is_none() {
        return Err(Unseen::NotFound);
    }
    let agents: Vec<AgentId> = events.iter().filter_map(|event| event.actor.parse().ok()).collect();
    let names = people::agents_by_ids(view, &agents)?.into_values().map(|agent| (agent.id.to_string(), agent.name)).collect();
    Ok((events, names))
}

/// The mails that came last, for administrators who try a filter over them.
pub(crate) fn latest(rows: &impl Rows, most: u32) -> Result<Vec<Entry>, Unseen> {
    people::require_administrator::<Unseen>(rows)?;
    Ok(log::latest(rows, most)?)
}
