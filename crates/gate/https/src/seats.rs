//! Seats: one for each connection.
//!
//! A connection is a stranger's until a request on it came with a good credential. A network (an address of IPv4, a /64 of IPv6)
//! has only so many seats, and fewer for strangers. When all are taken, the stranger who has sat longest gives way to whoever
//! comes next, who may be somebody that signs in: so strangers can never keep the house full, from however many addresses.

use crate::gate::Limits;
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// All seats of a gate.
#[derive(Debug)]
pub(crate) struct Seats {
    free: Arc<Semaphore>,
    limits: Limits,
    hall: Mutex<Hall>,
}

/// Who sits where.
#[derive(Debug, Default)]
struct Hall {
    next: u64,
    /// Strangers who were not asked to give way, in the order in which they came.
    strangers: BTreeMap<u64, Arc<Notify>>,
    networks: HashMap<IpAddr, Taken>,
}

/// Bodies of strangers that may come from one network at a time; others wait.
const NETWORK_BODIES: usize = 64;

/// What one network has taken.
#[derive(Debug)]
struct Taken {
    all: usize,
    strangers: usize,
    bodies: Arc<Semaphore>,
}

impl Default for Taken {
    fn default() -> Self {
        Self { all: 0, strangers: 0, bodies: Arc::new(Semaphore::new(NETWORK_BODIES)) }
    }
}

/// What is known of whoever sits on one seat.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Arc<Seats>,
    number: u64,
    network: IpAddr,
    bodies: Arc<Semaphore>,
    give_way: Arc<Notify>,
    is_known: AtomicBool,
}

/// A seat with somebody on it.
#[derive(Debug)]
pub(crate) struct Sitting {
    pub(crate) seat: Arc<Seat>,
    _permit: OwnedSemaphorePermit,
}

/// What counts as one network: an address of IPv4, a /64 of IPv6.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

impl Seats {
    pub(crate) fn new(limits: Limits) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
        Arc::new(Self { free, limits, hall: Mutex::default() })
    }

    /// A seat for somebody who just came; `None` when their network has enough, which a trusted proxy never has: it speaks for
    /// many. When all are taken a stranger gives way; when there is none, it waits until somebody leaves.
    pub(crate) async fn take(self: &Arc<Self>, ip: IpAddr, is_proxy: bool) -> Option<Sitting> {
        let seat = self.enter(network(ip), is_proxy)?;
        let permit = if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            permit
        } else {
            self.hall().ask_for_room(seat.number);
            Arc::clone(&self.free).acquire_owned().await.ok()?
        };
        Some(Sitting { seat, _permit: permit })
    }

    /// Waits until everybody has left.
    pub(crate) async fn emptied(&self) {
        let everybody = u32::try_from(self.limits.connections).unwrap_or(u32::MAX);
        drop(self.free.acquire_many(everybody).await);
    }

    fn enter(self: &Arc<Self>, network: IpAddr, is_proxy: bool) -> Option<Arc<Seat>> {
        let mut hall = self.hall();
        let taken = hall.networks.entry(network).or_default();
        let is_full = taken.all >= self.limits.network_connections || taken.strangers >= self.limits.network_strangers;
        if is_full && !is_proxy {
            return None;
        }
        taken.all += 1;
        taken.strangers += 1;
        let bodies = Arc::clone(&taken.bodies);
        let (number, give_way) = (hall.next, Arc::new(Notify::new()));
        hall.next += 1;
        hall.strangers.insert(number, Arc::clone(&give_way));
        Some(Arc::new(Seat { seats: Arc::clone(self), number, network, bodies, give_way, is_known: AtomicBool::new(false) }))
    }

    fn hall(&self) -> MutexGuard<'_, Hall> {
        self.hall.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hall {
    /// Asks the stranger who has sat longest to give way to `newcomer`, who is one as well.
    fn ask_for_room(&mut self, newcomer: u64) {
        if let Some(first) = self.strangers.first_entry().filter(|first| *first.key() != newcomer) {
            first.remove().notify_one();
        }
    }

    fn change(&mut self, network: IpAddr, change: impl FnOnce(&mut Taken)) {
        if let Some(taken) = self.networks.get_mut(&network) {
            change(taken);
            if taken.all == 0 {
                self.networks.remove(&network);
            }
        }
    }
}

impl Seat {
    /// What strangers' bodies of this network take from, one for each.
    pub(crate) fn bodies(&self) -> Arc<Semaphore> {
        Arc::clone(&self.bodies)
    }

    /// A request came with a good credential.
    pub(crate) fn recognise(&self) {
        if !self.is_known.swap(true, Ordering::Relaxed) {
            let mut hall = self.seats.hall();
            hall.strangers.remove(&self.number);
            hall.change(self.network, |taken| taken.strangers -= 1);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut hall = self.seats.hall();
        hall.strangers.remove(&self.number);
        let was_stranger = usize::from(!self.is_known.load(Ordering::Relaxed));
        hall.change(self.network, |taken| {
            taken.all -= 1;
            taken.strangers -= was_stranger;
        });
    }
}

impl Sitting {
    /// Waits until the seat has to be given up.
    pub(crate) async fn asked_to_leave(&self) {
        self.seat.give_way.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    fn seats(connections: usize, network_connections: usize, network_strangers: usize) -> Arc<Seats> {
        Seats::new(Limits { connections, network_connections, network_strangers, ..Limits::default() })
    }

    /// A seat, if there is one at once.
    fn take(seats: &Arc<Seats>, ip: &str) -> Option<Sitting> {
        seats.take(ip.parse().unwrap(), false).now_or_never().flatten()
    }

    fn must_leave(sitting: &Sitting) -> bool {
        sitting.asked_to_leave().now_or_never().is_some()
    }

    #[test]
    fn a_network_is_an_address_or_a_64() {
        let check = |ip: &str, expected: &str| assert_eq!(network(ip.parse().unwrap()), expected.parse::<IpAddr>().unwrap(), "{ip}");
        check("192.0.2.7", "192.0.2.7");
        check("::ffff:192.0.2.7", "192.0.2.7");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
    }

    #[test]
    fn a_network_has_so_many_seats_and_fewer_for_strangers() {
        let seats = seats(100, 3, 2);
        let one = take(&seats, "2001:db8::1").unwrap();
        let _two = take(&seats, "2001:db8::2").unwrap();
        assert!(take(&seats, "2001:db8::3").is_none(), "two strangers");
        assert!(take(&seats, "2001:db8:0:1::3").is_some(), "another network");
        one.seat.recognise();
        one.seat.recognise();
        let three = take(&seats, "2001:db8::3").unwrap();
        three.seat.recognise();
        assert!(take(&seats, "2001:db8::4").is_none(), "three in all");
        drop(one);
        assert!(take(&seats, "2001:db8::4").is_some());
    }

    #[test]
    fn bodies_of_one_network_take_from_one_bound() {
        let seats = seats(9, 9, 9);
        let sitting = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map(|ip| take(&seats, ip).unwrap());
        let [one, two, other] = sitting.each_ref().map(|sitting| sitting.seat.bodies());
        let _held = one.try_acquire_many(64).unwrap();
        assert_eq!((two.available_permits(), other.available_permits()), (0, 64));
    }

    #[test]
    fn in_a_full_house_the_stranger_who_sat_longest_gives_way() {
        let seats = seats(3, 9, 9);
        let sitting: Vec<_> = (1..4).map(|host| take(&seats, &format!("192.0.2.{host}")).unwrap()).collect();
        sitting[0].seat.recognise();
        assert!(take(&seats, "192.0.2.4").is_none(), "it waits until the seat is left");
        assert_eq!(sitting.iter().map(must_leave).collect::<Vec<_>>(), [false, true, false]);
        let mut waiting = Box::pin(seats.take("192.0.2.4".parse().unwrap(), false));
        assert!(waiting.as_mut().now_or_never().is_none());
        assert_eq!(sitting.iter().map(must_leave).collect::<Vec<_>>(), [false, false, true]);
        drop(sitting);
        assert!(waiting.now_or_never().flatten().is_some());
    }

    #[test]
    fn who_is_known_gives_way_to_nobody() {
        let seats = seats(1, 9, 9);
        let one = take(&seats, "192.0.2.1").unwrap();
        one.seat.recognise();
        assert!(take(&seats, "192.0.2.2").is_none());
        assert!(!must_leave(&one));
        drop(one);
        let two = take(&seats, "192.0.2.2").unwrap();
        assert!(seats.emptied().now_or_never().is_none());
        drop(two);
        assert!(seats.emptied().now_or_never().is_some());
        assert!(seats.hall().networks.is_empty() && seats.hall().strangers.is_empty());
    }
}
