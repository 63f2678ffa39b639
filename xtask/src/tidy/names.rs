//! Names: one vocabulary, and none of the words that say nothing.

use super::tree::{File, identifiers};
use super::{Finding, Tree};

/// Names of files and modules under which anything could lie.
const EMPTY: [&str; 10] = ["data", "info", "manager", "helper", "helpers", "util", "utils", "common", "misc", "process"];

/// Words of other systems, and ours (`docs/words.md`). They count as a whole part of a name: `assignee`, `ticket_assignee`.
const OTHERS: [(&str, &str); 14] = [
    ("assignee", "owner"),
    ("follower", "watcher, or what really follows"),
    ("requester", "customer user"),
    ("requestor", "customer user"),
    ("mandant", "tenant"),
    ("organisation", "customer, or tenant"),
    ("organization", "customer, or tenant"),
    ("inbox", "queue"),
    ("folder", "queue"),
    ("comment", "article, or note"),
    ("end_user", "customer user"),
    ("custom_field", "dynamic field"),
    ("permission_set", "role"),
    ("dsar", "subject request"),
];

/// Names that no column of a store has: a tenant is a place, and a state is no status.
const COLUMNS: [(&str, &str); 4] = [
    ("tenant", "a tenant is a place, not a column"),
    ("tenant_id", "a tenant is a place, not a column"),
    ("status", "state"),
    ("deadline", "escalation, or due"),
];

/// Files whose name is somebody else's word, and whose.
const GIVEN: [(&str, &str); 1] = [("crates/base/wire/src/smtp/data.rs", "SMTP's command DATA")];

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    let rooms = ["guard", "commons", "desk", "post", "trust"].map(|wing| format!("crates/{wing}/"));
    let mut found = Vec::new();
    for file in tree.ending(&[".rs", ".sql"]) {
        found.extend(of_name(file));
        if !rooms.iter().any(|room| file.path.starts_with(room)) || file.is_test() {
            continue;
        }
        if file.has_ending(".sql") {
            found.extend(of_schema(file));
        } else {
            found.extend(of_face(file));
        }
    }
    found
}

fn of_name(file: &File) -> Option<Finding> {
    let stem = file.path.rsplit('/').next()?.split('.').next()?;
    let is_given = GIVEN.iter().any(|(path, _)| *path == file.path);
    (EMPTY.contains(&stem) && !is_given).then(|| file.finding("names", None, format!("`{stem}` says nothing about what is inside")))
}

/// The names that a schema file gives: tables and columns. The platform's own store lists tenants and may name them.
fn of_schema(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let is_platform = file.path.contains("/platform/");
    for table in super::columns::tables(&file.text) {
        let names = std::iter::once(&table.name).chain(table.columns.iter());
        for name in names {
            let others = part_of(&OTHERS, name);
            let columns = COLUMNS.iter().find(|(word, _)| word == name && !(is_platform && *word == "tenant"));
            for (word, ours) in others.into_iter().chain(columns) {
                found.push(file.finding("names", None, format!("{}.{name}: not `{word}`: {ours}", table.name)));
            }
        }
    }
    found
}

/// The public names of a room.
fn of_face(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    for (number, line) in file.product_lines() {
        let Some(name) = public(line) else { continue };
        if let Some((word, ours)) = part_of(&OTHERS, &snake(name)) {
            found.push(file.finding("names", number, format!("{name}: not `{word}`: {ours}")));
        }
    }
    found
}

fn public(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let words = ["const fn ", "async fn ", "fn ", "struct ", "enum ", "trait ", "type ", "mod ", "static ", "const "];
    let named = words.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    identifiers(named).next()
}

fn part_of<'a>(list: &'a [(&'a str, &'a str)], name: &str) -> Option<&'a (&'a str, &'a str)> {
    let bounded = format!("_{name}_");
    list.iter().find(|(word, _)| bounded.contains(&format!("_{word}_")))
}

/// `TicketOwner` as `ticket_owner`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for (index, sign) in name.chars().enumerate() {
        if sign.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(sign.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;

    fn check(path: &str, text: &str, expected: &[&str]) {
        assert_eq!(shown(&hold(&Tree::of(&[(path, text)]))), expected);
    }

    #[test]
    fn words_of_other_systems_are_found_in_faces() {
        let path = "crates/desk/tickets/src/model.rs";
        check(path, "pub struct TicketAssignee;", &["crates/desk/tickets/src/model.rs:1 TicketAssignee: not `assignee`: owner"]);
        check(path, "    pub custom_fields: u8,", &[]);
        check(path, "    pub custom_field: u8,", &["crates/desk/tickets/src/model.rs:1 custom_field: not `custom_field`: dynamic field"]);
        check(path, "let assignee = 1; // not a face", &[]);
        check("crates/gate/otrs/src/words.rs", "pub struct Assignee;", &[]);
    }

    #[test]
    fn words_of_other_systems_are_found_in_schemas() {
        let text = "CREATE TABLE ticket (\n  tenant_id {INT} NOT NULL,\n  status {TEXT},\n  queue {INT}\n{END};\n";
        check(
            "crates/desk/tickets/schema/0001_tickets.sql",
            text,
            &[
                "crates/desk/tickets/schema/0001_tickets.sql:0 ticket.status: not `status`: state",
                "crates/desk/tickets/schema/0001_tickets.sql:0 ticket.tenant_id: not `tenant_id`: a tenant is a place, not a column",
            ],
        );
        check("crates/guard/platform/schema/0001_platform.sql", "CREATE TABLE host (\n  tenant {BLOB}\n{END};\n", &[]);
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        check("crates/base/net/src/util.rs", "", &["crates/base/net/src/util.rs:0 `util` says nothing about what is inside"]);
        check("crates/base/net/src/utility_bill.rs", "", &[]);
    }
}
