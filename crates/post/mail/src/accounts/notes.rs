//! What is known of accounts, and what the gate notes.

use super::events::Event;
use super::model::{Account, AccountId, Compared, Fate, Left, Standing};
use super::service::Target;
use super::{PASSWORDS, store as rows_of};
use crate::rights::require_room;
use kernel::{Fault, Timestamp};
use room::Fetched;
use std::collections::{BTreeMap, BTreeSet};
use store::{Act, Rows};

/// All accounts, oldest first.
///
/// # Errors
/// The store failed.
pub fn accounts(rows: &impl Rows) -> Result<Vec<(Account, Standing)>, Fault> {
    rows_of::accounts(rows)?.into_iter().map(|(account, _)| Ok((account.clone(), rows_of::standing(rows, account.id)?))).collect()
}

/// An account, how it goes, and the newest hundred messages that stay in its mailbox.
///
/// # Errors
/// The store failed.
pub fn account(rows: &impl Rows, id: AccountId) -> Result<Option<(Account, Standing, Vec<Left>)>, Fault> {
    let Some((account, _)) = rows_of::account(rows, id)? else { return Ok(None) };
    Ok(Some((account, rows_of::standing(rows, id)?, rows_of::left(rows, id)?)))
}

/// The valid accounts with their passwords, for the gate.
///
/// # Errors
/// The store failed, or the actor is not the room.
pub fn to_read(rows: &impl Rows) -> Result<Vec<Target>, Fault> {
    require_room(rows)?;
    let valid = rows_of::accounts(rows)?.into_iter().filter(|(account, _)| account.valid);
    valid
        .map(|(account, sealed)| Ok(Target { password: store::unseal(rows, PASSWORDS, &account.id.to_bytes(), &sealed)?, account }))
        .collect()
}

/// An account with its password, for a trial that an administrator asked for.
pub(super) fn target(rows: &impl Rows, id: AccountId) -> Result<Option<Target>, Fault> {
    let Some((account, sealed)) = rows_of::account(rows, id)? else { return Ok(None) };
    Ok(Some(Target { password: store::unseal(rows, PASSWORDS, &id.to_bytes(), &sealed)?, account }))
}

/// Everything that was met in a mailbox, by place.
///
/// # Errors
/// The store failed.
pub fn met(rows: &impl Rows, id: AccountId) -> Result<BTreeMap<String, Fate>, Fault> {
    rows_of::met(rows, id).map(|met| met.into_iter().collect())
}

/// Notes that a message was taken, in the act that takes it. An account that is gone meanwhile is passed over.
///
/// # Errors
/// The store failed, or the actor is not the room.
pub fn note_taken(act: &Act<'_>, fetched: &Fetched) -> Result<(), Fault> {
    require_room(act)?;
    let account = AccountId(fetched.account);
    if rows_of::count_taken(act, account)? {
        rows_of::note_met(act, account, &fetched.place, (Fate::Taken, None))?;
    }
    Ok(())
}

/// Notes that a message stays in its mailbox.
///
/// # Errors
/// The store failed, or the actor is not the room.
pub fn note_left(act: &Act<'_>, id: AccountId, place: &str, (fate, size): (Fate, Option<u64>)) -> Result<(), Fault> {
    require_room(act)?;
    if rows_of::account(act, id)?.is_none() {
        return Ok(());
    }
    rows_of::note_met(act, id, place, (fate, size))?;
    Event::Left(id, fate, size).record(act)
}

/// Forgets places that the mailbox does not list any more.
///
/// # Errors
/// The store failed, or the actor is not the room.
pub fn forget_places(act: &Act<'_>, id: AccountId, places: &[String]) -> Result<(), Fault> {
    require_room(act)?;
    places.iter().try_for_each(|place| rows_of::forget(act, id, place))
}

/// Forgets all places but those that the mailbox lists.
///
/// # Errors
/// The store failed, or the actor is not the room.
pub fn forget_others(act: &Act<'_>, id: AccountId, listed: &BTreeSet<String>) -> Result<(), Fault> {
    require_room(act)?;
    let met = rows_of::met(act, id)?;
    met.iter().filter(|(place, _)| !listed.contains(place)).try_for_each(|(place, _)| rows_of::forget(act, id, place))
}

/// Notes that a mailbox was read to its end.
///
/// # Errors
/// The store failed, or the actor is not the room.
pub fn note_success(act: &Act<'_>, id: AccountId) -> Result<(), Fault> {
    require_room(act)?;
    if rows_of::account(act, id)?.is_none() {
        return Ok(());
    }
    let before = rows_of::standing(act, id)?;
    rows_of::note_success(act, id)?;
    if before.failing_since.is_some() { Event::Recovered(id, before.failures).record(act) } else { Ok(()) }
}

/// Notes that a mailbox could not be read, and when it is tried again. The same words again are counted and not told again.
///
/// # Errors
/// The store failed, or the actor is not the room.
pub fn note_failure(act: &Act<'_>, id: AccountId, words: &str, next: Timestamp) -> Result<(), Fault> {
    require_room(act)?;
    if rows_of::account(act, id)?.is_none() {
        return Ok(());
    }
    let before = rows_of::standing(act, id)?;
    rows_of::note_failure(act, id, next)?;
    if before.failing_since.is_some() && before.words.as_deref() == Some(words) {
        return Ok(());
    }
    rows_of::set_words(act, id, words)?;
    Event::Failed(id, before.failures.saturating_add(1), words).record(act)
}

/// Notes what a comparison of mailbox and desk found.
///
/// # Errors
/// The store failed, or the actor is not the room.
pub fn note_compared(act: &Act<'_>, id: AccountId, compared: &Compared) -> Result<(), Fault> {
    require_room(act)?;
    if rows_of::account(act, id)?.is_none() {
        return Ok(());
    }
    rows_of::note_compared(act, id, compared)?;
    if compared.without_ticket > 0 {
        Event::Missed(id, compared.at_source, compared.without_ticket).record(act)?;
    }
    Ok(())
}
