//! Mailboxes elsewhere: real ones, and such as no honest server has.

// Always so here; said aloud, it lets the allowances that clippy.toml makes for tests hold in functions that are not tests.
#![cfg(test)]

mod dovecot;
mod hostile;
mod house;
mod imap;
mod pop3;
mod tenants;
