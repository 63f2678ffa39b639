//! `POST /api/v1/mail/log/{id}/release`

use crate::commands::{ReleaseError, TakeError, release};
use crate::intake;
use crate::model::{Entry, LogId, way_of};
use crate::queries::{self, Unseen};
use futures_util::FutureExt;
use kernel::{Actor, By};
use room::{Arrived, Audience, Context, Fetched, Method, Operation, Sample, Sender};
use serde::Serialize;
use std::sync::Arc;
use tickets::TicketId;
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// The ticket that a released mail is on.
#[derive(Debug, Serialize, ToSchema)]
struct MailReleased {
    #[schema(value_type = String)]
    ticket: TicketId,
    number: String,
}

pub(super) const OPERATION: Operation = Operation {
    name: "mail.release",
    method: Method::Post,
    path: "/api/v1/mail/log/{id}/release",
    summary: "Makes a ticket of a mail that is kept in the log alone: a quarantined or ignored one.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailReleased>()),
    sample: |world| Sample::get(format!("/api/v1/mail/log/{}/release", world.id("mail_kept"))),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: LogId = call.id("id")?;
    let read = move |view: &store::View<'_>| -> Result<(Entry, Option<Vec<u8>>), Unseen> {
        let (entry, _) = queries::entry(view, id)?;
        let raw = entry.raw.map(|name| view.blob(name)).transpose()?;
        Ok((entry, raw))
    };
    let (entry, raw) = context.read(read).await?;
    let raw = raw.ok_or_else(not_kept)?;
    let peer = entry.peer.as_deref().and_then(|peer| peer.parse().ok());
    let moment = context.house.ambient.moment();
    let letter = intake::reopen(&context.door, arrived(&entry, raw), peer, &moment).await?;
    let title = context.place.title.clone();
    let by = By { actor: Actor::Room("mail"), on_behalf: Some(context.by.actor), ..context.by.clone() };
    let work = move |act: &store::Act<'_>| release(act, id, &letter, &title);
    let (ticket, number) = context.door.act(by, moment, work).await?;
    Ok(Answer::json(&MailReleased { ticket, number }))
}

/// The mail as it came, as far as the log knows.
fn arrived(entry: &Entry, raw: Vec<u8>) -> Arrived {
    let sender = |text: &String| text.parse().map_or_else(|_| Sender::Odd(text.clone()), Sender::Address);
    let fetched = entry.account.zip(entry.place.clone());
    Arrived {
        envelope_from: entry.envelope_from.as_ref().map_or(Sender::Nobody, sender),
        recipients: entry.recipients.iter().filter_map(|address| address.parse().ok()).collect(),
        raw: Arc::from(raw),
        way: way_of(&entry.way),
        tls: entry.tls.clone(),
        helo: entry.helo.clone(),
        received_at: entry.at,
        fetched: fetched.map(|(account, place)| Fetched { account, place, queue: None, is_trusted: false }),
        notices: room::Notices::default(),
    }
}

fn not_kept() -> Problem {
    Problem::new(&problem::CONFLICT).with_detail("the mail is not kept in the log alone")
}

impl From<ReleaseError> for Problem {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Unknown => Self::not_found(),
            ReleaseError::NotKept | ReleaseError::Take(TakeError::Refused(_)) => not_kept(),
            ReleaseError::Take(TakeError::Fault(fault)) => fault.into(),
        }
    }
}
