//! Customers (companies) and their customer users, as they are administered.

use super::{field, optional};
use crate::administration::{self, Unseen};
use crate::commands::{
    ChangeCustomerError, ChangeCustomerUserError, CreateCustomerError, CustomerChange, CustomerUserChange, SetCompaniesError,
    change_customer, change_customer_user, create_customer, set_companies,
};
use crate::model::{Company, CustomerId, CustomerUser, Unfit};
use crate::queries;
use futures_util::FutureExt;
use kernel::{CustomerUserId, Limit, Locale};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Act, Rows, View};
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// A company.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompanyLine {
    /// OTRS's CustomerID.
    id: String,
    name: String,
    /// Whether its customer users see each other's tickets.
    company_tickets: bool,
    valid: bool,
}

/// Companies, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompanyLines {
    items: Vec<CompanyLine>,
}

/// A company to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCompany {
    id: String,
    name: String,
}

/// What is to be changed of a company; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompanyChange {
    /// Which one.
    id: String,
    name: Option<String>,
    company_tickets: Option<bool>,
    valid: Option<bool>,
}

/// A customer user as they are administered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerUserFull {
    #[schema(value_type = String)]
    id: CustomerUserId,
    login: String,
    name: String,
    email: String,
    #[schema(value_type = String)]
    locale: Locale,
    valid: bool,
    /// The company that they belong to first.
    customer: Option<String>,
    /// All companies that they belong to, the first one too, by id.
    companies: Vec<String>,
}

/// A company with its customer users.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CompanyFull {
    #[serde(flatten)]
    line: CompanyLine,
    /// Whether it is their first company or a further one.
    users: Vec<CustomerUserFull>,
}

/// What is to be changed of a customer user; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerUserChangeBody {
    name: Option<String>,
    email: Option<String>,
    #[schema(value_type = Option<String>)]
    locale: Option<Locale>,
    valid: Option<bool>,
    /// The first company by id; empty for none.
    customer: Option<String>,
    /// Exactly these companies beside the first one, by id.
    companies: Option<Vec<String>>,
}

impl From<Company> for CompanyLine {
    fn from(company: Company) -> Self {
        let Company { id, name, company_tickets, valid } = company;
        Self { id: id.to_string(), name, company_tickets, valid }
    }
}

pub(super) fn full(rows: &impl Rows, user: CustomerUser) -> Result<CustomerUserFull, Unseen> {
    let companies = queries::companies_of(rows, user.id)?.into_iter().map(|company| company.id.to_string()).collect();
    let CustomerUser { id, login, name, email, customer, locale, valid } = user;
    let customer = customer.map(|customer| customer.id.to_string());
    Ok(CustomerUserFull { id, login, name, email: email.to_string(), locale, valid, customer, companies })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    #[serde(default)]
    q: String,
}

pub(super) const LIST: Operation = Operation {
    name: "people.customers",
    method: Method::Get,
    path: "/api/v1/people/customers",
    summary: "Finds companies by beginnings of words from id or name; up to 200, by name.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[Param { name: "q", meaning: "words", kind: "string" }],
    body: None,
    yields: Yields::Json(Shape::of::<CompanyLines>()),
    sample: |_| Sample::get("/api/v1/people/customers"),
    handler: |context, call| list(context, call).boxed(),
};

async fn list(context: Context, call: Call) -> Result<Answer, Problem> {
    let Words { q } = call.query()?;
    let limit = Limit::new(200).unwrap_or_default();
    let found = context.read(move |view: &View<'_>| administration::find_companies(view, &q, limit)).await?;
    Ok(Answer::json(&CompanyLines { items: found.into_iter().map(CompanyLine::from).collect() }))
}

pub(super) const CREATE: Operation = Operation {
    name: "people.create_customer",
    method: Method::Post,
    path: "/api/v1/people/customers",
    summary: "Makes a company known; its customer users see each other's tickets.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<NewCompany>()),
    yields: Yields::Created(Shape::of::<CompanyLine>()),
    sample: |world| Sample::send("/api/v1/people/customers", json!({"id": world.id("fresh"), "name": "Sample Company"})),
    handler: |context, call| create(context, call).boxed(),
};

impl From<CreateCustomerError> for Problem {
    fn from(error: CreateCustomerError) -> Self {
        match error {
            CreateCustomerError::Forbidden(forbidden) => forbidden.into(),
            CreateCustomerError::IdTaken => Self::new(&problem::CONFLICT).with_detail("the customer id is taken"),
            CreateCustomerError::Fault(fault) => fault.into(),
        }
    }
}

async fn create(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: NewCompany = call.json()?;
    let mut errors = Vec::new();
    let unfit = |unfit: &Unfit| unfit.0;
    let id: Option<CustomerId> = field(&mut errors, "id", body.id.parse(), unfit);
    let name = field(&mut errors, "name", body.name.parse(), unfit);
    let (Some(id), Some(name)) = (id, name) else { return Err(Problem::fields(&errors)) };
    let made = id.clone();
    context.act(move |act| create_customer(act, &id, &name)).await?;
    let (company, _) = context.read(move |view: &View<'_>| administration::company(view, &made)).await?;
    Ok(Answer::created(&CompanyLine::from(company)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    id: String,
}

fn company_id(text: &str) -> Result<CustomerId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

fn company_full(rows: &impl Rows, id: &CustomerId) -> Result<CompanyFull, Unseen> {
    let (company, users) = administration::company(rows, id)?;
    let users = users.into_iter().map(|user| full(rows, user)).collect::<Result<_, _>>()?;
    Ok(CompanyFull { line: company.into(), users })
}

pub(super) const GET: Operation = Operation {
    name: "people.customer",
    method: Method::Get,
    path: "/api/v1/people/customer",
    summary: "A company with its customer users.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[Param { name: "id", meaning: "OTRS's CustomerID; it may hold any sign, so it is no part of the path", kind: "string" }],
    body: None,
    yields: Yields::Json(Shape::of::<CompanyFull>()),
    sample: |world| Sample::get(format!("/api/v1/people/customer?id={}", world.id("customer"))),
    handler: |context, call| get(context, call).boxed(),
};

async fn get(context: Context, call: Call) -> Result<Answer, Problem> {
    let Which { id } = call.query()?;
    let id = company_id(&id)?;
    Ok(Answer::json(&context.read(move |view: &View<'_>| company_full(view, &id)).await?))
}

pub(super) const CHANGE: Operation = Operation {
    name: "people.change_customer",
    method: Method::Patch,
    path: "/api/v1/people/customer",
    summary: "Changes a company: its name, whether its customer users see each other's tickets, whether it is valid.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<CompanyChange>()),
    yields: Yields::Json(Shape::of::<CompanyFull>()),
    sample: |world| Sample::send("/api/v1/people/customer", json!({"id": world.id("customer"), "company_tickets": true})),
    handler: |context, call| change(context, call).boxed(),
};

impl From<ChangeCustomerError> for Problem {
    fn from(error: ChangeCustomerError) -> Self {
        match error {
            ChangeCustomerError::Forbidden(forbidden) => forbidden.into(),
            ChangeCustomerError::CustomerUnknown => Self::not_found(),
            ChangeCustomerError::Fault(fault) => fault.into(),
        }
    }
}

async fn change(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: CompanyChange = call.json()?;
    let id = company_id(&body.id)?;
    let mut errors = Vec::new();
    let name = optional(&mut errors, "name", body.name.as_deref(), |unfit: &Unfit| unfit.0);
    if !errors.is_empty() {
        return Err(Problem::fields(&errors));
    }
    let change = CustomerChange { name, company_tickets: body.company_tickets, valid: body.valid };
    let work = move |act: &Act<'_>| -> Result<CompanyFull, Problem> {
        change_customer(act, &id, &change)?;
        Ok(company_full(act, &id)?)
    };
    Ok(Answer::json(&context.act(work).await?))
}

pub(super) const CHANGE_USER: Operation = Operation {
    name: "people.change_customer_user",
    method: Method::Patch,
    path: "/api/v1/people/customer-users/{id}",
    summary: "Changes a customer user: name, address, language, validity, companies; all that are named or none.",
    audience: Audience::Agents,
    right: "people.administer",
    params: &[],
    body: Some(Shape::of::<CustomerUserChangeBody>()),
    yields: Yields::Json(Shape::of::<CustomerUserFull>()),
    sample: |world| {
        let path = format!("/api/v1/people/customer-users/{}", world.id("customer_user"));
        Sample::send(path, json!({"companies": [world.id("customer")]}))
    },
    handler: |context, call| change_user(context, call).boxed(),
};

impl From<ChangeCustomerUserError> for Problem {
    fn from(error: ChangeCustomerUserError) -> Self {
        match error {
            ChangeCustomerUserError::Forbidden(forbidden) => forbidden.into(),
            ChangeCustomerUserError::CustomerUserUnknown => Self::not_found(),
            ChangeCustomerUserError::CustomerUnknown => Self::invalid("customer", "unknown"),
            ChangeCustomerUserError::Fault(fault) => fault.into(),
        }
    }
}

impl From<SetCompaniesError> for Problem {
    fn from(error: SetCompaniesError) -> Self {
        match error {
            SetCompaniesError::Forbidden(forbidden) => forbidden.into(),
            SetCompaniesError::CustomerUserUnknown => Self::not_found(),
            SetCompaniesError::CustomerUnknown => Self::invalid("companies", "unknown"),
            SetCompaniesError::TooMany => Self::invalid("companies", "too-many"),
            SetCompaniesError::Fault(fault) => fault.into(),
        }
    }
}

async fn change_user(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: CustomerUserId = call.id("id")?;
    let body: CustomerUserChangeBody = call.json()?;
    let mut errors = Vec::new();
    let unfit = |unfit: &Unfit| unfit.0;
    let name = optional(&mut errors, "name", body.name.as_deref(), unfit);
    let email = body.email.as_ref().and_then(|email| field(&mut errors, "email", email.parse(), |_| "no-address"));
    let first = body.customer.as_deref().filter(|id| !id.is_empty());
    let customer = body.customer.as_ref().map(|_| first.and_then(|id| field(&mut errors, "customer", id.parse(), unfit)));
    let further = |ids: Vec<String>| ids.iter().map(|id| id.parse()).collect::<Result<BTreeSet<CustomerId>, Unfit>>();
    let companies = body.companies.map(further).and_then(|read| field(&mut errors, "companies", read, unfit));
    if !errors.is_empty() {
        return Err(Problem::fields(&errors));
    }
    let is_any = name.is_some() || email.is_some() || body.locale.is_some() || body.valid.is_some() || customer.is_some();
    let change = CustomerUserChange { name, email, locale: body.locale, customer, valid: body.valid };
    let work = move |act: &Act<'_>| -> Result<CustomerUserFull, Problem> {
        administration::administered_customer_user(act, id)?;
        if let Some(companies) = &companies {
            set_companies(act, id, companies)?;
        }
        if is_any {
            change_customer_user(act, id, &change)?;
        }
        Ok(full(act, administration::administered_customer_user(act, id)?)?)
    };
    Ok(Answer::json(&context.act(work).await?))
}
