//! `PATCH /api/v1/mail/accounts/{id}`

use super::shape::{self, MailAccountPage, Refused, queue_named};
use crate::accounts::change::{self, ChangeError};
use crate::accounts::model::{AccountChange, After, Encryption, Protocol};
use futures_util::FutureExt;
use kernel::Secret;
use people::require_administrator;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Deserializer};
use serde_json::json;
use store::{Act, View};
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A JSON merge patch (RFC 7396): what is named changes, `null` empties. Another host, port, tls, root or login needs the
/// password again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailAccountChanges {
    #[serde(default)]
    protocol: Option<Protocol>,
    #[serde(default)]
    host: Option<String>,
    #[serde(default)]
    port: Option<u16>,
    #[serde(default)]
    tls: Option<Encryption>,
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    roots: Option<Option<String>>,
    #[serde(default)]
    login: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    password: Option<Secret<String>>,
    #[serde(default)]
    mailbox: Option<String>,
    /// A queue's name, or null.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    queue: Option<Option<String>>,
    #[serde(default)]
    trusted: Option<bool>,
    #[serde(default)]
    after: Option<After>,
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    move_to: Option<Option<String>>,
    #[serde(default)]
    valid: Option<bool>,
    /// Refuse when it has another version by now.
    #[serde(default)]
    version: Option<i64>,
}

/// Tells a field that is `null` from one that is not there.
fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub(crate) const OPERATION: Operation = Operation {
    name: "mail.change_account",
    method: Method::Patch,
    path: "/api/v1/mail/accounts/{id}",
    summary: "Changes how a mailbox elsewhere is read, all that is named or nothing.",
    audience: Audience::Agents,
    right: "mail.administer",
    params: &[],
    body: Some(Shape::of::<MailAccountChanges>()),
    yields: Yields::Json(Shape::of::<MailAccountPage>()),
    sample: |world| Sample::send(format!("/api/v1/mail/accounts/{}", world.id("mail_account")), json!({"trusted": true})),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let id = call.id("id")?;
    let body: MailAccountChanges = call.json()?;
    let named = body.queue.clone();
    let queue = move |view: &View<'_>| -> Result<_, Refused> {
        require_administrator::<Refused>(view)?;
        Ok(match named {
            None => None,
            Some(None) => Some(None),
            Some(Some(ref name)) => Some(Some(queue_named(view, name)?)),
        })
    };
    let queue = context.read(queue).await?;
    let changes = AccountChange {
        protocol: body.protocol,
        host: body.host.map(|host| host.trim().to_ascii_lowercase()),
        port: body.port,
        tls: body.tls,
        roots: body.roots.map(|roots| roots.filter(|roots| !roots.trim().is_empty())),
        login: body.login,
        password: body.password,
        mailbox: body.mailbox,
        queue,
        trusted: body.trusted,
        after: body.after,
        move_to: body.move_to,
        valid: body.valid,
        version: body.version,
    };
    context.act(move |act: &Act<'_>| -> Result<(), ChangeError> { change::change(act, id, &changes) }).await?;
    shape::ring(&context);
    Ok(Answer::json(&shape::page(&context, id).await?))
}
