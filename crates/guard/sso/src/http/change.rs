//! `PATCH /api/v1/sso/providers/{id}`

use super::shape::{self, SsoProvider};
use crate::commands::{ChangeError, ProviderChange, change};
use crate::ldap::Ldap;
use crate::model::{Oidc, Saml, Speaks};
use crate::rules::Mapping;
use crate::service::Providers;
use futures_util::FutureExt;
use kernel::Secret;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use serde_json::json;
use store::Act;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// What is named changes, each as a whole. Another issuer, client, root, host or search account needs the secret again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SsoProviderChanges {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    oidc: Option<Oidc>,
    #[serde(default)]
    saml: Option<Saml>,
    #[serde(default)]
    ldap: Option<Ldap>,
    /// The metadata of one of SAML, where they are not fetched.
    #[serde(default)]
    metadata: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    secret: Option<Secret<String>>,
    #[serde(default)]
    mapping: Option<Mapping>,
    #[serde(default)]
    two_factors: Option<bool>,
    #[serde(default)]
    position: Option<i64>,
    #[serde(default)]
    valid: Option<bool>,
    /// Refuse when it has another version by now.
    #[serde(default)]
    version: Option<i64>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "sso.change_provider",
    method: Method::Patch,
    path: "/api/v1/sso/providers/{id}",
    summary: "Changes a provider of single sign-on, all that is named or nothing. Switched off, the sessions that came of it end.",
    audience: Audience::Agents,
    right: "sso.administer",
    params: &[],
    body: Some(Shape::of::<SsoProviderChanges>()),
    yields: Yields::Json(Shape::of::<SsoProvider>()),
    sample: |world| Sample::send(format!("/api/v1/sso/providers/{}", world.id("sso_provider")), json!({"position": 2})),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = call.id("id")?;
    let body: SsoProviderChanges = call.json()?;
    let speaks = match (body.oidc, body.saml, body.ldap) {
        (None, None, None) => None,
        (Some(oidc), None, None) => Some(Speaks::Oidc(oidc)),
        (None, Some(saml), None) => Some(Speaks::Saml(saml)),
        (None, None, Some(ldap)) => Some(Speaks::Ldap(ldap)),
        _ => return Err(Problem::invalid("kind", "unclear")),
    };
    let changes = ProviderChange {
        name: body.name,
        speaks,
        metadata: body.metadata,
        secret: body.secret,
        mapping: body.mapping,
        two_factors: body.two_factors,
        position: body.position,
        valid: body.valid,
        version: body.version,
    };
    context.act(move |act: &Act<'_>| -> Result<(), ChangeError> { change(act, id, &changes) }).await?;
    // A house without the service has nothing to forget.
    if let Ok(providers) = context.house.service::<Providers>() {
        providers.forget((context.door.tenant(), id));
    }
    Ok(Answer::json(&shape::one(&context, id).await?))
}
