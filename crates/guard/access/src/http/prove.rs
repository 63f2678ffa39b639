//! Shows something more in one's session: the second factor, or once more who one is.

use super::{ceremony, own_session};
use crate::commands::{Party, ProveError, Question, Shown, ask_passkey, prove};
use crate::factor::CeremonyId;
use crate::{cookie, page};
use futures_util::future::BoxFuture;
use kernel::{Fault, Secret};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// What is shown.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShownProof)]
struct Body {
    #[schema(value_type = Option<String>)]
    password: Option<Secret<String>>,
    /// Of an authenticator app, or a recovery code.
    #[schema(value_type = Option<String>)]
    code: Option<Secret<String>>,
    passkey: Option<PasskeyAnswer>,
}

/// What a device gave.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasskeyAnswer {
    pub(super) ceremony: String,
    /// What `navigator.credentials.get` gave, as JSON.
    #[schema(value_type = Object)]
    pub(super) answer: Json,
}

/// What a device is asked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PasskeyQuestion {
    pub(super) ceremony: String,
    /// Options for `navigator.credentials.get`, binary values in base 64 for addresses.
    #[schema(value_type = Object)]
    pub(super) options: Json,
}

impl From<Question> for PasskeyQuestion {
    fn from(question: Question) -> Self {
        Self { ceremony: CeremonyId(question.ceremony).to_string(), options: question.options }
    }
}

/// What to ask a device; nothing when one has no passkey.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MyPasskeyQuestion {
    question: Option<PasskeyQuestion>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.prove",
    method: Method::Post,
    path: "/api/v1/me/proof",
    summary: "Shows the second factor, or once more who one is; the session goes on under a new cookie.",
    audience: Audience::Agents,
    right: "access.prove",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Nothing,
    sample: |world| Sample::send("/api/v1/me/proof", json!({"password": world.id("administrator_password")})),
    handler,
};

/// The same for the customer's cookie.
pub(super) const MINE: Operation = Operation {
    name: "access.prove_mine",
    path: "/api/v1/my/me/proof",
    audience: Audience::Customers,
    sample: |world| Sample::send("/api/v1/my/me/proof", json!({"password": world.id("asker_password")})),
    ..OPERATION
};

/// A question about a passkey of one's own.
pub(super) const QUESTION: Operation = Operation {
    name: "access.ask_passkey",
    path: "/api/v1/me/proof/passkey",
    summary: "What to ask a device for, to show a passkey of one's own.",
    body: None,
    yields: Yields::Json(Shape::of::<MyPasskeyQuestion>()),
    sample: |_| Sample::get("/api/v1/me/proof/passkey"),
    handler: |context, _: Call| ask(context),
    ..OPERATION
};

/// The same for the customer's cookie.
pub(super) const MY_QUESTION: Operation = Operation {
    name: "access.ask_my_passkey",
    path: "/api/v1/my/me/proof/passkey",
    audience: Audience::Customers,
    sample: |_| Sample::get("/api/v1/my/me/proof/passkey"),
    ..QUESTION
};

pub(super) fn refused(error: ProveError) -> Problem {
    match error {
        ProveError::Ended => Problem::new(&problem::UNAUTHENTICATED),
        ProveError::Missing(field) => Problem::invalid(field, "missing"),
        ProveError::Wrong => Problem::invalid("proof", "wrong"),
        ProveError::Throttled(wait) => Problem::new(&problem::THROTTLED).retry_after(page::wait_seconds(wait)),
        ProveError::Fault(fault) => fault.into(),
    }
}

fn ask(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        own_session(&context)?;
        let (person, party) = (super::person(&context)?, Party::of(&context.place));
        let question = context.act::<_, Fault, _>(move |act| ask_passkey(act, Some(person), &party)).await?;
        let question = question.map(PasskeyQuestion::from);
        Ok(Answer::json(&MyPasskeyQuestion { question }).with_header("cache-control", "no-store"))
    })
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Body { password, code, passkey } = call.json()?;
        let session = own_session(&context)?;
        let passkey = match passkey {
            Some(given) => Some((ceremony(&given.ceremony)?, Secret::new(given.answer.to_string()))),
            None => None,
        };
        let proved = prove(&context, session, Shown { password, code, passkey }).await.map_err(refused)?;
        Ok(Answer::no_content().with_header("set-cookie", &cookie::set(proved.person.entrance(), proved.cookie.reveal())))
    })
}
