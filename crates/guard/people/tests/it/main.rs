//! The room from outside, on both engines.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

mod administration;
mod commands;
mod http;
mod last;
mod rights;
mod world;
