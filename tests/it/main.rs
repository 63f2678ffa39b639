//! Stories: journeys through the running desk from outside, over real sockets, with real peers and the real binary.
//!
//! Alice is an agent of the tenant alpha, Bob a customer user there, Mallory belongs to another tenant. Each story has a desk
//! of its own: a demo, or one that `beleg init` made and `beleg serve` runs.
//!
//! The binary is the one that `BELEG_BIN` names, else that of the same profile beside these tests, brought up to date first.
//! A peer that is missing fails its story and names the package. Everything that is started ends with this process.

// Always so here; said aloud, it lets the allowances that clippy.toml makes for tests hold in functions that are not tests.
#![cfg(test)]

mod authority;
mod binary;
mod client;
mod demo;
mod ear;
mod fetching;
mod goes_on;
mod installation;
mod journey;
mod kills;
mod mail_in;
mod mailbox;
mod operator;
mod posts;
mod reader;
mod rights;
mod search;
mod sender;
mod storms;
mod syncs;
mod trace;
mod wait;
mod wrong_input;
