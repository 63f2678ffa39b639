//! What tickets tell those who listen, and what their mail's HTML shows in a frame.

use crate::model::{ArticleId, Html, TicketId};
use crate::queries;
use crate::rights::{Refusal, Standing};
use crate::store;
use ::store::{Recorded, View};
use futures_util::FutureExt;
use kernel::{Actor, By, Fault};
use room::{ContentGrant, ContentPart, ContentSource, Context, Live, Told, sign_content};
use serde_json::json;
use std::collections::BTreeSet;

/// How the room's events are told.
pub static LIVE: Live = Live { tell, ears, changes_ears };

/// Where framed HTML comes from.
pub static CONTENT: ContentSource = ContentSource { find: |context, grant| find(context, grant).boxed() };

fn tell(view: &View<'_>, events: &[Recorded]) -> Result<Vec<Told>, Fault> {
    let mut told = Vec::new();
    for event in events.iter().filter(|event| event.room == "tickets") {
        let Some(id) = event.object.filter(|_| event.object_kind == TicketId::PREFIX).map(TicketId) else { continue };
        let Some(ticket) = store::ticket(view, id)? else { continue };
        let kind = match event.kind.as_str() {
            "created" => "ticket.created",
            "article_added" => "ticket.article_added",
            "delivery_changed" => "ticket.delivery_changed",
            _ => "ticket.changed",
        };
        let mut heard_by = BTreeSet::from([format!("queue:{}", ticket.queue.0)]);
        // A ticket that leaves a queue is news there too: the list has to let it go.
        if event.kind == "queue_changed"
            && let Some(from) = event.public.get("from").and_then(serde_json::Value::as_str)
            && let Some(queue) = store::queue_by_name(view, from)?
        {
            heard_by.insert(format!("queue:{}", queue.id.0));
        }
        let line = json!({"kind": kind, "ticket": id.to_string(), "version": ticket.version}).to_string();
        told.push(Told { seq: event.seq, line, heard_by });
        if let Some(user) = ticket.asker.user.filter(|_| concerns_customer(event)) {
            // No version: how often it grew says how much is done that customers do not see.
            let line = json!({"kind": kind, "ticket": id.to_string()}).to_string();
            told.push(Told { seq: event.seq, line, heard_by: BTreeSet::from([format!("customer:{user}")]) });
        }
    }
    Ok(told)
}

/// Whether an event changes what the customer user sees. Owners, queues, priorities and notes are the desk's own affair, and so
/// is when they change.
fn concerns_customer(event: &Recorded) -> bool {
    match event.kind.as_str() {
        "created" | "title_changed" | "state_changed" | "customer_changed" => true,
        "article_added" => event.public.get("visible") == Some(&json!(true)),
        _ => false,
    }
}

fn ears(view: &View<'_>, actor: Actor) -> Result<BTreeSet<String>, Fault> {
    Ok(match actor {
        Actor::Agent(agent) => {
            let standing = Standing::Agent(people::rights_of(view, agent)?);
            standing.visible_queues(view)?.into_iter().map(|queue| format!("queue:{}", queue.id.0)).collect()
        }
        Actor::CustomerUser(user) => BTreeSet::from([format!("customer:{user}")]),
        Actor::Operator(_) | Actor::Room(_) | Actor::Stranger => BTreeSet::new(),
    })
}

fn changes_ears(event: &Recorded) -> bool {
    event.room == "people" || (event.room == "tickets" && event.kind == "queue_created")
}

/// The HTML of an article as a whole document, or one of its pictures: part 0 is the document, part `n` the attachment
/// with place `n`.
async fn find(context: Context, grant: ContentGrant) -> Result<Option<ContentPart>, Fault> {
    let by = By { actor: grant.actor, ..context.by.clone() };
    let place = context.place.clone();
    let read = move |view: &View<'_>| -> Result<ContentPart, Refusal> {
        let (article, ticket) = queries::article(view, ArticleId(grant.article))?;
        let own: Vec<_> = store::attachments_of(view, ticket.id)?.into_iter().filter(|file| file.article == article.id).collect();
        if grant.part > 0 {
            let file = own.get(usize::from(grant.part) - 1).ok_or(Refusal::NotFound)?;
            return Ok(ContentPart { media_type: file.media_type.clone(), bytes: view.blob(file.bytes)? });
        }
        let mut markup = article.html.ok_or(Refusal::NotFound)?.markup;
        let key = ::store::Rows::purpose_key(view, room::CONTENT);
        for (index, file) in own.iter().enumerate() {
            let Some(id) = file.content_id.as_deref() else { continue };
            let part = u16::try_from(index + 1).unwrap_or(u16::MAX);
            let picture = ContentGrant { part, ..grant };
            if let Some(address) = sign_content(&key, &place, ::store::Rows::now(view), &picture) {
                markup = markup.replace(&format!("\"{}\"", picture_mark(id)), &format!("\"{address}\""));
            }
        }
        Ok(ContentPart { media_type: "text/html; charset=utf-8".into(), bytes: document(&markup).into_bytes() })
    };
    match context.door.read(by, context.house.ambient.now(), read).await {
        Ok(part) => Ok(Some(part)),
        Err(Refusal::NotFound | Refusal::Forbidden) => Ok(None),
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

/// What stands for a picture of the mail in its sanitised HTML, until it is served: an address that leads nowhere (RFC 2606 §2).
pub fn picture_mark(content_id: &str) -> String {
    let plain: String = content_id.chars().filter(|sign| sign.is_ascii_alphanumeric() || "@.-_".contains(*sign)).collect();
    format!("https://part.invalid/{plain}")
}

impl Html {
    /// Whether a part of the mail stands in the markup as a picture.
    pub(crate) fn shows(&self, content_id: &str) -> bool {
        self.markup.contains(&format!("\"{}\"", picture_mark(content_id)))
    }
}

fn document(markup: &str) -> String {
    format!(
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light\"><meta name=\"responsive-embedded-sizing\">\
         <base target=\"_blank\"><style>body{{margin:0;font:14px/21px system-ui,sans-serif;overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}</style>{markup}"
    )
}
