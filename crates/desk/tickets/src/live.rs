//! What tickets tell those who listen.

use crate::model::TicketId;
use crate::rights::Standing;
use crate::store;
use ::store::{Recorded, View};
use kernel::{Actor, Fault};
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
        let kind = match event.kind.as_str() {
            "created" => "ticket.created",
            "article_added" => "ticket.article_added",
            "delivery_changed" | "delivery_late" => "ticket.delivery_changed",
            _ => "ticket.changed",
        };
        let mut heard_by = BTreeSet::from([format!("queue:{}", ticket.queue.0)]);
        // A ticket that leaves a queue is news there too: the list has to let it go.
        if event.kind == "queue_changed"
            && let Some(from) = event.public.get("from").and_then(serde_json::Value::as_str)
            && let Some(queue) = store::queue_by_name(view, from)?
        {
            heard_by.insert(format!("queue:{}", queue.id.0));
        }
        let line = json!({"kind": kind, "ticket": id.to_string(), "version": ticket.version}).to_string();
        told.push(Told { seq: event.seq, line, heard_by });
        if let Some(user) = ticket.asker.user.filter(|_| concerns_customer(event)) {
            // No version: how often it grew says how much is done that customers do not see.
            let line = json!({"kind": kind, "ticket": id.to_string()}).to_string();
            told.push(Told { seq: event.seq, line, heard_by: BTreeSet::from([format!("customer:{user}")]) });
        }
    }
    Ok(told)
}

/// Whether an event changes what the customer user sees. Owners, queues, priorities and notes are the desk's own affair, and so
/// is when they change.
fn concerns_customer(event: &Recorded) -> bool {
    match event.kind.as_str() {
        "created" | "title_changed" | "state_changed" | "customer_changed" => true,
        "article_added" => event.public.get("visible") == Some(&json!(true)),
        _ => false,
    }
}

fn ears(view: &View<'_>, actor: Actor) -> Result<BTreeSet<String>, Fault> {
    Ok(match actor {
        Actor::Agent(agent) => {
            let standing = Standing::Agent(people::rights_of(view, agent)?);
            standing.visible_queues(view)?.into_iter().map(|queue| format!("queue:{}", queue.id.0)).collect()
        }
        Actor::CustomerUser(user) => BTreeSet::from([format!("customer:{user}")]),
        Actor::Operator(_) | Actor::Room(_) | Actor::Stranger => BTreeSet::new(),
    })
}

fn changes_ears(event: &Recorded) -> bool {
    event.room == "people" || (event.room == "tickets" && event.kind == "queue_created")
}
