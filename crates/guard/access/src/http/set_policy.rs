//! Chooses what is demanded at sign-in.

use crate::access_policy::{AccessPolicy, Whom};
use crate::commands::{SetPolicyError, set_policy};
use futures_util::future::BoxFuture;
use room::{Audience, Context, Method, Operation, Sample};
use serde_json::json;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(super) const OPERATION: Operation = Operation {
    name: "access.set_policy",
    method: Method::Put,
    path: "/api/v1/access/policies/{whom}",
    summary: "Chooses what is demanded at sign-in. It counts from the next request on, in sessions that are open, too.",
    audience: Audience::Agents,
    right: "access.administer",
    params: &[],
    body: Some(Shape::of::<AccessPolicy>()),
    yields: Yields::Nothing,
    sample: |_| {
        let policy = json!({
            "shortest": 16, "second_factor": false, "phishing_resistant": false, "grace_days": 14, "idle_minutes": 480,
            "absolute_minutes": 10_080, "step_up_minutes": 5,
        });
        Sample::send("/api/v1/access/policies/customers", policy)
    },
    handler,
};

/// Takes it back.
pub(super) const BACK: Operation = Operation {
    name: "access.reset_policy",
    method: Method::Delete,
    summary: "Takes back what was chosen for sign-in: what holds at first holds again.",
    body: None,
    sample: |_| Sample::get("/api/v1/access/policies/customers"),
    handler: |context, call: Call| {
        let whom = whom(&call);
        choose(context, whom, None)
    },
    ..OPERATION
};

fn whom(call: &Call) -> Result<Whom, Problem> {
    call.text("whom").and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)
}

fn refused(error: SetPolicyError) -> Problem {
    match error {
        SetPolicyError::NotYours(_) => Problem::forbidden(),
        SetPolicyError::OutOfBounds(field) => Problem::invalid(field.0, "out-of-range"),
        SetPolicyError::RoleUnknown => Problem::not_found(),
        SetPolicyError::Fault(fault) => fault.into(),
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let policy: AccessPolicy = call.json()?;
        choose(context, whom(&call), Some(policy)).await
    })
}

fn choose(context: Context, whom: Result<Whom, Problem>, policy: Option<AccessPolicy>) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let whom = whom?;
        context.act(move |act| set_policy(act, whom, policy.as_ref())).await.map_err(refused)?;
        Ok(Answer::no_content())
    })
}
