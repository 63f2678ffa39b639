//! What happens to mails beside tickets, and to the room's settings.

use crate::accounts::events as accounts;
use crate::filter::{Filter, FilterId};
use crate::model::{Entry, LogId, Setting};
use kernel::Fault;
use serde_json::json;
use store::{Act, Draft, EventKind, Object, Severity};

macro_rules! kinds {
    ($($name:ident $word:literal $severity:ident $meaning:literal $public:expr, $personal:expr;)+) => {
        $(static $name: EventKind = EventKind {
            room: "mail", name: $word, version: 1, severity: Severity::$severity, meaning: $meaning, public: $public, personal: $personal,
        };)+
        pub(crate) static KINDS: &[&EventKind] =
            &[$(&$name,)+ &accounts::CREATED, &accounts::CHANGED, &accounts::REMOVED, &accounts::FAILED, &accounts::RECOVERED, &accounts::LEFT, &accounts::MISSED];
    };
}

kinds! {
    LOGGED "logged" Ordinary "a mail became nothing on a ticket: a copy, kept in the log alone, or taken back before it went out" &["outcome", "way"], &[];
    RELEASED "released" Notable "a mail that was kept in the log alone became a mail on a ticket" &["number"], &[];
    LOG_FORGOTTEN "log_forgotten" Ordinary "entries of the communication log were past their time and went" &["entries"], &[];
    SETTING_CHANGED "setting_changed" Notable "a setting of mail was changed" &["name", "value"], &[];
    FILTER_CREATED "filter_created" Notable "a postmaster filter was made" &["enabled", "version"], &["name", "rule"];
    FILTER_CHANGED "filter_changed" Notable "a postmaster filter was changed, or switched on or off" &["enabled", "version"], &["name", "rule"];
    FILTERS_ORDERED "filters_ordered" Notable "the postmaster filters got another order" &["count"], &[];
    FILTER_REMOVED "filter_removed" Notable "a postmaster filter was removed" &["enabled", "version"], &["name", "rule"];
}

/// What happened.
pub(crate) enum Event<'a> {
    Logged { entry: &'a Entry, content: Option<[u8; 32]> },
    Released { id: LogId, number: &'a str },
    LogForgotten { entries: usize },
    SettingChanged { setting: Setting, value: i64 },
    FilterCreated(&'a Filter),
    FilterChanged(&'a Filter),
    FiltersOrdered { count: usize },
    FilterRemoved(&'a Filter),
}

impl Event<'_> {
    fn draft(&self) -> Draft {
        match self {
            Self::Logged { entry, content } => {
                let public = json!({"outcome": entry.outcome.as_str(), "way": entry.way});
                Draft { content: *content, ..Draft::new(&LOGGED, Object::new(LogId::PREFIX, entry.id.0), public) }
            }
            Self::Released { id, number } => Draft::new(&RELEASED, Object::new(LogId::PREFIX, id.0), json!({"number": number})),
            Self::LogForgotten { entries } => Draft::new(&LOG_FORGOTTEN, Object::only("mail_log"), json!({"entries": entries})),
            Self::SettingChanged { setting, value } => {
                Draft::new(&SETTING_CHANGED, Object::only("mail_setting"), json!({"name": setting.name(), "value": value}))
            }
            Self::FilterCreated(filter) => of_filter(&FILTER_CREATED, filter),
            Self::FilterChanged(filter) => of_filter(&FILTER_CHANGED, filter),
            Self::FiltersOrdered { count } => Draft::new(&FILTERS_ORDERED, Object::only("postmaster_filter"), json!({"count": count})),
            Self::FilterRemoved(filter) => of_filter(&FILTER_REMOVED, filter),
        }
    }

    /// Records it.
    pub(crate) fn record(&self, act: &Act<'_>) -> Result<(), Fault> {
        act.event(&self.draft()).map(drop)
    }
}

fn of_filter(kind: &'static EventKind, filter: &Filter) -> Draft {
    let public = json!({"enabled": filter.enabled, "version": filter.version});
    let detail = Some(json!({"name": filter.name, "rule": filter.rule}));
    Draft { detail, ..Draft::new(kind, Object::new(FilterId::PREFIX, filter.id.0), public) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_as_the_catalogue_says() {
        for event in [Event::LogForgotten { entries: 3 }, Event::SettingChanged { setting: Setting::LogDays, value: 7 }] {
            let draft = event.draft();
            let names: Vec<&str> = draft.public.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, draft.kind.public);
        }
    }
}
