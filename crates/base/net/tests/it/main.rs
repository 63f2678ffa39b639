//! The crate against real sockets on the loopback.

// Always so here; said aloud, it lets the allowances that clippy.toml makes for tests hold in functions that are not tests.
#![cfg(test)]

mod egress;
mod fetch;
mod peer;
mod probe;
mod submission;
mod tls;
