//! Notes how far an outgoing mail has come. Called by the room that sends.

use crate::events::Event;
use crate::model::{Article, ArticleId, Delivery};
use crate::rights::{self, Permitted, Refusal, Rw};
use crate::store::{self, articles as rows, tickets};
use ::store::{Act, Rows, Stored, params};

/// Notes a delivery state with the peer's words. The same state with the same words is no news.
///
/// # Errors
/// The article is gone, the actor may not change its ticket, or the store failed.
pub fn deliver(act: &Act<'_>, id: ArticleId, to: Delivery, words: Option<&str>, tls: Option<&str>) -> Result<(), Refusal> {
    let (article, on) = article_to_change(act, id)?;
    if article.delivery.as_ref().is_some_and(|known| known.state == to && known.words.as_deref() == words) {
        return Ok(());
    }
    act.write(&rows::SET_DELIVERY, params![id.0, to.as_str(), act.now(), words, tls])?;
    act.write(&tickets::TOUCH, params![on.ticket().id.0, act.now()])?;
    Event::DeliveryChanged { article: id, to, words }.record(act, on.ticket().id)?;
    Ok(())
}

/// Keeps the bytes of a mail as they will be sent, before the first try: every try sends the same.
///
/// # Errors
/// As [`deliver`].
pub fn keep_original(act: &Act<'_>, id: ArticleId, raw: &Stored, from: &str) -> Result<(), Refusal> {
    let (_, on) = article_to_change(act, id)?;
    let name = act.keep(raw)?;
    act.write(&rows::SET_RAW, params![id.0, name.to_bytes(), from])?;
    Event::DeliveryChanged { article: id, to: Delivery::Queued, words: None }.record(act, on.ticket().id)?;
    Ok(())
}

fn article_to_change(act: &Act<'_>, id: ArticleId) -> Result<(Article, Permitted<Rw>), Refusal> {
    let article = store::article(act, id)?.ok_or(Refusal::NotFound)?;
    let on = rights::permit(act, article.ticket)?;
    Ok((article, on))
}
