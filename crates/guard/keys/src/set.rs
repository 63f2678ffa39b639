//! The keys of one store as they lie on the disk: all wrapped, each with its epoch.

use crate::wrap::{Belongs, Wrapped, unwrap, wrap};
use kernel::{Dice, Fault, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use store::StoreKeys;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Wraps the others; itself wrapped by the root.
    Tenant,
    /// Encrypts the store's file.
    File,
    /// Encrypts and names blobs.
    Blob,
    /// Small purposes are derived from it.
    Purpose,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::File => "file",
            Self::Blob => "blob",
            Self::Purpose => "purpose",
        }
    }
}

/// One wrapped key.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    purpose: Kind,
    /// Of each purpose the highest is in use; lower ones are for what is still encrypted under them.
    epoch: u32,
    /// The epoch of the key that wraps this one.
    under: u32,
    made_at: Timestamp,
    wrap: Wrapped,
}

/// The wrapped keys of one store.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct KeySet(Vec<Line>);

/// Whose keys: the environment and the store, bound into every wrap.
#[derive(Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub(crate) environment: &'a str,
    pub(crate) of: &'a str,
}

/// The root with its epoch.
#[derive(Clone, Copy)]
pub(crate) struct UnderRoot<'a> {
    pub(crate) key: &'a Secret<[u8; 32]>,
    pub(crate) epoch: u32,
}

/// Why a set does not open.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A key that must be there is not.
    Damaged,
    /// A wrap was not made by this root for this store.
    Foreign,
}

impl KeySet {
    /// Fresh random keys, epoch 1.
    pub(crate) fn make(root: UnderRoot<'_>, whose: Whose<'_>, now: Timestamp, dice: &mut Dice) -> Result<Self, Fault> {
        let tenant = Secret::new(dice.bytes());
        let mut lines = vec![line(root, &tenant, (Kind::Tenant, now), whose, dice)?];
        for purpose in [Kind::File, Kind::Blob, Kind::Purpose] {
            let key = Secret::new(dice.bytes());
            lines.push(line(UnderRoot { key: &tenant, epoch: 1 }, &key, (purpose, now), whose, dice)?);
        }
        Ok(Self(lines))
    }

    /// The keys in use.
    pub(crate) fn open(&self, root: UnderRoot<'_>, whose: Whose<'_>) -> Result<StoreKeys, Refused> {
        let inner = |purpose: Kind| {
            let line = self.newest(purpose)?;
            let over = self.0.iter().find(|over| over.purpose == Kind::Tenant && over.epoch == line.under).ok_or(Refused::Damaged)?;
            if over.under != root.epoch {
                return Err(Refused::Foreign);
            }
            let tenant = open(over, root.key, whose)?;
            open(line, &tenant, whose)
        };
        Ok(StoreKeys { file: inner(Kind::File)?, blob: inner(Kind::Blob)?, purpose: inner(Kind::Purpose)? })
    }

    fn newest(&self, purpose: Kind) -> Result<&Line, Refused> {
        self.0.iter().filter(|line| line.purpose == purpose).max_by_key(|line| line.epoch).ok_or(Refused::Damaged)
    }
}

fn line(
    under: UnderRoot<'_>,
    key: &Secret<[u8; 32]>,
    (purpose, now): (Kind, Timestamp),
    whose: Whose<'_>,
    dice: &mut Dice,
) -> Result<Line, Fault> {
    let belongs = Belongs { environment: whose.environment, of: whose.of, purpose: purpose.as_str(), epoch: 1 };
    Ok(Line { purpose, epoch: 1, under: under.epoch, made_at: now, wrap: wrap(under.key, key, belongs, dice)? })
}

fn open(line: &Line, with: &Secret<[u8; 32]>, whose: Whose<'_>) -> Result<Secret<[u8; 32]>, Refused> {
    let belongs = Belongs { environment: whose.environment, of: whose.of, purpose: line.purpose.as_str(), epoch: line.epoch };
    unwrap(with, &line.wrap, belongs).ok_or(Refused::Foreign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Seed;

    const WHOSE: Whose<'static> = Whose { environment: "prod", of: "aa" };

    fn root(key: &Secret<[u8; 32]>) -> UnderRoot<'_> {
        UnderRoot { key, epoch: 1 }
    }

    fn made(key: &Secret<[u8; 32]>) -> KeySet {
        KeySet::make(root(key), WHOSE, Timestamp::from_micros(0), &mut Seed::new([5; 32]).dice()).unwrap()
    }

    #[test]
    fn keys_swapped_within_a_set_do_not_open() {
        let key = Secret::new([1; 32]);
        let mut set = made(&key);
        assert!(set.open(root(&key), WHOSE).is_ok());
        let (a, b) = (set.0[1].wrap, set.0[2].wrap);
        (set.0[1].wrap, set.0[2].wrap) = (b, a);
        assert_eq!(set.open(root(&key), WHOSE).unwrap_err(), Refused::Foreign);
    }

    #[test]
    fn another_root_another_epoch_and_a_missing_key_are_told() {
        let key = Secret::new([1; 32]);
        let mut set = made(&key);
        assert_eq!(set.open(root(&Secret::new([2; 32])), WHOSE).unwrap_err(), Refused::Foreign);
        assert_eq!(set.open(UnderRoot { key: &key, epoch: 2 }, WHOSE).unwrap_err(), Refused::Foreign);
        set.0[1].epoch = 2;
        assert_eq!(set.open(root(&key), WHOSE).unwrap_err(), Refused::Foreign, "an epoch is bound in");
        set.0.remove(1);
        assert_eq!(set.open(root(&key), WHOSE).unwrap_err(), Refused::Damaged);
    }

    #[test]
    fn the_highest_epoch_is_in_use() {
        let key = Secret::new([1; 32]);
        let mut set = made(&key);
        let old = *set.open(root(&key), WHOSE).unwrap().file.reveal();
        let belongs = Belongs { environment: "prod", of: "aa", purpose: "file", epoch: 2 };
        let tenant = open(&set.0[0], &key, WHOSE).unwrap();
        let wrap = wrap(&tenant, &Secret::new([8; 32]), belongs, &mut Seed::new([6; 32]).dice()).unwrap();
        set.0.insert(0, Line { purpose: Kind::File, epoch: 2, under: 1, made_at: Timestamp::from_micros(1), wrap });
        let new = *set.open(root(&key), WHOSE).unwrap().file.reveal();
        assert_ne!(old, new);
        assert_eq!(new, [8; 32]);
    }
}
