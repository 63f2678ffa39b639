//! `POST /api/v1/mail/account-trials`

use super::create;
use super::shape::{MailboxTrial, NewMailAccount};
use crate::accounts::change::CreateError;
use crate::accounts::model::fit_password;
use crate::accounts::service::Mailboxes;
use crate::http::locale;
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use serde_json::json;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "mail.try_new_account",
    method: Method::Post,
    path: "/api/v1/mail/account-trials",
    summary: "The same for an account that is not kept: what somebody types is tried before it is saved.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: Some(Shape::of::<NewMailAccount>()),
    yields: Yields::Json(Shape::of::<MailboxTrial>()),
    sample: |_| {
        let body = json!({"protocol": "pop3", "host": "127.0.0.1", "login": "sample", "password": "sample"});
        Sample::send("/api/v1/mail/account-trials", body)
    },
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let target = create::target(&context, &call).await?;
    target.account.hold().map_err(|(field, unfit)| CreateError::Unfit(field, unfit))?;
    fit_password(&target.password).map_err(|unfit| CreateError::Unfit("password", unfit))?;
    let outcome = context.house.service::<Mailboxes>()?.try_out(target).await;
    Ok(Answer::json(&MailboxTrial::of(outcome, locale(&context))))
}
