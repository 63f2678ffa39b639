//! `POST /api/v1/tickets/{id}/articles`

use super::resend;
use super::shape::{ArticleShape, Framing};
use super::writing::{self, ArticleBody};
use crate::commands::{self, ArticleError, ChangeError, Changes, Planned};
use crate::model::{ArticleId, Channel, NewArticle, TicketId};
use crate::queries;
use crate::rights::{self, Note, Permitted, Refusal, Rw, Writes};
use futures_util::FutureExt;
use kernel::Fault;
use room::{Audience, Context, Guest, Method, Operation, Sample};
use serde_json::json;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.append",
    method: Method::Post,
    path: "/api/v1/tickets/{id}/articles",
    summary: "Adds an article: a reply that goes out by mail, a call, a note. May change the state with it.",
    audience: Audience::Agents,
    right: "ticket.note",
    params: &[],
    body: Some(Shape::of::<ArticleBody>().with_files()),
    yields: Yields::Created(Shape::of::<ArticleShape>()),
    sample: |world| {
        Sample::send(format!("/api/v1/tickets/{}/articles", world.id("ticket")), json!({"channel": "internal", "body": "Gesehen."}))
    },
    handler: |context, call| handle(context, call).boxed(),
};

/// Why nothing was added.
enum AppendError {
    Refused(Refusal),
    Article(ArticleError),
    Change(ChangeError),
}

impl From<Fault> for AppendError {
    fn from(fault: Fault) -> Self {
        Self::Refused(Refusal::Fault(fault))
    }
}

impl From<AppendError> for Problem {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Refused(refusal) => refusal.into(),
            AppendError::Article(error) => error.into(),
            AppendError::Change(error) => error.into(),
        }
    }
}

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = writing::ticket_of(&call, &context).await?;
    let body: ArticleBody = call.json()?;
    let changes =
        body.state.clone().map(|state| Changes { state: Some(state), pending_until: body.pending_until.map(Some), ..Changes::default() });
    let answers: Option<ArticleId> = match &body.in_reply_to {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Problem::invalid("in_reply_to", "unknown"))?),
    };
    match body.channel {
        Channel::Internal => writing::may::<Note>(&context, id).await?,
        _ => writing::may::<Rw>(&context, id).await?,
    }
    let mut article = resend::with_earlier(&context, id, body).await?;
    complete(&context, id, answers, &mut article).await?;
    let work = move |act: &::store::Act<'_>| -> Result<ArticleId, AppendError> {
        let planned = changes.as_ref().map(|changes| Planned::change(act, id, changes)).transpose().map_err(AppendError::Change)?;
        let made = match article.channel {
            Channel::Internal => add::<Note>(act, id, &article),
            _ => add::<Rw>(act, id, &article),
        }?;
        if let Some(planned) = planned {
            planned.write(act)?;
        }
        Ok(made)
    };
    let made: ArticleId = context.act_once(work).await?;
    Ok(Answer::created(&shape(&context, id, made).await?))
}

fn add<K: Writes>(act: &::store::Act<'_>, id: TicketId, article: &NewArticle) -> Result<ArticleId, AppendError> {
    let on: Permitted<K> = rights::permit(act, id).map_err(AppendError::Refused)?;
    commands::append(act, &on, article).map_err(AppendError::Article)
}

/// Fills in what a reply leaves open: the recipient, and which message it answers.
async fn complete(context: &Context, id: TicketId, answers: Option<ArticleId>, article: &mut NewArticle) -> Result<(), Problem> {
    if article.channel != Channel::Email {
        return Ok(());
    }
    let read = move |view: &::store::View<'_>| -> Result<_, Refusal> {
        let ticket = queries::for_room(view, id)?;
        let answered = answers.map(|answered| queries::article(view, answered)).transpose()?;
        Ok((ticket, answered))
    };
    let (ticket, answered) = context.read(read).await?;
    if answered.as_ref().is_some_and(|(answered, _)| answered.ticket != id) {
        return Err(Problem::invalid("in_reply_to", "unknown"));
    }
    if let Some((answered, _)) = answered {
        article.lines.in_reply_to = answered.lines.message_id;
    }
    if article.lines.to.is_empty() && article.lines.cc.is_empty() && article.lines.bcc.is_empty() {
        article.lines.to.extend(ticket.asker.email.map(|address| address.as_str().to_owned()));
    }
    Ok(())
}

/// An article as the agent gets it.
pub(super) async fn shape(context: &Context, ticket: TicketId, made: ArticleId) -> Result<ArticleShape, Problem> {
    let (place, credential) = (context.place.clone(), context.guest.as_ref().and_then(Guest::credential));
    let read = move |view: &::store::View<'_>| -> Result<ArticleShape, Refusal> {
        let page = queries::page(view, ticket)?;
        let article = page.articles.iter().find(|article| article.id == made).ok_or(Refusal::NotFound)?;
        Ok(ArticleShape::new(article, &page, view, &Framing { place: &place, credential }))
    };
    Ok(context.read(read).await?)
}
