//! Figures for the operator. Labels name protocols and outcomes; no tenant and no person.

use mail::accounts::Protocol;
use metrics::{counter, gauge};

const ACCOUNTS: &str = "beleg_fetch_accounts";
const FAILING: &str = "beleg_fetch_accounts_failing";
const MESSAGES: &str = "beleg_fetch_messages_total";
const FAILURES: &str = "beleg_fetch_failures_total";

pub(crate) fn describe() {
    metrics::describe_gauge!(ACCOUNTS, "Mailboxes elsewhere that are read, by protocol.");
    metrics::describe_gauge!(FAILING, "Those of them that could not be read when they were last tried, by protocol.");
    metrics::describe_counter!(MESSAGES, "Messages that were met, by protocol and outcome.");
    metrics::describe_counter!(FAILURES, "Failed tries to read a mailbox, by protocol and whose fault it was.");
}

/// Counts an account while it is read.
#[derive(Debug)]
pub(crate) struct Present {
    protocol: Protocol,
    is_failing: bool,
}

impl Present {
    pub(crate) fn new(protocol: Protocol) -> Self {
        gauge!(ACCOUNTS, "protocol" => protocol.as_str()).increment(1.0);
        Self { protocol, is_failing: false }
    }

    pub(crate) fn failing(&mut self, is_failing: bool) {
        if std::mem::replace(&mut self.is_failing, is_failing) != is_failing {
            gauge!(FAILING, "protocol" => self.protocol.as_str()).increment(if is_failing { 1.0 } else { -1.0 });
        }
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.failing(false);
        gauge!(ACCOUNTS, "protocol" => self.protocol.as_str()).decrement(1.0);
    }
}

pub(crate) fn message(protocol: Protocol, outcome: &'static str) {
    counter!(MESSAGES, "protocol" => protocol.as_str(), "outcome" => outcome).increment(1);
}

pub(crate) fn failure(protocol: Protocol, whose: &'static str) {
    counter!(FAILURES, "protocol" => protocol.as_str(), "whose" => whose).increment(1);
}
