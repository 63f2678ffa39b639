//! Shows something more in a session: the second factor at sign-in, or once more who one is before a sensitive act.
//!
//! Before a sensitive act the same is asked for as at sign-in: the password, and the second factor of those who have one; a passkey is
//! enough by itself. Every time the session gets a new cookie.

use crate::events::Event;
use crate::factor::{self, FactorKind, PURPOSE};
use crate::hasher::{HashError, Hasher};
use crate::model::{Kept, Person, Session};
use crate::proof::{Proof, Proofs};
use crate::standing::{policy_of, stage_with};
use crate::store::{self as rows_of, factors};
use crate::throttle::{Attempt, Throttled, Way};
use crate::ways::{Asking, Directories, Directory, Whose, directories};
use crate::{cookie, token};
use kernel::{Fault, Id16, Secret};
use room::{Context, Stage};
use std::time::Duration;
use store::{Act, Rows};

/// Who waits when nobody has time to hash.
const BUSY: Duration = Duration::from_secs(5);

/// What is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    pub(crate) password: Option<Secret<String>>,
    /// Of an app, or a recovery code.
    pub(crate) code: Option<Secret<String>>,
    /// What a device answered, in JSON, with the ceremony that asked.
    pub(crate) passkey: Option<(Id16, Secret<String>)>,
}

/// A session in which enough was shown.
#[derive(Debug)]
pub(crate) struct Proved {
    pub(crate) person: Person,
    pub(crate) cookie: Secret<String>,
    /// How far they have come now.
    pub(crate) stage: Stage,
}

/// Why it is not enough.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProveError {
    /// The session has ended.
    #[error("the session has ended")]
    Ended,
    /// Something that is needed was not shown: its word.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// What was shown is not right.
    #[error("what was shown does not fit")]
    Wrong,
    /// Too many attempts.
    #[error("too many attempts")]
    Throttled(Duration),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Throttled> for ProveError {
    fn from(throttled: Throttled) -> Self {
        Self::Throttled(throttled.wait)
    }
}

/// What a session has, and what has to be shown in it now.
struct Known {
    session: Session,
    kept: Option<Kept>,
    needs_password: bool,
    needs_factor: bool,
    has_factor: bool,
}

/// Shows it. `session` is one that lives, whatever its stage.
pub(crate) async fn prove(context: &Context, session: Id16, shown: Shown) -> Result<Proved, ProveError> {
    let known = context.read(move |view| look(view, session)).await?;
    let by_passkey = shown.passkey.is_some();
    if known.needs_password && !by_passkey && shown.password.is_none() {
        return Err(ProveError::Missing("password"));
    }
    if known.needs_factor && !by_passkey && shown.code.is_none() {
        // Whoever came from an identity provider and has nothing here goes there once more.
        return Err(ProveError::Missing(if known.has_factor { "code" } else { "sign-in" }));
    }
    let mut proofs = Proofs::default();
    if let Some(password) = shown.password.clone().filter(|_| known.needs_password && !by_passkey) {
        check_password(context, &known, password).await?;
        proofs = proofs.with(Proof::Password);
    }
    let (was, wanted) = (known.session, shown);
    let person = was.person;
    let needs_factor = known.needs_factor || by_passkey;
    let work = move |act: &Act<'_>| -> Result<Result<Proved, ProveError>, ProveError> {
        let session = rows_of::session(act, session)?.filter(|now| now.person == person).ok_or(ProveError::Ended)?;
        let mut proofs = proofs;
        if needs_factor {
            let way = wanted.code.as_ref().filter(|_| wanted.passkey.is_none()).map_or(Way::Passkey, |code| Way::of_code(code.reveal()));
            let attempt = Attempt::begin_factor(act, person, way)??;
            let Some(proof) = check_factor(act, person, &wanted)? else {
                attempt.failed(act)?;
                Event::ProofRefused(person).record(act)?;
                return Ok(Err(ProveError::Wrong));
            };
            attempt.succeeded(act)?;
            proofs = proofs.with(proof);
        }
        let all = session.proofs.and(proofs);
        let cookie = Secret::new(cookie::value(act.random()));
        rows_of::proved(act, session.id, all, token::hash(cookie.reveal()))?;
        Event::Proved(person, proofs).record(act)?;
        let stage = stage_with(act, person, all, &policy_of(act, person)?)?;
        Ok(Ok(Proved { person, cookie, stage }))
    };
    context.act(work).await?
}

fn look(rows: &impl Rows, session: Id16) -> Result<Known, ProveError> {
    let session = rows_of::session(rows, session)?.ok_or(ProveError::Ended)?;
    let enrolled = factors::enrolled(rows, session.person)?;
    let kept = rows_of::password(rows, session.person)?.filter(|kept| kept.counts(rows.now()));
    // Whoever has yet to show their second factor has shown the first a moment ago.
    let is_second = enrolled.any() && !session.proofs.are_two();
    let needs_password = !is_second && session.proofs.has(Proof::Password);
    Ok(Known { kept, needs_password, needs_factor: enrolled.any() || !needs_password, has_factor: enrolled.any(), session })
}

async fn check_password(context: &Context, known: &Known, password: Secret<String>) -> Result<(), ProveError> {
    let (person, kept) = (known.session.person, known.kept.clone());
    let hasher = context.house.service::<Hasher>()?;
    let begin = move |act: &Act<'_>| Ok::<_, ProveError>((Attempt::begin_within(act, person)??, rows_of::slowest(act)?));
    let (attempt, slowest) = context.act(begin).await?;
    let is_right = match (kept, directories(context)) {
        (None, Some(directories)) => by_directory(context, directories, person, password).await,
        (kept, _) => hasher.verify_kept(password, kept, slowest).await,
    };
    let settle = move |act: &Act<'_>| match &is_right {
        Ok(true) => attempt.succeeded(act).map(|()| Ok(())),
        Ok(false) => {
            attempt.failed(act)?;
            Event::ProofRefused(person).record(act).map(|()| Err(ProveError::Wrong))
        }
        Err(HashError::Busy) => attempt.withdrawn(act).map(|()| Err(ProveError::Throttled(BUSY))),
        Err(HashError::Fault(_)) => {
            attempt.withdrawn(act).map(|()| Err(ProveError::Fault(Fault::bug("a password could not be looked at"))))
        }
    };
    context.act::<_, Fault, _>(settle).await?
}

/// Whether a directory says that a password is the person's, who has none here.
async fn by_directory(context: &Context, directories: Directories, person: Person, password: Secret<String>) -> Result<bool, HashError> {
    let asking = Asking { audience: person.entrance().audience(), whose: Whose::Person(person), password };
    match (directories.ask)(context.clone(), asking).await? {
        Directory::Known(known, _) => Ok(known == person),
        Directory::Unknown => Ok(false),
        Directory::Silent => Err(HashError::Busy),
    }
}

/// Which factor was shown, if it is right. Each code counts once, however many come at once: they come one after the other here.
fn check_factor(act: &Act<'_>, person: Person, shown: &Shown) -> Result<Option<Proof>, Fault> {
    if let Some((ceremony, answer)) = &shown.passkey {
        return Ok(super::passkey::check(act, person, *ceremony, answer)?.then_some(Proof::Passkey));
    }
    shown.code.as_ref().map_or(Ok(None), |code| check_code(act, person, code))
}

/// Which factor a code is of, if it is right.
pub(super) fn check_code(act: &Act<'_>, person: Person, code: &Secret<String>) -> Result<Option<Proof>, Fault> {
    for app in factors::factors_of(act, person)?.iter().filter(|factor| factor.kind == FactorKind::Totp) {
        let secret = store::unseal(act, PURPOSE, &app.id.0.0, &app.sealed)?;
        if let Some(step) = factor::step_of(&factor::totp(&secret)?, code.reveal(), act.now())?
            && factors::use_step(act, app.id, step)?
        {
            return Ok(Some(Proof::Totp));
        }
    }
    let is_code = factors::use_code(act, person, factor::code_hash(code.reveal()))?;
    if is_code {
        Event::RecoveryCodeUsed(person).record(act)?;
    }
    Ok(is_code.then_some(Proof::RecoveryCode))
}
