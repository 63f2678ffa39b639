//! `POST /api/v1/tickets/{id}/seen`

use super::writing;
use crate::commands;
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.see",
    method: Method::Post,
    path: "/api/v1/tickets/{id}/seen",
    summary: "Notes that the agent has seen the ticket as it is now.",
    audience: Audience::Agents,
    right: "ticket.ro",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/tickets/{}/seen", world.id("ticket"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = writing::ticket_of(&call, &context).await?;
    context.act(move |act| commands::see(act, id)).await?;
    Ok(Answer::no_content())
}
