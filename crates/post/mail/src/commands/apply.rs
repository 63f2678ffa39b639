//! Gives a ticket what filters and trusted fields name. What cannot be given is noted and keeps no mail from arriving.

use super::take::TakeError;
use crate::filter::Set;
use crate::step::Step;
use kernel::{EmailAddress, Fault};
use store::{Act, Rows};
use tickets::commands::{self as desk, ChangeError, Changes};
use tickets::{Asker, Lock, Refusal, TicketId};

/// Sets each property by itself: one that does not fit leaves the others.
pub(super) fn apply(act: &Act<'_>, ticket: TicketId, set: &Set, steps: &mut Vec<Step>) -> Result<(), TakeError> {
    for (what, value) in set.each() {
        let (what, to) = (what.to_owned(), value.clone());
        let Some(changes) = changes(act, &what, value)? else {
            steps.push(Step::Unfit { what, to });
            continue;
        };
        steps.push(match desk::change(act, ticket, &changes) {
            Ok(()) => Step::Set { what, to },
            Err(ChangeError::Refused(Refusal::Fault(fault))) => return Err(fault.into()),
            Err(_) => Step::Unfit { what, to },
        });
    }
    Ok(())
}

/// The change that gives a property; `None` when there is no such thing.
fn changes(rows: &impl Rows, what: &str, value: &str) -> Result<Option<Changes>, Fault> {
    let mut changes = Changes::default();
    let agent = |login: &str| people::agent_by_login(rows, &login.to_lowercase()).map(|found| found.map(|agent| agent.id));
    match what {
        "queue" => changes.queue = Some(value.to_owned()),
        "priority" => changes.priority = Some(value.to_owned()),
        "state" => changes.state = Some(value.to_owned()),
        "title" => changes.title = Some(value.to_owned()),
        "owner" => changes.owner = agent(value)?.map(Some),
        "responsible" => changes.responsible = agent(value)?.map(Some),
        "lock" => changes.lock = Lock::parse(value),
        _ => changes.asker = asker(rows, value)?,
    }
    let is_any = changes.queue.is_some()
        || changes.priority.is_some()
        || changes.state.is_some()
        || changes.title.is_some()
        || changes.owner.is_some()
        || changes.responsible.is_some()
        || changes.lock.is_some()
        || changes.asker.is_some();
    Ok(is_any.then_some(changes))
}

/// A customer user by login or address, else somebody with that address.
fn asker(rows: &impl Rows, text: &str) -> Result<Option<Asker>, Fault> {
    let email: Option<EmailAddress> = text.parse().ok();
    let by_address = email.as_ref().map(|email| people::customer_user_by_address(rows, email)).transpose()?.flatten();
    let user = match by_address {
        Some(user) => Some(user),
        None => people::customer_user_by_login(rows, &text.to_lowercase())?,
    };
    Ok(match (user, email) {
        (Some(user), _) => Some(Asker {
            user: Some(user.id),
            customer: user.customer.map(|customer| customer.id.as_str().to_owned()),
            email: Some(user.email),
            name: Some(user.name),
        }),
        (None, Some(email)) => Some(Asker { user: None, customer: None, email: Some(email), name: None }),
        (None, None) => None,
    })
}
