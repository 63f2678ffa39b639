//! From a provider's word to somebody who is signed in.

use crate::events::{Event, How};
use crate::mapping::{Grants, Profile};
use crate::model::{Provider, ProviderId, Side};
use crate::refusal::Refusal;
use crate::rights::SigningIn;
use crate::store as rows_of;
use access::{Arrival, Opened, Person, Proof, ProviderSession};
use kernel::{Fault, Locale, OrFault, Timestamp};
use people::{NewAgent, NewCustomerUser, ProvideError};
use store::{Act, Rows};
use wire::oidc::IdClaims;

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettleError {
    #[error("refused: {}", .0.word())]
    Refused(Refusal),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for SettleError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ProvideError> for SettleError {
    fn from(error: ProvideError) -> Self {
        match error {
            ProvideError::Exists => Self::Refused(Refusal::AccountExists),
            ProvideError::CustomerUnknown => Self::Refused(Refusal::NotAllowed),
            ProvideError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// Whether somebody may act here at all.
pub(crate) fn is_valid(rows: &impl Rows, person: Person) -> Result<bool, Fault> {
    Ok(match person {
        Person::Agent(id) => people::agent(rows, id)?.is_some_and(|agent| agent.valid),
        Person::CustomerUser(id) => people::customer_user(rows, id)?.is_some_and(|user| user.valid),
    })
}

/// Finds whom a provider speaks of, or makes an account for them when the mapping says so; brings name, address, roles and groups to
/// what it says. With a login, somebody who has that here may be them. By the room itself.
pub(crate) fn settle(
    act: &Act<'_>,
    id: ProviderId,
    said: &IdClaims,
    (locale, login): (Locale, Option<&str>),
) -> Result<Person, SettleError> {
    let signing_in = SigningIn::permit(act)?;
    let provider = rows_of::provider(act, id)?.filter(|provider| provider.valid).ok_or(Refusal::ProviderUnknown)?;
    let profile = Profile::of(&said.claims, &provider.mapping, provider.trusts_addresses());
    let grants = grants(act, &provider, said)?;
    let person = match rows_of::identity(act, id, &said.subject)? {
        Some(identity) if is_valid(act, identity.person)? => {
            refresh(act, &provider, identity.person, &profile)?;
            identity.person
        }
        Some(_) => return Err(Refusal::NotValid.into()),
        None => match login.map_or(Ok(None), |login| by_login(act, &provider, login))? {
            Some(person) => {
                rows_of::link(act, id, &said.subject, person)?;
                Event::Linked(person, id, &said.subject, How::Directory).record(act)?;
                refresh(act, &provider, person, &profile)?;
                person
            }
            None => made(act, &provider, (&said.subject, &profile), (&grants, locale))?,
        },
    };
    if let Person::Agent(agent) = person {
        people::provide_rights(act, agent, &grants.roles, &grants.groups)?;
    }
    signing_in.note_last(id, &said.subject)?;
    Ok(person)
}

fn grants(act: &Act<'_>, provider: &Provider, said: &IdClaims) -> Result<Grants, Fault> {
    let mut admin = Vec::new();
    for role in provider.mapping.rules.iter().filter_map(|rule| rule.role) {
        if people::gives_admin(act, role)? {
            admin.push(role);
        }
    }
    Grants::of(&said.claims, &provider.mapping, |role| admin.contains(&role)).or_fault("reading the mapping of a provider")
}

fn refresh(act: &Act<'_>, provider: &Provider, person: Person, profile: &Profile) -> Result<(), Fault> {
    let (name, address) = (profile.name.as_ref(), profile.address.as_ref());
    match person {
        Person::Agent(id) => people::refresh_agent(act, id, name, address),
        Person::CustomerUser(id) => {
            // A provider speaks for the domains that it was given, for the customer to whom they belong, later as at the beginning: what
            // comes by mail from an address becomes a ticket of its customer.
            let company = people::customer_user(act, id)?.and_then(|user| user.customer).map(|company| company.id);
            let speaks = profile.customer(&provider.mapping).is_some_and(|customer| Some(customer) == company);
            people::refresh_customer_user(act, id, name, address.filter(|_| speaks))
        }
    }
}

/// Somebody who is here already under a login that a directory has for whoever comes. Nobody who has a password or a factor here or is
/// linked elsewhere, since they are not the directory's; no administrator unless it may make them.
fn by_login(act: &Act<'_>, provider: &Provider, login: &str) -> Result<Option<Person>, SettleError> {
    let person = match provider.side {
        Side::Agents => people::agent_by_login(act, login)?.map(|agent| Person::Agent(agent.id)),
        Side::Customers => people::customer_user_by_login(act, login)?.map(|user| Person::CustomerUser(user.id)),
    };
    let Some(person) = person else { return Ok(None) };
    if !is_valid(act, person)? {
        return Err(Refusal::NotValid.into());
    }
    let is_admin = match person {
        Person::Agent(agent) => people::rights_of(act, agent)?.is_admin(),
        Person::CustomerUser(_) => false,
    };
    if access::has_own_way(act, person)? || (is_admin && !provider.mapping.may_give_admin) {
        return Err(Refusal::AccountExists.into());
    }
    if !rows_of::identities_of(act, person)?.is_empty() {
        return Err(Refusal::LinkedElsewhere.into());
    }
    Ok(Some(person))
}

/// Makes an account. An address never leads to one that is there: it is the provider's to give, and not ours to believe that far.
fn made(
    act: &Act<'_>,
    provider: &Provider,
    (subject, profile): (&str, &Profile),
    (grants, locale): (&Grants, Locale),
) -> Result<Person, SettleError> {
    if !provider.mapping.creates_accounts {
        return Err(Refusal::NotKnown.into());
    }
    let Some(email) = profile.address.clone() else {
        return Err(if profile.has_unverified { Refusal::AddressUnverified } else { Refusal::Nameless }.into());
    };
    let login = profile.login.clone().ok_or(Refusal::Nameless)?;
    let name = match &profile.name {
        Some(name) => name.clone(),
        None => login.as_str().parse().or_fault("a login as a name")?,
    };
    let person = match provider.side {
        Side::Agents => {
            grants.lets_in()?;
            Person::Agent(people::provide_agent(act, &NewAgent { login, name, email, locale })?)
        }
        Side::Customers => {
            let customer = profile.customer(&provider.mapping).ok_or(Refusal::NotAllowed)?;
            let new = NewCustomerUser { login, name, email, customer: Some(customer), locale };
            Person::CustomerUser(people::provide_customer_user(act, &new)?)
        }
    };
    rows_of::link(act, provider.id, subject, person)?;
    Event::Linked(person, provider.id, subject, How::Created).record(act)?;
    Ok(person)
}

/// What somebody comes with.
#[derive(Clone, Debug)]
pub(crate) struct Coming {
    pub(crate) session: Option<String>,
    pub(crate) subject: String,
    pub(crate) client: String,
    pub(crate) earlier: Option<String>,
    /// The session ends then at the latest.
    pub(crate) until: Option<Timestamp>,
    /// When they showed there who they are, where that was not now.
    pub(crate) shown_at: Option<Timestamp>,
}

/// Opens the session of somebody who was settled. By themselves.
pub(crate) fn enter(act: &Act<'_>, id: ProviderId, person: Person, coming: &Coming) -> Result<Opened, SettleError> {
    // Between the two acts the provider may have been changed, the link may have gone, or the person been made not valid.
    let provider = rows_of::provider(act, id)?.filter(|provider| provider.valid).ok_or(Refusal::ProviderUnknown)?;
    let linked = rows_of::identity(act, id, &coming.subject)?.is_some_and(|identity| identity.person == person);
    if !linked || !is_valid(act, person)? {
        return Err(Refusal::NotValid.into());
    }
    let proof = if provider.two_factors { Proof::SsoTwo } else { Proof::Sso };
    let opened = access::open(
        act,
        &Arrival {
            person,
            proofs: proof.into(),
            client: coming.client.clone(),
            earlier: coming.earlier.clone(),
            provider: Some(ProviderSession { provider: id.0, session: coming.session.clone() }),
            until: coming.until,
            shown_at: coming.shown_at,
        },
    )?;
    Event::SignedIn(person, &provider).record(act)?;
    Ok(opened)
}
