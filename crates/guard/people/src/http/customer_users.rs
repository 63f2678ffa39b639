//! Customer users by words.

use crate::model::CustomerUser;
use crate::queries;
use futures_util::future::BoxFuture;
use kernel::{CustomerUserId, Fault, Limit};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem};

/// A customer user as agents see them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = CustomerUser)]
pub(super) struct CustomerUserBody {
    #[schema(value_type = String)]
    id: CustomerUserId,
    login: String,
    name: String,
    email: String,
    /// The name of the company that they belong to.
    customer: Option<String>,
}

impl From<CustomerUser> for CustomerUserBody {
    fn from(user: CustomerUser) -> Self {
        let (id, email, customer) = (user.id, user.email.to_string(), user.customer.map(|customer| customer.name));
        Self { id, login: user.login, name: user.name, email, customer }
    }
}

/// Customer users, by name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct CustomerUserList {
    items: Vec<CustomerUserBody>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    q: String,
}

pub(super) const OPERATION: Operation = Operation {
    name: "people.customer_users",
    method: Method::Get,
    path: "/api/v1/customer-users",
    summary: "Finds customer users by beginnings of words from name, login, address or company; up to 20, by name.",
    audience: Audience::Agents,
    right: "people.see",
    params: &[Param { name: "q", meaning: "words", kind: "string" }],
    body: None,
    yields: Yields::Json(Shape::of::<CustomerUserList>()),
    sample: |_| Sample::get("/api/v1/customer-users?q=a"),
    handler,
};

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Query { q } = call.query()?;
        let limit = Limit::new(20).unwrap_or_default();
        let found = context.read::<_, Fault, _>(move |view| queries::find_customer_users(view, &q, limit)).await?;
        Ok(Answer::json(&CustomerUserList { items: found.into_iter().map(CustomerUserBody::from).collect() }))
    })
}
