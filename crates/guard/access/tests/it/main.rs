//! The room from outside, on both engines.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod addresses;
mod factors;
mod legacy;
mod letters;
mod passkeys;
mod passwords;
mod profile;
mod sessions;
mod sign_in;
mod storms;
mod throttle;
mod timing;
mod tokens;
mod world;
