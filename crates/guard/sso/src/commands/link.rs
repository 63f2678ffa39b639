//! Links people with whom a provider knows: their own by themselves, anybody's by an administrator.

use super::settle::is_valid;
use crate::events::{Event, How};
use crate::model::{ProviderId, Side};
use crate::rights::Administration;
use crate::store as rows_of;
use access::Person;
use kernel::Fault;
use people::Forbidden;
use store::{Act, Rows};

/// The longest subject. **Units**: octets.
const LONGEST: usize = 255;
/// **Units**: providers that one person is linked with.
const MOST: usize = 50;

/// Why nobody was linked, or is linked still.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such provider, person or link.
    #[error("there is no such provider, person or link")]
    Unknown,
    /// The provider speaks for the other side.
    #[error("the provider does not speak for people of this kind")]
    WrongSide,
    /// Nobody of the provider's side has this login, or they are not valid.
    #[error("nobody has this login")]
    LoginUnknown,
    /// The subject is none.
    #[error("not a subject")]
    SubjectUnfit,
    /// Somebody is linked with it already.
    #[error("somebody is linked with it already")]
    Taken,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Links the actor's own account.
pub(crate) fn link_own(act: &Act<'_>, provider: ProviderId, subject: &str) -> Result<(), LinkError> {
    let person = Person::of(act.by().actor).ok_or(LinkError::Unknown)?;
    link(act, provider, (subject, person), How::Own)
}

/// Links somebody who is here with whom a provider knows.
///
/// # Errors
/// See [`LinkError`].
pub fn link_person(act: &Act<'_>, provider: ProviderId, subject: &str, login: &str) -> Result<(), LinkError> {
    let administration = Administration::permit::<LinkError>(act)?;
    let person = match rows_of::provider(act, provider)?.ok_or(LinkError::Unknown)?.side {
        Side::Agents => people::agent_by_login(act, login)?.map(|agent| Person::Agent(agent.id)),
        Side::Customers => people::customer_user_by_login(act, login)?.map(|user| Person::CustomerUser(user.id)),
    };
    link(administration.act, provider, (subject, person.ok_or(LinkError::LoginUnknown)?), How::Administrator)
}

fn link(act: &Act<'_>, id: ProviderId, (subject, person): (&str, Person), how: How) -> Result<(), LinkError> {
    let provider = rows_of::provider(act, id)?.ok_or(LinkError::Unknown)?;
    let fits = (1..=LONGEST).contains(&subject.len()) && !subject.chars().any(char::is_control) && subject.trim() == subject;
    if !fits {
        return Err(LinkError::SubjectUnfit);
    }
    if matches!(person, Person::Agent(_)) != (provider.side == Side::Agents) {
        return Err(LinkError::WrongSide);
    }
    if !is_valid(act, person)? {
        return Err(LinkError::LoginUnknown);
    }
    let of_person = rows_of::identities_of(act, person)?;
    if rows_of::identity(act, id, subject)?.is_some() || of_person.iter().any(|other| other.provider == id) || of_person.len() >= MOST {
        return Err(LinkError::Taken);
    }
    rows_of::link(act, id, subject, person)?;
    Event::Linked(person, id, subject, how).record(act)?;
    Ok(())
}

/// Takes the actor's own link with a provider away.
pub(crate) fn unlink_own(act: &Act<'_>, provider: ProviderId) -> Result<(), LinkError> {
    let person = Person::of(act.by().actor).ok_or(LinkError::Unknown)?;
    let own = rows_of::identities_of(act, person)?.into_iter().find(|identity| identity.provider == provider);
    let identity = own.ok_or(LinkError::Unknown)?;
    // Nothing that ends at the provider would reach them any more.
    let from = access::ProviderSession { provider: provider.0, session: None };
    access::end_sessions_from(act, &from, Some(person))?;
    unlink(act, &identity)
}

/// Takes anybody's link away; the sessions that came of it end.
pub(crate) fn unlink_subject(act: &Act<'_>, provider: ProviderId, subject: &str) -> Result<(), LinkError> {
    let administration = Administration::permit::<LinkError>(act)?;
    let identity = rows_of::identity(administration.act, provider, subject)?.ok_or(LinkError::Unknown)?;
    let from = access::ProviderSession { provider: provider.0, session: None };
    access::end_sessions_from(act, &from, Some(identity.person))?;
    unlink(act, &identity)
}

fn unlink(act: &Act<'_>, identity: &rows_of::Identity) -> Result<(), LinkError> {
    rows_of::unlink(act, identity.provider, &identity.subject)?;
    Event::Unlinked(identity.person, identity.provider, &identity.subject).record(act)?;
    Ok(())
}
