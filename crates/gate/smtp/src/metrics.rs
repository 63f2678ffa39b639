//! Figures for the operator. Labels name protocols and outcomes; no tenant and no person.

use metrics::{counter, gauge, histogram};
use std::time::Duration;
use wire::smtp::Flavour;

const CONNECTIONS: &str = "beleg_smtp_connections";
const TURNED_AWAY: &str = "beleg_smtp_connections_turned_away_total";
const HANDSHAKES: &str = "beleg_smtp_handshakes_total";
const RECIPIENTS: &str = "beleg_smtp_recipients_total";
const MESSAGES: &str = "beleg_smtp_messages_total";
const DURATIONS: &str = "beleg_smtp_delivery_duration_seconds";

pub(crate) fn describe() {
    metrics::describe_gauge!(CONNECTIONS, "Connections that are open, by protocol.");
    metrics::describe_counter!(TURNED_AWAY, "Connections that found no seat, by reason.");
    metrics::describe_counter!(HANDSHAKES, "TLS handshakes by outcome.");
    metrics::describe_counter!(RECIPIENTS, "Recipients by protocol and code of the reply.");
    metrics::describe_counter!(MESSAGES, "Messages by protocol and outcome.");
    metrics::describe_histogram!(DURATIONS, "From a message's last octet to the room's word on it.");
}

pub(crate) const fn protocol(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::Smtp => "smtp",
        Flavour::Lmtp => "lmtp",
    }
}

/// Counts a connection until it is dropped.
#[derive(Debug)]
pub(crate) struct Present(Flavour);

impl Present {
    pub(crate) fn new(flavour: Flavour) -> Self {
        gauge!(CONNECTIONS, "protocol" => protocol(flavour)).increment(1.0);
        Self(flavour)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        gauge!(CONNECTIONS, "protocol" => protocol(self.0)).decrement(1.0);
    }
}

pub(crate) fn turned_away(reason: &'static str) {
    counter!(TURNED_AWAY, "reason" => reason).increment(1);
}

pub(crate) fn handshake(outcome: &'static str) {
    counter!(HANDSHAKES, "outcome" => outcome).increment(1);
}

/// `code` is one of the few codes of [`crate::desk`].
pub(crate) fn recipient(flavour: Flavour, code: u16) {
    counter!(RECIPIENTS, "protocol" => protocol(flavour), "code" => code.to_string()).increment(1);
}

pub(crate) fn message(flavour: Flavour, outcome: &'static str, took: Duration) {
    counter!(MESSAGES, "protocol" => protocol(flavour), "outcome" => outcome).increment(1);
    histogram!(DURATIONS, "protocol" => protocol(flavour)).record(took.as_secs_f64());
}
