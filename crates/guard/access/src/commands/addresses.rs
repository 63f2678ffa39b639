//! Chooses from where people may come. A change counts at once, and only for five minutes unless somebody confirms it, who has to come
//! from where it lets them in: nobody locks themselves out of a browser by a browser.

use super::enrol_totp::not_by_token;
use crate::address::{AddressChangeId, Addresses, TooMany, Where};
use crate::events::Event;
use crate::model::{Facts, Session};
use crate::rights::{Administering, NotYours};
use crate::standing::places_of;
use crate::store::addresses::{self as kept_rows, Kept, Waits};
use crate::store::{self as rows_of};
use kernel::{Fault, Id16};
use std::time::Duration;
use store::{Act, Job, Rows};

/// So long a change counts without having been confirmed.
pub(crate) const UNCONFIRMED: Duration = Duration::from_mins(5);
/// The job that writes down that a change was taken back.
pub(crate) const TAKE_BACK: &str = "take_back_addresses";
/// **Units**: sessions that a rehearsal names; all are counted.
pub(crate) const NAMED: usize = 50;

/// Why nothing was chosen.
#[derive(Debug, thiserror::Error)]
pub enum SetAddressesError {
    /// Only administrators and the node's command line do this.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// More than the limits allow.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// There is no such role.
    #[error("there is no such role")]
    RoleUnknown,
    /// Somebody else changed them meanwhile.
    #[error("somebody changed them meanwhile")]
    Outdated,
    /// No such change waits to be confirmed.
    #[error("no such change waits to be confirmed")]
    NothingWaits,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Chooses. With a `version` it has to be the one that holds.
pub(crate) fn set_addresses(act: &Act<'_>, rules: Addresses, version: Option<i64>) -> Result<Waits, SetAddressesError> {
    let permitted = Administering::permit::<SetAddressesError>(act)?;
    let rules = held(act, rules)?;
    let before = kept_rows::kept(act)?;
    if version.is_some_and(|version| before.version != version) {
        return Err(SetAddressesError::Outdated);
    }
    // What was confirmed last comes back, however often somebody changes something that is not confirmed.
    let until = act.now().after(UNCONFIRMED);
    let earlier = match before.waits {
        Some(Waits { earlier, .. }) => earlier,
        None => before.rules,
    };
    let waits = Waits { change: AddressChangeId(act.new_id()), earlier, until };
    let kept = Kept { rules, version: before.version + 1, waits: Some(waits.clone()) };
    kept_rows::keep(permitted.act, &kept)?;
    act.enqueue(&Job { room: "access", kind: TAKE_BACK, object: Id16([0; 16]), due_at: until })?;
    Event::AddressesChanged(&kept.rules, until).record(act)?;
    Ok(waits)
}

/// Confirms the change that waits.
pub(crate) fn confirm_addresses(act: &Act<'_>, change: AddressChangeId) -> Result<(), SetAddressesError> {
    let permitted = Administering::permit::<SetAddressesError>(act)?;
    let kept = waiting(act, change)?;
    // A program that gets in says nothing of whether people do.
    not_by_token(act)?;
    kept_rows::keep(permitted.act, &Kept { waits: None, ..kept })?;
    Event::AddressesConfirmed.record(act)?;
    Ok(())
}

/// Takes the change back that waits.
pub(crate) fn take_back_addresses(act: &Act<'_>, change: AddressChangeId) -> Result<(), SetAddressesError> {
    let permitted = Administering::permit::<SetAddressesError>(act)?;
    let kept = waiting(act, change)?;
    back(permitted.act, kept, "asked")?;
    Ok(())
}

/// Writes down that the time to confirm is over. By the room itself.
pub(crate) fn give_up_waiting(act: &Act<'_>) -> Result<(), Fault> {
    let kept = kept_rows::kept(act)?;
    match &kept.waits {
        Some(waits) if act.now() >= waits.until => back(act, kept, "time"),
        _ => Ok(()),
    }
}

/// Removes every rule at once, confirmed; for whoever locked everybody out.
///
/// # Errors
/// Not the node's command line, or the store failed.
pub fn clear_addresses(act: &Act<'_>) -> Result<(), SetAddressesError> {
    let permitted = Administering::permit::<SetAddressesError>(act)?;
    let version = kept_rows::kept(act)?.version + 1;
    kept_rows::keep(permitted.act, &Kept { rules: Addresses::default(), version, waits: None })?;
    Event::AddressesChanged(&Addresses::default(), act.now()).record(act)?;
    Event::AddressesConfirmed.record(act)?;
    Ok(())
}

fn waiting(act: &Act<'_>, change: AddressChangeId) -> Result<Kept, SetAddressesError> {
    let kept = kept_rows::kept(act)?;
    let waits = kept.waits.as_ref().is_some_and(|waits| waits.change == change && act.now() < waits.until);
    if waits { Ok(kept) } else { Err(SetAddressesError::NothingWaits) }
}

fn back(act: &Act<'_>, kept: Kept, why: &'static str) -> Result<(), Fault> {
    let Some(Waits { earlier, .. }) = kept.waits else { return Ok(()) };
    kept_rows::keep(act, &Kept { rules: earlier, version: kept.version + 1, waits: None })?;
    Event::AddressesTakenBack(why).record(act)
}

fn held(rows: &impl Rows, rules: Addresses) -> Result<Addresses, SetAddressesError> {
    let rules = rules.tidied()?;
    for place in rules.0.keys() {
        if let Where::Role(role) = place {
            people::role(rows, *role)?.ok_or(SetAddressesError::RoleUnknown)?;
        }
    }
    Ok(rules)
}

/// What would be if rules counted.
#[derive(Debug)]
pub(crate) struct Rehearsal {
    /// Whether whoever asks would still be let in.
    pub(crate) you: bool,
    /// Sessions that would be shut out, the last seen first.
    pub(crate) shut_out: Vec<(Session, Facts)>,
    /// How many these are in all.
    pub(crate) count: usize,
    /// Of how many sessions.
    pub(crate) of: usize,
}

/// Looks whom rules would shut out of those who are signed in, by where they signed in from.
pub(crate) fn rehearse(rows: &impl Rows, rules: Addresses) -> Result<Rehearsal, SetAddressesError> {
    Administering::may::<SetAddressesError>(rows)?;
    let rules = held(rows, rules)?;
    let lets_in = |session: &Session| Ok::<_, Fault>(rules.let_in(session.ip, &places_of(rows, &rules, session.person)?));
    let sessions = rows_of::sessions(rows, rows.now())?;
    let (of, mut count, mut shut_out) = (sessions.len(), 0, Vec::new());
    for session in sessions {
        if lets_in(&session)? {
            continue;
        }
        count += 1;
        if shut_out.len() < NAMED
            && let Some(facts) = rows_of::facts(rows, session.person)?
        {
            shut_out.push((session, facts));
        }
    }
    let by = rows.by();
    let you = match crate::Person::of(by.actor) {
        Some(person) => rules.let_in(by.ip, &places_of(rows, &rules, person)?),
        None => true,
    };
    Ok(Rehearsal { you, shut_out, count, of })
}
