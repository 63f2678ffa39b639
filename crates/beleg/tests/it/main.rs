//! Walks over every HTTP operation of the product, against the product itself: a node with two tenants on loopback, with
//! real TLS, keys and stores, on both engines.

#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod busy;
mod client;
mod desk;
mod factors;
mod house;
mod isolation;
mod leaky;
mod mailboxes;
mod matrix;
mod pictures;
mod power;
mod refused;
mod registers;
mod samples;
mod sign_on;
mod unauthorised;
mod upgrades;
