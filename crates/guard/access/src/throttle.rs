//! The throttle: asked before a password is hashed.
//!
//! What is counted of a stranger's attempt: the account from their network, with growing pauses (the schedule of Kanidm); the
//! account from wherever strangers are, so that many addresses are no way around; and the network alone, whatever it tries:
//! whole addresses of IPv4, of IPv6 the /64 and, with larger allowances, the /56 and /48 around it, since whoever has one of
//! these has all that lies in it. An account is the person, however their login is typed, and where there is nobody what was typed.
//!
//! Of an attempt from a browser in which the person signed in before ([`crate::device`]) only the account in that browser is
//! counted: whatever strangers do, its owner gets in there.
//!
//! An attempt is counted when it begins and taken back when it succeeds, so that many at once do not slip by.

mod account;

pub(crate) use account::{Account, Way};

use crate::device::Number;
use crate::model::{Entrance, Person};
use crate::store as rows_of;
use kernel::{Fault, Timestamp};
use std::net::IpAddr;
use std::time::Duration;
use store::{Act, Rows, keyed_hash};

/// How long the failures of a network are remembered.
const WINDOW: Duration = Duration::from_mins(10);
const DAY: Duration = Duration::from_hours(24);

/// The networks of IPv6 that are counted, by the length of their prefix, each with the failures that it may have.
const NETWORKS: [(u32, u32); 3] = [(64, PER_ADDRESS), (56, 3 * PER_ADDRESS), (48, 9 * PER_ADDRESS)];

/// Failures that an address may have within [`WINDOW`].
const PER_ADDRESS: u32 = 20;

/// What is counted under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) failures: u32,
    /// No attempt before this.
    pub(crate) until: Timestamp,
    /// From then on it is as if nothing had been.
    pub(crate) forgotten_at: Timestamp,
}

/// By which rule something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// An account from one network, or in one browser that is known.
    Account,
    /// An account from all browsers that are not known.
    Strangers,
    /// A network, which may have so many failures.
    Network(u32),
}

/// An attempt that was let in.
#[derive(Clone, Debug)]
pub(crate) struct Attempt(Vec<Begun>);

/// What an attempt left of itself in one count when it began.
#[derive(Clone, Copy, Debug)]
struct Begun {
    key: [u8; 32],
    rule: Rule,
    until: Timestamp,
}

/// An attempt that was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Throttled {
    pub(crate) wait: Duration,
}

fn end_of_day(now: Timestamp) -> Timestamp {
    let seconds = i64::try_from(DAY.as_secs()).unwrap_or(86_400);
    Timestamp::from_micros((now.as_secs().div_euclid(seconds) + 1) * seconds * 1_000_000)
}

impl Rule {
    /// The pause after so many failures. A hundred end the day, in one place or of strangers together; a browser that is known, a
    /// passkey and a link by mail stay open to the owner. **Source**: NIST SP 800-63B-4 §3.2.2 (no more than 100).
    fn pause(self, failures: u32, now: Timestamp) -> Duration {
        let seconds = match (self, failures) {
            (Self::Account, 0..3) => 1,
            (Self::Account, 3..9) => 3,
            (Self::Account, 9..25) | (Self::Strangers, 20..50) => 5,
            (Self::Account, 25..100) => 10,
            (Self::Strangers, 0..20) | (Self::Network(_), _) => 0,
            (Self::Strangers, 50..100) => 30,
            (Self::Account | Self::Strangers, _) => return end_of_day(now).since(now),
        };
        Duration::from_secs(seconds)
    }

    /// The count with one attempt more.
    fn begins(self, known: Option<Count>, now: Timestamp) -> Result<Count, Throttled> {
        let forgotten_at = if let Self::Network(_) = self { now.after(WINDOW) } else { end_of_day(now) };
        let known = known.filter(|count| now < count.forgotten_at);
        let count = known.unwrap_or(Count { failures: 0, until: now, forgotten_at });
        let until = match self {
            Self::Network(most) if count.failures >= most => count.forgotten_at,
            _ => count.until,
        };
        if now < until {
            return Err(Throttled { wait: until.since(now) });
        }
        let failures = count.failures.saturating_add(1);
        // Somebody who presses the button twice is not an attack: the first two may run beside each other.
        let until = if failures < 3 { now } else { now.after(self.pause(failures, now)) };
        Ok(Count { failures, until, ..count })
    }
}

/// The networks of an address, the smallest first, with the failures that each may have.
fn networks(ip: Option<IpAddr>) -> Vec<(String, u32)> {
    match ip.map(|ip| ip.to_canonical()) {
        Some(IpAddr::V4(ip)) => vec![(ip.to_string(), PER_ADDRESS)],
        Some(IpAddr::V6(ip)) => {
            NETWORKS.iter().map(|(length, most)| (format!("{:x}/{length}", ip.to_bits() >> (128 - length)), *most)).collect()
        }
        None => vec![(String::from("none"), PER_ADDRESS)],
    }
}

/// What is counted of an attempt.
fn counted(act: &Act<'_>, entrance: Entrance, account: Account<'_>, device: Option<Number>) -> Vec<([u8; 32], Rule)> {
    let key = act.purpose_key("access.throttle");
    let hash = |what: &[u8], parts: &[&str]| keyed_hash(key.reveal(), &[what, b"\0", parts.join("\0").as_bytes()]);
    if let Some(device) = device {
        return vec![(keyed_hash(key.reveal(), &[b"device\0", &device]), Rule::Account)];
    }
    let (networks, account) = (networks(act.by().ip), account.name());
    let accounts = networks.iter().take(1).map(|(from, _)| (hash(b"account", &[entrance.as_str(), from, &account]), Rule::Account));
    let strangers = [(hash(b"strangers", &[entrance.as_str(), &account]), Rule::Strangers)];
    let alone = networks.iter().map(|(from, most)| (hash(b"address", &[from]), Rule::Network(*most)));
    accounts.chain(strangers).chain(alone).collect()
}

impl Attempt {
    /// Lets an attempt in and counts it as failed until it turns out to be none. `device` is the browser when its person
    /// is the one whose account it is.
    pub(crate) fn begin(
        act: &Act<'_>,
        entrance: Entrance,
        account: Account<'_>,
        device: Option<Number>,
    ) -> Result<Result<Self, Throttled>, Fault> {
        Self::begin_counted(act, counted(act, entrance, account, device))
    }

    /// The network that it came from, as a keyed hash, unless from a browser that is known.
    pub(crate) fn network(&self) -> Option<[u8; 32]> {
        self.0.iter().find(|begun| matches!(begun.rule, Rule::Network(_))).map(|begun| begun.key)
    }

    /// Lets somebody who signed in say their password again. It is counted apart from the door: whoever guesses in a session that they
    /// found does not keep its owner out.
    pub(crate) fn begin_within(act: &Act<'_>, person: Person) -> Result<Result<Self, Throttled>, Fault> {
        let key = act.purpose_key("access.throttle");
        Self::begin_counted(act, vec![(keyed_hash(key.reveal(), &[b"within\0", &person.id().0]), Rule::Account)])
    }

    /// Lets somebody try a second factor. Whoever gets so far knows the first one.
    pub(crate) fn begin_factor(act: &Act<'_>, person: Person, way: Way) -> Result<Result<Self, Throttled>, Fault> {
        let key = act.purpose_key("access.throttle");
        let parts = [b"factor\0".as_slice(), &person.id().0, way.as_str().as_bytes()];
        Self::begin_counted(act, vec![(keyed_hash(key.reveal(), &parts), Rule::Account)])
    }

    /// Lets somebody ask for a link by mail: three in ten minutes for one account, whoever asks, and no more from one network than may
    /// sign in.
    pub(crate) fn begin_letter(act: &Act<'_>, entrance: Entrance, account: Account<'_>) -> Result<Result<Self, Throttled>, Fault> {
        let key = act.purpose_key("access.throttle");
        let name = account.name();
        let parts = [b"letter\0".as_slice(), entrance.as_str().as_bytes(), b"\0", name.as_bytes()];
        let account = (keyed_hash(key.reveal(), &parts), Rule::Network(3));
        let from = networks(act.by().ip).into_iter();
        let networks = from.map(|(from, most)| (keyed_hash(key.reveal(), &[b"letters\0", from.as_bytes()]), Rule::Network(most)));
        Self::begin_counted(act, std::iter::once(account).chain(networks).collect())
    }

    fn begin_counted(act: &Act<'_>, counted: Vec<([u8; 32], Rule)>) -> Result<Result<Self, Throttled>, Fault> {
        let (mut counts, mut longest) = (Vec::new(), None);
        for (key, rule) in counted {
            match rule.begins(rows_of::count(act, &key)?, act.now()) {
                Ok(count) => counts.push((key, rule, count)),
                Err(throttled) => longest = longest.max(Some(throttled.wait)),
            }
        }
        if let Some(wait) = longest {
            return Ok(Err(Throttled { wait }));
        }
        rows_of::forget_counts(act)?;
        counts.iter().try_for_each(|(key, _, count)| rows_of::put_count(act, key, *count))?;
        Ok(Ok(Self(counts.into_iter().map(|(key, rule, count)| Begun { key, rule, until: count.until }).collect())))
    }

    /// It failed: the pauses begin now, when whoever tried gets to know.
    pub(crate) fn failed(&self, act: &Act<'_>) -> Result<(), Fault> {
        self.0.iter().try_for_each(|begun| begun.pause(act))
    }

    /// It succeeded: in its place the account begins anew, everything else has one failure less.
    pub(crate) fn succeeded(&self, act: &Act<'_>) -> Result<(), Fault> {
        self.0.iter().try_for_each(|begun| match begun.rule {
            Rule::Account => rows_of::forget_count(act, &begun.key),
            Rule::Strangers | Rule::Network(_) => begun.take_back(act),
        })
    }

    /// It was never made: nobody had time for it.
    pub(crate) fn withdrawn(&self, act: &Act<'_>) -> Result<(), Fault> {
        self.0.iter().try_for_each(|begun| begun.take_back(act))
    }
}

impl Begun {
    fn pause(&self, act: &Act<'_>) -> Result<(), Fault> {
        let Some(count) = rows_of::count(act, &self.key)? else { return Ok(()) };
        // Another failure may have caused a longer pause meanwhile.
        let until = act.now().after(self.rule.pause(count.failures, act.now())).max(count.until);
        rows_of::put_count(act, &self.key, Count { until, ..count })
    }

    /// One failure less. The pause is lifted when it is the attempt's own; one that another failure caused stays.
    fn take_back(&self, act: &Act<'_>) -> Result<(), Fault> {
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
    const ERIKA: Account<'static> = Account::Nobodys("erika");

    fn count(failures: u32, until: u64, forgotten_at: u64) -> Count {
        let after = |seconds| NOW.after(Duration::from_secs(seconds));
        Count { failures, until: after(until), forgotten_at: after(forgotten_at) }
    }

    #[test]
    fn pauses_grow_until_the_day_is_over() {
        let check =
            |failures: u32, seconds: u64| assert_eq!(Rule::Account.pause(failures, NOW), Duration::from_secs(seconds), "{failures}");
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
    fn strangers_together_are_slowed_until_the_day_is_over() {
        let check =
            |failures: u32, seconds: u64| assert_eq!(Rule::Strangers.pause(failures, NOW), Duration::from_secs(seconds), "{failures}");
        check(1, 0);
        check(19, 0);
        check(20, 5);
        check(50, 30);
        check(99, 30);
        check(100, 15 * 3600);
        check(u32::MAX, 15 * 3600);
    }

    #[test]
    fn an_account_waits_out_its_pause_and_begins_anew_the_next_day() {
        let day = 15 * 3600;
        let check = |known: Option<Count>, expected: Result<Count, u64>| {
            let expected = expected.map_err(|seconds| Throttled { wait: Duration::from_secs(seconds) });
            assert_eq!(Rule::Account.begins(known, NOW), expected, "{known:?}");
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
            assert_eq!(Rule::Network(20).begins(known, NOW), expected, "{known:?}");
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
        let mut open: VecDeque<Attempt> = VecDeque::new();
        for (wait, step) in steps {
            node.clock.advance(Duration::from_millis(*wait));
            let attempt = if *step == 'b' { None } else { open.pop_front() };
            let work = move |act: &Act<'_>| match (step, &attempt) {
                ('f', Some(attempt)) => attempt.failed(act).map(|()| None),
                ('w', Some(attempt)) => attempt.withdrawn(act).map(|()| None),
                _ => Attempt::begin(act, Entrance::Agents, ERIKA, None).map(Result::ok),
            };
            let begun = door.act(by.clone(), node.ambient.moment(), work).await.expect("a step");
            open.extend(begun);
        }
        let last = door.act(by, node.ambient.moment(), |act| Attempt::begin(act, Entrance::Agents, ERIKA, None)).await.expect("a look");
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
    fn addresses_count_whole_or_by_their_networks() {
        let check = |ip: &str, expected: &[(&str, u32)]| {
            let found = networks(Some(ip.parse().unwrap()));
            let found: Vec<_> = found.iter().map(|(network, most)| (network.as_str(), *most)).collect();
            assert_eq!(found, expected, "{ip}");
        };
        check("192.0.2.7", &[("192.0.2.7", 20)]);
        check("::ffff:192.0.2.7", &[("192.0.2.7", 20)]);
        let wide = ("20010db80001/48", 180);
        check("2001:db8:1:2:3:4:5:6", &[("20010db800010002/64", 20), ("20010db8000100/56", 60), wide]);
        check("2001:db8:1:ff:ffff::1", &[("20010db8000100ff/64", 20), ("20010db8000100/56", 60), wide]);
        assert_eq!(networks(None), [(String::from("none"), 20)]);
    }
}
