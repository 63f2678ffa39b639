//! The record of who was contacted.

use crate::egress::{EgressError, Purpose};
use kernel::Timestamp;
use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

/// One attempt to reach somebody outside, whether it was allowed or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// When it began.
    pub at: Timestamp,
    /// What for.
    pub purpose: Purpose,
    /// Who was asked for, as it was asked.
    pub host: String,
    /// On which port.
    pub port: u16,
    /// Who was really reached; `None` when nobody was.
    pub address: Option<SocketAddr>,
    /// How it ended.
    pub outcome: Result<(), EgressError>,
}

/// Takes down contacts. Called once for every dial, from the dialling task: it must not block.
pub trait Recorder: fmt::Debug + Send + Sync + 'static {
    /// Takes one down.
    fn record(&self, contact: Contact);
}

/// The latest contacts, in memory.
#[derive(Debug)]
pub struct Contacts {
    capacity: usize,
    ring: Mutex<VecDeque<Contact>>,
}

impl Contacts {
    /// Keeps the latest `capacity` contacts and forgets older ones.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, ring: Mutex::new(VecDeque::new()) }
    }

    /// At most `count` of them, newest first.
    pub fn latest(&self, count: usize) -> Vec<Contact> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().take(count).cloned().collect()
    }
}

impl Recorder for Contacts {
    fn record(&self, contact: Contact) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.push_back(contact);
        while ring.len() > self.capacity {
            ring.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_the_oldest_first() {
        let contacts = Contacts::new(2);
        for port in [1, 2, 3] {
            let at = Timestamp::from_micros(i64::from(port));
            let outcome = Err(EgressError::PortRefused);
            contacts.record(Contact { at, purpose: Purpose::Postgres, host: String::from("db.example"), port, address: None, outcome });
        }
        let ports: Vec<u16> = contacts.latest(9).iter().map(|contact| contact.port).collect();
        assert_eq!(ports, [3, 2]);
        assert_eq!(contacts.latest(1).len(), 1);
    }
}
