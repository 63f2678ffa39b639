//! A disk that loses what nobody synced.

use super::Op;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::{fs, io};

/// What a disk writes whole or not at all. **Units**: octets.
const SECTOR: usize = 512;

/// One file, whatever its names.
#[derive(Clone, Debug, Default)]
struct File {
    /// What is on the disk for sure.
    safe: Vec<u8>,
    /// What came since, with the operation that it was.
    since: Vec<(usize, Change)>,
}

#[derive(Clone, Debug)]
enum Change {
    Bytes(u64, Vec<u8>),
    Length(u64),
}

/// A name that came or went.
#[derive(Clone, Debug)]
enum Naming {
    Is(String, usize),
    Gone(String),
    Became { from: String, to: String, file: usize },
}

/// Files below a folder while a trace is replayed.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    root: String,
    files: Vec<File>,
    /// Names as the program sees them.
    names: HashMap<String, usize>,
    /// Names that are on the disk for sure.
    safe_names: BTreeMap<String, usize>,
    /// What came since, by folder.
    since: BTreeMap<String, Vec<(usize, Naming)>>,
    folders: BTreeSet<String>,
    done: usize,
}

/// What is left after a power cut: files by their path below the folder, and the folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Files with their bytes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Folders, those above first.
    pub folders: BTreeSet<String>,
}

impl Disk {
    /// What lies below `root` now, all of it synced.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn of(root: &Path) -> io::Result<Self> {
        let mut disk = Self { root: root.display().to_string(), ..Self::default() };
        disk.take_in(root)?;
        Ok(disk)
    }

    fn take_in(&mut self, folder: &Path) -> io::Result<()> {
        self.folders.insert(folder.display().to_string());
        for entry in fs::read_dir(folder)? {
            let (path, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
            if kind.is_dir() {
                self.take_in(&path)?;
            } else if kind.is_file() {
                let name = path.display().to_string();
                self.files.push(File { safe: fs::read(&path)?, since: Vec::new() });
                self.names.insert(name.clone(), self.files.len() - 1);
                self.safe_names.insert(name, self.files.len() - 1);
            }
        }
        Ok(())
    }

    /// Does what the program did next.
    pub fn apply(&mut self, op: &Op) {
        let now = self.done;
        self.done += 1;
        match op {
            Op::Made(path) if self.holds(path) && !self.names.contains_key(path) => {
                self.files.push(File::default());
                self.name(now, Naming::Is(path.clone(), self.files.len() - 1));
            }
            // A folder is there or its files are not either: what is lost is the same.
            Op::Folder(path) if self.holds(path) => drop(self.folders.insert(path.clone())),
            Op::Written { path, at, bytes } => self.change(now, path, Change::Bytes(*at, bytes.clone())),
            Op::Cut { path, length } => self.change(now, path, Change::Length(*length)),
            Op::Renamed { from, to } => {
                if let Some(file) = self.names.get(from).copied() {
                    self.name(now, Naming::Became { from: from.clone(), to: to.clone(), file });
                }
            }
            Op::Linked { from, to } => {
                if let Some(file) = self.names.get(from).copied() {
                    self.name(now, Naming::Is(to.clone(), file));
                }
            }
            Op::Removed(path) if self.names.contains_key(path) => self.name(now, Naming::Gone(path.clone())),
            Op::Synced { path, since } => self.sync(path, *since),
            Op::Made(_) | Op::Folder(_) | Op::Removed(_) | Op::Heard { .. } | Op::Said { .. } => {}
        }
    }

    fn holds(&self, path: &str) -> bool {
        path.strip_prefix(&self.root).is_some_and(|rest| rest.starts_with('/'))
    }

    fn change(&mut self, now: usize, path: &str, change: Change) {
        if let Some(file) = self.names.get(path) {
            self.files[*file].since.push((now, change));
        }
    }

    fn name(&mut self, now: usize, naming: Naming) {
        let path = match &naming {
            Naming::Is(path, _) | Naming::Gone(path) | Naming::Became { to: path, .. } => path.clone(),
        };
        put(&naming, &mut |path, file| {
            match file {
                Some(file) => self.names.insert(path, file),
                None => self.names.remove(&path),
            };
        });
        self.since.entry(folder_of(&path)).or_default().push((now, naming));
    }

    fn sync(&mut self, path: &str, until: usize) {
        if let Some(file) = self.names.get(path) {
            let file = &mut self.files[*file];
            let (old, new) = std::mem::take(&mut file.since).into_iter().partition(|(at, _)| *at < until);
            file.since = new;
            for (_, change) in old {
                write(&mut file.safe, &change, &mut |_| true);
            }
        } else if let Some(since) = self.since.get_mut(path) {
            let (old, new): (Vec<_>, Vec<_>) = std::mem::take(since).into_iter().partition(|(at, _)| *at < until);
            *since = new;
            for (_, naming) in old {
                put(&naming, &mut |path, file| set(&mut self.safe_names, path, file));
            }
        }
    }

    /// What may be left when power fails now; another number may give another image.
    pub fn image(&self, number: u64) -> Image {
        let mut dice = ChaCha8Rng::seed_from_u64(number);
        // Disks differ: one loses all that was not synced, one nearly nothing, most some of it.
        let kept = *[0.0, 0.1, 0.5, 0.9, 1.0].choose(&mut dice).expect("there are some");
        let mut names = self.safe_names.clone();
        for since in self.since.values() {
            // A folder is a journal: what came later is not there without what came before.
            let cut = if kept >= 1.0 { since.len() } else { dice.random_range(0..=since.len()) };
            for (_, naming) in &since[..cut] {
                put(naming, &mut |path, file| set(&mut names, path, file));
            }
        }
        let mut files = BTreeMap::new();
        for (path, file) in names {
            let file = &self.files[file];
            let mut bytes = file.safe.clone();
            for (_, change) in &file.since {
                write(&mut bytes, change, &mut |_| dice.random_bool(kept));
            }
            files.insert(self.below(&path), bytes);
        }
        Image { files, folders: self.folders.iter().map(|path| self.below(path)).collect() }
    }

    fn below(&self, path: &str) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).trim_start_matches('/').to_owned()
    }
}

impl Image {
    /// Writes it below a folder.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn lay(&self, root: &Path) -> io::Result<()> {
        for folder in &self.folders {
            fs::create_dir_all(root.join(folder))?;
        }
        self.files.iter().try_for_each(|(path, bytes)| fs::write(root.join(path), bytes))
    }
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
}

fn set(names: &mut BTreeMap<String, usize>, path: String, file: Option<usize>) {
    match file {
        Some(file) => names.insert(path, file),
        None => names.remove(&path),
    };
}

fn put(naming: &Naming, set: &mut dyn FnMut(String, Option<usize>)) {
    match naming {
        Naming::Is(path, file) => set(path.clone(), Some(*file)),
        Naming::Gone(path) => set(path.clone(), None),
        Naming::Became { from, to, file } => {
            set(from.clone(), None);
            set(to.clone(), Some(*file));
        }
    }
}

/// Does a change, sector by sector where `is_kept` says so.
fn write(bytes: &mut Vec<u8>, change: &Change, is_kept: &mut dyn FnMut(usize) -> bool) {
    let place = |at: u64| usize::try_from(at).expect("files of a test are short");
    match change {
        Change::Length(length) => {
            if is_kept(0) {
                bytes.resize(place(*length), 0);
            }
        }
        Change::Bytes(at, new) => {
            let begin = place(*at);
            let mut from = 0;
            while from < new.len() {
                let to = new.len().min(from + SECTOR - (begin + from) % SECTOR);
                if is_kept(from) {
                    if bytes.len() < begin + to {
                        bytes.resize(begin + to, 0);
                    }
                    bytes[begin + from..begin + to].copy_from_slice(&new[from..to]);
                }
                from = to;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program that keeps a line in a file, in a careful way or one of the careless ones; `250` is said at the end.
    fn kept(ops: &[&str]) -> BTreeSet<Option<String>> {
        let root = tempfile::tempdir().expect("a folder");
        let path = |name: &str| root.path().join(name).display().to_string();
        let mut disk = Disk::of(root.path()).expect("a disk");
        for (nth, op) in ops.iter().enumerate() {
            disk.apply(&match *op {
                "make" => Op::Made(path("new")),
                "write" => Op::Written { path: path("new"), at: 0, bytes: b"line".to_vec() },
                "sync" => Op::Synced { path: path("new"), since: nth },
                "sync too early" => Op::Synced { path: path("new"), since: nth - 1 },
                "rename" => Op::Renamed { from: path("new"), to: path("file") },
                "sync folder" => Op::Synced { path: root.path().display().to_string(), since: nth },
                other => panic!("{other}"),
            });
        }
        (0..200).map(|number| disk.image(number).files.get("file").map(|bytes| String::from_utf8_lossy(bytes).into_owned())).collect()
    }

    #[test]
    fn what_was_synced_is_kept_and_what_was_not_may_be_lost() {
        let check = |ops: &[&str], lost: &[Option<&str>]| {
            let expected: BTreeSet<_> = lost.iter().chain(&[Some("line")]).map(|text| text.map(str::to_owned)).collect();
            assert_eq!(kept(ops), expected, "{ops:?}");
        };
        check(&["make", "write", "sync", "rename", "sync folder"], &[]);
        check(&["make", "write", "sync", "rename"], &[None]);
        check(&["make", "write", "rename", "sync folder"], &[Some("")]);
        check(&["make", "write", "sync too early", "rename", "sync folder"], &[Some("")]);
    }

    #[test]
    fn what_was_not_synced_is_torn_at_sectors() {
        let root = tempfile::tempdir().expect("a folder");
        fs::write(root.path().join("a"), vec![b'-'; 1_500]).expect("a file");
        let mut disk = Disk::of(root.path()).expect("a disk");
        disk.apply(&Op::Written { path: root.path().join("a").display().to_string(), at: 500, bytes: vec![b'+'; 1_000] });
        let mut seen = BTreeSet::new();
        for number in 0..500 {
            let bytes = disk.image(number).files["a"].clone();
            assert_eq!(bytes.len(), 1_500);
            let parts = [(500, 512), (512, 1_024), (1_024, 1_500)].map(|(from, to)| {
                assert!(bytes[from..to].iter().all(|byte| *byte == bytes[from]), "a sector is whole");
                bytes[from]
            });
            seen.insert(parts);
        }
        assert_eq!(seen.len(), 8, "every sector by itself");
        let laid = tempfile::tempdir().expect("a folder");
        disk.image(1).lay(laid.path()).expect("files");
        assert_eq!(fs::read(laid.path().join("a")).expect("a file"), disk.image(1).files["a"]);
    }
}
