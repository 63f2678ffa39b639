//! Opens sessions, and ends those of others.

use crate::events::Event;
use crate::model::{Person, ProviderSession, Session, SessionId};
use crate::proof::Proofs;
use crate::standing::{policy_of, stage_of};
use crate::store as rows_of;
use crate::{cookie, token};
use kernel::{Fault, Secret, Timestamp};
use room::Stage;
use store::{Act, Rows};

/// Somebody who has shown who they are.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Who.
    pub person: Person,
    /// What they showed.
    pub proofs: Proofs,
    /// The program, as sessions show it ([`crate::client_label`]).
    pub client: String,
    /// The session's cookie that the program had already; its session ends.
    pub earlier: Option<String>,
    /// The identity provider that they came from.
    pub provider: Option<ProviderSession>,
    /// The session ends then at the latest.
    pub until: Option<Timestamp>,
    /// When they showed who they are, where that was not now: whoever has a session at a provider may have shown it there long ago.
    pub shown_at: Option<Timestamp>,
}

/// A session that was opened.
#[derive(Debug)]
pub struct Opened {
    /// Its id.
    pub session: SessionId,
    /// How far they have come: a second factor may still be asked for.
    pub stage: Stage,
    person: Person,
    cookie: Secret<String>,
}

impl Opened {
    /// The `Set-Cookie` line.
    pub fn set_cookie(&self) -> String {
        cookie::set(self.person.entrance(), self.cookie.reveal())
    }

    /// Where to go now: on to the second factor, or to where they wanted, when that is a path of their side of this host.
    pub fn next(&self, wanted: &str) -> String {
        crate::page::after(self.person.entrance(), self.stage, wanted)
    }
}

/// Opens a session. Whatever its policy still asks for is asked before it may do anything else.
///
/// # Errors
/// The store failed.
pub fn open(act: &Act<'_>, arrival: &Arrival) -> Result<Opened, Fault> {
    let Arrival { person, proofs, .. } = *arrival;
    let value = Secret::new(cookie::value(act.random()));
    let policy = policy_of(act, person)?;
    let longest = act.now().after(policy.absolute());
    let session = Session {
        id: SessionId(act.new_id()),
        person,
        created_at: act.now(),
        last_seen_at: act.now(),
        expires_at: arrival.until.map_or(longest, |until| until.min(longest)),
        ip: act.by().ip,
        client: arrival.client.clone(),
        proofs,
        proved_at: arrival.shown_at.map_or(act.now(), |at| at.min(act.now())),
        provider: arrival.provider.clone(),
    };
    rows_of::forget_ended(act)?;
    if let Some(earlier) = arrival.earlier.as_deref() {
        let of_person = rows_of::session_by_token(act, token::hash(earlier))?.filter(|earlier| earlier.person == person);
        of_person.map_or(Ok(()), |earlier| rows_of::end_session(act, earlier.id))?;
    }
    if policy.second_factor && !proofs.are_two() {
        rows_of::begin_grace(act, person)?;
    }
    rows_of::add_session(act, &session, token::hash(value.reveal()))?;
    Event::SignedIn(&session).record(act)?;
    let stage = stage_of(act, &session, &policy)?;
    Ok(Opened { session: session.id, stage, person, cookie: value })
}

/// Ends all sessions of a person.
///
/// # Errors
/// The store failed.
pub fn end_sessions_of(act: &Act<'_>, person: Person) -> Result<(), Fault> {
    rows_of::sessions_of(act, person)?.iter().try_for_each(|session| end(act, session))
}

/// Ends the sessions that came from an identity provider: those of its own name for a session, and those of a person when one is given.
/// How many there were.
///
/// # Errors
/// The store failed.
pub fn end_sessions_from(act: &Act<'_>, from: &ProviderSession, person: Option<Person>) -> Result<usize, Fault> {
    let sessions = rows_of::sessions_from(act, from, person)?;
    sessions.iter().try_for_each(|session| end(act, session))?;
    Ok(sessions.len())
}

pub(super) fn end(act: &Act<'_>, session: &Session) -> Result<(), Fault> {
    rows_of::end_session(act, session.id)?;
    Event::SessionEnded(session.person.entrance(), session.id).record(act)
}
