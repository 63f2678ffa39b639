//! The throttle: asked before a password is hashed.
//!
//! Two counts: of an account from one address, with growing pauses (the schedule of Kanidm), and of an address alone,
//! whatever it tries. An attempt is counted when it begins and taken back when it succeeds, so that many at once do not
//! slip by. A count of an account from one address cannot lock its owner out elsewhere. Addresses are whole for
//! IPv4 and /64 for IPv6.

use crate::model::Entrance;
use crate::store as rows_of;
use kernel::{Fault, Timestamp};
use std::net::IpAddr;
use std::time::Duration;
use store::{Act, Rows, keyed_hash};

/// Failures that an address may have within [`WINDOW`].
const PER_ADDRESS: u32 = 20;
const WINDOW: Duration = Duration::from_mins(10);
const DAY: Duration = Duration::from_hours(24);

/// What is counted under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) failures: u32,
    /// No attempt before this.
    pub(crate) until: Timestamp,
    /// From then on it is as if nothing had been.
    pub(crate) forgotten_at: Timestamp,
}

/// An attempt that was let in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    account: Begun,
    address: Begun,
}

/// What an attempt left of itself in one count when it began.
#[derive(Clone, Copy, Debug)]
struct Begun {
    key: [u8; 32],
    until: Timestamp,
}

/// An attempt that was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Throttled {
    pub(crate) wait: Duration,
}

/// The pause after so many failures of one account from one address; after a hundred the day is over.
fn pause(failures: u32, now: Timestamp) -> Duration {
    match failures {
        0..3 => Duration::from_secs(1),
        3..9 => Duration::from_secs(3),
        9..25 => Duration::from_secs(5),
        25..100 => Duration::from_secs(10),
        _ => end_of_day(now).since(now),
    }
}

fn end_of_day(now: Timestamp) -> Timestamp {
    let seconds = i64::try_from(DAY.as_secs()).unwrap_or(86_400);
    Timestamp::from_micros((now.as_secs().div_euclid(seconds) + 1) * seconds * 1_000_000)
}

fn account_begins(known: Option<Count>, now: Timestamp) -> Result<Count, Throttled> {
    let known = known.filter(|count| now < count.forgotten_at);
    let count = known.unwrap_or(Count { failures: 0, until: now, forgotten_at: end_of_day(now) });
    if now < count.until {
        return Err(Throttled { wait: count.until.since(now) });
    }
    let failures = count.failures.saturating_add(1);
    // Somebody who presses the button twice is not an attack: the first two may run beside each other.
    let until = if failures < 3 { now } else { now.after(pause(failures, now)) };
    Ok(Count { failures, until, ..count })
}

fn address_begins(known: Option<Count>, now: Timestamp) -> Result<Count, Throttled> {
    let known = known.filter(|count| now < count.forgotten_at);
    let count = known.unwrap_or(Count { failures: 0, until: now, forgotten_at: now.after(WINDOW) });
    if count.failures >= PER_ADDRESS {
        return Err(Throttled { wait: count.forgotten_at.since(now) });
    }
    Ok(Count { failures: count.failures + 1, ..count })
}

fn prefix(ip: Option<IpAddr>) -> String {
    match ip.map(|ip| ip.to_canonical()) {
        Some(IpAddr::V4(ip)) => ip.to_string(),
        Some(IpAddr::V6(ip)) => format!("{:x}/64", ip.to_bits() >> 64),
        None => String::from("none"),
    }
}

impl Attempt {
    /// Lets an attempt in and counts it as failed until it turns out to be none. `login` is folded.
    pub(crate) fn begin(act: &Act<'_>, entrance: Entrance, login: &str) -> Result<Result<Self, Throttled>, Fault> {
        let (key, now, from) = (act.purpose_key("access.throttle"), act.now(), prefix(act.by().ip));
        let who = [entrance.as_str(), &from, login].join("\0");
        let account = keyed_hash(key.reveal(), &[b"account\0", who.as_bytes()]);
        let address = keyed_hash(key.reveal(), &[b"address\0", from.as_bytes()]);
        let of_account = account_begins(rows_of::count(act, &account)?, now);
        let of_address = address_begins(rows_of::count(act, &address)?, now);
        match (of_account, of_address) {
            (Ok(of_account), Ok(of_address)) => {
                rows_of::forget_counts(act)?;
                rows_of::put_count(act, &account, of_account)?;
                rows_of::put_count(act, &address, of_address)?;
                let account = Begun { key: account, until: of_account.until };
                Ok(Ok(Self { account, address: Begun { key: address, until: of_address.until } }))
            }
            (Err(one), Err(other)) => Ok(Err(Throttled { wait: one.wait.max(other.wait) })),
            (Err(throttled), Ok(_)) | (Ok(_), Err(throttled)) => Ok(Err(throttled)),
        }
    }

    /// It failed: the pause begins now, when whoever tried gets to know.
    pub(crate) fn failed(self, act: &Act<'_>) -> Result<(), Fault> {
        let Some(count) = rows_of::count(act, &self.account.key)? else { return Ok(()) };
        // Another failure may have caused a longer pause meanwhile.
        let until = act.now().after(pause(count.failures, act.now())).max(count.until);
        rows_of::put_count(act, &self.account.key, Count { until, ..count })
    }

    /// It succeeded: the account begins anew, the address has one failure less.
    pub(crate) fn succeeded(self, act: &Act<'_>) -> Result<(), Fault> {
        rows_of::forget_count(act, &self.account.key)?;
        self.address.take_back(act)
    }

    /// It was never made: nobody had time for it.
    pub(crate) fn withdrawn(self, act: &Act<'_>) -> Result<(), Fault> {
        self.account.take_back(act)?;
        self.address.take_back(act)
    }
}

impl Begun {
    /// One failure less. The pause is lifted when it is the attempt's own; one that another failure caused stays.
    fn take_back(self, act: &Act<'_>) -> Result<(), Fault> {
        let Some(count) = rows_of::count(act, &self.key)? else { return Ok(()) };
        let until = if count.until == self.until { count.until.min(act.now()) } else { count.until };
        rows_of::put_count(act, &self.key, Count { failures: count.failures.saturating_sub(1), until, ..count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Actor, By};
    use std::collections::VecDeque;
    use testkit::on_both_engines;
    use testkit::rooms::by;
    use testkit::stores::TestNode;

    const NOW: Timestamp = Timestamp::from_micros(1_768_467_600_000_000);

    fn count(failures: u32, until: u64, forgotten_at: u64) -> Count {
        let after = |seconds| NOW.after(Duration::from_secs(seconds));
        Count { failures, until: after(until), forgotten_at: after(forgotten_at) }
    }

    #[test]
    fn pauses_grow_until_the_day_is_over() {
        let check = |failures: u32, seconds: u64| assert_eq!(pause(failures, NOW), Duration::from_secs(seconds), "{failures}");
        check(1, 1);
        check(2, 1);
        check(3, 3);
        check(8, 3);
        check(9, 5);
        check(24, 5);
        check(25, 10);
        check(99, 10);
        // The test's clock stands at 09:00.
        check(100, 15 * 3600);
        check(u32::MAX, 15 * 3600);
    }

    #[test]
    fn an_account_waits_out_its_pause_and_begins_anew_the_next_day() {
        let day = 15 * 3600;
        let check = |known: Option<Count>, expected: Result<Count, u64>| {
            let expected = expected.map_err(|seconds| Throttled { wait: Duration::from_secs(seconds) });
            assert_eq!(account_begins(known, NOW), expected, "{known:?}");
        };
        check(None, Ok(count(1, 0, day)));
        check(Some(count(1, 0, day)), Ok(count(2, 0, day)));
        check(Some(count(2, 0, day)), Ok(count(3, 3, day)));
        check(Some(count(2, 1, day)), Err(1));
        check(Some(count(99, 0, day)), Ok(count(100, day, day)));
        check(Some(count(100, day, day)), Err(day));
        check(Some(count(100, 0, 0)), Ok(count(1, 0, day)));
    }

    #[test]
    fn an_address_has_twenty_failures_in_ten_minutes() {
        let check = |known: Option<Count>, expected: Result<Count, u64>| {
            let expected = expected.map_err(|seconds| Throttled { wait: Duration::from_secs(seconds) });
            assert_eq!(address_begins(known, NOW), expected, "{known:?}");
        };
        check(None, Ok(count(1, 0, 600)));
        check(Some(count(19, 0, 30)), Ok(count(20, 0, 30)));
        check(Some(count(20, 0, 30)), Err(30));
        check(Some(count(20, 0, 0)), Ok(count(1, 0, 600)));
    }

    /// Begins, fails and withdraws attempts on one account from one address, and gives its pause.
    async fn pause_after(node: &TestNode, steps: &'static [(u64, char)]) -> Duration {
        let door = node.tenant().await;
        let by = By { ip: Some(IpAddr::from([192, 0, 2, 7])), ..by(Actor::Stranger) };
        let mut open = VecDeque::new();
        for (wait, step) in steps {
            node.clock.advance(Duration::from_millis(*wait));
            let attempt = if *step == 'b' { None } else { open.pop_front() };
            let work = move |act: &Act<'_>| match (step, attempt) {
                ('f', Some(attempt)) => Attempt::failed(attempt, act).map(|()| None),
                ('w', Some(attempt)) => Attempt::withdrawn(attempt, act).map(|()| None),
                _ => Attempt::begin(act, Entrance::Agents, "erika").map(Result::ok),
            };
            let begun = door.act(by.clone(), node.ambient.moment(), work).await.expect("a step");
            open.extend(begun);
        }
        let last = door.act(by, node.ambient.moment(), |act| Attempt::begin(act, Entrance::Agents, "erika")).await.expect("a look");
        last.map_or_else(|throttled| throttled.wait, |_| Duration::ZERO)
    }

    #[test]
    fn a_withdrawn_attempt_lifts_its_own_pause_and_no_other() {
        on_both_engines(&crate::MIGRATIONS, |node| async move {
            let check = async |steps, millis: u64| assert_eq!(pause_after(&node, steps).await, Duration::from_millis(millis), "{steps:?}");
            check(&[(0, 'b'), (0, 'w')], 0).await;
            check(&[(0, 'b'), (0, 'b'), (0, 'b')], 3000).await;
            check(&[(0, 'b'), (0, 'b'), (0, 'b'), (0, 'w'), (0, 'w')], 3000).await;
            check(&[(0, 'b'), (0, 'b'), (0, 'b'), (0, 'w'), (0, 'w'), (0, 'w')], 0).await;
            check(&[(0, 'b'), (0, 'b'), (200, 'f'), (300, 'w')], 700).await;
        });
    }

    #[test]
    fn addresses_count_whole_or_by_their_network() {
        let check = |ip: &str, expected: &str| assert_eq!(prefix(Some(ip.parse().unwrap())), expected, "{ip}");
        check("192.0.2.7", "192.0.2.7");
        check("::ffff:192.0.2.7", "192.0.2.7");
        check("2001:db8:1:2:3:4:5:6", "20010db800010002/64");
        check("2001:db8:1:2:ffff::1", "20010db800010002/64");
        assert_eq!(prefix(None), "none");
    }
}
