//! The root key as it lies in `root.json`: wrapped once for each way to unseal.

use crate::file;
use crate::hex::Hex;
use crate::set::{KeySet, UnderRoot, Whose};
use crate::wrap::{Belongs, Wrapped, unwrap, wrap};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Dice, Fault, OrFault, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A way to unseal.
#[derive(Clone, Debug)]
pub enum Unseal {
    /// A file of 64 hexadecimal digits, readable by its owner alone (mode 0400), not on the disk that it protects.
    KeyFile(PathBuf),
    /// A passphrase, 15 to 1024 characters.
    Passphrase(Secret<String>),
}

/// `root.json` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// It is not there. A new one is never made in its place.
    #[error("the keyring has no root")]
    Missing,
    /// It is cut off, changed, or of a newer version.
    #[error("the root of the keyring is damaged")]
    Damaged,
    /// It was made for another environment.
    #[error("the keyring belongs to another environment")]
    OtherEnvironment,
    /// The disk refuses.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It is not there.
    #[error("the key file is not there")]
    Missing,
    /// Its group or everybody may read, write or run it.
    #[error("the key file is open to others than its owner; set its mode to 0400")]
    Exposed,
    /// It does not hold 64 hexadecimal digits.
    #[error("the key file does not hold 64 hexadecimal digits")]
    Malformed,
    /// The disk refuses.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a keyring stays sealed.
#[derive(Debug, thiserror::Error)]
pub enum UnsealError {
    /// `root.json` cannot be used.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The key file is sound and belongs to another keyring.
    #[error("the key file does not open this keyring")]
    WrongKeyFile,
    /// The keyring was never given a key file.
    #[error("this keyring is not unsealed by a key file")]
    NoKeyFile,
    /// The passphrase is another one.
    #[error("the passphrase does not open this keyring")]
    WrongPassphrase,
    /// The keyring was never given a passphrase.
    #[error("this keyring is not unsealed by a passphrase")]
    NoPassphrase,
    /// Anything else.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a way to unseal cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// Only an unsealed keyring takes another way.
    #[error("the keyring is sealed")]
    Sealed,
    /// The passphrase is shorter than 15 or longer than 1024 characters.
    #[error("a passphrase for the keyring has 15 to 1024 characters")]
    PassphraseLength,
    /// The key file is there and cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// `root.json` cannot be used.
    #[error(transparent)]
    Root(#[from] RootError),
    /// Anything else.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a passphrase costs to try (Argon2id, RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// 256 MiB and two passes: two to three seconds on a small machine, once a start.
    pub(crate) const FULL: Self = Self { memory_kib: 256 * 1024, passes: 2, lanes: 1 };

    /// Tests try many passphrases; what they try is the same, only cheaper.
    #[cfg(test)]
    pub(crate) const SMALL: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    /// A damaged file must not make a start run for hours or take all memory.
    const fn is_bearable(self) -> bool {
        self.memory_kib <= 4 * 1024 * 1024 && self.passes <= 64 && self.lanes <= 16
    }
}

/// The root, wrapped for one way to unseal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "provider", rename_all = "kebab-case", deny_unknown_fields)]
enum RootWrap {
    KeyFile { wrap: Wrapped },
    Passphrase { cost: Cost, salt: Hex<16>, wrap: Wrapped },
}

/// `root.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RootFile {
    format: Format,
    environment: String,
    epoch: u32,
    made_at: Timestamp,
    wraps: Vec<RootWrap>,
    /// The keys of the platform's own store, so that a keyring is begun by one write of one file.
    platform: KeySet,
}

#[derive(Debug, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "beleg-root/1")]
    One,
}

/// The epoch of a new root.
const FIRST: u32 = 1;

const PLATFORM: &str = "platform";

impl RootFile {
    /// A root and its file, not yet opened by anything.
    pub(crate) fn make(environment: &str, now: Timestamp, dice: &mut Dice) -> Result<(Self, Secret<[u8; 32]>), Fault> {
        let root = Secret::new(dice.bytes());
        let whose = Whose { environment, of: PLATFORM };
        let platform = KeySet::make(UnderRoot { key: &root, epoch: FIRST }, whose, now, dice)?;
        let made =
            Self { format: Format::One, environment: environment.to_owned(), epoch: FIRST, made_at: now, wraps: Vec::new(), platform };
        Ok((made, root))
    }

    /// Reads and looks at it.
    pub(crate) fn read(path: &Path, environment: &str) -> Result<Self, RootError> {
        let bytes = file::read(path)?.ok_or(RootError::Missing)?;
        let root: Self = serde_json::from_slice(&bytes).map_err(|_| RootError::Damaged)?;
        if root.environment == environment { Ok(root) } else { Err(RootError::OtherEnvironment) }
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Fault> {
        file::replace(path, &serde_json::to_vec_pretty(self).or_fault("writing the root of the keyring")?)
    }

    pub(crate) fn platform(&self) -> &KeySet {
        &self.platform
    }

    pub(crate) fn whose_platform(&self) -> Whose<'_> {
        Whose { environment: &self.environment, of: PLATFORM }
    }

    pub(crate) fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Adds a way to unseal, or puts it in the place of the one of its kind.
    pub(crate) fn add(&mut self, root: &Secret<[u8; 32]>, by: &Unseal, cost: Cost, dice: &mut Dice) -> Result<(), AddError> {
        let added = match by {
            Unseal::KeyFile(path) => {
                let with = match read_key_file(path) {
                    Err(KeyFileError::Missing) => make_key_file(path, dice)?,
                    other => other?,
                };
                RootWrap::KeyFile { wrap: wrap(&with, root, self.belongs("key-file"), dice)? }
            }
            Unseal::Passphrase(words) => {
                if !(15..=1024).contains(&words.reveal().chars().count()) {
                    return Err(AddError::PassphraseLength);
                }
                let salt = Hex(dice.bytes());
                let with = stretch(words, &salt, cost)?;
                RootWrap::Passphrase { cost, salt, wrap: wrap(&with, root, self.belongs("passphrase"), dice)? }
            }
        };
        self.wraps.retain(|known| std::mem::discriminant(known) != std::mem::discriminant(&added));
        self.wraps.push(added);
        Ok(())
    }

    /// The root key, by one of the ways.
    pub(crate) fn unseal(&self, by: &Unseal) -> Result<Secret<[u8; 32]>, UnsealError> {
        match by {
            Unseal::KeyFile(path) => {
                let with = read_key_file(path)?;
                let found = self.wraps.iter().find_map(|known| if let RootWrap::KeyFile { wrap } = known { Some(wrap) } else { None });
                unwrap(&with, found.ok_or(UnsealError::NoKeyFile)?, self.belongs("key-file")).ok_or(UnsealError::WrongKeyFile)
            }
            Unseal::Passphrase(words) => {
                let found = self.wraps.iter().find_map(|known| match known {
                    RootWrap::Passphrase { cost, salt, wrap } => Some((*cost, salt, wrap)),
                    RootWrap::KeyFile { .. } => None,
                });
                let (cost, salt, wrap) = found.ok_or(UnsealError::NoPassphrase)?;
                if !cost.is_bearable() {
                    return Err(RootError::Damaged.into());
                }
                unwrap(&stretch(words, salt, cost)?, wrap, self.belongs("passphrase")).ok_or(UnsealError::WrongPassphrase)
            }
        }
    }

    fn belongs<'a>(&'a self, purpose: &'a str) -> Belongs<'a> {
        Belongs { environment: &self.environment, of: "node", purpose, epoch: self.epoch }
    }
}

fn stretch(words: &Secret<String>, salt: &Hex<16>, cost: Cost) -> Result<Secret<[u8; 32]>, Fault> {
    let what = "stretching a passphrase";
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|error| Fault::new(what, error.to_string()))?;
    let mut out = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(words.reveal().as_bytes(), &salt.0, out.as_mut())
        .map_err(|error| Fault::new(what, error.to_string()))?;
    Ok(Secret::new(*out))
}

fn read_key_file(path: &Path) -> Result<Secret<[u8; 32]>, KeyFileError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => KeyFileError::Missing,
        _ => KeyFileError::Fault(Fault::new("opening the key file", error)),
    })?;
    // The mode of what was opened, not of the name: nobody can swap it in between.
    let mode = file.metadata().or_fault("looking at the key file")?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Exposed);
    }
    let bytes = file::read_open(&file)?;
    let key = std::str::from_utf8(&bytes).ok().and_then(|text| Hex::<32>::decode(text.trim_end()));
    key.map(|key| Secret::new(key.0)).ok_or(KeyFileError::Malformed)
}

fn make_key_file(path: &Path, dice: &mut Dice) -> Result<Secret<[u8; 32]>, Fault> {
    let key = Secret::new(dice.bytes());
    let text = Zeroizing::new(Hex(*key.reveal()).encode() + "\n");
    file::make_secret(path, text.as_bytes())?;
    Ok(key)
}
