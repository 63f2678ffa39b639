//! A small room of the tests' own: things with a name.

use kernel::{By, Fault, Id16, RequestId};
use serde_json::json;
use store::{Act, Draft, EventKind, Migration, Object, PlaneName, Rows, Severity, params};

store::stmts! { tenant
    read NAMES = "SELECT name FROM thing ORDER BY name";
    write ADD = "INSERT INTO thing (id, name) VALUES (?1, ?2)";
    write RENAME_ALL = "UPDATE thing SET name = ?1";
    bookkeeping TOUCH = "UPDATE thing SET used_at = ?1";
}

pub(crate) static ADDED: EventKind = EventKind {
    room: "things",
    name: "added",
    version: 1,
    severity: Severity::Ordinary,
    meaning: "a thing was added",
    public: &["count"],
    personal: &["name"],
};

pub(crate) const SCHEMA: [Migration; 1] = [Migration::both(
    "things",
    1,
    PlaneName::Tenant,
    "CREATE TABLE thing (id {BLOB} NOT NULL PRIMARY KEY, name {TEXT} NOT NULL UNIQUE, used_at {INT}{END};\n",
)];

pub(crate) fn by() -> By {
    By::room("things", RequestId(Id16([3; 16])))
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum AddError {
    #[error("the name is empty")]
    Empty,
    #[error("the name is taken")]
    Taken,
    #[error(transparent)]
    Fault(#[from] Fault),
}

pub(crate) fn add(act: &Act<'_>, name: &str) -> Result<Id16, AddError> {
    if name.is_empty() {
        return Err(AddError::Empty);
    }
    let id = act.new_id();
    act.write(&ADD, params![id, name])?;
    let detail = Some(json!({"name": name}));
    act.event(&Draft {
        detail,
        content: Some(store::leaf::digest(name.as_bytes())),
        ..Draft::new(&ADDED, Object::new("thg", id), json!({"count": 1}))
    })?;
    Ok(id)
}

pub(crate) fn names(rows: &impl Rows) -> Result<Vec<String>, Fault> {
    rows.rows(&NAMES, &[])?.iter().map(|row| row.text(0)).collect()
}
