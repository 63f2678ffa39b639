//! `POST /api/v1/mail/accounts/{id}/fetch`

use super::shape::Refused;
use crate::accounts::model::AccountId;
use crate::accounts::notes;
use crate::accounts::service::Mailboxes;
use futures_util::FutureExt;
use people::require_administrator;
use room::{Audience, Context, Method, Operation, Sample};
use serde_json::json;
use store::View;
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "mail.fetch_account",
    method: Method::Post,
    path: "/api/v1/mail/accounts/{id}/fetch",
    summary: "Has a mailbox elsewhere read now, although it failed and would be tried again later.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::send(format!("/api/v1/mail/accounts/{}/fetch", world.id("mail_account")), json!({})),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id: AccountId = call.id("id")?;
    let read = move |view: &View<'_>| -> Result<(), Refused> {
        require_administrator::<Refused>(view)?;
        notes::account(view, id)?.map(drop).ok_or(Refused::Unknown)
    };
    context.read(read).await?;
    context.house.service::<Mailboxes>()?.read_now(context.door.tenant(), id);
    Ok(Answer::no_content())
}
