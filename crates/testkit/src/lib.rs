//! What tests need, and nothing that a product would: a clock that moves only when told, seeded
//! randomness, real peers on loopback, stores on both engines.
//!
//! A peer that is missing on this machine fails the test that needs it and says which package to
//! install; it never skips in silence.

pub mod ambient;
pub mod peers;
pub mod rooms;
pub mod stores;

pub use ambient::{TestClock, ambient};
pub use stores::{TestKeys, on_both_engines};
