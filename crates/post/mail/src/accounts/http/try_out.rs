//! `POST /api/v1/mail/accounts/{id}/try`

use super::shape::{MailboxTrial, Refused};
use crate::accounts::notes;
use crate::accounts::service::{Mailboxes, Target};
use crate::http::locale;
use futures_util::FutureExt;
use people::require_administrator;
use room::{Audience, Context, Method, Operation, Sample};
use serde_json::json;
use store::View;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "mail.try_account",
    method: Method::Post,
    path: "/api/v1/mail/accounts/{id}/try",
    summary: "Connects to a mailbox elsewhere, logs in and looks what is there; takes nothing and changes nothing.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailboxTrial>()),
    sample: |world| Sample::send(format!("/api/v1/mail/accounts/{}/try", world.id("mail_account")), json!({})),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = call.id("id")?;
    let read = move |view: &View<'_>| -> Result<Target, Refused> {
        require_administrator::<Refused>(view)?;
        notes::target(view, id)?.ok_or(Refused::Unknown)
    };
    let target = context.read(read).await?;
    let outcome = context.house.service::<Mailboxes>()?.try_out(target).await;
    Ok(Answer::json(&MailboxTrial::of(outcome, locale(&context))))
}
