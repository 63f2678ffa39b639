//! Asks directories whose password that is which somebody typed.
//!
//! The desk comes as the search account, finds exactly one entry, and binds as that entry with the password. A directory that is silent,
//! is not who it was set up as, or does not take the search account says nothing about anybody; whoever is not let in is never told which
//! it was.

mod person;
mod session;

use crate::commands::{SettleError, settle};
use crate::events::Event;
use crate::flow::{by_room, tell};
use crate::ldap::Ldap;
use crate::model::{Provider, ProviderId, Side};
use crate::refusal::Refusal;
use crate::rules::Mapping;
use crate::service::{PATIENCE, Providers, Trouble};
use crate::{SECRETS, store as rows_of};
use access::{Asking, Directory, Person, ProviderSession, Whose};
use kernel::{Fault, Id16, Secret, TenantId};
pub(crate) use person::{Group, Sought};
use room::{Audience, Context};
use session::connect;
use std::time::Duration;
use store::{Act, Rows, View, unseal};
use tokio::io::{AsyncRead, AsyncWrite};
use wire::ldap::{Entry, Filter, Scope, Search};
use wire::oidc::IdClaims;

/// Of people with one login there is one, or nobody is found: so many tell that.
const MOST_PEOPLE: u32 = 2;
/// **Units**: groups of one person that are looked for.
const MOST_GROUPS: u32 = 500;
/// How long a directory may look. **Units**: seconds.
const SECONDS: u32 = 5;

/// The side that an audience is of.
pub(crate) const fn side(audience: Audience) -> Option<Side> {
    match audience {
        Audience::Agents => Some(Side::Agents),
        Audience::Customers => Some(Side::Customers),
        Audience::Everybody | Audience::Public | Audience::Elsewhere => None,
    }
}

/// Somebody who was found.
pub(crate) struct Known {
    /// What the directory says of them.
    pub(crate) said: IdClaims,
    /// The attributes that it gave, by their names.
    pub(crate) attributes: Vec<String>,
    pub(crate) groups: Vec<Group>,
    /// Whether one of their logins there is the one that was typed.
    has_login: bool,
}

/// What came of looking for somebody.
pub(crate) enum Looked {
    Found(Box<Known>),
    /// There is nobody, or the password is not theirs.
    Nobody,
    /// There is somebody who cannot be taken.
    Unfit(Refusal),
}

/// A directory and what it is searched with.
pub(crate) struct Searched<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) ldap: &'a Ldap,
    pub(crate) mapping: &'a Mapping,
    pub(crate) secret: &'a Secret<String>,
}

type Session<S> = session::Session<S>;

impl Providers {
    /// Whether a directory can be searched: reached, taken for who it is, and taking the search account; and the base is there.
    pub(crate) async fn search_account(&self, searched: &Searched<'_>) -> Result<(), Trouble> {
        let work = async {
            let mut session = open(self, searched).await?;
            let base = Search {
                base: &searched.ldap.base,
                scope: Scope::Base,
                filter: Filter::Has("objectClass".into()),
                attributes: &[],
                most: 1,
                seconds: SECONDS,
            };
            let found = session.search(base).await?;
            session.leave().await;
            if found.is_there && !found.entries.is_empty() { Ok(()) } else { Err(Trouble::BaseUnknown) }
        };
        self.speak((searched.tenant, PATIENCE), Box::pin(work)).await
    }

    /// Looks for somebody; with a password, for whom it is theirs.
    pub(crate) async fn look(
        &self,
        searched: &Searched<'_>,
        sought: Sought<'_>,
        password: Option<&Secret<String>>,
        patience: Duration,
    ) -> Result<Looked, Trouble> {
        let work = async {
            let mut session = open(self, searched).await?;
            let (looked, name) = look(&mut session, searched, sought).await?;
            let looked = match (looked, password) {
                (Looked::Found(known), Some(password)) => {
                    if session.bind(&name, password).await? {
                        Looked::Found(known)
                    } else {
                        Looked::Nobody
                    }
                }
                (looked, _) => looked,
            };
            session.leave().await;
            Ok(looked)
        };
        self.speak((searched.tenant, patience), Box::pin(work)).await
    }
}

/// A connection as the search account.
async fn open(providers: &Providers, searched: &Searched<'_>) -> Result<Session<impl AsyncRead + AsyncWrite + Unpin + Send>, Trouble> {
    let mut session = connect(providers.egress(), searched.ldap).await?;
    if session.bind(&searched.ldap.bind_dn, searched.secret).await? { Ok(session) } else { Err(Trouble::Account) }
}

/// Somebody, with their distinguished name.
async fn look<S>(session: &mut Session<S>, searched: &Searched<'_>, sought: Sought<'_>) -> Result<(Looked, String), Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Searched { ldap, mapping, .. } = *searched;
    let nobody = |looked| Ok((looked, String::new()));
    let Some(filter) = person::filter(ldap, sought) else { return nobody(Looked::Nobody) };
    let wanted = person::wanted(ldap, mapping);
    let attributes: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let people = Search { base: &ldap.base, scope: Scope::Tree, filter, attributes: &attributes, most: MOST_PEOPLE, seconds: SECONDS };
    let mut found = session.search(people).await?;
    if !found.is_there {
        return Err(Trouble::BaseUnknown);
    }
    let entry = match (found.entries.pop(), found.entries.is_empty() && !found.is_more) {
        (Some(entry), true) => entry,
        (None, true) => return nobody(Looked::Nobody),
        _ => return nobody(Looked::Unfit(Refusal::Several)),
    };
    let groups = match &ldap.group_base {
        None => person::groups_of(&entry),
        Some(base) => groups(session, ldap, base, &entry).await?,
    };
    let is_in = |group: &String| groups.iter().any(|found| found.dn.eq_ignore_ascii_case(group));
    if ldap.group_base.is_some() && !ldap.member_of.as_ref().is_none_or(is_in) {
        return nobody(Looked::Unfit(Refusal::NotInGroup));
    }
    let typed = match sought {
        Sought::Login(login) => Some(login),
        Sought::Subject(_) => None,
    };
    let Some(said) = person::said(ldap, mapping, &entry, &groups, typed) else { return nobody(Looked::Unfit(Refusal::SubjectMissing)) };
    let has_login = typed.is_some_and(|typed| entry.texts(&ldap.login_attribute).any(|login| person::is_same(login, typed)));
    let attributes = entry.attributes.iter().map(|(name, _)| name.clone()).collect();
    Ok((Looked::Found(Box::new(Known { said, attributes, groups, has_login })), entry.name))
}

async fn groups<S>(session: &mut Session<S>, ldap: &Ldap, base: &str, entry: &Entry) -> Result<Vec<Group>, Trouble>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let filter = person::groups_filter(ldap, entry);
    let found =
        session.search(Search { base, scope: Scope::Tree, filter, attributes: &["cn"], most: MOST_GROUPS, seconds: SECONDS }).await?;
    if !found.is_there {
        return Err(Trouble::BaseUnknown);
    }
    // Some of them would be some of somebody's rights.
    if found.is_more { Err(Trouble::Ldap(wire::ldap::Malformed::TooLarge)) } else { Ok(found.entries.iter().map(person::group).collect()) }
}

/// The search account's password.
pub(crate) fn secret(rows: &impl Rows, id: ProviderId) -> Result<Secret<String>, Fault> {
    unseal(rows, SECRETS, &id.to_bytes(), &rows_of::secret(rows, id)?)
}

/// One directory that is asked, and by what it knows whom it is asked about.
struct Asked {
    provider: Provider,
    secret: Secret<String>,
    subject: Option<String>,
}

/// The directories that could know: all of the side, or those that a person is linked with.
fn asked(view: &View<'_>, side: Side, whose: &Whose) -> Result<Vec<Asked>, Fault> {
    let mut asked = Vec::new();
    for provider in rows_of::providers(view)?.into_iter().filter(|provider| provider.valid && provider.side == side) {
        if provider.ldap().is_none() {
            continue;
        }
        let subject = match whose {
            Whose::Login(_) => None,
            Whose::Person(person) => {
                let own = rows_of::identities_of(view, *person)?.into_iter().find(|identity| identity.provider == provider.id);
                let Some(identity) = own else { continue };
                Some(identity.subject)
            }
        };
        let secret = secret(view, provider.id)?;
        asked.push(Asked { provider, secret, subject });
    }
    Ok(asked)
}

/// Asks the directories of the tenant.
pub(crate) async fn ask(context: Context, asking: Asking) -> Result<Directory, Fault> {
    let Some(side) = side(asking.audience) else { return Ok(Directory::Unknown) };
    let whose = asking.whose.clone();
    let directories = context.read(move |view: &View<'_>| asked(view, side, &whose)).await?;
    // An empty password would be taken for success by many (RFC 4513 §5.1.2).
    if directories.is_empty() || asking.password.reveal().is_empty() {
        return Ok(Directory::Unknown);
    }
    let patience = PATIENCE / u32::try_from(directories.len()).unwrap_or(u32::MAX);
    // An attempt that met silence is taken back. So one answer is enough to count: else a directory that is gone for good
    // would leave those of the others to whoever guesses.
    let mut has_answered = false;
    for directory in &directories {
        match one(&context, directory, &asking, patience).await? {
            Directory::Unknown => has_answered = true,
            Directory::Silent => {}
            known @ Directory::Known(..) => return Ok(known),
        }
    }
    Ok(if has_answered { Directory::Unknown } else { Directory::Silent })
}

async fn one(context: &Context, asked: &Asked, asking: &Asking, patience: Duration) -> Result<Directory, Fault> {
    let Asked { provider, secret, subject } = asked;
    let Some(ldap) = provider.ldap() else { return Ok(Directory::Unknown) };
    let providers = context.house.service::<Providers>()?;
    let (whose, now) = ((context.door.tenant(), provider.id), context.house.ambient.now());
    if providers.unless_silent(whose, now).is_err() {
        return Ok(Directory::Silent);
    }
    let sought = match (&asking.whose, subject) {
        (_, Some(subject)) => Sought::Subject(subject),
        (Whose::Login(login), None) => Sought::Login(login),
        (Whose::Person(_), None) => return Ok(Directory::Unknown),
    };
    let searched = Searched { tenant: whose.0, ldap, mapping: &provider.mapping, secret };
    let looked = providers.look(&searched, sought, Some(&asking.password), patience).await;
    providers.heard(whose, now, looked.as_ref().err());
    let known = match looked {
        Ok(Looked::Found(known)) => known,
        Ok(Looked::Nobody) => return Ok(Directory::Unknown),
        Ok(Looked::Unfit(refusal)) => return refused(context, provider.id, refusal, Directory::Unknown).await,
        // What one person's entry is too large for says nothing of others.
        Err(trouble @ Trouble::Ldap(_)) => return refused(context, provider.id, trouble.into(), Directory::Unknown).await,
        Err(trouble) => return refused(context, provider.id, trouble.into(), Directory::Silent).await,
    };
    let session = ProviderSession { provider: provider.id.0, session: None };
    match &asking.whose {
        // Found by the subject that they were linked by.
        Whose::Person(person) => Ok(Directory::Known(*person, session)),
        Whose::Login(login) => match settled(context, provider, *known, login).await {
            Ok(person) => Ok(Directory::Known(person, session)),
            Err(SettleError::Refused(refusal)) => refused(context, provider.id, refusal, Directory::Unknown).await,
            Err(SettleError::Fault(fault)) => Err(fault),
        },
    }
}

async fn settled(context: &Context, provider: &Provider, known: Known, login: &str) -> Result<Person, SettleError> {
    let (id, locale) = (provider.id, context.place.locale);
    let links = provider.ldap().is_some_and(|ldap| ldap.links_logins) && known.has_login;
    let (said, login) = (known.said, links.then(|| login.to_owned()));
    by_room(context, move |act: &Act<'_>| settle(act, id, &said, (locale, login.as_deref()))).await
}

/// Tells the record why; whoever asked is told what anybody is told.
async fn refused(context: &Context, id: ProviderId, refusal: Refusal, answer: Directory) -> Result<Directory, Fault> {
    tell(context, id, refusal).await?;
    Ok(answer)
}

/// Whether a directory still vouches for somebody, in the act that opens their session; tells that it did.
pub(crate) fn enter(act: &Act<'_>, person: Person, session: &ProviderSession) -> Result<bool, Fault> {
    let id: Id16 = session.provider;
    let provider = rows_of::provider(act, ProviderId(id))?.filter(|provider| provider.valid && provider.ldap().is_some());
    let Some(provider) = provider else { return Ok(false) };
    let is_linked = rows_of::identities_of(act, person)?.iter().any(|identity| identity.provider == provider.id);
    if is_linked {
        Event::SignedIn(person, &provider).record(act)?;
    }
    Ok(is_linked)
}
