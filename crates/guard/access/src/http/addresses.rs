//! From where people may come.

use crate::address::{AddressChangeId, AddressRule, Addresses};
use crate::commands::{SetAddressesError, confirm_addresses, rehearse, set_addresses, take_back_addresses};
use crate::rights::Administering;
use crate::store::addresses::{self as kept_rows, Waits};
use futures_util::future::BoxFuture;
use kernel::Timestamp;
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Rows, View};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem, problem};

/// From where people may come. Of several rules for one request each has to let it in; in a rule `deny` counts first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = AddressRules)]
struct Body {
    /// By `everywhere`, `agents`, `customers`, `tokens` or `role:NUMBER`.
    #[schema(value_type = BTreeMap<String, AddressRule>)]
    rules: Addresses,
    /// Counts changes; it has to be sent along with the next one.
    version: i64,
    /// The change that waits to be confirmed.
    waits: Option<WaitsBody>,
    /// From where this was asked.
    your_address: Option<String>,
}

/// A change that waits to be confirmed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = AddressChange)]
struct WaitsBody {
    #[schema(value_type = String)]
    change: AddressChangeId,
    /// Then it is taken back by itself.
    #[schema(value_type = String, format = "date-time")]
    until: Timestamp,
}

impl From<Waits> for WaitsBody {
    fn from(Waits { change, until, .. }: Waits) -> Self {
        Self { change, until }
    }
}

/// Rules to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAddressRules)]
struct New {
    /// By `everywhere`, `agents`, `customers`, `tokens` or `role:NUMBER`.
    #[schema(value_type = BTreeMap<String, AddressRule>)]
    rules: Addresses,
    /// The version that was read; somebody else's change meanwhile is not overwritten then.
    #[serde(default)]
    version: Option<i64>,
}

/// Rules to look at before they count.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TriedAddressRules)]
struct Tried {
    /// By `everywhere`, `agents`, `customers`, `tokens` or `role:NUMBER`.
    #[schema(value_type = BTreeMap<String, AddressRule>)]
    rules: Addresses,
}

/// A session that would be shut out.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ShutOut {
    /// `agent` or `customer`.
    kind: &'static str,
    login: String,
    name: String,
    /// From where they signed in.
    ip: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    last_seen_at: Timestamp,
}

/// What would be if rules counted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = AddressRehearsal)]
struct RehearsalBody {
    /// Whether you would still be let in.
    you: bool,
    /// The sessions that would be shut out, the last seen first, fifty at most.
    shut_out: Vec<ShutOut>,
    /// How many these are in all.
    count: usize,
    /// Of how many sessions.
    of: usize,
}

pub(super) const OPERATION: Operation = Operation {
    name: "access.addresses",
    method: Method::Get,
    path: "/api/v1/access/addresses",
    summary: "From where people may come, and whether a change waits to be confirmed.",
    audience: Audience::Agents,
    right: "access.administer",
    params: &[],
    body: None,
    yields: Yields::Json(Shape::of::<Body>()),
    sample: |_| Sample::get("/api/v1/access/addresses"),
    handler: |context, _: Call| show(context),
};

pub(super) const SET: Operation = Operation {
    name: "access.set_addresses",
    method: Method::Put,
    summary: "Chooses from where people may come. It counts at once, and is taken back after five minutes unless somebody confirms it, who has to come from where it lets them in.",
    body: Some(Shape::of::<New>()),
    yields: Yields::Json(Shape::of::<WaitsBody>()),
    sample: |_| Sample::send("/api/v1/access/addresses", json!({"rules": {"tokens": {"deny": ["192.0.2.0/24"], "allow": []}}})),
    handler: |context, call: Call| {
        Box::pin(async move {
            let New { rules, version } = call.json()?;
            let waits = context.act(move |act| set_addresses(act, rules.clone(), version)).await.map_err(refused)?;
            Ok(Answer::json(&WaitsBody::from(waits)))
        })
    },
    ..OPERATION
};

pub(super) const TRY: Operation = Operation {
    name: "access.try_addresses",
    method: Method::Post,
    path: "/api/v1/access/addresses/try",
    summary: "Looks whom rules would shut out of those who are signed in. Nothing changes.",
    body: Some(Shape::of::<Tried>()),
    yields: Yields::Json(Shape::of::<RehearsalBody>()),
    sample: |_| Sample::send("/api/v1/access/addresses/try", json!({"rules": {"agents": {"deny": [], "allow": ["192.0.2.0/24"]}}})),
    handler: |context, call: Call| try_out(context, call),
    ..OPERATION
};

pub(super) const CONFIRM: Operation = Operation {
    name: "access.confirm_addresses",
    method: Method::Post,
    path: "/api/v1/access/addresses/{id}/confirm",
    summary: "Confirms the change that waits: it counts from now on without end.",
    yields: Yields::Nothing,
    sample: |world| Sample::send(format!("/api/v1/access/addresses/{}/confirm", world.id("address_change")), json!({})),
    handler: |context, call: Call| {
        Box::pin(async move {
            let change: AddressChangeId = call.id("id")?;
            context.act(move |act| confirm_addresses(act, change)).await.map_err(refused)?;
            Ok(Answer::no_content())
        })
    },
    ..OPERATION
};

pub(super) const TAKE_BACK: Operation = Operation {
    name: "access.take_back_addresses",
    method: Method::Delete,
    path: "/api/v1/access/addresses/{id}",
    summary: "Takes back the change that waits: what was confirmed last holds again.",
    yields: Yields::Nothing,
    sample: |world| Sample::get(format!("/api/v1/access/addresses/{}", world.id("address_change"))),
    handler: |context, call: Call| {
        Box::pin(async move {
            let change: AddressChangeId = call.id("id")?;
            context.act(move |act| take_back_addresses(act, change)).await.map_err(refused)?;
            Ok(Answer::no_content())
        })
    },
    ..OPERATION
};

fn refused(error: SetAddressesError) -> Problem {
    match error {
        SetAddressesError::NotYours(_) => Problem::forbidden(),
        SetAddressesError::TooMany(_) => Problem::invalid("rules", "too-many"),
        SetAddressesError::RoleUnknown => Problem::invalid("rules", "role-unknown"),
        SetAddressesError::Outdated => Problem::new(&problem::PRECONDITION),
        SetAddressesError::NothingWaits => Problem::not_found(),
        SetAddressesError::Fault(fault) => fault.into(),
    }
}

fn read(view: &View<'_>) -> Result<Body, SetAddressesError> {
    Administering::may::<SetAddressesError>(view)?;
    let kept = kept_rows::kept(view)?;
    let waits = kept.waits.clone().filter(|waits| view.now() < waits.until).map(WaitsBody::from);
    let version = kept.version;
    let your_address = view.by().ip.map(|ip| ip.to_canonical().to_string());
    Ok(Body { rules: kept.in_force(view.now()), version, waits, your_address })
}

fn show(context: Context) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move { Ok(Answer::json(&context.read(read).await.map_err(refused)?)) })
}

fn try_out(context: Context, call: Call) -> BoxFuture<'static, Result<Answer, Problem>> {
    Box::pin(async move {
        let Tried { rules } = call.json()?;
        let found = context.read(move |view: &View<'_>| rehearse(view, rules.clone())).await.map_err(refused)?;
        let shut_out = found.shut_out.into_iter().map(|(session, facts)| ShutOut {
            kind: session.person.entrance().as_str(),
            login: facts.login,
            name: facts.name,
            ip: session.ip.map(|ip| ip.to_canonical().to_string()),
            last_seen_at: session.last_seen_at,
        });
        Ok(Answer::json(&RehearsalBody { you: found.you, shut_out: shut_out.collect(), count: found.count, of: found.of }))
    })
}
