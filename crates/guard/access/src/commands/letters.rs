//! Links by mail: asked for, sent by an administrator, and opened.

use super::open::{Arrival, Opened, end_sessions_of, open};
use super::prove::check_code;
use super::revoke_token::revoke_tokens_of;
use crate::device;
use crate::events::Event;
use crate::hasher::{HashError, Hasher};
use crate::letter::{self, Kind, LetterId};
use crate::model::{Entrance, Person, folded};
use crate::policy::{self, WeakPassword};
use crate::rights::{Administering, NotYours};
use crate::standing::{may_come, policy_of};
use crate::store::{self as rows_of, factors, letters};
use crate::throttle::{Account, Attempt, Throttled, Way};
use kernel::{By, Fault, Secret, Strength};
use room::Context;
use std::time::Duration;
use store::{Act, Rows};

/// Asks for a link. Whether there is somebody to send one to is not told: neither by words nor, as far as it goes, by time.
pub(crate) fn ask_letter(act: &Act<'_>, entrance: Entrance, asked: &str, kind: Kind) -> Result<Result<(), Throttled>, Fault> {
    let login = folded(asked);
    let facts = rows_of::facts_by_login(act, entrance, &login)?;
    let account = Account::new(facts.as_ref().map(|facts| facts.person), &login);
    if let Err(throttled) = Attempt::begin_letter(act, entrance, account)? {
        return Ok(Err(throttled));
    }
    match facts.filter(|facts| facts.valid).map(|facts| facts.person) {
        // Whoever has no password here has it elsewhere: a new one would be a second way in.
        Some(person) if kind == Kind::SignIn || rows_of::password(act, person)?.is_some() => {
            letter::write(act, person, kind)?;
            Event::LinkSent(person, kind).record(act)?;
        }
        _ => Event::LinkRefused(entrance, &login).record(act)?,
    }
    Ok(Ok(()))
}

/// Why no link was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendLinkError {
    /// Only administrators and the node's command line do this.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// There is no such person, or they are not valid.
    #[error("there is no such person")]
    PersonUnknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Sends somebody a link to choose a password: administrators do not choose the passwords of others.
///
/// # Errors
/// See [`SendLinkError`].
pub fn send_password_link(act: &Act<'_>, person: Person) -> Result<LetterId, SendLinkError> {
    write_letter(act, person, Kind::Reset)
}

/// Sends somebody a link of either kind.
///
/// # Errors
/// See [`SendLinkError`].
pub fn write_letter(act: &Act<'_>, person: Person, kind: Kind) -> Result<LetterId, SendLinkError> {
    let permitted = Administering::permit::<SendLinkError>(act)?;
    rows_of::facts(permitted.act, person)?.filter(|facts| facts.valid).ok_or(SendLinkError::PersonUnknown)?;
    let id = letter::write(act, person, kind)?;
    Event::LinkSent(person, kind).record(act)?;
    Ok(id)
}

/// Who a link belongs to, and what has to be shown with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opens {
    /// They have a second factor.
    pub(crate) needs_code: bool,
}

/// What a link opens; looking does not use it up.
pub(crate) fn look(rows: &impl Rows, entrance: Entrance, kind: Kind, token: &str) -> Result<Option<Opens>, Fault> {
    let Some(sent) = letter::by_token(rows, entrance, kind, token)? else { return Ok(None) };
    Ok(Some(Opens { needs_code: factors::enrolled(rows, sent.person)?.any() }))
}

/// What somebody sends who follows a link to choose a password.
pub(crate) struct Reset {
    pub(crate) token: Secret<String>,
    pub(crate) password: Secret<String>,
    /// Of an app, or a recovery code, of those who have a second factor.
    pub(crate) code: Option<Secret<String>>,
}

/// Why no password was chosen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResetError {
    /// The link opens nothing any more.
    #[error("the link opens nothing any more")]
    Over,
    /// The code does not fit, or is missing.
    #[error("the code does not fit")]
    Code,
    /// The password is not good enough.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// Too many attempts.
    #[error("too many attempts")]
    Throttled(Duration),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Throttled> for ResetError {
    fn from(throttled: Throttled) -> Self {
        Self::Throttled(throttled.wait)
    }
}

/// Chooses a password by a link, ends all sessions and revokes all tokens: somebody else may have had the old one. Gives the value of the
/// cookie by which the browser is known from now on, so that strangers who guess do not keep its owner out.
pub(crate) async fn reset_password(context: &Context, entrance: Entrance, reset: Reset) -> Result<Secret<String>, ResetError> {
    let token = reset.token.clone();
    let known = move |view: &store::View<'_>| {
        let Some(sent) = letter::by_token(view, entrance, Kind::Reset, token.reveal())? else { return Ok(None) };
        let may = may_come(view, sent.person)?;
        let facts = rows_of::facts(view, sent.person)?.filter(|facts| facts.valid && may);
        facts.map_or(Ok(None), |facts| Ok::<_, Fault>(Some((policy_of(view, sent.person)?, facts))))
    };
    let (demands, facts) = context.read(known).await?.ok_or(ResetError::Over)?;
    let (place, person) = (&context.place, facts.person);
    let about = [place.name.as_str(), &place.title, &place.host, &facts.login, &facts.name, facts.email.as_str()];
    policy::check(reset.password.reveal(), demands.shortest, &about)?;
    let hasher = context.house.service::<Hasher>()?;
    let hash = match hasher.hash(reset.password, context.house.ambient.dice().bytes()).await {
        Ok(hash) => hash,
        Err(HashError::Busy) => return Err(ResetError::Throttled(Duration::from_secs(5))),
        Err(HashError::Fault(fault)) => return Err(fault.into()),
    };
    let (token, code) = (reset.token, reset.code);
    let choose = move |act: &Act<'_>| -> Result<Result<Secret<String>, ResetError>, ResetError> {
        let sent = letter::by_token(act, entrance, Kind::Reset, token.reveal())?.ok_or(ResetError::Over)?;
        if factors::enrolled(act, person)?.any() {
            let code = code.as_ref().filter(|code| !code.reveal().trim().is_empty()).ok_or(ResetError::Code)?;
            let attempt = Attempt::begin_factor(act, person, Way::with_link(code.reveal()))??;
            if check_code(act, person, code)?.is_none() {
                attempt.failed(act)?;
                Event::ProofRefused(person).record(act)?;
                return Ok(Err(ResetError::Code));
            }
            attempt.succeeded(act)?;
        }
        letters::remove_letter(act, sent.id)?;
        rows_of::set_password(act, person, &hash, None)?;
        end_sessions_of(act, person)?;
        revoke_tokens_of(act, person)?;
        Event::PasswordReset(person).record(act)?;
        Ok(Ok(device::mint(act, person, &hash, act.random())))
    };
    let by = By { actor: person.actor(), strength: Strength::None, ..context.by.clone() };
    context.door.act(by, context.house.ambient.moment(), choose).await?
}

/// Signs a customer user in by a link. It is used up by it.
pub(crate) async fn open_link(
    context: &Context,
    token: Secret<String>,
    arrival: impl FnOnce(Person) -> Arrival,
) -> Result<Option<Opened>, Fault> {
    let text = token.clone();
    let find = move |view: &store::View<'_>| letter::by_token(view, Entrance::Customers, Kind::SignIn, text.reveal());
    let Some(sent) = context.read(find).await? else { return Ok(None) };
    let by = By { actor: sent.person.actor(), strength: Strength::Password, ..context.by.clone() };
    let arrival = arrival(sent.person);
    let enter = move |act: &Act<'_>| {
        let Some(sent) = letter::by_token(act, Entrance::Customers, Kind::SignIn, token.reveal())? else { return Ok(None) };
        // From where they may not come the link stays whole for where they may.
        if rows_of::facts(act, sent.person)?.is_none_or(|facts| !facts.valid) || !may_come(act, sent.person)? {
            return Ok(None);
        }
        letters::remove_letter(act, sent.id)?;
        open(act, &arrival).map(Some)
    };
    context.door.act(by, context.house.ambient.moment(), enter).await
}
