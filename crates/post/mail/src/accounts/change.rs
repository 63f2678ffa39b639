//! Makes, changes and removes accounts.

use super::events::Event;
use super::model::{Account, AccountChange, AccountId, Unfit, fit_password};
use super::service::Target;
use super::{PASSWORDS, store as rows_of};
use kernel::Fault;
use people::{Forbidden, require_administrator};
use store::Act;
use tickets::{QueueId, queries};

/// A tenant reads as many mailboxes at most.
const MOST: usize = 200;

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A value does not fit.
    #[error("{0}: {1}")]
    Unfit(&'static str, Unfit),
    /// This mailbox is read already.
    #[error("this mailbox is read already")]
    ReadAlready,
    /// There are too many.
    #[error("two hundred accounts are the most")]
    TooMany,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// The password would be sent to another place, and whoever asks did not say it.
    #[error("another host, port, tls, root or login needs the password again")]
    PasswordNeeded,
    /// Somebody was faster.
    #[error("the account was changed in the meantime")]
    Outdated,
    /// As when it is made.
    #[error(transparent)]
    Create(#[from] CreateError),
}

/// Why an account was not removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Fault> for ChangeError {
    fn from(fault: Fault) -> Self {
        Self::Create(fault.into())
    }
}

/// Makes an account.
///
/// # Errors
/// See [`CreateError`].
pub fn create(act: &Act<'_>, new: &Target) -> Result<AccountId, CreateError> {
    require_administrator::<CreateError>(act)?;
    fit_password(&new.password).map_err(|unfit| CreateError::Unfit("password", unfit))?;
    let account = Account { id: AccountId(act.new_id()), version: 1, ..new.account.clone() };
    hold(act, &account)?;
    if rows_of::accounts(act)?.len() >= MOST {
        return Err(CreateError::TooMany);
    }
    rows_of::add(act, &account, store::seal(act, PASSWORDS, &account.id.to_bytes(), &new.password)?)?;
    Event::Created(&account).record(act)?;
    Ok(account.id)
}

/// Changes an account. At another place everything that was met is met anew.
///
/// # Errors
/// See [`ChangeError`].
pub fn change(act: &Act<'_>, id: AccountId, change: &AccountChange) -> Result<(), ChangeError> {
    require_administrator::<CreateError>(act)?;
    let (old, _) = rows_of::account(act, id)?.ok_or(ChangeError::Unknown)?;
    if change.version.is_some_and(|version| version != old.version) {
        return Err(ChangeError::Outdated);
    }
    let new = change.on(&old);
    if new.sends_password_elsewhere(&old) && change.password.is_none() {
        return Err(ChangeError::PasswordNeeded);
    }
    if let Some(password) = &change.password {
        fit_password(password).map_err(|unfit| CreateError::Unfit("password", unfit))?;
    }
    hold(act, &new)?;
    if let Some(password) = &change.password {
        rows_of::set_password(act, id, store::seal(act, PASSWORDS, &id.to_bytes(), password)?)?;
    }
    rows_of::change(act, &new)?;
    if new.is_elsewhere(&old) {
        rows_of::forget_all(act, id)?;
    }
    rows_of::begin_anew(act, id)?;
    Event::Changed(&new, change.password.is_some()).record(act)?;
    Ok(())
}

/// Removes an account. What it brought stays in the desk, what lies in the mailbox stays there.
///
/// # Errors
/// See [`RemoveError`].
pub fn remove(act: &Act<'_>, id: AccountId) -> Result<(), RemoveError> {
    require_administrator::<RemoveError>(act)?;
    let (account, _) = rows_of::account(act, id)?.ok_or(RemoveError::Unknown)?;
    rows_of::remove(act, id)?;
    Event::Removed(&account).record(act)?;
    Ok(())
}

/// Values that fit each other, a queue that there is, and a mailbox that nobody reads yet.
fn hold(act: &Act<'_>, account: &Account) -> Result<(), CreateError> {
    account.hold().map_err(|(field, unfit)| CreateError::Unfit(field, unfit))?;
    if let Some(QueueId(queue)) = account.queue
        && queries::queue(act, QueueId(queue))?.is_none()
    {
        return Err(CreateError::Unfit("queue", Unfit("unknown")));
    }
    let others = rows_of::accounts(act)?;
    if others.iter().any(|(other, _)| other.id != account.id && !account.is_elsewhere(other)) {
        return Err(CreateError::ReadAlready);
    }
    Ok(())
}
