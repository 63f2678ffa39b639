//! Postmaster filters: ordered rules over what a mail says and how it came. Pure.
//!
//! Patterns are regular expressions of a dialect that runs in linear time, whatever the mail; case does not count, as in OTRS. All
//! conditions of a filter must hold. `$1` to `$9` in what it sets stand for what its patterns caught, counted through its conditions.

mod judge;
mod otrs;
mod subject;

pub(crate) use judge::{Judgement, judge};
pub(crate) use subject::Subject;

use kernel::id;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

id!(FilterId, "mfl", "A postmaster filter.");

/// Most filters of a desk.
pub(crate) const MOST_FILTERS: usize = 200;
/// Most conditions of a filter.
const MOST_CONDITIONS: usize = 20;
/// **Units**: characters of a pattern.
const LONGEST_PATTERN: usize = 500;
/// **Units**: characters of a name or a value to set.
const LONGEST_VALUE: usize = 200;
/// **Units**: bytes that a compiled pattern may take.
const COMPILED: usize = 128 * 1024;

/// What must hold of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = MailCondition)]
pub(crate) enum Condition {
    /// A header field: one of that name matches. Without such a field nothing matches.
    Header {
        /// The field's name.
        name: String,
        /// The pattern.
        matches: String,
        /// It must not match.
        #[serde(default)]
        not: bool,
    },
    /// The text.
    Body {
        /// The pattern.
        matches: String,
        /// It must not match.
        #[serde(default)]
        not: bool,
    },
    /// The envelope's sender; empty for the null sender.
    EnvelopeFrom {
        /// The pattern.
        matches: String,
        /// It must not match.
        #[serde(default)]
        not: bool,
    },
    /// One of the envelope's recipients; of a fetched mail one of To and Cc.
    Recipient {
        /// The pattern.
        matches: String,
        /// It must not match.
        #[serde(default)]
        not: bool,
    },
    /// One of the attachments, as `name type`.
    Attachment {
        /// The pattern.
        matches: String,
        /// It must not match.
        #[serde(default)]
        not: bool,
    },
    /// The size of the whole mail, in bytes.
    Size {
        /// It is larger.
        #[serde(default)]
        over: Option<u64>,
        /// It is smaller.
        #[serde(default)]
        under: Option<u64>,
    },
    /// Over what it came: `smtp`, `lmtp`, `pipe`, `imap`, `pop3`.
    Way {
        /// The way.
        is: String,
    },
    /// From which account it was fetched.
    Account {
        /// The account, as the log has it.
        is: String,
    },
}

/// What a ticket gets; what is absent stays as it would be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = MailFilterSet)]
pub(crate) struct Set {
    /// A queue by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) queue: Option<String>,
    /// A priority by its name or number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<String>,
    /// A state by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// An agent by their login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    /// An agent by their login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) responsible: Option<String>,
    /// `unlock`, `lock` or `tmp_lock`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lock: Option<String>,
    /// A customer user by their login or address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer_user: Option<String>,
    /// A title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
}

impl Set {
    /// Each property by its name, in the order in which they are set.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let all = [
            ("queue", &self.queue),
            ("priority", &self.priority),
            ("state", &self.state),
            ("owner", &self.owner),
            ("responsible", &self.responsible),
            ("lock", &self.lock),
            ("customer_user", &self.customer_user),
            ("title", &self.title),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }

    /// The place of a property.
    pub(crate) fn slot(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "queue" => &mut self.queue,
            "priority" => &mut self.priority,
            "state" => &mut self.state,
            "owner" => &mut self.owner,
            "responsible" => &mut self.responsible,
            "lock" => &mut self.lock,
            "customer_user" => &mut self.customer_user,
            "title" => &mut self.title,
            _ => return None,
        })
    }
}

/// What a filter does with which mails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MailFilterRule)]
pub(crate) struct Rule {
    /// All of these must hold.
    pub(crate) conditions: Vec<Condition>,
    /// What a new ticket gets.
    #[serde(default)]
    pub(crate) set: Set,
    /// What the ticket gets that the mail joins.
    #[serde(default)]
    pub(crate) set_follow_up: Set,
    /// The mail makes and joins no ticket: it is kept in the log alone.
    #[serde(default)]
    pub(crate) ignore: bool,
    /// The mail is not answered automatically.
    #[serde(default)]
    pub(crate) silent: bool,
    /// No filter after this one is asked.
    #[serde(default)]
    pub(crate) stop: bool,
}

/// A filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) id: FilterId,
    pub(crate) name: String,
    pub(crate) enabled: bool,
    pub(crate) rule: Rule,
    pub(crate) version: i64,
    /// The version that was tried last.
    pub(crate) tried: i64,
}

impl Filter {
    /// Whether it was tried over the last mails as it is.
    pub(crate) fn is_tried(&self) -> bool {
        self.tried == self.version
    }
}

/// What does not fit: the field and a word for why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Misfit(pub(crate) &'static str, pub(crate) &'static str);

/// Looks a name over.
pub(crate) fn name_fits(name: &str) -> Result<(), Misfit> {
    let length = name.trim().chars().count();
    if length == 0 {
        return Err(Misfit("name", "missing"));
    }
    if length > LONGEST_VALUE || name.chars().any(char::is_control) { Err(Misfit("name", "unfit")) } else { Ok(()) }
}

impl Rule {
    /// Looks it over: patterns compile within their size, and something is asked and done.
    pub(crate) fn fits(&self) -> Result<(), Misfit> {
        if self.conditions.is_empty() {
            return Err(Misfit("conditions", "missing"));
        }
        if self.conditions.len() > MOST_CONDITIONS {
            return Err(Misfit("conditions", "too-many"));
        }
        self.conditions.iter().try_for_each(Condition::fits)?;
        let sets: Vec<&String> = self.set.each().chain(self.set_follow_up.each()).map(|(_, value)| value).collect();
        if sets.iter().any(|value| value.trim().is_empty() || value.chars().count() > LONGEST_VALUE || value.chars().any(char::is_control))
        {
            return Err(Misfit("set", "unfit"));
        }
        let does = !sets.is_empty() || self.ignore || self.silent || self.stop;
        if does { Ok(()) } else { Err(Misfit("set", "missing")) }
    }
}

impl Condition {
    fn fits(&self) -> Result<(), Misfit> {
        match self {
            Self::Header { name, matches, .. } => {
                let is_name = !name.is_empty() && name.len() <= 100 && name.bytes().all(|sign| sign.is_ascii_graphic() && sign != b':');
                if is_name { pattern_fits(matches) } else { Err(Misfit("conditions.name", "unfit")) }
            }
            Self::Body { matches, .. }
            | Self::EnvelopeFrom { matches, .. }
            | Self::Recipient { matches, .. }
            | Self::Attachment { matches, .. } => pattern_fits(matches),
            Self::Size { over: None, under: None } => Err(Misfit("conditions.size", "missing")),
            Self::Size { .. } => Ok(()),
            Self::Way { is } => {
                if crate::model::way_number(is).is_some() {
                    Ok(())
                } else {
                    Err(Misfit("conditions.way", "unknown"))
                }
            }
            Self::Account { is } => {
                if is.parse::<kernel::Id16>().is_ok() {
                    Ok(())
                } else {
                    Err(Misfit("conditions.account", "unknown"))
                }
            }
        }
    }
}

fn pattern_fits(pattern: &str) -> Result<(), Misfit> {
    if pattern.is_empty() {
        return Err(Misfit("conditions.matches", "missing"));
    }
    if pattern.chars().count() > LONGEST_PATTERN {
        return Err(Misfit("conditions.matches", "too-long"));
    }
    compile(pattern).map(drop).ok_or(Misfit("conditions.matches", "no-pattern"))
}

/// Compiles a pattern within its limits.
fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).case_insensitive(true).multi_line(true).size_limit(COMPILED).dfa_size_limit(COMPILED).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Rule {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn rules_are_looked_over() {
        let check = |text: &str, expected: Option<Misfit>| assert_eq!(rule(text).fits().err(), expected, "{text}");
        check(r#"{"conditions":[{"on":"header","name":"Subject","matches":"a"}],"set":{"queue":"Junk"}}"#, None);
        check(r#"{"conditions":[],"ignore":true}"#, Some(Misfit("conditions", "missing")));
        check(r#"{"conditions":[{"on":"body","matches":"("}],"ignore":true}"#, Some(Misfit("conditions.matches", "no-pattern")));
        check(
            r#"{"conditions":[{"on":"body","matches":"(?:\\w{1000}){1000}"}],"stop":true}"#,
            Some(Misfit("conditions.matches", "no-pattern")),
        );
        check(r#"{"conditions":[{"on":"header","name":"X Y","matches":"a"}],"stop":true}"#, Some(Misfit("conditions.name", "unfit")));
        check(r#"{"conditions":[{"on":"size"}],"stop":true}"#, Some(Misfit("conditions.size", "missing")));
        check(r#"{"conditions":[{"on":"way","is":"fax"}],"stop":true}"#, Some(Misfit("conditions.way", "unknown")));
        check(r#"{"conditions":[{"on":"size","over":1}]}"#, Some(Misfit("set", "missing")));
        check(r#"{"conditions":[{"on":"size","over":1}],"set":{"title":" "}}"#, Some(Misfit("set", "unfit")));
        assert!(serde_json::from_str::<Rule>(r#"{"conditions":[],"drop":true}"#).is_err(), "no field beyond the shape");
        assert!(serde_json::from_str::<Condition>(r#"{"on":"body","matches":"a","nott":true}"#).is_err());
    }

    #[test]
    fn the_shipped_filter_fits() {
        let schema = include_str!("../schema/0002_log.sql");
        let (_, tail) = schema.split_once("'{").unwrap();
        let (text, _) = tail.split_once("}',").unwrap();
        assert_eq!(rule(&format!("{{{text}}}")).fits(), Ok(()));
    }
}
