//! `POST /api/v1/articles/{id}/cancel` and `…/retry`: what agents do with a mail that waits to be sent.

use super::append::shape;
use super::shape::ArticleShape;
use crate::commands::{self, DeliveryError};
use crate::model::ArticleId;
use crate::queries;
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(crate) const CANCEL: Operation = Operation {
    name: "tickets.cancel_mail",
    method: Method::Post,
    path: "/api/v1/articles/{id}/cancel",
    summary: "Takes back a mail that waits to be sent; 409 if it is being handed over, or its fate is settled.",
    audience: Audience::Agents,
    right: "ticket.rw",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<ArticleShape>()),
    sample: |world| Sample::get(format!("/api/v1/articles/{}/cancel", world.id("answer"))),
    handler: |context, call| handle(context, call, commands::cancel).boxed(),
};

pub(crate) const RETRY: Operation = Operation {
    name: "tickets.retry_mail",
    method: Method::Post,
    path: "/api/v1/articles/{id}/retry",
    summary: "Tries a mail that was put off again now; 409 if its fate is settled.",
    audience: Audience::Agents,
    right: "ticket.rw",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<ArticleShape>()),
    sample: |world| Sample::get(format!("/api/v1/articles/{}/retry", world.id("waiting_mail"))),
    handler: |context, call| handle(context, call, commands::hasten).boxed(),
};

type Command = fn(&::store::Act<'_>, ArticleId) -> Result<(), DeliveryError>;

async fn handle(context: Context, call: Call, command: Command) -> Result<Answer, Problem> {
    let id: ArticleId = call.id("id")?;
    context.act(move |act| command(act, id)).await?;
    let (article, _) = context.read(move |view| queries::article(view, id)).await?;
    Ok(Answer::json(&shape(&context, article.ticket, id).await?))
}
