//! The pages around links by mail, and their forms. They work without JavaScript.

use super::sign_in::{go, language, read_form};
use crate::commands::{Arrival, Reset, ResetError, SendLinkError, ask_letter, look, open_link, reset_password, send_password_link};
use crate::letter::Kind;
use crate::model::{Entrance, Person};
use crate::page::{self, Step, Steps, Trouble, draw_step};
use crate::proof::Proof;
use crate::{client, cookie, device};
use futures_util::future::BoxFuture;
use http::StatusCode;
use kernel::{AgentId, CustomerUserId, Secret};
use room::{Audience, Context, Handler, Method, Operation, Sample, World};
use serde::Deserialize;
use web::openapi::{Param, Yields};
use web::{Answer, Call, Problem};

const TOKEN: &[Param] = &[
    Param { name: "token", meaning: "of the link", kind: "string" },
    Param { name: "tried", meaning: "the password of before is one that others try first", kind: "string" },
    Param { name: "sent", meaning: "a link was asked for", kind: "string" },
    Param { name: "lang", meaning: "the language of the page: de, en or pt-BR", kind: "string" },
];

const fn page(name: &'static str, path: &'static str, summary: &'static str, sample: fn(&World) -> Sample, handler: Handler) -> Operation {
    Operation {
        name,
        method: Method::Get,
        path,
        summary,
        audience: Audience::Public,
        right: "access.recover",
        params: TOKEN,
        body: None,
        yields: Yields::Bytes("text/html"),
        sample,
        handler,
    }
}

const fn form(of: &Operation, name: &'static str, summary: &'static str, sample: fn(&World) -> Sample, handler: Handler) -> Operation {
    Operation {
        name,
        method: Method::Post,
        path: of.path,
        summary,
        audience: Audience::Public,
        right: of.right,
        params: &[],
        body: None,
        yields: of.yields,
        sample,
        handler,
    }
}

const ASK: &str = "The page on which a link to choose a password is asked for.";
const ASKED: &str = "Sends a link to choose a password to the address of the login of a form; 303, whoever that is.";
const CHOOSE: &str = "The page that a link to choose a password leads to. Looking at it uses nothing up.";
const CHOSEN: &str = "Chooses a password with the fields token, password and code of a form; 303 on success.";

pub(super) const FORGOT_PAGE: Operation = page(
    "access.forgot_page",
    Entrance::Agents.forgot_path(),
    ASK,
    |_| Sample::get("/sign-in/forgot"),
    |context, call| show(context, call, Entrance::Agents, Step::Forgot),
);
pub(super) const FORGOT: Operation = form(
    &FORGOT_PAGE,
    "access.forgot",
    ASKED,
    |_| Sample::form("/sign-in/forgot", "login=somebody"),
    |context, call| ask(context, call, Entrance::Agents, Kind::Reset),
);
pub(super) const MY_FORGOT_PAGE: Operation = page(
    "access.portal_forgot_page",
    Entrance::Customers.forgot_path(),
    ASK,
    |_| Sample::get("/portal/sign-in/forgot"),
    |context, call| show(context, call, Entrance::Customers, Step::Forgot),
);
pub(super) const MY_FORGOT: Operation = form(
    &MY_FORGOT_PAGE,
    "access.portal_forgot",
    ASKED,
    |_| Sample::form("/portal/sign-in/forgot", "login=somebody"),
    |context, call| ask(context, call, Entrance::Customers, Kind::Reset),
);
pub(super) const RESET_PAGE: Operation = page(
    "access.reset_page",
    Entrance::Agents.reset_path(),
    CHOOSE,
    |_| Sample::get("/sign-in/reset"),
    |context, call| follow(context, call, Entrance::Agents, Kind::Reset),
);
pub(super) const RESET: Operation = form(
    &RESET_PAGE,
    "access.reset_password",
    CHOSEN,
    |world| chosen("/sign-in/reset", world, "spare_agent"),
    |context, call| choose(context, call, Entrance::Agents),
);
pub(super) const MY_RESET_PAGE: Operation = page(
    "access.portal_reset_page",
    Entrance::Customers.reset_path(),
    CHOOSE,
    |_| Sample::get("/portal/sign-in/reset"),
    |context, call| follow(context, call, Entrance::Customers, Kind::Reset),
);
pub(super) const MY_RESET: Operation = form(
    &MY_RESET_PAGE,
    "access.portal_reset_password",
    CHOSEN,
    |world| chosen("/portal/sign-in/reset", world, "spare_customer"),
    |context, call| choose(context, call, Entrance::Customers),
);
pub(super) const LINK_PAGE: Operation = page(
    "access.link_page",
    Entrance::LINK,
    "The page on which customer users ask for a link to sign in.",
    |_| Sample::get("/portal/sign-in/link"),
    |context, call| show(context, call, Entrance::Customers, Step::Link),
);
pub(super) const LINK: Operation = form(
    &LINK_PAGE,
    "access.ask_link",
    "Sends a link to sign in to the address of the login of a form; 303, whoever that is.",
    |_| Sample::form("/portal/sign-in/link", "login=somebody"),
    |context, call| ask(context, call, Entrance::Customers, Kind::SignIn),
);
pub(super) const OPEN_PAGE: Operation = page(
    "access.open_page",
    Entrance::OPEN,
    "The page that a link to sign in leads to. Looking at it uses nothing up.",
    |_| Sample::get("/portal/sign-in/open"),
    |context, call| follow(context, call, Entrance::Customers, Kind::SignIn),
);
pub(super) const OPEN: Operation = form(
    &OPEN_PAGE,
    "access.open_link",
    "Signs a customer user in with the field token of a form; 303 on.",
    |world| Sample::form("/portal/sign-in/open", format!("token={}", world.id("open_token_password"))),
    |context, call| open(context, call),
);

const SEND: &str =
    "Sends somebody a link to choose a password, to their own address: administrators do not choose the passwords of others.";

pub(super) const TO_AGENT: Operation = Operation {
    name: "access.send_password_link",
    method: Method::Post,
    path: "/api/v1/agents/{id}/password-link",
    summary: SEND,
    audience: Audience::Agents,
    right: "access.administer",
    params: &[],
    body: None,
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/agents/{}/password-link", world.id("agent"))),
    handler: |context, call: Call| {
        let person = call.id::<AgentId>("id").map(Person::Agent);
        send(context, person)
    },
};

pub(super) const TO_CUSTOMER: Operation = Operation {
    name: "access.send_customer_password_link",
    path: "/api/v1/customer-users/{id}/password-link",
    sample: |world| Sample::get(format!("/api/v1/customer-users/{}/password-link", world.id("spare_customer_user"))),
    handler: |context, call: Call| {
        let person = call.id::<CustomerUserId>("id").map(Person::CustomerUser);
        send(context, person)
    },
    ..TO_AGENT
};

fn chosen(path: &str, world: &World, whose: &str) -> Sample {
    Sample::form(path, format!("token={}&password=Teekanne+fliegt+um+neun", world.id(&format!("{whose}_token_password"))))
}

#[derive(Deserialize, Default)]
struct Query {
    #[serde(default)]
    token: String,
    #[serde(default)]
    sent: String,
    #[serde(default)]
    tried: String,
    #[serde(default)]
    lang: String,
}

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    login: String,
    token: Option<Secret<String>>,
    password: Option<Secret<String>>,
    code: Option<Secret<String>>,
    #[serde(default)]
    lang: String,
}

fn html(status: StatusCode, steps: &Steps<'_>) -> Result<Answer, Problem> {
    let answer = Answer::new(status).typed("text/html; charset=utf-8", draw_step(steps)?);
    Ok(answer
        .with_header("content-security-policy", page::POLICY)
        .with_header("cache-control", "no-store")
        .with_header("referrer-policy", "no-referrer")
        .with_header("vary", "accept-language"))
}

/// A page of one step, with nothing wrong yet.
fn fresh<'a>(context: &'a Context, call: &Call, (entrance, step): (Entrance, Step), lang: &str) -> Steps<'a> {
    let (locale, chosen) = language(context, call, lang);
    Steps { entrance, place: &context.place, locale, chosen, step, token: None, trouble: None, weak: None }
}

fn show(context: Context, call: Call, entrance: Entrance, step: Step) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Query { sent, lang, .. } = call.query().unwrap_or_default();
        let step = if sent.is_empty() { step } else { Step::Sent };
        html(StatusCode::OK, &fresh(&context, &call, (entrance, step), &lang))
    })
}

fn ask(context: Context, call: Call, entrance: Entrance, kind: Kind) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Form { login, lang, .. } = read_form(&call)?;
        let (step, path) = match kind {
            Kind::Reset => (Step::Forgot, entrance.forgot_path()),
            Kind::SignIn => (Step::Link, Entrance::LINK),
        };
        let steps = fresh(&context, &call, (entrance, step), &lang);
        if login.trim().is_empty() {
            return html(StatusCode::UNPROCESSABLE_ENTITY, &Steps { trouble: Some(Trouble::NoLogin), ..steps });
        }
        match context.act(move |act| ask_letter(act, entrance, &login, kind)).await? {
            Ok(()) => Ok(go(&format!("{path}?sent=1&lang={}", steps.locale))),
            Err(throttled) => {
                let trouble = Some(Trouble::Throttled(throttled.wait));
                let answer = html(StatusCode::TOO_MANY_REQUESTS, &Steps { trouble, ..steps })?;
                Ok(answer.with_header("retry-after", &page::wait_seconds(throttled.wait).to_string()))
            }
        }
    })
}

fn follow(context: Context, call: Call, entrance: Entrance, kind: Kind) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Query { token, sent, tried, lang } = call.query().unwrap_or_default();
        if !sent.is_empty() {
            return html(StatusCode::OK, &fresh(&context, &call, (entrance, Step::Done), &lang));
        }
        let text = token.clone();
        let opens = context.read(move |view| look(view, entrance, kind, &text)).await?;
        let step = match (opens, kind) {
            (None, _) => Step::Over,
            (Some(opens), Kind::Reset) => Step::Reset { with_code: opens.needs_code, tried_first: !tried.is_empty() },
            (Some(_), Kind::SignIn) => Step::Open,
        };
        let token = opens.map(|_| token.as_str());
        html(StatusCode::OK, &Steps { token, ..fresh(&context, &call, (entrance, step), &lang) })
    })
}

fn choose(context: Context, call: Call, entrance: Entrance) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Form { token, password, code, lang, .. } = read_form(&call)?;
        let over = || html(StatusCode::FORBIDDEN, &fresh(&context, &call, (entrance, Step::Over), &lang));
        let Some(token) = token else { return over() };
        let text = token.reveal().clone();
        let looked = text.clone();
        let Some(opens) = context.read(move |view| look(view, entrance, Kind::Reset, &looked)).await? else { return over() };
        let step = Step::Reset { with_code: opens.needs_code, tried_first: false };
        let steps = Steps { token: Some(&text), ..fresh(&context, &call, (entrance, step), &lang) };
        let password = password.unwrap_or_else(|| Secret::new(String::new()));
        match reset_password(&context, entrance, Reset { token, password, code }).await {
            Ok(known) => {
                let done = go(&format!("{}?sent=1&lang={}", entrance.reset_path(), steps.locale));
                Ok(done.with_header("set-cookie", &device::set(known.reveal())))
            }
            Err(ResetError::Over) => over(),
            Err(ResetError::Code) => html(StatusCode::FORBIDDEN, &Steps { trouble: Some(Trouble::WrongCode), ..steps }),
            Err(ResetError::Weak(weak)) => html(StatusCode::UNPROCESSABLE_ENTITY, &Steps { weak: Some(weak), ..steps }),
            Err(ResetError::Throttled(wait)) => {
                let answer = html(StatusCode::TOO_MANY_REQUESTS, &Steps { trouble: Some(Trouble::Throttled(wait)), ..steps })?;
                Ok(answer.with_header("retry-after", &page::wait_seconds(wait).to_string()))
            }
            Err(ResetError::Fault(fault)) => Err(fault.into()),
        }
    })
}

fn open(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Form { token, lang, .. } = read_form(&call)?;
        let client = client::label(call.header("user-agent").unwrap_or_default());
        let earlier = cookie::find(&call.headers, Entrance::Customers);
        let arrival =
            |person| Arrival { person, proofs: Proof::MailLink.into(), client, earlier, provider: None, until: None, shown_at: None };
        let opened = match token {
            Some(token) => open_link(&context, token, arrival).await?,
            None => None,
        };
        match opened {
            Some(opened) => Ok(go(&opened.next("")).with_header("set-cookie", &opened.set_cookie())),
            None => html(StatusCode::FORBIDDEN, &fresh(&context, &call, (Entrance::Customers, Step::Over), &lang)),
        }
    })
}

fn send(context: Context, person: Result<Person, Problem>) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let person = person?;
        match context.act(move |act| send_password_link(act, person)).await {
            Ok(_) => Ok(Answer::no_content()),
            Err(SendLinkError::NotYours(_)) => Err(Problem::forbidden()),
            Err(SendLinkError::PersonUnknown) => Err(Problem::not_found()),
            Err(SendLinkError::Fault(fault)) => Err(fault.into()),
        }
    })
}
