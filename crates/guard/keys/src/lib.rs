//! The keyring: who has no key reads nothing.
//!
//! Promise **P-20**: what lies on the disk is unreadable without a key that does not lie there.
//!
//! - The **root** key (256 bit, random) opens everything. It is never written down; `keyring/root.json` holds it
//!   wrapped once for each way to unseal: a **key file** outside the data directory, readable by its owner alone,
//!   or a **passphrase** (Argon2id, 256 MiB, two passes). Several ways are alternatives for the same root.
//! - The root wraps one **tenant key** for each tenant; that wraps the tenant's random **file**, **blob** and
//!   **purpose** keys ([`store::StoreKeys`]). They lie in `keyring/HEX-OF-TENANT.json`, one file a tenant, so that
//!   destroying one file destroys one tenant for good. The platform's own keys lie in `root.json`.
//! - Every wrap is XChaCha20-Poly1305 with environment, tenant, purpose and epoch bound in: copied to another tenant,
//!   another purpose or another environment it does not open.
//!
//! A keyring is opened **sealed** and gives nothing until [`Keyring::unseal`]. What goes wrong on the way is told apart
//! ([`RootError`], [`KeyFileError`], [`UnsealError`], [`TenantKeysError`]), and after each refusal it is still sealed.
//! When the root is missing no new one is ever made over keys that are there.
//!
//! Files are written beside their place, synced and renamed: whoever dies in between leaves the old file, and what is
//! left over is never read. The keyring belongs in no ordinary backup, else destroyed keys live on there.
//!
//! **Tables, events, operations**: none. Making and destroying keys is told by the platform's events
//! `tenant_created` and `tenant_deleted`. **Check**: `tenant-files-unreadable`.
//!
//! # Incomplete support
//! Keys carry epochs, but nothing makes a second epoch yet. Keys in memory are wiped after use but not locked: swap must
//! be off or encrypted. Recovery shares and hardware providers are not there.

mod checks;
mod file;
mod hex;
mod keyring;
mod root;
mod set;
mod wrap;

pub use checks::StoredFiles;
pub use keyring::{InitError, Keyring, TenantKeysError};
pub use root::{AddError, KeyFileError, RootError, Unseal, UnsealError};

/// The room, as the binary lists it.
pub static ROOM: room::Room = room::Room {
    checks: &[checks::TENANT_FILES_UNREADABLE],
    ..room::Room::bare("keys", "holds the keys of every store, wrapped by a root that is not on the disk")
};
