//! Storms at the door: somebody tries passwords that were stolen elsewhere, at many accounts.
//!
//! What is refused to browsers that nobody knows is counted for ten minutes, with the accounts that were tried, whether or not there is
//! anybody behind them, and the networks it came from. Where it is much, over many accounts, and more than is let in, there is a storm:
//! it is told once, as an event, and the check `sign-in-storm` is red until for twenty minutes nothing like it was seen. What the throttle
//! does not let in is not counted: it is no attempt.

use crate::events::Event;
use crate::store::{self as rows_of, storms};
use crate::throttle::{Account, Attempt, Count};
use kernel::{Fault, Timestamp};
use std::time::Duration;
use store::{Act, Rows, keyed_hash};

/// So long is counted together.
const WINDOW: Duration = Duration::from_mins(10);

/// So long after it was last seen a storm is over: a window that was begun in it has then passed, and one after it.
const OVER: Duration = Duration::from_mins(20);

/// So many refusals within [`WINDOW`] are much.
const MANY: u32 = 50;

/// So many accounts are many: people forget their own password, and not those of twenty others.
const WIDE: u32 = 20;

/// What was seen of the doors lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Watch {
    pub(crate) begun_at: Timestamp,
    pub(crate) refused: u32,
    pub(crate) accounts: u32,
    pub(crate) networks: u32,
    pub(crate) let_in: u32,
    /// The last storm.
    pub(crate) storm: Option<Weather>,
}

/// A storm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weather {
    pub(crate) since: Timestamp,
    pub(crate) seen_at: Timestamp,
}

impl Watch {
    /// What was seen so far, in a window of now.
    pub(crate) fn at(known: Option<Self>, now: Timestamp) -> Self {
        let storm = known.and_then(|known| known.storm);
        let fresh = Self { begun_at: now, refused: 0, accounts: 0, networks: 0, let_in: 0, storm };
        known.filter(|known| now < known.begun_at.after(WINDOW)).unwrap_or(fresh)
    }

    fn is_storm(&self) -> bool {
        self.refused >= MANY && self.accounts >= WIDE && self.refused > self.let_in
    }

    /// The storm that goes on.
    pub(crate) fn storm(&self, now: Timestamp) -> Option<Weather> {
        self.storm.filter(|storm| now < storm.seen_at.after(OVER))
    }

    /// With one refusal more, of an account and from a network that may be new in this window; whether a storm begins with it.
    fn refused(mut self, (account, network): (bool, bool), now: Timestamp) -> (Self, bool) {
        self.refused += 1;
        self.accounts += u32::from(account);
        self.networks += u32::from(network);
        if !self.is_storm() {
            return (self, false);
        }
        let goes_on = self.storm(now);
        self.storm = Some(Weather { since: goes_on.map_or(now, |storm| storm.since), seen_at: now });
        (self, goes_on.is_none())
    }
}

/// Counts an attempt that was refused, and tells when a storm begins.
pub(crate) fn refused(act: &Act<'_>, attempt: &Attempt, account: Account<'_>) -> Result<(), Fault> {
    // Somebody in a browser that is known mistypes their own password.
    let Some(network) = attempt.network() else { return Ok(()) };
    let watch = Watch::at(storms::watch(act)?, act.now());
    let new = (is_new(act, &watch, account.name().as_bytes())?, is_new(act, &watch, &network)?);
    let (watch, begins) = watch.refused(new, act.now());
    storms::keep_watch(act, &watch)?;
    if begins { Event::SignInStorm(&watch).record(act) } else { Ok(()) }
}

/// Counts somebody who was let in.
pub(crate) fn let_in(act: &Act<'_>) -> Result<(), Fault> {
    let watch = Watch::at(storms::watch(act)?, act.now());
    storms::keep_watch(act, &Watch { let_in: watch.let_in + 1, ..watch })
}

/// Whether something was not seen before in this window. The mark lies with the throttle's counts and goes with them.
fn is_new(act: &Act<'_>, watch: &Watch, what: &[u8]) -> Result<bool, Fault> {
    let key = act.purpose_key("access.throttle");
    let mark = keyed_hash(key.reveal(), &[b"storm\0", &watch.begun_at.as_micros().to_be_bytes(), what]);
    if rows_of::count(act, &mark)?.is_some() {
        return Ok(false);
    }
    rows_of::put_count(act, &mark, Count { failures: 1, until: act.now(), forgotten_at: watch.begun_at.after(WINDOW) })?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_768_467_600_000_000);

    fn after(minutes: u64) -> Timestamp {
        NOW.after(Duration::from_mins(minutes))
    }

    /// A window in which so many were refused, and what one refusal more makes of it.
    fn one_more(refused: u32, accounts: u32, let_in: u32) -> bool {
        let watch = Watch { begun_at: NOW, refused, accounts, networks: 1, let_in, storm: None };
        watch.refused((true, false), NOW).1
    }

    #[test]
    fn a_storm_is_much_over_many_accounts_and_more_than_is_let_in() {
        assert!(one_more(49, 19, 0));
        assert!(!one_more(48, 19, 0), "not much");
        assert!(!one_more(400, 18, 0), "few accounts");
        assert!(one_more(60, 30, 60));
        assert!(!one_more(60, 30, 61), "a morning at a large desk");
    }

    #[test]
    fn a_storm_goes_on_while_it_is_seen_and_is_told_once() {
        let full = |at: Timestamp, storm| Watch { begun_at: at, refused: 80, accounts: 40, networks: 9, let_in: 0, storm };
        let (seen, begins) = full(NOW, None).refused((false, false), NOW);
        assert!(begins && seen.storm == Some(Weather { since: NOW, seen_at: NOW }));
        let (later, begins) = full(after(15), seen.storm).refused((false, false), after(19));
        assert!(!begins && later.storm == Some(Weather { since: NOW, seen_at: after(19) }));
        assert!(later.storm(after(38)).is_some() && later.storm(after(39)).is_none());
        let (again, begins) = full(after(35), later.storm).refused((false, false), after(39));
        assert!(begins && again.storm == Some(Weather { since: after(39), seen_at: after(39) }), "another one");
    }

    #[test]
    fn a_window_ends_and_leaves_the_storm() {
        let storm = Some(Weather { since: NOW, seen_at: NOW });
        let watch = Watch { begun_at: NOW, refused: 80, accounts: 40, networks: 9, let_in: 3, storm };
        assert_eq!(Watch::at(Some(watch), after(9)), watch);
        let fresh = Watch { begun_at: after(10), refused: 0, accounts: 0, networks: 0, let_in: 0, storm };
        assert_eq!(Watch::at(Some(watch), after(10)), fresh);
    }
}
