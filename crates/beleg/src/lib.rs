//! The binary's parts: configuration, wiring, command line, demo.
//!
//! [`rooms::ROOMS`] is the table of contents of the product. [`config`] reads one TOML file and the environment;
//! [`node`] opens keyring, stores and gates in that order and ends them in the other; [`operator`] is what the command line may do,
//! through the running node's socket or, when none runs, by itself under the node's lock.
//!
//! # Invariants
//! One node, one lock: whoever holds `DIR/lock` is the only one to open the stores. No operator function is reachable
//! over https (P-18). What is wrong with a configuration is said in words, with the line to change.

pub mod cli;
pub mod config;
pub mod demo;
pub mod generate;
pub mod node;
pub mod operator;
pub mod rooms;

mod whole;
