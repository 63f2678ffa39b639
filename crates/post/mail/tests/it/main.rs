//! Mail from outside, on both engines.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod accounts;
mod arriving;
mod desk;
mod filters;
mod logged;
mod loops;
mod reports;
mod sending;
mod smarthost;
mod threading;
