//! Tickets from outside, on both engines.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod changes;
mod desk;
mod finding;
mod need_to_know;
mod rights;
mod worlds;
