//! Signs somebody in with login and password.
//!
//! Whatever does not fit, an unknown login, a wrong password, no password, a person who is not valid, is answered
//! alike and costs alike: one small act, one run of the hasher, one act with one event.

use super::open::{Arrival, Opened, open};
use super::passkey::identify;
use crate::events::Event;
use crate::hasher::{HashError, Hasher};
use crate::legacy::Scheme;
use crate::model::{Entrance, Kept, Person, folded};
use crate::proof::Proof;
use crate::standing::may_come;
use crate::store::{self as rows_of, factors};
use crate::throttle::{Account, Attempt, Throttled};
use crate::ways::{Asking, Directories, Directory, Whose, directories};
use crate::{device, letter, policy, storm};
use kernel::{By, Fault, Id16, Secret, Strength};
use room::Context;
use std::time::Duration;
use store::{Act, Rows};

/// Who waits when nobody has time to hash.
const BUSY: Duration = Duration::from_secs(5);

/// What somebody signs in with.
pub(crate) struct Asked {
    pub(crate) login: String,
    pub(crate) password: Secret<String>,
    /// The program, as sessions show it.
    pub(crate) client: String,
    /// The cookie that the program had already; its session ends.
    pub(crate) earlier: Option<String>,
    /// The cookie by which the program says that it is known.
    pub(crate) device: Option<String>,
}

/// What somebody who signed in gets.
pub(crate) struct SignedIn {
    /// The session.
    pub(crate) opened: Opened,
    /// The value of the cookie by which the browser is known from now on.
    pub(crate) device: Option<Secret<String>>,
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    /// Login and password do not belong together, whyever.
    #[error("login and password do not belong together")]
    Refused,
    /// The password is theirs, and one that others try first: another one has to be chosen. Whoever has a second factor to
    /// show there is led on with this token of a link; to all others one was sent.
    #[error("the password is one that others try first")]
    TriedFirst(Option<Secret<String>>),
    /// Too many attempts.
    #[error("too many attempts")]
    Throttled(Duration),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Throttled> for SignInError {
    fn from(throttled: Throttled) -> Self {
        Self::Throttled(throttled.wait)
    }
}

/// Signs somebody in.
pub(crate) async fn sign_in(context: &Context, entrance: Entrance, asked: Asked) -> Result<SignedIn, SignInError> {
    // Folded, so that another spelling of a login is no other account to the throttle.
    let login = folded(&asked.login);
    let hasher = context.house.service::<Hasher>()?;
    let (folded, device) = (login.clone(), asked.device.clone());
    let (attempt, known, slowest) = context.act(move |act| begin(act, entrance, &folded, device.as_deref())).await?;
    let (person, kept) = known.unzip();
    if let (None, Some(directories)) = (person, directories(context)) {
        return from_directory(context, entrance, (directories, asked, login), (attempt, slowest)).await;
    }
    let is_right = match hasher.verify_kept(asked.password.clone(), kept.clone(), slowest).await {
        Ok(is_right) => is_right,
        Err(HashError::Busy) => {
            context.act(move |act| attempt.withdrawn(act)).await?;
            return Err(SignInError::Throttled(BUSY));
        }
        Err(HashError::Fault(fault)) => return Err(fault.into()),
    };
    let (Some(person), Some(kept), true) = (person, kept, is_right) else {
        context.act::<_, Fault, _>(move |act| refuse(act, &attempt, entrance, &login)).await?;
        return Err(SignInError::Refused);
    };
    if policy::is_tried_first(asked.password.reveal()) {
        let to_choose = move |act: &Act<'_>| tried_first(act, &attempt, (person, &kept), (entrance, &login));
        return Err(context.act(to_choose).await?);
    }
    let fresh = match &kept.legacy {
        None => None,
        Some(_) => match hasher.hash(asked.password, context.house.ambient.dice().bytes()).await {
            Ok(fresh) => Some(fresh),
            // Whoever finds nobody with time to hash now signs in all the same, and is hashed next time.
            Err(HashError::Busy) => None,
            Err(HashError::Fault(fault)) => return Err(fault.into()),
        },
    };
    let by = By { actor: person.actor(), strength: Strength::Password, ..context.by.clone() };
    let (client, earlier, proofs) = (asked.client, asked.earlier, Proof::Password.into());
    let arrival = Arrival { person, proofs, client, earlier, provider: None, until: None, shown_at: None };
    let enter = move |act: &Act<'_>| {
        // Between the two acts the password may have been changed, or the person made not valid.
        if candidate(act, person)?.is_none_or(|now| now.hash.reveal() != kept.hash.reveal()) {
            refuse(act, &attempt, entrance, &login)?;
            return Ok(None);
        }
        attempt.succeeded(act)?;
        storm::let_in(act)?;
        if let Some(fresh) = &fresh {
            rows_of::set_password(act, person, fresh, None)?;
            Event::PasswordReplaced(person).record(act)?;
        }
        let opened = open(act, &arrival)?;
        let device = device::mint(act, person, fresh.as_ref().unwrap_or(&kept.hash), act.random());
        Ok::<_, SignInError>(Some(SignedIn { opened, device: Some(device) }))
    };
    context.door.act(by, context.house.ambient.moment(), enter).await?.ok_or(SignInError::Refused)
}

/// What becomes of somebody whose password opens nothing any more because others try it first. Whoever guessed it must not be the one who
/// chooses the next: where no second factor has to be shown with the link, it goes by mail.
fn tried_first(
    act: &Act<'_>,
    attempt: &Attempt,
    (person, kept): (Person, &Kept),
    (entrance, login): (Entrance, &str),
) -> Result<SignInError, SignInError> {
    if candidate(act, person)?.is_none_or(|now| now.hash.reveal() != kept.hash.reveal()) {
        refuse(act, attempt, entrance, login)?;
        return Ok(SignInError::Refused);
    }
    attempt.succeeded(act)?;
    Event::PasswordTriedFirst(person).record(act)?;
    if factors::enrolled(act, person)?.any() {
        let (_, token) = letter::mint(act, person, letter::Kind::Reset)?;
        return Ok(SignInError::TriedFirst(Some(token)));
    }
    // Who asks again and again is sent no more than whoever forgot theirs.
    if Attempt::begin_letter(act, entrance, Account::Of(person))?.is_ok() {
        letter::write(act, person, letter::Kind::Reset)?;
        Event::LinkSent(person, letter::Kind::Reset).record(act)?;
    }
    Ok(SignInError::TriedFirst(None))
}

type Known = Option<(Person, Kept)>;

fn begin(act: &Act<'_>, entrance: Entrance, login: &str, device: Option<&str>) -> Result<(Attempt, Known, Option<Scheme>), SignInError> {
    let person = rows_of::facts_by_login(act, entrance, login)?.map(|facts| facts.person);
    // Of a login of nobody the same is read, of somebody who is not there.
    let nobody = || Person::from_row(entrance, Id16([0; 16]));
    let kept = candidate(act, person.unwrap_or_else(nobody))?;
    let known = person.zip(kept);
    let number = known.as_ref().zip(device).and_then(|((person, kept), value)| device::number(act, *person, &kept.hash, value));
    let attempt = Attempt::begin(act, entrance, Account::new(person, login), number)??;
    Ok((attempt, known, rows_of::slowest(act)?))
}

/// The password of a person who may sign in with it. Everything is read of everybody: it takes no less for whoever may not.
fn candidate(rows: &impl Rows, person: Person) -> Result<Option<Kept>, Fault> {
    let is_valid = rows_of::facts(rows, person)?.is_some_and(|facts| facts.valid);
    let (may, kept) = (may_come(rows, person)?, rows_of::password(rows, person)?);
    Ok(kept.filter(|kept| is_valid && may && kept.counts(rows.now())))
}

/// Whoever has no password here may have one in a directory. Nobody's password is hashed as well, so that it takes no less.
async fn from_directory(
    context: &Context,
    entrance: Entrance,
    (directories, asked, login): (Directories, Asked, String),
    (attempt, slowest): (Attempt, Option<Scheme>),
) -> Result<SignedIn, SignInError> {
    let hasher = context.house.service::<Hasher>()?;
    let asking = Asking { audience: entrance.audience(), whose: Whose::Login(login.clone()), password: asked.password.clone() };
    let (answer, hashed) = tokio::join!((directories.ask)(context.clone(), asking), hasher.verify_kept(asked.password, None, slowest));
    let (person, provider) = match (answer?, hashed) {
        (_, Err(HashError::Busy)) | (Directory::Silent, _) => {
            context.act::<_, Fault, _>(move |act| attempt.withdrawn(act)).await?;
            return Err(SignInError::Throttled(BUSY));
        }
        (_, Err(HashError::Fault(fault))) => return Err(fault.into()),
        (Directory::Known(person, provider), Ok(_)) if person.entrance() == entrance => (person, provider),
        (Directory::Known(..) | Directory::Unknown, Ok(_)) => {
            context.act::<_, Fault, _>(move |act| refuse(act, &attempt, entrance, &login)).await?;
            return Err(SignInError::Refused);
        }
    };
    let by = By { actor: person.actor(), strength: Strength::Password, ..context.by.clone() };
    let proofs = Proof::Password.into();
    let arrival = Arrival {
        person,
        proofs,
        client: asked.client,
        earlier: asked.earlier,
        provider: Some(provider.clone()),
        until: None,
        shown_at: None,
    };
    let enter = move |act: &Act<'_>| {
        // Between the two acts the person may have been made not valid, or the directory been switched off; and from where they come is
        // asked only now. Whoever is refused here is told and counted no otherwise than by a wrong password.
        let is_valid = rows_of::facts(act, person)?.is_some_and(|facts| facts.valid) && may_come(act, person)?;
        if !is_valid || !(directories.enter)(act, person, &provider)? {
            refuse(act, &attempt, entrance, &login)?;
            return Ok(None);
        }
        attempt.succeeded(act)?;
        storm::let_in(act)?;
        Ok::<_, SignInError>(Some(SignedIn { opened: open(act, &arrival)?, device: None }))
    };
    context.door.act(by, context.house.ambient.moment(), enter).await?.ok_or(SignInError::Refused)
}

fn refuse(act: &Act<'_>, attempt: &Attempt, entrance: Entrance, login: &str) -> Result<(), Fault> {
    attempt.failed(act)?;
    Event::SignInRefused(entrance, login).record(act)?;
    let person = rows_of::facts_by_login(act, entrance, login)?.map(|facts| facts.person);
    storm::refused(act, attempt, Account::new(person, login))
}

/// Signs somebody in with a passkey alone. Answers to what was never asked, or was asked too long ago, are refused like any others.
pub(crate) async fn sign_in_with_passkey(
    context: &Context,
    entrance: Entrance,
    (ceremony, answer): (Id16, Secret<String>),
    arrival: impl FnOnce(Person) -> Arrival,
) -> Result<Opened, SignInError> {
    let find = move |act: &Act<'_>| {
        let person = identify(act, entrance, ceremony, &answer)?;
        let valid = person.map_or(Ok(None), |person| rows_of::facts(act, person))?.filter(|facts| facts.valid);
        let valid = match valid {
            Some(facts) if may_come(act, facts.person)? => Some(facts),
            _ => None,
        };
        match &valid {
            Some(facts) => Event::Proved(facts.person, Proof::Passkey.into()).record(act)?,
            None => Event::SignInRefused(entrance, "").record(act)?,
        }
        Ok::<_, Fault>(valid.map(|facts| facts.person))
    };
    let person = context.act(find).await?.ok_or(SignInError::Refused)?;
    let by = By { actor: person.actor(), strength: Strength::Passkey, ..context.by.clone() };
    let arrival = arrival(person);
    context.door.act(by, context.house.ambient.moment(), move |act| open(act, &arrival)).await.map_err(SignInError::Fault)
}
