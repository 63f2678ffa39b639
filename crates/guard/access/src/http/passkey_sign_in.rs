//! Signs in with a passkey alone. The page's script asks for the question and sends the device's answer as a form.

use super::prove::PasskeyQuestion;
use super::sign_in::{go, html, language, offer, read_form};
use crate::client;
use crate::commands::{Arrival, Party, SignInError, ask_passkey, sign_in_with_passkey};
use crate::cookie;
use crate::factor::CeremonyId;
use crate::model::{Entrance, Person};
use crate::page::{Drawn, Trouble, local_path};
use crate::proof::Proof;
use futures_util::future::BoxFuture;
use http::StatusCode;
use kernel::{Fault, OrFault, Secret};
use room::{Context, Method, Operation, Sample, World};
use serde::Deserialize;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

const fn question(name: &'static str, entrance: Entrance, handler: room::Handler, sample: fn(&World) -> Sample) -> Operation {
    Operation {
        name,
        method: Method::Post,
        path: entrance.passkey_question_path(),
        summary: "What to ask a device for, to sign in with a passkey alone.",
        audience: room::Audience::Public,
        right: "access.sign_in",
        params: &[],
        body: None,
        yields: Yields::Json(Shape::of::<PasskeyQuestion>()),
        sample,
        handler,
    }
}

const fn form(name: &'static str, entrance: Entrance, handler: room::Handler, sample: fn(&World) -> Sample) -> Operation {
    let summary = "Signs in with the fields ceremony and answer of a form; on success 303 with the session's cookie.";
    Operation { path: entrance.passkey_path(), summary, yields: Yields::Bytes("text/html"), ..question(name, entrance, handler, sample) }
}

pub(super) const AGENTS_QUESTION: Operation =
    question("access.passkey_question", Entrance::Agents, |context, _| ask(context), |_| Sample::get("/sign-in/passkey/question"));

pub(super) const CUSTOMERS_QUESTION: Operation = question(
    "access.portal_passkey_question",
    Entrance::Customers,
    |context, _| ask(context),
    |_| Sample::get("/portal/sign-in/passkey/question"),
);

pub(super) const AGENTS: Operation = form(
    "access.passkey_sign_in",
    Entrance::Agents,
    |context, call| take(context, call, Entrance::Agents),
    |world| sample("/sign-in/passkey", world, "administrator"),
);

pub(super) const CUSTOMERS: Operation = form(
    "access.portal_passkey_sign_in",
    Entrance::Customers,
    |context, call| take(context, call, Entrance::Customers),
    |world| sample("/portal/sign-in/passkey", world, "asker"),
);

fn sample(path: &str, world: &World, whose: &str) -> Sample {
    let (ceremony, answer) = (world.id(&format!("{whose}_question")), world.id(&format!("{whose}_answer_password")));
    Sample::form(path, format!("ceremony={ceremony}&answer={answer}"))
}

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    ceremony: String,
    answer: Option<Secret<String>>,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

fn ask(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let party = Party::of(&context.place);
        let question = context.act::<_, Fault, _>(move |act| ask_passkey(act, None, &party)).await?;
        let question = question.or_fault("anybody may be asked for a passkey")?;
        Ok(Answer::json(&PasskeyQuestion::from(question)).with_header("cache-control", "no-store"))
    })
}

fn take(context: Context, call: Call, entrance: Entrance) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Form { ceremony, answer, next, lang } = read_form(&call)?;
        let (locale, chosen) = language(&context, &call, &lang);
        let next = local_path(entrance, &next);
        let shown = ceremony.parse::<CeremonyId>().ok().map(Into::into).zip(answer);
        let client = client::label(call.header("user-agent").unwrap_or_default());
        let earlier = cookie::find(&call.headers, entrance);
        let arrival = |person: Person| Arrival {
            person,
            proofs: Proof::Passkey.into(),
            client,
            earlier,
            provider: None,
            until: None,
            shown_at: None,
        };
        let outcome = match shown {
            Some(shown) => sign_in_with_passkey(&context, entrance, shown, arrival).await,
            None => Err(SignInError::Refused),
        };
        match outcome {
            Ok(opened) => Ok(go(&opened.next(next.unwrap_or_default())).with_header("set-cookie", &opened.set_cookie())),
            Err(SignInError::Fault(fault)) => Err(fault.into()),
            Err(SignInError::Refused | SignInError::TriedFirst(_) | SignInError::Throttled(_)) => {
                let offer = offer(&context, entrance).await?;
                let trouble = Some(Trouble::Passkey);
                let drawn = Drawn { entrance, place: &context.place, locale, chosen, next, login: "", trouble, offer: &offer };
                html(StatusCode::FORBIDDEN, &drawn)
            }
        }
    })
}
