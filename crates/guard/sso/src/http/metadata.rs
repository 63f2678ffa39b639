//! `GET /sso/{provider}/metadata`

use crate::flow::{self, FlowError};
use crate::{ProviderId, saml};
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "sso.metadata",
    method: Method::Get,
    path: "/sso/{provider}/metadata",
    summary: "Who the desk is for a provider of SAML: the document that the provider is set up with.",
    audience: Audience::Public,
    right: "sso.sign_in",
    params: &[],
    body: None,
    yields: Yields::Bytes("application/samlmetadata+xml"),
    sample: |world| Sample::get(format!("/sso/{}/metadata", world.id("sso_provider"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ProviderId = call.text("provider").and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)?;
    match flow::provider(&context, id).await {
        Ok(provider) if provider.saml().is_some() => {}
        Err(FlowError::Fault(fault)) => return Err(fault.into()),
        _ => return Err(Problem::not_found()),
    }
    let pair = saml::pair(&context, id).await?;
    let document = saml::service(&context, id, pair.certificate).metadata();
    Ok(Answer::new(http::StatusCode::OK).typed("application/samlmetadata+xml", document).with_header("cache-control", "no-store"))
}
