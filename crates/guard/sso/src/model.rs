//! Providers and what is made of what they say. Pure.

use crate::ldap::Ldap;
use crate::rules::{LONGEST_VALUE, Mapping};
use kernel::{Timestamp, id};
use net::Roots;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::oidc::{Discovery, Issuer};
use wire::saml::IdpMetadata;

id!(ProviderId, "idp", "A provider of single sign-on.");

/// A tenant has as many providers at most.
pub(crate) const MOST_PROVIDERS: usize = 100;
/// **Units**: authentication contexts of one provider.
const MOST_CONTEXTS: usize = 10;
/// **Units**: octets of roots in PEM.
pub(crate) const LONGEST_ROOTS: usize = 64 * 1024;

/// Why a value does not fit: the field, and a stable word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: {1}")]
pub struct Unfit(pub &'static str, pub &'static str);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident $word:tt),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, ToSchema)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// The word for it in rows and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

pub(crate) use words;

words! {
    /// What a provider speaks.
    Kind {
        /// OpenID Connect.
        Oidc "oidc",
        /// SAML 2.0.
        Saml "saml",
        /// LDAP: a directory, which is asked with the password that somebody types here.
        Ldap "ldap",
    }
}

words! {
    /// For whom a provider speaks.
    Side {
        /// Agents.
        Agents "agents",
        /// Customer users.
        Customers "customers",
    }
}

/// How to reach a provider that speaks OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// Who it is: an `https` address, compared sign by sign.
    pub issuer: String,
    /// Who the desk is there.
    pub client_id: String,
    /// What is asked for besides `openid`, with blanks between.
    #[serde(default = "usual_scopes")]
    pub scopes: String,
    /// Certificates of roots to trust beside the public ones, PEM.
    #[serde(default)]
    pub roots: Option<String>,
    /// Whether an address counts as verified without `email_verified`; for directories that manage the addresses themselves.
    #[serde(default)]
    pub trusts_addresses: bool,
}

fn usual_scopes() -> String {
    "profile email".into()
}

impl Oidc {
    /// Who it is, as it is compared.
    ///
    /// # Errors
    /// The row holds something else than was let in.
    pub(crate) fn issuer(&self) -> Result<Issuer, Unfit> {
        self.issuer.parse().map_err(|_| Unfit("issuer", "unfit"))
    }

    pub(crate) fn roots(&self) -> Result<Roots, Unfit> {
        self.roots.as_deref().map_or(Ok(Roots::none()), |pem| Roots::from_pem(pem).map_err(|_| Unfit("roots", "unfit")))
    }

    pub(crate) fn hold(&self) -> Result<(), Unfit> {
        self.issuer()?;
        text("client_id", &self.client_id, 1)?;
        text("scopes", &self.scopes, 0)?;
        let is_scope = |word: &str| word.bytes().all(|sign| sign.is_ascii_graphic() && sign != b'"' && sign != b'\\');
        if !self.scopes.split(' ').all(is_scope) || self.scopes.split(' ').any(|word| word == "openid" || word == "offline_access") {
            return Err(Unfit("scopes", "unfit"));
        }
        if self.roots.as_ref().is_some_and(|pem| pem.len() > LONGEST_ROOTS) {
            return Err(Unfit("roots", "too-long"));
        }
        self.roots().map(drop)
    }
}

/// How to reach a provider that speaks SAML 2.0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Saml {
    /// Where its metadata lie: an `https` address, asked once a day and when a signature is by a key that is not known. Without one the
    /// metadata are given as text.
    #[serde(default)]
    pub metadata_url: Option<String>,
    /// Which of several entities the metadata describe.
    #[serde(default)]
    pub entity_id: Option<String>,
    /// Certificates of roots to trust beside the public ones when metadata are fetched, PEM.
    #[serde(default)]
    pub roots: Option<String>,
    /// Whether people may begin at the provider; then nobody can tell whether they meant to come here.
    #[serde(default)]
    pub unsolicited: bool,
    /// Ways to sign in there of which one must have been used, as addresses of authentication contexts. Empty means any.
    #[serde(default)]
    pub contexts: Vec<String>,
    /// Whether the directory behind it manages the addresses itself, so that they count as people's own.
    #[serde(default = "yes")]
    pub trusts_addresses: bool,
}

pub(crate) const fn yes() -> bool {
    true
}

impl Saml {
    pub(crate) fn roots(&self) -> Result<Roots, Unfit> {
        self.roots.as_deref().map_or(Ok(Roots::none()), |pem| Roots::from_pem(pem).map_err(|_| Unfit("roots", "unfit")))
    }

    pub(crate) fn hold(&self) -> Result<(), Unfit> {
        if let Some(address) = &self.metadata_url {
            text("metadata_url", address, 1)?;
            if !address.starts_with("https://") || !address.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Unfit("metadata_url", "unfit"));
            }
        }
        self.entity_id.as_ref().map_or(Ok(()), |id| text("entity_id", id, 1))?;
        if self.contexts.len() > MOST_CONTEXTS {
            return Err(Unfit("contexts", "too-many"));
        }
        self.contexts.iter().try_for_each(|context| text("contexts", context, 1))?;
        if self.roots.as_ref().is_some_and(|pem| pem.len() > LONGEST_ROOTS) {
            return Err(Unfit("roots", "too-long"));
        }
        self.roots().map(drop)
    }
}

/// What a provider speaks, and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// OpenID Connect.
    Oidc(Oidc),
    /// SAML 2.0.
    Saml(Saml),
    /// LDAP.
    Ldap(Ldap),
}

impl Speaks {
    const fn roots(&self) -> Option<&String> {
        match self {
            Self::Oidc(oidc) => oidc.roots.as_ref(),
            Self::Saml(saml) => saml.roots.as_ref(),
            Self::Ldap(ldap) => ldap.roots.as_ref(),
        }
    }
}

impl From<Oidc> for Speaks {
    fn from(oidc: Oidc) -> Self {
        Self::Oidc(oidc)
    }
}

impl From<Ldap> for Speaks {
    fn from(ldap: Ldap) -> Self {
        Self::Ldap(ldap)
    }
}

impl From<Saml> for Speaks {
    fn from(saml: Saml) -> Self {
        Self::Saml(saml)
    }
}

/// What a provider said about itself last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// As OpenID Connect has it.
    Oidc(Box<Discovery>),
    /// Metadata of SAML, as they came.
    Saml(String),
}

/// A provider, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Which.
    pub id: ProviderId,
    /// For whom it speaks.
    pub side: Side,
    /// What stands on its button.
    pub name: String,
    /// What it speaks, and how to reach it.
    pub speaks: Speaks,
    /// What becomes of what it says.
    pub mapping: Mapping,
    /// Whether a sign-in there counts as two factors.
    pub two_factors: bool,
    /// Its place among the buttons.
    pub position: i64,
    /// Whether people sign in with it.
    pub valid: bool,
    /// Counts changes, from 1.
    pub version: i64,
    /// What it said about itself last.
    pub document: Option<Document>,
}

impl Provider {
    pub(crate) fn hold(&self) -> Result<(), Unfit> {
        self.name.parse::<people::Name>().map_err(|people::Unfit(word)| Unfit("name", word))?;
        match &self.speaks {
            Speaks::Oidc(oidc) => oidc.hold()?,
            Speaks::Saml(saml) => saml.hold()?,
            // A password is one factor, wherever it is kept.
            Speaks::Ldap(_) if self.two_factors => return Err(Unfit("two_factors", "not-for-directories")),
            Speaks::Ldap(ldap) => ldap.hold()?,
        }
        self.mapping.hold(self.side)
    }

    /// Whether the secret would be sent to another place, or people of another place would be taken for those of this one.
    pub(crate) fn is_elsewhere(&self, old: &Self) -> bool {
        let is_moved = matches!((&self.speaks, &old.speaks), (Speaks::Ldap(new), Speaks::Ldap(old)) if new.is_at_another_place(old));
        is_moved || self.is_other_than(&old.speaks) || self.speaks.roots() != old.speaks.roots()
    }

    /// Whether people of another place would be taken for those of this one.
    pub(crate) fn is_other_than(&self, old: &Speaks) -> bool {
        match (&self.speaks, old) {
            (Speaks::Oidc(new), Speaks::Oidc(old)) => new.issuer != old.issuer || new.client_id != old.client_id,
            (Speaks::Saml(new), Speaks::Saml(old)) => new.metadata_url != old.metadata_url || new.entity_id != old.entity_id,
            (Speaks::Ldap(new), Speaks::Ldap(old)) => new.is_another(old),
            _ => true,
        }
    }

    /// What it speaks.
    pub const fn kind(&self) -> Kind {
        match self.speaks {
            Speaks::Oidc(_) => Kind::Oidc,
            Speaks::Saml(_) => Kind::Saml,
            Speaks::Ldap(_) => Kind::Ldap,
        }
    }

    /// How to reach it, when it speaks OpenID Connect.
    pub(crate) const fn oidc(&self) -> Option<&Oidc> {
        match &self.speaks {
            Speaks::Oidc(oidc) => Some(oidc),
            Speaks::Saml(_) | Speaks::Ldap(_) => None,
        }
    }

    /// How to reach it, when it speaks SAML.
    pub(crate) const fn saml(&self) -> Option<&Saml> {
        match &self.speaks {
            Speaks::Saml(saml) => Some(saml),
            Speaks::Oidc(_) | Speaks::Ldap(_) => None,
        }
    }

    /// How to reach it, when it is a directory.
    pub(crate) const fn ldap(&self) -> Option<&Ldap> {
        match &self.speaks {
            Speaks::Ldap(ldap) => Some(ldap),
            Speaks::Oidc(_) | Speaks::Saml(_) => None,
        }
    }

    /// Who one of SAML is, by what it said of itself last.
    pub(crate) fn described(&self, now: Timestamp) -> Option<IdpMetadata> {
        let (Some(Document::Saml(text)), Some(saml)) = (&self.document, self.saml()) else { return None };
        IdpMetadata::read(text.as_bytes(), saml.entity_id.as_deref(), now).ok()
    }

    /// Whether an address counts as the person's own without a word about that.
    pub(crate) const fn trusts_addresses(&self) -> bool {
        match &self.speaks {
            Speaks::Oidc(oidc) => oidc.trusts_addresses,
            Speaks::Saml(saml) => saml.trusts_addresses,
            Speaks::Ldap(ldap) => ldap.trusts_addresses,
        }
    }
}

pub(crate) fn text(field: &'static str, text: &str, least: usize) -> Result<(), Unfit> {
    let length = text.chars().count();
    if length < least {
        return Err(Unfit(field, "missing"));
    }
    if length > LONGEST_VALUE {
        return Err(Unfit(field, "too-long"));
    }
    if text.chars().any(char::is_control) || text.trim() != text { Err(Unfit(field, "unfit")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{DomainRule, Rule};

    fn oidc() -> Oidc {
        Oidc { issuer: "https://id.example".into(), client_id: "desk".into(), scopes: usual_scopes(), roots: None, trusts_addresses: false }
    }

    #[test]
    fn settings_fit_or_say_where_they_do_not() {
        assert_eq!(oidc().hold(), Ok(()));
        let check = |change: fn(&mut Oidc), expected: Unfit| {
            let mut changed = oidc();
            change(&mut changed);
            assert_eq!(changed.hold(), Err(expected));
        };
        check(|oidc| oidc.issuer = "http://id.example".into(), Unfit("issuer", "unfit"));
        check(|oidc| oidc.client_id = String::new(), Unfit("client_id", "missing"));
        check(|oidc| oidc.client_id = "a\nb".into(), Unfit("client_id", "unfit"));
        check(|oidc| oidc.scopes = "email openid".into(), Unfit("scopes", "unfit"));
        check(|oidc| oidc.scopes = "offline_access".into(), Unfit("scopes", "unfit"));
        check(|oidc| oidc.scopes = "a\"b".into(), Unfit("scopes", "unfit"));
        check(|oidc| oidc.roots = Some("none".into()), Unfit("roots", "unfit"));
    }

    #[test]
    fn a_mapping_gives_what_it_may_and_is_clear() {
        let rule = |json: &str| serde_json::from_str::<Rule>(json).unwrap();
        let with = |rules: Vec<Rule>| Mapping { groups_claim: Some("groups".into()), rules, ..Mapping::default() };
        let check = |mapping: &Mapping, side: Side, expected: Result<(), Unfit>| assert_eq!(mapping.hold(side), expected, "{mapping:?}");
        check(&Mapping::default(), Side::Agents, Ok(()));
        let (role, group) = (rule(r#"{"value":"a","role":1}"#), rule(r#"{"value":"a","group":1,"permissions":["ro","note"]}"#));
        check(&with(vec![role.clone(), group]), Side::Agents, Ok(()));
        check(&with(vec![role.clone()]), Side::Customers, Err(Unfit("rules", "not-for-customers")));
        check(&Mapping { groups_claim: None, ..with(vec![role.clone()]) }, Side::Agents, Err(Unfit("groups_claim", "missing")));
        check(&with(vec![role; 201]), Side::Agents, Err(Unfit("rules", "too-many")));
        for unclear in [r#"{"value":"a"}"#, r#"{"value":"a","role":1,"group":1,"permissions":["ro"]}"#, r#"{"value":"a","group":1}"#] {
            check(&with(vec![rule(unclear)]), Side::Agents, Err(Unfit("rules", "unclear")));
        }
        check(
            &with(vec![rule(r#"{"value":"a","group":1,"permissions":["all"]}"#)]),
            Side::Agents,
            Err(Unfit("rules", "permission-unknown")),
        );
        let admin = with(vec![rule(r#"{"value":"a","group":2,"permissions":["ro"]}"#)]);
        check(&admin, Side::Agents, Err(Unfit("rules", "gives-admin")));
        check(&Mapping { may_give_admin: true, ..admin }, Side::Agents, Ok(()));
        let domains = |domains: &[&str]| Mapping {
            domains: domains.iter().map(|domain| DomainRule { domain: (*domain).into(), customer: "KKG".into() }).collect(),
            ..Mapping::default()
        };
        check(&domains(&["kkg.example", "b.kkg.example"]), Side::Customers, Ok(()));
        check(&domains(&["kkg.example", "KKG.example"]), Side::Customers, Err(Unfit("domains", "twice")));
        check(&domains(&["@kkg.example"]), Side::Customers, Err(Unfit("domains", "unfit")));
        check(&domains(&["*.example"]), Side::Customers, Err(Unfit("domains", "unfit")));
        check(&domains(&["example"]), Side::Customers, Err(Unfit("domains", "unfit")));
        check(&domains(&["kkg.example"]), Side::Agents, Err(Unfit("domains", "not-for-agents")));
    }
}
