//! The generated documents: written from the same registers that the product runs on.

use crate::cli::Cli;
use crate::node::ROOMS_AND_GATE;
use anyhow::Context as _;
use clap::CommandFactory as _;
use room::{Audience, columns};
use std::fmt::Write as _;
use std::path::Path;

/// Writes all of them into a folder.
///
/// # Errors
/// The disk refuses, or a register contradicts itself.
pub fn write(out: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(out)?;
    put(out, "openapi.json", &format!("{}\n", serde_json::to_string_pretty(&interface())?))?;
    put(out, "rights.txt", &rights())?;
    put(out, "events.md", &events())?;
    put(out, "columns.md", &register()?)?;
    put(out, "schema.sql", &schema())?;
    put(out, "checks.md", &checks())?;
    put(out, "config.md", &format!("# Configuration\n\n`beleg config` prints this file.\n\n```toml\n{}```\n", crate::config::TEMPLATE))?;
    put(out, "cli.md", &command_line())
}

/// The description of the native interface.
pub(crate) fn interface() -> serde_json::Value {
    let entries: Vec<_> = operations().filter(|operation| operation.path.starts_with("/api/")).map(room::Operation::entry).collect();
    web::openapi::document(env!("CARGO_PKG_VERSION"), &entries)
}

fn put(out: &Path, name: &str, text: &str) -> anyhow::Result<()> {
    let path = out.join(name);
    std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
}

fn operations() -> impl Iterator<Item = &'static room::Operation> {
    ROOMS_AND_GATE.iter().flat_map(|room| room.operations)
}

/// Every operation with its audience, right and scope; every right with its rule; every standing right with its reason.
fn rights() -> String {
    let mut text = String::from("Operations\n==========\n\n");
    for operation in operations() {
        let audience = match operation.audience {
            Audience::Agents => "agents",
            Audience::Customers => "customers",
            Audience::Everybody => "agents, customers",
            Audience::Public => "anybody",
            Audience::Elsewhere => "anybody, from anywhere",
        };
        let method = operation.method.http();
        let method = method.as_str();
        let _ = writeln!(
            text,
            "{:<30} {method:<7} {:<42} {audience:<18} {:<18} {}",
            operation.name,
            operation.path,
            operation.right,
            operation.scope()
        );
    }
    text.push_str("\nRights\n======\n\n");
    for right in ROOMS_AND_GATE.iter().flat_map(|room| room.rights) {
        let _ = writeln!(text, "{:<22} {}", right.name, right.rule);
    }
    text.push_str("\nStanding rights, where no person acts\n=====================================\n\n");
    for room in ROOMS_AND_GATE {
        for standing in room.standing {
            let _ = writeln!(text, "{:<10} {:<18} {}", room.name, standing.right, standing.because);
        }
    }
    text
}

fn events() -> String {
    let mut text =
        String::from("# Events\n\n| event | version | severity | meaning | fields | erasable fields |\n|---|---|---|---|---|---|\n");
    for kind in ROOMS_AND_GATE.iter().flat_map(|room| room.events) {
        let _ = writeln!(
            text,
            "| {}.{} | {} | {} | {} | {} | {} |",
            kind.room,
            kind.name,
            kind.version,
            kind.severity.as_str(),
            kind.meaning,
            kind.public.join(", "),
            kind.personal.join(", ")
        );
    }
    text
}

fn register() -> anyhow::Result<String> {
    let mut text = String::from("# Columns\n\n| column | class | retention | export | erasure |\n|---|---|---|---|---|\n");
    let own = [("store", store::schema::COLUMNS)];
    let of_rooms = ROOMS_AND_GATE.iter().map(|room| (room.name, room.columns)).filter(|(_, text)| !text.is_empty());
    for (name, text_of) in own.into_iter().chain(of_rooms) {
        let tables = columns::read(text_of).map_err(|why| anyhow::anyhow!("{name}: {why}"))?;
        for (table, of_table) in tables {
            for (name, column) in of_table {
                let class = format!("{:?}", column.class).to_lowercase();
                let _ = writeln!(text, "| {table}.{name} | {class} | {} | {} | {} |", column.retention, column.export, column.erase);
            }
        }
    }
    Ok(text)
}

/// The schema steps of all rooms, as they are written.
fn schema() -> String {
    let mut text = String::new();
    for room in ROOMS_AND_GATE {
        for step in room.migrations {
            let _ = write!(text, "-- {} {}: {:?}\n\n{}\n", step.room, step.number, step.plane, step.sqlcipher);
        }
    }
    text
}

fn checks() -> String {
    let mut text = String::from("# Checks\n\n| promise | check | measures | must fail on | stale after |\n|---|---|---|---|---|\n");
    for check in ROOMS_AND_GATE.iter().flat_map(|room| room.checks) {
        let age = in_words(check.max_age.as_secs());
        let _ = writeln!(text, "| {} | {} | {} | {} | {age} |", check.promise, check.name, check.measures, check.fails_on);
    }
    text
}

/// A time in the largest unit that tells it whole.
fn in_words(seconds: u64) -> String {
    match seconds {
        _ if seconds.is_multiple_of(3_600) => format!("{} h", seconds / 3_600),
        _ if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

fn command_line() -> String {
    let mut text = String::from("# Command line\n");
    let mut root = Cli::command();
    root.build();
    describe(&root, "beleg", &mut text);
    text
}

fn describe(command: &clap::Command, path: &str, text: &mut String) {
    let help = command.clone().disable_help_flag(true).render_long_help().to_string();
    let _ = write!(text, "\n## {path}\n\n```text\n{}\n```\n", help.trim_end());
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        describe(inner, &format!("{path} {}", inner.get_name()), text);
    }
}
