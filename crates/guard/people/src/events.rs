//! What happened to people and rights. Names, logins and addresses stand only in the erasable detail.

use crate::model::{Agent, Company, Customer, CustomerId, CustomerUser, Group, GroupId, Name, Role, RoleId};
use crate::review::Held;
use crate::rights::Permissions;
use kernel::{AgentId, CustomerUserId, Fault};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use store::{Act, Draft, EventKind, Object, Recorded, Severity};

macro_rules! kinds {
    ($($name:ident $word:literal $severity:ident $meaning:literal $public:expr, $personal:expr;)+) => {
        $(static $name: EventKind = EventKind {
            room: "people", name: $word, version: 1, severity: Severity::$severity, meaning: $meaning, public: $public, personal: $personal,
        };)+
        pub(crate) static KINDS: &[&EventKind] = &[$(&$name),+];
    };
}

kinds! {
    AGENT_CREATED "agent_created" Notable "an agent was made known" &["locale"], &["login", "name", "email"];
    AGENT_CHANGED "agent_changed" Notable "an agent's name, address, language or validity was changed" &["locale", "valid"], &["name", "email"];
    LOGIN_CHANGED "login_changed" Critical "an agent signs in by another login" &[], &["login"];
    LAST_KEPT "last_administrator_kept" Critical "a provider would have taken the last administrator from the desk; they stayed" &[], &[];
    CUSTOMER_CREATED "customer_created" Notable "a customer was made known" &[], &["customer", "name"];
    CUSTOMER_USER_CREATED "customer_user_created" Notable "a customer user was made known" &["locale"], &["login", "name", "email", "customer"];
    PROFILE_CHANGED "profile_changed" Ordinary "somebody changed their own name or language" &["locale"], &["name"];
    GROUP_CREATED "group_created" Notable "a group was made" &["group", "name"], &[];
    ROLE_CREATED "role_created" Notable "a role was made" &["role", "name"], &[];
    GRANTED "granted" Critical "an agent's permissions in a group were set" &["group", "permissions"], &[];
    ROLE_GRANTED "role_granted" Critical "a role's permissions in a group were set" &["role", "group", "permissions"], &[];
    ROLE_ASSIGNED "role_assigned" Critical "an agent was given a role, or it was taken away" &["role", "has"], &[];
    STEWARDED "stewarded" Critical "an agent was made steward of a group, or it ended" &["group", "is"], &[];
    COMPANIES_SET "companies_set" Critical "the further companies of a customer user were set" &["count"], &["customers"];
    CUSTOMER_CHANGED "customer_changed" Critical "a customer was changed: its name, whether it shares its tickets, whether it is one" &["company_tickets", "valid"], &["customer", "name"];
    CUSTOMER_USER_CHANGED "customer_user_changed" Critical "a customer user's name, address, language, company or validity was changed" &["locale", "valid"], &["name", "email", "customer"];
    GROUP_CHANGED "group_changed" Critical "a group was renamed, or made valid or not" &["group", "name", "valid"], &[];
    ROLE_CHANGED "role_changed" Critical "a role was renamed, or made valid or not" &["role", "name", "valid"], &[];
    GRANT_REVIEWED "grant_reviewed" Critical "somebody looked again at what an agent or role has: it stays, or it ends" &["kind", "role", "group", "permissions", "kept"], &[];
}

/// What happened.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    AgentCreated(&'a Agent),
    AgentChanged(&'a Agent),
    LoginChanged(&'a Agent),
    LastKept(AgentId),
    CustomerCreated(&'a Customer),
    CustomerUserCreated(&'a CustomerUser),
    AgentProfileChanged(&'a Agent),
    CustomerUserProfileChanged(&'a CustomerUser),
    GroupCreated(GroupId, &'a Name),
    RoleCreated(RoleId, &'a Name),
    Granted(AgentId, GroupId, Permissions),
    RoleGranted(RoleId, GroupId, Permissions),
    RoleAssigned(AgentId, RoleId, bool),
    Stewarded(AgentId, GroupId, bool),
    CompaniesSet(CustomerUserId, &'a BTreeSet<CustomerId>),
    CustomerChanged(&'a Company),
    CustomerUserChanged(&'a CustomerUser),
    GroupChanged(&'a Group),
    RoleChanged(&'a Role),
    GrantReviewed(&'a Held, bool),
}

/// Whether rights may be others after this event, for those who keep them in memory.
pub fn changes_rights(event: &Recorded) -> bool {
    let kinds = [
        &AGENT_CHANGED,
        &GRANTED,
        &ROLE_GRANTED,
        &ROLE_ASSIGNED,
        &STEWARDED,
        &COMPANIES_SET,
        &CUSTOMER_CHANGED,
        &CUSTOMER_USER_CHANGED,
        &GROUP_CHANGED,
        &ROLE_CHANGED,
    ];
    kinds.iter().any(|kind| event.room == kind.room && event.kind == kind.name)
}

fn words(permissions: Permissions) -> Vec<&'static str> {
    permissions.given().map(crate::Permission::as_str).collect()
}

fn first_company(user: &CustomerUser) -> Option<&str> {
    user.customer.as_ref().map(|customer| customer.id.as_str())
}

fn reviewed(held: &Held, kept: bool) -> Json {
    let (role, group) = (held.grant.role().map(|role| role.0), held.grant.group().map(|group| group.0));
    json!({"kind": held.grant.kind(), "role": role, "group": group, "permissions": words(held.permissions), "kept": kept})
}

impl Event<'_> {
    fn draft(&self) -> Draft {
        let agent = |id: AgentId| Object::new(AgentId::PREFIX, id.0);
        let customer_user = |user: &CustomerUser| Object::new(CustomerUserId::PREFIX, user.id.0);
        let (kind, object, public, detail): (_, _, _, Option<Json>) = match self {
            Self::AgentCreated(a) => (
                &AGENT_CREATED,
                agent(a.id),
                json!({"locale": a.locale}),
                Some(json!({"login": a.login, "name": a.name, "email": a.email})),
            ),
            Self::AgentChanged(a) => {
                let public = json!({"locale": a.locale, "valid": a.valid});
                (&AGENT_CHANGED, agent(a.id), public, Some(json!({"name": a.name, "email": a.email})))
            }
            Self::LoginChanged(a) => (&LOGIN_CHANGED, agent(a.id), json!({}), Some(json!({"login": a.login}))),
            Self::LastKept(id) => (&LAST_KEPT, agent(*id), json!({}), None),
            Self::CustomerCreated(c) => {
                (&CUSTOMER_CREATED, Object::only("customer"), json!({}), Some(json!({"customer": c.id.as_str(), "name": c.name})))
            }
            Self::CustomerUserCreated(u) => {
                let detail = json!({"login": u.login, "name": u.name, "email": u.email, "customer": first_company(u)});
                (&CUSTOMER_USER_CREATED, customer_user(u), json!({"locale": u.locale}), Some(detail))
            }
            Self::AgentProfileChanged(a) => (&PROFILE_CHANGED, agent(a.id), json!({"locale": a.locale}), Some(json!({"name": a.name}))),
            Self::CustomerUserProfileChanged(u) => {
                (&PROFILE_CHANGED, customer_user(u), json!({"locale": u.locale}), Some(json!({"name": u.name})))
            }
            Self::GroupCreated(id, name) => (&GROUP_CREATED, Object::only("group"), json!({"group": id.0, "name": name.as_str()}), None),
            Self::RoleCreated(id, name) => (&ROLE_CREATED, Object::only("role"), json!({"role": id.0, "name": name.as_str()}), None),
            Self::Granted(id, group, permissions) => {
                (&GRANTED, agent(*id), json!({"group": group.0, "permissions": words(*permissions)}), None)
            }
            Self::RoleGranted(role, group, permissions) => {
                let public = json!({"role": role.0, "group": group.0, "permissions": words(*permissions)});
                (&ROLE_GRANTED, Object::only("role"), public, None)
            }
            Self::RoleAssigned(id, role, has) => (&ROLE_ASSIGNED, agent(*id), json!({"role": role.0, "has": has}), None),
            Self::Stewarded(id, group, is) => (&STEWARDED, agent(*id), json!({"group": group.0, "is": is}), None),
            Self::CompaniesSet(id, companies) => {
                let ids: Vec<&str> = companies.iter().map(CustomerId::as_str).collect();
                let object = Object::new(CustomerUserId::PREFIX, id.0);
                (&COMPANIES_SET, object, json!({"count": ids.len()}), Some(json!({"customers": ids})))
            }
            Self::CustomerChanged(c) => {
                let public = json!({"company_tickets": c.company_tickets, "valid": c.valid});
                (&CUSTOMER_CHANGED, Object::only("customer"), public, Some(json!({"customer": c.id.as_str(), "name": c.name})))
            }
            Self::CustomerUserChanged(u) => {
                let detail = json!({"name": u.name, "email": u.email, "customer": first_company(u)});
                (&CUSTOMER_USER_CHANGED, customer_user(u), json!({"locale": u.locale, "valid": u.valid}), Some(detail))
            }
            Self::GroupChanged(g) => {
                (&GROUP_CHANGED, Object::only("group"), json!({"group": g.id.0, "name": g.name, "valid": g.valid}), None)
            }
            Self::RoleChanged(r) => (&ROLE_CHANGED, Object::only("role"), json!({"role": r.id.0, "name": r.name, "valid": r.valid}), None),
            Self::GrantReviewed(held, kept) => {
                (&GRANT_REVIEWED, held.grant.agent().map_or(Object::only("role"), agent), reviewed(held, *kept), None)
            }
        };
        Draft { detail, ..Draft::new(kind, object, public) }
    }

    pub(crate) fn record(&self, act: &Act<'_>) -> Result<(), Fault> {
        act.event(&self.draft()).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Permission;
    use crate::review::Grant;
    use kernel::{Id16, Locale, Timestamp};

    fn erika() -> Agent {
        Agent {
            id: AgentId(Id16([1; 16])),
            login: "erika".into(),
            name: "Erika Mustermann".into(),
            email: "erika@alpha.example".parse().unwrap(),
            locale: Locale::De,
            valid: true,
            created_at: Timestamp::from_micros(0),
        }
    }

    fn klinikum() -> Customer {
        Customer { id: "KKG".parse().unwrap(), name: "Kreisklinikum".into() }
    }

    fn schoessler() -> CustomerUser {
        CustomerUser {
            id: CustomerUserId(Id16([2; 16])),
            login: "schoessler".into(),
            name: "Dr. Schößler".into(),
            email: "a.s@kkg.example".parse().unwrap(),
            customer: Some(klinikum()),
            locale: Locale::PtBr,
            valid: true,
        }
    }

    fn check(event: &Event<'_>, expected: &str) {
        let draft = event.draft();
        let fields = |json: &Json| json.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        let mut public = draft.kind.public.to_vec();
        let mut personal = draft.kind.personal.to_vec();
        public.sort_unstable();
        personal.sort_unstable();
        assert_eq!(fields(&draft.public), public, "{}", draft.kind.name);
        assert_eq!(draft.detail.as_ref().map(fields).unwrap_or_default(), personal, "{}", draft.kind.name);
        let line = format!("{} {} {}", draft.kind.name, draft.public, draft.detail.unwrap_or_default());
        assert_eq!(line, expected);
    }

    /// The golden fixtures: a change here is a new version of the event.
    #[test]
    fn payloads_of_version_1() {
        let (agent, customer, user) = (erika(), klinikum(), schoessler());
        let name: Name = "night shift".parse().unwrap();
        check(
            &Event::AgentCreated(&agent),
            r#"agent_created {"locale":"de"} {"email":"erika@alpha.example","login":"erika","name":"Erika Mustermann"}"#,
        );
        check(
            &Event::AgentChanged(&agent),
            r#"agent_changed {"locale":"de","valid":true} {"email":"erika@alpha.example","name":"Erika Mustermann"}"#,
        );
        check(&Event::LoginChanged(&agent), r#"login_changed {} {"login":"erika"}"#);
        check(&Event::LastKept(agent.id), "last_administrator_kept {} null");
        check(&Event::CustomerCreated(&customer), r#"customer_created {} {"customer":"KKG","name":"Kreisklinikum"}"#);
        check(
            &Event::CustomerUserCreated(&user),
            r#"customer_user_created {"locale":"pt-BR"} {"customer":"KKG","email":"a.s@kkg.example","login":"schoessler","name":"Dr. Schößler"}"#,
        );
        check(&Event::AgentProfileChanged(&agent), r#"profile_changed {"locale":"de"} {"name":"Erika Mustermann"}"#);
        check(&Event::CustomerUserProfileChanged(&user), r#"profile_changed {"locale":"pt-BR"} {"name":"Dr. Schößler"}"#);
        check(&Event::GroupCreated(GroupId(4), &name), r#"group_created {"group":4,"name":"night shift"} null"#);
        check(&Event::RoleCreated(RoleId(1), &name), r#"role_created {"name":"night shift","role":1} null"#);
        let companies = BTreeSet::from([customer.id.clone()]);
        check(&Event::CompaniesSet(user.id, &companies), r#"companies_set {"count":1} {"customers":["KKG"]}"#);
        let company = Company { id: customer.id.clone(), name: customer.name.clone(), company_tickets: false, valid: true };
        check(
            &Event::CustomerChanged(&company),
            r#"customer_changed {"company_tickets":false,"valid":true} {"customer":"KKG","name":"Kreisklinikum"}"#,
        );
        check(
            &Event::CustomerUserChanged(&user),
            r#"customer_user_changed {"locale":"pt-BR","valid":true} {"customer":"KKG","email":"a.s@kkg.example","name":"Dr. Schößler"}"#,
        );
    }

    /// The same for those about rights.
    #[test]
    fn payloads_about_rights_of_version_1() {
        let agent = erika();
        let some = Permissions::NONE.with(Permission::Note).with(Permission::Ro);
        check(&Event::Granted(agent.id, GroupId(1), some), r#"granted {"group":1,"permissions":["ro","note"]} null"#);
        check(&Event::RoleGranted(RoleId(1), GroupId(2), some), r#"role_granted {"group":2,"permissions":["ro","note"],"role":1} null"#);
        check(&Event::RoleAssigned(agent.id, RoleId(1), true), r#"role_assigned {"has":true,"role":1} null"#);
        check(&Event::Stewarded(agent.id, GroupId(4), true), r#"stewarded {"group":4,"is":true} null"#);
        let group = Group { id: GroupId(4), name: "desk".into(), valid: false };
        check(&Event::GroupChanged(&group), r#"group_changed {"group":4,"name":"desk","valid":false} null"#);
        let role = Role { id: RoleId(2), name: "night".into(), valid: true };
        check(&Event::RoleChanged(&role), r#"role_changed {"name":"night","role":2,"valid":true} null"#);
        let held = Held { grant: Grant::AgentGroup(agent.id, GroupId(4)), permissions: some };
        let expected = r#"grant_reviewed {"group":4,"kept":true,"kind":"agent_group","permissions":["ro","note"],"role":null} null"#;
        check(&Event::GrantReviewed(&held, true), expected);
    }
}
