//! `GET /api/v1/mail/log/{id}` and its original.

use super::shape::{MailCopy, MailLogLine, MailStep, locale};
use crate::model::{Entry, LogId};
use crate::queries::{self, Unseen};
use futures_util::FutureExt;
use kernel::Locale;
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A mail of the log with all that is known of it: why it went where it went.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailLogEntry {
    #[serde(flatten)]
    line: MailLogLine,
    /// The name that the peer gave itself.
    helo: String,
    envelope_from: Option<String>,
    /// Where it lay in its mailbox.
    place: Option<String>,
    /// The decisions, in their order.
    steps: Vec<MailStep>,
    /// Of a copy: the entry of the first.
    #[schema(value_type = Option<String>)]
    first: Option<LogId>,
    /// Further deliveries of the same mail.
    copies: Vec<MailCopy>,
    /// Whether its original is here, and the reader may have it.
    has_original: bool,
}

impl MailLogEntry {
    fn new(entry: &Entry, copies: &[Entry], may_read: bool, locale: Locale) -> Self {
        Self {
            line: MailLogLine::new(entry, locale),
            helo: entry.helo.clone(),
            envelope_from: entry.envelope_from.clone(),
            place: entry.place.clone(),
            steps: MailStep::all(&entry.steps, locale),
            first: entry.first,
            copies: copies.iter().map(MailCopy::new).collect(),
            has_original: may_read && entry.raw.is_some(),
        }
    }
}

pub(super) const OPERATION: Operation = Operation {
    name: "mail.log_entry",
    method: Method::Get,
    path: "/api/v1/mail/log/{id}",
    summary: "A mail of the communication log with every decision about it, in words and as values.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailLogEntry>()),
    sample: |world| Sample::get(format!("/api/v1/mail/log/{}", world.id("mail_log"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: LogId = call.id("id")?;
    let read = move |view: &store::View<'_>| -> Result<_, Unseen> {
        let (entry, copies) = queries::entry(view, id)?;
        let may_read = queries::may_read(view, &entry)?;
        Ok((entry, copies, may_read))
    };
    let (entry, copies, may_read) = context.read(read).await?;
    Ok(Answer::json(&MailLogEntry::new(&entry, &copies, may_read, locale(&context))))
}

pub(super) const ORIGINAL: Operation = Operation {
    name: "mail.log_original",
    method: Method::Get,
    path: "/api/v1/mail/log/{id}/original",
    summary: "A mail of the communication log, byte for byte as it came; of what a ticket holds for those who see the ticket.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Bytes("message/rfc822"),
    sample: |world| Sample::get(format!("/api/v1/mail/log/{}/original", world.id("mail_log"))),
    handler: |context, call| original(context, call).boxed(),
};

async fn original(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: LogId = call.id("id")?;
    let read = move |view: &store::View<'_>| -> Result<Vec<u8>, Unseen> {
        let (entry, _) = queries::entry(view, id)?;
        if !queries::may_read(view, &entry)? {
            return Err(Unseen::NotFound);
        }
        let name = entry.raw.ok_or(Unseen::NotFound)?;
        Ok(view.blob(name)?)
    };
    let bytes = context.read(read).await?;
    Ok(Answer::download(&format!("{id}.eml"), "message/rfc822", bytes))
}
