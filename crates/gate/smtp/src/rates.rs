//! Rates: how much one peer may send in a time.

use crate::parts::Rates;
use crate::seats::network;
use kernel::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Peers that are counted at once. When there are more, the newest are not counted: the limits on connections hold for them
/// all the same, and nobody's mail waits because others are many. So many take some megabytes.
const MOST_PEERS: usize = 50_000;

/// How often at most those are looked for who need not be counted any more, as a part of the window.
const SWEEPS: u32 = 60;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Message,
    Recipient,
    /// A recipient that there is not.
    Failing,
}

/// The counts of all peers.
#[derive(Debug)]
pub(crate) struct Meter {
    rates: Rates,
    peers: Mutex<Peers>,
}

#[derive(Debug, Default)]
struct Peers {
    by_network: HashMap<IpAddr, Peer>,
    swept: Option<Timestamp>,
}

/// When what the peer used will be free again as a whole: each message moves its point by its part of the window, and it may
/// lie at most one window ahead.
#[derive(Clone, Copy, Debug)]
struct Peer {
    messages: Timestamp,
    recipients: Timestamp,
    failing: Timestamp,
}

impl Peer {
    const fn new(now: Timestamp) -> Self {
        Self { messages: now, recipients: now, failing: now }
    }

    const fn point(&mut self, what: What) -> &mut Timestamp {
        match what {
            What::Message => &mut self.messages,
            What::Recipient => &mut self.recipients,
            What::Failing => &mut self.failing,
        }
    }

    fn is_idle(&self, now: Timestamp) -> bool {
        self.messages.max(self.recipients).max(self.failing) <= now
    }
}

impl Meter {
    pub(crate) fn new(rates: Rates) -> Self {
        Self { rates, peers: Mutex::default() }
    }

    /// Whether a peer is counted at all.
    pub(crate) const fn counts(&self, ip: IpAddr) -> bool {
        self.rates.neighbours || !ip.is_loopback()
    }

    /// Takes one of what the peer has left; `false` when there is nothing left.
    pub(crate) fn take(&self, ip: IpAddr, what: What, now: Timestamp) -> bool {
        self.look(ip, what, now, true)
    }

    /// Whether the peer has something left.
    pub(crate) fn has(&self, ip: IpAddr, what: What, now: Timestamp) -> bool {
        self.look(ip, what, now, false)
    }

    fn look(&self, ip: IpAddr, what: What, now: Timestamp, takes: bool) -> bool {
        let most = match what {
            What::Message => self.rates.messages,
            What::Recipient => self.rates.recipients,
            What::Failing => self.rates.failing,
        };
        let Some(part) = self.rates.window.checked_div(most) else { return false };
        let end = now.after(self.rates.window);
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(peer) = peers.of(network(ip), now, self.rates.window / SWEEPS) else { return true };
        let point = peer.point(what);
        // A clock that was set back must not lock anybody out for as long.
        *point = (*point).clamp(now, end);
        let next = point.after(part);
        let fits = next <= end;
        if fits && takes {
            *point = next;
        }
        fits
    }
}

impl Peers {
    /// The peer's counts; `None` when there is no room for another.
    fn of(&mut self, network: IpAddr, now: Timestamp, pause: std::time::Duration) -> Option<&mut Peer> {
        if self.by_network.len() >= MOST_PEERS && !self.by_network.contains_key(&network) {
            if self.swept.is_some_and(|swept| swept <= now && now < swept.after(pause)) {
                return None;
            }
            self.swept = Some(now);
            self.by_network.retain(|_, peer| !peer.is_idle(now));
            if self.by_network.len() >= MOST_PEERS {
                return None;
            }
        }
        Some(self.by_network.entry(network).or_insert_with(|| Peer::new(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    const RATES: Rates = Rates { window: Duration::from_mins(10), messages: 5, recipients: 10, failing: 0, neighbours: false };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_768_467_600_000_000 + seconds * 1_000_000)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// Messages of peers at seconds, and whether each is taken.
    fn check(asked: &[(&str, i64, bool)]) {
        let meter = Meter::new(RATES);
        for (peer, second, expected) in asked {
            assert_eq!(meter.has(ip(peer), What::Message, at(*second)), *expected, "{peer} at {second} in {asked:?}");
            assert_eq!(meter.take(ip(peer), What::Message, at(*second)), *expected, "{peer} at {second} in {asked:?}");
        }
    }

    #[test]
    fn a_peer_has_so_many_in_a_window_and_gets_them_back_one_by_one() {
        let one = "192.0.2.1";
        let five = [(one, 0, true); 5];
        check(&[&five[..], &[(one, 0, false), (one, 119, false), (one, 120, true), (one, 121, false), (one, 240, true)]].concat());
        check(&[&five[..], &[("192.0.2.2", 0, true), ("::ffff:192.0.2.1", 0, false)]].concat());
        check(&[&five[..], &[(one, 600, true); 5], &[(one, 600, false)]].concat());
        // The clock is set back by an hour.
        check(&[&[(one, 3_600, true); 5][..], &[(one, 0, false), (one, 120, true)]].concat());
        let net = [("2001:db8::1", 0, true), ("2001:db8::2:1", 0, true)];
        check(&[&net[..], &net, &net[..1], &[("2001:db8::3", 0, false), ("2001:db8:0:1::1", 0, true)]].concat());
    }

    #[test]
    fn what_is_counted_is_counted_by_itself() {
        let meter = Meter::new(RATES);
        let one = ip("192.0.2.1");
        assert!((0..5).all(|_| meter.take(one, What::Message, at(0))) && (0..10).all(|_| meter.take(one, What::Recipient, at(0))));
        assert!(!meter.take(one, What::Message, at(0)) && !meter.take(one, What::Recipient, at(0)));
        assert!(!meter.has(one, What::Failing, at(0)), "none is none");
        assert!(!meter.counts(ip("127.0.0.2")) && !meter.counts(ip("::1")) && meter.counts(one));
    }

    #[test]
    fn who_is_idle_is_forgotten_when_there_are_too_many() {
        let meter = Meter::new(RATES);
        let peer = |nth: u32| IpAddr::from(nth.to_be_bytes());
        let most = u32::try_from(MOST_PEERS).unwrap();
        assert!((0..most).all(|nth| meter.take(peer(nth), What::Message, at(0))));
        // One more is not counted, and goes through.
        assert!((0..9).all(|_| meter.take(peer(most), What::Message, at(1))));
        let count = || meter.peers.lock().unwrap().by_network.len();
        assert_eq!(count(), MOST_PEERS);
        assert!((0..5).all(|_| meter.take(peer(most), What::Message, at(121))) && !meter.take(peer(most), What::Message, at(121)));
        assert_eq!(count(), 1);
    }

    proptest! {
        #[test]
        fn no_window_has_more_than_twice_the_rate(gaps in prop::collection::vec(0..200_i64, 0..100)) {
            let meter = Meter::new(RATES);
            let mut second = 0;
            let mut taken = Vec::new();
            for gap in gaps {
                second += gap;
                if meter.take(ip("192.0.2.1"), What::Message, at(second)) {
                    taken.push(second);
                }
            }
            for begin in &taken {
                prop_assert!(taken.iter().filter(|at| (*begin..begin + 600).contains(*at)).count() <= 10);
            }
        }
    }
}
