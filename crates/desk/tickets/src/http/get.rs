//! `GET /api/v1/tickets/{id}`

use super::shape::{Framing, TicketShape};
use super::writing;
use crate::model::TicketId;
use crate::queries;
use crate::rights::Refusal;
use futures_util::FutureExt;
use room::{Audience, Context, Guest, Method, Operation, Sample};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.get",
    method: Method::Get,
    path: "/api/v1/tickets/{id}",
    summary: "A ticket with its articles, by id or number.",
    audience: Audience::Agents,
    right: "ticket.ro",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<TicketShape>()),
    sample: |world| Sample::get(format!("/api/v1/tickets/{}", world.id("ticket"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = writing::ticket_of(&call, &context).await?;
    let shape = shape(&context, id).await?;
    Ok(Answer::json(&shape))
}

/// The ticket as an agent gets it.
pub(super) async fn shape(context: &Context, id: TicketId) -> Result<TicketShape, Problem> {
    let (place, credential) = (context.place.clone(), context.guest.as_ref().and_then(Guest::credential));
    let read = move |view: &::store::View<'_>| -> Result<TicketShape, Refusal> {
        let page = queries::page(view, id)?;
        Ok(TicketShape::new(&page, view, &Framing { place: &place, credential }))
    };
    Ok(context.read(read).await?)
}
