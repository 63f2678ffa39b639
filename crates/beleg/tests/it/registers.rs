//! The rooms' registers against the real schema of all rooms together.

use beleg::node::ROOMS_AND_GATE;
use room::columns::{self, Columns};
use std::collections::{BTreeMap, BTreeSet};
use store::{Engine, PlaneName};
use testkit::rooms::hold_registers;

#[test]
fn registers_hold() {
    testkit::on_both_engines(&beleg::rooms::migrations(), |node| async move {
        let (door, platform) = (node.tenant().await, node.node.platform().await.expect("the platform's store"));
        for room in ROOMS_AND_GATE {
            if room.migrations.iter().any(|step| step.plane == PlaneName::Platform) {
                let statements: Vec<_> = room.statements.iter().flat_map(|list| list.iter()).map(|statement| statement()).collect();
                assert_eq!(platform.prepare_all(&statements).await.expect("asked"), Vec::<String>::new());
            } else {
                hold_registers(&node, &door, room).await;
            }
        }
        if node.engine == Engine::Postgres {
            let dump = format!("{}{}", door.dump_schema().await.expect("a schema"), platform.dump_schema().await.expect("a schema"));
            let (there, classified) = (there(&dump), classified());
            let different: Vec<_> = there.symmetric_difference(&classified).collect();
            assert!(different.is_empty(), "there and not classified, or the reverse: {different:?}");
            assert!(there.contains("event_detail.detail") && there.contains("host.name"), "both planes were looked at");
        }
    });
}

/// `table.column` of everything that the engine has.
fn there(dump: &str) -> BTreeSet<String> {
    let lines = dump.lines().filter(|line| !line.starts_with("CREATE ") && !line.starts_with("CONSTRAINT "));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// `table.column` of everything that somebody classified; nobody classifies what is another's.
fn classified() -> BTreeSet<String> {
    let mut of: BTreeMap<String, &str> = BTreeMap::new();
    let own = [("store", store::schema::COLUMNS)];
    let mut all = BTreeSet::new();
    for (room, text) in ROOMS_AND_GATE.iter().map(|room| (room.name, room.columns)).chain(own) {
        let columns: Columns = columns::read(text).expect("columns.toml");
        for (table, of_table) in columns {
            let other = of.insert(table.clone(), room);
            assert_eq!(other, None, "{table} is classified by {room}, too");
            all.extend(of_table.keys().map(|column| format!("{table}.{column}")));
        }
    }
    all
}

#[test]
fn no_two_things_have_one_name() {
    let rooms = || ROOMS_AND_GATE.iter();
    unique("operation", rooms().flat_map(|room| room.operations).map(|operation| operation.name.to_owned()));
    let places = rooms().flat_map(|room| room.operations).map(|operation| format!("{} {}", operation.method.http(), operation.path));
    unique("method and path", places);
    unique("event", rooms().flat_map(|room| room.events).map(|kind| format!("{}.{}", kind.room, kind.name)));
    unique("right", rooms().flat_map(|room| room.rights).map(|right| right.name.to_owned()));
    unique("job", rooms().flat_map(|room| room.jobs.iter().map(|job| format!("{}.{}", room.name, job.name))));
    unique("check", rooms().flat_map(|room| room.checks).map(|check| check.name.to_owned()));
    unique("room", rooms().map(|room| room.name.to_owned()));
    for kind in rooms().flat_map(|room| room.events) {
        unique(kind.name, kind.public.iter().chain(kind.personal).map(|field| (*field).to_owned()));
    }
}

fn unique(what: &str, names: impl Iterator<Item = String>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(!name.is_empty() && seen.insert(name.clone()), "{what} {name} is there twice, or empty");
    }
}

#[test]
fn all_rooms_are_mounted() {
    let with_gate: Vec<&str> = ROOMS_AND_GATE.iter().map(|room| room.name).collect();
    let without: Vec<&str> = beleg::rooms::ROOMS.iter().map(|room| room.name).collect();
    assert_eq!(with_gate, [without.as_slice(), &["https"]].concat());
    for operation in ROOMS_AND_GATE.iter().flat_map(|room| room.operations) {
        assert!(beleg::rooms::scopes().contains_key(&operation.scope()), "no token can have the scope of {}", operation.name);
    }
}
