//! `GET /sso/{provider}/callback`

use super::start::side_of;
use crate::flow::{self, Back, Came, FlowError};
use crate::model::Side;
use crate::{ProviderId, page};
use futures_util::FutureExt;
use http::StatusCode;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::{Param, Yields};
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "sso.callback",
    method: Method::Get,
    path: "/sso/{provider}/callback",
    summary: "Takes a browser that comes back from a provider: 303 with the session's cookie, or 403 with a page that says what to do.",
    audience: Audience::Public,
    right: "sso.sign_in",
    params: &[
        Param { name: "code", meaning: "what the provider exchanges for tokens", kind: "string" },
        Param { name: "state", meaning: "what was begun", kind: "string" },
        Param { name: "iss", meaning: "who the provider is (RFC 9207)", kind: "string" },
        Param { name: "error", meaning: "why there is no code", kind: "string" },
    ],
    body: None,
    yields: Yields::Bytes("text/html"),
    sample: |world| Sample::get(format!("/sso/{}/callback?code=sample&state=sample", world.id("sso_provider"))),
    handler: |context, call| handle(context, call).boxed(),
};

/// Where people see their links.
const fn own_page(side: Side) -> &'static str {
    match side {
        Side::Agents => "/sign-on",
        Side::Customers => "/portal",
    }
}

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: Option<ProviderId> = call.text("provider").and_then(|text| text.parse().ok());
    let came = match id {
        Some(provider) => {
            let back = Back { provider, query: &call.query, headers: &call.headers, locale: page::language(&context, &call) };
            flow::come_back(&context, &back).await
        }
        None => Err(crate::Refusal::ProviderUnknown.into()),
    };
    shown(&context, &call, id, came).await
}

/// How it ended, for a browser.
pub(super) async fn shown(
    context: &Context,
    call: &Call,
    id: Option<ProviderId>,
    came: Result<Came, FlowError>,
) -> Result<Answer, Problem> {
    let go = |path: &str| {
        Answer::new(StatusCode::SEE_OTHER)
            .with_header("location", path)
            .with_header("cache-control", "no-store")
            .with_header("referrer-policy", "no-referrer")
            .with_header("set-cookie", &flow::clear_cookie())
    };
    match came {
        Ok(Came::In(opened, next)) => {
            Ok(go(&opened.next(next.as_deref().unwrap_or_default())).with_header("set-cookie", &opened.set_cookie()))
        }
        Ok(Came::Linked(side)) => Ok(go(own_page(side))),
        Err(FlowError::Fault(fault)) => Err(fault.into()),
        Err(FlowError::Refused(_)) => {
            let page = page::not_let_in(context, call, side_of(context, id).await?)?;
            Ok(page.with_header("set-cookie", &flow::clear_cookie()))
        }
    }
}
