//! Files that are whole or not there.

use anyhow::Context as _;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Writes a file for its owner alone so that after a crash the old or the new one is there. What a crash left beside it goes; a link
/// or a file that somebody else put there is not followed and not written to.
///
/// # Errors
/// The disk refuses, or what lies beside cannot be removed.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let beside = beside(path);
    let _ = fs::remove_file(&beside);
    let written = fill(&beside, bytes).and_then(|()| fs::rename(&beside, path)).and_then(|()| File::open(folder(path))?.sync_all());
    written.with_context(|| format!("writing {}", path.display()))
}

fn fill(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // `create_new` is O_EXCL, which follows no link.
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn nothing_that_lies_beside_is_written_to() {
        let dir = tempfile::tempdir().unwrap();
        let (path, victim) = (dir.path().join("ready.json"), dir.path().join("victim"));
        fs::write(&victim, "untouched").unwrap();
        symlink(&victim, beside(&path)).unwrap();
        write(&path, b"one").unwrap();
        assert_eq!((fs::read(&victim).unwrap(), fs::read(&path).unwrap()), (b"untouched".to_vec(), b"one".to_vec()));
        // Left behind by one that died; and the name itself is a link.
        fs::write(beside(&path), "half").unwrap();
        fs::remove_file(&path).unwrap();
        symlink(&victim, &path).unwrap();
        write(&path, b"two").unwrap();
        assert_eq!((fs::read(&victim).unwrap(), fs::read(&path).unwrap()), (b"untouched".to_vec(), b"two".to_vec()));
        assert_eq!(fs::symlink_metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!beside(&path).exists());
        // What cannot be removed is no file of ours.
        fs::create_dir(beside(&path)).unwrap();
        assert!(write(&path, b"three").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }
}
