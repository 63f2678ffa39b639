//! Revokes one of one's own tokens.

use crate::commands::{RevokeTokenError, revoke_token};
use crate::model::ApiTokenId;
use futures_util::future::BoxFuture;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "access.revoke_token",
    method: Method::Delete,
    path: "/api/v1/tokens/{id}",
    summary: "Revokes one of one's own tokens, from this moment on.",
    audience: Audience::Agents,
    right: "access.own_tokens",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/tokens/{}", world.id("token"))),
    handler,
};

impl From<RevokeTokenError> for Problem {
    fn from(error: RevokeTokenError) -> Self {
        match error {
            RevokeTokenError::Unknown => Self::not_found(),
            RevokeTokenError::Fault(fault) => fault.into(),
        }
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let id: ApiTokenId = call.id("id")?;
        context.act(move |act| revoke_token(act, id)).await?;
        Ok(Answer::no_content())
    })
}
