//! `POST /api/v1/mail/accounts`
//!
//! There is no `Idempotency-Key` here: the same mailbox is never read twice, so a second request finds the first one's account.

use super::shape::{self, MailAccountPage, NewMailAccount, Refused};
use crate::accounts::change::{self, CreateError};
use crate::accounts::service::Target;
use futures_util::FutureExt;
use people::require_administrator;
use room::{Audience, Context, Method, Operation, Sample};
use serde_json::json;
use store::{Act, View};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "mail.create_account",
    method: Method::Post,
    path: "/api/v1/mail/accounts",
    summary: "Has a mailbox elsewhere read, by IMAP or POP3 under verified TLS.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: Some(Shape::of::<NewMailAccount>()),
    yields: Yields::Created(Shape::of::<MailAccountPage>()),
    sample: |world| {
        let body = json!({"protocol": "imap", "host": "127.0.0.1", "login": world.id("fresh"), "password": "sample", "valid": false});
        Sample::send("/api/v1/mail/accounts", body)
    },
    handler: |context, call| handle(context, call).boxed(),
};

/// Reads the body as an administrator's: which queues there are is told to nobody else.
pub(super) async fn target(context: &Context, call: &Call) -> Result<Target, Problem> {
    let body: NewMailAccount = call.json()?;
    let read = move |view: &View<'_>| -> Result<Target, Refused> {
        require_administrator::<Refused>(view)?;
        Ok(body.target(view)?)
    };
    Ok(context.read(read).await?)
}

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let new = target(&context, &call).await?;
    let id = context.act(move |act: &Act<'_>| -> Result<_, CreateError> { change::create(act, &new) }).await?;
    shape::ring(&context);
    Ok(Answer::created(&shape::page(&context, id).await?))
}
