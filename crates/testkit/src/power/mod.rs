//! Power cuts: what a disk may hold after one, derived from what a traced program really did.
//!
//! `strace` writes down every call that changes a file below a folder ([`read`]); a [`Disk`] replays them up to a moment and
//! gives [images](Image) of what may be left if power fails then: all that was synced, and of the rest any part, torn at
//! sectors, with names that came or went in the order of their folder. A program that forgets a sync loses something in
//! one of many images; `kill -9` would never show it, because the kernel keeps what it was given.
//!
//! Memory that is mapped is not seen; SQLite maps its index of the log, and makes it anew when it opens a store first.

mod disk;
mod trace;

pub use disk::{Disk, Image};
pub use trace::{CALLS, Op, in_order, read, traced};
