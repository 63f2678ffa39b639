//! What the trust centre asks of rights to tickets.

use crate::model::Ticket;
use crate::rights::{Facts, Scope, Standing, decide};
use crate::store::{self, parties};
use ::store::{Composed, Rows, Tenant, Value, View};
use futures_util::FutureExt;
use kernel::{Actor, By, Fault, Id16};
use people::Permission;
use room::{Check, CheckContext, Finding};
use std::collections::BTreeSet;
use std::time::Duration;

/// Most tickets of a kind, and most people of a kind, that are looked at.
const SAMPLE: u32 = 200;

/// The decision for one ticket and the predicate of lists are written from the same rules; whether they agree is asked of live rows.
pub(crate) const LISTS_AGREE: Check = Check {
    name: "lists-agree-with-rights",
    promise: "P-06",
    measures: "decides for up to 200 agents and customer users whether they see each of the 200 newest and 200 restricted tickets, and compares with what their lists hold",
    fails_on: "a list that holds a ticket which somebody may not see, or lacks one which they may",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| measure(context, lists_agree).boxed(),
};

/// A restricted ticket that nobody can work on is lost, whoever administers the desk.
pub(crate) const RESTRICTED_HAVE_MEMBERS: Check = Check {
    name: "restricted-tickets-have-somebody",
    promise: "P-38",
    measures: "looks for a member with rw among the members of each open restricted ticket",
    fails_on: "an open restricted ticket on which no member may work: all of them left or lost the right of the queue",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| measure(context, restricted_have_members).boxed(),
};

/// What arrives in a queue that nobody sees is never answered.
pub(crate) const QUEUES_HAVE_SOMEBODY: Check = Check {
    name: "queues-have-somebody",
    promise: "P-38",
    measures: "looks for valid agents with rw in the group of each queue",
    fails_on: "a queue in which nobody may work",
    max_age: Duration::from_hours(25),
    per_tenant: true,
    run: |context| measure(context, queues_have_somebody).boxed(),
};

async fn measure(context: CheckContext, look: fn(&View<'_>) -> Result<Finding, Fault>) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let by = By::room("tickets", context.house.ambient.request());
    door.read(by, context.house.ambient.now(), look).await.unwrap_or_else(|fault| Finding::unmeasured(fault.what()))
}

fn lists_agree(view: &View<'_>) -> Result<Finding, Fault> {
    let compared = compare(view, |scope, composed| scope.add_to(composed))?;
    let Compared { people, tickets, wrong } = compared;
    if wrong > 0 {
        return Ok(Finding::broken(format!("{wrong} of {} answers differ between lists and decisions", people * tickets)));
    }
    Ok(Finding::kept(format!("lists and decisions agree for {people} people and {tickets} tickets")))
}

struct Compared {
    people: usize,
    tickets: usize,
    wrong: usize,
}

/// Compares decisions with a predicate: the one of lists, or the one with which a test tries this comparison.
fn compare(rows: &impl Rows, predicate: impl Fn(&Scope<'_>, &mut Composed<Tenant>)) -> Result<Compared, Fault> {
    let ids: BTreeSet<_> = parties::newest(rows, SAMPLE)?.into_iter().chain(parties::restricted(rows, SAMPLE)?).collect();
    let all: Vec<Ticket> = ids.into_iter().map(|id| store::ticket(rows, id)).filter_map(Result::transpose).collect::<Result<_, _>>()?;
    let facts: Vec<(Id16, Facts)> = all.iter().map(|ticket| Ok((ticket.id.0, Facts::of(rows, ticket)?))).collect::<Result<_, Fault>>()?;
    let most = usize::try_from(SAMPLE).unwrap_or(usize::MAX);
    let agents = people::list_agents(rows)?.into_iter().map(|agent| Actor::Agent(agent.id)).take(most);
    let users: BTreeSet<_> =
        facts.iter().flat_map(|(_, facts)| facts.asker.iter().chain(&facts.participants).copied()).take(most).collect();
    let actors: Vec<Actor> = agents.chain(users.into_iter().map(Actor::CustomerUser)).collect();
    let queues = store::queues(rows)?;
    let wanted: Vec<Value> = facts.iter().map(|(id, _)| Value::from(*id)).collect();
    let mut wrong = 0;
    for actor in &actors {
        let standing = Standing::of_actor(rows, *actor)?;
        let mut composed = Composed::<Tenant>::new("SELECT t.id FROM ticket t WHERE t.id IN");
        composed.add_list(&wanted);
        predicate(&Scope::of(&standing, &queues), &mut composed);
        let listed: BTreeSet<Id16> = rows.rows_of(&composed)?.iter().map(|row| row.id(0)).collect::<Result<_, _>>()?;
        wrong += facts.iter().filter(|(id, facts)| decide(&standing, Permission::Ro, facts).is_allowed() != listed.contains(id)).count();
    }
    Ok(Compared { people: actors.len(), tickets: facts.len(), wrong })
}

fn restricted_have_members(view: &View<'_>) -> Result<Finding, Fault> {
    let (mut all, mut lost) = (0, 0);
    for id in parties::restricted(view, 10 * SAMPLE)? {
        let Some(ticket) = store::ticket(view, id)? else { continue };
        all += 1;
        if !crate::commands::some_may(view, &Facts::of(view, &ticket)?, Permission::Rw)? {
            lost += 1;
        }
    }
    if lost > 0 {
        return Ok(Finding::broken(format!("{lost} of {all} restricted tickets have no member who may work on them")));
    }
    Ok(Finding::kept(format!("{all} restricted tickets have members who may work on them")))
}

fn queues_have_somebody(view: &View<'_>) -> Result<Finding, Fault> {
    let queues = store::queues(view)?;
    let mut empty = 0;
    for queue in &queues {
        if people::agents_with(view, queue.group, Permission::Rw)?.is_empty() {
            empty += 1;
        }
    }
    if empty > 0 {
        return Ok(Finding::broken(format!("in {empty} of {} queues nobody may work", queues.len())));
    }
    Ok(Finding::kept(format!("in each of {} queues somebody may work", queues.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::{NewTicket, create};
    use crate::model::{Asker, Channel, Lock, MailLines, NewArticle, Sender};
    use crate::rights::{Permitted, Rw, permit};
    use ::store::{Act, Migration};
    use kernel::{AgentId, Locale, OperatorId, RequestId, Strength};
    use people::{AgentChange, GroupId, NewAgent};
    use room::Verdict;
    use testkit::on_both_engines;

    fn by(actor: Actor) -> By {
        By { actor, on_behalf: None, strength: Strength::Password, request: RequestId(Id16([7; 16])), ip: None }
    }

    fn agent(act: &Act<'_>, login: &str) -> AgentId {
        let email = format!("{login}@alpha.example").parse().unwrap();
        let new = NewAgent { login: login.parse().unwrap(), name: login.parse().unwrap(), email, locale: Locale::De };
        let id = people::create_agent(act, &new).unwrap();
        people::grant(act, id, GroupId::USERS, [Permission::Rw].into_iter().collect()).unwrap();
        id
    }

    fn ticket() -> NewTicket {
        let article = NewArticle {
            channel: Channel::Phone,
            sender: Sender::Customer,
            visible: true,
            author_name: "Bob".into(),
            subject: String::new(),
            text: "Der Drucker druckt nicht".into(),
            html: None,
            lines: MailLines::default(),
            attachments: Vec::new(),
            raw: None,
            malformed: None,
        };
        NewTicket {
            title: "Drucker".into(),
            queue: "Raw".into(),
            state: None,
            priority: None,
            asker: Asker::default(),
            owner: None,
            lock: Lock::Unlock,
            pending_until: None,
            article,
        }
    }

    #[test]
    fn sabotage_is_found() {
        let migrations: Vec<Migration> = people::MIGRATIONS.iter().chain(&crate::MIGRATIONS).copied().collect();
        on_both_engines(&migrations, |node| async move {
            let door = node.tenant().await;
            let operator = || by(Actor::Operator(OperatorId(Id16([9; 16]))));
            let furnish = |act: &Act<'_>| Ok::<_, Fault>((agent(act, "erika"), agent(act, "jonas")));
            let (erika, jonas) = door.act(operator(), node.ambient.moment(), furnish).await.unwrap();
            let make = move |act: &Act<'_>| {
                let (open, shut) = (create(act, &ticket()).unwrap(), create(act, &ticket()).unwrap());
                let on: Permitted<Rw> = permit(act, shut).unwrap();
                on.set_members(act, Some(&BTreeSet::from([erika]))).unwrap();
                Ok::<_, Fault>([open, shut])
            };
            door.act(by(Actor::Agent(erika)), node.ambient.moment(), make).await.unwrap();
            let look = async |look: fn(&View<'_>) -> Result<Finding, Fault>| {
                door.read(operator(), node.ambient.now(), look).await.unwrap().verdict
            };
            let all = async || [look(lists_agree).await, look(restricted_have_members).await, look(queues_have_somebody).await];
            assert_eq!(all().await, [Verdict::Kept; 3]);

            // A predicate that forgets who is a member, and one that forgets everything.
            let wrong = |predicate: fn(&Scope<'_>, &mut Composed<Tenant>)| {
                door.read(operator(), node.ambient.now(), move |view| Ok::<_, Fault>(compare(view, predicate)?.wrong))
            };
            assert_eq!(wrong(|_, _| ()).await.unwrap(), 1, "jonas would see what is restricted");
            assert_eq!(wrong(|_, composed| composed.add("AND 1 = 0", &[])).await.unwrap(), 3);

            let valid = async |id: AgentId, valid: bool| {
                let change = AgentChange { valid: Some(valid), ..AgentChange::default() };
                door.act(operator(), node.ambient.moment(), move |act| people::change_agent(act, id, &change)).await.unwrap();
            };
            valid(erika, false).await;
            assert_eq!(all().await, [Verdict::Kept, Verdict::Broken, Verdict::Kept]);
            valid(jonas, false).await;
            assert_eq!(all().await, [Verdict::Kept, Verdict::Broken, Verdict::Broken]);
            valid(erika, true).await;
            assert_eq!(all().await, [Verdict::Kept; 3]);
        });
    }
}
