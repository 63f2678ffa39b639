//! Who may see and change what, and what the room may do by itself.

use kernel::{Actor, Fault};
use room::{Right, StandingRight};
use store::Rows;

/// The room's rights and their rules.
pub(crate) static RIGHTS: &[Right] = &[
    Right { name: "mail.administer", rule: "an agent with rw in the group admin, directly or by a role" },
    Right { name: "mail.journey", rule: "agents: ro or rw in the group of the queue where the article's ticket lies" },
];

/// Declared here, granted by the tickets room or ruled by this one, printed in the matrix.
pub static STANDING: &[StandingRight] = &[
    StandingRight { right: "ticket.create", because: "a mail that answers no ticket becomes one" },
    StandingRight { right: "ticket.note", because: "a mail that answers a ticket becomes an article of it" },
    StandingRight { right: "ticket.rw", because: "a follow-up opens a closed ticket; delivery states are noted" },
    StandingRight { right: "ticket.ro", because: "threading looks tickets up" },
    StandingRight { right: "ticket.move_into", because: "a postmaster filter names the queue of a ticket that a mail joins" },
    StandingRight { right: "ticket.priority", because: "a postmaster filter names a priority" },
    StandingRight { right: "ticket.owner", because: "a postmaster filter names an owner or a responsible agent" },
    StandingRight { right: "mail.read_mailboxes", because: "mailboxes elsewhere are read with their passwords, and what was met is noted" },
];

/// Refuses everybody but the room itself, for `mail.read_mailboxes`.
///
/// # Errors
/// Somebody else acts: a bug, since no operation leads here.
pub(crate) fn require_room(rows: &impl Rows) -> Result<(), Fault> {
    match rows.by().actor {
        Actor::Room("mail") => Ok(()),
        _ => Err(Fault::bug("only the mail room itself reads mailboxes")),
    }
}
