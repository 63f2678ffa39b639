//! Results: a table for people and the same as JSON, with the circumstances under which they hold.

use crate::proc;
use crate::round::{Row, Summary};
use crate::running::said;
use crate::stats::Spread;
use anyhow::{Context, Result};
use kernel::Ambient;
use serde::Serialize;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The machine and the state of the code.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Circumstances {
    date: String,
    commit: String,
    processor: String,
    cores: usize,
    memory_bytes: u64,
    kernel: String,
    /// Of 8 KiB each, one after the other, where the desk's data lie.
    syncs_a_second: f64,
}

/// A figure that has no peer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) what: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
}

impl Figure {
    pub(crate) fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit }
    }
}

/// A time in quiet, while something else went on, and in quiet again. **Units**: milliseconds.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Disturbed {
    pub(crate) what: String,
    pub(crate) before: f64,
    pub(crate) during: f64,
    pub(crate) after: f64,
    /// By the shorter of both in quiet.
    pub(crate) ratio: f64,
}

impl Disturbed {
    pub(crate) fn new(what: impl Into<String>, [before, during, after]: [f64; 3]) -> Self {
        Self { what: what.into(), before, during, after, ratio: during / before.min(after) }
    }
}

/// What one benchmark found.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) name: &'static str,
    /// Beside whom.
    pub(crate) peer: &'static str,
    pub(crate) rows: Vec<Row>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) disturbed: Vec<Disturbed>,
    /// What has to be known to read the table.
    pub(crate) notes: Vec<String>,
    /// Averages of runnable tasks before and after: what else the machine did.
    pub(crate) load_before: String,
    pub(crate) load_after: String,
    pub(crate) tickets_before: usize,
    pub(crate) tickets_after: usize,
    /// The desk's data on the disk after it.
    pub(crate) disk_bytes: u64,
}

impl Circumstances {
    /// Looks around; the disk is measured in this directory.
    pub(crate) fn now(root: &Path, dir: &Path) -> Result<Self> {
        let git = |words: &str| said(Command::new("git").arg("-C").arg(root).args(words.split(' ')), "");
        let changed = git("status --porcelain --untracked-files=no").is_ok_and(|lines| !lines.is_empty());
        let commit = git("rev-parse --short=12 HEAD").unwrap_or_else(|_| "unknown".into());
        Ok(Self {
            date: Ambient::system().now().to_string().chars().take(10).collect(),
            commit: if changed { format!("{commit}, with changes since") } else { commit },
            processor: proc::processor(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_bytes: proc::memory(),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
            syncs_a_second: syncs(dir)?,
        })
    }
}

/// How often a second 8 KiB can be made durable.
fn syncs(dir: &Path) -> Result<f64> {
    const COUNT: u32 = 300;
    let path = dir.join("syncs");
    let mut file = File::create(&path).with_context(|| format!("making {}", path.display()))?;
    let begun = Instant::now();
    for _ in 0..COUNT {
        file.write_all(&[7; 8_192])?;
        file.sync_data()?;
    }
    let took = begun.elapsed();
    fs::remove_file(&path)?;
    Ok(f64::from(COUNT) / took.as_secs_f64())
}

impl Report {
    /// Writes `DATE-NAME.md` and `.json` and gives the text.
    pub(crate) fn write(&self, around: &Circumstances, (dir, suffix): (&Path, &str)) -> Result<String> {
        fs::create_dir_all(dir)?;
        let path = dir.join(format!("{}-{}{suffix}", around.date, self.name));
        let text = self.text(around);
        fs::write(path.with_extension("md"), &text).with_context(|| format!("writing {}", path.display()))?;
        let both = serde_json::json!({"circumstances": around, "report": self});
        fs::write(path.with_extension("json"), format!("{both:#}\n"))?;
        Ok(text)
    }

    fn text(&self, around: &Circumstances) -> String {
        let mut text = format!("# {}\n\n", self.name);
        let mut line = |words: String| {
            text.push_str(&words);
            text.push('\n');
        };
        line(format!(
            "{}, commit {}. {} × {}, {} memory, Linux {}; {:.0} syncs of 8 KiB a second.\\",
            around.date,
            around.commit,
            around.cores,
            around.processor,
            bytes(around.memory_bytes),
            around.kernel,
            around.syncs_a_second
        ));
        line(format!("Load {} before, {} after.\\", self.load_before, self.load_after));
        line(format!(
            "Tickets of the tenant: {} before, {} after; {} on the disk.",
            self.tickets_before,
            self.tickets_after,
            bytes(self.disk_bytes)
        ));
        if !self.rows.is_empty() {
            line(self.table());
        }
        if !self.disturbed.is_empty() {
            line(
                "\n| milliseconds | in quiet | disturbed | in quiet afterwards | disturbed by the better quiet |\n|---|---|---|---|---|"
                    .into(),
            );
            for Disturbed { what, before, during, after, ratio } in &self.disturbed {
                let [before, during, after, ratio] = [before, during, after, ratio].map(|value| short(*value));
                line(format!("| {what} | {before} | {during} | {after} | **{ratio}** |"));
            }
        }
        if !self.figures.is_empty() {
            line("\n| what | figure |\n|---|---|".into());
            for figure in &self.figures {
                line(format!("| {} | {} {} |", figure.what, short(figure.value), figure.unit));
            }
        }
        line(String::new());
        for note in &self.notes {
            line(format!("- {note}"));
        }
        text
    }

    fn table(&self) -> String {
        let peer = self.peer;
        let mut table = format!(
            "\nCPU in milliseconds an operation of the whole process tree, median (least–most of the rounds); the ratio is Beleg by {peer}, \
             round by round.\n\n| what | rounds × operations | Beleg | {peer} | ratio | rate/s | p50 ms | p99 ms |\n|---|---|---|---|---|---|---|---|"
        );
        for row in &self.rows {
            let (ours, theirs) = (&row.ours, &row.theirs);
            let pair = |of: fn(&Summary) -> f64| format!("{} : {}", short(of(ours)), short(of(theirs)));
            let _ = write!(
                table,
                "\n| {} | {} × {} : {} | {} | {} | **{}** | {} | {} | {} |",
                row.what,
                ours.rounds,
                ours.operations_a_round,
                theirs.operations_a_round,
                spread(&ours.cpu_ms),
                spread(&theirs.cpu_ms),
                spread(&row.ratio),
                pair(|side| side.rate.median),
                pair(|side| side.p50_ms),
                pair(|side| side.p99_ms)
            );
        }
        table
    }
}

fn spread(of: &Spread) -> String {
    format!("{} ({}–{})", short(of.median), short(of.least), short(of.most))
}

/// Three digits that count.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn bytes(count: u64) -> String {
    let megabytes = count / 1_048_576;
    if megabytes >= 10_240 { format!("{} GiB", megabytes / 1_024) } else { format!("{megabytes} MiB") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::Round;
    use crate::turns::Tally;
    use std::time::Duration;

    #[test]
    fn numbers_have_three_digits_that_count() {
        let check = |value: f64, expected: &str| assert_eq!(short(value), expected);
        check(1_234.5, "1234");
        check(45.67, "45.7");
        check(1.234, "1.23");
        check(0.012_34, "0.012");
        assert_eq!((bytes(50 * 1_048_576), bytes(24 << 30)), ("50 MiB".into(), "24 GiB".into()));
    }

    #[test]
    fn a_report_is_a_table_and_the_same_as_json() {
        let dir = tempfile::tempdir().unwrap();
        let tally = Tally { times: vec![Duration::from_millis(3); 10], wall: Duration::from_millis(100), ..Tally::default() };
        let round = |cpu| [Round { tally: tally.clone(), cpu: Duration::from_millis(cpu) }];
        let rows = vec![Row::new("session kept", &round(20), &round(10))];
        let disturbed = vec![Disturbed::new("p99", [20.0, 30.0, 15.0])];
        let report = Report { name: "mail-in", peer: "Postfix", rows, disturbed, notes: vec!["as it is".into()], ..Report::default() };
        let around = Circumstances::now(dir.path(), dir.path()).unwrap();
        let text = report.write(&around, (dir.path(), "-quick")).unwrap();
        let line = "| session kept | 1 × 10 : 10 | 2.00 (2.00–2.00) | 1.00 (1.00–1.00) | **2.00 (2.00–2.00)** | 100.0 : 100.0 | 3.00 : 3.00 | 3.00 : 3.00 |";
        assert!(text.contains(&line.replace("100.0", "100")), "{text}");
        assert!(text.contains("| p99 | 20.0 | 30.0 | 15.0 | **2.00** |"), "{text}");
        let json = fs::read_to_string(dir.path().join(format!("{}-mail-in-quick.json", around.date))).unwrap();
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["report"]["rows"][0]["ratio"]["median"], 2.0);
    }
}
