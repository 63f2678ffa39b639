//! Makes a customer user known.

use super::customer_users::CustomerUserBody;
use super::field;
use crate::commands::{CreateCustomerUserError, NewCustomerUser, create_customer_user};
use crate::model::Unfit;
use crate::queries;
use futures_util::future::BoxFuture;
use kernel::{Fault, Locale, OrFault};
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use serde_json::json;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// A customer user to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCustomerUser)]
struct Body {
    login: String,
    name: String,
    email: String,
    /// The id of the company that they belong to.
    customer: Option<String>,
    /// Their language; the tenant's when absent.
    #[schema(value_type = Option<String>)]
    locale: Option<Locale>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "people.create_customer_user",
    method: Method::Post,
    path: "/api/v1/customer-users",
    summary: "Makes a customer user known.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Created(Shape::of::<CustomerUserBody>()),
    sample: |world| {
        let body = json!({"login": world.id("fresh"), "name": "Sample Customer", "email": "sample@customer.example"});
        Sample::send("/api/v1/customer-users", body)
    },
    handler,
};

impl From<CreateCustomerUserError> for Problem {
    fn from(error: CreateCustomerUserError) -> Self {
        match error {
            CreateCustomerUserError::Forbidden(forbidden) => forbidden.into(),
            CreateCustomerUserError::LoginTaken => Self::new(&problem::CONFLICT).with_detail("the login is taken"),
            CreateCustomerUserError::CustomerUnknown => Self::invalid("customer", "unknown"),
            CreateCustomerUserError::Fault(fault) => fault.into(),
        }
    }
}

fn read(body: &Body, otherwise: Locale) -> Result<NewCustomerUser, Problem> {
    let mut errors = Vec::new();
    let unfit = |unfit: &Unfit| unfit.0;
    let login = field(&mut errors, "login", body.login.parse(), unfit);
    let name = field(&mut errors, "name", body.name.parse(), unfit);
    let email = field(&mut errors, "email", body.email.parse(), |_| "no-address");
    let customer = body.customer.as_ref().and_then(|id| field(&mut errors, "customer", id.parse(), unfit));
    match (login, name, email) {
        (Some(login), Some(name), Some(email)) if errors.is_empty() => {
            Ok(NewCustomerUser { login, name, email, customer, locale: body.locale.unwrap_or(otherwise) })
        }
        _ => Err(Problem::fields(&errors)),
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let new = read(&call.json()?, context.place.locale)?;
        let id = context.act_once(move |act| create_customer_user(act, &new)).await?;
        let made = context.read::<_, Fault, _>(move |view| queries::customer_user(view, id)?.or_fault("a customer user just made")).await?;
        Ok(Answer::created(&CustomerUserBody::from(made)))
    })
}
