//! The keyring itself.

use crate::file;
use crate::root::{AddError, Cost, RootError, RootFile, Unseal, UnsealError};
use crate::set::{KeySet, Refused, UnderRoot, Whose};
use hkdf::Hkdf;
use kernel::{Ambient, Fault, OrFault, Secret, TenantId};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use store::{KeyError, KeySource, StoreKeys};

/// The keys of a node.
///
/// # Security
/// Unsealed it holds the root key in memory; whoever reads that reads everything. Stores that are open keep their
/// own keys when the keyring is sealed again: close them too.
pub struct Keyring {
    dir: PathBuf,
    environment: String,
    ambient: Ambient,
    root: RwLock<Option<Root>>,
    /// Held while files are written.
    writing: Mutex<()>,
}

struct Root {
    key: Secret<[u8; 32]>,
    epoch: u32,
}

impl Root {
    fn under(&self) -> UnderRoot<'_> {
        UnderRoot { key: &self.key, epoch: self.epoch }
    }
}

/// Why no keyring was made.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// There is one.
    #[error("there is a keyring already")]
    AlreadyThere,
    /// There are keys of tenants, but not the root that opens them: a new root would give them up.
    #[error("there are keys of tenants without their root; restore the root instead")]
    RootLost,
    /// **Shape**: a lower-case letter, then up to thirty more, digits or hyphens.
    #[error("an environment is named by a lower-case letter and up to thirty more, digits or hyphens")]
    Environment,
    /// The way to unseal cannot be set up.
    #[error(transparent)]
    Way(#[from] AddError),
    /// Anything else.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why there are no keys of a tenant.
#[derive(Debug, thiserror::Error)]
pub enum TenantKeysError {
    /// The keyring is sealed.
    #[error("the keyring is sealed")]
    Sealed,
    /// Never made, or destroyed.
    #[error("the keyring holds no keys for this tenant")]
    Unknown,
    /// The file of another tenant lies in this one's place.
    #[error("the keys in this tenant's place belong to another tenant")]
    OtherTenant,
    /// The file comes from another environment.
    #[error("the keys of this tenant belong to another environment")]
    OtherEnvironment,
    /// The file is cut off, changed, or of a newer version.
    #[error("the keys of this tenant are damaged")]
    Damaged,
    /// The file claims to be this tenant's, and does not open with this root for it.
    #[error("the keys of this tenant do not unwrap")]
    Foreign,
    /// Anything else.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<TenantKeysError> for KeyError {
    fn from(error: TenantKeysError) -> Self {
        match error {
            TenantKeysError::Sealed => Self::Sealed,
            TenantKeysError::Unknown => Self::Unknown,
            TenantKeysError::OtherTenant | TenantKeysError::OtherEnvironment | TenantKeysError::Foreign => Self::Foreign,
            TenantKeysError::Damaged => Self::Fault(Fault::new("reading a tenant's keys", error)),
            TenantKeysError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<Refused> for TenantKeysError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Damaged => Self::Damaged,
            Refused::Foreign => Self::Foreign,
        }
    }
}

/// `HEX-OF-TENANT.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantFile {
    format: Format,
    environment: String,
    tenant: TenantId,
    keys: KeySet,
}

#[derive(Debug, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "beleg-tenant-keys/1")]
    One,
}

impl Keyring {
    /// Makes the keyring of a node with a fresh random root, and gives it unsealed. A key file that is not there yet
    /// is made (mode 0400); one that is there is used. Takes seconds with a passphrase.
    ///
    /// # Errors
    /// See [`InitError`]; nothing was made then but, perhaps, the key file.
    pub fn init(dir: &Path, environment: &str, by: &Unseal, ambient: Ambient) -> Result<Self, InitError> {
        Self::init_at(dir, environment, by, ambient, Cost::FULL)
    }

    pub(crate) fn init_at(dir: &Path, environment: &str, by: &Unseal, ambient: Ambient, cost: Cost) -> Result<Self, InitError> {
        if !is_environment(environment) {
            return Err(InitError::Environment);
        }
        let keyring = Self::at(dir, environment, ambient);
        file::make_dir(&keyring.dir)?;
        if keyring.root_path().try_exists().or_fault("looking for the root of the keyring")? {
            return Err(InitError::AlreadyThere);
        }
        if has_keys(&keyring.dir)? {
            return Err(InitError::RootLost);
        }
        let mut dice = keyring.ambient.dice();
        let (mut root, key) = RootFile::make(environment, keyring.ambient.now(), &mut dice)?;
        root.add(&key, by, cost, &mut dice)?;
        // Crash point: a key file without a keyring is used by the next try.
        root.write(&keyring.root_path())?;
        keyring.hold(Some(Root { key, epoch: root.epoch() }));
        Ok(keyring)
    }

    /// Opens the keyring of a node, sealed.
    ///
    /// # Errors
    /// Its root is missing, damaged, or of another environment.
    pub fn open(dir: &Path, environment: &str, ambient: Ambient) -> Result<Self, RootError> {
        let keyring = Self::at(dir, environment, ambient);
        RootFile::read(&keyring.root_path(), environment)?;
        Ok(keyring)
    }

    /// Unseals. Blocks for seconds with a passphrase: call it on a thread that may.
    ///
    /// # Errors
    /// See [`UnsealError`]; the keyring is as it was.
    pub fn unseal(&self, by: &Unseal) -> Result<(), UnsealError> {
        let root = RootFile::read(&self.root_path(), &self.environment)?;
        let key = root.unseal(by)?;
        self.hold(Some(Root { key, epoch: root.epoch() }));
        Ok(())
    }

    /// Adds another way to unseal the same root, or changes the one of that kind (a new passphrase). A key file that
    /// is not there yet is made.
    ///
    /// # Errors
    /// See [`AddError`]; the ways that were there still are.
    pub fn unseal_also_by(&self, by: &Unseal) -> Result<(), AddError> {
        self.add_at(by, Cost::FULL)
    }

    pub(crate) fn add_at(&self, by: &Unseal, cost: Cost) -> Result<(), AddError> {
        let _one = self.write_lock();
        let key = self.with_root(|root| root.key.clone()).ok_or(AddError::Sealed)?;
        let mut root = RootFile::read(&self.root_path(), &self.environment)?;
        root.add(&key, by, cost, &mut self.ambient.dice())?;
        Ok(root.write(&self.root_path())?)
    }

    /// Whether the root has not been given since the start.
    pub fn is_sealed(&self) -> bool {
        self.with_root(|_| ()).is_none()
    }

    /// Forgets the root key.
    pub fn seal(&self) {
        self.hold(None);
    }

    /// Makes a tenant's keys. A tenant that has keys keeps them: nothing ever writes over keys.
    ///
    /// # Errors
    /// The keyring is sealed, the keys that are there do not open, or the disk refuses.
    pub fn make_tenant_keys(&self, tenant: TenantId) -> Result<(), TenantKeysError> {
        let _one = self.write_lock();
        match self.tenant_keys(tenant) {
            Err(TenantKeysError::Unknown) => {}
            other => return other.map(drop),
        }
        let (name, now) = (tenant.0.to_hex(), self.ambient.now());
        let made = self.with_root(|root| KeySet::make(root.under(), self.whose(&name), now, &mut self.ambient.dice()));
        let keys = made.ok_or(TenantKeysError::Sealed)??;
        let file = TenantFile { format: Format::One, environment: self.environment.clone(), tenant, keys };
        let bytes = serde_json::to_vec_pretty(&file).or_fault("writing a tenant's keys")?;
        Ok(file::replace(&self.tenant_path(tenant), &bytes)?)
    }

    /// Destroys a tenant's keys, and with them all that was encrypted under them; they may be gone already. A sealed
    /// keyring does it as well.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn destroy_tenant_keys(&self, tenant: TenantId) -> Result<(), Fault> {
        let _one = self.write_lock();
        file::destroy(&self.tenant_path(tenant))
    }

    /// A tenant's keys.
    ///
    /// # Errors
    /// See [`TenantKeysError`].
    pub fn tenant_keys(&self, tenant: TenantId) -> Result<StoreKeys, TenantKeysError> {
        if self.is_sealed() {
            return Err(TenantKeysError::Sealed);
        }
        let bytes = file::read(&self.tenant_path(tenant))?.ok_or(TenantKeysError::Unknown)?;
        let file: TenantFile = serde_json::from_slice(&bytes).map_err(|_| TenantKeysError::Damaged)?;
        if file.tenant != tenant {
            return Err(TenantKeysError::OtherTenant);
        }
        if file.environment != self.environment {
            return Err(TenantKeysError::OtherEnvironment);
        }
        let name = tenant.0.to_hex();
        let opened = self.with_root(|root| file.keys.open(root.under(), self.whose(&name)));
        Ok(opened.ok_or(TenantKeysError::Sealed)??)
    }

    /// A key of the node itself for one purpose (pepper, TLS tickets), the same at every start: HKDF-SHA-256 from the
    /// root (RFC 5869).
    ///
    /// # Errors
    /// The keyring is sealed.
    pub fn node_key(&self, purpose: &str) -> Result<Secret<[u8; 32]>, KeyError> {
        let info = format!("{}|{purpose}", self.environment);
        let derived = self.with_root(|root| {
            let mut out = [0; 32];
            // HKDF refuses only lengths above 255 × 32 bytes.
            let _ = Hkdf::<Sha256>::new(Some(b"beleg/1/node"), root.key.reveal()).expand(info.as_bytes(), &mut out);
            Secret::new(out)
        });
        derived.ok_or(KeyError::Sealed)
    }

    fn at(dir: &Path, environment: &str, ambient: Ambient) -> Self {
        Self { dir: dir.join("keyring"), environment: environment.to_owned(), ambient, root: RwLock::default(), writing: Mutex::default() }
    }

    fn root_path(&self) -> PathBuf {
        self.dir.join("root.json")
    }

    fn tenant_path(&self, tenant: TenantId) -> PathBuf {
        self.dir.join(format!("{}.json", tenant.0.to_hex()))
    }

    fn whose<'a>(&'a self, name: &'a str) -> Whose<'a> {
        Whose { environment: &self.environment, of: name }
    }

    fn hold(&self, root: Option<Root>) {
        *self.root.write().unwrap_or_else(PoisonError::into_inner) = root;
    }

    fn with_root<T>(&self, work: impl FnOnce(&Root) -> T) -> Option<T> {
        self.root.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(work)
    }

    fn write_lock(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeySource for Keyring {
    fn tenant(&self, tenant: TenantId) -> Result<StoreKeys, KeyError> {
        self.tenant_keys(tenant).map_err(KeyError::from)
    }

    fn platform(&self) -> Result<StoreKeys, KeyError> {
        if self.is_sealed() {
            return Err(KeyError::Sealed);
        }
        let file = RootFile::read(&self.root_path(), &self.environment).or_fault("reading the platform's keys")?;
        let opened = self.with_root(|root| file.platform().open(root.under(), file.whose_platform())).ok_or(KeyError::Sealed)?;
        opened.map_err(|refused| TenantKeysError::from(refused).into())
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_sealed() { "Keyring(sealed)" } else { "Keyring(unsealed)" })
    }
}

fn is_environment(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase();
    name.len() <= 31 && name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit() || c == '-')
}

/// Whether tenants' keys lie in the directory.
fn has_keys(dir: &Path) -> Result<bool, Fault> {
    for entry in std::fs::read_dir(dir).or_fault("listing the keyring")? {
        let path = entry.or_fault("listing the keyring")?.path();
        let name = path.file_stem().unwrap_or_default().as_encoded_bytes();
        if path.extension().is_some_and(|ending| ending == "json") && name.len() == 32 {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
