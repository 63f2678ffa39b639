//! The room from outside, on both engines.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

mod legacy;
mod passwords;
mod profile;
mod sessions;
mod sign_in;
mod throttle;
mod tokens;
mod world;
