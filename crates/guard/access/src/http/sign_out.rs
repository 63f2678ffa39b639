//! Signing out.

use super::sign_in::go;
use crate::commands::sign_out;
use crate::cookie;
use crate::model::Entrance;
use futures_util::future::BoxFuture;
use room::{Audience, Context, Handler, Method, Operation, Sample};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

/// Public, because whoever's session has just ended by itself signs out all the same. The session is found by the cookie
/// that came with the request.
const fn operation(name: &'static str, path: &'static str, handler: Handler, sample: fn(&room::World) -> Sample) -> Operation {
    Operation {
        name,
        method: Method::Post,
        path,
        summary: "Ends the session whose cookie comes along; 303 to the page to sign in on.",
        audience: Audience::Public,
        right: "access.sign_out",
        params: &[],
        body: None,
        yields: Yields::Bytes("text/html"),
        sample,
        handler,
    }
}

pub(super) const AGENTS: Operation =
    operation("access.sign_out", "/sign-out", |context, call| handler(context, call, Entrance::Agents), |_| Sample::form("/sign-out", ""));

pub(super) const CUSTOMERS: Operation = operation(
    "access.portal_sign_out",
    "/portal/sign-out",
    |context, call| handler(context, call, Entrance::Customers),
    |_| Sample::form("/portal/sign-out", ""),
);

fn handler(context: Context, call: Call, entrance: Entrance) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        if let Some(value) = cookie::find(&call.headers, entrance) {
            sign_out(&context, entrance, &value).await?;
        }
        Ok(go(entrance.path()).with_header("set-cookie", &cookie::clear(entrance)))
    })
}
