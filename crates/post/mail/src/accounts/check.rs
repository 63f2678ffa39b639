//! Whether mail that was sent to the tenant lies elsewhere and nobody sees it.

use super::model::Standing;
use super::store as rows_of;
use futures_util::FutureExt;
use kernel::{By, Fault, Timestamp};
use room::{Check, CheckContext, Finding};
use std::time::Duration;
use store::View;

/// A mailbox that was not read for so long is an alarm, whether anybody noted why or not.
const TOO_LONG: Duration = Duration::from_hours(2);

/// A comparison that is older says nothing; it is made once a night.
const TOO_OLD: Duration = Duration::from_hours(48);

/// Every mailbox elsewhere is read, and what lies there is in the desk.
pub(crate) const MAIL_ACCOUNTS: Check = Check {
    name: "mail-accounts",
    promise: "P-61",
    measures: "Looks at each mailbox that is to be read: when it was last read to its end, how long it has failed, what was left in it, and what its last comparison with the desk found.",
    fails_on: "a mailbox that was not read to its end for two hours, or that holds a message which is not in the desk",
    max_age: Duration::from_mins(20),
    per_tenant: true,
    run: |context| run(context).boxed(),
};

/// What is known of all mailboxes of a tenant.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    all: u64,
    /// For too long.
    unread: u64,
    left: u64,
    without_ticket: u64,
    /// Compared never or long ago, as are those that were just made.
    not_compared: u64,
}

async fn run(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let by = By::room("mail", context.house.ambient.request());
    let now = context.house.ambient.now();
    match door.read(by, now, move |view: &View<'_>| tally(view, now)).await {
        Ok(tally) => judge(&tally),
        Err(fault) => Finding::unmeasured(fault.what()),
    }
}

fn tally(view: &View<'_>, now: Timestamp) -> Result<Tally, Fault> {
    let mut tally = Tally::default();
    for (account, _) in rows_of::accounts(view)? {
        if account.valid {
            let made_at = rows_of::made_at(view, account.id)?;
            tally.add(made_at, &rows_of::standing(view, account.id)?, rows_of::count_left(view, account.id)?, now);
        }
    }
    Ok(tally)
}

impl Tally {
    fn add(&mut self, made_at: Timestamp, standing: &Standing, left: u64, now: Timestamp) {
        self.all += 1;
        self.left += left;
        let too_long = |since: Timestamp| now.since(since) >= TOO_LONG;
        // Who should read it and does not cannot note that either.
        let is_unread = too_long(standing.last_success_at.unwrap_or(made_at)) || standing.failing_since.is_some_and(too_long);
        self.unread += u64::from(is_unread);
        self.without_ticket += standing.compared.map_or(0, |compared| compared.without_ticket);
        let is_fresh = standing.compared.is_some_and(|compared| now.since(compared.at) < TOO_OLD);
        self.not_compared += u64::from(!is_fresh);
    }
}

fn judge(tally: &Tally) -> Finding {
    let Tally { all, unread, left, without_ticket, not_compared } = tally;
    if unread + left + without_ticket > 0 {
        return Finding::broken(format!(
            "of {all} mailboxes {unread} were not read to their end for two hours; {left} messages were left in them; the last comparison \
             found {without_ticket} that are not in the desk"
        ));
    }
    match (all, not_compared) {
        (0, _) => Finding::kept("no mailbox elsewhere is read"),
        (_, 0) => Finding::kept(format!("{all} mailboxes are read, and nothing lies in them that is not in the desk")),
        _ => Finding::unmeasured(format!("{not_compared} of {all} mailboxes have not been compared with the desk for two days")),
    }
}
