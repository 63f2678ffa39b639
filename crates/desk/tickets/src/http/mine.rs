//! The tickets that customer users see: list, read, ask, answer.

use super::list::{limit, open, seal};
use super::shape::AttachmentShape;
use super::writing::{self, AttachmentBody, Files};
use crate::commands::{self, ArticleError, CreateError, NewTicket};
use crate::model::{Article, ArticleId, Attachment, Channel, Lock, MailLines, NewArticle, Sender, StateType, Ticket, TicketId};
use crate::queries::{self, MyPage};
use crate::rights::{self, Note, Permitted, Refusal};
use ::store::Rows;
use futures_util::FutureExt;
use kernel::{Actor, CustomerUserId, Fault, Timestamp};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::openapi::{Param, Shape, Yields};
use web::{Answer, Call, Problem};

/// A ticket as its customer user sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyTicketRow {
    id: String,
    number: String,
    title: String,
    state: String,
    state_type: StateType,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    changed_at: Timestamp,
    /// The desk has answered and waits for whoever asked.
    your_turn: bool,
    /// The name of who asked, when it was somebody else.
    asked_by: Option<String>,
}

/// The customer user's tickets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyTickets {
    items: Vec<MyTicketRow>,
    next: Option<String>,
}

/// An article as the customer user sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyArticle {
    id: String,
    #[schema(value_type = String)]
    at: Timestamp,
    mine: bool,
    by: String,
    text: String,
    attachments: Vec<AttachmentShape>,
}

/// What the customer user may do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyCan {
    reply: bool,
}

/// A ticket with what the customer user sees of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyTicket {
    #[serde(flatten)]
    row: MyTicketRow,
    articles: Vec<MyArticle>,
    /// The names of those who take part beside whoever asked.
    participants: Vec<String>,
    can: MyCan,
}

impl MyTicketRow {
    fn new(ticket: &Ticket, me: CustomerUserId, last: Option<Sender>) -> Self {
        let asked = ticket.asker.user == Some(me);
        Self {
            asked_by: ticket.asker.name.clone().filter(|_| !asked),
            id: ticket.id.to_string(),
            number: ticket.number.clone(),
            title: ticket.title.clone(),
            state: ticket.state_name.clone(),
            state_type: ticket.state_type,
            created_at: ticket.created_at,
            changed_at: ticket.customer_changed_at,
            your_turn: asked && ticket.state_type == StateType::PendingReminder && last == Some(Sender::Agent),
        }
    }
}

/// Who calls, when it is a customer user.
fn me(context: &Context) -> Result<CustomerUserId, Problem> {
    match context.by.actor {
        Actor::CustomerUser(id) => Ok(id),
        Actor::Agent(_) | Actor::Operator(_) | Actor::Room(_) | Actor::Stranger => Err(Problem::forbidden()),
    }
}

pub(crate) const LIST: Operation = Operation {
    name: "tickets.my_list",
    method: Method::Get,
    path: "/api/v1/my/tickets",
    summary: "The tickets that the customer user sees: their own, those in which they take part, those of their companies; what changed last first.",
    audience: Audience::Customers,
    right: "ticket.own",
    params: &[
        Param { name: "limit", meaning: "how many at most, 1 to 200, 50 unless told", kind: "integer" },
        Param { name: "cursor", meaning: "where the page begins", kind: "string" },
    ],
    body: None,
    yields: Yields::Json(Shape::of::<MyTickets>()),
    sample: |_| Sample::get("/api/v1/my/tickets"),
    handler: |context, call| list(context, call).boxed(),
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    limit: Option<u32>,
    #[serde(default)]
    cursor: Option<String>,
}

async fn list(context: Context, call: Call) -> Result<Answer, Problem> {
    let (me, asked) = (me(&context)?, call.query::<Asked>()?);
    let limit = limit(asked.limit)?;
    let after = asked.cursor.as_deref().map(|cursor| open(&context, cursor)).transpose()?;
    let read = move |view: &::store::View<'_>| -> Result<MyTickets, Fault> {
        let (tickets, next) = queries::my_tickets(view, me, after, limit.get())?;
        let mut items = Vec::with_capacity(tickets.len());
        for ticket in &tickets {
            let waits = ticket.state_type == StateType::PendingReminder;
            let last = if waits { crate::store::customer_articles_of(view, ticket.id)?.last().map(|last| last.sender) } else { None };
            items.push(MyTicketRow::new(ticket, me, last));
        }
        Ok(MyTickets { items, next: next.map(|place| seal(&view.purpose_key("ticket-list"), place).0) })
    };
    Ok(Answer::json(&context.read(read).await?))
}

pub(crate) const GET: Operation = Operation {
    name: "tickets.my_get",
    method: Method::Get,
    path: "/api/v1/my/tickets/{id}",
    summary: "One of the tickets that the customer user sees, with the articles meant for customers.",
    audience: Audience::Customers,
    right: "ticket.own",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MyTicket>()),
    sample: |world| Sample::get(format!("/api/v1/my/tickets/{}", world.id("my_ticket"))),
    handler: |context, call| get(context, call).boxed(),
};

async fn get(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: TicketId = call.id("id")?;
    Ok(Answer::json(&ticket(&context, id).await?))
}

async fn ticket(context: &Context, id: TicketId) -> Result<MyTicket, Problem> {
    let me = me(context)?;
    let read = move |view: &::store::View<'_>| -> Result<MyTicket, Refusal> {
        let MyPage { ticket, articles, attachments, participants } = queries::my_ticket(view, id)?;
        Ok(MyTicket {
            row: MyTicketRow::new(&ticket, me, articles.last().map(|last| last.sender)),
            participants: participants.into_iter().map(|user| user.name).collect(),
            can: MyCan { reply: !matches!(ticket.state_type, StateType::Merged | StateType::Removed) },
            articles: articles.iter().map(|article| my_article(article, is_mine(article, &ticket, me), &attachments)).collect(),
        })
    };
    Ok(context.read(read).await?)
}

/// Whether somebody wrote an article themselves. Mails do not say who of the desk's people wrote: those from the customer's side
/// count as the asker's.
fn is_mine(article: &Article, ticket: &Ticket, me: CustomerUserId) -> bool {
    article.sender == Sender::Customer && article.author.map_or(ticket.asker.user == Some(me), |author| author == me.0)
}

fn my_article(article: &Article, mine: bool, attachments: &[Attachment]) -> MyArticle {
    let own = attachments.iter().filter(|attachment| attachment.article == article.id);
    MyArticle {
        id: article.id.to_string(),
        at: article.at,
        mine,
        by: article.author_name.clone(),
        text: article.text.clone(),
        attachments: own.map(|attachment| AttachmentShape::new(attachment, None, "/api/v1/attachments")).collect(),
    }
}

/// A request of a customer user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MyNewTicket {
    title: String,
    body: String,
    #[serde(default)]
    attachments: Vec<AttachmentBody>,
}

pub(crate) const CREATE: Operation = Operation {
    name: "tickets.my_create",
    method: Method::Post,
    path: "/api/v1/my/tickets",
    summary: "Asks the desk something.",
    audience: Audience::Customers,
    right: "ticket.create",
    params: &[],
    body: Some(Shape::of::<MyNewTicket>().with_files()),
    yields: Yields::Created(Shape::of::<MyTicket>()),
    sample: |_| Sample::send("/api/v1/my/tickets", json!({"title": "Frage", "body": "Wie richte ich das ein?"})),
    handler: |context, call| create(context, call).boxed(),
};

async fn create(context: Context, call: Call) -> Result<Answer, Problem> {
    let (me, body) = (me(&context)?, call.json::<MyNewTicket>()?);
    let user = context.read(move |view| people::customer_user(view, me)).await?.ok_or_else(Problem::forbidden)?;
    let article = web_article(&context, body.body, body.attachments).await?;
    let new = NewTicket {
        title: body.title,
        queue: "Raw".into(),
        state: None,
        priority: None,
        asker: writing::of_user(user),
        owner: None,
        lock: Lock::Unlock,
        pending_until: None,
        article,
    };
    let id: TicketId = context.act_once(move |act| -> Result<TicketId, CreateError> { commands::create(act, &new) }).await?;
    Ok(Answer::created(&ticket(&context, id).await?))
}

/// An answer of a customer user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MyNewArticle {
    body: String,
    #[serde(default)]
    attachments: Vec<AttachmentBody>,
}

pub(crate) const APPEND: Operation = Operation {
    name: "tickets.my_append",
    method: Method::Post,
    path: "/api/v1/my/tickets/{id}/articles",
    summary: "Answers on one of the tickets that the customer user sees; opens it when it waits or is closed.",
    audience: Audience::Customers,
    right: "ticket.note",
    params: &[],
    body: Some(Shape::of::<MyNewArticle>().with_files()),
    yields: Yields::Created(Shape::of::<MyTicket>()),
    sample: |world| {
        Sample::send(format!("/api/v1/my/tickets/{}/articles", world.id("my_ticket")), json!({"body": "Danke, es geht wieder."}))
    },
    handler: |context, call| append(context, call).boxed(),
};

/// Why an answer was not added.
enum AnswerError {
    Refused(Refusal),
    Article(ArticleError),
}

impl From<Fault> for AnswerError {
    fn from(fault: Fault) -> Self {
        Self::Refused(Refusal::Fault(fault))
    }
}

impl From<AnswerError> for Problem {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Refused(refusal) => refusal.into(),
            AnswerError::Article(error) => error.into(),
        }
    }
}

async fn append(context: Context, call: Call) -> Result<Answer, Problem> {
    me(&context)?;
    let (id, body): (TicketId, MyNewArticle) = (call.id("id")?, call.json()?);
    writing::may::<Note>(&context, id).await?;
    let article = web_article(&context, body.body, body.attachments).await?;
    let work = move |act: &::store::Act<'_>| -> Result<ArticleId, AnswerError> {
        let on: Permitted<Note> = rights::permit(act, id).map_err(AnswerError::Refused)?;
        let made = commands::append(act, &on, &article).map_err(AnswerError::Article)?;
        on.reopen(act)?;
        Ok(made)
    };
    let _made: ArticleId = context.act_once(work).await?;
    Ok(Answer::created(&ticket(&context, id).await?))
}

async fn web_article(context: &Context, text: String, files: Vec<AttachmentBody>) -> Result<NewArticle, Problem> {
    Ok(NewArticle {
        channel: Channel::Web,
        sender: Sender::Customer,
        visible: true,
        author_name: context.guest.as_ref().map_or_else(String::new, |guest| guest.name.clone()),
        subject: String::new(),
        text,
        html: None,
        lines: MailLines::default(),
        attachments: Files::read(files, Vec::new())?.store(context, None).await?,
        raw: None,
        malformed: None,
    })
}
