//! Customer users as they are administered: by words, and one with all companies.

use super::customers::{CustomerUserFull, full};
use crate::administration::{self, Unseen};
use crate::model::CustomerUser;
use futures_util::FutureExt;
use kernel::{CustomerUserId, Limit};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use store::View;
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem};

/// A customer user in the list of administrators.
#[derive(Debug, Serialize, ToSchema)]
struct CustomerUserLine {
    #[schema(value_type = String)]
    id: CustomerUserId,
    login: String,
    name: String,
    email: String,
    valid: bool,
    /// The id of the company that they belong to first.
    customer: Option<String>,
    /// The name of that company.
    customer_name: Option<String>,
}

/// Customer users, by name.
#[derive(Debug, Serialize, ToSchema)]
struct CustomerUserLines {
    items: Vec<CustomerUserLine>,
}

impl From<CustomerUser> for CustomerUserLine {
    fn from(user: CustomerUser) -> Self {
        let CustomerUser { id, login, name, email, customer, valid, locale: _ } = user;
        let (customer, customer_name) = customer.map(|customer| (customer.id.to_string(), customer.name)).unzip();
        Self { id, login, name, email: email.to_string(), valid, customer, customer_name }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    #[serde(default)]
    q: String,
}

pub(super) const LIST: Operation = Operation {
    name: "people.list_customer_users",
    method: Method::Get,
    path: "/api/v1/people/customer-users",
    summary: "Finds customer users, valid or not, by beginnings of words from name, login, address or company; up to 200, by name.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[Param { name: "q", meaning: "words", kind: "string" }],
    body: None,
    yields: Yields::Json(Shape::of::<CustomerUserLines>()),
    sample: |_| Sample::get("/api/v1/people/customer-users"),
    handler: |context, call| list(context, call).boxed(),
};

async fn list(context: Context, call: Call) -> Result<Answer, Problem> {
    let Words { q } = call.query()?;
    let limit = Limit::new(200).unwrap_or_default();
    let found = context.read(move |view: &View<'_>| administration::administered_customer_users(view, &q, limit)).await?;
    Ok(Answer::json(&CustomerUserLines { items: found.into_iter().map(CustomerUserLine::from).collect() }))
}

pub(super) const GET: Operation = Operation {
    name: "people.customer_user",
    method: Method::Get,
    path: "/api/v1/people/customer-users/{id}",
    summary: "A customer user with all companies that they belong to.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<CustomerUserFull>()),
    sample: |world| Sample::get(format!("/api/v1/people/customer-users/{}", world.id("customer_user"))),
    handler: |context, call| get(context, call).boxed(),
};

async fn get(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: CustomerUserId = call.id("id")?;
    let read =
        move |view: &View<'_>| -> Result<CustomerUserFull, Unseen> { full(view, administration::administered_customer_user(view, id)?) };
    Ok(Answer::json(&context.read(read).await?))
}
