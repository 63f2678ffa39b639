//! Begins to set up a second factor.

use super::{own_session, person};
use crate::commands::{self, EnrolError, Party};
use crate::factor::{CeremonyId, totp_address};
use crate::picture;
use crate::store as rows_of;
use futures_util::future::BoxFuture;
use kernel::{Fault, Id16};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Act;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

/// Which kind.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FactorKind)]
enum Kind {
    Totp,
    Passkey,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewFactor)]
struct Body {
    kind: Kind,
}

/// What to do next, within ten minutes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct BegunFactor {
    /// Goes with the confirmation.
    ceremony: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    totp: Option<BegunTotp>,
    /// Options for `navigator.credentials.create`, binary values in base 64 for addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    passkey: Option<Json>,
}

/// What an authenticator app is given.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct BegunTotp {
    /// In base 32, to be typed.
    secret: String,
    /// For the app on this very device.
    address: String,
    picture: PictureBody,
}

/// The address as a QR code.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Picture)]
struct PictureBody {
    /// Squares in a row, the white border included.
    size: u32,
    /// The dark squares, as the `d` of an SVG path.
    path: String,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.begin_factor",
    method: Method::Post,
    path: "/api/v1/me/factors",
    summary: "Begins to set up a second factor: what to show to an app, or to ask a device.",
    audience: Audience::Agents,
    right: "access.own_factors",
    params: &[],
    body: Some(Shape::of::<Body>()),
    yields: Yields::Json(Shape::of::<BegunFactor>()),
    sample: |_| Sample::send("/api/v1/me/factors", json!({"kind": "totp"})),
    handler,
};

/// The same for the customer's cookie.
pub(super) const MINE: Operation = Operation {
    name: "access.begin_my_factor",
    path: "/api/v1/my/me/factors",
    audience: Audience::Customers,
    sample: |_| Sample::send("/api/v1/my/me/factors", json!({"kind": "totp"})),
    ..OPERATION
};

pub(super) fn refused(error: EnrolError) -> Problem {
    use web::problem;
    match error {
        EnrolError::Over => Problem::not_found(),
        EnrolError::NotYours(_) => Problem::forbidden(),
        EnrolError::Wrong => Problem::invalid("code", "wrong"),
        EnrolError::Device => Problem::invalid("answer", "unfit"),
        EnrolError::TooMany => Problem::new(&problem::CONFLICT).with_detail("twenty factors are the most"),
        EnrolError::Throttled(wait) => Problem::new(&problem::THROTTLED).retry_after(crate::page::wait_seconds(wait)),
        EnrolError::Fault(fault) => fault.into(),
    }
}

fn handler(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Body { kind } = call.json()?;
        own_session(&context)?;
        let person = person(&context)?;
        let (party, title) = (Party::of(&context.place), context.place.title.clone());
        let begin = move |act: &Act<'_>| -> Result<BegunFactor, EnrolError> {
            let facts = rows_of::facts(act, person)?.ok_or_else(|| Fault::bug("whoever asks is nobody"))?;
            let text = |ceremony: Id16| CeremonyId(ceremony).to_string();
            Ok(match kind {
                Kind::Totp => {
                    let begun = commands::begin_totp(act, person)?;
                    let address = totp_address(&title, &facts.login, &begun.secret).reveal().clone();
                    let (size, path) = picture::of(&address)?;
                    let picture = PictureBody { size, path };
                    let totp = BegunTotp { secret: begun.secret.reveal().clone(), address, picture };
                    BegunFactor { ceremony: text(begun.ceremony), totp: Some(totp), passkey: None }
                }
                Kind::Passkey => {
                    let asked = commands::begin_passkey(act, &facts, &party)?;
                    BegunFactor { ceremony: text(asked.ceremony), totp: None, passkey: Some(asked.options) }
                }
            })
        };
        let begun = context.act(begin).await.map_err(refused)?;
        Ok(Answer::json(&begun).with_header("cache-control", "no-store"))
    })
}
