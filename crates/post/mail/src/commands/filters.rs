//! Makes, changes, orders and removes postmaster filters.

use crate::events::Event;
use crate::filter::{Filter, FilterId, MOST_FILTERS, Misfit, Rule, name_fits};
use crate::store::filters as rows_of;
use kernel::{Fault, OrFault};
use people::Forbidden;
use store::Act;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FilterError {
    /// Only administrators do this.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such filter.
    #[error("there is no such filter")]
    Unknown,
    /// It does not fit.
    #[error("the filter does not fit")]
    Misfit(Misfit),
    /// There is one of that name.
    #[error("there is a filter of that name")]
    NameTaken,
    /// There are [`MOST_FILTERS`].
    #[error("there are too many filters")]
    TooMany,
    /// It was not tried as it is, and nobody said that it need not be.
    #[error("the filter was not tried over the last mails")]
    Untried,
    /// The order names a filter twice.
    #[error("an order names a filter once")]
    OrderUnclear,
    /// Somebody was faster.
    #[error("the filter was changed in the meantime")]
    Outdated,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Misfit> for FilterError {
    fn from(misfit: Misfit) -> Self {
        Self::Misfit(misfit)
    }
}

/// Makes a filter behind the others. It is switched off until it was tried.
///
/// # Errors
/// [`FilterError`]; refuses before the first write.
pub(crate) fn create_filter(act: &Act<'_>, name: &str, rule: &Rule) -> Result<FilterId, FilterError> {
    people::require_administrator::<FilterError>(act)?;
    name_fits(name)?;
    rule.fits()?;
    if rows_of::named(act, name)?.is_some() {
        return Err(FilterError::NameTaken);
    }
    if rows_of::all(act)?.len() >= MOST_FILTERS {
        return Err(FilterError::TooMany);
    }
    let id = FilterId(act.new_id());
    rows_of::add(act, id, name, rule)?;
    let made = rows_of::one(act, id)?.or_fault("a filter is gone right after it was made")?;
    Event::FilterCreated(&made).record(act)?;
    Ok(id)
}

/// What is to change; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct FilterChange {
    pub(crate) name: Option<String>,
    pub(crate) rule: Option<Rule>,
    pub(crate) enabled: Option<bool>,
    /// Switches it on, or leaves it on, though it was not tried as it is.
    pub(crate) untried: bool,
    /// Refuse when it has another version by now.
    pub(crate) version: Option<i64>,
}

/// Changes a filter. With another rule it is another filter: it is switched off until it was tried again, unless the change says that it
/// need not be.
///
/// # Errors
/// [`FilterError`]; refuses before the first write.
pub(crate) fn change_filter(act: &Act<'_>, id: FilterId, change: &FilterChange) -> Result<(), FilterError> {
    people::require_administrator::<FilterError>(act)?;
    let before = rows_of::one(act, id)?.ok_or(FilterError::Unknown)?;
    if change.version.is_some_and(|version| version != before.version) {
        return Err(FilterError::Outdated);
    }
    let mut filter = before.clone();
    if let Some(name) = &change.name {
        name_fits(name)?;
        if rows_of::named(act, name)?.is_some_and(|other| other.id != id) {
            return Err(FilterError::NameTaken);
        }
        filter.name.clone_from(name);
    }
    if let Some(rule) = &change.rule
        && *rule != before.rule
    {
        rule.fits()?;
        filter.rule = rule.clone();
        filter.version += 1;
        filter.enabled &= change.untried;
    }
    if let Some(enabled) = change.enabled {
        if enabled && !filter.is_tried() && !change.untried {
            return Err(FilterError::Untried);
        }
        filter.enabled = enabled;
    }
    if filter != before {
        rows_of::change(act, &filter)?;
        Event::FilterChanged(&filter).record(act)?;
    }
    Ok(())
}

/// Puts these filters first, in this order; the others stay behind them as they are.
///
/// # Errors
/// [`FilterError`]; refuses before the first write.
pub(crate) fn order_filters(act: &Act<'_>, first: &[FilterId]) -> Result<(), FilterError> {
    people::require_administrator::<FilterError>(act)?;
    let there: Vec<FilterId> = rows_of::all(act)?.iter().map(|filter| filter.id).collect();
    if first.iter().any(|id| !there.contains(id)) {
        return Err(FilterError::Unknown);
    }
    let mut sorted = first.to_vec();
    sorted.sort();
    if sorted.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(FilterError::OrderUnclear);
    }
    let others = there.iter().filter(|id| !first.contains(id));
    for (place, id) in first.iter().chain(others).enumerate() {
        rows_of::place(act, *id, place + 1)?;
    }
    Ok(Event::FiltersOrdered { count: there.len() }.record(act)?)
}

/// Removes a filter.
///
/// # Errors
/// [`FilterError`].
pub(crate) fn remove_filter(act: &Act<'_>, id: FilterId) -> Result<(), FilterError> {
    people::require_administrator::<FilterError>(act)?;
    let filter: Filter = rows_of::one(act, id)?.ok_or(FilterError::Unknown)?;
    rows_of::remove(act, id)?;
    Ok(Event::FilterRemoved(&filter).record(act)?)
}

/// Notes that a version of a filter was tried over the last mails.
///
/// # Errors
/// [`FilterError`].
pub(crate) fn note_tried(act: &Act<'_>, id: FilterId, version: i64) -> Result<(), FilterError> {
    people::require_administrator::<FilterError>(act)?;
    Ok(rows_of::tried(act, id, version)?)
}
