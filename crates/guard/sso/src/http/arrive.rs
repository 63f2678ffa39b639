//! `POST /sso/{provider}/acs` and `GET /sso/{provider}/arrived`

use super::callback::shown;
use super::start::side_of;
use crate::flow::{Back, FlowError};
use crate::{ProviderId, page, saml};
use futures_util::FutureExt;
use http::StatusCode;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use web::openapi::{Param, Yields};
use web::{Answer, Call, Problem};

/// From the provider's page: no cookie of ours goes along.
pub(super) const POSTED: Operation = Operation {
    name: "sso.posted",
    method: Method::Post,
    path: "/sso/{provider}/acs",
    summary: "Takes what a provider of SAML has a browser post, as the fields SAMLResponse and RelayState of a form: 303 to where the browser shows that it began, or 403 with a page that says what to do.",
    audience: Audience::Elsewhere,
    right: "sso.sign_in",
    params: &[],
    body: None,
    yields: Yields::Bytes("text/html"),
    sample: |world| Sample::form(format!("/sso/{}/acs", world.id("sso_provider")), "SAMLResponse=sample&RelayState=sample"),
    handler: |context, call| take(context, call).boxed(),
};

pub(super) const ARRIVED: Operation = Operation {
    name: "sso.arrived",
    method: Method::Get,
    path: "/sso/{provider}/arrived",
    summary: "Takes a browser that a provider of SAML posted through: 303 with the session's cookie, or 403 with a page that says what to do.",
    audience: Audience::Public,
    right: "sso.sign_in",
    params: &[Param { name: "ticket", meaning: "what was put aside for it", kind: "string" }],
    body: None,
    yields: Yields::Bytes("text/html"),
    sample: |world| Sample::get(format!("/sso/{}/arrived?ticket=sample", world.id("sso_provider"))),
    handler: |context, call| come(context, call).boxed(),
};

#[derive(Deserialize, Default)]
struct Query {
    #[serde(default)]
    ticket: String,
}

fn provider_of(call: &Call) -> Option<ProviderId> {
    call.text("provider").and_then(|text| text.parse().ok())
}

async fn take(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = provider_of(&call);
    let ticket = match id {
        Some(id) => saml::receive(&context, id, &call.body).await.map(|ticket| format!("/sso/{id}/arrived?ticket={ticket}")),
        None => Err(crate::Refusal::ProviderUnknown.into()),
    };
    match ticket {
        Ok(path) => Ok(Answer::new(StatusCode::SEE_OTHER)
            .with_header("location", &path)
            .with_header("cache-control", "no-store")
            .with_header("referrer-policy", "no-referrer")),
        Err(FlowError::Fault(fault)) => Err(fault.into()),
        Err(FlowError::Refused(refusal)) => {
            tracing::info!(reason = refusal.word(), "what a provider posted does not count");
            Ok(page::not_let_in(&context, &call, side_of(&context, id).await?)?)
        }
    }
}

async fn come(context: Context, call: Call) -> Result<Answer, Problem> {
    let Query { ticket } = call.query().unwrap_or_default();
    let id = provider_of(&call);
    let came = match id {
        Some(provider) => {
            let back = Back { provider, query: "", headers: &call.headers, locale: page::language(&context, &call) };
            saml::finish(&context, &back, &ticket).await
        }
        None => Err(crate::Refusal::ProviderUnknown.into()),
    };
    shown(&context, &call, id, came).await
}
