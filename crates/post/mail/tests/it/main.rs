//! Mail from outside, on both engines.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod arriving;
mod desk;
mod sending;
mod smarthost;
