//! What happened. Names, addresses of providers and subjects stand only in the erasable detail.

use crate::model::{Provider, ProviderId, Speaks};
use crate::refusal::Refusal;
use access::Person;
use kernel::{AgentId, CustomerUserId, Fault};
use serde_json::{Value as Json, json};
use store::{Act, Draft, EventKind, Object, Outcome, Severity};

macro_rules! kinds {
    ($($name:ident $word:literal $severity:ident $meaning:literal $public:expr, $personal:expr;)+) => {
        $(static $name: EventKind = EventKind {
            room: "sso", name: $word, version: 1, severity: Severity::$severity, meaning: $meaning, public: $public, personal: $personal,
        };)+
        pub(crate) static KINDS: &[&EventKind] = &[$(&$name),+];
    };
}

const PUBLIC: &[&str] = &["kind", "side", "valid", "factors", "rules", "domains", "creates_accounts", "may_give_admin"];
const CHANGED_PUBLIC: &[&str] =
    &["kind", "side", "valid", "factors", "rules", "domains", "creates_accounts", "may_give_admin", "secret", "elsewhere"];
const PERSONAL: &[&str] = &["name", "issuer", "client_id"];

kinds! {
    PROVIDER_CREATED "provider_created" Critical "a provider of single sign-on was set up" PUBLIC, PERSONAL;
    PROVIDER_CHANGED "provider_changed" Critical "a provider of single sign-on, or what becomes of what it says, was changed" CHANGED_PUBLIC, PERSONAL;
    PROVIDER_REMOVED "provider_removed" Critical "a provider of single sign-on was removed, and whom it knew" &["kind", "side"], PERSONAL;
    KEYS_CHANGED "keys_changed" Critical "a provider of SAML says that other keys sign for it" &["keys"], &[];
    LINKED "linked" Critical "a person was linked with whom a provider knows" &["provider", "how"], &["subject"];
    UNLINKED "unlinked" Critical "a person is not linked any more with whom a provider knows" &["provider"], &["subject"];
    SIGNED_IN "signed_in" Ordinary "a provider vouched for somebody, who is signed in" &["provider", "factors"], &[];
    REFUSED "refused" Notable "somebody came from a provider and was not let in" &["reason"], &[];
    SIGNED_OUT "signed_out" Ordinary "a provider said that somebody's sessions ended" &["sessions"], &[];
}

/// How a person came to be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// Their account was made for it.
    Created,
    /// They did it themselves.
    Own,
    /// An administrator did it.
    Administrator,
    /// A directory has them under the login that they have here.
    Directory,
}

impl How {
    const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Own => "own",
            Self::Administrator => "administrator",
            Self::Directory => "directory",
        }
    }
}

/// What happened.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    Created(&'a Provider),
    /// And whether there is another secret, and whether it is another provider altogether.
    Changed(&'a Provider, bool, bool),
    Removed(&'a Provider),
    /// How many keys count now.
    KeysChanged(ProviderId, usize),
    Linked(Person, ProviderId, &'a str, How),
    Unlinked(Person, ProviderId, &'a str),
    SignedIn(Person, &'a Provider),
    Refused(ProviderId, Refusal),
    /// How many sessions ended.
    SignedOut(ProviderId, usize),
}

const fn factors(provider: &Provider) -> u8 {
    if provider.two_factors { 2 } else { 1 }
}

fn public(provider: &Provider) -> Json {
    json!({
        "kind": provider.kind().as_str(), "side": provider.side.as_str(), "valid": provider.valid, "factors": factors(provider),
        "rules": provider.mapping.rules.len(), "domains": provider.mapping.domains.len(),
        "creates_accounts": provider.mapping.creates_accounts, "may_give_admin": provider.mapping.may_give_admin,
    })
}

fn of(person: Person) -> Object {
    match person {
        Person::Agent(id) => Object::new(AgentId::PREFIX, id.0),
        Person::CustomerUser(id) => Object::new(CustomerUserId::PREFIX, id.0),
    }
}

impl Event<'_> {
    fn draft(&self) -> Draft {
        let object = |id: ProviderId| Object::new(ProviderId::PREFIX, id.0);
        let personal = |p: &Provider| {
            Some({
                let (issuer, client_id) = match &p.speaks {
                    Speaks::Oidc(oidc) => (Some(oidc.issuer.clone()), Some(&oidc.client_id)),
                    Speaks::Saml(saml) => (saml.metadata_url.clone().or_else(|| saml.entity_id.clone()), None),
                    Speaks::Ldap(ldap) => (Some(ldap.address()), Some(&ldap.bind_dn)),
                };
                json!({"name": p.name, "issuer": issuer, "client_id": client_id})
            })
        };
        let with = |kind, object, public, detail| Draft { detail, ..Draft::new(kind, object, public) };
        match self {
            Self::Created(p) => with(&PROVIDER_CREATED, object(p.id), public(p), personal(p)),
            Self::Changed(p, secret, elsewhere) => {
                let mut public = public(p);
                if let Some(fields) = public.as_object_mut() {
                    fields.insert("secret".into(), (*secret).into());
                    fields.insert("elsewhere".into(), (*elsewhere).into());
                }
                with(&PROVIDER_CHANGED, object(p.id), public, personal(p))
            }
            Self::Removed(p) => {
                with(&PROVIDER_REMOVED, object(p.id), json!({"kind": p.kind().as_str(), "side": p.side.as_str()}), personal(p))
            }
            Self::KeysChanged(provider, keys) => with(&KEYS_CHANGED, object(*provider), json!({"keys": keys}), None),
            Self::Linked(person, provider, subject, how) => {
                let public = json!({"provider": provider, "how": how.word()});
                with(&LINKED, of(*person), public, Some(json!({"subject": subject})))
            }
            Self::Unlinked(person, provider, subject) => {
                with(&UNLINKED, of(*person), json!({"provider": provider}), Some(json!({"subject": subject})))
            }
            Self::SignedIn(person, p) => with(&SIGNED_IN, of(*person), json!({"provider": p.id, "factors": factors(p)}), None),
            Self::Refused(provider, refusal) => {
                Draft { outcome: Outcome::Refused, ..Draft::new(&REFUSED, object(*provider), json!({"reason": refusal.word()})) }
            }
            Self::SignedOut(provider, sessions) => with(&SIGNED_OUT, object(*provider), json!({"sessions": sessions}), None),
        }
    }

    pub(crate) fn record(&self, act: &Act<'_>) -> Result<(), Fault> {
        act.event(&self.draft()).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Oidc, Side};
    use crate::rules::Mapping;
    use kernel::Id16;

    /// The golden fixtures: a change here is a new version of the event.
    #[test]
    fn payloads_of_version_1() {
        let oidc = Oidc {
            issuer: "https://id.example".into(),
            client_id: "desk".into(),
            scopes: String::new(),
            roots: None,
            trusts_addresses: false,
        };
        let provider = Provider {
            id: ProviderId(Id16([1; 16])),
            side: Side::Agents,
            name: "Südlicht".into(),
            speaks: oidc.into(),
            mapping: Mapping::default(),
            two_factors: true,
            position: 1,
            valid: true,
            version: 1,
            document: None,
        };
        let (id, person) = (provider.id, Person::Agent(AgentId(Id16([2; 16]))));
        let check = |event: &Event<'_>, expected: &str| {
            let draft = event.draft();
            let fields = |json: &Json| json.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
            let sorted = |names: &[&str]| {
                let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
                names.sort_unstable();
                names
            };
            assert_eq!(fields(&draft.public), sorted(draft.kind.public), "{}", draft.kind.name);
            assert_eq!(draft.detail.as_ref().map(fields).unwrap_or_default(), sorted(draft.kind.personal), "{}", draft.kind.name);
            let line = format!("{} {} {} {}", draft.kind.name, draft.outcome.as_str(), draft.public, draft.detail.unwrap_or_default());
            assert_eq!(line, expected.replace("IDP", &id.to_string()));
        };
        let shown = r#"{"client_id":"desk","issuer":"https://id.example","name":"Südlicht"}"#;
        let set = r#""creates_accounts":false,"domains":0"#;
        let rest = r#""factors":2,"kind":"oidc","may_give_admin":false,"rules":0"#;
        check(&Event::Created(&provider), &format!(r#"provider_created done {{{set},{rest},"side":"agents","valid":true}} {shown}"#));
        let changed =
            format!(r#"provider_changed done {{{set},"elsewhere":false,{rest},"secret":true,"side":"agents","valid":true}} {shown}"#);
        check(&Event::Changed(&provider, true, false), &changed);
        check(&Event::Removed(&provider), &format!(r#"provider_removed done {{"kind":"oidc","side":"agents"}} {shown}"#));
        check(&Event::Linked(person, id, "s", How::Own), r#"linked done {"how":"own","provider":"IDP"} {"subject":"s"}"#);
        check(&Event::Unlinked(person, id, "s"), r#"unlinked done {"provider":"IDP"} {"subject":"s"}"#);
        check(&Event::SignedIn(person, &provider), r#"signed_in done {"factors":2,"provider":"IDP"} null"#);
        check(&Event::Refused(id, Refusal::Replayed), r#"refused refused {"reason":"replayed"} null"#);
        check(&Event::SignedOut(id, 2), r#"signed_out done {"sessions":2} null"#);
    }
}
