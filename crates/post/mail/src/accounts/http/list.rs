//! `GET /api/v1/mail/accounts`

use super::shape::{self, MailAccounts};
use futures_util::FutureExt;
use room::{Audience, Method, Operation, Sample};
use web::Answer;
use web::openapi::{Shape, Yields};

pub(crate) const OPERATION: Operation = Operation {
    name: "mail.accounts",
    method: Method::Get,
    path: "/api/v1/mail/accounts",
    summary: "The mailboxes elsewhere that the desk reads, and how it goes.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailAccounts>()),
    sample: |_| Sample::get("/api/v1/mail/accounts"),
    handler: |context, _| async move { Ok(Answer::json(&shape::list(&context).await?)) }.boxed(),
};
