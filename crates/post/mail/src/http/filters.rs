//! `/api/v1/mail/filters`

use super::conflict;
use crate::commands::{FilterChange, FilterError, change_filter, create_filter, order_filters, remove_filter};
use crate::filter::{Filter, FilterId, Misfit, Rule};
use crate::queries::{self, Unseen};
use futures_util::FutureExt;
use kernel::Timestamp;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Recorded;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// A postmaster filter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailFilter {
    #[schema(value_type = String)]
    id: FilterId,
    name: String,
    enabled: bool,
    /// Whether it was tried over the last mails as it is.
    tried: bool,
    version: i64,
    rule: Rule,
}

impl From<Filter> for MailFilter {
    fn from(filter: Filter) -> Self {
        let tried = filter.is_tried();
        let Filter { id, name, enabled, rule, version, .. } = filter;
        Self { id, name, enabled, tried, version, rule }
    }
}

/// The postmaster filters, in their order.
#[derive(Debug, Serialize, ToSchema)]
struct MailFilterList {
    items: Vec<MailFilter>,
}

/// One line of a filter's history.
#[derive(Debug, Serialize, ToSchema)]
struct MailFilterHistoryLine {
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    /// Who did it.
    by: String,
    /// `filter_created`, `filter_changed`, `filter_removed`.
    kind: String,
    enabled: bool,
    version: i64,
}

/// What happened to a filter, oldest first.
#[derive(Debug, Serialize, ToSchema)]
struct MailFilterHistory {
    items: Vec<MailFilterHistoryLine>,
}

/// A filter to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMailFilter {
    name: String,
    rule: Rule,
}

/// A change of a filter; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailFilterChange {
    #[serde(default)]
    name: Option<String>,
    /// Another rule switches the filter off until it was tried again.
    #[serde(default)]
    rule: Option<Rule>,
    #[serde(default)]
    enabled: Option<bool>,
    /// Switches it on, or leaves it on, though it was not tried.
    #[serde(default)]
    untried: bool,
    /// Refuse when it has another version by now.
    #[serde(default)]
    version: Option<i64>,
}

/// The filters that shall be asked first, in their order; the others stay behind them as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailFilterOrder {
    #[schema(value_type = Vec<String>)]
    order: Vec<FilterId>,
}

pub(super) const LIST: Operation = Operation {
    name: "mail.filters",
    method: Method::Get,
    path: "/api/v1/mail/filters",
    summary: "The postmaster filters, in their order; for administrators.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailFilterList>()),
    sample: |_| Sample::get("/api/v1/mail/filters"),
    handler: |context, _| list(context).boxed(),
};

pub(super) const CREATE: Operation = Operation {
    name: "mail.create_filter",
    method: Method::Post,
    path: "/api/v1/mail/filters",
    summary: "Makes a postmaster filter behind the others, switched off.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: Some(Shape::of::<NewMailFilter>()),
    yields: Yields::Created(Shape::of::<MailFilter>()),
    sample: |world| {
        let rule = json!({"conditions": [{"on": "header", "name": "Subject", "matches": "sample"}], "set": {"queue": "Misc"}});
        Sample::send("/api/v1/mail/filters", json!({"name": world.id("fresh"), "rule": rule}))
    },
    handler: |context, call| create(context, call).boxed(),
};

pub(super) const CHANGE: Operation = Operation {
    name: "mail.change_filter",
    method: Method::Patch,
    path: "/api/v1/mail/filters/{id}",
    summary: "Changes a postmaster filter, or switches it on once it was tried, or off.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: Some(Shape::of::<MailFilterChange>()),
    yields: Yields::Json(Shape::of::<MailFilter>()),
    sample: |world| Sample::send(format!("/api/v1/mail/filters/{}", world.id("mail_filter")), json!({"enabled": true})),
    handler: |context, call| change(context, call).boxed(),
};

pub(super) const ORDER: Operation = Operation {
    name: "mail.order_filters",
    method: Method::Put,
    path: "/api/v1/mail/filters",
    summary: "Puts postmaster filters first, in this order; the others stay behind them.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: Some(Shape::of::<MailFilterOrder>()),
    yields: Yields::Json(Shape::of::<MailFilterList>()),
    sample: |world| Sample::send("/api/v1/mail/filters", json!({"order": [world.id("mail_filter")]})),
    handler: |context, call| order(context, call).boxed(),
};

pub(super) const REMOVE: Operation = Operation {
    name: "mail.remove_filter",
    method: Method::Delete,
    path: "/api/v1/mail/filters/{id}",
    summary: "Removes a postmaster filter.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/mail/filters/{}", world.id("mail_filter"))),
    handler: |context, call| remove(context, call).boxed(),
};

pub(super) const HISTORY: Operation = Operation {
    name: "mail.filter_history",
    method: Method::Get,
    path: "/api/v1/mail/filters/{id}/history",
    summary: "What happened to a postmaster filter, oldest first; of a removed one, too.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailFilterHistory>()),
    sample: |world| Sample::get(format!("/api/v1/mail/filters/{}/history", world.id("mail_filter"))),
    handler: |context, call| history(context, call).boxed(),
};

async fn history(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: FilterId = call.id("id")?;
    let read = move |view: &store::View<'_>| -> Result<Vec<MailFilterHistoryLine>, Unseen> {
        let (events, names) = queries::filter_history(view, id)?;
        let line = |event: &Recorded| MailFilterHistoryLine {
            at: event.at,
            by: names.get(&event.actor).cloned().unwrap_or_else(|| event.actor.clone()),
            kind: event.kind.clone(),
            enabled: event.public.get("enabled").and_then(Json::as_bool).unwrap_or_default(),
            version: event.public.get("version").and_then(Json::as_i64).unwrap_or_default(),
        };
        Ok(events.iter().map(line).collect())
    };
    Ok(Answer::json(&MailFilterHistory { items: context.read(read).await? }))
}

async fn list(context: Context) -> Result<Answer, Problem> {
    let all = context.read(|view| queries::filters(view)).await?;
    Ok(Answer::json(&MailFilterList { items: all.into_iter().map(MailFilter::from).collect() }))
}

async fn one(context: &Context, id: FilterId) -> Result<MailFilter, Problem> {
    let read = move |view: &store::View<'_>| -> Result<Filter, Unseen> { queries::filter(view, id) };
    Ok(context.read(read).await?.into())
}

async fn create(context: Context, call: Call) -> Result<Answer, Problem> {
    let NewMailFilter { name, rule } = call.json()?;
    let id = context.act_once(move |act| create_filter(act, name.trim(), &rule)).await?;
    Ok(Answer::created(&one(&context, id).await?))
}

async fn change(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: FilterId = call.id("id")?;
    let MailFilterChange { name, rule, enabled, untried, version } = call.json()?;
    let change = FilterChange { name: name.map(|name| name.trim().to_owned()), rule, enabled, untried, version };
    context.act(move |act| change_filter(act, id, &change)).await?;
    Ok(Answer::json(&one(&context, id).await?))
}

async fn order(context: Context, call: Call) -> Result<Answer, Problem> {
    let MailFilterOrder { order } = call.json()?;
    context.act(move |act| order_filters(act, &order)).await?;
    list(context).await
}

async fn remove(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: FilterId = call.id("id")?;
    context.act(move |act| remove_filter(act, id)).await?;
    Ok(Answer::no_content())
}

impl From<FilterError> for Problem {
    fn from(error: FilterError) -> Self {
        match error {
            FilterError::Forbidden(forbidden) => forbidden.into(),
            FilterError::Unknown => Self::not_found(),
            FilterError::Misfit(Misfit(field, reason)) => Self::invalid(field, reason),
            FilterError::NameTaken => conflict("name", "taken", "the name is taken"),
            FilterError::TooMany => conflict("filters", "too-many", "there are too many filters"),
            FilterError::Untried => conflict("enabled", "untried", "try the filter first"),
            FilterError::OrderUnclear => Self::invalid("order", "unclear"),
            FilterError::Outdated => Self::new(&problem::PRECONDITION),
            FilterError::Fault(fault) => fault.into(),
        }
    }
}
