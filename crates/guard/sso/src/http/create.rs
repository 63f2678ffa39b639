//! `POST /api/v1/sso/providers`

use super::shape::{self, NewSsoProvider, SsoProvider};
use crate::ProviderId;
use crate::Speaks;
use crate::commands::{CreateError, NewProvider, create};
use crate::pair::Pair;
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use serde_json::json;
use store::Act;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "sso.create_provider",
    method: Method::Post,
    path: "/api/v1/sso/providers",
    summary: "Sets a provider of single sign-on up. It is not asked yet.",
    audience: Audience::Agents,
    right: "sso.administer",
    params: &[],
    body: Some(Shape::of::<NewSsoProvider>()),
    yields: Yields::Created(Shape::of::<SsoProvider>()),
    sample: |world| {
        let oidc = json!({"issuer": "https://127.0.0.1:9", "client_id": world.id("fresh")});
        Sample::send(
            "/api/v1/sso/providers",
            json!({"side": "agents", "name": world.id("fresh"), "oidc": oidc, "secret": "sample", "valid": false}),
        )
    },
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: NewSsoProvider = call.json()?;
    let (speaks, secret) = match (body.oidc, body.saml, body.ldap, body.secret) {
        (Some(oidc), None, None, Some(secret)) => (Speaks::Oidc(oidc), secret),
        (None, None, Some(ldap), Some(secret)) => (Speaks::Ldap(ldap), secret),
        (Some(_), None, None, None) | (None, None, Some(_), None) => return Err(Problem::invalid("secret", "missing")),
        (None, Some(saml), None, None) => (Speaks::Saml(saml), Pair::fresh(&context.place.host, context.house.ambient.now()).await?),
        _ => return Err(Problem::invalid("kind", "unclear")),
    };
    let new = NewProvider {
        side: body.side,
        name: body.name,
        speaks,
        secret,
        metadata: body.metadata,
        mapping: body.mapping,
        two_factors: body.two_factors,
        valid: body.valid.unwrap_or(true),
    };
    let id: ProviderId = context.act_once(move |act: &Act<'_>| -> Result<ProviderId, CreateError> { create(act, &new) }).await?;
    Ok(Answer::created(&shape::one(&context, id).await?))
}
