//! Filters and orders of the search language, each one constant piece of SQL with bound values.

use super::Place;
use crate::model::{Lock, Queue, State, StateType, Ticket};
use ::store::{Composed, Rows, Tenant, Value};
use kernel::{Actor, Fault, Timestamp};
use std::time::Duration;

/// One filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    what: What,
    negated: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// Names or types of states.
    States(Vec<String>),
    /// Types of states.
    Types(Vec<StateType>),
    /// Names of queues; a name stands for the queues below it too.
    Queues(Vec<String>),
    /// `me`, `none` or logins.
    Agents(AgentColumn, Vec<String>),
    /// Numbers or names.
    Priorities(Vec<i64>),
    /// Ticket numbers.
    Numbers(Vec<String>),
    /// Names, addresses or companies, as they stand on the ticket.
    Customers(Vec<String>),
    Locks(Vec<Lock>),
    Time(TimeColumn, Side, Timestamp),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AgentColumn {
    Owner,
    Responsible,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TimeColumn {
    Created,
    Changed,
    Pending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

impl Filter {
    /// Understands a field with its values.
    pub(super) fn parse(field: &str, sign: char, values: Vec<String>, now: Timestamp) -> Result<Self, &'static str> {
        let time = match field {
            "created" => Some(TimeColumn::Created),
            "changed" => Some(TimeColumn::Changed),
            "until" => Some(TimeColumn::Pending),
            _ => None,
        };
        if let Some(column) = time {
            let side = match sign {
                '<' => Side::Before,
                '>' => Side::After,
                _ => return Err("needs-comparison"),
            };
            let at = point(values.first().map_or("", String::as_str), now).ok_or("not-a-time")?;
            return Ok(What::Time(column, side, at).into());
        }
        let what = match field {
            "state" => What::States(values),
            "is" => What::Types(types(&values)?),
            "queue" => What::Queues(values),
            "owner" => What::Agents(AgentColumn::Owner, values),
            "responsible" => What::Agents(AgentColumn::Responsible, values),
            "priority" => What::Priorities(values.iter().map(|value| priority(value)).collect::<Option<_>>().ok_or("unknown-word")?),
            "number" => What::Numbers(values.into_iter().map(|value| value.replace([' ', '#'], "")).collect()),
            "customer" => What::Customers(values),
            "lock" => What::Locks(values.iter().map(|value| Lock::parse(value)).collect::<Option<_>>().ok_or("unknown-word")?),
            _ => return Err("unknown-field"),
        };
        if sign == ':' { Ok(what.into()) } else { Err("not-comparable") }
    }

    /// Whether only open tickets match.
    pub(super) fn is_open_only(&self, words: &Words) -> bool {
        matches!(self.what, What::States(_) | What::Types(_)) && !self.negated && self.states(words).all(|state| state.kind.is_open())
    }

    /// The states that are named.
    fn states<'w>(&self, words: &'w Words) -> impl Iterator<Item = &'w State> {
        words.states.iter().filter(|state| match &self.what {
            What::States(names) => names.iter().any(|name| *name == state.name || *name == state.kind.as_str()),
            What::Types(types) => types.contains(&state.kind),
            _ => false,
        })
    }

    /// The opposite.
    pub(super) fn negated(self) -> Self {
        Self { negated: !self.negated, ..self }
    }

    /// Adds the filter. Rows in which the column is empty count as not matching, also when negated.
    pub(super) fn add_to(&self, composed: &mut Composed<Tenant>, rows: &impl Rows, words: &Words) -> Result<(), Fault> {
        composed.add(if self.negated { "AND NOT (" } else { "AND (" }, &[]);
        match &self.what {
            What::States(_) | What::Types(_) => {
                let ids: Vec<Value> = self.states(words).map(|state| state.id.0.into()).collect();
                add_ids(composed, "t.state = ?", "t.state IN", &ids);
            }
            What::Queues(names) => {
                let ids: Vec<Value> =
                    words.queues.iter().filter(|queue| lies_in(&queue.name, names)).map(|queue| queue.id.0.into()).collect();
                add_ids(composed, "t.queue = ?", "t.queue IN", &ids);
            }
            What::Agents(column, words) => add_agents(composed, rows, *column, words)?,
            What::Priorities(numbers) => {
                add_ids(
                    composed,
                    "t.priority = ?",
                    "t.priority IN",
                    &numbers.iter().map(|number| Value::from(*number)).collect::<Vec<_>>(),
                );
            }
            What::Numbers(numbers) => {
                composed.add("t.number IN", &[]);
                composed.add_list(&texts(numbers));
            }
            What::Customers(words) => {
                composed.add("1 = 0", &[]);
                for word in words {
                    let folded = Value::from(word.to_lowercase());
                    composed.add(
                        "OR {POSITION}(lower(coalesce(t.customer_email, '')), ?) > 0 OR {POSITION}(lower(coalesce(t.customer_name, '')), ?) > 0 \
                         OR lower(coalesce(t.customer, '')) = ?",
                        &[folded.clone(), folded.clone(), folded],
                    );
                }
            }
            What::Locks(locks) => {
                composed.add("t.lock IN", &[]);
                composed.add_list(&locks.iter().map(|lock| Value::from(lock.as_str())).collect::<Vec<_>>());
            }
            What::Time(column, side, at) => composed.add(time_piece(*column, *side), &[(*at).into()]),
        }
        composed.add(")", &[]);
        Ok(())
    }
}

/// What stands for the names in filters.
pub(super) struct Words {
    pub(super) states: Vec<State>,
    pub(super) queues: Vec<Queue>,
}

/// Whether a queue is one of those named, or below one.
fn lies_in(queue: &str, names: &[String]) -> bool {
    names.iter().any(|name| queue.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
}

/// One of some values, in the form that an index serves best.
fn add_ids(composed: &mut Composed<Tenant>, is_one: &'static str, is_among: &'static str, ids: &[Value]) {
    match ids {
        [] => composed.add("1 = 0", &[]),
        [one] => composed.add(is_one, std::slice::from_ref(one)),
        _ => {
            composed.add(is_among, &[]);
            composed.add_list(ids);
        }
    }
}

fn add_agents(composed: &mut Composed<Tenant>, rows: &impl Rows, column: AgentColumn, words: &[String]) -> Result<(), Fault> {
    let (or_none, is_one, is_among) = match column {
        AgentColumn::Owner => ("OR t.owner IS NULL", "t.owner = ?", "t.owner IN"),
        AgentColumn::Responsible => ("OR t.responsible IS NULL", "t.responsible = ?", "t.responsible IN"),
    };
    let mut ids: Vec<Value> = Vec::new();
    for word in words {
        let id = match (word.as_str(), rows.by().actor) {
            ("none", _) => None,
            ("me", Actor::Agent(agent)) => Some(agent),
            _ => people::agent_by_login(rows, word)?.map(|agent| agent.id),
        };
        ids.extend(id.map(|id| Value::from(id.0)));
    }
    add_ids(composed, is_one, is_among, &ids);
    if words.iter().any(|word| word == "none") {
        composed.add(or_none, &[]);
    }
    Ok(())
}

const fn time_piece(column: TimeColumn, side: Side) -> &'static str {
    match (column, side) {
        (TimeColumn::Created, Side::Before) => "t.created_at < ?",
        (TimeColumn::Created, Side::After) => "t.created_at >= ?",
        (TimeColumn::Changed, Side::Before) => "t.changed_at < ?",
        (TimeColumn::Changed, Side::After) => "t.changed_at >= ?",
        (TimeColumn::Pending, Side::Before) => "coalesce(t.pending_until, 0) > 0 AND t.pending_until < ?",
        (TimeColumn::Pending, Side::After) => "coalesce(t.pending_until, 0) >= ?",
    }
}

impl From<What> for Filter {
    fn from(what: What) -> Self {
        Self { what, negated: false }
    }
}

fn texts(words: &[String]) -> Vec<Value> {
    words.iter().map(Value::from).collect()
}

fn types(words: &[String]) -> Result<Vec<StateType>, &'static str> {
    let mut all = Vec::new();
    for word in words {
        match word.as_str() {
            "open" => all.extend(StateType::ALL.iter().copied().filter(|kind| kind.is_open())),
            "pending" => all.extend(StateType::ALL.iter().copied().filter(|kind| kind.is_pending())),
            "new" => all.push(StateType::New),
            "closed" => all.push(StateType::Closed),
            _ => return Err("unknown-word"),
        }
    }
    Ok(all)
}

fn priority(word: &str) -> Option<i64> {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|number| (1..=99).contains(number))
}

/// A point in time: `-7d`, `-1h`, `-30m`, `-2w`, `2026-11-01`, RFC 3339, `today`.
fn point(word: &str, now: Timestamp) -> Option<Timestamp> {
    if word == "today" {
        let day = now.to_zoned_utc().start_of_day().ok()?;
        return Some(Timestamp::from(day.timestamp()));
    }
    if let Some(ago) = word.strip_prefix('-') {
        let unit = ago.chars().last()?;
        let count: u64 = ago.strip_suffix(unit)?.parse().ok()?;
        let seconds = match unit {
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        return Some(now.before(Duration::from_secs(count.checked_mul(seconds)?)));
    }
    if let Ok(date) = word.parse::<jiff::civil::Date>()
        && word.len() == 10
    {
        return Some(Timestamp::from(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()));
    }
    Timestamp::parse(word).ok()
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    /// What was changed last comes first.
    #[default]
    ChangedDown,
    ChangedUp,
    CreatedDown,
    CreatedUp,
    PriorityDown,
    PriorityUp,
}

impl Sort {
    pub(super) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "-changed" => Self::ChangedDown,
            "changed" => Self::ChangedUp,
            "-created" => Self::CreatedDown,
            "created" => Self::CreatedUp,
            "-priority" => Self::PriorityDown,
            "priority" => Self::PriorityUp,
            _ => return None,
        })
    }

    pub(super) const fn key_of(self, ticket: &Ticket) -> i64 {
        match self {
            Self::ChangedDown | Self::ChangedUp => ticket.changed_at.as_micros(),
            Self::CreatedDown | Self::CreatedUp => ticket.created_at.as_micros(),
            Self::PriorityDown | Self::PriorityUp => ticket.priority.0,
        }
    }

    /// Adds the place after which the page begins, the order and the limit.
    pub(super) fn add_to(self, composed: &mut Composed<Tenant>, after: Option<Place>, limit: u32) {
        let (after_piece, order) = match self {
            Self::ChangedDown => ("AND (t.changed_at, t.id) < (?, ?)", "ORDER BY t.changed_at DESC, t.id DESC LIMIT ?"),
            Self::ChangedUp => ("AND (t.changed_at, t.id) > (?, ?)", "ORDER BY t.changed_at, t.id LIMIT ?"),
            Self::CreatedDown => ("AND (t.created_at, t.id) < (?, ?)", "ORDER BY t.created_at DESC, t.id DESC LIMIT ?"),
            Self::CreatedUp => ("AND (t.created_at, t.id) > (?, ?)", "ORDER BY t.created_at, t.id LIMIT ?"),
            Self::PriorityDown => ("AND (t.priority, t.id) < (?, ?)", "ORDER BY t.priority DESC, t.id DESC LIMIT ?"),
            Self::PriorityUp => ("AND (t.priority, t.id) > (?, ?)", "ORDER BY t.priority, t.id LIMIT ?"),
        };
        if let Some(place) = after {
            composed.add(after_piece, &[place.key.into(), place.id.into()]);
        }
        composed.add(order, &[limit.into()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_read() {
        let now = Timestamp::from_micros(1_768_467_600_000_000);
        let check =
            |word: &str, expected: Option<&str>| assert_eq!(point(word, now).map(|at| at.to_string()).as_deref(), expected, "{word}");
        check("-7d", Some("2026-01-08T09:00:00Z"));
        check("-30m", Some("2026-01-15T08:30:00Z"));
        check("today", Some("2026-01-15T00:00:00Z"));
        check("2026-01-02", Some("2026-01-02T00:00:00Z"));
        check("2026-01-02T03:04:05Z", Some("2026-01-02T03:04:05Z"));
        check("-7", None);
        check("-99999999999999999999d", None);
        check("ä", None);
    }
}
