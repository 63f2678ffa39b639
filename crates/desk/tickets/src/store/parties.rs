//! Who is named on a ticket: members of a restricted one, customer users who take part.

use crate::model::TicketId;
use kernel::{AgentId, CustomerUserId, Fault, Id16};
use std::collections::BTreeSet;
use store::{Rows, params};

store::stmts! { tenant
    read PARTIES = "SELECT 0, agent FROM ticket_member WHERE ticket = ?1 UNION ALL \
        SELECT 1, customer_user FROM ticket_participant WHERE ticket = ?1 ORDER BY 1, 2";
    read IS_MEMBER_OF_ANY = "SELECT 1 FROM ticket_member WHERE agent = ?1 LIMIT 1";
    read COUNT_MEMBERSHIPS = "SELECT count(*) FROM ticket_member m JOIN ticket t ON t.id = m.ticket WHERE m.agent = ?1 AND t.restricted = 1";
    read RESTRICTED = "SELECT id FROM ticket WHERE open = 1 AND restricted = 1 ORDER BY changed_at DESC, id DESC LIMIT ?1";
    read NEWEST = "SELECT id FROM ticket ORDER BY changed_at DESC, id DESC LIMIT ?1";
    write SET_RESTRICTED = "UPDATE ticket SET restricted = ?2, changed_at = ?3, version = version + 1 WHERE id = ?1";
    write CLEAR_MEMBERS = "DELETE FROM ticket_member WHERE ticket = ?1";
    write ADD_MEMBER = "INSERT INTO ticket_member (ticket, agent) VALUES (?1, ?2)";
    write ADD_PARTICIPANT = "INSERT INTO ticket_participant (ticket, customer_user) VALUES (?1, ?2)";
    write DROP_PARTICIPANT = "DELETE FROM ticket_participant WHERE ticket = ?1 AND customer_user = ?2";
    write TOUCH_FOR_CUSTOMERS = "UPDATE ticket SET changed_at = ?2, customer_changed_at = ?2, version = version + 1 WHERE id = ?1";
}

/// Members and participants of a ticket.
pub(crate) fn of(rows: &impl Rows, ticket: TicketId) -> Result<(BTreeSet<AgentId>, BTreeSet<CustomerUserId>), Fault> {
    let (mut members, mut participants) = (BTreeSet::new(), BTreeSet::new());
    for row in rows.rows(&PARTIES, params![ticket.0])? {
        let id: Id16 = row.id(1)?;
        if row.int(0)? == 0 {
            members.insert(AgentId(id));
        } else {
            participants.insert(CustomerUserId(id));
        }
    }
    Ok((members, participants))
}

/// Whether an agent is member of any restricted ticket.
pub(crate) fn is_member_of_any(rows: &impl Rows, agent: AgentId) -> Result<bool, Fault> {
    Ok(rows.row(&IS_MEMBER_OF_ANY, params![agent.0])?.is_some())
}

/// Of how many restricted tickets an agent is a member.
pub(crate) fn count_memberships(rows: &impl Rows, agent: AgentId) -> Result<u64, Fault> {
    rows.row(&COUNT_MEMBERSHIPS, params![agent.0])?.map_or(Ok(0), |row| row.count(0))
}

/// Restricted tickets that are open, the newest change first.
pub(crate) fn restricted(rows: &impl Rows, most: u32) -> Result<Vec<TicketId>, Fault> {
    rows.rows(&RESTRICTED, params![most])?.iter().map(|row| row.id(0)).collect()
}

/// Tickets, the newest change first.
pub(crate) fn newest(rows: &impl Rows, most: u32) -> Result<Vec<TicketId>, Fault> {
    rows.rows(&NEWEST, params![most])?.iter().map(|row| row.id(0)).collect()
}
