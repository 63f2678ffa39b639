//! What happens to accounts. Logins, hosts and what servers say stand only in the erasable detail.

use super::model::{Account, AccountId, Fate};
use kernel::Fault;
use serde_json::json;
use store::{Act, Draft, EventKind, Object, Severity};

macro_rules! kinds {
    ($($name:ident $word:literal $severity:ident $meaning:literal $public:expr, $personal:expr;)+) => {
        $(pub(crate) static $name: EventKind = EventKind {
            room: "mail", name: $word, version: 1, severity: Severity::$severity, meaning: $meaning, public: $public, personal: $personal,
        };)+
    };
}

const PUBLIC: &[&str] = &["protocol", "port", "tls", "queue", "trusted", "after", "valid"];
const PERSONAL: &[&str] = &["host", "login", "mailbox"];

kinds! {
    CREATED "account_created" Notable "a mailbox elsewhere is to be read" PUBLIC, PERSONAL;
    CHANGED "account_changed" Notable "how a mailbox elsewhere is read was changed" &["protocol", "port", "tls", "queue", "trusted", "after", "valid", "password"], PERSONAL;
    REMOVED "account_removed" Notable "a mailbox elsewhere is not read any more" &[], PERSONAL;
    FAILED "account_failed" Notable "a mailbox elsewhere could not be read" &["failures"], &["words"];
    RECOVERED "account_recovered" Ordinary "a mailbox elsewhere could be read again" &["failures"], &[];
    LEFT "mail_left" Notable "a message stays in its mailbox and is not in the desk" &["reason", "size"], &[];
    MISSED "mail_missed" Notable "the comparison found messages in a mailbox that are not in the desk" &["at_source", "without_ticket"], &[];
}

/// What happened.
#[derive(Debug)]
pub(super) enum Event<'a> {
    Created(&'a Account),
    /// And whether there is another password.
    Changed(&'a Account, bool),
    Removed(&'a Account),
    /// How often in a row, and what was said.
    Failed(AccountId, u32, &'a str),
    /// After how many failures.
    Recovered(AccountId, u32),
    Left(AccountId, Fate, Option<u64>),
    /// How many messages, and how many of them without ticket.
    Missed(AccountId, u64, u64),
}

impl Event<'_> {
    fn draft(&self) -> Draft {
        let public = |account: &Account| {
            json!({
                "protocol": account.protocol.as_str(), "port": account.port, "tls": account.tls.as_str(),
                "queue": account.queue.map(|queue| queue.0), "trusted": account.trusted, "after": account.after.as_str(),
                "valid": account.valid,
            })
        };
        let personal = |account: &Account| Some(json!({"host": account.host, "login": account.login, "mailbox": account.mailbox}));
        let (kind, id, public, detail) = match self {
            Self::Created(account) => (&CREATED, account.id, public(account), personal(account)),
            Self::Changed(account, password) => {
                let mut public = public(account);
                if let Some(fields) = public.as_object_mut() {
                    fields.insert("password".into(), (*password).into());
                }
                (&CHANGED, account.id, public, personal(account))
            }
            Self::Removed(account) => (&REMOVED, account.id, json!({}), personal(account)),
            Self::Failed(id, failures, words) => (&FAILED, *id, json!({"failures": failures}), Some(json!({"words": words}))),
            Self::Recovered(id, failures) => (&RECOVERED, *id, json!({"failures": failures}), None),
            Self::Left(id, fate, size) => (&LEFT, *id, json!({"reason": fate.as_str(), "size": size}), None),
            Self::Missed(id, at_source, without) => (&MISSED, *id, json!({"at_source": at_source, "without_ticket": without}), None),
        };
        Draft { detail, ..Draft::new(kind, Object::new(AccountId::PREFIX, id.0), public) }
    }

    pub(super) fn record(&self, act: &Act<'_>) -> Result<(), Fault> {
        act.event(&self.draft()).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::model::example;

    /// The golden fixtures: a change here is a new version of the event.
    #[test]
    fn payloads_of_version_1() {
        let account = example();
        let check = |event: &Event<'_>, expected: &str| {
            let draft = event.draft();
            let fields = |json: &serde_json::Value| json.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
            let sorted = |names: &[&str]| {
                let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
                names.sort_unstable();
                names
            };
            assert_eq!(fields(&draft.public), sorted(draft.kind.public), "{}", draft.kind.name);
            assert_eq!(draft.detail.as_ref().map(fields).unwrap_or_default(), sorted(draft.kind.personal), "{}", draft.kind.name);
            assert_eq!(format!("{} {} {}", draft.kind.name, draft.public, draft.detail.unwrap_or_default()), expected);
        };
        let who = r#"{"host":"imap.provider.example","login":"support@alpha.example","mailbox":"INBOX"}"#;
        let what = r#""port":993,"protocol":"imap","queue":null,"tls":"implicit","trusted":false,"valid":true}"#;
        check(&Event::Created(&account), &format!(r#"account_created {{"after":"delete",{what} {who}"#));
        let changed =
            r#"{"after":"delete","password":true,"port":993,"protocol":"imap","queue":null,"tls":"implicit","trusted":false,"valid":true}"#;
        check(&Event::Changed(&account, true), &format!("account_changed {changed} {who}"));
        check(&Event::Removed(&account), &format!("account_removed {{}} {who}"));
        check(&Event::Failed(account.id, 3, "no"), r#"account_failed {"failures":3} {"words":"no"}"#);
        check(&Event::Recovered(account.id, 3), r#"account_recovered {"failures":3} null"#);
        check(&Event::Left(account.id, Fate::TooLarge, Some(9)), r#"mail_left {"reason":"too_large","size":9} null"#);
        check(&Event::Missed(account.id, 9, 2), r#"mail_missed {"at_source":9,"without_ticket":2} null"#);
    }
}
