//! The gate over real sockets, with a toy room behind it.

// Always so here; said aloud, it lets the allowances that clippy.toml makes for tests hold in functions that are not tests.
#![cfg(test)]

mod chunks;
mod client;
mod dialogues;
mod hostile;
mod house;
mod limits;
mod logs;
mod peers;
mod rates;
mod tenants;
