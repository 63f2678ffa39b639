//! Notes that an agent has seen a ticket as it is now.

use crate::model::TicketId;
use crate::rights::{self, Permitted, Refusal, Ro};
use crate::store::words;
use ::store::{Act, Rows, params};
use kernel::Actor;

/// Notes it. A technical column: no event.
///
/// # Errors
/// The ticket is not there or not seen.
pub fn see(act: &Act<'_>, id: TicketId) -> Result<(), Refusal> {
    let on: Permitted<Ro> = rights::permit(act, id)?;
    if let Actor::Agent(agent) = act.by().actor {
        act.bookkeeping(&words::NOTE_SEEN, params![id.0, agent.0, on.ticket().articles])?;
    }
    Ok(())
}
