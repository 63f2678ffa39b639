//! Makes a token of one's own.

use super::agent;
use super::tokens::TokenBody;
use crate::address::Network;
use crate::commands::{CreateTokenError, NewToken, create_token};
use crate::model::Scopes;
use crate::token::TokenEnvironment;
use futures_util::future::BoxFuture;
use kernel::{AgentId, Fault};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use store::{Act, Once};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, FieldError, Problem, problem};

/// A token to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewToken)]
struct Body {
    name: String,
    /// What it allows: `tickets:read`.
    scopes: Vec<String>,
    /// How long it lives, 1 to 365 days.
    days: u16,
    /// From where it may be used: addresses and networks (`192.0.2.0/24`), at most 200. Empty means from anywhere.
    #[serde(default)]
    networks: Vec<String>,
}

/// A token just made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MadeToken {
    #[serde(flatten)]
    kept: TokenBody,
    /// Its text, shown this once.
    token: String,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.create_token",
    method: Method::Post,
    path: "/api/v1/tokens",
    summary: "Makes a token of one's own; its text is shown this once.",
    audience: Audience::Agents,
    right: "access.own_tokens",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Created(Shape::of::<MadeToken>()),
    sample: |_| Sample::send("/api/v1/tokens", json!({"name": "sample", "scopes": ["tickets:read"], "days": 30})),
    handler,
};

/// A token is made once for each key, but its text cannot be shown again.
#[derive(Debug)]
enum Refusal {
    Create(CreateTokenError),
    MadeAlready,
    OtherRequest,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Create(fault.into())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Create(CreateTokenError::NotYours(_)) => Self::forbidden(),
            Refusal::Create(CreateTokenError::AgentUnknown) => Self::not_found(),
            Refusal::Create(CreateTokenError::DaysOutOfRange) => Self::invalid("days", "out-of-range"),
            Refusal::Create(CreateTokenError::TooManyNetworks) => Self::invalid("networks", "too-many"),
            Refusal::Create(CreateTokenError::TooMany) => Self::new(&problem::CONFLICT).with_detail("a hundred tokens are the most"),
            Refusal::Create(CreateTokenError::Fault(fault)) => fault.into(),
            Refusal::MadeAlready => Self::new(&problem::CONFLICT).with_detail("this key made a token, whose text was shown once"),
            Refusal::OtherRequest => Self::new(&problem::IDEMPOTENCY),
        }
    }
}

fn read(body: &Body, agent: AgentId) -> Result<NewToken, Problem> {
    let mut errors = Vec::new();
    let name = body.name.parse().map_err(|unfit: people::Unfit| errors.push(FieldError { field: "name", reason: unfit.0 })).ok();
    let scopes = Scopes::new(body.scopes.iter().map(String::as_str));
    let scopes = scopes.map_err(|_| errors.push(FieldError { field: "scopes", reason: "unfit" })).ok();
    let networks: Result<Vec<Network>, _> = body.networks.iter().map(|text| text.trim().parse()).collect();
    let networks = networks.map_err(|_| errors.push(FieldError { field: "networks", reason: "unfit" })).ok();
    match (name, scopes, networks) {
        (Some(name), Some(scopes), Some(networks)) => Ok(NewToken { agent, name, scopes, days: body.days, networks }),
        _ => Err(Problem::fields(&errors)),
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let new = read(&call.json()?, agent(&context)?)?;
        let environment = Arc::clone(context.house.service::<TokenEnvironment>()?);
        let once = context.once;
        let make = move |act: &Act<'_>| {
            match once.map(|(key, request)| act.once(&key, &request)).transpose()? {
                Some(Once::Again(_)) => return Err(Refusal::MadeAlready),
                Some(Once::Other) => return Err(Refusal::OtherRequest),
                Some(Once::New) | None => {}
            }
            let minted = create_token(act, &new, &environment).map_err(Refusal::Create)?;
            if let Some((key, request)) = once {
                act.remember_once(&key, &request, minted.token.id.0)?;
            }
            Ok(minted)
        };
        let minted = context.act(make).await?;
        let made = MadeToken { kept: minted.token.into(), token: minted.text.reveal().clone() };
        Ok(Answer::created(&made).with_header("cache-control", "no-store"))
    })
}
