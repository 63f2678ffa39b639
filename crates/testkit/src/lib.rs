//! What tests need, and nothing that a product would: a clock that moves only when told, seeded
//! randomness, real peers on loopback, stores on both engines.
//!
//! Whatever a test starts dies with its process: peers are started by [`peers::start_bound`], directories are temporary.
//! Tests on PostgreSQL share one server and make tenants of their own, so they need no order.
//!
//! A peer that is missing on this machine fails the test that needs it and says which package to
//! install; it never skips in silence.

pub mod ambient;
pub mod authenticator;
pub mod peers;
pub mod power;
pub mod rooms;
pub mod stores;

pub use ambient::{TestClock, ambient};
pub use authenticator::Authenticator;
pub use stores::{TestKeys, on_both_engines};
