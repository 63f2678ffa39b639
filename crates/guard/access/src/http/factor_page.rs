//! The page that asks for the second factor, and its form. It works without JavaScript; with it, a passkey can be shown instead.

use super::sign_in::{go, language, read_form};
use crate::commands::{ProveError, Shown, prove};
use crate::factor::CeremonyId;
use crate::model::{Entrance, Session};
use crate::page::{self, Asks, Trouble, after, draw_factor, local_path};
use crate::standing::{may_come, policy_of, stage_of};
use crate::store as rows_of;
use crate::{cookie, token};
use futures_util::future::BoxFuture;
use http::StatusCode;
use kernel::{By, Fault, Secret};
use room::{Audience, Context, Method, Operation, Sample, Stage, World};
use serde::Deserialize;
use store::{Rows, View};
use web::openapi::{Param, Yields};
use web::{Answer, Call, Problem};

const PARAMS: &[Param] = &[
    Param { name: "next", meaning: "a path of this host to go to afterwards", kind: "string" },
    Param { name: "lang", meaning: "the language of the page: de, en or pt-BR", kind: "string" },
];

const fn page(name: &'static str, entrance: Entrance, handler: room::Handler, sample: fn(&World) -> Sample) -> Operation {
    Operation {
        name,
        method: Method::Get,
        path: entrance.factor_path(),
        summary: "The page that asks for the second factor, which works without JavaScript.",
        audience: Audience::Public,
        right: "access.sign_in",
        params: PARAMS,
        body: None,
        yields: Yields::Bytes("text/html"),
        sample,
        handler,
    }
}

const fn form(name: &'static str, entrance: Entrance, handler: room::Handler, sample: fn(&World) -> Sample) -> Operation {
    let summary = "Shows the second factor with the field code of a form; 303 on, or back to signing in when the session has ended.";
    Operation { method: Method::Post, summary, params: &[], ..page(name, entrance, handler, sample) }
}

pub(super) const AGENTS_PAGE: Operation =
    page("access.factor_page", Entrance::Agents, |context, call| show(context, call, Entrance::Agents), |_| Sample::get("/sign-in/factor"));

pub(super) const CUSTOMERS_PAGE: Operation = page(
    "access.portal_factor_page",
    Entrance::Customers,
    |context, call| show(context, call, Entrance::Customers),
    |_| Sample::get("/portal/sign-in/factor"),
);

pub(super) const AGENTS_FORM: Operation = form(
    "access.show_factor",
    Entrance::Agents,
    |context, call| take(context, call, Entrance::Agents),
    |_| Sample::form("/sign-in/factor", "code=000000"),
);

pub(super) const CUSTOMERS_FORM: Operation = form(
    "access.portal_show_factor",
    Entrance::Customers,
    |context, call| take(context, call, Entrance::Customers),
    |_| Sample::form("/portal/sign-in/factor", "code=000000"),
);

#[derive(Deserialize, Default)]
struct Query {
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

#[derive(Deserialize)]
struct Form {
    code: Option<Secret<String>>,
    /// A device's answer, with the ceremony that asked.
    #[serde(default)]
    ceremony: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

fn html(status: StatusCode, asks: &Asks<'_>) -> Result<Answer, Problem> {
    let answer = Answer::new(status).typed("text/html; charset=utf-8", draw_factor(asks)?);
    Ok(answer
        .with_header("content-security-policy", page::POLICY)
        .with_header("cache-control", "no-store")
        .with_header("vary", "accept-language"))
}

/// The session of the cookie that came with a call, with its stage.
async fn session(context: &Context, call: &Call, entrance: Entrance) -> Result<Option<(Session, Stage)>, Fault> {
    let Some(value) = cookie::find(&call.headers, entrance) else { return Ok(None) };
    let hash = token::hash(&value);
    let find = move |view: &View<'_>| {
        let found = rows_of::session_by_token(view, hash)?.filter(|session| session.person.entrance() == entrance);
        let Some(session) = found else { return Ok(None) };
        let is_valid = rows_of::facts(view, session.person)?.is_some_and(|facts| facts.valid) && may_come(view, session.person)?;
        let policy = policy_of(view, session.person)?;
        if !is_valid || !session.is_alive(view.now(), &policy) {
            return Ok(None);
        }
        let stage = stage_of(view, &session, &policy)?;
        Ok::<_, Fault>(Some((session, stage)))
    };
    context.read(find).await
}

fn show(context: Context, call: Call, entrance: Entrance) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Query { next, lang } = call.query().unwrap_or_default();
        let (locale, chosen) = language(&context, &call, &lang);
        let next = local_path(entrance, &next);
        html(StatusCode::OK, &Asks { entrance, place: &context.place, locale, chosen, next, trouble: None })
    })
}

fn take(context: Context, call: Call, entrance: Entrance) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Form { code, ceremony, answer, next, lang } = read_form(&call)?;
        let (locale, chosen) = language(&context, &call, &lang);
        let next = local_path(entrance, &next);
        let Some((session, stage)) = session(&context, &call, entrance).await? else { return Ok(go(entrance.path())) };
        if stage != Stage::NeedsFactor {
            return Ok(go(&after(entrance, stage, next.unwrap_or_default())));
        }
        let passkey = ceremony.parse::<CeremonyId>().ok().map(|ceremony| (ceremony.into(), Secret::new(answer)));
        let code = code.filter(|code| !code.reveal().trim().is_empty());
        let asks = |trouble| Asks { entrance, place: &context.place, locale, chosen, next, trouble: Some(trouble) };
        if code.is_none() && passkey.is_none() {
            return html(StatusCode::UNPROCESSABLE_ENTITY, &asks(Trouble::NoCode));
        }
        let by = By { actor: session.person.actor(), strength: session.proofs.strength(), ..context.by.clone() };
        let theirs = Context { by, ..context.clone() };
        match prove(&theirs, session.id.0, Shown { password: None, code, passkey }).await {
            Ok(proved) => {
                let line = cookie::set(entrance, proved.cookie.reveal());
                Ok(go(&after(entrance, proved.stage, next.unwrap_or_default())).with_header("set-cookie", &line))
            }
            Err(ProveError::Ended | ProveError::Missing(_)) => Ok(go(entrance.path())),
            Err(ProveError::Wrong) => html(StatusCode::FORBIDDEN, &asks(Trouble::WrongCode)),
            Err(ProveError::Throttled(wait)) => {
                let answer = html(StatusCode::TOO_MANY_REQUESTS, &asks(Trouble::Throttled(wait)))?;
                Ok(answer.with_header("retry-after", &page::wait_seconds(wait).to_string()))
            }
            Err(ProveError::Fault(fault)) => Err(fault.into()),
        }
    })
}
