//! Changes one's own password.

use super::guest;
use crate::commands::{ChangeOwnError, Wish, change_own_password};
use crate::policy::WeakPassword;
use crate::{device, page};
use futures_util::future::BoxFuture;
use kernel::Secret;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use serde_json::json;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// The password that one has, and the one that one wants.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasswordChange)]
struct Body {
    #[schema(value_type = String)]
    old: Secret<String>,
    /// 15 to 256 signs, none of the well-known.
    #[schema(value_type = String)]
    new: Secret<String>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.change_password",
    method: Method::Put,
    path: "/api/v1/me/password",
    summary: "Changes one's own password and ends all of one's other sessions.",
    audience: Audience::Agents,
    right: "access.own_password",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Nothing,
    sample: |world| sample("/api/v1/me/password", &world.id("administrator_password")),
    handler,
};

/// The same for the customer's cookie.
pub(super) const MINE: Operation = Operation {
    name: "access.change_my_password",
    path: "/api/v1/my/me/password",
    audience: Audience::Customers,
    sample: |world| sample("/api/v1/my/me/password", &world.id("asker_password")),
    ..OPERATION
};

fn sample(path: &str, password: &str) -> Sample {
    Sample::send(path, json!({"old": password, "new": password}))
}

fn refused(error: ChangeOwnError) -> Result<Answer, Problem> {
    let weak = |weak| match weak {
        WeakPassword::TooShort => "too-short",
        WeakPassword::TooLong => "too-long",
        WeakPassword::WellKnown => "well-known",
        WeakPassword::Repetitive => "repetitive",
        WeakPassword::Sequence => "sequence",
    };
    Err(match error {
        ChangeOwnError::NotAPerson => Problem::new(&problem::UNAUTHENTICATED),
        ChangeOwnError::Wrong => Problem::invalid("old", "wrong"),
        ChangeOwnError::Weak(why) => Problem::invalid("new", weak(why)),
        ChangeOwnError::Throttled(wait) => Problem::new(&problem::THROTTLED).retry_after(page::wait_seconds(wait)),
        ChangeOwnError::Fault(fault) => fault.into(),
    })
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Body { old, new } = call.json()?;
        // A token is for a program, which has no password.
        let session = guest(&context)?.session.ok_or_else(Problem::forbidden)?;
        match change_own_password(&context, Wish { old, new, session }).await {
            Ok(device) => Ok(Answer::no_content().with_header("set-cookie", &device::set(device.reveal()))),
            Err(error) => refused(error),
        }
    })
}
