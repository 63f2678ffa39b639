//! `GET /sso/{provider}/start`

use crate::ProviderId;
use crate::flow::{self, FlowError};
use crate::model::Side;
use crate::page;
use futures_util::FutureExt;
use http::StatusCode;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use store::View;
use web::openapi::{Param, Yields};
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "sso.start",
    method: Method::Get,
    path: "/sso/{provider}/start",
    summary: "Sends a browser to a provider of single sign-on: 303 with a cookie that holds what was begun.",
    audience: Audience::Public,
    right: "sso.sign_in",
    params: &[Param { name: "next", meaning: "a path of this host to go to afterwards", kind: "string" }],
    body: None,
    yields: Yields::Bytes("text/html"),
    sample: |world| Sample::get(format!("/sso/{}/start", world.id("sso_provider"))),
    handler: |context, call| handle(context, call).boxed(),
};

#[derive(Deserialize, Default)]
struct Query {
    #[serde(default)]
    next: String,
}

/// For whom a provider speaks, for the way back from its troubles; agents when there is none.
pub(super) async fn side_of(context: &Context, id: Option<ProviderId>) -> Result<Side, Problem> {
    let Some(id) = id else { return Ok(Side::Agents) };
    let found = context.read(move |view: &View<'_>| crate::store::provider(view, id)).await?;
    Ok(found.map_or(Side::Agents, |provider| provider.side))
}

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let Query { next } = call.query().unwrap_or_default();
    let id: Option<ProviderId> = call.text("provider").and_then(|text| text.parse().ok());
    // Whether it is a path of this host is looked at when somebody is sent there.
    let next = Some(next).filter(|next| next.starts_with('/') && next.len() <= 1_000);
    let begun = match id {
        Some(id) => flow::begin_sign_in(&context, id, next, &call.headers).await,
        None => Err(crate::Refusal::ProviderUnknown.into()),
    };
    match begun {
        Ok(sent) => Ok(Answer::new(StatusCode::SEE_OTHER)
            .with_header("location", &sent.address)
            .with_header("set-cookie", &sent.set_cookie)
            .with_header("cache-control", "no-store")
            .with_header("referrer-policy", "no-referrer")),
        Err(FlowError::Fault(fault)) => Err(fault.into()),
        Err(FlowError::Refused(refusal)) => {
            tracing::info!(reason = refusal.word(), "nobody was sent to a provider");
            Ok(page::not_let_in(&context, &call, side_of(&context, id).await?)?)
        }
    }
}
