//! Ticket rows.

use crate::model::{Asker, Lock, PriorityId, QueueId, StateId, StateType, Ticket, TicketId};
use kernel::{Fault, OrFault};
use people::GroupId;
use store::{Row, Rows, params};

/// The columns of a ticket, in the order in which [`read_ticket`] takes them.
macro_rules! columns {
    () => {
        "SELECT t.id, t.number, t.title, t.queue, q.name, q.grp, t.state, s.name, s.type, t.priority, p.name, t.lock, t.owner, t.responsible, \
         t.customer, t.customer_user, t.customer_email, t.customer_name, t.pending_until, t.created_at, t.changed_at, t.version, t.articles, \
         t.attachments, t.customer_changed_at, t.restricted, q.confidential FROM ticket t JOIN queue q ON q.id = t.queue JOIN ticket_state s ON s.id = t.state JOIN ticket_priority p ON p.id = t.priority"
    };
}
pub(crate) use columns;

/// Open tickets by queue and state: all, those of one owner, those of none. The signs before the columns keep SQLite from walking
/// all tickets in the order of their queues.
pub(crate) const OPEN_COUNTS: &str = "SELECT +t.queue, +t.state, count(*),";
/// Whose, and that they are open.
pub(crate) const OPEN_COUNTS_OF: &str =
    "count(CASE WHEN t.owner = ? THEN 1 END), count(CASE WHEN t.owner IS NULL THEN 1 END) FROM ticket t WHERE t.open = 1";
/// What they are counted by.
pub(crate) const OPEN_COUNTS_BY: &str = "GROUP BY +t.queue, +t.state";

store::stmts! { tenant
    read TICKET = concat!(columns!(), " WHERE t.id = ?1");
    read TICKET_NUMBERED = concat!(columns!(), " WHERE t.number = ?1");
    write ADD_TICKET = "INSERT INTO ticket (id, number, title, queue, state, priority, lock, owner, responsible, customer, customer_user, customer_email, \
        customer_name, pending_until, created_at, changed_at, customer_changed_at, version, articles, attachments, open) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15, ?15, 1, 0, 0, ?16)";
    write SET_TITLE = "UPDATE ticket SET title = ?2, changed_at = ?3, customer_changed_at = ?3, version = version + 1 WHERE id = ?1";
    write SET_QUEUE = "UPDATE ticket SET queue = ?2, changed_at = ?3, version = version + 1 WHERE id = ?1";
    write SET_STATE = "UPDATE ticket SET state = ?2, open = ?5, pending_until = ?4, changed_at = ?3, customer_changed_at = ?3, version = version + 1 WHERE id = ?1";
    write SET_PRIORITY = "UPDATE ticket SET priority = ?2, changed_at = ?3, version = version + 1 WHERE id = ?1";
    write SET_OWNER = "UPDATE ticket SET owner = ?2, changed_at = ?3, version = version + 1 WHERE id = ?1";
    write SET_RESPONSIBLE = "UPDATE ticket SET responsible = ?2, changed_at = ?3, version = version + 1 WHERE id = ?1";
    write SET_LOCK = "UPDATE ticket SET lock = ?2, changed_at = ?3, version = version + 1 WHERE id = ?1";
    write SET_ASKER = "UPDATE ticket SET customer = ?2, customer_user = ?3, customer_email = ?4, customer_name = ?5, changed_at = ?6, \
        customer_changed_at = ?6, version = version + 1 WHERE id = ?1";
    write SET_PENDING = "UPDATE ticket SET pending_until = ?2, changed_at = ?3, version = version + 1 WHERE id = ?1";
    write COUNT_ARTICLE = "UPDATE ticket SET articles = articles + 1, attachments = attachments + ?2, changed_at = ?3, \
        customer_changed_at = CASE WHEN ?4 = 1 THEN ?3 ELSE customer_changed_at END, version = version + 1 WHERE id = ?1";
    write TOUCH = "UPDATE ticket SET changed_at = ?2, version = version + 1 WHERE id = ?1";
}

/// Reads a row of [`columns`].
pub(crate) fn read_ticket(row: &Row) -> Result<Ticket, Fault> {
    Ok(Ticket {
        id: row.id(0)?,
        number: row.text(1)?,
        title: row.text(2)?,
        queue: QueueId(row.int(3)?),
        queue_name: row.text(4)?,
        group: GroupId(row.int(5)?),
        state: StateId(row.int(6)?),
        state_name: row.text(7)?,
        state_type: StateType::parse(&row.text(8)?).or_fault("a state has an unknown type")?,
        priority: PriorityId(row.int(9)?),
        priority_name: row.text(10)?,
        lock: Lock::parse(&row.text(11)?).or_fault("a ticket has an unknown lock")?,
        owner: row.opt_id(12)?,
        responsible: row.opt_id(13)?,
        asker: Asker {
            customer: row.opt_text(14)?,
            user: row.opt_id(15)?,
            email: row.opt_text(16)?.and_then(|address| address.parse().ok()),
            name: row.opt_text(17)?,
        },
        pending_until: row.opt_time(18)?,
        created_at: row.time(19)?,
        changed_at: row.time(20)?,
        version: row.int(21)?,
        articles: row.int(22)?,
        attachments: row.int(23)?,
        customer_changed_at: row.time(24)?,
        restricted: row.bool(25)?,
        confidential: row.bool(26)?,
    })
}

/// A ticket by its id, whoever asks: rights are asked by [`crate::rights`].
pub(crate) fn ticket(rows: &impl Rows, id: TicketId) -> Result<Option<Ticket>, Fault> {
    rows.row(&TICKET, params![id.0])?.as_ref().map(read_ticket).transpose()
}

/// A ticket by its number, whoever asks.
pub(crate) fn ticket_by_number(rows: &impl Rows, number: &str) -> Result<Option<Ticket>, Fault> {
    rows.row(&TICKET_NUMBERED, params![number])?.as_ref().map(read_ticket).transpose()
}
