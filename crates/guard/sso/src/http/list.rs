//! `GET /api/v1/sso/providers` and `GET /api/v1/sso/providers/{id}`

use super::shape::{self, SsoProvider, SsoProviders};
use futures_util::FutureExt;
use room::{Audience, Method, Operation, Sample};
use web::Answer;
use web::openapi::{Shape, Yields};

pub(super) const OPERATION: Operation = Operation {
    name: "sso.providers",
    method: Method::Get,
    path: "/api/v1/sso/providers",
    summary: "The providers of single sign-on, and what a new one may be made of.",
    audience: Audience::Agents,
    right: "sso.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<SsoProviders>()),
    sample: |_| Sample::get("/api/v1/sso/providers"),
    handler: |context, _| async move { Ok(Answer::json(&shape::list(&context).await?)) }.boxed(),
};

pub(super) const ONE: Operation = Operation {
    name: "sso.provider",
    path: "/api/v1/sso/providers/{id}",
    summary: "A provider of single sign-on.",
    yields: Yields::Json(Shape::of::<SsoProvider>()),
    sample: |world| Sample::get(format!("/api/v1/sso/providers/{}", world.id("sso_provider"))),
    handler: |context, call| async move { Ok(Answer::json(&shape::one(&context, call.id("id")?).await?)) }.boxed(),
    ..OPERATION
};
