//! Who is signed in, and what they may.

use super::guest;
use crate::model::{Person, SessionId};
use crate::store as rows_of;
use futures_util::future::BoxFuture;
use kernel::{Actor, Fault, Locale};
use people::Permission;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use store::{Rows, View};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// Who is signed in, and what they may.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Me {
    /// `agent` or `customer`.
    kind: &'static str,
    id: String,
    login: String,
    name: String,
    email: String,
    /// `de`, `en` or `pt-BR`.
    #[schema(value_type = String)]
    locale: Locale,
    tenant: MyTenant,
    /// The session; none for a token.
    #[schema(value_type = Option<String>)]
    session: Option<SessionId>,
    /// How far one has come in signing in: `whole`, `needs_factor`, `must_enrol`.
    stage: &'static str,
    can: MyRights,
    /// Whence mail HTML is served, without cookies.
    content_origin: String,
}

/// The desk that one is signed in to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MyTenant {
    name: String,
    title: String,
    host: String,
}

/// What one may on this desk. Customer users have the first alone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MyRights {
    create_ticket: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    administer: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    see_audit: Option<bool>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.me",
    method: Method::Get,
    path: "/api/v1/me",
    summary: "Who is signed in, and what they may.",
    audience: Audience::Everybody,
    right: "access.own_profile",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<Me>()),
    sample: |_| Sample::get("/api/v1/me"),
    handler: |context, _: Call| handler(context),
};

/// The same for the customer's cookie alone: a browser may hold an agent's as well.
pub(super) const MINE: Operation = Operation {
    name: "access.my_me",
    path: "/api/v1/my/me",
    audience: Audience::Customers,
    sample: |_| Sample::get("/api/v1/my/me"),
    ..OPERATION
};

fn handler(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move { Ok(Answer::json(&me(&context).await?)) })
}

/// Who is signed in, as the rows say now.
pub(super) async fn me(context: &Context) -> Result<Me, Problem> {
    let guest = guest(context)?;
    let person = Person::of(guest.actor).ok_or_else(|| Problem::new(&problem::UNAUTHENTICATED))?;
    let read = move |view: &View<'_>| Ok::<_, Fault>((rows_of::facts(view, person)?, rights(view)?));
    let (facts, can) = context.read(read).await?;
    let facts = facts.ok_or_else(|| Problem::new(&problem::UNAUTHENTICATED))?;
    let place = &context.place;
    Ok(Me {
        kind: person.entrance().as_str(),
        id: person.actor().to_text(),
        login: facts.login,
        name: facts.name,
        email: facts.email.to_string(),
        locale: facts.locale,
        tenant: MyTenant { name: place.name.clone(), title: place.title.clone(), host: place.host.clone() },
        session: guest.session.map(SessionId),
        stage: guest.stage.as_str(),
        can,
        content_origin: place.content_origin(),
    })
}

fn rights(rows: &impl Rows) -> Result<MyRights, Fault> {
    let Actor::Agent(agent) = rows.by().actor else {
        return Ok(MyRights { create_ticket: true, administer: None, see_audit: None });
    };
    let rights = people::rights_of(rows, agent)?;
    let is_admin = rights.is_admin();
    let create_ticket = rights.groups_with(Permission::Create).next().is_some();
    Ok(MyRights { create_ticket, administer: Some(is_admin), see_audit: Some(is_admin) })
}
