//! Durable files, readable by their owner alone.

use kernel::{Fault, OrFault};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// No file of the keyring is longer. **Units**: bytes.
const LONGEST: u64 = 256 * 1024;

/// Makes a directory, mode 0700; it may be there already.
pub(crate) fn make_dir(dir: &Path) -> Result<(), Fault> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir).or_fault("making the keyring's directory")?;
    dir.parent().map_or(Ok(()), sync_dir)
}

/// Writes a file so that after a crash either the old or the new one is there, whole.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let what = "writing a file of the keyring";
    let beside = beside(path);
    let _ = std::fs::remove_file(&beside);
    // `create_new` follows no link that somebody put there.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).or_fault(what)?;
    file.write_all(bytes).or_fault(what)?;
    file.sync_all().or_fault(what)?;
    // Crash point: the new file is whole but has no name yet; nobody reads it, and the next write begins it afresh.
    std::fs::rename(&beside, path).or_fault(what)?;
    sync_parent(path)
}

/// Writes a file of mode 0400 that must not be there yet.
pub(crate) fn make_secret(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let what = "writing the key file";
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o400).open(path).or_fault(what)?;
    file.write_all(bytes).or_fault(what)?;
    file.sync_all().or_fault(what)?;
    sync_parent(path)
}

/// The bytes of a file; `None` when it is not there. What is longer than any file of the keyring comes cut, and so
/// does not parse.
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
    match File::open(path) {
        Ok(file) => read_open(&file).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::new("opening a file of the keyring", error)),
    }
}

pub(crate) fn read_open(file: &File) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(LONGEST).read_to_end(&mut bytes).or_fault("reading a file of the keyring")?;
    Ok(bytes)
}

/// Overwrites a file, and what a crash left beside it, and removes both; they may be gone already.
pub(crate) fn destroy(path: &Path) -> Result<(), Fault> {
    for path in [&beside(path), path] {
        match OpenOptions::new().write(true).open(path) {
            Ok(file) => overwrite(&file).and_then(|()| std::fs::remove_file(path)).or_fault("destroying a file of the keyring")?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Fault::new("destroying a file of the keyring", error)),
        }
    }
    sync_parent(path)
}

fn overwrite(mut file: &File) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    file.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.new"))
}

fn sync_parent(path: &Path) -> Result<(), Fault> {
    path.parent().map_or(Ok(()), sync_dir)
}

fn sync_dir(dir: &Path) -> Result<(), Fault> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    File::open(dir).and_then(|dir| dir.sync_all()).or_fault("syncing the keyring's directory")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_write_that_fails_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        replace(&path, b"old").unwrap();
        std::fs::create_dir(beside(&path)).unwrap();
        assert!(replace(&path, b"new").is_err());
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), b"old");
    }

    #[test]
    fn what_a_crash_left_is_neither_read_nor_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        std::fs::write(beside(&path), b"half a file that is longer").unwrap();
        assert!(read(&path).unwrap().is_none());
        replace(&path, b"new").unwrap();
        assert_eq!(read(&path).unwrap().unwrap().as_slice(), b"new");
        let elsewhere = dir.path().join("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, beside(&path)).unwrap();
        replace(&path, b"newer").unwrap();
        assert_eq!((read(&path).unwrap().unwrap().as_slice(), elsewhere.exists()), (b"newer".as_slice(), false), "no link is followed");
        std::fs::write(beside(&path), b"half").unwrap();
        destroy(&path).unwrap();
        destroy(&path).unwrap();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn files_are_for_their_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (inner, secret) = (dir.path().join("keyring"), dir.path().join("root.key"));
        make_dir(&inner).unwrap();
        replace(&inner.join("a.json"), b"x").unwrap();
        make_secret(&secret, b"x").unwrap();
        assert_eq!((mode(&inner), mode(&inner.join("a.json")), mode(&secret)), (0o700, 0o600, 0o400));
        assert!(make_secret(&secret, b"y").is_err(), "never written over");
    }
}
