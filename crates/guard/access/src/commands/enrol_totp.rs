//! Sets up an authenticator app: a secret is shown, and counts once the app has proved that it has it.

use crate::events::Event;
use crate::factor::{self, CEREMONY, Ceremony, CeremonyKind, Factor, FactorId, FactorKind, MOST, PURPOSE};
use crate::model::Person;
use crate::rights::NotYours;
use crate::store::factors as rows_of;
use crate::throttle::{Attempt, Throttled, Way};
use kernel::{Fault, Id16, Secret, Strength};
use people::Name;
use std::time::Duration;
use store::{Act, Rows};

/// Why no factor was set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnrolError {
    /// What was begun is over, or was never begun by this person.
    #[error("it took too long; begin again")]
    Over,
    /// A token's.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// The code is another one, or was used.
    #[error("the code does not fit")]
    Wrong,
    /// The device did not do what was asked of it.
    #[error("the device's answer does not fit")]
    Device,
    /// Twenty factors are the most.
    #[error("there are too many factors")]
    TooMany,
    /// Too many attempts.
    #[error("too many attempts")]
    Throttled(Duration),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Throttled> for EnrolError {
    fn from(throttled: Throttled) -> Self {
        Self::Throttled(throttled.wait)
    }
}

/// What an app is given.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) ceremony: Id16,
    /// In base 32, for those who type it.
    pub(crate) secret: Secret<String>,
}

/// A factor that was set up, and the recovery codes that came with it when there were none.
#[derive(Debug)]
pub(crate) struct Enrolled {
    pub(crate) factor: Factor,
    pub(crate) codes: Vec<Secret<String>>,
}

/// Begins. The secret opens nothing before it was confirmed.
pub(crate) fn begin_totp(act: &Act<'_>, person: Person) -> Result<Begun, EnrolError> {
    room_for_one(act, person)?;
    let secret = factor::totp_secret(act.random());
    let id = act.new_id();
    let state = factor::to_base64(&store::seal(act, PURPOSE, &id.0, &secret)?);
    let until = act.now().after(CEREMONY);
    let kind = CeremonyKind::TotpEnrolment;
    rows_of::begin_ceremony(act, &Ceremony { id, person: Some(person.id()), kind, state, until })?;
    Ok(Begun { ceremony: id, secret })
}

/// Confirms by a code of the app. The code is used up by it.
///
/// The outer error is for what must not be undone: that an attempt failed.
pub(crate) fn confirm_totp(
    act: &Act<'_>,
    person: Person,
    (ceremony, code): (Id16, &str),
    name: &Name,
) -> Result<Result<Enrolled, EnrolError>, EnrolError> {
    let begun = rows_of::ceremony(act, ceremony, CeremonyKind::TotpEnrolment)?;
    let begun = begun.filter(|begun| begun.person == Some(person.id())).ok_or(EnrolError::Over)?;
    not_by_token(act)?;
    let secret = store::unseal(act, PURPOSE, &begun.id.0, &factor::from_base64(&begun.state)?)?;
    let attempt = Attempt::begin_factor(act, person, Way::NewApp)??;
    let Some(step) = factor::step_of(&factor::totp(&secret)?, code, act.now())? else {
        attempt.failed(act)?;
        return Ok(Err(EnrolError::Wrong));
    };
    attempt.succeeded(act)?;
    room_for_one(act, person)?;
    rows_of::end_ceremony(act, begun.id)?;
    let id = FactorId(act.new_id());
    let sealed = store::seal(act, PURPOSE, &id.0.0, &secret)?;
    let new = Factor {
        id,
        person,
        kind: FactorKind::Totp,
        name: name.to_string(),
        sealed,
        last_step: step,
        created_at: act.now(),
        last_used_at: None,
    };
    Ok(Ok(enrol(act, new, None)?))
}

/// A program has no second factor, and cannot give its owner one.
pub(super) fn not_by_token(rows: &impl Rows) -> Result<(), NotYours> {
    if rows.by().strength == Strength::Token { Err(NotYours) } else { Ok(()) }
}

pub(super) fn room_for_one(rows: &impl Rows, person: Person) -> Result<(), EnrolError> {
    if rows_of::factors_of(rows, person)?.len() < MOST { Ok(()) } else { Err(EnrolError::TooMany) }
}

/// Keeps a new factor, and makes recovery codes when there are none left.
pub(super) fn enrol(act: &Act<'_>, new: Factor, credential: Option<&[u8]>) -> Result<Enrolled, Fault> {
    rows_of::add_factor(act, &new, credential)?;
    Event::FactorAdded(&new).record(act)?;
    let codes = if rows_of::count_codes(act, new.person)? == 0 { fresh_codes(act, new.person)? } else { Vec::new() };
    Ok(Enrolled { factor: new, codes })
}

/// Makes recovery codes; all earlier ones are void.
pub(crate) fn fresh_codes(act: &Act<'_>, person: Person) -> Result<Vec<Secret<String>>, Fault> {
    let codes: Vec<_> = (0..factor::CODES).map(|_| factor::recovery_code(act.random())).collect();
    let hashes: Vec<_> = codes.iter().map(|code| factor::code_hash(code.reveal())).collect();
    rows_of::set_codes(act, person, &hashes)?;
    Event::RecoveryCodesMade(person).record(act)?;
    Ok(codes)
}
