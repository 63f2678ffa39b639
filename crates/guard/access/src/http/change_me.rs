//! Changes one's own name and language.

use super::me::{Me, me};
use futures_util::future::BoxFuture;
use kernel::Locale;
use people::{ChangeProfileError, ProfileChange, change_profile};
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use serde_json::json;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// What is to be changed; what is absent stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MyChange)]
struct Body {
    name: Option<String>,
    /// `de`, `en` or `pt-BR`.
    locale: Option<String>,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.change_me",
    method: Method::Patch,
    path: "/api/v1/me",
    summary: "Changes one's own name and language.",
    audience: Audience::Everybody,
    right: "access.own_profile",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Json(Shape::of::<Me>()),
    sample: |_| Sample::send("/api/v1/me", json!({"locale": "en"})),
    handler,
};

/// The same for the customer's cookie alone: a browser may hold an agent's as well.
pub(super) const MINE: Operation = Operation {
    name: "access.change_my_me",
    path: "/api/v1/my/me",
    audience: Audience::Customers,
    sample: |_| Sample::send("/api/v1/my/me", json!({"locale": "en"})),
    ..OPERATION
};

fn refused(error: ChangeProfileError) -> Problem {
    match error {
        ChangeProfileError::NotAPerson => Problem::new(&problem::UNAUTHENTICATED),
        ChangeProfileError::Fault(fault) => fault.into(),
    }
}

fn read(body: &Body) -> Result<ProfileChange, Problem> {
    let name = body.name.as_deref().map(str::parse).transpose().map_err(|unfit: people::Unfit| Problem::invalid("name", unfit.0))?;
    let locale = body.locale.as_deref().map(str::parse::<Locale>).transpose().map_err(|_| Problem::invalid("locale", "unknown"))?;
    Ok(ProfileChange { name, locale })
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let change = read(&call.json()?)?;
        if change.name.is_some() || change.locale.is_some() {
            context.act(move |act| change_profile(act, &change)).await.map_err(refused)?;
        }
        Ok(Answer::json(&me(&context).await?))
    })
}
