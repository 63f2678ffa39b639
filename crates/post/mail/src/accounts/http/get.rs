//! `GET /api/v1/mail/accounts/{id}`

use super::shape::{self, MailAccountPage};
use futures_util::FutureExt;
use room::{Audience, Method, Operation, Sample};
use web::Answer;
use web::openapi::{Shape, Yields};

pub(crate) const OPERATION: Operation = Operation {
    name: "mail.account",
    method: Method::Get,
    path: "/api/v1/mail/accounts/{id}",
    summary: "A mailbox elsewhere, how its reading goes, and which messages stay in it.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<MailAccountPage>()),
    sample: |world| Sample::get(format!("/api/v1/mail/accounts/{}", world.id("mail_account"))),
    handler: |context, call| async move { Ok(Answer::json(&shape::page(&context, call.id("id")?).await?)) }.boxed(),
};
