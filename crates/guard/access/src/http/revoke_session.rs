//! Ends one of one's own sessions.

use crate::commands::{EndSessionError, end_session};
use crate::model::SessionId;
use futures_util::future::BoxFuture;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "access.revoke_session",
    method: Method::Delete,
    path: "/api/v1/sessions/{id}",
    summary: "Ends one of one's own sessions.",
    audience: Audience::Everybody,
    right: "access.own_sessions",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/sessions/{}", world.id("session"))),
    handler,
};

impl From<EndSessionError> for Problem {
    fn from(error: EndSessionError) -> Self {
        match error {
            EndSessionError::Unknown => Self::not_found(),
            EndSessionError::Fault(fault) => fault.into(),
        }
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let id: SessionId = call.id("id")?;
        context.act(move |act| end_session(act, id)).await?;
        Ok(Answer::no_content())
    })
}
