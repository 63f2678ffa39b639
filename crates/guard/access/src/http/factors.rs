//! One's own second factors.

use super::person;
use crate::factor::{Factor, FactorId};
use crate::model::Person;
use crate::standing::{due_at, policy_of};
use crate::store::factors as rows_of;
use futures_util::future::BoxFuture;
use kernel::{Fault, Timestamp};
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use store::View;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A second factor of one's own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Factor)]
pub(super) struct FactorBody {
    #[schema(value_type = String)]
    id: FactorId,
    /// `totp` (an authenticator app) or `passkey`.
    kind: &'static str,
    name: String,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = "date-time")]
    last_used_at: Option<Timestamp>,
}

impl From<Factor> for FactorBody {
    fn from(factor: Factor) -> Self {
        let Factor { id, kind, name, created_at, last_used_at, .. } = factor;
        Self { id, kind: kind.as_str(), name, created_at, last_used_at }
    }
}

/// One's own second factors, and what is demanded.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Factors {
    /// Oldest first.
    items: Vec<FactorBody>,
    /// How many recovery codes are left.
    recovery_codes: u64,
    /// Whether two factors are demanded.
    second_factor: bool,
    /// Whether one of them has to be a passkey.
    phishing_resistant: bool,
    /// From when on it is demanded, when it is and was not set up.
    #[schema(value_type = Option<String>, format = "date-time")]
    due_at: Option<Timestamp>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.factors",
    method: Method::Get,
    path: "/api/v1/me/factors",
    summary: "One's own second factors, and what is demanded.",
    audience: Audience::Agents,
    right: "access.own_factors",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<Factors>()),
    sample: |_| Sample::get("/api/v1/me/factors"),
    handler: |context, _: Call| handler(context),
};

/// The same for the customer's cookie.
pub(super) const MINE: Operation = Operation {
    name: "access.my_factors",
    path: "/api/v1/my/me/factors",
    audience: Audience::Customers,
    sample: |_| Sample::get("/api/v1/my/me/factors"),
    ..OPERATION
};

fn read(view: &View<'_>, person: Person) -> Result<Factors, Fault> {
    let policy = policy_of(view, person)?;
    let items = rows_of::factors_of(view, person)?.into_iter().map(FactorBody::from).collect();
    Ok(Factors {
        items,
        recovery_codes: rows_of::count_codes(view, person)?,
        second_factor: policy.second_factor,
        phishing_resistant: policy.phishing_resistant,
        due_at: due_at(view, person, &policy)?,
    })
}

fn handler(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let person = person(&context)?;
        Ok(Answer::json(&context.read(move |view| read(view, person)).await?))
    })
}
