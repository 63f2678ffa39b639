//! Reads what `strace` wrote, and judges whether what had to be on the disk was there when the desk said `250`.

use std::collections::{BTreeMap, BTreeSet};

/// What one line tells.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line<'a> {
    /// A call begins; one that is not `unfinished` ends here as well.
    Begun { thread: &'a str, call: &'a str, path: &'a str, words: &'a str, whole: bool },
    /// A call ends that began on an earlier line of the same thread.
    Resumed { thread: &'a str, call: &'a str, worked: bool },
}

/// What was seen between the desk's `354` and its `250` to a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// The files that were written, shortened to what tells: `tenant.db-wal`, `blob`.
    pub(crate) written: Vec<&'static str>,
    /// Those of them with something that was not synced yet when the `250` began.
    pub(crate) unsynced: Vec<&'static str>,
}

/// Judges every message of a trace.
///
/// A sync counts from its end, for what was written before its beginning. A `250` counts from its beginning. What is
/// written but never synced is allowed only outside the stores: the log, sockets, pipes.
pub(crate) fn judge(trace: &str) -> Vec<Receipt> {
    let (mut receipts, mut state) = (Vec::new(), State::default());
    for line in trace.lines().filter_map(read) {
        match line {
            Line::Begun { thread, call: call @ ("fsync" | "fdatasync"), path, whole, .. } => {
                state.syncing.insert(thread, (call, path, state.written.get(path).copied().unwrap_or(0)));
                if whole {
                    state.synced(thread, call);
                }
            }
            Line::Resumed { thread, call: call @ ("fsync" | "fdatasync"), worked: true } => state.synced(thread, call),
            Line::Begun { call: "sendto" | "write", words, .. } if words.starts_with("\"354 ") => state.begun = Some(state.clock),
            Line::Begun { call: "sendto" | "write", words, .. } if words.starts_with("\"250 2.0.0 ") => {
                let begun = state.begun.take();
                assert!(begun.is_some(), "a 250 without a message: {words}");
                receipts.push(state.receipt(begun.unwrap_or_default()));
            }
            Line::Begun { call: "write" | "pwrite64" | "writev" | "pwritev", path, .. } if kind(path).is_some() => {
                state.clock += 1;
                let _earlier = state.written.insert(path, state.clock);
            }
            Line::Begun { .. } | Line::Resumed { .. } => {}
        }
    }
    receipts
}

#[derive(Default)]
struct State<'a> {
    /// Counts writes.
    clock: u64,
    /// When each file was last written to.
    written: BTreeMap<&'a str, u64>,
    /// Up to which write each file is synced.
    safe: BTreeMap<&'a str, u64>,
    /// Syncs that run, by thread: the call, the file and its last write before.
    syncing: BTreeMap<&'a str, (&'a str, &'a str, u64)>,
    /// The clock when the text of the message was asked for.
    begun: Option<u64>,
}

impl<'a> State<'a> {
    fn synced(&mut self, thread: &'a str, call: &str) {
        if let Some((running, path, until)) = self.syncing.remove(thread)
            && running == call
        {
            let safe = self.safe.entry(path).or_default();
            *safe = until.max(*safe);
        }
    }

    fn receipt(&self, begun: u64) -> Receipt {
        let mut receipt = Receipt::default();
        let (mut written, mut unsynced) = (BTreeSet::new(), BTreeSet::new());
        for (path, at) in self.written.iter().filter(|(_, at)| **at > begun) {
            let Some(kind) = kind(path) else { continue };
            written.insert(kind);
            if self.safe.get(path).is_none_or(|safe| safe < at) {
                unsynced.insert(kind);
            }
        }
        receipt.written.extend(written);
        receipt.unsynced.extend(unsynced);
        receipt
    }
}

/// What a file of the stores is.
fn kind(path: &str) -> Option<&'static str> {
    let own = path.split_once("/tenants/")?.1;
    if own.contains("/blobs/") {
        return Some("blob");
    }
    ["tenant.db-wal", "tenant.db"].into_iter().find(|name| own.ends_with(name))
}

/// `1234  pwrite64(24</path>, "…", 24, 0) = 24`, `1234  fsync(24</path> <unfinished ...>`, `1234  <... fsync resumed>) = 0`
fn read(line: &str) -> Option<Line<'_>> {
    let (thread, rest) = line.split_once(' ')?;
    let rest = rest.trim_start();
    if let Some(resumed) = rest.strip_prefix("<... ") {
        let (call, result) = resumed.split_once(" resumed>")?;
        return Some(Line::Resumed { thread, call, worked: worked(result) });
    }
    let (call, arguments) = rest.split_once('(')?;
    let path = arguments.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(path, _)| path);
    let words = arguments.split_once(", ").map_or("", |(_, words)| words);
    let unfinished = arguments.ends_with("<unfinished ...>");
    // A sync that failed made nothing safe.
    (unfinished || worked(arguments)).then_some(Line::Begun { thread, call, path, words, whole: !unfinished })
}

fn worked(result: &str) -> bool {
    result.rsplit_once(" = ").is_some_and(|(_, result)| !result.starts_with('-'))
}

/// The same trace with each `250` moved up before the syncs that it had to wait for: what a desk would leave that answers too
/// early. The judge must notice.
pub(crate) fn hasty(trace: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut held: Vec<&str> = Vec::new();
    let mut in_message = false;
    for line in trace.lines() {
        let says = |words: &str| line.contains("sendto(") && line.contains(words);
        in_message |= says("\"354 ");
        let sync = line.contains("fsync") || line.contains("fdatasync");
        if says("\"250 2.0.0 ") {
            lines.push(line);
            lines.append(&mut held);
            in_message = false;
        } else if in_message && sync {
            held.push(line);
        } else {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// The same trace without a kind of sync: what a desk would leave that forgets it.
pub(crate) fn forgetful(trace: &str, file: &str) -> String {
    let is_sync = |line: &str| (line.contains("fsync(") || line.contains("fdatasync(")) && line.contains(file);
    trace.lines().filter(|line| !is_sync(line)).collect::<Vec<_>>().join("\n")
}

mod tests {
    use super::*;

    const GOOD: &str = r#"7 sendto(41<socket:[1]>, "354 end with a dot alone in a line\r\n", 36, MSG_NOSIGNAL, NULL, 0) = 36
8 write(42</d/tenants/ab/blobs/61/89#1>, "\351"..., 300040) = 300040
8 fsync(42</d/tenants/ab/blobs/61/89#1>) = 0
9 pwrite64(24</d/tenants/ab/tenant.db-wal>, "\0"..., 24, 444992) = 24
9 pwrite64(24</d/tenants/ab/tenant.db-wal>, "\0"..., 4096, 445016 <unfinished ...>
7 write(2</d/log>, "{}", 2) = 2
9 <... pwrite64 resumed>)           = 4096
9 fdatasync(24</d/tenants/ab/tenant.db-wal> <unfinished ...>
7 write(4<anon_inode:[eventfd]>, "\1\0\0\0\0\0\0\0", 8) = 8
9 <... fdatasync resumed>)          = 0
7 sendto(41<socket:[1]>, "250 2.0.0 taken as req_1\r\n", 51, MSG_NOSIGNAL, NULL, 0) = 51
9 pwrite64(24</d/tenants/ab/tenant.db-wal>, "\0"..., 24, 449112) = 24"#;

    fn check(trace: &str, unsynced: &[&str]) {
        let receipts = judge(trace);
        assert_eq!(receipts.len(), 1, "{trace}");
        assert_eq!(receipts[0].written, ["blob", "tenant.db-wal"]);
        assert_eq!(receipts[0].unsynced, unsynced, "{trace}");
    }

    #[test]
    fn a_sync_counts_from_its_end_for_what_was_written_before() {
        check(GOOD, &[]);
        check(&hasty(GOOD), &["blob", "tenant.db-wal"]);
        check(&forgetful(GOOD, "/blobs/"), &["blob"]);
        check(&forgetful(GOOD, "tenant.db-wal"), &["tenant.db-wal"]);
        check(&GOOD.replace("<... fdatasync resumed>)          = 0", "<... fdatasync resumed>) = -1 EIO"), &["tenant.db-wal"]);
        let lines: Vec<&str> = GOOD.lines().collect();
        let mut late = lines.clone();
        late.swap(9, 10);
        check(&late.join("\n"), &["tenant.db-wal"]);
        let mut written_meanwhile = lines;
        let last = written_meanwhile.pop().unwrap_or_default();
        written_meanwhile.insert(8, last);
        check(&written_meanwhile.join("\n"), &["tenant.db-wal"]);
    }
}
