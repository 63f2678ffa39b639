//! Makes recovery codes.

use super::{own_session, person};
use crate::commands::fresh_codes;
use futures_util::future::BoxFuture;
use kernel::Fault;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// Recovery codes, shown this once. Each opens one sign-in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RecoveryCodes {
    codes: Vec<String>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.make_recovery_codes",
    method: Method::Post,
    path: "/api/v1/me/recovery-codes",
    summary: "Makes ten recovery codes, shown this once; earlier ones are void.",
    audience: Audience::Agents,
    right: "access.own_factors",
    params: &[],
    body: None,
    yields: Yields::Created(Shape::of::<RecoveryCodes>()),
    sample: |_| Sample::get("/api/v1/me/recovery-codes"),
    handler: |context, _: Call| handler(context),
};

/// The same for the customer's cookie.
pub(super) const MINE: Operation = Operation {
    name: "access.make_my_recovery_codes",
    path: "/api/v1/my/me/recovery-codes",
    audience: Audience::Customers,
    sample: |_| Sample::get("/api/v1/my/me/recovery-codes"),
    ..OPERATION
};

fn handler(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        own_session(&context)?;
        let person = person(&context)?;
        let codes = context.act::<_, Fault, _>(move |act| fresh_codes(act, person)).await?;
        let codes = codes.iter().map(|code| code.reveal().clone()).collect();
        Ok(Answer::created(&RecoveryCodes { codes }).with_header("cache-control", "no-store"))
    })
}
