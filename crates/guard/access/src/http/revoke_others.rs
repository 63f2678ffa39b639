//! Ends all of one's own sessions but this one.

use super::guest;
use crate::commands::end_other_sessions;
use futures_util::future::BoxFuture;
use kernel::Fault;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "access.revoke_others",
    method: Method::Delete,
    path: "/api/v1/sessions",
    summary: "Ends all of one's own sessions but the one that asks.",
    audience: Audience::Everybody,
    right: "access.own_sessions",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |_| Sample::get("/api/v1/sessions"),
    handler: |context, _: Call| handler(context),
};

fn handler(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let current = guest(&context)?.session;
        context.act::<_, Fault, _>(move |act| end_other_sessions(act, current)).await?;
        Ok(Answer::no_content())
    })
}
