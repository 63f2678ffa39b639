//! What of what a provider says becomes what here. Pure.

use crate::model::{Side, Unfit, text};
use people::{GroupId, Permission, RoleId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// **Units**: rules of one mapping.
const MOST_RULES: usize = 200;
/// **Units**: characters.
pub(crate) const LONGEST_VALUE: usize = 500;

/// What of what a provider says becomes what here. Applied at each sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The claim that becomes the login of a new account.
    #[serde(default = "login_claim")]
    pub login_claim: String,
    /// The claim with the name.
    #[serde(default = "name_claim")]
    pub name_claim: String,
    /// The claim with the address.
    #[serde(default = "address_claim")]
    pub address_claim: String,
    /// The claim with groups or roles; `realm_access.roles` looks inside.
    #[serde(default)]
    pub groups_claim: Option<String>,
    /// Whether accounts are made for people who are not known yet: agents when a rule fits, customer users when their domain is listed.
    #[serde(default)]
    pub creates_accounts: bool,
    /// Whether a rule may give `rw` in the group `admin`.
    #[serde(default)]
    pub may_give_admin: bool,
    /// For agents. Roles and groups that stand here are given and taken away by the provider; all others are left alone.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// For customer users: whose domain belongs to which customer.
    #[serde(default)]
    pub domains: Vec<DomainRule>,
}

fn login_claim() -> String {
    "preferred_username".into()
}

fn name_claim() -> String {
    "name".into()
}

fn address_claim() -> String {
    "email".into()
}

/// What a value of the groups claim gives: a role, or permissions in a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The value, exactly.
    pub value: String,
    /// The role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    pub role: Option<RoleId>,
    /// The group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    pub group: Option<GroupId>,
    /// Of `ro move_into create note owner priority rw`, in the group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
}

/// Addresses of a domain belong to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainRule {
    /// The domain, exactly: one below it is another one.
    pub domain: String,
    /// OTRS's CustomerID.
    pub customer: String,
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            login_claim: login_claim(),
            name_claim: name_claim(),
            address_claim: address_claim(),
            groups_claim: None,
            creates_accounts: false,
            may_give_admin: false,
            rules: Vec::new(),
            domains: Vec::new(),
        }
    }
}

/// What a rule gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Role(RoleId),
    Group(GroupId, Vec<Permission>),
}

impl Rule {
    /// What it gives; exactly one of the two.
    pub(crate) fn given(&self) -> Result<Given, Unfit> {
        match (self.role, self.group) {
            (Some(role), None) if self.permissions.is_empty() => Ok(Given::Role(role)),
            (None, Some(group)) if !self.permissions.is_empty() => {
                let parse = |word: &String| word.parse::<Permission>().map_err(|_| Unfit("rules", "permission-unknown"));
                Ok(Given::Group(group, self.permissions.iter().map(parse).collect::<Result<_, _>>()?))
            }
            _ => Err(Unfit("rules", "unclear")),
        }
    }
}

impl Mapping {
    pub(crate) fn hold(&self, side: Side) -> Result<(), Unfit> {
        for (field, claim) in [("login_claim", &self.login_claim), ("name_claim", &self.name_claim), ("address_claim", &self.address_claim)]
        {
            text(field, claim, 1)?;
        }
        self.groups_claim.as_ref().map_or(Ok(()), |claim| text("groups_claim", claim, 1))?;
        if self.rules.len() > MOST_RULES || self.domains.len() > MOST_RULES {
            return Err(Unfit(if side == Side::Agents { "rules" } else { "domains" }, "too-many"));
        }
        match side {
            Side::Agents if !self.domains.is_empty() => return Err(Unfit("domains", "not-for-agents")),
            Side::Customers if !self.rules.is_empty() || self.may_give_admin => return Err(Unfit("rules", "not-for-customers")),
            Side::Agents | Side::Customers => {}
        }
        if !self.rules.is_empty() && self.groups_claim.is_none() {
            return Err(Unfit("groups_claim", "missing"));
        }
        for rule in &self.rules {
            text("rules", &rule.value, 1)?;
            if matches!(rule.given()?, Given::Group(GroupId::ADMIN, _)) && !self.may_give_admin {
                return Err(Unfit("rules", "gives-admin"));
            }
        }
        let mut seen = BTreeSet::new();
        for rule in &self.domains {
            let is_label = |label: &str| !label.is_empty() && label.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-');
            let is_domain = rule.domain.len() <= 253 && rule.domain.contains('.') && rule.domain.split('.').all(is_label);
            let fits = is_domain && rule.customer.parse::<people::CustomerId>().is_ok();
            if !fits {
                return Err(Unfit("domains", "unfit"));
            }
            if !seen.insert(rule.domain.to_ascii_lowercase()) {
                return Err(Unfit("domains", "twice"));
            }
        }
        Ok(())
    }
}
