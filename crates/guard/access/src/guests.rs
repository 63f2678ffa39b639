//! Who calls, by cookie or token. The gate asks this for every request.

use crate::access_policy::AccessPolicy;
use crate::address::Where;
use crate::model::{Entrance, Facts, Person, STAMP, Session};
use crate::standing::{may_come, policy_of, stage_of, stage_of_token, token_may_come};
use crate::store::{self as rows_of, addresses};
use crate::token::{self, TokenEnvironment};
use crate::{ApiToken, ApiTokenId, cookie};
use kernel::{By, Fault, Id16, Strength};
use room::{Audience, Guest, House, Scope, Stage};
use store::{Door, Rows, Tenant, View};

/// Who holds a session's cookie; `None` when the session has ended or never was, or its person is not valid.
///
/// `audience` says whose cookie it is, agents' or customers'; `by` is the request as a stranger's. The session is
/// stamped as seen, at most once a minute.
///
/// # Errors
/// The store failed.
pub async fn guest_by_cookie(door: &Door<Tenant>, house: &House, audience: Audience, value: &str, by: &By) -> Result<Option<Guest>, Fault> {
    let Some(entrance) = Entrance::of(audience) else { return Ok(None) };
    if !cookie::is_value(value) {
        return Ok(None);
    }
    let (hash, now) = (token::hash(value), house.ambient.now());
    let found = door
        .read(by.clone(), now, move |view| {
            let Some(session) = rows_of::session_by_token(view, hash)? else { return Ok(None) };
            alive(view, session, entrance)
        })
        .await?;
    let Some(Found { session, facts, policy, stage }) = found else { return Ok(None) };
    if now >= session.last_seen_at.after(STAMP) {
        let id = session.id;
        stamped(door.act(by.clone(), house.ambient.moment(), move |act| rows_of::session_seen(act, id)).await);
    }
    let manner = Manner { strength: session.proofs.strength(), stage, is_fresh: now < session.proved_at.after(policy.step_up()) };
    Ok(Some(guest(facts, Credential::Session(session.id.0), Scope::Whole, manner)))
}

/// Who holds a token; `None` when it has ended, was revoked, never was, belongs to another environment, or its agent is
/// not valid. It is stamped as used, at most once a minute.
///
/// # Errors
/// The store failed, or the house has no [`TokenEnvironment`].
pub async fn guest_by_token(door: &Door<Tenant>, house: &House, text: &str, by: &By) -> Result<Option<Guest>, Fault> {
    // What is no token of ours is not looked up.
    let Some(id) = token::read(house.service::<TokenEnvironment>()?, text) else { return Ok(None) };
    let (hash, now) = (token::hash(text), house.ambient.now());
    let found = door
        .read(by.clone(), now, move |view| -> Result<Option<(ApiToken, Facts, Stage)>, Fault> {
            let token = rows_of::token_by_hash(view, hash)?.filter(|token| token.id == id && now < token.expires_at);
            let Some(token) = token else { return Ok(None) };
            of_token(view, token)
        })
        .await?;
    let Some((token, facts, stage)) = found else { return Ok(None) };
    if token.last_used_at.is_none_or(|used| now >= used.after(STAMP)) {
        stamped(door.act(by.clone(), house.ambient.moment(), move |act| rows_of::token_used(act, id)).await);
    }
    let manner = Manner { strength: Strength::Token, stage, is_fresh: false };
    Ok(Some(guest(facts, Credential::Token(token.id.0), Scope::Only(token.scopes.words().clone()), manner)))
}

/// A stamp that could not be set keeps nobody out: while a disk is full, what lies there can still be read. The session ends
/// the earlier for it.
fn stamped(outcome: Result<(), Fault>) {
    if let Err(fault) = outcome {
        tracing::warn!(fault = fault.chain(), "that somebody called could not be noted");
    }
}

/// Whether a request of somebody who is not known may come from where it comes, to the desk at all. The gate asks this for every
/// operation that anybody may call.
///
/// # Errors
/// The store failed.
pub async fn stranger_may_come(door: &Door<Tenant>, house: &House, by: &By) -> Result<bool, Fault> {
    let look = |view: &View<'_>| Ok(addresses::in_force(view)?.let_in(view.by().ip, &[Where::Everywhere]));
    door.read(by.clone(), house.ambient.now(), look).await
}

/// How strong a session or token is that lives and whose person is valid, `None` for any other; for what goes on after the
/// request that it was asked in: signed addresses of content, streams of events.
///
/// # Errors
/// The store failed.
pub async fn credential_lives(door: &Door<Tenant>, house: &House, credential: Id16, by: &By) -> Result<Option<Strength>, Fault> {
    let found = door.read(by.clone(), house.ambient.now(), move |view| -> Result<Option<Strength>, Fault> {
        if let Some(session) = rows_of::session(view, credential)? {
            let entrance = session.person.entrance();
            let whole = alive(view, session, entrance)?.filter(|found| found.stage == Stage::Whole);
            return Ok(whole.map(|found| found.session.proofs.strength()));
        }
        let token = rows_of::token(view, ApiTokenId(credential))?.filter(|token| view.now() < token.expires_at);
        let Some(token) = token else { return Ok(None) };
        Ok(of_token(view, token)?.filter(|(.., stage)| *stage == Stage::Whole).map(|_| Strength::Token))
    });
    found.await
}

/// A session that lives, and whose it is.
struct Found {
    session: Session,
    facts: Facts,
    policy: AccessPolicy,
    stage: Stage,
}

fn alive(rows: &impl Rows, session: Session, entrance: Entrance) -> Result<Option<Found>, Fault> {
    // Those that are long over are not worth a look at what is demanded of them.
    if session.person.entrance() != entrance || rows.now() >= session.expires_at {
        return Ok(None);
    }
    let Some(facts) = rows_of::facts(rows, session.person)?.filter(|facts| facts.valid) else { return Ok(None) };
    let policy = policy_of(rows, session.person)?;
    if !session.is_alive(rows.now(), &policy) {
        return Ok(None);
    }
    let stage = if may_come(rows, session.person)? { stage_of(rows, &session, &policy)? } else { Stage::Barred };
    Ok(Some(Found { session, facts, policy, stage }))
}

/// A token's agent, when they are valid.
fn of_token(rows: &impl Rows, token: ApiToken) -> Result<Option<(ApiToken, Facts, Stage)>, Fault> {
    let Some(facts) = rows_of::facts(rows, Person::Agent(token.agent))?.filter(|facts| facts.valid) else { return Ok(None) };
    let stage = if token_may_come(rows, &token)? { stage_of_token(rows, &token)? } else { Stage::Barred };
    Ok(Some((token, facts, stage)))
}

/// How a guest came in.
#[derive(Clone, Copy)]
struct Manner {
    strength: Strength,
    stage: Stage,
    is_fresh: bool,
}

/// By what somebody calls.
#[derive(Clone, Copy)]
enum Credential {
    Session(Id16),
    Token(Id16),
}

fn guest(facts: Facts, credential: Credential, scope: Scope, manner: Manner) -> Guest {
    let (session, token) = match credential {
        Credential::Session(id) => (Some(id), None),
        Credential::Token(id) => (None, Some(id)),
    };
    let Manner { strength, stage, is_fresh } = manner;
    let Facts { person, login, name, locale, .. } = facts;
    Guest { actor: person.actor(), name, login, locale, session, token, scope, strength, stage, is_fresh }
}
