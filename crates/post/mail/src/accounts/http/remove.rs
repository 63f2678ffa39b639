//! `DELETE /api/v1/mail/accounts/{id}`

use super::shape;
use crate::accounts::change::{self, RemoveError};
use futures_util::FutureExt;
use room::{Audience, Context, Method, Operation, Sample};
use store::Act;
use web::openapi::Yields;
use web::{Answer, Call, Problem};

pub(crate) const OPERATION: Operation = Operation {
    name: "mail.remove_account",
    method: Method::Delete,
    path: "/api/v1/mail/accounts/{id}",
    summary: "Has a mailbox elsewhere not read any more, and forgets its password. What lies in it stays there.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/mail/accounts/{}", world.id("spare_mail_account"))),
    handler: |context, call| handle(context, call).boxed(),
};

impl From<RemoveError> for Problem {
    fn from(error: RemoveError) -> Self {
        match error {
            RemoveError::Forbidden(forbidden) => forbidden.into(),
            RemoveError::Unknown => Self::not_found(),
            RemoveError::Fault(fault) => fault.into(),
        }
    }
}

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = call.id("id")?;
    context.act(move |act: &Act<'_>| -> Result<(), RemoveError> { change::remove(act, id) }).await?;
    shape::ring(&context);
    Ok(Answer::no_content())
}
