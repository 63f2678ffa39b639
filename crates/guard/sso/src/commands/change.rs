//! Sets providers up, changes and removes them.

use crate::events::Event;
use crate::model::{Document, MOST_PROVIDERS, Provider, ProviderId, Side, Speaks, Unfit};
use crate::rights::Administration;
use crate::rules::Mapping;
use crate::{SECRETS, jobs, store as rows_of};
use access::{Person, ProviderSession};
use kernel::{Fault, Secret, Timestamp};
use people::Forbidden;
use store::{Act, Rows, seal};
use wire::saml::{IdpMetadata, MetadataError};

/// The longest secret. **Units**: octets.
const LONGEST_SECRET: usize = 1_000;

/// A provider to be.
#[derive(Clone, Debug)]
pub struct NewProvider {
    /// For whom it speaks.
    pub side: Side,
    /// What stands on its button.
    pub name: String,
    /// What it speaks, and how to reach it.
    pub speaks: Speaks,
    /// With what the desk shows who it is there: the client's secret, or for SAML a pair that was made for it.
    pub secret: Secret<String>,
    /// Metadata of SAML, where they are not fetched.
    pub metadata: Option<String>,
    /// What becomes of what it says.
    pub mapping: Mapping,
    /// Whether a sign-in there counts as two factors.
    pub two_factors: bool,
    /// Whether people sign in with it.
    pub valid: bool,
}

/// What changes in a provider; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ProviderChange {
    /// What stands on its button.
    pub name: Option<String>,
    /// How to reach it; what it speaks stays.
    pub speaks: Option<Speaks>,
    /// Other metadata of SAML, where they are not fetched.
    pub metadata: Option<String>,
    /// With what the desk shows who it is there.
    pub secret: Option<Secret<String>>,
    /// What becomes of what it says.
    pub mapping: Option<Mapping>,
    /// Whether a sign-in there counts as two factors.
    pub two_factors: Option<bool>,
    /// Its place among the buttons.
    pub position: Option<i64>,
    /// Whether people sign in with it.
    pub valid: Option<bool>,
    /// Refuse when it has another version by now.
    pub version: Option<i64>,
}

/// Why a provider was not set up.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A value does not fit.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// There are too many.
    #[error("a hundred providers are the most")]
    TooMany,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a provider was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such provider.
    #[error("there is no such provider")]
    Unknown,
    /// The secret would be sent to another place, and whoever asks did not say it.
    #[error("another issuer, client, root, host or search account needs the secret again")]
    SecretNeeded,
    /// Somebody was faster.
    #[error("the provider was changed in the meantime")]
    Outdated,
    /// As when it is made.
    #[error(transparent)]
    Create(#[from] CreateError),
}

/// Why a provider was not removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such provider.
    #[error("there is no such provider")]
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

fn fit_secret(secret: &Secret<String>) -> Result<(), Unfit> {
    let text = secret.reveal();
    match text.len() {
        0 => Err(Unfit("secret", "missing")),
        length if length > LONGEST_SECRET => Err(Unfit("secret", "too-long")),
        _ if text.chars().any(char::is_control) => Err(Unfit("secret", "unfit")),
        _ => Ok(()),
    }
}

/// Sets a provider up.
///
/// # Errors
/// See [`CreateError`].
pub fn create(act: &Act<'_>, new: &NewProvider) -> Result<ProviderId, CreateError> {
    let administration = Administration::permit::<CreateError>(act)?;
    let others = rows_of::providers(act)?;
    let provider = Provider {
        id: ProviderId(act.new_id()),
        side: new.side,
        name: new.name.clone(),
        speaks: new.speaks.clone(),
        mapping: new.mapping.clone(),
        two_factors: new.two_factors,
        position: others.iter().map(|other| other.position).max().unwrap_or(0).saturating_add(1),
        valid: new.valid,
        version: 1,
        document: None,
    };
    provider.hold()?;
    // The pair of one of SAML is not written by anybody.
    if provider.saml().is_none() {
        fit_secret(&new.secret)?;
    }
    let document = described(&provider, new.metadata.as_deref(), act.now())?;
    if others.len() >= MOST_PROVIDERS {
        return Err(CreateError::TooMany);
    }
    administration.add(&provider, seal(act, SECRETS, &provider.id.to_bytes(), &new.secret)?)?;
    if let Some(document) = document {
        rows_of::note_document(act, provider.id, Some(&document))?;
    }
    if provider.saml().is_some() {
        jobs::begin(act, provider.id)?;
    }
    Event::Created(&provider).record(act)?;
    Ok(provider.id)
}

/// The metadata of a provider of SAML that are not fetched, when they describe one.
fn described(provider: &Provider, text: Option<&str>, now: Timestamp) -> Result<Option<Document>, Unfit> {
    let is_fetched = provider.saml().map(|saml| saml.metadata_url.is_some());
    match (is_fetched, text) {
        (None | Some(true), None) => Ok(None),
        (None | Some(true), Some(_)) => Err(Unfit("metadata", "not-taken")),
        (Some(false), None) => Err(Unfit("metadata", "missing")),
        (Some(false), Some(text)) => {
            read_metadata(provider, text, now).map_err(|error| Unfit("metadata", crate::words::of_metadata(error)))?;
            Ok(Some(Document::Saml(text.to_owned())))
        }
    }
}

fn read_metadata(provider: &Provider, text: &str, now: Timestamp) -> Result<IdpMetadata, MetadataError> {
    IdpMetadata::read(text.as_bytes(), provider.saml().and_then(|saml| saml.entity_id.as_deref()), now)
}

/// Whether metadata speak of another identity provider than those that were there.
fn is_of_another(new: &Document, old: &Provider, now: Timestamp) -> bool {
    let entity = |document: &Document| match document {
        Document::Saml(text) => read_metadata(old, text, now).ok().map(|idp| idp.entity_id),
        Document::Oidc(_) => None,
    };
    let known = old.document.as_ref().and_then(entity);
    known.is_none() || entity(new) != known
}

/// Changes a provider. At another issuer or client whoever was linked is nobody's: the same subject is somebody else there.
///
/// # Errors
/// See [`ChangeError`].
pub fn change(act: &Act<'_>, id: ProviderId, change: &ProviderChange) -> Result<(), ChangeError> {
    let administration = Administration::permit::<CreateError>(act)?;
    let old = rows_of::provider(act, id)?.ok_or(ChangeError::Unknown)?;
    if change.version.is_some_and(|version| version != old.version) {
        return Err(ChangeError::Outdated);
    }
    let provider = Provider {
        name: change.name.clone().unwrap_or_else(|| old.name.clone()),
        speaks: change.speaks.clone().unwrap_or_else(|| old.speaks.clone()),
        mapping: change.mapping.clone().unwrap_or_else(|| old.mapping.clone()),
        two_factors: change.two_factors.unwrap_or(old.two_factors),
        position: change.position.unwrap_or(old.position),
        valid: change.valid.unwrap_or(old.valid),
        ..old.clone()
    };
    provider.hold().map_err(CreateError::Unfit)?;
    if provider.kind() != old.kind() {
        return Err(CreateError::Unfit(Unfit("kind", "stays")).into());
    }
    let elsewhere = provider.is_elsewhere(&old);
    let document = match &change.metadata {
        None if !elsewhere => None,
        text => described(&provider, text.as_deref(), act.now()).map_err(CreateError::Unfit)?,
    };
    match &change.secret {
        Some(secret) => fit_secret(secret).map_err(CreateError::Unfit)?,
        None if elsewhere && provider.saml().is_none() => return Err(ChangeError::SecretNeeded),
        None => {}
    }
    administration.change(&provider)?;
    if let Some(secret) = &change.secret {
        administration.set_secret(id, seal(act, SECRETS, &id.to_bytes(), secret)?)?;
    }
    if elsewhere || document.is_some() {
        rows_of::note_document(act, id, document.as_ref())?;
    }
    let people = rows_of::people_of(act, id)?;
    let is_other = provider.is_other_than(&old.speaks) || document.as_ref().is_some_and(|new| is_of_another(new, &old, act.now()));
    if is_other {
        administration.forget_people(id)?;
    }
    // Sessions that count as two factors would go on as what nobody vouches for.
    let is_weaker = old.two_factors && !provider.two_factors;
    if is_other || is_weaker || !provider.valid {
        end_sessions(act, id, &people)?;
    }
    Event::Changed(&provider, change.secret.is_some(), elsewhere).record(act)?;
    Ok(())
}

/// Whoever came from a provider that does not speak for them any more is signed out.
fn end_sessions(act: &Act<'_>, id: ProviderId, people: &[Person]) -> Result<(), Fault> {
    let from = ProviderSession { provider: id.0, session: None };
    people.iter().try_for_each(|person| access::end_sessions_from(act, &from, Some(*person)).map(drop))
}

/// Removes a provider. Accounts that came of it stay; whoever has no other way in asks an administrator.
///
/// # Errors
/// See [`RemoveError`].
pub fn remove(act: &Act<'_>, id: ProviderId) -> Result<(), RemoveError> {
    let administration = Administration::permit::<RemoveError>(act)?;
    let provider = rows_of::provider(act, id)?.ok_or(RemoveError::Unknown)?;
    end_sessions(act, id, &rows_of::people_of(act, id)?)?;
    administration.remove(id)?;
    Event::Removed(&provider).record(act)?;
    Ok(())
}
