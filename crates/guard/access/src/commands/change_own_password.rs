//! Changes one's own password.
//!
//! Whoever holds a session need not be its owner: the old password is asked for, and guessing at it is throttled.

use super::end_sessions::end_other_sessions;
use crate::device;
use crate::events::Event;
use crate::hasher::{HashError, Hasher};
use crate::legacy::Scheme;
use crate::model::{Kept, Person};
use crate::policy::{self, WeakPassword};
use crate::standing::policy_of;
use crate::store as rows_of;
use crate::throttle::{Attempt, Throttled};
use kernel::{Fault, Id16, Secret};
use room::Context;
use std::time::Duration;
use store::{Act, Rows};

/// Who waits when nobody has time to hash.
const BUSY: Duration = Duration::from_secs(5);

/// What somebody wants.
pub(crate) struct Wish {
    pub(crate) old: Secret<String>,
    pub(crate) new: Secret<String>,
    /// The session that asks, and stays.
    pub(crate) session: Id16,
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeOwnError {
    /// Nobody who has a password.
    #[error("nobody who has a password")]
    NotAPerson,
    /// The old password is another one.
    #[error("the old password is another one")]
    Wrong,
    /// The new one is not good enough.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// Too many attempts.
    #[error("too many attempts")]
    Throttled(Duration),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Throttled> for ChangeOwnError {
    fn from(throttled: Throttled) -> Self {
        Self::Throttled(throttled.wait)
    }
}

impl From<HashError> for ChangeOwnError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Throttled(BUSY),
            HashError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Changes it, and ends all other sessions. Gives the value of the cookie by which the browser is known from now on.
pub(crate) async fn change_own_password(context: &Context, wish: Wish) -> Result<Secret<String>, ChangeOwnError> {
    let person = Person::of(context.by.actor).ok_or(ChangeOwnError::NotAPerson)?;
    let known = context.read::<_, Fault, _>(move |view| Ok((policy_of(view, person)?, rows_of::facts(view, person)?))).await?;
    let (demands, facts) = (known.0, known.1.ok_or(ChangeOwnError::NotAPerson)?);
    let place = &context.place;
    let about = [place.name.as_str(), &place.title, &place.host, &facts.login, &facts.name, facts.email.as_str()];
    policy::check(wish.new.reveal(), demands.shortest, &about)?;
    let hasher = context.house.service::<Hasher>()?;
    let (attempt, kept, slowest) = context.act(move |act| begin(act, person)).await?;
    let is_right = match hasher.verify_kept(wish.old, kept.clone(), slowest).await {
        Ok(is_right) => is_right,
        Err(error) => {
            context.act::<_, Fault, _>(move |act| attempt.withdrawn(act)).await?;
            return Err(error.into());
        }
    };
    let Some(kept) = kept.filter(|_| is_right) else {
        context.act::<_, Fault, _>(move |act| refuse(act, &attempt, person)).await?;
        return Err(ChangeOwnError::Wrong);
    };
    let hash = match hasher.hash(wish.new, context.house.ambient.dice().bytes()).await {
        Ok(hash) => hash,
        Err(error) => {
            // They know their password: that nobody has time now is no failure of theirs.
            context.act::<_, Fault, _>(move |act| attempt.withdrawn(act)).await?;
            return Err(error.into());
        }
    };
    let session = wish.session;
    let change = move |act: &Act<'_>| {
        if rows_of::password(act, person)?.is_none_or(|now| now.hash.reveal() != kept.hash.reveal()) {
            return Err(ChangeOwnError::Wrong);
        }
        attempt.succeeded(act)?;
        rows_of::set_password(act, person, &hash, None)?;
        end_other_sessions(act, Some(session))?;
        Event::PasswordChanged(person).record(act)?;
        Ok(device::mint(act, person, &hash, act.random()))
    };
    context.act(change).await
}

fn begin(act: &Act<'_>, person: Person) -> Result<(Attempt, Option<Kept>, Option<Scheme>), ChangeOwnError> {
    let kept = rows_of::password(act, person)?.filter(|kept| kept.counts(act.now()));
    Ok((Attempt::begin_within(act, person)??, kept, rows_of::slowest(act)?))
}

fn refuse(act: &Act<'_>, attempt: &Attempt, person: Person) -> Result<(), Fault> {
    attempt.failed(act)?;
    Event::PasswordKept(person).record(act)
}
