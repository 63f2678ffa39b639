//! `GET /api/v1/articles/{id}/journey`

use super::shape::{MailCopy, MailStep, locale};
use crate::queries;
use crate::step::Step;
use futures_util::FutureExt;
use kernel::Timestamp;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use tickets::ArticleId;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// How the mail of an article came to its ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailJourney {
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    /// `smtp`, `lmtp`, `pipe`, `imap`, `pop3`.
    way: String,
    tls: Option<String>,
    envelope_from: Option<String>,
    /// `ticket`, `article` or `report`.
    outcome: String,
    malformed: Option<String>,
    /// The decisions, in their order, without what they say of other tickets.
    steps: Vec<MailStep>,
    /// Further deliveries of the same mail.
    copies: Vec<MailCopy>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "mail.journey",
    method: Method::Get,
    path: "/api/v1/articles/{id}/journey",
    summary: "How the mail of an article came to its ticket: every decision, for those who see the ticket.",
    audience: Audience::Agents,
    right: "mail.journey",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailJourney>()),
    sample: |world| Sample::get(format!("/api/v1/articles/{}/journey", world.id("mail_article"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ArticleId = call.id("id")?;
    let (entry, copies) = context.read(move |view| queries::journey(view, id)).await?;
    let locale = locale(&context);
    let own = |step: &&Step| step.number().is_none_or(|number| Some(number) == entry.number.as_deref());
    Ok(Answer::json(&MailJourney {
        at: entry.at,
        way: entry.way.clone(),
        tls: entry.tls.clone(),
        envelope_from: entry.envelope_from.clone(),
        outcome: entry.outcome.as_str().to_owned(),
        malformed: entry.malformed.clone(),
        steps: entry.steps.iter().filter(own).map(|step| MailStep::new(step, locale)).collect(),
        copies: copies.iter().map(MailCopy::new).collect(),
    }))
}
