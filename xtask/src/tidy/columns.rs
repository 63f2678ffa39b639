//! Columns: what a schema has and what `columns.toml` classifies are the same.
//!
//! Whether a class fits is the room's own test; that no column is forgotten, and none invented, is held here, for both
//! engines' texts and before anything is built.

use super::{Finding, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// A table as a schema makes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: BTreeSet<String>,
}

/// What begins a line of a table that is no column.
const CONSTRAINTS: [&str; 6] = ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT", "EXCLUDE"];

type Columns = BTreeMap<String, BTreeSet<String>>;

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    let mut crates: BTreeMap<String, Columns> = BTreeMap::new();
    for file in tree.ending(&[".sql"]).filter(|file| file.path.starts_with("crates/")) {
        let Some((folder, _)) = file.path.split_once("/schema/") else { continue };
        apply(&file.text, crates.entry(folder.to_owned()).or_default());
    }
    crates.iter().flat_map(|(folder, columns)| of_crate(tree, folder, columns)).collect()
}

fn of_crate(tree: &Tree, folder: &str, there: &Columns) -> Vec<Finding> {
    let path = format!("{folder}/columns.toml");
    let tell = |words: String| Finding { path: path.clone(), line: None, rule: "columns", words };
    let Some(file) = tree.find(&path) else {
        return vec![tell(format!("is missing; nobody classified {}", there.keys().cloned().collect::<Vec<_>>().join(", ")))];
    };
    let listed: toml::Table = match file.text.parse() {
        Ok(listed) => listed,
        Err(error) => return vec![tell(format!("is no TOML: {}", error.message()))],
    };
    let named = |table: &toml::Value| table.as_table().map(|table| table.keys().cloned().collect()).unwrap_or_default();
    let listed: Columns = listed.iter().map(|(name, table)| (name.clone(), named(table))).collect();
    let mut found = Vec::new();
    for (table, column) in pairs(there).difference(&pairs(&listed)) {
        found.push(tell(format!("{table}.{column} is in the schema and not classified")));
    }
    for (table, column) in pairs(&listed).difference(&pairs(there)) {
        found.push(tell(format!("{table}.{column} is classified and not in the schema")));
    }
    found
}

fn pairs(columns: &Columns) -> BTreeSet<(String, String)> {
    columns.iter().flat_map(|(table, names)| names.iter().map(|name| (table.clone(), name.clone()))).collect()
}

/// What a schema file does to the tables: makes, adds, renames, drops.
fn apply(text: &str, columns: &mut Columns) {
    for statement in statements(text) {
        let words: Vec<&str> = statement.split_whitespace().collect();
        match words.as_slice() {
            ["CREATE", "TABLE", ..] => {
                if let Some(table) = table(&statement) {
                    columns.entry(table.name).or_default().extend(table.columns);
                }
            }
            ["ALTER", "TABLE", name, "ADD", "COLUMN", column, ..] => {
                columns.entry((*name).to_owned()).or_default().insert((*column).to_owned());
            }
            ["ALTER", "TABLE", name, "DROP", "COLUMN", column, ..] => {
                columns.entry((*name).to_owned()).or_default().remove(*column);
            }
            ["ALTER", "TABLE", name, "RENAME", "COLUMN", old, "TO", new, ..] => {
                let of_table = columns.entry((*name).to_owned()).or_default();
                of_table.remove(*old);
                of_table.insert((*new).to_owned());
            }
            ["ALTER", "TABLE", name, "RENAME", "TO", new, ..] => {
                let moved = columns.remove(*name).unwrap_or_default();
                columns.insert((*new).to_owned(), moved);
            }
            ["DROP", "TABLE", name, ..] => drop(columns.remove(*name)),
            _ => {}
        }
    }
}

/// Tables that a schema text makes.
pub(super) fn tables(text: &str) -> Vec<Table> {
    statements(text).iter().filter(|statement| statement.starts_with("CREATE TABLE ")).filter_map(|statement| table(statement)).collect()
}

/// Statements end at the end of a line, as the store splits them; comments are left out.
fn statements(text: &str) -> Vec<String> {
    let without: String =
        text.lines().filter(|line| !line.trim_start().starts_with("--")).fold(String::new(), |text, line| text + line + "\n");
    without.split(";\n").map(|part| part.trim().trim_end_matches(';').to_owned()).filter(|part| !part.is_empty()).collect()
}

/// `CREATE TABLE name (` … up to its bracket or the token that stands for it.
fn table(statement: &str) -> Option<Table> {
    let (head, body) = statement.split_once('(')?;
    let name = head.split_whitespace().last()?.to_owned();
    let (mut depth, mut quoted, mut part) = (0_i32, false, String::new());
    let mut columns = BTreeSet::new();
    for sign in body.chars() {
        quoted ^= sign == '\'';
        depth += match sign {
            '(' if !quoted => 1,
            ')' if !quoted => -1,
            _ => 0,
        };
        if (sign == ',' && depth == 0 && !quoted) || depth < 0 {
            columns.extend(column(&std::mem::take(&mut part)));
            if depth < 0 {
                return Some(Table { name, columns });
            }
        } else {
            part.push(sign);
        }
    }
    columns.extend(column(part.split("{END").next().unwrap_or_default()));
    Some(Table { name, columns })
}

fn column(part: &str) -> Option<String> {
    let name = part.split_whitespace().next()?;
    let word = name.split('(').next().unwrap_or(name);
    (!CONSTRAINTS.contains(&word) && !name.starts_with('{')).then(|| name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;

    const SCHEMA: &str = "-- What (is) here; and\nCREATE TABLE a (\n  id {BLOB} NOT NULL PRIMARY KEY,\n  kind {TEXT} CHECK (kind IN ('x, y', 'z')),\n  \
        b {INT} REFERENCES b (id),\n  UNIQUE (id, kind)\n{END_KEYED};\nCREATE INDEX a_kind ON a (kind);\n\
        CREATE TABLE b (id BIGINT PRIMARY KEY, words TSVECTOR GENERATED ALWAYS AS (x(y, ' ')) STORED);\n\
        CREATE VIRTUAL TABLE v USING fts5 (text, content = 'b');\n";

    #[test]
    fn columns_are_read_from_both_ways_of_closing_a_table() {
        let read: Vec<String> =
            tables(SCHEMA).into_iter().map(|t| format!("{}: {}", t.name, t.columns.into_iter().collect::<Vec<_>>().join(" "))).collect();
        assert_eq!(read, ["a: b id kind", "b: id words"]);
    }

    #[test]
    fn later_steps_change_what_is_there() {
        let mut columns = Columns::new();
        apply(SCHEMA, &mut columns);
        apply(
            "ALTER TABLE a ADD COLUMN c {INT};\nALTER TABLE a DROP COLUMN kind;\nALTER TABLE a RENAME COLUMN b TO d;\nDROP TABLE b;\n",
            &mut columns,
        );
        assert_eq!(
            columns.into_iter().map(|(t, c)| (t, c.into_iter().collect::<Vec<_>>().join(" "))).collect::<Vec<_>>(),
            [("a".into(), "c d id".into())]
        );
    }

    #[test]
    fn a_forgotten_and_an_invented_column_are_found() {
        let listed = "[a]\nid = { class = \"technical\" }\nkind = { class = \"technical\" }\nb = {}\nc = {}\n[b]\nid = {}\nwords = {}\n";
        let (schema, path) = ("crates/guard/x/schema/0001_x.sql", "crates/guard/x/columns.toml");
        let tree = Tree::of(&[(schema, SCHEMA), (path, listed)]);
        assert_eq!(shown(&hold(&tree)), ["crates/guard/x/columns.toml:0 a.c is classified and not in the schema"]);
        let tree = Tree::of(&[(schema, SCHEMA), (path, &listed.replace("kind = { class = \"technical\" }\n", "").replace("c = {}\n", ""))]);
        assert_eq!(shown(&hold(&tree)), ["crates/guard/x/columns.toml:0 a.kind is in the schema and not classified"]);
        let tree = Tree::of(&[(schema, SCHEMA)]);
        assert_eq!(shown(&hold(&tree)), ["crates/guard/x/columns.toml:0 is missing; nobody classified a, b"]);
    }
}
