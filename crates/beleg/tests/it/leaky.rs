//! A room that makes the mistakes which the walks are there to find: the walks must find each of them.

use crate::house::{on, operations};
use crate::{isolation, unauthorised};
use beleg::node::ROOMS_AND_GATE;
use futures_util::FutureExt as _;
use http::StatusCode;
use room::{Audience, Context, Handler, Method, Operation, Right, Room, Sample};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};
use store::Engine;
use tickets::{Refusal, TicketId};
use web::openapi::Yields;
use web::{Answer, Call, Problem};

const fn leaky(
    name: &'static str,
    path: &'static str,
    audience: Audience,
    sample: fn(&room::World) -> Sample,
    handler: Handler,
) -> Operation {
    Operation {
        name,
        method: Method::Get,
        path,
        summary: "Leaks.",
        audience,
        right: "leaky.leak",
        params: &[],
        body: None,
        yields: Yields::Bytes("text/plain"),
        sample,
        handler,
    }
}

static ROOM: Room = Room {
    operations: &[
        leaky(
            "leaky.cached",
            "/api/v1/leaky/cached/{id}",
            Audience::Agents,
            |world| Sample::get(format!("/api/v1/leaky/cached/{}", world.id("ticket"))),
            |context, call| async move { title(&context, &call).await.map(|title| Answer::json(&json!({"title": title}))) }.boxed(),
        ),
        leaky(
            "leaky.hinted",
            "/api/v1/leaky/hinted/{id}",
            Audience::Agents,
            |world| Sample::get(format!("/api/v1/leaky/hinted/{}", world.id("ticket"))),
            |context, call| async move { hinted(title(&context, &call).await) }.boxed(),
        ),
        leaky(
            "leaky.open",
            "/api/v1/leaky/open",
            Audience::Public,
            |_| Sample::get("/api/v1/leaky/open"),
            |_, _| async { Ok(Answer::json(&json!({}))) }.boxed(),
        ),
    ],
    rights: &[Right { name: "leaky.leak", rule: "nobody should have it" }],
    ..Room::bare("leaky", "leaks")
};

static ROOMS: LazyLock<Vec<&'static Room>> = LazyLock::new(|| ROOMS_AND_GATE.iter().copied().chain([&ROOM]).collect());

/// Titles by ticket, whoever's ticket it is: a cache that is blind to tenants.
static TITLES: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

async fn title(context: &Context, call: &Call) -> Result<String, Problem> {
    let id: TicketId = call.id("id")?;
    if let Some(title) = TITLES.lock().expect("a cache").get(&id.to_string()) {
        return Ok(title.clone());
    }
    let read = move |view: &store::View<'_>| -> Result<String, Refusal> { Ok(tickets::queries::page(view, id)?.ticket.title) };
    let title = context.read(read).await?;
    TITLES.lock().expect("a cache").insert(id.to_string(), title.clone());
    Ok(title)
}

/// Refuses as it should, and tells all the same.
fn hinted(title: Result<String, Problem>) -> Result<Answer, Problem> {
    let title = title?;
    Ok(Answer::new(StatusCode::NOT_FOUND).with_header("x-hint", &title))
}

#[test]
fn the_walks_find_what_leaks() {
    on(Engine::Sqlcipher, |mut house| async move {
        let gate = house.open_gate(&ROOMS).await;
        let own = operations(&[&ROOM]);
        let found = isolation::breaches(&house, &own).await;
        let told = |words: &[&str]| found.iter().any(|line| words.iter().all(|word| line.contains(word)));
        for name in ["leaky.cached", "leaky.hinted"] {
            assert!(told(&[name, "tells", house.alpha.canary]) && told(&[name, "tells", house.beta.canary]), "{found:#?}");
        }
        assert!(told(&["leaky.cached", "200, not"]), "{found:#?}");
        assert!(found.iter().all(|line| line.starts_with("leaky.")), "{found:#?}");
        let found = unauthorised::breaches(&house, &own).await;
        assert!(found.iter().any(|line| line.starts_with("leaky.open")), "{found:#?}");
        gate.shutdown().await;
    });
}
