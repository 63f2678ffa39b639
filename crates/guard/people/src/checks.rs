//! What the trust centre asks of grants.

use crate::review::GrantLine;
use crate::store::{self as rows_of, reviews};
use futures_util::FutureExt;
use kernel::{AgentId, By, Fault};
use room::{Check, CheckContext, Finding};
use std::collections::BTreeSet;
use std::time::Duration;
use store::{Rows, View};

const DAY: Duration = Duration::from_hours(24);

/// What nobody looks at grows.
pub(crate) const REVIEWED: Check = Check {
    name: "access-reviewed",
    promise: "P-38",
    measures: "reads since when everything that valid agents and roles have is given, and when somebody confirmed it last",
    fails_on: "a grant that nobody gave or confirmed within 365 days",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| measure(context, reviewed).boxed(),
};

/// What somebody who left still has comes back with them.
pub(crate) const GONE_HOLD_NOTHING: Check = Check {
    name: "who-left-holds-nothing",
    promise: "P-38",
    measures: "looks for grants of agents who are not valid, and whether any of them still counts",
    fails_on: "an agent who has not been valid for 30 days and still has permissions, roles or stewardships",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| measure(context, gone_hold_nothing).boxed(),
};

async fn measure(context: CheckContext, look: fn(&View<'_>) -> Result<Finding, Fault>) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let by = By::room("people", context.house.ambient.request());
    door.read(by, context.house.ambient.now(), look).await.unwrap_or_else(|fault| Finding::unmeasured(fault.what()))
}

fn reviewed(view: &View<'_>) -> Result<Finding, Fault> {
    let gone: BTreeSet<AgentId> = rows_of::agents(view)?.into_iter().filter(|agent| !agent.valid).map(|agent| agent.id).collect();
    let counts = |line: &GrantLine| line.held.grant.agent().is_none_or(|agent| !gone.contains(&agent));
    let all: Vec<GrantLine> = reviews::grants(view)?.into_iter().filter(counts).collect();
    let since = view.now().before(365 * DAY);
    let due = all.iter().filter(|line| line.is_due(since)).count();
    if due > 0 {
        return Ok(Finding::broken(format!("{due} of {} grants were neither given nor confirmed within a year", all.len())));
    }
    Ok(Finding::kept(format!("{} grants were given or confirmed within a year", all.len())))
}

fn gone_hold_nothing(view: &View<'_>) -> Result<Finding, Fault> {
    let gone: BTreeSet<AgentId> = rows_of::agents_gone_before(view, view.now().before(30 * DAY))?.into_iter().collect();
    for agent in &gone {
        if crate::rights_of(view, *agent)? != crate::Rights::default() {
            return Ok(Finding::broken("what agents have who are not valid still counts"));
        }
    }
    let left = reviews::grants(view)?.iter().filter(|line| line.held.grant.agent().is_some_and(|agent| gone.contains(&agent))).count();
    if left > 0 {
        return Ok(Finding::broken(format!("{left} grants of agents who left more than 30 days ago")));
    }
    Ok(Finding::kept(format!("{} agents who left hold nothing", gone.len())))
}
