//! What the kernel tells about processes and the machine, from `/proc`.
//!
//! The CPU time of a tree is what its living processes used and what those used that ended and were waited for. Times in
//! `/proc/PID/stat` are cut to ticks, which would flatter a tree of many short-lived processes; the threads' own
//! `schedstat` counts nanoseconds but forgets threads that ended. Both are lower bounds, so the larger one counts.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

/// `USER_HZ` is 100 on every architecture that Debian has a release for (proc_pid_stat(5), `sysconf(_SC_CLK_TCK)`).
const TICK: Duration = Duration::from_millis(10);

/// A line of `/proc/PID/stat`, as far as it is needed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    /// User and system time of its threads. **Units**: ticks.
    own: u32,
    /// The same of children that were waited for.
    reaped: u32,
}

/// The name stands in parentheses and may hold anything, parentheses too: fields are counted from the last one.
fn parse_stat(line: &str) -> Option<Stat> {
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let field = |number: usize| fields.get(number - 3)?.parse::<u32>().ok();
    Some(Stat { parent: field(4)?, own: field(14)? + field(15)?, reaped: field(16)? + field(17)? })
}

/// The first number: nanoseconds on a CPU.
fn parse_schedstat(line: &str) -> Option<Duration> {
    line.split_ascii_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// A value of a file of `Name: number kB` lines. **Units**: bytes.
fn parse_kilobytes(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    rest.split_ascii_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

/// Which of these processes descend from `root`, itself included.
fn descendants(parents: &BTreeMap<u32, u32>, root: u32) -> Vec<u32> {
    let mut tree = vec![root];
    let mut at = 0;
    while let Some(parent) = tree.get(at).copied() {
        tree.extend(parents.iter().filter(|(child, of)| **of == parent && **child != root).map(|(child, _)| *child));
        at += 1;
    }
    tree
}

/// All processes at this moment.
fn all() -> Result<BTreeMap<u32, Stat>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir("/proc").context("reading /proc")?.filter_map(Result::ok) {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // One that ended since the listing is gone; its time shows at its parent.
        let Ok(line) = fs::read_to_string(entry.path().join("stat")) else { continue };
        found.insert(pid, parse_stat(&line).with_context(|| format!("/proc/{pid}/stat is not understood"))?);
    }
    Ok(found)
}

/// A process and all that descend from it.
pub(crate) fn tree(root: u32) -> Result<Vec<u32>> {
    let parents = all()?.into_iter().map(|(pid, stat)| (pid, stat.parent)).collect();
    Ok(descendants(&parents, root))
}

/// CPU time that a process tree has used since it began.
pub(crate) fn cpu(root: u32) -> Result<Duration> {
    let all = all()?;
    if !all.contains_key(&root) {
        bail!("the process {root} has ended");
    }
    let parents = all.iter().map(|(pid, stat)| (*pid, stat.parent)).collect();
    let tree = descendants(&parents, root);
    let stats = tree.iter().filter_map(|pid| all.get(pid).map(|stat| (*pid, stat)));
    Ok(stats.map(|(pid, stat)| (TICK * stat.own).max(threads(pid)) + TICK * stat.reaped).sum())
}

/// CPU time that all processors have used since the machine began: user, nice, system and interrupts (proc_stat(5)).
pub(crate) fn machine() -> Result<Duration> {
    parse_machine(&fs::read_to_string("/proc/stat").context("reading /proc/stat")?).context("/proc/stat is not understood")
}

fn parse_machine(text: &str) -> Option<Duration> {
    let fields: Vec<u64> =
        text.lines().next()?.strip_prefix("cpu ")?.split_ascii_whitespace().map_while(|field| field.parse().ok()).collect();
    let ticks: u64 = [0, 1, 2, 5, 6].iter().filter_map(|nth| fields.get(*nth)).sum();
    Some(Duration::from_millis(ticks * 10))
}

/// CPU time of the living threads of a process.
fn threads(pid: u32) -> Duration {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Duration::ZERO };
    let lines = tasks.filter_map(Result::ok).filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok());
    lines.filter_map(|line| parse_schedstat(&line)).sum()
}

/// Proportional set size of a process tree: what it shares with others counts in part. **Units**: bytes.
pub(crate) fn pss(root: u32) -> Result<u64> {
    let mut sum = 0;
    for pid in tree(root)? {
        match fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) {
            Ok(text) => sum += parse_kilobytes(&text, "Pss").context("smaps_rollup tells no Pss")?,
            // One of the tree that ended meanwhile has no memory any more; its root has to be there.
            Err(_) if pid != root => {}
            Err(error) => return Err(error).with_context(|| format!("reading the memory of {pid}")),
        }
    }
    Ok(sum)
}

/// The three averages of runnable tasks, as the kernel writes them.
pub(crate) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_ascii_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// The model of the first processor.
pub(crate) fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned())
}

/// **Units**: bytes.
pub(crate) fn memory() -> u64 {
    parse_kilobytes(&fs::read_to_string("/proc/meminfo").unwrap_or_default(), "MemTotal").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stat_is_read_behind_whatever_the_name_holds() {
        let tail = "S 41 7 7 0 -1 4194304 100 2000 0 0 12 34 5 6 20 0 3 0 100 1000 200 18446744073709551615";
        let expected = Some(Stat { parent: 41, own: 46, reaped: 11 });
        let check = |line: &str, expected| assert_eq!(parse_stat(line), expected, "{line}");
        check(&format!("7 (beleg) {tail}"), expected);
        check(&format!("7 (a) R 1 (b (c) {tail}"), expected);
        check("7 (beleg) S 41", None);
        check("", None);
    }

    #[test]
    fn other_files_are_read() {
        assert_eq!(parse_schedstat("174023 2888652 2\n"), Some(Duration::from_nanos(174_023)));
        assert_eq!(parse_schedstat(""), None);
        let text = "55d0-7ffd ---p 00000000 00:00 0    [rollup]\nRss:      9000 kB\nPss:       8123 kB\nPss_Dirty: 1 kB\n";
        assert_eq!(parse_kilobytes(text, "Pss"), Some(8_123 * 1_024));
        assert_eq!(parse_kilobytes(text, "Swap"), None);
        let stat = "cpu  100 20 30 9000 800 5 6 70 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
        assert_eq!(parse_machine(stat), Some(Duration::from_millis(1_610)));
    }

    #[test]
    fn a_tree_holds_children_of_children_and_nobody_else() {
        let parents = BTreeMap::from([(1, 0), (10, 1), (11, 10), (12, 11), (20, 1), (21, 20)]);
        assert_eq!(descendants(&parents, 10), [10, 11, 12]);
        assert_eq!(descendants(&parents, 21), [21]);
    }

    #[test]
    fn work_of_this_process_and_of_an_ended_child_is_seen() {
        let own = std::process::id();
        let before = cpu(own).unwrap();
        let child = std::process::Command::new("sh").args(["-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"]).status();
        assert!(child.unwrap().success());
        assert!(cpu(own).unwrap() > before);
        assert!(pss(own).unwrap() > 100_000);
        assert!(tree(own).unwrap().contains(&own));
    }
}
