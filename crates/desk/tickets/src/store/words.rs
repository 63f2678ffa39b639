//! Queues, states, priorities, numbers, what agents have seen.

use crate::model::{FollowUp, PriorityId, Queue, QueueAddress, QueueId, State, StateId, StateType, Ticket, TicketId};
use kernel::{AgentId, Fault, OrFault};
use people::GroupId;
use std::collections::HashMap;
use store::{Composed, Row, Rows, Tenant, params};

store::stmts! { tenant
    read QUEUES = "SELECT id, name, grp, follow_up, confidential, address, address_name FROM queue ORDER BY name, id";
    read QUEUE = "SELECT id, name, grp, follow_up, confidential, address, address_name FROM queue WHERE id = ?1";
    read QUEUE_NAMED = "SELECT id, name, grp, follow_up, confidential, address, address_name FROM queue WHERE name = ?1";
    read QUEUE_ADDRESSED = "SELECT id, name, grp, follow_up, confidential, address, address_name FROM queue WHERE address = ?1";
    read STATES = "SELECT id, name, type FROM ticket_state ORDER BY id";
    read STATE_NAMED = "SELECT id, name, type FROM ticket_state WHERE name = ?1";
    read PRIORITIES = "SELECT id, name FROM ticket_priority ORDER BY id";
    read SEEN = "SELECT articles FROM ticket_seen WHERE ticket = ?1 AND agent = ?2";
    read LAST_NUMBER = "SELECT last FROM ticket_number WHERE day = ?1";
    write ADD_QUEUE = "INSERT INTO queue (id, name, grp, follow_up) VALUES ((SELECT max(id) + 1 FROM queue), ?1, ?2, ?3)";
    write SET_ADDRESS = "UPDATE queue SET address = ?2, address_name = ?3 WHERE id = ?1";
    write SET_CONFIDENTIAL = "UPDATE queue SET confidential = ?2 WHERE id = ?1";
    write SET_GROUP = "UPDATE queue SET grp = ?2 WHERE id = ?1";
    write SET_FOLLOW_UP = "UPDATE queue SET follow_up = ?2 WHERE id = ?1";
    bookkeeping COUNT_NUMBER = "INSERT INTO ticket_number (day, last) VALUES (?1, 1) ON CONFLICT (day) DO UPDATE SET last = ticket_number.last + 1";
    bookkeeping AGAIN_UNSEEN = "UPDATE ticket_seen SET articles = ?2 WHERE ticket = ?1 AND articles > ?2";
    bookkeeping NOTE_SEEN = "INSERT INTO ticket_seen (ticket, agent, articles) VALUES (?1, ?2, ?3) \
        ON CONFLICT (ticket, agent) DO UPDATE SET articles = excluded.articles";
}

fn read_queue(row: &Row) -> Result<Queue, Fault> {
    Ok(Queue {
        id: QueueId(row.int(0)?),
        name: row.text(1)?,
        group: GroupId(row.int(2)?),
        follow_up: FollowUp::parse(&row.text(3)?).or_fault("a queue has an unknown follow-up option")?,
        confidential: row.bool(4)?,
        address: match row.opt_text(5)?.and_then(|address| address.parse().ok()) {
            Some(email) => Some(QueueAddress { email, name: row.opt_text(6)?.unwrap_or_default() }),
            None => None,
        },
    })
}

fn read_state(row: &Row) -> Result<State, Fault> {
    let kind = StateType::parse(&row.text(2)?).or_fault("a state has an unknown type")?;
    Ok(State { id: StateId(row.int(0)?), name: row.text(1)?, kind })
}

/// All queues, by name.
pub(crate) fn queues(rows: &impl Rows) -> Result<Vec<Queue>, Fault> {
    rows.rows(&QUEUES, &[])?.iter().map(read_queue).collect()
}

pub(crate) fn queue(rows: &impl Rows, id: QueueId) -> Result<Option<Queue>, Fault> {
    rows.row(&QUEUE, params![id.0])?.as_ref().map(read_queue).transpose()
}

pub(crate) fn queue_by_name(rows: &impl Rows, name: &str) -> Result<Option<Queue>, Fault> {
    rows.row(&QUEUE_NAMED, params![name])?.as_ref().map(read_queue).transpose()
}

/// The queue into which mail to an address goes.
pub(crate) fn queue_by_address(rows: &impl Rows, address: &str) -> Result<Option<Queue>, Fault> {
    rows.row(&QUEUE_ADDRESSED, params![address])?.as_ref().map(read_queue).transpose()
}

/// All states, by number.
pub(crate) fn states(rows: &impl Rows) -> Result<Vec<State>, Fault> {
    rows.rows(&STATES, &[])?.iter().map(read_state).collect()
}

pub(crate) fn state_by_name(rows: &impl Rows, name: &str) -> Result<Option<State>, Fault> {
    rows.row(&STATE_NAMED, params![name])?.as_ref().map(read_state).transpose()
}

/// All priorities, the lowest first.
pub(crate) fn priorities(rows: &impl Rows) -> Result<Vec<(PriorityId, String)>, Fault> {
    rows.rows(&PRIORITIES, &[])?.iter().map(|row| Ok((PriorityId(row.int(0)?), row.text(1)?))).collect()
}

/// How many articles of some tickets an agent has seen; of tickets never opened, none.
pub(crate) fn agents_seen_among(rows: &impl Rows, tickets: &[Ticket], agent: AgentId) -> Result<HashMap<TicketId, i64>, Fault> {
    let mut composed: Composed<Tenant> =
        Composed::new("SELECT ticket, articles FROM ticket_seen WHERE agent =").with("?", &[agent.0.into()]);
    composed.add("AND ticket IN", &[]);
    composed.add_list(&tickets.iter().map(|ticket| ticket.id.0.into()).collect::<Vec<_>>());
    rows.rows_of(&composed)?.iter().map(|row| Ok((row.id(0)?, row.int(1)?))).collect()
}

pub(crate) fn agents_seen(rows: &impl Rows, ticket: TicketId, agent: AgentId) -> Result<i64, Fault> {
    rows.row(&SEEN, params![ticket.0, agent.0])?.map_or(Ok(0), |row| row.int(0))
}
