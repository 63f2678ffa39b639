//! One's own sessions.

use super::guest;
use crate::model::{Person, Session, SessionId};
use crate::standing::policy_of;
use crate::store as rows_of;
use futures_util::future::BoxFuture;
use kernel::{Fault, Id16, Timestamp};
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A session of one's own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Session)]
struct SessionBody {
    #[schema(value_type = String)]
    id: SessionId,
    /// Whether this very request came by it.
    current: bool,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    /// To the minute.
    #[schema(value_type = String, format = "date-time")]
    last_seen_at: Timestamp,
    ip: Option<String>,
    /// The program: `Firefox 145, Linux`.
    client: String,
    /// What was shown in it: `password`, `totp`, `recovery_code`, `passkey`, `sso`, `sso_two`, `mail_link`.
    proofs: Vec<&'static str>,
    /// The latest at which it ends.
    #[schema(value_type = String, format = "date-time")]
    expires_at: Timestamp,
}

/// One's own sessions, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SessionList {
    items: Vec<SessionBody>,
    next: Option<String>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.sessions",
    method: Method::Get,
    path: "/api/v1/sessions",
    summary: "One's own sessions that live, newest first.",
    audience: Audience::Everybody,
    right: "access.own_sessions",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<SessionList>()),
    sample: |_| Sample::get("/api/v1/sessions"),
    handler: |context, _: Call| handler(context),
};

fn shown(session: Session, current: Option<Id16>) -> SessionBody {
    let Session { id, created_at, last_seen_at, expires_at, ip, client, proofs, .. } = session;
    let (ip, proofs) = (ip.map(|ip| ip.to_string()), proofs.words().collect());
    SessionBody { id, current: Some(id.0) == current, created_at, last_seen_at, ip, client, proofs, expires_at }
}

fn handler(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let guest = guest(&context)?;
        let (person, current, now) = (Person::of(guest.actor), guest.session, context.house.ambient.now());
        let read = move |view: &store::View<'_>| {
            let Some(person) = person else { return Ok(Vec::new()) };
            let policy = policy_of(view, person)?;
            let sessions = rows_of::sessions_of(view, person)?;
            Ok(sessions.into_iter().filter(|session| session.is_alive(now, &policy)).collect())
        };
        let alive = context.read::<_, Fault, _>(read).await?;
        Ok(Answer::json(&SessionList { items: alive.into_iter().map(|session| shown(session, current)).collect(), next: None }))
    })
}
