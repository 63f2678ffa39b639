//! Sets a person's password, from the node's command line.

use super::revoke_token::revoke_tokens_of;
use crate::events::Event;
use crate::hasher::{HashError, Hasher};
use crate::model::Person;
use crate::policy::{self, WeakPassword};
use crate::rights::{NotYours, SettingPasswords};
use crate::standing::policy_of;
use crate::store as rows_of;
use kernel::{Fault, Secret};
use room::Context;
use store::Act;

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// Only the node's command line sets passwords.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// There is no such person.
    #[error("there is no such person")]
    PersonUnknown,
    /// The password is not good enough.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// Too many passwords are being hashed at the moment.
    #[error("the desk is too busy to hash a password")]
    Busy,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<HashError> for SetPasswordError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Sets a person's password, ends all their sessions and revokes all their tokens: a new password may be the answer to a theft.
///
/// # Errors
/// See [`SetPasswordError`].
pub async fn set_password(context: &Context, person: Person, password: Secret<String>) -> Result<(), SetPasswordError> {
    let known = context.read::<_, Fault, _>(move |view| Ok((policy_of(view, person)?, rows_of::facts(view, person)?))).await?;
    let (demands, facts) = (known.0, known.1.ok_or(SetPasswordError::PersonUnknown)?);
    let place = &context.place;
    let about = [place.name.as_str(), &place.title, &place.host, &facts.login, &facts.name, facts.email.as_str()];
    policy::check(password.reveal(), demands.shortest, &about)?;
    let hasher = context.house.service::<Hasher>()?;
    let hash = hasher.hash(password, context.house.ambient.dice().bytes()).await?;
    context.act(move |act| store_password(act, person, &hash)).await
}

fn store_password(act: &Act<'_>, person: Person, hash: &Secret<String>) -> Result<(), SetPasswordError> {
    let permitted = SettingPasswords::permit::<SetPasswordError>(act)?;
    rows_of::set_password(permitted.act, person, hash, None)?;
    rows_of::sessions_of(act, person)?.iter().try_for_each(|session| rows_of::end_session(act, session.id))?;
    revoke_tokens_of(act, person)?;
    Event::PasswordSet(person).record(act)?;
    Ok(())
}
