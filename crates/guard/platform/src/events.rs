//! What happened to tenants. Names, hosts and domains stand only in the erasable detail.

use crate::model::{HostName, MailDomain, NewTenant};
use crate::rights::Permitted;
use kernel::{Fault, TenantId};
use serde_json::{Value as Json, json};
use store::{Draft, EventKind, Object, Severity};

macro_rules! kinds {
    ($($name:ident $word:literal $severity:ident $meaning:literal $public:expr, $personal:expr;)+) => {
        $(static $name: EventKind = EventKind {
            room: "platform", name: $word, version: 1, severity: Severity::$severity, meaning: $meaning, public: $public, personal: $personal,
        };)+
        pub(crate) static KINDS: &[&EventKind] = &[$(&$name),+];
    };
}

kinds! {
    TENANT_BEGUN "tenant_begun" Notable "a tenant is being made: name, hosts and mail domains are taken" &["locale"], &["name", "title", "hosts", "mail_domains"];
    TENANT_CREATED "tenant_created" Critical "a tenant's keys and store were made; it is open" &[], &[];
    TENANT_SUSPENDED "tenant_suspended" Critical "a tenant was suspended; nobody gets in" &[], &[];
    TENANT_RESUMED "tenant_resumed" Critical "a suspended tenant was opened again" &[], &[];
    TENANT_CLOSED "tenant_closed" Critical "the deletion of a tenant began: it lost its hosts and mail domains" &[], &["hosts", "mail_domains"];
    TENANT_DELETED "tenant_deleted" Critical "a tenant's keys and store were destroyed" &[], &[];
    HOST_ADDED "host_added" Notable "a tenant was given a host name" &[], &["host"];
    HOST_REMOVED "host_removed" Notable "a tenant lost a host name" &[], &["host"];
    MAIL_DOMAIN_ADDED "mail_domain_added" Notable "a tenant was given a mail domain" &[], &["mail_domain"];
    MAIL_DOMAIN_REMOVED "mail_domain_removed" Notable "a tenant lost a mail domain" &[], &["mail_domain"];
}

/// What happened.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    Begun(&'a NewTenant),
    Created,
    Suspended,
    Resumed,
    Closed { hosts: &'a [String], mail_domains: &'a [String] },
    Deleted,
    HostAdded(&'a HostName),
    HostRemoved(&'a HostName),
    MailDomainAdded(&'a MailDomain),
    MailDomainRemoved(&'a MailDomain),
}

impl Event<'_> {
    fn draft(&self, tenant: TenantId) -> Draft {
        let (kind, public, detail): (_, Json, Option<Json>) = match self {
            Self::Begun(new) => {
                let hosts: Vec<_> = new.hosts.iter().map(HostName::as_str).collect();
                let mail_domains: Vec<_> = new.mail_domains.iter().map(MailDomain::as_str).collect();
                let detail = json!({"name": new.name.as_str(), "title": new.title.as_str(), "hosts": hosts, "mail_domains": mail_domains});
                (&TENANT_BEGUN, json!({"locale": new.locale}), Some(detail))
            }
            Self::Created => (&TENANT_CREATED, json!({}), None),
            Self::Suspended => (&TENANT_SUSPENDED, json!({}), None),
            Self::Resumed => (&TENANT_RESUMED, json!({}), None),
            Self::Closed { hosts, mail_domains } => {
                (&TENANT_CLOSED, json!({}), Some(json!({"hosts": hosts, "mail_domains": mail_domains})))
            }
            Self::Deleted => (&TENANT_DELETED, json!({}), None),
            Self::HostAdded(host) => (&HOST_ADDED, json!({}), Some(json!({"host": host.as_str()}))),
            Self::HostRemoved(host) => (&HOST_REMOVED, json!({}), Some(json!({"host": host.as_str()}))),
            Self::MailDomainAdded(domain) => (&MAIL_DOMAIN_ADDED, json!({}), Some(json!({"mail_domain": domain.as_str()}))),
            Self::MailDomainRemoved(domain) => (&MAIL_DOMAIN_REMOVED, json!({}), Some(json!({"mail_domain": domain.as_str()}))),
        };
        Draft { detail, ..Draft::new(kind, Object::new(TenantId::PREFIX, tenant.0), public) }
    }

    /// Writes it down, in the act that made it happen.
    pub(crate) fn record(&self, of: TenantId, permitted: Permitted<'_>) -> Result<(), Fault> {
        permitted.act.event(&self.draft(of)).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id16, Locale};

    /// The golden fixtures: a change here is a new version of the event.
    #[test]
    fn payloads_of_version_1() {
        let (host, domain): (HostName, MailDomain) = ("alpha.localhost".parse().unwrap(), "alpha.example".parse().unwrap());
        let new = NewTenant {
            name: "alpha".parse().unwrap(),
            title: "Alpha GmbH".parse().unwrap(),
            locale: Locale::De,
            hosts: vec![host.clone()],
            mail_domains: vec![domain.clone()],
        };
        let (hosts, mail_domains) = (vec![host.to_string()], vec![domain.to_string()]);
        let check = |event: &Event<'_>, expected: &str| {
            let draft = event.draft(TenantId(Id16([1; 16])));
            let fields = |json: &Json| json.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
            let sorted = |names: &[&str]| {
                let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
                names.sort();
                names
            };
            assert_eq!(fields(&draft.public), sorted(draft.kind.public), "{}", draft.kind.name);
            assert_eq!(draft.detail.as_ref().map(fields).unwrap_or_default(), sorted(draft.kind.personal), "{}", draft.kind.name);
            assert_eq!(format!("{} {} {}", draft.kind.name, draft.public, draft.detail.unwrap_or_default()), expected);
        };
        check(
            &Event::Begun(&new),
            r#"tenant_begun {"locale":"de"} {"hosts":["alpha.localhost"],"mail_domains":["alpha.example"],"name":"alpha","title":"Alpha GmbH"}"#,
        );
        check(&Event::Created, "tenant_created {} null");
        check(&Event::Suspended, "tenant_suspended {} null");
        check(&Event::Resumed, "tenant_resumed {} null");
        check(
            &Event::Closed { hosts: &hosts, mail_domains: &mail_domains },
            r#"tenant_closed {} {"hosts":["alpha.localhost"],"mail_domains":["alpha.example"]}"#,
        );
        check(&Event::Deleted, "tenant_deleted {} null");
        check(&Event::HostAdded(&host), r#"host_added {} {"host":"alpha.localhost"}"#);
        check(&Event::HostRemoved(&host), r#"host_removed {} {"host":"alpha.localhost"}"#);
        check(&Event::MailDomainAdded(&domain), r#"mail_domain_added {} {"mail_domain":"alpha.example"}"#);
        check(&Event::MailDomainRemoved(&domain), r#"mail_domain_removed {} {"mail_domain":"alpha.example"}"#);
        assert_eq!(KINDS.len(), 10);
    }
}
