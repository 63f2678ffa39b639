//! Takes over what OTRS kept of a person's password, from the node's command line.

use crate::events::Event;
use crate::hasher::{HashError, Hasher};
use crate::legacy::Scheme;
use crate::model::Person;
use crate::rights::{NotYours, SettingPasswords};
use crate::store as rows_of;
use kernel::{Fault, Secret};
use room::Context;
use store::Act;

/// Why nothing was taken over.
#[derive(Debug, thiserror::Error)]
pub enum ImportPasswordError {
    /// Only the node's command line takes passwords over.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// There is no such person.
    #[error("there is no such person")]
    PersonUnknown,
    /// They have a password that was set here.
    #[error("the person has a password that was set here")]
    HasOwn,
    /// That is no hash of OTRS.
    #[error("not a hash that OTRS makes")]
    NoHash,
    /// Too many passwords are being hashed at the moment.
    #[error("the desk is too busy to hash a password")]
    Busy,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<HashError> for ImportPasswordError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Keeps what OTRS kept, hashed once more. A password that was set here stays: it is the newer one.
///
/// # Errors
/// See [`ImportPasswordError`].
pub async fn import_password(context: &Context, person: Person, kept: Secret<String>) -> Result<(), ImportPasswordError> {
    let (scheme, digest) = Scheme::recognise(&kept).ok_or(ImportPasswordError::NoHash)?;
    let hash = context.house.service::<Hasher>()?.hash(digest, context.house.ambient.dice().bytes()).await?;
    let store = move |act: &Act<'_>| -> Result<(), ImportPasswordError> {
        let permitted = SettingPasswords::permit::<ImportPasswordError>(act)?;
        rows_of::facts(act, person)?.ok_or(ImportPasswordError::PersonUnknown)?;
        if rows_of::password(act, person)?.is_some_and(|kept| kept.legacy.is_none()) {
            return Err(ImportPasswordError::HasOwn);
        }
        rows_of::set_password(permitted.act, person, &hash, Some(&scheme))?;
        Ok(Event::PasswordImported(person).record(act)?)
    };
    context.act(store).await
}
