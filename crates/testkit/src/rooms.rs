//! What tests of rooms need: contexts and calls as the gate would make them, and the walk over a room's registers.

use crate::stores::TestNode;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method};
use kernel::{Actor, By, Id16, Locale, OperatorId, RequestId, Strength};
use room::columns::{Class, Columns};
use room::{Context, Guest, House, Place, Room, Scope, Stage};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use store::{Door, Engine, PlaneName, StmtKind, Tenant};
use web::{Answer, Call, Problem};

/// The request that all of a test's acts belong to.
pub const REQUEST: RequestId = RequestId(Id16([3; 16]));

/// By an actor, from 192.0.2.7.
pub fn by(actor: Actor) -> By {
    let strength = match actor {
        Actor::Agent(_) | Actor::CustomerUser(_) => Strength::Password,
        Actor::Operator(_) | Actor::Room(_) => Strength::Process,
        Actor::Stranger => Strength::None,
    };
    By { actor, on_behalf: None, strength, request: REQUEST, ip: Some([192, 0, 2, 7].into()) }
}

/// By the node's command line.
pub fn operator() -> By {
    By { ip: None, ..by(Actor::Operator(OperatorId(Id16([1; 16])))) }
}

/// The place of every tenant of a test.
pub fn place() -> Place {
    Place { name: "alpha".into(), title: "Südlicht IT-Service".into(), host: "alpha.localhost:8443".into(), locale: Locale::De }
}

/// A context as the gate makes it; `actor` is the guest's, or [`Actor::Stranger`] for none.
pub fn context(node: &TestNode, door: &Door<Tenant>, actor: Actor, services: Extensions) -> Context {
    let guest = (actor != Actor::Stranger).then(|| Guest {
        actor,
        name: "Guest".into(),
        login: "guest".into(),
        locale: Locale::De,
        session: None,
        token: None,
        scope: Scope::Whole,
        strength: Strength::Password,
        stage: Stage::Whole,
        is_fresh: true,
    });
    let house = House::new(node.ambient.clone(), services);
    Context { by: by(actor), guest, door: door.clone(), place: place(), house, once: None }
}

/// A call as the gate makes it: with a JSON body, or none.
pub fn call(path: &[(&str, &str)], query: &str, body: Option<&Json>) -> Call {
    let path = path.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let body_bytes = body.map(ToString::to_string).unwrap_or_default();
    let call = Call { method: Method::POST, path, query: query.into(), headers: HeaderMap::new(), body: body_bytes.into() };
    if body.is_some() { with_header(call, "content-type", "application/json") } else { call }
}

/// The call with one more header.
pub fn with_header(mut call: Call, name: &str, value: &str) -> Call {
    let name: HeaderName = name.parse().expect("a header's name");
    call.headers.append(name, HeaderValue::from_str(value).expect("a header's value"));
    call
}

/// Calls an operation of a room by its name; gives status and body, a problem as it goes onto the wire.
pub async fn send(room: &Room, name: &str, context: Context, call: Call) -> (u16, Json) {
    let answer = answer(room, name, context, call).await;
    let body = answer.bytes().cloned().unwrap_or_default();
    (answer.status.as_u16(), serde_json::from_slice(&body).unwrap_or(Json::Null))
}

/// Calls an operation of a room by its name.
pub async fn answer(room: &Room, name: &str, context: Context, call: Call) -> Answer {
    let operation = room.operations.iter().find(|operation| operation.name == name).expect("an operation of this room");
    let outcome: Result<Answer, Problem> = (operation.handler)(context, call).await;
    outcome.unwrap_or_else(|problem| problem.into_answer(REQUEST))
}

/// Holds a room's registers against its schema: every statement prepares, every column is classified and none that is
/// not there, bookkeeping changes only technical columns, every operation's right and every event's room is its own.
///
/// The node must know the room's own schema steps and those that they build on.
pub async fn hold_registers(node: &TestNode, door: &Door<Tenant>, room: &Room) {
    let statements: Vec<_> = room.statements.iter().flat_map(|list| list.iter()).map(|statement| statement()).collect();
    assert_eq!(door.prepare_all(&statements).await.expect("asked"), Vec::<String>::new(), "statements of {}", room.name);
    let columns = room::columns::read(room.columns).expect("columns.toml");
    match node.engine {
        Engine::Postgres => {
            let dump = door.dump_schema().await.expect("the schema");
            assert_eq!(classified(&columns), there(&dump, &tables(room)), "columns of {}", room.name);
        }
        Engine::Sqlcipher => {
            for statement in statements.iter().filter(|statement| statement.kind == StmtKind::Bookkeeping) {
                for (table, column) in door.written_columns(statement.sql).expect("columns") {
                    let is_technical = |class: Class| class == Class::Technical;
                    let of_table = columns.get(&table).expect("a table of this room");
                    let all_technical = match column.as_str() {
                        "*" => of_table.values().all(|column| is_technical(column.class)),
                        column => of_table.get(column).is_some_and(|column| is_technical(column.class)),
                    };
                    assert!(all_technical, "{} writes {table}.{column}, which is not technical", statement.name);
                }
            }
        }
    }
    let rights: BTreeSet<_> = room.rights.iter().map(|right| right.name).collect();
    for operation in room.operations {
        assert!(rights.contains(operation.right), "{} asks for {}, which nobody declares", operation.name, operation.right);
        assert!(operation.name.starts_with(&format!("{}.", room.name)), "{}", operation.name);
    }
    assert!(room.events.iter().all(|kind| kind.room == room.name));
}

fn tables(room: &Room) -> BTreeSet<String> {
    let own = room.migrations.iter().filter(|step| step.plane == PlaneName::Tenant);
    let words = own.flat_map(|step| step.postgres.split("CREATE TABLE ").skip(1));
    words.filter_map(|rest| rest.split_whitespace().next()).map(str::to_owned).collect()
}

fn classified(columns: &Columns) -> BTreeMap<String, BTreeSet<String>> {
    columns.iter().map(|(table, of_table)| (table.clone(), of_table.keys().cloned().collect())).collect()
}

fn there(dump: &str, tables: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, rest) in dump.lines().filter_map(|line| line.split_once('.')) {
        if tables.contains(table) {
            found.entry(table.to_owned()).or_default().extend(rest.split_whitespace().next().map(str::to_owned));
        }
    }
    found
}
