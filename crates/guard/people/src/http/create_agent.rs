//! Makes an agent known.

use super::field;
use crate::commands::{CreateAgentError, NewAgent, create_agent};
use crate::model::{Agent, Unfit};
use crate::queries;
use futures_util::future::BoxFuture;
use kernel::{AgentId, Fault, Locale, OrFault};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// An agent to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAgent)]
struct Body {
    login: String,
    name: String,
    email: String,
    /// Their language; the tenant's when absent.
    #[schema(value_type = Option<String>)]
    locale: Option<Locale>,
}

/// An agent as administrators see them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Agent)]
struct AgentBody {
    #[schema(value_type = String)]
    id: AgentId,
    login: String,
    name: String,
    email: String,
    #[schema(value_type = String)]
    locale: Locale,
    valid: bool,
}

impl From<Agent> for AgentBody {
    fn from(agent: Agent) -> Self {
        let Agent { id, login, name, email, locale, valid, created_at: _ } = agent;
        Self { id, login, name, email: email.to_string(), locale, valid }
    }
}

pub(super) const OPERATION: Operation = Operation {
    name: "people.create_agent",
    method: Method::Post,
    path: "/api/v1/agents",
    summary: "Makes an agent known, who may do nothing yet and has no password.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Created(Shape::of::<AgentBody>()),
    sample: |world| {
        let body = json!({"login": world.id("fresh"), "name": "Sample Agent", "email": "sample@agent.example"});
        Sample::send("/api/v1/agents", body)
    },
    handler,
};

impl From<CreateAgentError> for Problem {
    fn from(error: CreateAgentError) -> Self {
        match error {
            CreateAgentError::Forbidden(forbidden) => forbidden.into(),
            CreateAgentError::LoginTaken => Self::new(&problem::CONFLICT).with_detail("the login is taken"),
            CreateAgentError::Fault(fault) => fault.into(),
        }
    }
}

fn read(body: &Body, otherwise: Locale) -> Result<NewAgent, Problem> {
    let mut errors = Vec::new();
    let unfit = |unfit: &Unfit| unfit.0;
    let login = field(&mut errors, "login", body.login.parse(), unfit);
    let name = field(&mut errors, "name", body.name.parse(), unfit);
    let email = field(&mut errors, "email", body.email.parse(), |_| "no-address");
    match (login, name, email) {
        (Some(login), Some(name), Some(email)) => Ok(NewAgent { login, name, email, locale: body.locale.unwrap_or(otherwise) }),
        _ => Err(Problem::fields(&errors)),
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let new = read(&call.json()?, context.place.locale)?;
        let id = context.act_once(move |act| create_agent(act, &new)).await?;
        let made = context.read::<_, Fault, _>(move |view| queries::agent(view, id)?.or_fault("an agent just made")).await?;
        Ok(Answer::created(&AgentBody::from(made)))
    })
}
