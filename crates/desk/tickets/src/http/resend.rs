//! Sending a mail again: what a client leaves out is taken from the mail that went out before.

use super::writing::{ArticleBody, Earlier};
use crate::model::{ArticleId, Attachment, Channel, NewArticle, TicketId};
use crate::queries;
use crate::rights::Refusal;
use room::Context;
use web::Problem;

/// The article of a body, with what it takes from an earlier one.
pub(super) async fn with_earlier(context: &Context, ticket: TicketId, mut body: ArticleBody) -> Result<NewArticle, Problem> {
    let Some(text) = body.resends.take() else {
        let kept = kept(context, ticket, &body).await?;
        return body.into_article(context, kept).await;
    };
    let id: ArticleId = text.parse().map_err(|_| Problem::invalid("resends", "unknown"))?;
    if body.channel != Channel::Email {
        return Err(Problem::invalid("resends", "not-a-mail"));
    }
    let (earlier, _) = context.read(move |view| queries::article(view, id)).await.map_err(|refusal| match refusal {
        Refusal::NotFound | Refusal::Forbidden => Problem::invalid("resends", "unknown"),
        Refusal::Fault(fault) => fault.into(),
    })?;
    if earlier.ticket != ticket || earlier.delivery.is_none() {
        return Err(Problem::invalid("resends", "unknown"));
    }
    body.take_from(&earlier);
    if body.keeps_all() {
        let read = move |view: &::store::View<'_>| -> Result<_, Refusal> { queries::attachments(view, ticket) };
        let all = context.read(read).await?;
        body.keep(all.iter().filter(|file| file.article == id));
    }
    let kept = kept(context, ticket, &body).await?;
    let mut article = body.into_article(context, kept).await?;
    article.lines.in_reply_to.clone_from(&earlier.lines.in_reply_to);
    article.lines.resends = Some(id);
    Ok(article)
}

/// Files of the ticket that come along together: more than any mail system takes. **Units**: bytes.
const KEPT: i64 = 64 * 1024 * 1024;

/// The files of the ticket that a body names, with their bytes.
async fn kept(context: &Context, ticket: TicketId, body: &ArticleBody) -> Result<Vec<Earlier>, Problem> {
    let named = body.kept()?;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let read = move |view: &::store::View<'_>| -> Result<Option<Vec<Earlier>>, Refusal> {
        let mut all: Vec<Attachment> = queries::attachments(view, ticket)?;
        all.retain(|file| named.contains(&file.id));
        if all.iter().map(|file| file.size).sum::<i64>() > KEPT {
            return Ok(None);
        }
        let earlier = |file: Attachment| Ok(Earlier { bytes: view.blob(file.bytes)?, file });
        all.into_iter().map(earlier).collect::<Result<_, Refusal>>().map(Some)
    };
    context.read(read).await?.ok_or_else(|| Problem::invalid("article.attachments", "too-large"))
}
