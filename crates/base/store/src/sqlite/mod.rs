//! SQLCipher: one encrypted file per store, raw random key, write-ahead log synced at each commit.

mod session;

pub(crate) use session::{Deadline, LiteFile, LiteSession, Purpose};
