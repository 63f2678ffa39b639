//! From what a provider says of somebody to what they are here. Pure.

use crate::model::Unfit;
use crate::refusal::Refusal;
use crate::rules::{Given, Mapping};
use kernel::EmailAddress;
use people::{CustomerId, GroupId, Login, Name, Permissions, RoleId};
use std::collections::{BTreeMap, BTreeSet};
use wire::oidc::Claims;

/// Who somebody is there, as far as it can be said here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    /// What a new account is called.
    pub(crate) login: Option<Login>,
    pub(crate) name: Option<Name>,
    /// Their address, when the provider says that it is theirs.
    pub(crate) address: Option<EmailAddress>,
    /// Whether there is an address that the provider does not vouch for.
    pub(crate) has_unverified: bool,
}

/// What the rules of a mapping give somebody, and what they are about at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grants {
    /// Of each role that a rule names, whether they have it.
    pub(crate) roles: BTreeMap<RoleId, bool>,
    /// Of each group that a rule names, exactly what they may do in it.
    pub(crate) groups: BTreeMap<GroupId, Permissions>,
    /// Whether any rule fits.
    pub(crate) any: bool,
}

impl Profile {
    pub(crate) fn of(claims: &Claims, mapping: &Mapping, trusts_addresses: bool) -> Self {
        let said = claims.text(&mapping.address_claim).and_then(|text| text.parse::<EmailAddress>().ok());
        let is_verified = trusts_addresses || (mapping.address_claim == "email" && claims.is_true("email_verified"));
        let has_unverified = said.is_some() && !is_verified;
        let address = said.filter(|_| is_verified);
        let text = claims.text(&mapping.login_claim);
        // Without a word for a login, the address is one that nobody else has there.
        let login = text.or_else(|| address.as_ref().map(ToString::to_string)).and_then(|text| text.parse().ok());
        let name = claims.text(&mapping.name_claim).and_then(|text| text.parse().ok());
        Self { login, name, address, has_unverified }
    }

    /// The customer to whom the address belongs.
    pub(crate) fn customer(&self, mapping: &Mapping) -> Option<CustomerId> {
        let address = self.address.as_ref()?.as_str();
        let (_, domain) = address.rsplit_once('@')?;
        mapping.domains.iter().find(|rule| rule.domain.eq_ignore_ascii_case(domain)).and_then(|rule| rule.customer.parse().ok())
    }
}

impl Grants {
    /// What follows from the claims. `gives_admin` says of a role whether it makes administrators by now; with one that may not, the
    /// rule gives nothing and takes the role away.
    pub(crate) fn of(claims: &Claims, mapping: &Mapping, gives_admin: impl Fn(RoleId) -> bool) -> Result<Self, Unfit> {
        let values: BTreeSet<String> =
            mapping.groups_claim.as_deref().map(|claim| claims.values(claim)).unwrap_or_default().into_iter().collect();
        let mut grants = Self::default();
        for rule in &mapping.rules {
            let given = rule.given()?;
            let is_admin = match &given {
                Given::Role(role) => gives_admin(*role),
                Given::Group(group, _) => *group == GroupId::ADMIN,
            };
            let fits = values.contains(&rule.value) && (mapping.may_give_admin || !is_admin);
            grants.any |= fits;
            match given {
                Given::Role(role) => *grants.roles.entry(role).or_default() |= fits,
                Given::Group(group, permissions) => {
                    let entry = grants.groups.entry(group).or_default();
                    if fits {
                        *entry = permissions.into_iter().fold(*entry, Permissions::with);
                    }
                }
            }
        }
        Ok(grants)
    }

    /// Why nobody new is made for it, if so.
    pub(crate) const fn lets_in(&self) -> Result<(), Refusal> {
        if self.any { Ok(()) } else { Err(Refusal::NotAllowed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{DomainRule, Rule};
    use people::Permission;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn claims(value: &Value) -> Claims {
        Claims::new(value.as_object().unwrap().clone())
    }

    fn role(value: &str, role: i64) -> Rule {
        Rule { value: value.into(), role: Some(RoleId(role)), group: None, permissions: Vec::new() }
    }

    fn group(value: &str, group: i64, permissions: &[&str]) -> Rule {
        let permissions = permissions.iter().map(|word| (*word).to_owned()).collect();
        Rule { value: value.into(), role: None, group: Some(GroupId(group)), permissions }
    }

    fn with(rules: Vec<Rule>) -> Mapping {
        Mapping { groups_claim: Some("groups".into()), rules, ..Mapping::default() }
    }

    #[test]
    fn an_address_counts_when_the_provider_vouches_for_it() {
        let check = |said: &Value, trusts: bool, address: Option<&str>, unverified: bool| {
            let profile = Profile::of(&claims(said), &Mapping::default(), trusts);
            assert_eq!((profile.address.as_ref().map(EmailAddress::as_str), profile.has_unverified), (address, unverified), "{said}");
        };
        check(&json!({"email": "e@a.example", "email_verified": true}), false, Some("e@a.example"), false);
        check(&json!({"email": "e@a.example", "email_verified": "true"}), false, Some("e@a.example"), false);
        check(&json!({"email": "e@a.example", "email_verified": false}), false, None, true);
        check(&json!({"email": "e@a.example"}), false, None, true);
        check(&json!({"email": "e@a.example"}), true, Some("e@a.example"), false);
        check(&json!({"email": "none", "email_verified": true}), false, None, false);
        let upn = Mapping { address_claim: "upn".into(), ..Mapping::default() };
        let said = claims(&json!({"upn": "e@a.example", "email_verified": true}));
        assert_eq!(Profile::of(&said, &upn, false).address, None, "what is verified is another claim");
    }

    #[test]
    fn a_login_is_the_claim_or_the_verified_address() {
        let check = |said: &Value, login: Option<&str>| {
            let profile = Profile::of(&claims(said), &Mapping::default(), false);
            assert_eq!(profile.login.as_ref().map(Login::as_str), login, "{said}");
        };
        check(&json!({"preferred_username": "Erika"}), Some("erika"));
        check(&json!({"email": "E@a.example", "email_verified": true}), Some("e@a.example"));
        check(&json!({"email": "e@a.example"}), None);
        check(&json!({"preferred_username": "a b"}), None);
    }

    #[test]
    fn customers_are_found_by_exact_domain() {
        let domains = vec![DomainRule { domain: "KKG.example".into(), customer: "KKG".into() }];
        let mapping = Mapping { domains, ..Mapping::default() };
        let check = |address: &str, expected: Option<&str>| {
            let profile = Profile::of(&claims(&json!({"email": address, "email_verified": true})), &mapping, false);
            assert_eq!(profile.customer(&mapping).as_ref().map(CustomerId::as_str), expected, "{address}");
        };
        check("a@kkg.example", Some("KKG"));
        check("a@sub.kkg.example", None);
        check("a@notkkg.example", None);
        check("a@kkg.example.evil.example", None);
    }

    #[test]
    fn rules_give_and_take_away_what_they_name_and_nothing_else() {
        let mapping =
            with(vec![role("a", 1), role("b", 2), role("c", 1), group("a", 1, &["ro"]), group("b", 1, &["note"]), group("b", 3, &["rw"])]);
        let grants = |groups: Value| Grants::of(&claims(&json!({ "groups": groups })), &mapping, |_| false).unwrap();
        let found = grants(json!(["a", "x"]));
        assert_eq!(found.roles, BTreeMap::from([(RoleId(1), true), (RoleId(2), false)]));
        let ro: Permissions = [Permission::Ro].into_iter().collect();
        assert_eq!(found.groups, BTreeMap::from([(GroupId(1), ro), (GroupId(3), Permissions::NONE)]));
        assert_eq!(grants(json!(["c"])).roles.get(&RoleId(1)), Some(&true), "one of two rules is enough");
        let both = grants(json!(["a", "b"])).groups.get(&GroupId(1)).copied().unwrap();
        assert!(both.may(Permission::Ro) && both.may(Permission::Note) && !both.may(Permission::Rw));
        let none = grants(json!([]));
        assert!(!none.any && none.roles.values().all(|has| !has) && none.groups.values().all(|given| given.is_empty()));
        assert_eq!(none.lets_in(), Err(Refusal::NotAllowed));
        assert!(!grants(json!("A")).any, "upper and lower case differ");
    }

    #[test]
    fn nobody_becomes_an_administrator_unless_that_was_said() {
        let mapping = with(vec![role("boss", 7), group("boss", 2, &["rw"]), role("boss", 8)]);
        let said = claims(&json!({"groups": ["boss"]}));
        let found = Grants::of(&said, &mapping, |role| role == RoleId(7)).unwrap();
        assert_eq!(found.roles, BTreeMap::from([(RoleId(7), false), (RoleId(8), true)]));
        assert_eq!(found.groups, BTreeMap::from([(GroupId::ADMIN, Permissions::NONE)]));
        let allowed = Mapping { may_give_admin: true, ..mapping };
        let found = Grants::of(&said, &allowed, |role| role == RoleId(7)).unwrap();
        assert_eq!(found.roles.get(&RoleId(7)), Some(&true));
        assert!(found.groups.get(&GroupId::ADMIN).unwrap().may(Permission::Rw));
    }

    proptest! {
        #[test]
        fn nothing_is_given_that_no_rule_names(values in proptest::collection::vec("[a-d]", 0..6), named in proptest::collection::vec(("[a-d]", 1i64..5), 0..6)) {
            let mapping = with(named.iter().map(|(value, id)| role(value, *id)).collect());
            let found = Grants::of(&claims(&json!({"groups": values})), &mapping, |_| false).unwrap();
            for (id, has) in &found.roles {
                prop_assert_eq!(*has, named.iter().any(|(value, named)| RoleId(*named) == *id && values.contains(value)));
            }
            prop_assert_eq!(found.roles.len(), named.iter().map(|(_, id)| id).collect::<BTreeSet<_>>().len());
        }
    }
}
