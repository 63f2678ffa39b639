//! What is demanded at sign-in, by role.

use crate::access_policy::{AccessPolicy, Whom};
use crate::rights::{Administering, NotYours};
use crate::store as rows_of;
use futures_util::future::BoxFuture;
use kernel::Fault;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use store::View;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// What is demanded of some people. Of several policies for one person the strictest counts, field by field.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PolicyOf)]
struct PolicyBody {
    /// `agents`, `administrators`, `customers` or `role:NUMBER`.
    whom: String,
    /// Of a role.
    name: Option<String>,
    /// Whether somebody chose it; else it is what holds at first.
    chosen: bool,
    policy: AccessPolicy,
}

/// All of them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Policies {
    items: Vec<PolicyBody>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.policies",
    method: Method::Get,
    path: "/api/v1/access/policies",
    summary: "What is demanded at sign-in, of agents, administrators, customer users and roles.",
    audience: Audience::Agents,
    right: "access.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<Policies>()),
    sample: |_| Sample::get("/api/v1/access/policies"),
    handler: |context, _: Call| handler(context),
};

enum Refusal {
    NotYours,
    Fault(Fault),
}

impl From<NotYours> for Refusal {
    fn from(_: NotYours) -> Self {
        Self::NotYours
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn read(view: &View<'_>) -> Result<Policies, Refusal> {
    Administering::may::<Refusal>(view)?;
    let chosen = rows_of::policies(view)?;
    let roles = people::list_roles(view)?;
    let named = roles.into_iter().map(|role| (Whom::Role(role.id), Some(role.name)));
    let everybody = [Whom::Agents, Whom::Administrators, Whom::Customers].map(|whom| (whom, None));
    let body = |(whom, name): (Whom, Option<String>)| {
        let of = chosen.get(&whom);
        let policy = of.copied().unwrap_or_else(|| AccessPolicy::initial(whom));
        PolicyBody { whom: whom.to_string(), name, chosen: of.is_some(), policy }
    };
    Ok(Policies { items: everybody.into_iter().chain(named).map(body).collect() })
}

fn handler(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        match context.read(read).await {
            Ok(policies) => Ok(Answer::json(&policies)),
            Err(Refusal::NotYours) => Err(Problem::forbidden()),
            Err(Refusal::Fault(fault)) => Err(fault.into()),
        }
    })
}
