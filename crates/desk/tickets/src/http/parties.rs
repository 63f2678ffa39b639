//! `PUT /api/v1/tickets/{id}/members`, `POST` and `DELETE /api/v1/tickets/{id}/participants`

use super::shape::TicketShape;
use super::{get, writing};
use crate::commands::{MembersError, ParticipantError};
use crate::rights::{self, Note, Permitted, Rw};
use ::store::Act;
use futures_util::FutureExt;
use kernel::{AgentId, CustomerUserId};
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// Who sees a ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MembersBody {
    /// Agents by id, all who see the ticket from now on; `null` for everybody whom its queue lets in.
    members: Option<Vec<String>>,
}

/// Who takes part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParticipantBody {
    /// A customer user by id.
    customer_user: String,
}

pub(crate) const MEMBERS: Operation = Operation {
    name: "tickets.set_members",
    method: Method::Put,
    path: "/api/v1/tickets/{id}/members",
    summary: "Restricts a ticket to its members among those whom the queue lets in, or opens it again.",
    audience: Audience::Agents,
    right: "ticket.restrict",
    params: &[],
    body: Some(Shape::of::<MembersBody>()),
    yields: Yields::Json(Shape::of::<TicketShape>()),
    sample: |world| Sample::send(format!("/api/v1/tickets/{}/members", world.id("ticket")), json!({"members": null})),
    handler: |context, call| members(context, call).boxed(),
};

async fn members(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = writing::ticket_of(&call, &context).await?;
    let body: MembersBody = call.json()?;
    let read = |ids: Vec<String>| ids.iter().map(|id| id.parse()).collect::<Result<BTreeSet<AgentId>, _>>();
    let members = body.members.map(read).transpose().map_err(|_| Problem::invalid("members", "unknown"))?;
    let work = move |act: &Act<'_>| -> Result<(), MembersError> {
        let on: Permitted<Rw> = rights::permit(act, id)?;
        on.set_members(act, members.as_ref())
    };
    context.act(work).await?;
    Ok(Answer::json(&get::shape(&context, id).await?))
}

pub(crate) const ADD: Operation = Operation {
    name: "tickets.add_participant",
    method: Method::Post,
    path: "/api/v1/tickets/{id}/participants",
    summary: "Lets a customer user take part: they see the ticket as the asker does, and answer.",
    audience: Audience::Agents,
    right: "ticket.note",
    params: &[],
    body: Some(Shape::of::<ParticipantBody>()),
    yields: Yields::Json(Shape::of::<TicketShape>()),
    sample: |world| {
        let body = json!({"customer_user": world.id("customer_user")});
        Sample::send(format!("/api/v1/tickets/{}/participants", world.id("ticket")), body)
    },
    handler: |context, call| add(context, call).boxed(),
};

async fn add(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = writing::ticket_of(&call, &context).await?;
    let body: ParticipantBody = call.json()?;
    writing::may::<Note>(&context, id).await?;
    let user: CustomerUserId = body.customer_user.parse().map_err(|_| Problem::invalid("customer_user", "unknown"))?;
    let work = move |act: &Act<'_>| -> Result<(), ParticipantError> {
        let on: Permitted<Note> = rights::permit(act, id)?;
        on.add_participant(act, user)
    };
    context.act(work).await?;
    Ok(Answer::json(&get::shape(&context, id).await?))
}

pub(crate) const REMOVE: Operation = Operation {
    name: "tickets.remove_participant",
    method: Method::Delete,
    path: "/api/v1/tickets/{id}/participants/{customer_user}",
    summary: "Ends that a customer user takes part.",
    audience: Audience::Agents,
    right: "ticket.note",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<TicketShape>()),
    sample: |world| Sample::get(format!("/api/v1/tickets/{}/participants/{}", world.id("ticket"), world.id("participant"))),
    handler: |context, call| remove(context, call).boxed(),
};

async fn remove(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = writing::ticket_of(&call, &context).await?;
    let user: CustomerUserId = call.id("customer_user")?;
    let work = move |act: &Act<'_>| -> Result<(), ParticipantError> {
        let on: Permitted<Note> = rights::permit(act, id)?;
        on.remove_participant(act, user)
    };
    context.act(work).await?;
    Ok(Answer::json(&get::shape(&context, id).await?))
}
