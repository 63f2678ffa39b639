//! All SQL of the room.

use crate::model::{Document, Kind, Provider, ProviderId, Side, Speaks};
use crate::rights::{Administration, SigningIn};
use access::Person;
use kernel::{AgentId, CustomerUserId, Fault, Id16, OrFault, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Act, Row, Rows, params};
use wire::oidc::Discovery;

store::stmts! { tenant
    read PROVIDERS = "SELECT id, kind, side, name, settings, mapping, document, factors, position, valid, version FROM sso_provider \
        ORDER BY position, created_at, id";
    read PROVIDER = "SELECT id, kind, side, name, settings, mapping, document, factors, position, valid, version FROM sso_provider WHERE id = ?1";
    read SECRET = "SELECT secret FROM sso_provider WHERE id = ?1";
    read DOCUMENT_AT = "SELECT document_at FROM sso_provider WHERE id = ?1";
    read IDENTITY = "SELECT provider, subject, person, side, created_at, last_at FROM sso_identity WHERE provider = ?1 AND subject = ?2";
    read IDENTITIES = "SELECT provider, subject, person, side, created_at, last_at FROM sso_identity WHERE provider = ?1 \
        ORDER BY created_at DESC, subject LIMIT 500";
    read PEOPLE_OF = "SELECT DISTINCT person, side FROM sso_identity WHERE provider = ?1 ORDER BY person";
    read IDENTITIES_OF = "SELECT provider, subject, person, side, created_at, last_at FROM sso_identity WHERE person = ?1 ORDER BY provider, subject";
    read SEEN = "SELECT until FROM sso_seen WHERE seen = ?1";
    write ADD = "INSERT INTO sso_provider (id, kind, side, name, settings, mapping, secret, document, document_at, factors, position, valid, version, \
        created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL, ?8, ?9, ?10, 1, ?11)";
    write CHANGE = "UPDATE sso_provider SET side = ?2, name = ?3, settings = ?4, mapping = ?5, factors = ?6, position = ?7, valid = ?8, \
        version = version + 1 WHERE id = ?1";
    write SET_SECRET = "UPDATE sso_provider SET secret = ?2 WHERE id = ?1";
    write REMOVE = "DELETE FROM sso_provider WHERE id = ?1";
    write REMOVE_IDENTITIES = "DELETE FROM sso_identity WHERE provider = ?1";
    write LINK = "INSERT INTO sso_identity (provider, subject, person, side, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    write UNLINK = "DELETE FROM sso_identity WHERE provider = ?1 AND subject = ?2";
    bookkeeping NOTE_DOCUMENT = "UPDATE sso_provider SET document = ?2, document_at = ?3 WHERE id = ?1";
    bookkeeping NOTE_LAST = "UPDATE sso_identity SET last_at = ?3 WHERE provider = ?1 AND subject = ?2";
    bookkeeping NOTE_SEEN = "INSERT INTO sso_seen (seen, until) VALUES (?1, ?2)";
    read ARRIVED = "SELECT sealed, until FROM sso_arrived WHERE place = ?1";
    bookkeeping PUT_ASIDE = "INSERT INTO sso_arrived (place, sealed, until) VALUES (?1, ?2, ?3)";
    bookkeeping TAKE_UP = "DELETE FROM sso_arrived WHERE place = ?1";
    bookkeeping FORGET_ARRIVED = "DELETE FROM sso_arrived WHERE until <= ?1";
    bookkeeping FORGET_SEEN = "DELETE FROM sso_seen WHERE until <= ?1";
}

/// Whom a provider knows by which subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) provider: ProviderId,
    pub(crate) subject: String,
    pub(crate) person: Person,
    pub(crate) created_at: Timestamp,
    pub(crate) last_at: Option<Timestamp>,
}

fn to_json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).or_fault("writing the settings of a provider")
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).or_fault("reading the settings of a provider")
}

fn settings(provider: &Provider) -> Result<String, Fault> {
    match &provider.speaks {
        Speaks::Oidc(oidc) => to_json(oidc),
        Speaks::Saml(saml) => to_json(saml),
        Speaks::Ldap(ldap) => to_json(ldap),
    }
}

fn unknown() -> Fault {
    Fault::bug("a row of single sign-on holds a word that nobody writes")
}

fn to_provider(row: &Row) -> Result<Provider, Fault> {
    let kind = Kind::parse(&row.text(1)?).ok_or_else(unknown)?;
    let (settings, document) = (row.text(4)?, row.opt_text(6)?);
    Ok(Provider {
        id: row.id(0)?,
        side: Side::parse(&row.text(2)?).ok_or_else(unknown)?,
        name: row.text(3)?,
        speaks: match kind {
            Kind::Oidc => Speaks::Oidc(from_json(&settings)?),
            Kind::Saml => Speaks::Saml(from_json(&settings)?),
            Kind::Ldap => Speaks::Ldap(from_json(&settings)?),
        },
        mapping: from_json(&row.text(5)?)?,
        document: document
            .map(|text| {
                Ok::<_, Fault>(match kind {
                    Kind::Oidc => Document::Oidc(Box::new(from_json::<Discovery>(&text)?)),
                    Kind::Saml => Document::Saml(text),
                    Kind::Ldap => return Err(unknown()),
                })
            })
            .transpose()?,
        two_factors: row.int(7)? == 2,
        position: row.int(8)?,
        valid: row.bool(9)?,
        version: row.int(10)?,
    })
}

/// All of them, as their buttons stand.
pub(crate) fn providers(rows: &impl Rows) -> Result<Vec<Provider>, Fault> {
    rows.rows(&PROVIDERS, params![])?.iter().map(to_provider).collect()
}

pub(crate) fn provider(rows: &impl Rows, id: ProviderId) -> Result<Option<Provider>, Fault> {
    rows.row(&PROVIDER, params![id.0])?.as_ref().map(to_provider).transpose()
}

/// The sealed secret.
pub(crate) fn secret(rows: &impl Rows, id: ProviderId) -> Result<Vec<u8>, Fault> {
    rows.row(&SECRET, params![id.0])?.or_fault("a provider is gone")?.bytes(0)
}

pub(crate) fn document_at(rows: &impl Rows, id: ProviderId) -> Result<Option<Timestamp>, Fault> {
    rows.row(&DOCUMENT_AT, params![id.0])?.map_or(Ok(None), |row| row.opt_time(0))
}

/// What it said about itself; nothing when it is to be asked anew.
pub(crate) fn note_document(act: &Act<'_>, id: ProviderId, document: Option<&Document>) -> Result<(), Fault> {
    let text = document.map(|document| match document {
        Document::Oidc(discovery) => to_json(discovery),
        Document::Saml(text) => Ok(text.clone()),
    });
    let text = text.transpose()?;
    let at = document.map(|_| act.now());
    act.bookkeeping(&NOTE_DOCUMENT, params![id.0, text, at]).map(drop)
}

const fn side_and_id(person: Person) -> (Side, Id16) {
    match person {
        Person::Agent(AgentId(id)) => (Side::Agents, id),
        Person::CustomerUser(CustomerUserId(id)) => (Side::Customers, id),
    }
}

const fn person(side: Side, id: Id16) -> Person {
    match side {
        Side::Agents => Person::Agent(AgentId(id)),
        Side::Customers => Person::CustomerUser(CustomerUserId(id)),
    }
}

fn to_identity(row: &Row) -> Result<Identity, Fault> {
    let side = Side::parse(&row.text(3)?).ok_or_else(unknown)?;
    Ok(Identity {
        provider: row.id(0)?,
        subject: row.text(1)?,
        person: person(side, row.id(2)?),
        created_at: row.time(4)?,
        last_at: row.opt_time(5)?,
    })
}

pub(crate) fn identity(rows: &impl Rows, provider: ProviderId, subject: &str) -> Result<Option<Identity>, Fault> {
    rows.row(&IDENTITY, params![provider.0, subject])?.as_ref().map(to_identity).transpose()
}

/// The newest five hundred.
pub(crate) fn identities(rows: &impl Rows, provider: ProviderId) -> Result<Vec<Identity>, Fault> {
    rows.rows(&IDENTITIES, params![provider.0])?.iter().map(to_identity).collect()
}

/// Everybody whom a provider knows.
pub(crate) fn people_of(rows: &impl Rows, provider: ProviderId) -> Result<Vec<Person>, Fault> {
    let to_person = |row: &Row| Ok(person(Side::parse(&row.text(1)?).ok_or_else(unknown)?, row.id(0)?));
    rows.rows(&PEOPLE_OF, params![provider.0])?.iter().map(to_person).collect()
}

pub(crate) fn identities_of(rows: &impl Rows, person: Person) -> Result<Vec<Identity>, Fault> {
    let (_, id) = side_and_id(person);
    rows.rows(&IDENTITIES_OF, params![id])?.iter().map(to_identity).collect()
}

/// Links a person; the events of the callers say by whom.
pub(crate) fn link(act: &Act<'_>, provider: ProviderId, subject: &str, person: Person) -> Result<(), Fault> {
    let (side, id) = side_and_id(person);
    act.write(&LINK, params![provider.0, subject, id, side.as_str(), act.now()]).map(drop)
}

pub(crate) fn unlink(act: &Act<'_>, provider: ProviderId, subject: &str) -> Result<(), Fault> {
    act.write(&UNLINK, params![provider.0, subject]).map(drop)
}

/// Notes that something came; whether it came before.
pub(crate) fn came_before(act: &Act<'_>, seen: [u8; 32], until: Timestamp) -> Result<bool, Fault> {
    if act.row(&SEEN, params![seen])?.is_some() {
        return Ok(true);
    }
    act.bookkeeping(&FORGET_SEEN, params![act.now()])?;
    act.bookkeeping(&NOTE_SEEN, params![seen, until])?;
    Ok(false)
}

/// Puts aside what a provider had a browser post, sealed.
pub(crate) fn put_aside(act: &Act<'_>, place: [u8; 32], sealed: &[u8], until: Timestamp) -> Result<(), Fault> {
    act.bookkeeping(&FORGET_ARRIVED, params![act.now()])?;
    act.bookkeeping(&PUT_ASIDE, params![place, sealed.to_vec(), until]).map(drop)
}

/// Takes it up, once.
pub(crate) fn take_up(act: &Act<'_>, place: [u8; 32]) -> Result<Option<Vec<u8>>, Fault> {
    let Some(row) = act.row(&ARRIVED, params![place])? else { return Ok(None) };
    act.bookkeeping(&TAKE_UP, params![place])?;
    if row.time(1)? <= act.now() { Ok(None) } else { row.bytes(0).map(Some) }
}

impl Administration<'_> {
    pub(crate) fn add(&self, provider: &Provider, secret: Vec<u8>) -> Result<(), Fault> {
        let factors: i64 = if provider.two_factors { 2 } else { 1 };
        let (settings, mapping) = (settings(provider)?, to_json(&provider.mapping)?);
        let (kind, side) = (provider.kind().as_str(), provider.side.as_str());
        let line = params![
            provider.id.0,
            kind,
            side,
            &provider.name,
            settings,
            mapping,
            secret,
            factors,
            provider.position,
            provider.valid,
            self.act.now()
        ];
        self.act.write(&ADD, line).map(drop)
    }

    pub(crate) fn change(&self, provider: &Provider) -> Result<(), Fault> {
        let factors: i64 = if provider.two_factors { 2 } else { 1 };
        let (settings, mapping) = (settings(provider)?, to_json(&provider.mapping)?);
        let side = provider.side.as_str();
        let line = params![provider.id.0, side, &provider.name, settings, mapping, factors, provider.position, provider.valid];
        self.act.write(&CHANGE, line).map(drop)
    }

    pub(crate) fn set_secret(&self, id: ProviderId, secret: Vec<u8>) -> Result<(), Fault> {
        self.act.write(&SET_SECRET, params![id.0, secret]).map(drop)
    }

    pub(crate) fn forget_people(&self, id: ProviderId) -> Result<(), Fault> {
        self.act.write(&REMOVE_IDENTITIES, params![id.0]).map(drop)
    }

    pub(crate) fn remove(&self, id: ProviderId) -> Result<(), Fault> {
        self.forget_people(id)?;
        self.act.write(&REMOVE, params![id.0]).map(drop)
    }
}

impl SigningIn<'_> {
    pub(crate) fn note_last(&self, provider: ProviderId, subject: &str) -> Result<(), Fault> {
        self.act.bookkeeping(&NOTE_LAST, params![provider.0, subject, self.act.now()]).map(drop)
    }
}
