//! What the trust centre asks of passwords and factors.

use crate::model::Person;
use crate::standing::{is_due, policy_of};
use crate::store::{self as rows_of, factors};
use futures_util::FutureExt;
use kernel::{By, Fault};
use room::{Check, CheckContext, Finding};
use std::time::Duration;
use store::View;

/// No hash is left that another system made.
pub(crate) const OLD_HASHES: Check = Check {
    name: "old-hashes",
    promise: "P-37",
    measures: "Counts the passwords that another system hashed and that nobody has signed in with since they were taken over.",
    fails_on: "a password that was taken over and not replaced",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| run(context).boxed(),
};

async fn run(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let by = By::room("access", context.house.ambient.request());
    match door.read(by, context.house.ambient.now(), |view: &View<'_>| rows_of::count_legacy(view)).await {
        Ok(0) => Finding::kept("every password was hashed here"),
        Ok(left) => Finding::broken(format!("{left} passwords that another system hashed wait for their first sign-in")),
        Err(fault) => Finding::unmeasured(fault.what()),
    }
}

/// Whoever works here shows two factors.
pub(crate) const SECOND_FACTORS: Check = Check {
    name: "second-factors",
    promise: "P-36",
    measures: "Asks of every valid agent what is demanded of them, and whether they have set it up; counts those with a passkey.",
    fails_on: "agents or administrators of whom no second factor is demanded, and one who is past the time to set it up and has none",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| look_at_factors(context).boxed(),
};

/// What was counted of agents.
#[derive(Default)]
struct Counted {
    agents: usize,
    with_factor: usize,
    with_passkey: usize,
    undemanded: usize,
    overdue: usize,
}

fn count(view: &View<'_>) -> Result<Counted, Fault> {
    let mut counted = Counted::default();
    for agent in people::list_agents(view)?.into_iter().filter(|agent| agent.valid) {
        let person = Person::Agent(agent.id);
        // Whoever signs in elsewhere alone is asked there.
        if rows_of::password(view, person)?.is_none() && factors::factors_of(view, person)?.is_empty() {
            continue;
        }
        let (policy, enrolled) = (policy_of(view, person)?, factors::enrolled(view, person)?);
        counted.agents += 1;
        counted.with_factor += usize::from(enrolled.any());
        counted.with_passkey += usize::from(enrolled.passkey);
        counted.undemanded += usize::from(!policy.second_factor && !enrolled.any());
        let is_due = policy.second_factor && rows_of::grace(view, person)?.is_some() && is_due(view, person, &policy)?;
        counted.overdue += usize::from(is_due && !enrolled.any());
    }
    Ok(counted)
}

async fn look_at_factors(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let by = By::room("access", context.house.ambient.request());
    match door.read(by, context.house.ambient.now(), count).await {
        Ok(Counted { agents, with_factor, with_passkey, undemanded: 0, overdue: 0 }) => {
            Finding::kept(format!("of {agents} agents {with_factor} have set up a second factor, {with_passkey} of them a passkey"))
        }
        Ok(Counted { agents, undemanded, overdue, .. }) => Finding::broken(format!(
            "of {agents} agents {undemanded} sign in with a password alone, and {overdue} are past the time to set up a second factor"
        )),
        Err(fault) => Finding::unmeasured(fault.what()),
    }
}
