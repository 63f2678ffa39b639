//! All SQL of the room.

use crate::access_policy::{AccessPolicy, Whom};
use crate::legacy::Scheme;
use crate::model::{ApiToken, ApiTokenId, Entrance, Facts, Kept, Person, ProviderSession, Session, SessionId};
use crate::proof::{Proof, Proofs};
use crate::throttle::Count;
use kernel::{AgentId, Fault, Id16, OrFault, Secret, Timestamp};
use std::collections::BTreeMap;
use store::{Act, Row, Rows, params};

pub(crate) mod addresses;
pub(crate) mod factors;
pub(crate) mod letters;
pub(crate) mod storms;

store::stmts! { tenant
    read PASSWORD = "SELECT hash, legacy, changed_at FROM password WHERE person = ?1";
    read SLOWEST = "SELECT legacy FROM password WHERE legacy >= 'bcrypt:' AND legacy < 'bcrypt;' ORDER BY legacy DESC LIMIT 1";
    read COUNT_LEGACY = "SELECT count(*) FROM password WHERE legacy IS NOT NULL";
    write SET_PASSWORD = "INSERT INTO password (person, kind, hash, changed_at, legacy) VALUES (?1, ?2, ?3, ?4, ?5) \
        ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, legacy = excluded.legacy";
    read SESSION_BY_TOKEN = "SELECT id, person, kind, created_at, last_seen_at, expires_at, ip, client, proofs, proved_at, provider, provider_session FROM session WHERE token_hash = ?1";
    read SESSION = "SELECT id, person, kind, created_at, last_seen_at, expires_at, ip, client, proofs, proved_at, provider, provider_session FROM session WHERE id = ?1";
    read SESSIONS_OF = "SELECT id, person, kind, created_at, last_seen_at, expires_at, ip, client, proofs, proved_at, provider, provider_session FROM session WHERE person = ?1 ORDER BY id DESC";
    read SESSIONS_FROM = "SELECT id, person, kind, created_at, last_seen_at, expires_at, ip, client, proofs, proved_at, provider, provider_session \
        FROM session WHERE provider = ?1 AND (provider_session = ?2 OR person = ?3) ORDER BY id";
    read SESSIONS = "SELECT id, person, kind, created_at, last_seen_at, expires_at, ip, client, proofs, proved_at, provider, provider_session \
        FROM session WHERE expires_at > ?1 ORDER BY last_seen_at DESC, id";
    write ADD_SESSION = "INSERT INTO session (id, person, kind, token_hash, created_at, last_seen_at, expires_at, ip, client, proofs, \
        proved_at, provider, provider_session) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?12, ?10, ?11)";
    write END_SESSION = "DELETE FROM session WHERE id = ?1";
    write FORGET_ENDED = "DELETE FROM session WHERE expires_at <= ?1";
    write ADD_PROOF = "UPDATE session SET proofs = ?2 WHERE id = ?1";
    write PROVED = "UPDATE session SET proofs = ?2, proved_at = ?3, token_hash = ?4 WHERE id = ?1";
    bookkeeping SEEN = "UPDATE session SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2";
    read TOKEN_BY_HASH = "SELECT id, agent, name, scopes, created_at, expires_at, last_used_at, strength, networks FROM api_token WHERE token_hash = ?1";
    read TOKEN = "SELECT id, agent, name, scopes, created_at, expires_at, last_used_at, strength, networks FROM api_token WHERE id = ?1";
    read TOKENS_OF = "SELECT id, agent, name, scopes, created_at, expires_at, last_used_at, strength, networks FROM api_token WHERE agent = ?1 ORDER BY id DESC";
    write ADD_TOKEN = "INSERT INTO api_token (id, agent, name, token_hash, scopes, created_at, expires_at, strength, networks) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    write REMOVE_TOKEN = "DELETE FROM api_token WHERE id = ?1";
    bookkeeping USED = "UPDATE api_token SET last_used_at = ?2 WHERE id = ?1";
    read COUNT = "SELECT failures, until, forgotten_at FROM throttle WHERE counted = ?1";
    bookkeeping PUT_COUNT = "INSERT INTO throttle (counted, failures, until, forgotten_at) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (counted) DO UPDATE SET failures = excluded.failures, until = excluded.until, forgotten_at = excluded.forgotten_at";
    bookkeeping FORGET_COUNT = "DELETE FROM throttle WHERE counted = ?1";
    bookkeeping FORGET_COUNTS = "DELETE FROM throttle WHERE forgotten_at <= ?1";
    read POLICIES = "SELECT whom, shortest, second_factor, phishing_resistant, grace_days, idle_minutes, absolute_minutes, step_up_minutes \
        FROM access_policy ORDER BY whom";
    write SET_POLICY = "INSERT INTO access_policy (whom, shortest, second_factor, phishing_resistant, grace_days, idle_minutes, \
        absolute_minutes, step_up_minutes, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
        ON CONFLICT (whom) DO UPDATE SET shortest = excluded.shortest, second_factor = excluded.second_factor, \
        phishing_resistant = excluded.phishing_resistant, grace_days = excluded.grace_days, idle_minutes = excluded.idle_minutes, \
        absolute_minutes = excluded.absolute_minutes, step_up_minutes = excluded.step_up_minutes, changed_at = excluded.changed_at";
    write REMOVE_POLICY = "DELETE FROM access_policy WHERE whom = ?1";
    read GRACE = "SELECT since FROM factor_grace WHERE person = ?1";
    bookkeeping BEGIN_GRACE = "INSERT INTO factor_grace (person, since) VALUES (?1, ?2) ON CONFLICT (person) DO NOTHING";
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
    // Both are looked up of everybody: whoever is found by the first takes no less.
    let by_address = login.parse().map_or(Ok(None), |address| people::customer_user_by_address(rows, &address))?;
    Ok(by_login.or(by_address).map(of_customer_user))
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

/// Whether somebody has a way in of this desk's own: a password that opens anything, or a factor.
///
/// # Errors
/// The store failed.
pub fn has_own_way(rows: &impl Rows, person: Person) -> Result<bool, Fault> {
    let by_password = password(rows, person)?.is_some_and(|kept| kept.counts(rows.now()));
    Ok(by_password || factors::enrolled(rows, person)?.any())
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
        proofs: row.text(8)?.parse().or_fault("reading what was shown in a session")?,
        proved_at: row.time(9)?,
        provider: row.opt_id(10)?.map(|provider| Ok::<_, Fault>(ProviderSession { provider, session: row.opt_text(11)? })).transpose()?,
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

/// All that have not ended by themselves, the last seen first.
pub(crate) fn sessions(rows: &impl Rows, now: Timestamp) -> Result<Vec<Session>, Fault> {
    rows.rows(&SESSIONS, params![now])?.iter().map(to_session).collect()
}

/// Those that came from a provider, by the provider's own name of the session or by the person.
pub(crate) fn sessions_from(rows: &impl Rows, from: &ProviderSession, person: Option<Person>) -> Result<Vec<Session>, Fault> {
    let line = params![from.provider, from.session.as_deref(), person.map(Person::id)];
    rows.rows(&SESSIONS_FROM, line)?.iter().map(to_session).collect()
}

pub(crate) fn add_session(act: &Act<'_>, session: &Session, token_hash: [u8; 32]) -> Result<(), Fault> {
    let person = session.person;
    let ip = session.ip.map(|ip| ip.to_string());
    let (created_at, expires_at, proofs) = (session.created_at, session.expires_at, session.proofs.to_string());
    let provider = session.provider.as_ref();
    let (from, named) = (provider.map(|from| from.provider), provider.and_then(|from| from.session.as_deref()));
    let (kind, client) = (person.entrance().as_str(), &session.client);
    let line =
        params![session.id.0, person.id(), kind, token_hash, created_at, expires_at, ip, client, proofs, from, named, session.proved_at];
    act.write(&ADD_SESSION, line).map(drop)
}

pub(crate) fn end_session(act: &Act<'_>, id: SessionId) -> Result<(), Fault> {
    act.write(&END_SESSION, params![id.0]).map(drop)
}

/// Notes that something more was shown in setting it up.
pub(crate) fn add_proof(act: &Act<'_>, session: Id16, proof: Proof) -> Result<(), Fault> {
    let Some(known) = self::session(act, session)? else { return Ok(()) };
    act.write(&ADD_PROOF, params![session, known.proofs.with(proof).to_string()]).map(drop)
}

/// Notes that something more was shown, under a new cookie.
pub(crate) fn proved(act: &Act<'_>, id: SessionId, proofs: Proofs, token_hash: [u8; 32]) -> Result<(), Fault> {
    act.write(&PROVED, params![id.0, proofs.to_string(), act.now(), token_hash]).map(drop)
}

/// Removes what is left of sessions that ended by themselves.
pub(crate) fn forget_ended(act: &Act<'_>) -> Result<(), Fault> {
    act.write(&FORGET_ENDED, params![act.now()]).map(drop)
}

/// What was chosen, by whom it holds for.
pub(crate) fn policies(rows: &impl Rows) -> Result<BTreeMap<Whom, AccessPolicy>, Fault> {
    let to_policy = |row: &Row| -> Result<(Whom, AccessPolicy), Fault> {
        let number = |at| u32::try_from(row.int(at)?).or_fault("reading a number of a policy");
        let small = |at| u16::try_from(row.int(at)?).or_fault("reading a number of a policy");
        let policy = AccessPolicy {
            shortest: small(1)?,
            second_factor: row.bool(2)?,
            phishing_resistant: row.bool(3)?,
            grace_days: small(4)?,
            idle_minutes: number(5)?,
            absolute_minutes: number(6)?,
            step_up_minutes: small(7)?,
        };
        Ok((row.text(0)?.parse().or_fault("reading whom a policy is for")?, policy))
    };
    rows.rows(&POLICIES, &[])?.iter().map(to_policy).collect()
}

pub(crate) fn set_policy(act: &Act<'_>, whom: Whom, policy: &AccessPolicy) -> Result<(), Fault> {
    let AccessPolicy { shortest, second_factor, phishing_resistant, grace_days, idle_minutes, absolute_minutes, step_up_minutes } = *policy;
    let (shortest, grace_days, step_up_minutes) = (i64::from(shortest), i64::from(grace_days), i64::from(step_up_minutes));
    let flags = (second_factor, phishing_resistant);
    let line =
        params![whom.to_string(), shortest, flags.0, flags.1, grace_days, idle_minutes, absolute_minutes, step_up_minutes, act.now()];
    act.write(&SET_POLICY, line).map(drop)
}

pub(crate) fn remove_policy(act: &Act<'_>, whom: Whom) -> Result<(), Fault> {
    act.write(&REMOVE_POLICY, params![whom.to_string()]).map(drop)
}

/// Since when somebody has been asked to set up a second factor.
pub(crate) fn grace(rows: &impl Rows, person: Person) -> Result<Option<Timestamp>, Fault> {
    rows.row(&GRACE, params![person.id()])?.map(|row| row.time(0)).transpose()
}

pub(crate) fn begin_grace(act: &Act<'_>, person: Person) -> Result<(), Fault> {
    act.bookkeeping(&BEGIN_GRACE, params![person.id(), act.now()]).map(drop)
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
        strength: row.text(7)?.parse().or_fault("reading how strong a token is")?,
        networks: row.text(8)?.split_whitespace().map(str::parse).collect::<Result<_, _>>().or_fault("reading the networks of a token")?,
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
    let networks = token.networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let (made, ends, strength) = (token.created_at, token.expires_at, token.strength.as_str());
    let line = params![token.id.0, token.agent.0, &token.name, hash, scopes.join(" "), made, ends, strength, networks];
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
