//! What the trust centre asks of passwords and factors.

use crate::access_policy::{AccessPolicy, Whom};
use crate::model::Person;
use crate::policy;
use crate::standing::{is_due, policy_of};
use crate::store::{self as rows_of, factors, storms};
use crate::storm::Watch;
use futures_util::FutureExt;
use kernel::{By, Fault};
use room::{Check, CheckContext, Finding};
use std::collections::BTreeMap;
use std::time::Duration;
use store::View;

/// Passwords that are guessed first, each refused for another reason: by a list, by a name, as a piece again and again, as a row of keys.
const GUESSED: [&str; 5] = ["Passwort123456!", "P4ssw0rdPassw0rd", "erika mustermann", "blablablablablabla", "qwertzuiop123456"];
/// What anybody knows of whom they are held against.
const KNOWN: [&str; 2] = ["erika", "Erika Mustermann"];

/// Nobody may choose a password that is guessed first.
pub(crate) const PASSWORD_RULES: Check = Check {
    name: "password-rules",
    promise: "P-34",
    measures: "Holds passwords that are guessed first against the rules for agents, administrators, customer users and each role as they stand now, and looks whether those are within their bounds.",
    fails_on: "rules that let in a password of fewer than 15 signs alone, of fewer than 8 with a second factor, or one that is guessed first",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| look_at_rules(context).boxed(),
};

async fn look_at_rules(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let by = By::room("access", context.house.ambient.request());
    let in_force = |view: &View<'_>| {
        let chosen = rows_of::policies(view)?;
        let first = [Whom::Agents, Whom::Administrators, Whom::Customers].map(|whom| (whom, AccessPolicy::initial(whom)));
        Ok::<_, Fault>(first.into_iter().chain(chosen).collect::<BTreeMap<_, _>>())
    };
    let in_force = match door.read(by, context.house.ambient.now(), in_force).await {
        Ok(in_force) => in_force,
        Err(fault) => return Finding::unmeasured(fault.what()),
    };
    let takes_one = |policy: &AccessPolicy| GUESSED.iter().any(|guess| policy::check(guess, policy.shortest, &KNOWN).is_ok());
    let lax = in_force.values().filter(|policy| policy.check().is_err() || takes_one(policy)).count();
    match lax {
        0 => Finding::kept(format!("{} rules for kinds of people and roles refuse what is guessed first", in_force.len())),
        _ => Finding::broken(format!("{lax} of {} rules for kinds of people and roles would take what is guessed first", in_force.len())),
    }
}

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

/// Nobody tries stolen passwords at the door.
pub(crate) const SIGN_IN_STORM: Check = Check {
    name: "sign-in-storm",
    promise: "P-34",
    measures: "Looks how many sign-ins were refused within ten minutes, at how many accounts, and whether that was a storm.",
    fails_on: "50 refused sign-ins within ten minutes at 20 accounts, more than were let in; it stays red for twenty minutes after the last",
    max_age: Duration::from_mins(10),
    per_tenant: true,
    run: |context| look_at_the_door(context).boxed(),
};

async fn look_at_the_door(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let by = By::room("access", context.house.ambient.request());
    let now = context.house.ambient.now();
    let watch = match door.read(by, now, |view: &View<'_>| storms::watch(view)).await {
        Ok(watch) => Watch::at(watch, now),
        Err(fault) => return Finding::unmeasured(fault.what()),
    };
    let Watch { refused, accounts, networks, let_in, .. } = watch;
    let seen = format!("{refused} sign-ins refused at {accounts} accounts from {networks} networks, {let_in} let in");
    match watch.storm(now) {
        None => Finding::kept(format!("no storm: {seen}")),
        Some(storm) => Finding::broken(format!("a storm for {} minutes; now {seen}", now.since(storm.since).as_secs() / 60)),
    }
}
