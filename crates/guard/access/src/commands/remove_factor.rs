//! Removes factors: one of one's own, or all of somebody who lost theirs.

use super::end_sessions::end_other_sessions;
use super::enrol_totp::not_by_token;
use super::open::end_sessions_of;
use super::revoke_token::revoke_tokens_of;
use crate::events::Event;
use crate::factor::FactorId;
use crate::model::Person;
use crate::rights::{Administering, NotYours};
use crate::store::{self as rows_of, factors};
use kernel::{Fault, Id16};
use store::Act;

/// Why no factor was removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveFactorError {
    /// Only administrators do this.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// There is no such factor, or no such person.
    #[error("there is no such factor")]
    Unknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Removes one of one's own. With the last one the recovery codes go. All other sessions end: one of them may have been opened with it.
pub(crate) fn remove_factor(act: &Act<'_>, person: Person, id: FactorId, session: Option<Id16>) -> Result<(), RemoveFactorError> {
    let all = factors::factors_of(act, person)?;
    let factor = all.iter().find(|factor| factor.id == id).ok_or(RemoveFactorError::Unknown)?;
    not_by_token(act)?;
    factors::remove_factor(act, id)?;
    if all.len() == 1 {
        factors::set_codes(act, person, &[])?;
    }
    Event::FactorRemoved(factor).record(act)?;
    end_other_sessions(act, session)?;
    Ok(())
}

/// Removes all factors and recovery codes of somebody who lost them, ends all their sessions and revokes all their tokens: at their next sign-in they set up new ones.
///
/// # Errors
/// See [`RemoveFactorError`].
pub fn reset_factors(act: &Act<'_>, person: Person) -> Result<(), RemoveFactorError> {
    let permitted = Administering::permit::<RemoveFactorError>(act)?;
    rows_of::facts(permitted.act, person)?.ok_or(RemoveFactorError::Unknown)?;
    for factor in factors::factors_of(act, person)? {
        factors::remove_factor(act, factor.id)?;
        Event::FactorRemoved(&factor).record(act)?;
    }
    factors::set_codes(act, person, &[])?;
    end_sessions_of(act, person)?;
    revoke_tokens_of(act, person)?;
    Event::FactorsReset(person).record(act)?;
    Ok(())
}
