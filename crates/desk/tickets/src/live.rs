//! What tickets tell those who listen.

use crate::model::{QueueId, TicketId};
use crate::rights::{Facts, Standing};
use crate::store;
use ::store::{Recorded, View};
use kernel::{Actor, AgentId, Fault};
use room::{Live, Told};
use serde_json::json;
use std::collections::BTreeSet;

/// How the room's events are told.
pub static LIVE: Live = Live { tell, ears, changes_ears };

fn tell(view: &View<'_>, events: &[Recorded]) -> Result<Vec<Told>, Fault> {
    let mut told = Vec::new();
    for event in events.iter().filter(|event| event.room == "tickets") {
        let Some(id) = event.object.filter(|_| event.object_kind == TicketId::PREFIX).map(TicketId) else { continue };
        let Some(ticket) = store::ticket(view, id)? else { continue };
        let facts = Facts::of(view, &ticket)?;
        let kind = match event.kind.as_str() {
            "created" => "ticket.created",
            "article_added" => "ticket.article_added",
            "delivery_changed" | "delivery_late" => "ticket.delivery_changed",
            _ => "ticket.changed",
        };
        let line = json!({"kind": kind, "ticket": id.to_string(), "version": ticket.version}).to_string();
        told.push(Told { seq: event.seq, line, heard_by: agents_who_hear(view, event, &facts)? });
        if concerns_customer(event) {
            // No version: how often it grew says how much is done that customers do not see.
            let line = json!({"kind": kind, "ticket": id.to_string()}).to_string();
            told.push(Told { seq: event.seq, line, heard_by: customers_who_hear(event, &facts) });
        }
    }
    Ok(told)
}

/// The ears of those agents who see the ticket, and of those who saw it until now: their lists have to let it go.
fn agents_who_hear(view: &View<'_>, event: &Recorded, facts: &Facts) -> Result<BTreeSet<String>, Fault> {
    let mut heard_by = BTreeSet::new();
    let mut hear = |queue: QueueId, restricted: bool, members: &BTreeSet<AgentId>| {
        if restricted {
            heard_by.extend(members.iter().map(|member| member_ear(queue, *member)));
        } else {
            heard_by.insert(format!("queue:{}", queue.0));
        }
    };
    hear(facts.queue, facts.restricted, &facts.members);
    if event.kind == "queue_changed"
        && let Some(from) = event.public.get("from").and_then(serde_json::Value::as_str)
        && let Some(queue) = store::queue_by_name(view, from)?
    {
        hear(queue.id, facts.restricted, &facts.members);
    }
    if event.kind == "members_set" {
        let before: Option<BTreeSet<AgentId>> = event.public.get("from").and_then(|from| serde_json::from_value(from.clone()).ok());
        hear(facts.queue, before.is_some(), &before.unwrap_or_default());
    }
    Ok(heard_by)
}

/// The ears of those customer users who see the ticket, and of whoever takes part no longer.
fn customers_who_hear(event: &Recorded, facts: &Facts) -> BTreeSet<String> {
    let mut heard_by: BTreeSet<String> = facts.asker.iter().chain(&facts.participants).map(|user| format!("customer:{user}")).collect();
    if !facts.restricted && !facts.confidential {
        heard_by.extend(facts.customer.iter().map(|company| company_ear(company)));
    }
    if event.kind == "participant_removed" {
        heard_by.extend(event.public.get("customer_user").and_then(serde_json::Value::as_str).map(|user| format!("customer:{user}")));
    }
    heard_by
}

/// The ear of a member of restricted tickets, in a queue whose tickets they may read.
fn member_ear(queue: QueueId, member: AgentId) -> String {
    format!("member:{}:{member}", queue.0)
}

/// The ear of whoever sees the tickets of a company.
fn company_ear(company: &str) -> String {
    format!("company:{company}")
}

/// Whether an event changes what the customer user sees. Owners, queues, priorities and notes are the desk's own affair, and so
/// is when they change.
fn concerns_customer(event: &Recorded) -> bool {
    match event.kind.as_str() {
        "created" | "title_changed" | "state_changed" | "customer_changed" | "participant_added" | "participant_removed" => true,
        "article_added" => event.public.get("visible") == Some(&json!(true)),
        _ => false,
    }
}

fn ears(view: &View<'_>, actor: Actor) -> Result<BTreeSet<String>, Fault> {
    let standing = Standing::of_actor(view, actor)?;
    Ok(match &standing {
        Standing::Agent(agent, _) => {
            let ears = |queue: crate::model::Queue| [format!("queue:{}", queue.id.0), member_ear(queue.id, *agent)];
            standing.visible_queues(view)?.into_iter().flat_map(ears).collect()
        }
        Standing::CustomerUser(user, companies) => {
            companies.iter().map(|company| company_ear(company.as_str())).chain([format!("customer:{user}")]).collect()
        }
        Standing::Room(_) | Standing::Nobody => BTreeSet::new(),
    })
}

fn changes_ears(event: &Recorded) -> bool {
    event.room == "people" || (event.room == "tickets" && matches!(event.kind.as_str(), "queue_created" | "queue_regrouped"))
}
