//! `POST /api/v1/tickets`

use super::get;
use super::shape::TicketShape;
use super::writing::{self, ArticleBody};
use crate::commands::{self, CreateError, NewTicket};
use crate::model::{Channel, Lock, TicketId};
use futures_util::FutureExt;
use kernel::Timestamp;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A ticket to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTicketBody {
    title: String,
    /// The queue's name.
    queue: String,
    /// Login or address of who asks.
    customer: String,
    #[serde(default)]
    priority: Option<String>,
    #[serde(default)]
    state: Option<String>,
    /// The owner's login.
    #[serde(default)]
    owner: Option<String>,
    #[serde(default)]
    lock: Option<Lock>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pending_until: Option<Timestamp>,
    article: ArticleBody,
}

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.create",
    method: Method::Post,
    path: "/api/v1/tickets",
    summary: "Makes a ticket with its first article; a mail is queued at once.",
    audience: Audience::Agents,
    right: "ticket.create",
    params: &[],
    body: Some(Shape::of::<NewTicketBody>().with_files()),
    yields: Yields::Created(Shape::of::<TicketShape>()),
    sample: |_| {
        let article = json!({"channel": "phone", "body": "Der Drucker druckt nicht."});
        Sample::send("/api/v1/tickets", json!({"title": "Drucker", "queue": "Raw", "customer": "somebody@example.net", "article": article}))
    },
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let body: NewTicketBody = call.json()?;
    let (queue, customer, owner) = (body.queue.clone(), body.customer.clone(), body.owner.clone());
    let names = move |view: &::store::View<'_>| -> Result<_, Problem> {
        commands::may_create(view, &queue)?;
        let asker = writing::asker(view, &customer)?.ok_or_else(|| Problem::invalid("customer", "unknown"))?;
        let owner = match &owner {
            None => None,
            Some(login) => Some(writing::agent(view, login)?.ok_or_else(|| Problem::invalid("owner", "unknown"))?),
        };
        Ok((asker, owner))
    };
    let (asker, owner) = context.read(names).await?;
    let mut article = body.article.into_article(&context, Vec::new()).await?;
    if article.channel == Channel::Email && article.lines.to.is_empty() && article.lines.bcc.is_empty() {
        article.lines.to.extend(asker.email.as_ref().map(|address| address.as_str().to_owned()));
    }
    let new = NewTicket {
        title: body.title,
        queue: body.queue,
        state: body.state,
        priority: body.priority,
        asker,
        owner,
        lock: writing::lock(body.lock),
        pending_until: body.pending_until,
        article,
    };
    let id: TicketId = context.act_once(move |act| -> Result<TicketId, CreateError> { commands::create(act, &new) }).await?;
    let shape = get::shape(&context, id).await?;
    Ok(Answer::created(&shape))
}
