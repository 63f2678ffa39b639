//! `POST /api/v1/articles/{id}/pictures`

use super::shape::{FrameShape, Framing};
use crate::content::Part;
use crate::model::ArticleId;
use crate::queries;
use crate::rights::Refusal;
use futures_util::FutureExt;
use room::{Audience, Context, Guest, Method, Operation, Sample};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "tickets.show_pictures",
    method: Method::Post,
    path: "/api/v1/articles/{id}/pictures",
    summary: "A frame of the article's HTML in which pictures from other machines are loaded, by the desk; its sender may learn of it.",
    audience: Audience::Agents,
    right: "ticket.ro",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<FrameShape>()),
    sample: |world| Sample::get(format!("/api/v1/articles/{}/pictures", world.id("mail_article"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ArticleId = call.id("id")?;
    let (place, credential) = (context.place.clone(), context.guest.as_ref().and_then(Guest::credential));
    let read = move |view: &::store::View<'_>| -> Result<FrameShape, Refusal> {
        let (article, _ticket) = queries::article(view, id)?;
        FrameShape::of(&article, view, &Framing { place: &place, credential }, Part::PageWithRemote).ok_or(Refusal::NotFound)
    };
    Ok(Answer::json(&context.read(read).await?))
}
