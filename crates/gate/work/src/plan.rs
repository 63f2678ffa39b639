//! The plan: which tenant is looked at next. Pure: it knows neither stores nor clocks.

use crate::work::Limits;
use kernel::{TenantId, Timestamp};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

/// After looks that failed one after the other, a tenant is let alone for so long.
const REST: [Duration; 5] =
    [Duration::from_secs(5), Duration::from_secs(10), Duration::from_secs(30), Duration::from_mins(1), Duration::from_mins(5)];

/// Who is due when, who is ready now, and how many jobs run.
///
/// Tenants that are ready take turns: who was looked at goes to the end of the line, whatever is waiting in its outbox.
#[derive(Debug)]
pub(crate) struct Plan {
    limits: Limits,
    /// Places of running jobs, and those set aside for a look that is under way.
    busy: usize,
    lines: HashMap<TenantId, Line>,
    timers: BTreeSet<(Timestamp, TenantId)>,
    ready: VecDeque<TenantId>,
}

#[derive(Debug, Default)]
struct Line {
    stand: Stand,
    running: usize,
    failures: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stand {
    /// Nothing is known to be due.
    #[default]
    Rests,
    /// In `timers`, for this time.
    Timed(Timestamp),
    /// In `ready`.
    Ready,
    /// As many jobs run as one tenant may have; ready when one ends.
    Full,
    /// Somebody looks; meanwhile the bell may have rung for this time.
    Looking(Option<Timestamp>),
}

/// A look at a tenant's outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) tenant: TenantId,
    /// How many jobs may be claimed.
    pub(crate) most: usize,
}

/// What a look brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// So many jobs were claimed and run now; there may be more.
    Jobs(usize),
    /// Nothing is due before this time.
    Nothing(Option<Timestamp>),
    /// The tenant is not active.
    Away,
    /// The look failed.
    Failed,
}

impl Plan {
    pub(crate) fn new(limits: Limits) -> Self {
        let limits = Limits { jobs: limits.jobs.max(1), jobs_each: limits.jobs_each.max(1), ..limits };
        Self { limits, busy: 0, lines: HashMap::new(), timers: BTreeSet::new(), ready: VecDeque::new() }
    }

    /// Whether the tenant was ever heard of.
    pub(crate) fn knows(&self, tenant: TenantId) -> bool {
        self.lines.contains_key(&tenant)
    }

    /// A tenant has a job that is due at this time.
    pub(crate) fn wake(&mut self, tenant: TenantId, due: Timestamp) {
        match self.lines.entry(tenant).or_default().stand {
            Stand::Rests => self.put(tenant, Stand::Timed(due)),
            Stand::Timed(known) => self.put(tenant, Stand::Timed(due.min(known))),
            Stand::Looking(known) => self.put(tenant, Stand::Looking(earlier(Some(due), known))),
            // A look is to come, and sees all there is.
            Stand::Ready | Stand::Full => {}
        }
    }

    /// The next look, if somebody is ready and there is a place for a job.
    pub(crate) fn next(&mut self, now: Timestamp) -> Option<Turn> {
        while let Some(&(due, tenant)) = self.timers.first()
            && due <= now
        {
            self.put(tenant, Stand::Ready);
        }
        while self.has_room() {
            let tenant = self.ready.pop_front()?;
            let running = self.lines.get(&tenant).map_or(0, |line| line.running);
            let most = self.limits.jobs_each.saturating_sub(running).min(self.limits.jobs - self.busy);
            if most > 0 {
                self.busy += most;
                self.put(tenant, Stand::Looking(None));
                return Some(Turn { tenant, most });
            }
            self.put(tenant, Stand::Full);
        }
        None
    }

    /// A look has ended.
    pub(crate) fn looked(&mut self, turn: Turn, found: Found, now: Timestamp) {
        let Turn { tenant, most } = turn;
        let line = self.lines.entry(tenant).or_default();
        let rung = if let Stand::Looking(rung) = line.stand { rung } else { None };
        line.failures = if found == Found::Failed { line.failures + 1 } else { 0 };
        let jobs = if let Found::Jobs(jobs) = found { jobs.min(most) } else { 0 };
        line.running += jobs;
        self.busy -= most - jobs;
        let stand = match found {
            Found::Jobs(_) => Stand::Ready,
            Found::Failed => Stand::Timed(now.after(rest(line.failures))),
            Found::Nothing(next) => earlier(next, rung).map_or(Stand::Rests, Stand::Timed),
            Found::Away => Stand::Rests,
        };
        let is_gone = found == Found::Away && line.running == 0;
        self.put(tenant, stand);
        if is_gone {
            self.lines.remove(&tenant);
        }
    }

    /// A job has ended.
    pub(crate) fn ended(&mut self, tenant: TenantId) {
        self.busy = self.busy.saturating_sub(1);
        let line = self.lines.entry(tenant).or_default();
        line.running = line.running.saturating_sub(1);
        if line.stand == Stand::Full {
            self.put(tenant, Stand::Ready);
        }
    }

    /// When somebody becomes ready by time alone.
    pub(crate) fn earliest(&self) -> Option<Timestamp> {
        self.timers.first().map(|(due, _)| *due)
    }

    /// Whether there is nothing to do now: nobody is ready, nobody looks, nothing runs.
    pub(crate) fn is_settled(&self, now: Timestamp) -> bool {
        self.busy == 0 && self.ready.is_empty() && self.earliest().is_none_or(|due| due > now)
    }

    /// Whether there is a place for one more job.
    pub(crate) const fn has_room(&self) -> bool {
        self.busy < self.limits.jobs
    }

    pub(crate) const fn leaving(&self) -> Duration {
        self.limits.leaving
    }

    pub(crate) const fn busy(&self) -> usize {
        self.busy
    }

    /// The one place where a tenant changes its stand.
    fn put(&mut self, tenant: TenantId, stand: Stand) {
        let before = std::mem::replace(&mut self.lines.entry(tenant).or_default().stand, stand);
        if let Stand::Timed(due) = before {
            self.timers.remove(&(due, tenant));
        }
        match stand {
            Stand::Timed(due) => drop(self.timers.insert((due, tenant))),
            Stand::Ready => self.ready.push_back(tenant),
            Stand::Rests | Stand::Full | Stand::Looking(_) => {}
        }
    }
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn rest(failures: usize) -> Duration {
    let [.., longest] = REST;
    REST.get(failures.saturating_sub(1)).copied().unwrap_or(longest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id16;
    use proptest::prelude::*;

    fn tenant(byte: u8) -> TenantId {
        TenantId(Id16([byte; 16]))
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_micros(secs * 1_000_000)
    }

    fn plan(jobs: usize, jobs_each: usize) -> Plan {
        Plan::new(Limits { jobs, jobs_each, ..Limits::default() })
    }

    #[test]
    fn a_tenant_is_looked_at_when_its_time_has_come() {
        let mut plan = plan(4, 2);
        plan.wake(tenant(1), at(10));
        plan.wake(tenant(1), at(5));
        plan.wake(tenant(1), at(7));
        assert_eq!((plan.next(at(4)), plan.earliest()), (None, Some(at(5))));
        let turn = plan.next(at(5)).unwrap();
        assert_eq!(turn, Turn { tenant: tenant(1), most: 2 });
        assert_eq!(plan.next(at(5)), None);
        plan.wake(tenant(1), at(6));
        plan.looked(turn, Found::Nothing(Some(at(9))), at(5));
        assert_eq!(plan.earliest(), Some(at(6)), "the bell rang while somebody looked");
        assert!(plan.is_settled(at(5)) && !plan.is_settled(at(6)));
    }

    #[test]
    fn tenants_take_turns_whatever_one_of_them_has_waiting() {
        let mut plan = plan(4, 2);
        plan.wake(tenant(1), at(0));
        let storm = plan.next(at(0)).unwrap();
        plan.looked(storm, Found::Jobs(2), at(0));
        for other in 2..=4 {
            plan.wake(tenant(other), at(1));
        }
        assert_eq!(plan.next(at(1)), Some(Turn { tenant: tenant(2), most: 2 }));
        assert_eq!(plan.next(at(1)), None, "all places are taken");
        plan.ended(tenant(1));
        assert_eq!(plan.next(at(1)), Some(Turn { tenant: tenant(3), most: 1 }), "not the storm's next");
    }

    #[test]
    fn a_look_that_failed_is_made_again_later_and_later() {
        let mut plan = plan(4, 2);
        plan.wake(tenant(1), at(0));
        let mut now = at(0);
        for expected in [5, 10, 30, 60, 300, 300] {
            let turn = plan.next(now).unwrap();
            plan.looked(turn, Found::Failed, now);
            let due = plan.earliest().unwrap();
            assert_eq!(due.since(now), Duration::from_secs(expected));
            now = due;
        }
        let turn = plan.next(now).unwrap();
        plan.looked(turn, Found::Nothing(None), now);
        assert!(plan.earliest().is_none() && plan.knows(tenant(1)));
        plan.wake(tenant(1), now);
        let turn = plan.next(now).unwrap();
        plan.looked(turn, Found::Away, now);
        assert!(!plan.knows(tenant(1)));
    }

    proptest! {
        /// A world of outboxes: whatever comes in whatever order, all is done, and never too much at once.
        #[test]
        fn all_is_done_within_bounds(
            comes in prop::collection::vec((0..5_u8, 1..6_usize), 1..40), jobs in 1..6_usize, each in 1..4_usize, picks: Vec<usize>,
        ) {
            let mut plan = plan(jobs, each);
            let mut waiting = [0_usize; 5];
            let mut running: Vec<TenantId> = Vec::new();
            let (mut comes, mut picks) = (comes.into_iter(), picks.into_iter().cycle());
            loop {
                let came = comes.next();
                if let Some((name, count)) = came {
                    waiting[usize::from(name)] += count;
                    plan.wake(tenant(name), at(0));
                }
                while let Some(turn) = plan.next(at(0)) {
                    let own = running.iter().filter(|other| **other == turn.tenant).count();
                    prop_assert!(turn.most >= 1 && own + turn.most <= each && running.len() + turn.most <= jobs);
                    let left = &mut waiting[usize::from(turn.tenant.0.0[0])];
                    let count = turn.most.min(*left);
                    *left -= count;
                    running.extend(std::iter::repeat_n(turn.tenant, count));
                    plan.looked(turn, if count == 0 { Found::Nothing(None) } else { Found::Jobs(count) }, at(0));
                }
                prop_assert_eq!(plan.busy(), running.len());
                if !running.is_empty() {
                    plan.ended(running.swap_remove(picks.next().unwrap_or(0) % running.len()));
                } else if came.is_none() {
                    break;
                }
            }
            prop_assert_eq!(waiting, [0; 5]);
            prop_assert!(plan.is_settled(at(0)));
        }
    }
}
