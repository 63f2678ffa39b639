//! Providers as administrators get and write them. A secret only goes in.

use crate::ldap::Ldap;
use crate::model::{Kind, Oidc, Provider, ProviderId, Saml, Side, Speaks};
use crate::preset::{PRESETS, Preset};
use crate::rules::Mapping;
use crate::store as rows_of;
use kernel::{Fault, Secret, Timestamp};
use people::{Forbidden, require_administrator};
use room::Context;
use serde::{Deserialize, Serialize};
use store::View;
use utoipa::ToSchema;
use web::Problem;
use wire::saml::VerifyingKey;

/// A provider.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SsoProvider {
    id: String,
    kind: Kind,
    side: Side,
    name: String,
    /// How to reach one of OpenID Connect.
    oidc: Option<Oidc>,
    /// How to reach one of SAML.
    saml: Option<Saml>,
    /// How to reach a directory.
    ldap: Option<Ldap>,
    /// Who one of SAML is, as far as that is known.
    identity: Option<SsoIdentityProvider>,
    mapping: Mapping,
    /// Whether a sign-in there counts as two factors.
    two_factors: bool,
    position: i64,
    valid: bool,
    version: i64,
    /// What the provider wants to know: as `redirect_uri`, or as the address for responses. A directory wants to know nothing.
    callback: Option<String>,
    /// What the provider wants to know as `backchannel_logout_uri`.
    logout: Option<String>,
    /// Where a provider of SAML finds who the desk is; also the desk's entity id.
    metadata: Option<String>,
    can: SsoProviderCan,
}

/// Who a provider of SAML is, by its metadata.
#[derive(Debug, Serialize, ToSchema)]
struct SsoIdentityProvider {
    entity_id: String,
    /// SHA-256 of the public keys by which it signs.
    keys: Vec<String>,
    /// Until when it says that this holds.
    #[schema(value_type = Option<String>)]
    valid_until: Option<Timestamp>,
}

/// What may be done with it.
#[derive(Debug, Serialize, ToSchema)]
struct SsoProviderCan {
    change: bool,
    remove: bool,
    try_out: bool,
}

/// A role or a group that a rule may name.
#[derive(Debug, Serialize, ToSchema)]
struct SsoTarget {
    id: i64,
    name: String,
}

/// Providers, as their buttons stand, with what a new one may be made of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SsoProviders {
    items: Vec<SsoProvider>,
    presets: Vec<Preset>,
    roles: Vec<SsoTarget>,
    groups: Vec<SsoTarget>,
}

/// A provider to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSsoProvider {
    pub(super) side: Side,
    pub(super) name: String,
    /// For one of OpenID Connect.
    #[serde(default)]
    pub(super) oidc: Option<Oidc>,
    /// The client's secret at one of OpenID Connect, the search account's password at a directory.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(super) secret: Option<Secret<String>>,
    /// For one of SAML.
    #[serde(default)]
    pub(super) saml: Option<Saml>,
    /// For a directory.
    #[serde(default)]
    pub(super) ldap: Option<Ldap>,
    /// The metadata of one of SAML, where they are not fetched.
    #[serde(default)]
    pub(super) metadata: Option<String>,
    #[serde(default)]
    pub(super) mapping: Mapping,
    #[serde(default)]
    pub(super) two_factors: bool,
    /// True when absent.
    #[serde(default)]
    pub(super) valid: Option<bool>,
}

impl SsoProvider {
    pub(super) fn new(context: &Context, provider: Provider) -> Self {
        let id = provider.id;
        let (kind, identity) = (provider.kind(), identity(&provider, context.house.ambient.now()));
        let (oidc, saml, ldap) = match provider.speaks {
            Speaks::Oidc(oidc) => (Some(oidc), None, None),
            Speaks::Saml(saml) => (None, Some(saml), None),
            Speaks::Ldap(ldap) => (None, None, Some(ldap)),
        };
        let at = |what: &str| format!("{}/sso/{id}/{what}", context.place.origin());
        Self {
            id: id.to_string(),
            kind,
            side: provider.side,
            name: provider.name,
            identity,
            mapping: provider.mapping,
            two_factors: provider.two_factors,
            position: provider.position,
            valid: provider.valid,
            version: provider.version,
            callback: saml.as_ref().map(|_| at("acs")).or_else(|| oidc.as_ref().map(|_| at("callback"))),
            logout: oidc.as_ref().map(|_| at("logout")),
            metadata: saml.as_ref().map(|_| at("metadata")),
            oidc,
            saml,
            ldap,
            // Whoever sees providers administers them.
            can: SsoProviderCan { change: true, remove: true, try_out: true },
        }
    }
}

/// Who a provider of SAML is.
fn identity(provider: &Provider, now: Timestamp) -> Option<SsoIdentityProvider> {
    let idp = provider.described(now)?;
    let shown = |key: &VerifyingKey| key.fingerprint().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":");
    Some(SsoIdentityProvider { entity_id: idp.entity_id, keys: idp.keys.iter().map(shown).collect(), valid_until: idp.valid_until })
}

/// Why nothing is shown.
#[derive(Debug)]
pub(super) enum Unseen {
    Forbidden(Forbidden),
    Unknown,
    Fault(Fault),
}

impl From<Fault> for Unseen {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Forbidden> for Unseen {
    fn from(forbidden: Forbidden) -> Self {
        Self::Forbidden(forbidden)
    }
}

impl From<Unseen> for Problem {
    fn from(unseen: Unseen) -> Self {
        match unseen {
            Unseen::Forbidden(forbidden) => forbidden.into(),
            Unseen::Unknown => Self::not_found(),
            Unseen::Fault(fault) => fault.into(),
        }
    }
}

/// All providers, for an administrator.
pub(super) async fn list(context: &Context) -> Result<SsoProviders, Problem> {
    let read = |view: &View<'_>| -> Result<_, Unseen> {
        require_administrator::<Unseen>(view)?;
        Ok((rows_of::providers(view)?, people::list_roles(view)?, people::list_groups(view)?))
    };
    let (providers, roles, groups) = context.read(read).await?;
    Ok(SsoProviders {
        items: providers.into_iter().map(|provider| SsoProvider::new(context, provider)).collect(),
        presets: PRESETS.to_vec(),
        roles: roles.into_iter().map(|role| SsoTarget { id: role.id.0, name: role.name }).collect(),
        groups: groups.into_iter().map(|group| SsoTarget { id: group.id.0, name: group.name }).collect(),
    })
}

/// A provider, for an administrator.
pub(super) async fn provider(context: &Context, id: ProviderId) -> Result<Provider, Problem> {
    let read = move |view: &View<'_>| -> Result<Provider, Unseen> {
        require_administrator::<Unseen>(view)?;
        rows_of::provider(view, id)?.ok_or(Unseen::Unknown)
    };
    Ok(context.read(read).await?)
}

/// A provider as it is shown, for an administrator.
pub(super) async fn one(context: &Context, id: ProviderId) -> Result<SsoProvider, Problem> {
    Ok(SsoProvider::new(context, provider(context, id).await?))
}
