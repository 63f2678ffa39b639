//! `GET /api/v1/attachments/{id}` and `GET /api/v1/articles/{id}/raw`: bytes to be saved, never shown.

use crate::model::{ArticleId, AttachmentId};
use crate::queries;
use crate::rights::Refusal;
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(crate) const ATTACHMENT: Operation = Operation {
    name: "tickets.attachment",
    method: Method::Get,
    path: "/api/v1/attachments/{id}",
    summary: "The bytes of an attachment.",
    audience: Audience::Everybody,
    right: "ticket.ro",
    params: &[],
    body: None,
    yields: Yields::Bytes("application/octet-stream"),
    sample: |world| Sample::get(format!("/api/v1/attachments/{}", world.id("attachment"))),
    handler: |context, call| attachment(context, call).boxed(),
};

async fn attachment(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: AttachmentId = call.id("id")?;
    let read = move |view: &::store::View<'_>| -> Result<_, Refusal> {
        let found = queries::attachment(view, id)?;
        let bytes = view.blob(found.bytes)?;
        Ok((found, bytes))
    };
    let (found, bytes) = context.read(read).await?;
    Ok(Answer::download(&found.name, harmless(&found.media_type), bytes))
}

/// The type under which a file is handed out. No browser shows it whatever it is, and what one could run is not even called so.
fn harmless(media_type: &str) -> &str {
    let active = ["html", "xml", "script", "svg", "wasm", "flash"].iter().any(|word| media_type.contains(word));
    let is_office = media_type.starts_with("application/vnd.openxmlformats-");
    if active && !is_office { "application/octet-stream" } else { media_type }
}

pub(crate) const RAW: Operation = Operation {
    name: "tickets.raw",
    method: Method::Get,
    path: "/api/v1/articles/{id}/raw",
    summary: "The mail of an article, byte for byte as it came or went.",
    audience: Audience::Agents,
    right: "ticket.ro",
    params: &[],
    body: None,
    yields: Yields::Bytes("message/rfc822"),
    sample: |world| Sample::get(format!("/api/v1/articles/{}/raw", world.id("mail_article"))),
    handler: |context, call| raw(context, call).boxed(),
};

async fn raw(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: ArticleId = call.id("id")?;
    let read = move |view: &::store::View<'_>| -> Result<_, Refusal> {
        let (article, ticket) = queries::article(view, id)?;
        let name = article.raw.ok_or(Refusal::NotFound)?;
        Ok((format!("{}-{}.eml", ticket.number, article.number), view.blob(name)?))
    };
    let (name, bytes) = context.read(read).await?;
    Ok(Answer::download(&name, "message/rfc822", bytes))
}
