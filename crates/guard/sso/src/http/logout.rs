//! `POST /sso/{provider}/logout` (OpenID Connect Back-Channel Logout 1.0)

use crate::ProviderId;
use crate::commands::sign_out;
use crate::flow::{self, FlowError};
use futures_util::FutureExt;
use http::StatusCode;
use kernel::By;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use store::Act;
use web::openapi::Yields;
use web::{Answer, Call, Problem, problem};
use wire::oidc::{LogoutClaims, logout_token};

pub(super) const OPERATION: Operation = Operation {
    name: "sso.logout",
    method: Method::Post,
    path: "/sso/{provider}/logout",
    summary: "A provider says that sessions ended there; those that came of them end here. Takes the field logout_token of a form.",
    audience: Audience::Elsewhere,
    right: "sso.sign_out",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::form(format!("/sso/{}/logout", world.id("sso_provider")), "logout_token=sample"),
    handler: |context, call| handle(context, call).boxed(),
};

#[derive(Deserialize)]
struct Form {
    logout_token: String,
}

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: Option<ProviderId> = call.text("provider").and_then(|text| text.parse().ok());
    let form = serde_urlencoded::from_bytes::<Form>(&call.body).ok();
    let outcome = match (id, form) {
        (Some(id), Some(form)) => take(&context, id, &form.logout_token).await,
        _ => Err(crate::Refusal::ProviderUnknown.into()),
    };
    match outcome {
        // 200 in the standard's words; 204 is what some send and all take.
        Ok(()) => Ok(Answer::new(StatusCode::OK).with_header("cache-control", "no-store")),
        Err(FlowError::Fault(fault)) => Err(fault.into()),
        Err(FlowError::Refused(refusal)) => {
            tracing::info!(reason = refusal.word(), "a logout of a provider does not count");
            Err(Problem::new(&problem::MALFORMED).with_detail("the logout token does not count"))
        }
    }
}

async fn take(context: &Context, id: ProviderId, token: &str) -> Result<(), FlowError> {
    let provider = flow::provider(context, id).await?;
    let document = flow::document(context, &provider).await?;
    let said: LogoutClaims = flow::with_keys(context, &provider, &document, |keys, expected| logout_token(token, keys, expected)).await?;
    let by = By { ip: context.by.ip, ..By::room("sso", context.by.request) };
    context.door.act(by, context.house.ambient.moment(), move |act: &Act<'_>| sign_out(act, id, &said)).await?;
    Ok(())
}
