//! The worker on real stores, with toy rooms.

// Always so here; said aloud, it lets the allowances that clippy.toml makes for tests hold in functions that are not tests.
#![cfg(test)]

mod checks;
mod house;
mod jobs;
mod many;
