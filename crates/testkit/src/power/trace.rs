//! Reads what `strace -f -y -xx` wrote.

use crate::peers::{bound, program};
use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// What must be traced, as `strace` wants it said.
pub const CALLS: &str = "trace=openat,close,lseek,write,pwrite64,writev,pwritev,ftruncate,fallocate,fsync,fdatasync,rename,renameat,\
    renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,sendto,recvfrom";

/// What a program did, in order. Paths are absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// A file is there; it was made if it was not.
    Made(String),
    /// A folder was made.
    Folder(String),
    /// Bytes at an offset; they may be on the disk from now on.
    Written {
        /// The file.
        path: String,
        /// **Units**: octets from its beginning.
        at: u64,
        /// What was written.
        bytes: Vec<u8>,
    },
    /// A file has this length now.
    Cut {
        /// The file.
        path: String,
        /// **Units**: octets.
        length: u64,
    },
    /// What was done to a file before the operation `since` is on the disk; of a folder: its names.
    Synced {
        /// The file or folder.
        path: String,
        /// How many operations had begun when the sync began.
        since: usize,
    },
    /// A name became another; what had that is gone.
    Renamed {
        /// The old one.
        from: String,
        /// The new one.
        to: String,
    },
    /// A file has another name as well.
    Linked {
        /// The old one.
        from: String,
        /// The new one.
        to: String,
    },
    /// A name is gone.
    Removed(String),
    /// Bytes came in over a connection.
    Heard {
        /// Which one: unique within the trace.
        socket: String,
        /// What came.
        bytes: Vec<u8>,
    },
    /// Bytes begin to leave over a connection.
    Said {
        /// Which one.
        socket: String,
        /// What leaves.
        bytes: Vec<u8>,
    },
}

/// A command under `strace`, which writes these calls to a file, each with its time.
pub fn traced(command: &Command, calls: &str, log: &Path) -> Command {
    let mut under = bound(&program(&["/usr/bin/strace"], "strace"));
    under.args(["-f", "--seccomp-bpf", "-ttt", "-y", "-xx", "-s", "400000", "-e", calls, "-o"]).arg(log);
    under.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    under
}

/// Traces of programs that were [`traced`] at the same time as one, without the times. What one did because of another stands
/// behind what caused it: whoever is traced goes on only after its call was written down with the time.
pub fn in_order(traces: &[&str]) -> String {
    let mut lines: Vec<(&str, &str, &str)> = traces.iter().flat_map(|trace| trace.lines()).filter_map(timed).collect();
    // Of each trace the order stays, since it is that of its times.
    lines.sort_by_key(|(time, ..)| *time);
    lines.iter().flat_map(|(_, thread, text)| [*thread, " ", *text, "\n"]).collect()
}

/// `7 1763910000.123456 close(3) = 0`: time, thread, and what was called.
fn timed(line: &str) -> Option<(&str, &str, &str)> {
    let (thread, rest) = line.split_once(' ')?;
    let (time, text) = rest.trim_start().split_once(' ')?;
    Some((time, thread, text))
}

/// All operations of a trace.
///
/// # Panics
/// A line cannot be understood: then the trace is none of [`CALLS`] with `-f -y -xx`.
pub fn read(trace: &str) -> Vec<Op> {
    let mut reader = Reader::default();
    for line in trace.lines() {
        reader.line(line);
    }
    reader.ops
}

#[derive(Default)]
struct Reader<'a> {
    ops: Vec<Op>,
    /// Calls that began and did not end yet, by thread: their text, and how many operations there were.
    pending: HashMap<&'a str, (&'a str, usize)>,
    /// Where `write` goes on, by descriptor and path.
    places: HashMap<(String, String), u64>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a str) {
        let (thread, text) = line.split_once(' ').unwrap_or_default();
        let text = text.trim_start();
        if let Some(begun) = text.strip_suffix(" <unfinished ...>").or_else(|| text.strip_suffix("<unfinished ...>")) {
            let since = self.ops.len();
            self.begins(begun);
            self.pending.insert(thread, (begun, since));
        } else if let Some(resumed) = text.strip_prefix("<... ") {
            let Some((begun, since)) = self.pending.remove(thread) else { return };
            let rest = resumed.split_once(" resumed>").map_or("", |(_, rest)| rest);
            self.ends(&format!("{begun}{rest}"), since);
        } else if text.contains('(') && text.contains(" = ") {
            let since = self.ops.len();
            self.begins(text);
            self.ends(text, since);
        }
    }

    /// What counts from a call's beginning: bytes may reach the disk or the peer before it ends.
    fn begins(&mut self, text: &str) {
        let Some(call) = Call::read(text) else { return };
        match call.name {
            "pwrite64" => {
                let at = call.word(3).parse().expect("an offset");
                self.write(&call, at);
            }
            "write" if call.path().starts_with('/') => {
                let key = (call.word(0), call.path());
                let at = self.places.get(&key).copied().unwrap_or(0);
                let bytes = call.text(1);
                self.places.insert(key, at + bytes.len() as u64);
                self.write(&call, at);
            }
            "writev" | "pwritev" if call.path().starts_with('/') => panic!("vectored writes to files are not read: {text}"),
            "sendto" | "write" => self.ops.push(Op::Said { socket: call.path(), bytes: call.text(1) }),
            _ => {}
        }
    }

    fn write(&mut self, call: &Call<'_>, at: u64) {
        self.ops.push(Op::Written { path: call.path(), at, bytes: call.text(1) });
    }

    /// What counts from a call's end, if it worked.
    fn ends(&mut self, text: &str, since: usize) {
        let Some(call) = Call::read(text) else { return };
        let Some(result) = call.result.filter(|result| !result.starts_with('-') && !result.starts_with('?')) else { return };
        match call.name {
            "openat" => {
                let path = call.at(0);
                self.places.insert((result.to_owned(), path.clone()), 0);
                if call.word(2).contains("O_CREAT") {
                    self.ops.push(Op::Made(path.clone()));
                }
                if call.word(2).contains("O_TRUNC") {
                    self.ops.push(Op::Cut { path, length: 0 });
                }
            }
            "lseek" => {
                self.places.insert((call.word(0), call.path()), result.parse().unwrap_or(0));
            }
            "ftruncate" => self.ops.push(Op::Cut { path: call.path(), length: call.word(1).parse().expect("a length") }),
            "fallocate" => panic!("reserved places are not read: {text}"),
            "fsync" | "fdatasync" => self.ops.push(Op::Synced { path: call.path(), since }),
            "rename" => self.ops.push(Op::Renamed { from: call.text_of(0), to: call.text_of(1) }),
            "renameat" | "renameat2" => self.ops.push(Op::Renamed { from: call.at(0), to: call.at(2) }),
            "link" => self.ops.push(Op::Linked { from: call.text_of(0), to: call.text_of(1) }),
            "linkat" => self.ops.push(Op::Linked { from: call.at(0), to: call.at(2) }),
            "unlink" | "rmdir" => self.ops.push(Op::Removed(call.text_of(0))),
            "unlinkat" => self.ops.push(Op::Removed(call.at(0))),
            "mkdir" => self.ops.push(Op::Folder(call.text_of(0))),
            "mkdirat" => self.ops.push(Op::Folder(call.at(0))),
            "recvfrom" => self.ops.push(Op::Heard { socket: call.path(), bytes: call.text(1) }),
            _ => {}
        }
    }
}

/// `pwrite64(24<\x2f…>, "\x00…", 24, 0) = 24`
struct Call<'a> {
    name: &'a str,
    words: Vec<&'a str>,
    result: Option<&'a str>,
}

impl<'a> Call<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (name, rest) = text.split_once('(')?;
        let (inside, result) = match rest.rsplit_once(" = ") {
            Some((inside, result)) => (inside.trim_end().strip_suffix(')').unwrap_or(inside), result.split([' ', '<']).next()),
            None => (rest, None),
        };
        // Texts and paths are hexadecimal throughout, so a comma is always one of the call's own.
        Some(Self { name, words: inside.split(", ").collect(), result })
    }

    /// A word without the path that stands behind a descriptor.
    fn word(&self, nth: usize) -> String {
        let word = self.words.get(nth).copied().unwrap_or_default();
        word.split('<').next().unwrap_or_default().trim().to_owned()
    }

    /// The path or socket of the first word's descriptor.
    fn path(&self) -> String {
        self.descriptor(0)
    }

    fn descriptor(&self, nth: usize) -> String {
        let word = self.words.get(nth).copied().unwrap_or_default();
        let inside = word.split_once('<').map_or("", |(_, rest)| rest.strip_suffix('>').unwrap_or(rest));
        String::from_utf8(octets(inside)).expect("a path is UTF-8")
    }

    fn text(&self, nth: usize) -> Vec<u8> {
        let word = self.words.get(nth).copied().unwrap_or_default();
        assert!(!word.ends_with("..."), "the trace cuts texts short: -s is too small");
        octets(word.trim_matches('"'))
    }

    fn text_of(&self, nth: usize) -> String {
        String::from_utf8(self.text(nth)).expect("a path is UTF-8")
    }

    /// A path that may begin at a descriptor.
    fn at(&self, nth: usize) -> String {
        let name = self.text_of(nth + 1);
        if name.starts_with('/') { name } else { format!("{}/{name}", self.descriptor(nth)) }
    }
}

/// `\x41\x42`, with anything else as it stands.
fn octets(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4);
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digit = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
        if let (b'\\', Some(b'x'), Some(high), Some(low)) = (first, tail.first(), digit(1), digit(2)) {
            out.push(high << 4 | low);
            rest = &tail[3..];
        } else {
            out.push(first);
            rest = tail;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_become_one_by_their_times() {
        let one = "7 1700000000.000001 fsync(3 <unfinished ...>\n8  1700000000.000001 close(4) = 0\n7 1700000000.000005 <... fsync resumed>) = 0\n";
        let other = "9 1700000000.000003 unlink(\"\\x61\") = 0\n9 1700000000.000007 +++ exited with 0 +++\n";
        let all =
            "7 fsync(3 <unfinished ...>\n8 close(4) = 0\n9 unlink(\"\\x61\") = 0\n7 <... fsync resumed>) = 0\n9 +++ exited with 0 +++\n";
        assert_eq!(in_order(&[one, other]), all);
    }

    #[test]
    fn calls_are_read_in_their_order() {
        let trace = r#"7 openat(AT_FDCWD<\x2f>, "\x2f\x64\x2f\x61", O_RDWR|O_CREAT|O_TRUNC|O_CLOEXEC, 0600) = 3<\x2f\x64\x2f\x61>
7 write(3<\x2f\x64\x2f\x61>, "\x78\x0a", 2) = 2
7 write(3<\x2f\x64\x2f\x61>, "\x79", 1) = 1
8 fsync(3<\x2f\x64\x2f\x61> <unfinished ...>
7 pwrite64(3<\x2f\x64\x2f\x61>, "\x7a", 1, 10 <unfinished ...>
8 <... fsync resumed>) = 0
7 <... pwrite64 resumed>) = 1
7 ftruncate(3<\x2f\x64\x2f\x61>, 5) = 0
7 fsync(3<\x2f\x64\x2f\x61>) = -1 EIO (Input/output error)
7 renameat2(AT_FDCWD<\x2f>, "\x2f\x64\x2f\x61", 4<\x2f\x64>, "\x62", RENAME_NOREPLACE) = 0
9 recvfrom(5<\x73\x6f\x63\x6b\x65\x74\x3a\x5b\x31\x5d> <unfinished ...>
7 unlink("\x2f\x64\x2f\x62") = 0
9 <... recvfrom resumed>, "\x68\x69", 100, 0, NULL, NULL) = 2
7 sendto(5<\x73\x6f\x63\x6b\x65\x74\x3a\x5b\x31\x5d>, "\x6f\x6b", 2, MSG_NOSIGNAL, NULL, 0) = 2
7 +++ exited with 0 +++"#;
        let (a, b, socket) = (|| "/d/a".to_owned(), || "/d/b".to_owned(), || "socket:[1]".to_owned());
        let written = |at, bytes: &[u8]| Op::Written { path: a(), at, bytes: bytes.to_vec() };
        assert_eq!(
            read(trace),
            [
                Op::Made(a()),
                Op::Cut { path: a(), length: 0 },
                written(0, b"x\n"),
                written(2, b"y"),
                written(10, b"z"),
                Op::Synced { path: a(), since: 4 },
                Op::Cut { path: a(), length: 5 },
                Op::Renamed { from: a(), to: b() },
                Op::Removed(b()),
                Op::Heard { socket: socket(), bytes: b"hi".to_vec() },
                Op::Said { socket: socket(), bytes: b"ok".to_vec() },
            ]
        );
    }
}
