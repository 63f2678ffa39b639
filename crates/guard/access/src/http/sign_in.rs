//! The sign-in pages and their forms.

use crate::commands::{Asked, SignInError, SignedIn, sign_in};
use crate::model::Entrance;
use crate::page::{self, Drawn, Offer, Trouble, draw, local_path};
use crate::ways::Ways;
use crate::{client, cookie, device};
use futures_util::future::BoxFuture;
use http::StatusCode;
use kernel::{Fault, Locale, Secret};
use room::{Audience, Context, Method, Operation, Sample};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use web::openapi::{Param, Yields};
use web::{Answer, Call, Problem, problem};

/// A form is no larger. **Units**: bytes.
const MOST: usize = 16 * 1024;

const PARAMS: &[Param] = &[
    Param { name: "next", meaning: "a path of this host to go to afterwards", kind: "string" },
    Param { name: "lang", meaning: "the language of the page: de, en or pt-BR", kind: "string" },
];

const fn page(name: &'static str, entrance: Entrance, handler: room::Handler, sample: fn(&room::World) -> Sample) -> Operation {
    Operation {
        name,
        method: Method::Get,
        path: entrance.path(),
        summary: "The page to sign in on, which works without JavaScript.",
        audience: Audience::Public,
        right: "access.sign_in",
        params: PARAMS,
        body: None,
        yields: Yields::Bytes("text/html"),
        sample,
        handler,
    }
}

const fn form(name: &'static str, entrance: Entrance, handler: room::Handler, sample: fn(&room::World) -> Sample) -> Operation {
    let summary = "Signs in with the fields login and password of a form; on success 303 with the session's cookie.";
    Operation { method: Method::Post, summary, params: &[], ..page(name, entrance, handler, sample) }
}

pub(super) const AGENTS_PAGE: Operation =
    page("access.sign_in_page", Entrance::Agents, |context, call| show(context, call, Entrance::Agents), |_| Sample::get("/sign-in"));

pub(super) const CUSTOMERS_PAGE: Operation = page(
    "access.portal_sign_in_page",
    Entrance::Customers,
    |context, call| show(context, call, Entrance::Customers),
    |_| Sample::get("/portal/sign-in"),
);

pub(super) const AGENTS_FORM: Operation = form(
    "access.sign_in",
    Entrance::Agents,
    |context, call| take(context, call, Entrance::Agents),
    |world| Sample::form("/sign-in", format!("login={}&password={}", world.id("login"), world.id("password"))),
);

pub(super) const CUSTOMERS_FORM: Operation = form(
    "access.portal_sign_in",
    Entrance::Customers,
    |context, call| take(context, call, Entrance::Customers),
    |world| Sample::form("/portal/sign-in", format!("login={}&password={}", world.id("customer_login"), world.id("customer_password"))),
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
    #[serde(default)]
    login: String,
    password: Option<Secret<String>>,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

/// The page's language: by hand, else by the browser, else the tenant's.
pub(super) fn language(context: &Context, call: &Call, lang: &str) -> (Locale, bool) {
    if let Ok(locale) = lang.parse() {
        return (locale, true);
    }
    let asked = call.header("accept-language").and_then(Locale::from_header);
    (asked.unwrap_or(context.place.locale), false)
}

pub(super) fn html(status: StatusCode, drawn: &Drawn<'_>) -> Result<Answer, Problem> {
    let answer = Answer::new(status).typed("text/html; charset=utf-8", draw(drawn)?);
    Ok(answer
        .with_header("content-security-policy", page::POLICY)
        .with_header("cache-control", "no-store")
        .with_header("vary", "accept-language"))
}

fn show(context: Context, call: Call, entrance: Entrance) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        // A page for people: what cannot be understood of its address is left out.
        let Query { next, lang } = call.query().unwrap_or_default();
        let (locale, chosen) = language(&context, &call, &lang);
        let next = local_path(entrance, &next);
        let offer = offer(&context, entrance).await?;
        html(StatusCode::OK, &Drawn { entrance, place: &context.place, locale, chosen, next, login: "", trouble: None, offer: &offer })
    })
}

/// What the page offers beside the form: what a room above adds.
pub(super) async fn offer(context: &Context, entrance: Entrance) -> Result<Offer, Fault> {
    let Ok(ways) = context.house.service::<Ways>() else { return Ok(Offer { passwords: true, links: Vec::new() }) };
    let (ways, audience) = (**ways, entrance.audience());
    context.read(move |view| Ok(Offer { passwords: (ways.passwords)(view, audience)?, links: (ways.links)(view, audience)? })).await
}

/// A form of these pages.
pub(super) fn read_form<T: DeserializeOwned>(call: &Call) -> Result<T, Problem> {
    let media_type = call.header("content-type").and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if media_type != "application/x-www-form-urlencoded" {
        return Err(Problem::new(&problem::MALFORMED).with_detail("send a form"));
    }
    if call.body.len() > MOST {
        return Err(Problem::new(&problem::TOO_LARGE));
    }
    serde_urlencoded::from_bytes(&call.body).map_err(|_| Problem::new(&problem::MALFORMED).with_detail("the form cannot be read"))
}

fn take(context: Context, call: Call, entrance: Entrance) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Form { login, password, next, lang } = read_form(&call)?;
        let (locale, chosen) = language(&context, &call, &lang);
        let next = local_path(entrance, &next);
        let offer = offer(&context, entrance).await?;
        let drawn = Drawn { entrance, place: &context.place, locale, chosen, next, login: &login, trouble: None, offer: &offer };
        if !offer.passwords {
            return html(StatusCode::FORBIDDEN, &Drawn { trouble: Some(Trouble::Refused), ..drawn });
        }
        let password = password.filter(|password| !password.reveal().is_empty());
        let Some(password) = password.filter(|_| !login.trim().is_empty()) else {
            return html(StatusCode::UNPROCESSABLE_ENTITY, &Drawn { trouble: Some(Trouble::Empty), ..drawn });
        };
        let client = client::label(call.header("user-agent").unwrap_or_default());
        let (earlier, device) = (cookie::find(&call.headers, entrance), device::find(&call.headers));
        match sign_in(&context, entrance, Asked { login: login.clone(), password, client, earlier, device }).await {
            Ok(SignedIn { opened, device }) => {
                let home = go(&opened.next(next.unwrap_or_default())).with_header("set-cookie", &opened.set_cookie());
                Ok(match device {
                    Some(device) => home.with_header("set-cookie", &device::set(device.reveal())),
                    None => home,
                })
            }
            Err(SignInError::Refused) => html(StatusCode::FORBIDDEN, &Drawn { trouble: Some(Trouble::Refused), ..drawn }),
            Err(SignInError::TriedFirst(Some(token))) => {
                Ok(go(&format!("{}?token={}&tried=1&lang={locale}", entrance.reset_path(), token.reveal())))
            }
            Err(SignInError::TriedFirst(None)) => html(StatusCode::FORBIDDEN, &Drawn { trouble: Some(Trouble::TriedFirst), ..drawn }),
            Err(SignInError::Throttled(wait)) => {
                let answer = html(StatusCode::TOO_MANY_REQUESTS, &Drawn { trouble: Some(Trouble::Throttled(wait)), ..drawn })?;
                Ok(answer.with_header("retry-after", &page::wait_seconds(wait).to_string()))
            }
            Err(SignInError::Fault(fault)) => Err(fault.into()),
        }
    })
}

/// 303 to a path of this host.
pub(super) fn go(path: &str) -> Answer {
    Answer::new(StatusCode::SEE_OTHER).with_header("location", path).with_header("cache-control", "no-store")
}
