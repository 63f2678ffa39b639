//! All SQL of the room.

use crate::legacy::Scheme;
use crate::model::{ApiToken, ApiTokenId, Entrance, Facts, Kept, Person, Session, SessionId};
use crate::throttle::Count;
use kernel::{AgentId, Fault, Id16, OrFault, Secret};
use store::{Act, Row, Rows, params};

store::stmts! { tenant
    read PASSWORD = "SELECT hash, legacy, changed_at FROM password WHERE person = ?1";
    read SLOWEST = "SELECT legacy FROM password WHERE legacy >= 'bcrypt:' AND legacy < 'bcrypt;' ORDER BY legacy DESC LIMIT 1";
    read COUNT_LEGACY = "SELECT count(*) FROM password WHERE legacy IS NOT NULL";
    write SET_PASSWORD = "INSERT INTO password (person, kind, hash, changed_at, legacy) VALUES (?1, ?2, ?3, ?4, ?5) \
        ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, legacy = excluded.legacy";
    read SESSION_BY_TOKEN = "SELECT id, person, kind, created_at, last_seen_at, expires_at, ip, client FROM session WHERE token_hash = ?1";
    read SESSION = "SELECT id, person, kind, created_at, last_seen_at, expires_at, ip, client FROM session WHERE id = ?1";
    read SESSIONS_OF = "SELECT id, person, kind, created_at, last_seen_at, expires_at, ip, client FROM session WHERE person = ?1 ORDER BY id DESC";
    write ADD_SESSION = "INSERT INTO session (id, person, kind, token_hash, created_at, last_seen_at, expires_at, ip, client) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8)";
    write END_SESSION = "DELETE FROM session WHERE id = ?1";
    write FORGET_ENDED = "DELETE FROM session WHERE expires_at <= ?1 OR (kind = ?2 AND last_seen_at <= ?3)";
    bookkeeping SEEN = "UPDATE session SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2";
    read TOKEN_BY_HASH = "SELECT id, agent, name, scopes, created_at, expires_at, last_used_at FROM api_token WHERE token_hash = ?1";
    read TOKEN = "SELECT id, agent, name, scopes, created_at, expires_at, last_used_at FROM api_token WHERE id = ?1";
    read TOKENS_OF = "SELECT id, agent, name, scopes, created_at, expires_at, last_used_at FROM api_token WHERE agent = ?1 ORDER BY id DESC";
    write ADD_TOKEN = "INSERT INTO api_token (id, agent, name, token_hash, scopes, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    write REMOVE_TOKEN = "DELETE FROM api_token WHERE id = ?1";
    bookkeeping USED = "UPDATE api_token SET last_used_at = ?2 WHERE id = ?1";
    read COUNT = "SELECT failures, until, forgotten_at FROM throttle WHERE counted = ?1";
    bookkeeping PUT_COUNT = "INSERT INTO throttle (counted, failures, until, forgotten_at) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (counted) DO UPDATE SET failures = excluded.failures, until = excluded.until, forgotten_at = excluded.forgotten_at";
    bookkeeping FORGET_COUNT = "DELETE FROM throttle WHERE counted = ?1";
    bookkeeping FORGET_COUNTS = "DELETE FROM throttle WHERE forgotten_at <= ?1";
}

/// What the people's room knows of a person.
pub(crate) fn facts(rows: &impl Rows, person: Person) -> Result<Option<Facts>, Fault> {
    Ok(match person {
        Person::Agent(id) => people::agent(rows, id)?.map(of_agent),
        Person::CustomerUser(id) => people::customer_user(rows, id)?.map(of_customer_user),
    })
}

/// The person who signs in with a login; customer users may also give their address.
pub(crate) fn facts_by_login(rows: &impl Rows, entrance: Entrance, login: &str) -> Result<Option<Facts>, Fault> {
    if entrance == Entrance::Agents {
        return Ok(people::agent_by_login(rows, login)?.map(of_agent));
    }
    let by_login = people::customer_user_by_login(rows, login)?;
    let found = match (by_login, login.parse()) {
        (None, Ok(address)) => people::customer_user_by_address(rows, &address)?,
        (by_login, _) => by_login,
    };
    Ok(found.map(of_customer_user))
}

fn of_agent(agent: people::Agent) -> Facts {
    let people::Agent { id, login, name, email, locale, valid, created_at: _ } = agent;
    Facts { person: Person::Agent(id), login, name, email, locale, valid }
}

fn of_customer_user(user: people::CustomerUser) -> Facts {
    let people::CustomerUser { id, login, name, email, customer: _, locale, valid } = user;
    Facts { person: Person::CustomerUser(id), login, name, email, locale, valid }
}

pub(crate) fn password(rows: &impl Rows, person: Person) -> Result<Option<Kept>, Fault> {
    let Some(row) = rows.row(&PASSWORD, params![person.id()])? else { return Ok(None) };
    let legacy = row.opt_text(1)?.map(|scheme| scheme.parse().or_fault("reading the scheme of an old hash")).transpose()?;
    Ok(Some(Kept { hash: Secret::new(row.text(0)?), legacy, since: row.time(2)? }))
}

pub(crate) fn set_password(act: &Act<'_>, person: Person, hash: &Secret<String>, legacy: Option<&Scheme>) -> Result<(), Fault> {
    let legacy = legacy.map(ToString::to_string);
    act.write(&SET_PASSWORD, params![person.id(), person.entrance().as_str(), hash.reveal(), act.now(), legacy]).map(drop)
}

/// The scheme of an old hash that takes longest to look at, if there is one that takes long.
pub(crate) fn slowest(rows: &impl Rows) -> Result<Option<Scheme>, Fault> {
    let row = rows.row(&SLOWEST, &[])?;
    row.map(|row| row.text(0)?.parse().or_fault("reading the scheme of an old hash")).transpose()
}

/// How many old hashes are left.
pub(crate) fn count_legacy(rows: &impl Rows) -> Result<u64, Fault> {
    rows.row(&COUNT_LEGACY, &[])?.map_or(Ok(0), |row| row.count(0))
}

fn to_session(row: &Row) -> Result<Session, Fault> {
    Ok(Session {
        id: row.id(0)?,
        person: Person::from_row(Entrance::parse(&row.text(2)?)?, row.id(1)?),
        created_at: row.time(3)?,
        last_seen_at: row.time(4)?,
        expires_at: row.time(5)?,
        ip: row.opt_text(6)?.map(|ip| ip.parse().or_fault("reading the address of a session")).transpose()?,
        client: row.text(7)?,
    })
}

pub(crate) fn session_by_token(rows: &impl Rows, hash: [u8; 32]) -> Result<Option<Session>, Fault> {
    rows.row(&SESSION_BY_TOKEN, params![hash])?.as_ref().map(to_session).transpose()
}

pub(crate) fn session(rows: &impl Rows, id: Id16) -> Result<Option<Session>, Fault> {
    rows.row(&SESSION, params![id])?.as_ref().map(to_session).transpose()
}

/// Newest first, those that ended by themselves included.
pub(crate) fn sessions_of(rows: &impl Rows, person: Person) -> Result<Vec<Session>, Fault> {
    rows.rows(&SESSIONS_OF, params![person.id()])?.iter().map(to_session).collect()
}

pub(crate) fn add_session(act: &Act<'_>, session: &Session, token_hash: [u8; 32]) -> Result<(), Fault> {
    let person = session.person;
    let ip = session.ip.map(|ip| ip.to_string());
    let (created_at, expires_at) = (session.created_at, session.expires_at);
    let line = params![session.id.0, person.id(), person.entrance().as_str(), token_hash, created_at, expires_at, ip, &session.client];
    act.write(&ADD_SESSION, line).map(drop)
}

pub(crate) fn end_session(act: &Act<'_>, id: SessionId) -> Result<(), Fault> {
    act.write(&END_SESSION, params![id.0]).map(drop)
}

/// Removes what is left of sessions that ended by themselves.
pub(crate) fn forget_ended(act: &Act<'_>) -> Result<(), Fault> {
    [Entrance::Agents, Entrance::Customers].into_iter().try_for_each(|entrance| {
        let line = params![act.now(), entrance.as_str(), act.now().before(entrance.idle())];
        act.write(&FORGET_ENDED, line).map(drop)
    })
}

pub(crate) fn session_seen(act: &Act<'_>, id: SessionId) -> Result<(), Fault> {
    act.bookkeeping(&SEEN, params![id.0, act.now()]).map(drop)
}

fn to_token(row: &Row) -> Result<ApiToken, Fault> {
    Ok(ApiToken {
        id: row.id(0)?,
        agent: row.id(1)?,
        name: row.text(2)?,
        scopes: row.text(3)?.parse().or_fault("reading the scopes of a token")?,
        created_at: row.time(4)?,
        expires_at: row.time(5)?,
        last_used_at: row.opt_time(6)?,
    })
}

pub(crate) fn token_by_hash(rows: &impl Rows, hash: [u8; 32]) -> Result<Option<ApiToken>, Fault> {
    rows.row(&TOKEN_BY_HASH, params![hash])?.as_ref().map(to_token).transpose()
}

pub(crate) fn token(rows: &impl Rows, id: ApiTokenId) -> Result<Option<ApiToken>, Fault> {
    rows.row(&TOKEN, params![id.0])?.as_ref().map(to_token).transpose()
}

/// Newest first.
pub(crate) fn tokens_of(rows: &impl Rows, agent: AgentId) -> Result<Vec<ApiToken>, Fault> {
    rows.rows(&TOKENS_OF, params![agent.0])?.iter().map(to_token).collect()
}

pub(crate) fn add_token(act: &Act<'_>, token: &ApiToken, hash: [u8; 32]) -> Result<(), Fault> {
    let scopes: Vec<&str> = token.scopes.words().iter().map(String::as_str).collect();
    let line = params![token.id.0, token.agent.0, &token.name, hash, scopes.join(" "), token.created_at, token.expires_at];
    act.write(&ADD_TOKEN, line).map(drop)
}

pub(crate) fn remove_token(act: &Act<'_>, id: ApiTokenId) -> Result<(), Fault> {
    act.write(&REMOVE_TOKEN, params![id.0]).map(drop)
}

pub(crate) fn token_used(act: &Act<'_>, id: ApiTokenId) -> Result<(), Fault> {
    act.bookkeeping(&USED, params![id.0, act.now()]).map(drop)
}

pub(crate) fn count(rows: &impl Rows, counted: &[u8; 32]) -> Result<Option<Count>, Fault> {
    let to_count = |row: Row| {
        let failures = u32::try_from(row.int(0)?).unwrap_or(u32::MAX);
        Ok(Count { failures, until: row.time(1)?, forgotten_at: row.time(2)? })
    };
    rows.row(&COUNT, params![*counted])?.map(to_count).transpose()
}

pub(crate) fn put_count(act: &Act<'_>, counted: &[u8; 32], count: Count) -> Result<(), Fault> {
    act.bookkeeping(&PUT_COUNT, params![*counted, count.failures, count.until, count.forgotten_at]).map(drop)
}

pub(crate) fn forget_count(act: &Act<'_>, counted: &[u8; 32]) -> Result<(), Fault> {
    act.bookkeeping(&FORGET_COUNT, params![*counted]).map(drop)
}

pub(crate) fn forget_counts(act: &Act<'_>) -> Result<(), Fault> {
    act.bookkeeping(&FORGET_COUNTS, params![act.now()]).map(drop)
}
