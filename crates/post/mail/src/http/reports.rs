//! `GET /api/v1/articles/{id}/reports`

use crate::queries;
use crate::store::reports::Reported;
use futures_util::FutureExt;
use kernel::Timestamp;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use tickets::ArticleId;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// What a mail system reported about a mail, for one recipient.
#[derive(Debug, Serialize, ToSchema)]
struct MailReport {
    /// The article that the report is.
    #[schema(value_type = String)]
    article: ArticleId,
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    recipient: String,
    /// `failed`, `delayed`, `delivered`, `relayed`, `expanded`, `displayed`, `deleted`.
    became: String,
    /// The words of the mail system.
    words: Option<String>,
}

impl From<Reported> for MailReport {
    fn from(reported: Reported) -> Self {
        let Reported { article, at, recipient, became, words } = reported;
        Self { article, at, recipient, became, words }
    }
}

/// What was reported about a mail, oldest first.
#[derive(Debug, Serialize, ToSchema)]
struct MailReports {
    items: Vec<MailReport>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "mail.reports",
    method: Method::Get,
    path: "/api/v1/articles/{id}/reports",
    summary: "What mail systems reported about a mail that was sent: bounces, delays, deliveries, readings.",
    audience: Audience::Agents,
    right: "mail.journey",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailReports>()),
    sample: |world| Sample::get(format!("/api/v1/articles/{}/reports", world.id("answer"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ArticleId = call.id("id")?;
    let found = context.read(move |view| queries::reported(view, id)).await?;
    Ok(Answer::json(&MailReports { items: found.into_iter().map(MailReport::from).collect() }))
}
