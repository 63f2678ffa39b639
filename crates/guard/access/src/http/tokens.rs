//! One's own tokens.

use super::agent;
use crate::address::Network;
use crate::model::{ApiToken, ApiTokenId};
use crate::store as rows_of;
use futures_util::future::BoxFuture;
use kernel::{Fault, Timestamp};
use room::{Audience, Context, Method, Operation, Sample};
use serde::Serialize;
use std::collections::BTreeSet;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// A token of one's own, without its text.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Token)]
pub(super) struct TokenBody {
    #[schema(value_type = String)]
    id: ApiTokenId,
    name: String,
    /// What it allows: `tickets:read`.
    #[schema(value_type = Vec<String>)]
    scopes: BTreeSet<String>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    expires_at: Timestamp,
    /// To the minute.
    #[schema(value_type = Option<String>, format = "date-time")]
    last_used_at: Option<Timestamp>,
    /// From where it may be used; empty means from anywhere.
    #[schema(value_type = Vec<String>)]
    networks: Vec<Network>,
}

impl From<ApiToken> for TokenBody {
    fn from(token: ApiToken) -> Self {
        let ApiToken { id, agent: _, name, scopes, created_at, expires_at, last_used_at, strength: _, networks } = token;
        Self { id, name, scopes: scopes.words().clone(), created_at, expires_at, last_used_at, networks }
    }
}

/// One's own tokens, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TokenList {
    items: Vec<TokenBody>,
    next: Option<String>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.tokens",
    method: Method::Get,
    path: "/api/v1/tokens",
    summary: "One's own tokens, those that have ended included, newest first.",
    audience: Audience::Agents,
    right: "access.own_tokens",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<TokenList>()),
    sample: |_| Sample::get("/api/v1/tokens"),
    handler: |context, _: Call| handler(context),
};

fn handler(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let agent = agent(&context)?;
        let tokens = context.read::<_, Fault, _>(move |view| rows_of::tokens_of(view, agent)).await?;
        Ok(Answer::json(&TokenList { items: tokens.into_iter().map(TokenBody::from).collect(), next: None }))
    })
}
