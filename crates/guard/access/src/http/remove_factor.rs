//! Removes a second factor of one's own.

use super::{guest, person};
use crate::commands::{RemoveFactorError, remove_factor};
use crate::factor::FactorId;
use futures_util::future::BoxFuture;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "access.remove_factor",
    method: Method::Delete,
    path: "/api/v1/me/factors/{id}",
    summary: "Removes a second factor of one's own; with the last one the recovery codes go.",
    audience: Audience::Agents,
    right: "access.own_factors",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/me/factors/{}", world.id("administrator_factor"))),
    handler,
};

/// The same for the customer's cookie.
pub(super) const MINE: Operation = Operation {
    name: "access.remove_my_factor",
    path: "/api/v1/my/me/factors/{id}",
    audience: Audience::Customers,
    sample: |world| Sample::get(format!("/api/v1/my/me/factors/{}", world.id("asker_factor"))),
    ..OPERATION
};

pub(super) fn refused(error: RemoveFactorError) -> Problem {
    match error {
        RemoveFactorError::NotYours(_) => Problem::forbidden(),
        RemoveFactorError::Unknown => Problem::not_found(),
        RemoveFactorError::Fault(fault) => fault.into(),
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let (person, id, session) = (person(&context)?, call.id::<FactorId>("id")?, guest(&context)?.session);
        context.act(move |act| remove_factor(act, person, id, session)).await.map_err(refused)?;
        Ok(Answer::no_content())
    })
}
