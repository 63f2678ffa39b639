//! A node: its lock, its keyring, its house, its gates.

mod certificates;
mod house;
mod log;
mod run;
mod socket;

pub use house::Opened;
pub use run::ROOMS_AND_GATE;
pub use run::{Extras, Furnish, Issue, run, runtime};

use crate::config::Config;
use anyhow::Context as _;
use kernel::{Ambient, Secret};
use keys::{Keyring, Unseal};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The node's lock: whoever holds it is the only one to open the stores.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock.
    ///
    /// # Errors
    /// Another process holds it, or the directory cannot be used.
    pub fn take(dir: &Path) -> anyhow::Result<Self> {
        let path = dir.join("lock");
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).with_context(|| format!("opening {}", path.display()))?;
        rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive)
            .map_err(|_| anyhow::anyhow!("another beleg runs on {}", dir.display()))?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a child between fork and exec holds the open file too, and with it the lock.
        let _ = rustix::fs::flock(&self.file, rustix::fs::FlockOperation::Unlock);
    }
}

/// Says what to do when nobody has said `beleg init` yet.
pub(crate) fn must_be_made(dir: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(dir.join("keyring").is_dir(), "there is no keyring in {}; run beleg init once", dir.display());
    Ok(())
}

/// Where the running node listens for the command line.
pub(crate) fn socket_path(dir: &Path) -> PathBuf {
    dir.join("beleg.sock")
}

/// Makes the data directory and the keyring.
///
/// # Errors
/// There is one already, or the disk refuses.
pub fn init(config: &Config, passphrase: Option<Secret<String>>) -> anyhow::Result<()> {
    make_private(&config.data)?;
    let _lock = Lock::take(&config.data)?;
    let ambient = Ambient::system();
    let by = match (&config.unseal.key_file, &passphrase) {
        (Some(path), _) => Unseal::KeyFile(path.clone()),
        (None, Some(passphrase)) => Unseal::Passphrase(passphrase.clone()),
        (None, None) => anyhow::bail!("name a key file in [unseal], or say --passphrase: something must open the keyring"),
    };
    let keyring = Keyring::init(&config.data, &config.environment, &by, ambient)?;
    if let (Some(_), Some(passphrase)) = (&config.unseal.key_file, passphrase) {
        keyring.unseal_also_by(&Unseal::Passphrase(passphrase))?;
    }
    println!("The keyring is in {}.", config.data.join("keyring").display());
    if let Some(path) = &config.unseal.key_file {
        println!(
            "The key file is {}. Keep a copy where neither this disk nor its backups are: without it nothing can be read.",
            path.display()
        );
    }
    println!("Next: beleg serve, then beleg tenant create.");
    Ok(())
}

/// A directory that only its owner may enter. One that is there already stays as it is: `beleg check` says when others may enter.
pub(crate) fn make_private(dir: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
    if dir.is_dir() {
        return Ok(());
    }
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.with_context(|| format!("making {}", dir.display()))?;
    // The directory that it lies in may hand other modes down.
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700)).with_context(|| format!("closing {}", dir.display()))
}

/// Runs the desk until it is told to stop.
///
/// # Errors
/// The configuration or the machine does not allow it.
pub fn serve(config: &Config) -> anyhow::Result<()> {
    let runtime = runtime()?;
    runtime.block_on(run(config, Extras::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_let_go_is_free_although_a_child_has_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let lock = Lock::take(dir.path()).unwrap();
        assert!(Lock::take(dir.path()).is_err(), "it is held");
        // A second handle on the same open file is what a child has between fork and exec.
        let with_a_child = lock.file.try_clone().unwrap();
        drop(lock);
        assert!(Lock::take(dir.path()).is_ok());
        drop(with_a_child);
    }
}
