//! What the interface is, for programs that read it: the same document that the front end's types are made from.

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::StatusCode;
use room::{Audience, Context, Method, Operation, Sample};
use std::sync::Arc;
use web::openapi::Yields;
use web::{Answer, Problem};

/// The description of all operations, made once. A service of the house, set up by the binary.
///
/// **Shape**: OpenAPI 3.1, JSON.
#[derive(Debug)]
pub struct Interface(pub Bytes);

/// `GET /api/v1/openapi.json`
pub(crate) const DESCRIBE: Operation = Operation {
    name: "https.describe",
    method: Method::Get,
    path: "/api/v1/openapi.json",
    summary: "Describes this interface, as OpenAPI 3.1. It is the same for every tenant and needs no credential.",
    audience: Audience::Public,
    right: "interface.read",
    params: &[],
    body: None,
    yields: Yields::Bytes("application/json"),
    sample: |_| Sample::get("/api/v1/openapi.json"),
    handler: |context, _| async move { describe(&context) }.boxed(),
};

fn describe(context: &Context) -> Result<Answer, Problem> {
    let interface = Arc::clone(context.house.service::<Interface>()?);
    Ok(Answer::new(StatusCode::OK).typed("application/json", interface.0.clone()))
}
