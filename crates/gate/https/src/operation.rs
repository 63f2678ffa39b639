//! Operations: who calls, whether the call may be made at all, and then the room's handler.

use crate::body::{self, Bounds};
use crate::gate::Desk;
use crate::guest;
use crate::memory::BLOCK_BYTES;
use crate::serve::{Asking, Site};
use futures_util::FutureExt as _;
use http::header::{AUTHORIZATION, COOKIE};
use hyper::body::Incoming;
use kernel::{Actor, By, Fault, Strength};
use room::{Audience, Context, Guest, Method, Operation, Scope, Stage};
use std::panic::AssertUnwindSafe;
use web::{Answer, Call, Problem, is_same_origin, problem};

/// The longest body of those who are not known, and of forms.
const STRANGERS_BODY: usize = BLOCK_BYTES;

/// The longest body that a provider of single sign-on sends, itself or by a browser: 256 KiB in Base64, in a form.
const ELSEWHERE_BODY: usize = 20 * BLOCK_BYTES;

/// The longest `Idempotency-Key`. **Units**: characters.
const LONGEST_KEY: usize = 200;

/// Runs an operation.
///
/// Credentials, scope and origin are judged before the body is read, so that strangers cannot make the node hold large ones.
pub(crate) async fn run(
    asking: &Asking<'_>,
    desk: &Desk,
    site: Site,
    (operation, path): (&'static Operation, Vec<(String, String)>),
    body: Incoming,
) -> Result<Answer, Problem> {
    let caller = match operation.audience {
        Audience::Public | Audience::Elsewhere => {
            asking.may_knock(desk, &site).await?;
            None
        }
        audience => Some(guest::of_request(asking, desk, &site, audience).await?),
    };
    if caller.is_some() {
        asking.seat.recognise();
    }
    may_call(asking, operation, caller.as_ref())?;
    let changes = operation.method != Method::Get && operation.audience != Audience::Elsewhere;
    let by_browser = caller.as_ref().is_none_or(|guest| guest.strength != Strength::Token);
    if changes && by_browser && !is_same_origin(&asking.parts.headers, &site.place.origin()) {
        return Err(Problem::new(&problem::CROSS_SITE));
    }
    let key = idempotency_key(asking, operation, caller.is_some())?;
    let limits = &asking.shared.limits;
    let strangers = if operation.audience == Audience::Elsewhere { ELSEWHERE_BODY } else { STRANGERS_BODY };
    let declared = operation.body.filter(|_| caller.is_some()).map_or(strangers, |shape| shape.most());
    let bounds = Bounds { most: declared.min(limits.body_bytes), piece: asking.shared.patience.piece };
    let (memory, tenant) = (&asking.shared.memory, site.door.tenant());
    let share = if caller.is_some() { memory.share_of_known(tenant) } else { memory.share_of_stranger(tenant, asking.seat.bodies()) };
    let read = body::read(&asking.parts.headers, body, share, bounds).await?;
    let mut context = context(asking, desk, site, caller);
    let target = asking.parts.uri.path_and_query().map_or("/", |target| target.as_str());
    if let Some(key) = key {
        context.bind_once(key, asking.parts.method.as_str(), target, &read.bytes);
    }
    let mut headers = asking.parts.headers.clone();
    if operation.audience != Audience::Public {
        // Whoever signs in or out looks at the cookie itself; nobody else needs to see it.
        headers.remove(COOKIE);
        headers.remove(AUTHORIZATION);
    }
    let query = asking.parts.uri.query().unwrap_or_default().to_owned();
    let call = Call { method: operation.method.http(), path, query, headers, body: read.bytes.clone() };
    let outcome = AssertUnwindSafe((operation.handler)(context, call)).catch_unwind().await;
    drop(read);
    outcome.unwrap_or_else(|_| Err(Problem::from(Fault::bug("an operation panicked"))))
}

/// Whether this caller may call this operation at all.
fn may_call(asking: &Asking<'_>, operation: &Operation, guest: Option<&Guest>) -> Result<(), Problem> {
    let Some(guest) = guest else { return Ok(()) };
    let routes = &asking.shared.routes;
    if guest.stage == Stage::Barred {
        return Err(Problem::new(&problem::ADDRESS));
    }
    if !routes.is_open_at(operation, guest.stage) {
        return Err(Problem::new(&problem::FACTOR).with_detail(guest.stage.as_str()));
    }
    let fits = match operation.audience {
        Audience::Agents => matches!(guest.actor, Actor::Agent(_)),
        Audience::Customers => matches!(guest.actor, Actor::CustomerUser(_)),
        Audience::Everybody => matches!(guest.actor, Actor::Agent(_) | Actor::CustomerUser(_)),
        Audience::Public | Audience::Elsewhere => true,
    };
    if !fits {
        return Err(Problem::forbidden());
    }
    let scope = operation.scope();
    if !guest.scope.covers(&scope) {
        return Err(Problem::forbidden().with_detail(format!("the token lacks the scope {scope}")));
    }
    if !routes.is_sensitive(operation) || guest.is_fresh {
        return Ok(());
    }
    match &guest.scope {
        Scope::Whole => Err(Problem::new(&problem::STEP_UP)),
        Scope::Only(scopes) => {
            let besides = operation.sensitive_scope();
            if scopes.contains(&besides) {
                Ok(())
            } else {
                Err(Problem::forbidden().with_detail(format!("the token lacks the scope {besides}")))
            }
        }
    }
}

/// The key under which a `POST` takes effect once.
fn idempotency_key<'a>(asking: &'a Asking<'_>, operation: &Operation, is_known: bool) -> Result<Option<&'a str>, Problem> {
    let mut keys = asking.parts.headers.get_all("idempotency-key").iter();
    let (Some(key), more) = (keys.next(), keys.next()) else { return Ok(None) };
    if operation.method != Method::Post || !is_known {
        return Ok(None);
    }
    let text = key.to_str().ok().filter(|text| more.is_none() && (1..=LONGEST_KEY).contains(&text.len()));
    text.map(Some).ok_or_else(|| Problem::new(&problem::MALFORMED).with_detail("an Idempotency-Key has 1 to 200 ASCII characters"))
}

fn context(asking: &Asking<'_>, desk: &Desk, site: Site, guest: Option<Guest>) -> Context {
    let (actor, strength) = guest.as_ref().map_or((Actor::Stranger, Strength::None), |guest| (guest.actor, guest.strength));
    Context {
        by: By { actor, on_behalf: None, strength, request: asking.id, ip: Some(asking.ip) },
        guest,
        door: site.door,
        place: site.place,
        house: desk.house.clone(),
        once: None,
    }
}
