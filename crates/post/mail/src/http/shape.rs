//! The log as clients get it.

use crate::model::{Entry, LogId};
use crate::step::{self, Step};
use kernel::{Locale, Timestamp};
use room::Context;
use serde::Serialize;
use serde_json::Value as Json;
use tickets::{ArticleId, TicketId};
use utoipa::ToSchema;

/// A line of the communication log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailLogLine {
    #[schema(value_type = String)]
    id: LogId,
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    /// `in` for what arrived, `out` for what goes out.
    direction: String,
    /// `smtp`, `lmtp`, `pipe`, `imap`, `pop3`.
    way: String,
    /// The address of who delivered it.
    peer: Option<String>,
    /// The account that it was fetched from.
    account: Option<String>,
    from: Option<String>,
    /// Of what arrived: those of the envelope that are the desk's; of what goes out: all, whoever sees them.
    recipients: Vec<String>,
    subject: String,
    message_id: Option<String>,
    /// In bytes.
    size: i64,
    tls: Option<String>,
    /// Of what arrived: `ticket`, `article`, `report`, `copy`, `quarantined`, `ignored`, `refused`; of what goes out: `sent`, `deferred`, `failed`,
    /// `cancelled`.
    outcome: String,
    number: Option<String>,
    #[schema(value_type = Option<String>)]
    ticket: Option<TicketId>,
    #[schema(value_type = Option<String>)]
    article: Option<ArticleId>,
    /// What was wrong with the mail's form.
    malformed: Option<String>,
    /// The last decision, in words.
    why: Option<String>,
}

impl MailLogLine {
    pub(super) fn new(entry: &Entry, locale: Locale) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            direction: entry.direction.clone(),
            way: entry.way.clone(),
            peer: entry.peer.clone(),
            account: entry.account.map(|id| format!("{id:?}")),
            from: entry.from.clone(),
            recipients: entry.recipients.clone(),
            subject: entry.subject.clone(),
            message_id: entry.message_id.clone(),
            size: entry.size,
            tls: entry.tls.clone(),
            outcome: entry.outcome.as_str().to_owned(),
            number: entry.number.clone(),
            ticket: entry.ticket,
            article: entry.article,
            malformed: entry.malformed.clone(),
            why: entry.steps.last().map(|step| step::words(step, locale)),
        }
    }
}

/// One decision about a mail.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailStep {
    /// Its kind, the same in every language.
    step: String,
    /// In words, in the language of who asks.
    words: String,
    /// What it rests on.
    #[schema(value_type = Object)]
    fields: Json,
}

impl MailStep {
    pub(super) fn new(step: &Step, locale: Locale) -> Self {
        let mut fields = serde_json::to_value(step).unwrap_or_default();
        let kind = fields.as_object_mut().and_then(|fields| fields.remove("step"));
        Self { step: kind.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned(), words: step::words(step, locale), fields }
    }

    pub(super) fn all(steps: &[Step], locale: Locale) -> Vec<Self> {
        steps.iter().map(|step| Self::new(step, locale)).collect()
    }
}

/// Another delivery of the same mail.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MailCopy {
    #[schema(value_type = String)]
    id: LogId,
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    way: String,
}

impl MailCopy {
    pub(super) fn new(entry: &Entry) -> Self {
        Self { id: entry.id, at: entry.at, way: entry.way.clone() }
    }
}

/// The language in which an answer speaks.
pub(crate) fn locale(context: &Context) -> Locale {
    context.guest.as_ref().map_or(context.place.locale, |guest| guest.locale)
}
