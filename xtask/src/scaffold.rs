//! Scaffolding: a new room or operation in its final shape, with tests that fail until it has a meaning of its own.

use crate::args::Args;
use crate::run::{cargo, has, must, root};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Files of a new room: where they go, and their text.
const ROOM: [(&str, &str); 12] = [
    ("Cargo.toml", include_str!("scaffold/room/Cargo.toml.txt")),
    ("columns.toml", include_str!("scaffold/room/columns.toml.txt")),
    ("schema/0001_@name@.sql", include_str!("scaffold/room/schema.sql.txt")),
    ("src/lib.rs", include_str!("scaffold/room/lib.rs.txt")),
    ("src/model.rs", include_str!("scaffold/room/model.rs.txt")),
    ("src/rights.rs", include_str!("scaffold/room/rights.rs.txt")),
    ("src/store.rs", include_str!("scaffold/room/store.rs.txt")),
    ("src/events.rs", include_str!("scaffold/room/events.rs.txt")),
    ("src/commands/mod.rs", include_str!("scaffold/room/commands_mod.rs.txt")),
    ("src/commands/add.rs", include_str!("scaffold/room/commands_add.rs.txt")),
    ("src/http/mod.rs", include_str!("scaffold/room/http_mod.rs.txt")),
    ("src/http/add.rs", include_str!("scaffold/room/http_add.rs.txt")),
];
const ROOM_TESTS: &str = include_str!("scaffold/room/tests.rs.txt");
const COMMAND: &str = include_str!("scaffold/op/command.rs.txt");
const OPERATION: &str = include_str!("scaffold/op/http.rs.txt");

/// Wings in which rooms lie.
const WINGS: [&str; 5] = ["guard", "commons", "desk", "post", "trust"];

/// `x new-room NAME [WING]`
pub(crate) fn new_room(mut args: Args) -> Result<()> {
    let name = snake(&args.needed("a name for the room")?)?;
    let wing = args.word().unwrap_or_else(|| "desk".to_owned());
    args.end()?;
    if !WINGS.contains(&wing.as_str()) {
        bail!("rooms lie in {}", WINGS.join(", "));
    }
    let folder = format!("crates/{wing}/{name}");
    if has(&folder) {
        bail!("{folder} is there already");
    }
    for (path, text) in ROOM.iter().copied().chain([("tests/it/main.rs", ROOM_TESTS)]) {
        write(&root().join(&folder).join(filled(path, &name, "")), &filled(text, &name, ""))?;
    }
    change(&root().join("Cargo.toml"), |text| enlist(text, &name, &wing))?;
    must(&mut cargo(&["fmt", "--package", &name]))?;
    println!("{folder} stands, and one of its tests fails: `cargo x test {name}`");
    println!("then list its ROOM in crates/beleg/src/rooms.rs, and run `cargo x gen`");
    Ok(())
}

/// `x new-op ROOM NAME`
pub(crate) fn new_op(mut args: Args) -> Result<()> {
    let room = args.needed("the room")?;
    let name = snake(&args.needed("a name for the operation")?)?;
    args.end()?;
    let folder = WINGS.iter().map(|wing| format!("crates/{wing}/{room}")).find(|folder| has(folder));
    let source = root().join(folder.with_context(|| format!("there is no room {room}"))?).join("src");
    for (part, text) in [("commands", COMMAND), ("http", OPERATION)] {
        let file = source.join(part).join(format!("{name}.rs"));
        if file.exists() {
            bail!("{} is there already", file.display());
        }
        write(&file, &filled(text, &name, &room))?;
        let list = list_of(&source, part)?;
        if part == "commands" {
            change(&list, |text| with_command(text, &name))?;
        } else {
            change(&list, |text| with_operation(text, &name))?;
        }
    }
    change(&source.join("lib.rs"), |text| with_face(text, &name))?;
    must(&mut cargo(&["fmt", "--package", &room]))?;
    println!("{room}.{name} stands, and its test fails: `cargo x test {room}`");
    println!("declare its right in src/rights.rs, and run `cargo x gen` when it is done");
    Ok(())
}

/// Where a room lists its commands or operations: `http/mod.rs` or `http.rs`.
fn list_of(source: &Path, part: &str) -> Result<PathBuf> {
    let places = [source.join(part).join("mod.rs"), source.join(format!("{part}.rs"))];
    places.into_iter().find(|place| place.exists()).with_context(|| format!("{} has no {part}", source.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

fn change(path: &Path, with: impl FnOnce(&str) -> Result<String>) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    write(path, &with(&text).with_context(|| path.display().to_string())?)
}

/// The text of a template: `@name@` and `@Name@`, the prefix of its ids, and the room of an operation.
fn filled(text: &str, name: &str, room: &str) -> String {
    let prefix: String = name.chars().filter(char::is_ascii_lowercase).chain("xxx".chars()).take(3).collect();
    text.replace("@name@", name).replace("@Name@", &camel(name)).replace("@pfx@", &prefix).replace("@room@", room)
}

fn snake(name: &str) -> Result<String> {
    let fits = name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_');
    if fits { Ok(name.to_owned()) } else { bail!("{name} is no name: small letters, digits and _") }
}

fn camel(name: &str) -> String {
    name.split('_')
        .map(|part| {
            let (first, rest) = part.split_at(part.len().min(1));
            first.to_uppercase() + rest
        })
        .collect()
}

/// The workspace's manifest with the room, and with its wing where that is new.
fn enlist(text: &str, name: &str, wing: &str) -> Result<String> {
    let mark = "# the house's own crates\n";
    if !text.contains(mark) {
        bail!("the list of the house's own crates is not found");
    }
    let with = text.replacen(mark, &format!("{mark}{name} = {{ path = \"crates/{wing}/{name}\" }}\n"), 1);
    let glob = format!("\"crates/{wing}/*\"");
    Ok(if with.contains(&glob) { with } else { with.replacen("members = [", &format!("members = [{glob}, "), 1) })
}

fn with_command(text: &str, name: &str) -> Result<String> {
    let with = before(text, "mod ", &format!("mod {name};\n"))?;
    before(&with, "pub use ", &format!("pub use {name}::{{{}Error, {name}}};\n", camel(name)))
}

/// The room's face, unless its commands are one as they are.
fn with_face(text: &str, name: &str) -> Result<String> {
    if text.contains("\npub mod commands;") {
        return Ok(text.to_owned());
    }
    before(text, "pub use ", &format!("pub use commands::{{{}Error, {name}}};\n", camel(name)))
}

fn with_operation(text: &str, name: &str) -> Result<String> {
    let with = before(text, "mod ", &format!("mod {name};\n"))?;
    let at = with.find("OPERATIONS: &[Operation]").context("the list of operations is not found")?;
    let (head, tail) = with.split_at(at);
    let (declared, list) = tail.split_once("= ").or_else(|| tail.split_once("=\n")).context("the list of operations is not found")?;
    let (open, rest) = list.split_once('[').context("the list of operations is not found")?;
    Ok(format!("{head}{declared}= {open}[{name}::OPERATION, {rest}"))
}

/// Puts a line before the first that begins so; rustfmt sorts them.
fn before(text: &str, begin: &str, line: &str) -> Result<String> {
    let at = if text.starts_with(begin) { Some(0) } else { text.find(&format!("\n{begin}")).map(|at| at + 1) };
    let (head, tail) = text.split_at(at.with_context(|| format!("no line begins with `{begin}`"))?);
    Ok(format!("{head}{line}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in() {
        assert_eq!(filled("@name@ @Name@ @pfx@ @room@", "work_day", "calendar"), "work_day WorkDay wor calendar");
        assert_eq!(filled("@pfx@", "kb", ""), "kbx");
        assert!(snake("Kb").is_err() && snake("9a").is_err() && snake("a-b").is_err() && snake("kb2").is_ok());
        let whole = ROOM.iter().map(|(_, text)| *text).chain([ROOM_TESTS, COMMAND, OPERATION]).map(|text| filled(text, "note", "kb"));
        assert!(whole.into_iter().all(|text| !text.contains('@')), "every place of a template is filled");
    }

    #[test]
    fn the_workspace_lists_the_room_and_its_wing() {
        let text = "members = [\"crates/base/*\"]\n# the house's own crates\nkernel = { path = \"x\" }\n";
        assert_eq!(
            enlist(text, "kb", "desk").unwrap(),
            "members = [\"crates/desk/*\", \"crates/base/*\"]\n# the house's own crates\nkb = { path = \"crates/desk/kb\" }\nkernel = { path = \"x\" }\n"
        );
        assert!(enlist("", "kb", "desk").is_err());
    }

    #[test]
    fn lists_take_a_new_operation() {
        let commands = "//! Commands.\n\nmod add;\n\npub use add::{AddError, add};\n";
        let expected =
            "//! Commands.\n\nmod drop_it;\nmod add;\n\npub use drop_it::{DropItError, drop_it};\npub use add::{AddError, add};\n";
        assert_eq!(with_command(commands, "drop_it").unwrap(), expected);
        let face = "mod commands;\n\npub use model::A;\n";
        assert_eq!(with_face(face, "z").unwrap(), "mod commands;\n\npub use commands::{ZError, z};\npub use model::A;\n");
        assert_eq!(with_face("\npub mod commands;\n", "z").unwrap(), "\npub mod commands;\n");
        let check = |text: &str, expected: &str| assert_eq!(with_operation(text, "z").unwrap(), expected);
        check(
            "mod a;\npub(crate) static OPERATIONS: &[Operation] = &[a::OPERATION];\n",
            "mod z;\nmod a;\npub(crate) static OPERATIONS: &[Operation] = &[z::OPERATION, a::OPERATION];\n",
        );
        check(
            "mod a;\nstatic OPERATIONS: &[Operation] =\n    &[a::OPERATION];\n",
            "mod z;\nmod a;\nstatic OPERATIONS: &[Operation] =     &[z::OPERATION, a::OPERATION];\n",
        );
        assert!(with_operation("nothing", "z").is_err());
    }
}
