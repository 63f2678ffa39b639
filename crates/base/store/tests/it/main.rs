//! The store from outside, on both engines.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

mod acts;
mod sweeping;
mod texts;
mod things;
mod walls;
