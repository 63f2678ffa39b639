//! Seats: how many connections there are, altogether and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug)]
pub(crate) struct Seats {
    most: usize,
    most_each: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A seat; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Arc<Seats>,
    address: IpAddr,
}

/// Why there is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// All are taken.
    House,
    /// This address has as many as one may have.
    Address,
}

impl Seats {
    pub(crate) fn new(most: usize, most_each: usize) -> Arc<Self> {
        Arc::new(Self { most, most_each, taken: Mutex::default() })
    }

    pub(crate) fn sit(seats: &Arc<Self>, address: IpAddr) -> Result<Seat, Full> {
        let address = network(address);
        let mut taken = seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= seats.most {
            return Err(Full::House);
        }
        let of_address = taken.by_address.entry(address).or_default();
        if *of_address >= seats.most_each {
            return Err(Full::Address);
        }
        *of_address += 1;
        taken.all += 1;
        Ok(Seat { seats: Arc::clone(seats), address })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        if let Some(of_address) = taken.by_address.get_mut(&self.address) {
            *of_address = of_address.saturating_sub(1);
            if *of_address == 0 {
                taken.by_address.remove(&self.address);
            }
        }
    }
}

/// One household of IPv6 has 2⁶⁴ addresses: they count as one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks for a seat for each address and keeps those that there are.
    fn check(most: usize, most_each: usize, asking: &[&str], expected: &[Result<(), Full>]) {
        let seats = Seats::new(most, most_each);
        let mut kept = Vec::new();
        let seen: Vec<_> = asking.iter().map(|address| Seats::sit(&seats, address.parse().unwrap()).map(|seat| kept.push(seat))).collect();
        assert_eq!(seen, expected, "{asking:?}");
        drop(kept);
        let taken = seats.taken.lock().unwrap();
        assert!(taken.all == 0 && taken.by_address.is_empty());
    }

    #[test]
    fn seats_are_counted_by_house_and_address() {
        let (one, two) = ("192.0.2.1", "192.0.2.2");
        check(2, 2, &[one, two, one], &[Ok(()), Ok(()), Err(Full::House)]);
        check(3, 1, &[one, one, two], &[Ok(()), Err(Full::Address), Ok(())]);
        check(3, 1, &[one, "::ffff:192.0.2.1"], &[Ok(()), Err(Full::Address)]);
        check(3, 1, &["2001:db8::1", "2001:db8::2:1", "2001:db8:0:1::1"], &[Ok(()), Err(Full::Address), Ok(())]);
    }
}
