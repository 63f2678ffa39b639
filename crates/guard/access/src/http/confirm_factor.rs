//! Sets up a second factor that was begun.

use super::begin_factor::refused;
use super::factors::FactorBody;
use super::{ceremony, guest, person};
use crate::commands::{self, EnrolError, Enrolled};
use crate::proof::Proof;
use crate::store as rows_of;
use futures_util::future::BoxFuture;
use kernel::{Id16, Secret};
use people::Name;
use room::{Audience, Context, Method, Operation, Sample, World};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Act;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// The proof that an app or a device has what it was given: one of the two.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FactorConfirmation)]
struct Body {
    ceremony: String,
    /// What one's owner calls it.
    name: String,
    /// The code that the app shows now.
    #[schema(value_type = Option<String>)]
    code: Option<Secret<String>>,
    /// What `navigator.credentials.create` gave, as JSON.
    #[schema(value_type = Option<Object>)]
    answer: Option<Json>,
}

/// A factor that was set up.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MadeFactor {
    factor: FactorBody,
    /// Recovery codes, shown this once; none when there are unused ones.
    recovery_codes: Vec<String>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.confirm_factor",
    method: Method::Post,
    path: "/api/v1/me/factors/confirm",
    summary: "Sets up a second factor that was begun; with the first one come recovery codes, shown this once.",
    audience: Audience::Agents,
    right: "access.own_factors",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Created(Shape::of::<MadeFactor>()),
    sample: |world| sample("/api/v1/me/factors/confirm", world, "administrator"),
    handler,
};

/// The same for the customer's cookie.
pub(super) const MINE: Operation = Operation {
    name: "access.confirm_my_factor",
    path: "/api/v1/my/me/factors/confirm",
    audience: Audience::Customers,
    sample: |world| sample("/api/v1/my/me/factors/confirm", world, "asker"),
    ..OPERATION
};

fn sample(path: &str, world: &World, whose: &str) -> Sample {
    let (ceremony, code) = (world.id(&format!("{whose}_ceremony")), world.id(&format!("{whose}_code_password")));
    Sample::send(path, json!({"ceremony": ceremony, "code": code, "name": "sample"}))
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let body: Body = call.json()?;
        let session = guest(&context)?.session;
        let person = person(&context)?;
        let ceremony: Id16 = ceremony(&body.ceremony)?;
        let name: Name = body.name.parse().map_err(|unfit: people::Unfit| Problem::invalid("name", unfit.0))?;
        let answer = body.answer.map(|answer| Secret::new(answer.to_string()));
        if body.code.is_some() == answer.is_some() {
            return Err(Problem::invalid("code", "missing"));
        }
        let code = body.code;
        let confirm = move |act: &Act<'_>| -> Result<Result<Enrolled, EnrolError>, EnrolError> {
            let (outcome, proof) = match (&code, &answer) {
                (Some(code), _) => (commands::confirm_totp(act, person, (ceremony, code.reveal()), &name)?, Proof::Totp),
                (None, Some(answer)) => (Ok(commands::confirm_passkey(act, person, (ceremony, answer), &name)?), Proof::Passkey),
                (None, None) => return Err(EnrolError::Wrong),
            };
            if let (Some(session), true) = (session, outcome.is_ok()) {
                // Whoever set it up has shown it.
                rows_of::add_proof(act, session, proof)?;
            }
            Ok(outcome)
        };
        let Enrolled { factor, codes } = context.act(confirm).await.and_then(|outcome| outcome).map_err(refused)?;
        let recovery_codes = codes.iter().map(|code| code.reveal().clone()).collect();
        Ok(Answer::created(&MadeFactor { factor: factor.into(), recovery_codes }).with_header("cache-control", "no-store"))
    })
}
