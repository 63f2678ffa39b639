//! A room of the tests' own: toys that agents make, and what the gate needs to be asked about.

use futures_util::FutureExt;
use futures_util::future::ready;
use kernel::{Actor, Fault, Id16};
use room::{Audience, ContentGrant, ContentPart, ContentSource, Context, Handler, Live, Method, Operation, Room, Sample, Told};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Act, Draft, EventKind, Migration, Object, PlaneName, Recorded, Severity, View, params};
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};

store::stmts! { tenant
    write ADD = "INSERT INTO toy (id, name) VALUES (?1, ?2)";
    read COUNT = "SELECT count(*) FROM toy";
}

static MADE: EventKind = EventKind {
    room: "toys",
    name: "toy_made",
    version: 1,
    severity: Severity::Ordinary,
    meaning: "a toy was made",
    public: &["name", "for"],
    personal: &[],
};

static RIGHTS_CHANGED: EventKind = EventKind { name: "rights_changed", public: &["deaf"], ..MADE };

const fn operation(name: &'static str, method: Method, path: &'static str, audience: Audience, handler: Handler) -> Operation {
    Operation {
        name,
        method,
        path,
        summary: "",
        audience,
        right: "toy.play",
        params: &[],
        body: None,
        yields: Yields::Nothing,
        sample: |_| Sample::get("/"),
        handler,
    }
}

/// An operation that takes something long.
const fn written(name: &'static str, method: Method, path: &'static str, audience: Audience, handler: Handler) -> Operation {
    Operation { body: Some(Shape::of::<String>().with_files()), ..operation(name, method, path, audience, handler) }
}

pub(crate) static ROOM: Room = Room {
    operations: &[
        written("toys.make", Method::Post, "/api/v1/toys", Audience::Agents, |context, call| make(context, call).boxed()),
        operation("toys.count", Method::Get, "/api/v1/toys", Audience::Agents, |context, _| count(context).boxed()),
        written("toys.echo", Method::Put, "/api/v1/toys/{name}", Audience::Agents, |context, call| {
            ready(Ok(echo(&context, &call))).boxed()
        }),
        operation("toys.wind", Method::Post, "/api/v1/toys/{name}/wound", Audience::Agents, |context, call| {
            ready(Ok(echo(&context, &call))).boxed()
        }),
        operation("toys.whose", Method::Get, "/api/v1/whose", Audience::Everybody, |context, call| {
            ready(Ok(echo(&context, &call))).boxed()
        }),
        operation("toys.mine", Method::Get, "/api/v1/my/toys", Audience::Customers, |context, call| {
            ready(Ok(echo(&context, &call))).boxed()
        }),
        operation("toys.long", Method::Get, "/api/v1/long", Audience::Public, |_, _| ready(Ok(Answer::json(&long()))).boxed()),
        operation("toys.shout", Method::Post, "/api/v1/shout", Audience::Public, |context, call| ready(Ok(echo(&context, &call))).boxed()),
        operation("toys.call", Method::Post, "/api/v1/call", Audience::Elsewhere, |context, call| ready(Ok(echo(&context, &call))).boxed()),
        operation("toys.page", Method::Get, "/toy-page", Audience::Public, |_, _| ready(Ok(page())).boxed()),
        operation("toys.break", Method::Get, "/api/v1/break", Audience::Public, |_, _| async { panic!("a toy broke") }.boxed()),
        operation("toys.fault", Method::Get, "/toy-fault", Audience::Public, |_, _| ready(Err(fault())).boxed()),
    ],
    migrations: &[Migration::both(
        "toys",
        1,
        PlaneName::Tenant,
        "CREATE TABLE toy (id {BLOB} NOT NULL PRIMARY KEY, name {TEXT} NOT NULL{END};\n",
    )],
    ..Room::bare("toys", "toys")
};

pub(crate) fn long() -> Vec<String> {
    vec!["a toy with a name".to_owned(); 200]
}

fn page() -> Answer {
    Answer::new(http::StatusCode::OK).typed("text/html; charset=utf-8", "<!doctype html><title>toys</title>")
}

fn fault() -> Problem {
    Fault::new("winding up a toy", "the spring is gone").into()
}

/// Tells a caller what arrived.
fn echo(context: &Context, call: &Call) -> Answer {
    let guest = context.guest.as_ref();
    Answer::json(&json!({
        "actor": context.by.actor.kind().as_str(),
        "strength": context.by.strength.as_str(),
        "login": guest.map(|guest| &guest.login),
        "ip": context.by.ip,
        "place": context.place.origin(),
        "tenant": context.place.name,
        "query": call.query,
        "name": call.text("name"),
        "size": call.body.len(),
        "cookie": call.header("cookie").is_some(),
        "authorization": call.header("authorization").is_some(),
        "once": context.once.is_some(),
    }))
}

async fn make(context: Context, call: Call) -> Result<Answer, Problem> {
    let name = String::from_utf8_lossy(&call.body).into_owned();
    let id = context
        .act_once(move |act| {
            let id = act.new_id();
            tell(act, id, &name, None)?;
            Ok::<Id16, Fault>(id)
        })
        .await?;
    Ok(Answer::created(&json!({"id": format!("{id:?}")})))
}

async fn count(context: Context) -> Result<Answer, Problem> {
    let count = context.read(|view| store::Rows::row(view, &COUNT, &[])?.map_or(Ok(0), |row| row.int(0))).await.map_err(Problem::from)?;
    Ok(Answer::json(&json!({"count": count})))
}

/// Makes a toy; `heard_by` is who hears of it, everybody without.
pub(crate) fn tell(act: &Act<'_>, id: Id16, name: &str, heard_by: Option<&str>) -> Result<(), Fault> {
    act.write(&ADD, params![id, name])?;
    let public = json!({"name": name, "for": heard_by});
    act.event(&Draft::new(&MADE, Object::new("toy", id), public)).map(drop)
}

/// From here on agents hear nothing (`deaf`), or hear again.
pub(crate) fn change_rights(act: &Act<'_>, deaf: bool) -> Result<(), Fault> {
    act.event(&Draft::new(&RIGHTS_CHANGED, Object::only("toy"), json!({"deaf": deaf}))).map(drop)
}

pub(crate) static LIVE: Live = Live {
    tell: |_, events| Ok(events.iter().filter(|event| event.kind == "toy_made").map(told).collect()),
    ears,
    changes_ears: |event| event.kind == "rights_changed",
};

fn told(event: &Recorded) -> Told {
    let heard_by = event.public["for"].as_str().unwrap_or("all").to_owned();
    Told {
        seq: event.seq,
        line: json!({"kind": "toy.made", "toy": event.public["name"]}).to_string(),
        heard_by: BTreeSet::from([heard_by]),
    }
}

fn ears(view: &View<'_>, actor: Actor) -> Result<BTreeSet<String>, Fault> {
    let events = view.events_before(i64::MAX, 100)?;
    let deaf = events.iter().find(|event| event.kind == "rights_changed").is_some_and(|event| event.public["deaf"] == true);
    let all = if deaf && actor.kind() == kernel::ActorKind::Agent { None } else { Some(String::from("all")) };
    Ok(all.into_iter().chain([actor.kind().as_str().to_owned()]).collect())
}

pub(crate) static CONTENT: ContentSource = ContentSource { find: |context, grant| ready(Ok(find(&context, grant))).boxed() };

fn find(context: &Context, grant: ContentGrant) -> Option<ContentPart> {
    assert_eq!(context.by.actor, grant.actor, "it acts as whoever the address was made for");
    let part = |media_type: &str, bytes: &[u8]| Some(ContentPart { media_type: media_type.into(), bytes: bytes.to_vec() });
    match grant.part {
        0 => part("text/html; charset=utf-8", b"<!doctype html><p>mail</p>"),
        1 => part("image/png", b"\x89PNG"),
        2 => part("image/svg+xml", b"<svg onload='alert(1)'/>"),
        _ => None,
    }
}
