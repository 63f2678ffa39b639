//! `GET`, `POST` and `DELETE` of `/api/v1/sso/providers/{id}/people`

use super::shape::{self, Unseen};
use crate::commands::{LinkError, link_person, unlink_subject};
use crate::model::ProviderId;
use crate::store as rows_of;
use access::Person;
use futures_util::FutureExt;
use kernel::{Fault, Timestamp};
use people::require_administrator;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Act, Rows, View};
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem};

/// Somebody whom a provider knows.
#[derive(Debug, Serialize, ToSchema)]
struct SsoPerson {
    /// Who they are there; it never changes.
    subject: String,
    /// Who they are here.
    person: String,
    name: String,
    login: String,
    #[schema(value_type = String)]
    since: Timestamp,
    /// When they came from there last.
    #[schema(value_type = Option<String>)]
    last_at: Option<Timestamp>,
}

/// The newest five hundred.
#[derive(Debug, Serialize, ToSchema)]
struct SsoPeople {
    items: Vec<SsoPerson>,
}

/// Somebody to be linked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSsoPerson {
    /// The claim `sub` of the provider's tokens.
    subject: String,
    /// Their login here.
    login: String,
}

pub(super) const LIST: Operation = Operation {
    name: "sso.people",
    method: Method::Get,
    path: "/api/v1/sso/providers/{id}/people",
    summary: "Whom a provider knows, and who they are here.",
    audience: Audience::Agents,
    right: "sso.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<SsoPeople>()),
    sample: |world| Sample::get(format!("/api/v1/sso/providers/{}/people", world.id("sso_provider"))),
    handler: |context, call| list(context, call).boxed(),
};

pub(super) const LINK: Operation = Operation {
    name: "sso.link_person",
    method: Method::Post,
    path: "/api/v1/sso/providers/{id}/people",
    summary: "Links somebody who is here with whom a provider knows.",
    audience: Audience::Agents,
    right: "sso.administer",
    params: &[],
    body: Some(Shape::of::<NewSsoPerson>()),
    yields: Yields::Nothing,
    sample: |world| {
        let body = json!({"subject": world.id("fresh"), "login": world.id("login")});
        Sample::send(format!("/api/v1/sso/providers/{}/people", world.id("spare_sso_provider")), body)
    },
    handler: |context, call| link(context, call).boxed(),
};

pub(super) const UNLINK: Operation = Operation {
    name: "sso.unlink_person",
    method: Method::Delete,
    path: "/api/v1/sso/providers/{id}/people",
    summary: "Takes a link away; the sessions that came of it end.",
    audience: Audience::Agents,
    right: "sso.administer",
    params: &[Param { name: "subject", meaning: "who they are at the provider", kind: "string" }],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/sso/providers/{}/people?subject=s", world.id("spare_sso_provider"))),
    handler: |context, call| unlink(context, call).boxed(),
};

fn shown(rows: &impl Rows, identity: rows_of::Identity) -> Result<SsoPerson, Fault> {
    let (person, name, login) = match identity.person {
        Person::Agent(id) => {
            let found = people::agent(rows, id)?;
            (id.to_string(), found.as_ref().map(|agent| agent.name.clone()), found.map(|agent| agent.login))
        }
        Person::CustomerUser(id) => {
            let found = people::customer_user(rows, id)?;
            (id.to_string(), found.as_ref().map(|user| user.name.clone()), found.map(|user| user.login))
        }
    };
    Ok(SsoPerson {
        subject: identity.subject,
        person,
        name: name.unwrap_or_default(),
        login: login.unwrap_or_default(),
        since: identity.created_at,
        last_at: identity.last_at,
    })
}

async fn list(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ProviderId = shape::provider(&context, call.id("id")?).await?.id;
    let read = move |view: &View<'_>| -> Result<Vec<SsoPerson>, Unseen> {
        require_administrator::<Unseen>(view)?;
        Ok(rows_of::identities(view, id)?.into_iter().map(|identity| shown(view, identity)).collect::<Result<_, _>>()?)
    };
    Ok(Answer::json(&SsoPeople { items: context.read(read).await? }))
}

async fn link(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ProviderId = call.id("id")?;
    let NewSsoPerson { subject, login } = call.json()?;
    context.act(move |act: &Act<'_>| -> Result<(), LinkError> { link_person(act, id, &subject, &login) }).await?;
    Ok(Answer::no_content())
}

#[derive(Deserialize)]
struct Query {
    subject: String,
}

async fn unlink(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ProviderId = call.id("id")?;
    let Query { subject } = call.query()?;
    context.act(move |act: &Act<'_>| -> Result<(), LinkError> { unlink_subject(act, id, &subject) }).await?;
    Ok(Answer::no_content())
}
