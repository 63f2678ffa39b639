//! Providers that many have, as data.

use serde::Serialize;
use utoipa::ToSchema;

/// What is usual at a provider. Each line has its source beside it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Preset {
    /// A stable word.
    pub name: &'static str,
    /// What stands on the button.
    pub title: &'static str,
    /// Who it is; `{tenant}` stands for the customer's own id there, and nothing else will do.
    pub issuer: &'static str,
    /// What is asked for besides `openid`.
    pub scopes: &'static str,
    /// The claim that becomes the login.
    pub login_claim: &'static str,
    /// The claim with groups or roles, where there is one.
    pub groups_claim: Option<&'static str>,
    /// Whether addresses count without `email_verified`.
    pub trusts_addresses: bool,
    /// Where this is written.
    pub source: &'static str,
}

/// All presets.
pub static PRESETS: &[Preset] = &[
    // The issuer has the directory's id: with `common` people of every directory of the world would be let in. Entra sends no
    // `email_verified`; the address is an attribute that the directory's administrators manage, but a guest's is not theirs.
    Preset {
        name: "entra",
        title: "Microsoft",
        issuer: "https://login.microsoftonline.com/{tenant}/v2.0",
        scopes: "profile email",
        login_claim: "preferred_username",
        groups_claim: Some("roles"),
        trusts_addresses: false,
        source: "https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference",
    },
    // No groups in the token; `hd` names the organisation, which for customers is told by the domain of the verified address.
    Preset {
        name: "google",
        title: "Google",
        issuer: "https://accounts.google.com",
        scopes: "profile email",
        login_claim: "email",
        groups_claim: None,
        trusts_addresses: false,
        source: "https://developers.google.com/identity/openid-connect/openid-connect",
    },
    Preset {
        name: "keycloak",
        title: "Keycloak",
        issuer: "https://{tenant}",
        scopes: "profile email",
        login_claim: "preferred_username",
        groups_claim: Some("groups"),
        trusts_addresses: false,
        source: "https://www.keycloak.org/securing-apps/oidc-layers",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Oidc;

    #[test]
    fn a_preset_fits_once_the_directory_is_named() {
        for preset in PRESETS {
            let oidc = |issuer: String| Oidc {
                issuer,
                client_id: "desk".into(),
                scopes: preset.scopes.into(),
                roots: None,
                trusts_addresses: preset.trusts_addresses,
            };
            assert_eq!(oidc(preset.issuer.replace("{tenant}", "id.example")).hold(), Ok(()), "{}", preset.name);
            assert_eq!(oidc(preset.issuer.to_owned()).hold().is_ok(), !preset.issuer.contains('{'), "{}", preset.name);
        }
    }
}
