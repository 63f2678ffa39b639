//! People's own links: `/api/v1/me/sso` and `/api/v1/my/sso`

use crate::commands::{LinkError, unlink_own};
use crate::flow::{self, FlowError, Wish};
use crate::model::{ProviderId, Side};
use crate::store as rows_of;
use access::Person;
use futures_util::FutureExt;
use kernel::Fault;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Act, Rows, View};
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// A provider that one can be linked with.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSsoLink {
    provider: String,
    name: String,
    /// Whether one is.
    linked: bool,
}

/// All of them.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSsoLinks {
    items: Vec<OwnSsoLink>,
}

/// What is to be linked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnSsoBegin {
    #[schema(value_type = String)]
    provider: ProviderId,
}

/// Where to go to link.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSsoBegun {
    address: String,
}

const fn list(name: &'static str, path: &'static str, audience: Audience, sample: fn(&room::World) -> Sample) -> Operation {
    Operation {
        name,
        method: Method::Get,
        path,
        summary: "The providers that one can be linked with, and whether one is.",
        audience,
        right: "sso.own_links",
        params: &[],
        body: None,
        yields: Yields::Json(Shape::of::<OwnSsoLinks>()),
        sample,
        handler: |context, _| show(context).boxed(),
    }
}

const fn begin(name: &'static str, path: &'static str, audience: Audience, sample: fn(&room::World) -> Sample) -> Operation {
    Operation {
        method: Method::Post,
        summary: "Begins to link one's own account: where to go, with a cookie that holds what was begun.",
        body: Some(Shape::of::<OwnSsoBegin>()),
        yields: Yields::Json(Shape::of::<OwnSsoBegun>()),
        handler: |context, call| go(context, call).boxed(),
        ..list(name, path, audience, sample)
    }
}

const fn unlink(name: &'static str, path: &'static str, audience: Audience, sample: fn(&room::World) -> Sample) -> Operation {
    Operation {
        method: Method::Delete,
        summary: "Takes one's own link with a provider away.",
        yields: Yields::Nothing,
        handler: |context, call| take_away(context, call).boxed(),
        ..list(name, path, audience, sample)
    }
}

pub(super) const LIST: Operation = list("sso.links", "/api/v1/me/sso", Audience::Agents, |_| Sample::get("/api/v1/me/sso"));
pub(super) const LIST_CUSTOMERS: Operation = list("sso.my_links", "/api/v1/my/sso", Audience::Customers, |_| Sample::get("/api/v1/my/sso"));

pub(super) const BEGIN: Operation = begin("sso.link", "/api/v1/me/sso", Audience::Agents, |world| {
    Sample::send("/api/v1/me/sso", json!({"provider": world.id("sso_provider")}))
});
pub(super) const BEGIN_CUSTOMERS: Operation = begin("sso.link_mine", "/api/v1/my/sso", Audience::Customers, |world| {
    Sample::send("/api/v1/my/sso", json!({"provider": world.id("portal_sso_provider")}))
});

pub(super) const UNLINK: Operation = unlink("sso.unlink", "/api/v1/me/sso/{provider}", Audience::Agents, |world| {
    Sample::get(format!("/api/v1/me/sso/{}", world.id("spare_sso_provider")))
});
pub(super) const UNLINK_CUSTOMERS: Operation = unlink("sso.unlink_mine", "/api/v1/my/sso/{provider}", Audience::Customers, |world| {
    Sample::get(format!("/api/v1/my/sso/{}", world.id("spare_portal_sso_provider")))
});

/// Who asks.
fn person(context: &Context) -> Result<Person, Problem> {
    let guest = context.guest.as_ref().ok_or_else(|| Problem::new(&problem::UNAUTHENTICATED))?;
    Person::of(guest.actor).ok_or_else(Problem::forbidden)
}

/// A provider of the person's own side. To change links takes a session: a token is not signed in anywhere.
async fn offered(context: &Context, id: ProviderId) -> Result<Person, Problem> {
    let person = person(context)?;
    let found = context.read(move |view: &View<'_>| rows_of::provider(view, id)).await?;
    // In a directory nobody signs in but here.
    if found.is_none_or(|provider| provider.side != side(person) || provider.ldap().is_some()) {
        return Err(Problem::not_found());
    }
    let by_token = context.guest.as_ref().is_some_and(|guest| guest.token.is_some());
    if by_token { Err(Problem::forbidden()) } else { Ok(person) }
}

const fn side(person: Person) -> Side {
    match person {
        Person::Agent(_) => Side::Agents,
        Person::CustomerUser(_) => Side::Customers,
    }
}

fn links(rows: &impl Rows, person: Person) -> Result<OwnSsoLinks, Fault> {
    let own = rows_of::identities_of(rows, person)?;
    let providers = rows_of::providers(rows)?;
    let offered = providers.into_iter().filter(|provider| provider.valid && provider.side == side(person) && provider.ldap().is_none());
    let items = offered.map(|provider| OwnSsoLink {
        linked: own.iter().any(|identity| identity.provider == provider.id),
        provider: provider.id.to_string(),
        name: provider.name,
    });
    Ok(OwnSsoLinks { items: items.collect() })
}

async fn show(context: Context) -> Result<Answer, Problem> {
    let person = person(&context)?;
    Ok(Answer::json(&context.read(move |view: &View<'_>| links(view, person)).await?))
}

async fn go(context: Context, call: Call) -> Result<Answer, Problem> {
    let OwnSsoBegin { provider: id } = call.json()?;
    let person = offered(&context, id).await?;
    match flow::begin(&context, id, Wish { next: None, links: Some(person), anew: true }).await {
        Ok(sent) => Ok(Answer::json(&OwnSsoBegun { address: sent.address }).with_header("set-cookie", &sent.set_cookie)),
        Err(FlowError::Fault(fault)) => Err(fault.into()),
        Err(FlowError::Refused(refusal)) => Err(super::conflict("provider", refusal.word(), "the provider cannot be asked now")),
    }
}

async fn take_away(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ProviderId = call.id("provider")?;
    offered(&context, id).await?;
    context.act(move |act: &Act<'_>| -> Result<(), LinkError> { unlink_own(act, id) }).await?;
    Ok(Answer::no_content())
}
