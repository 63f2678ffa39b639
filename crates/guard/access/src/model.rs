//! People who sign in, sessions and tokens. Pure.

use crate::access_policy::AccessPolicy;
use crate::address::Network;
use crate::legacy::Scheme;
use crate::proof::Proofs;
use kernel::{Actor, AgentId, CustomerUserId, EmailAddress, Fault, Id16, Locale, Secret, Strength, Timestamp, id};
use room::Audience;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;
use unicode_normalization::UnicodeNormalization as _;

id!(SessionId, "ses", "One sign-in, until it ends.");
id!(ApiTokenId, "tok", "What a program signs in with.");

/// The name of the agents' cookie.
pub const AGENT_COOKIE: &str = "__Host-beleg-agent";
/// The name of the customer users' cookie.
pub const CUSTOMER_COOKIE: &str = "__Host-beleg-customer";

/// What is kept of a password.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) hash: Secret<String>,
    /// The hash is of what another system kept, and this is how it got there.
    pub(crate) legacy: Option<Scheme>,
    pub(crate) since: Timestamp,
}

/// After so long a password that another system hashed opens nothing any more.
const LEGACY: Duration = Duration::from_hours(90 * 24);

impl Kept {
    /// Whether it still opens anything.
    pub(crate) fn counts(&self, now: Timestamp) -> bool {
        self.legacy.is_none() || now < self.since.after(LEGACY)
    }
}

/// What somebody typed for their name, as it is looked up and counted: another spelling is no other account. What can be nobody's login is
/// folded alike.
pub(crate) fn folded(typed: &str) -> String {
    typed.trim().nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// A session is stamped as seen at most this often, a token as used.
pub(crate) const STAMP: Duration = Duration::from_mins(1);

/// Where people come in: agents and customer users have doors, cookies and lifetimes of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entrance {
    Agents,
    Customers,
}

impl Entrance {
    /// The entrance of an audience that has one.
    pub(crate) const fn of(audience: Audience) -> Option<Self> {
        match audience {
            Audience::Agents => Some(Self::Agents),
            Audience::Customers => Some(Self::Customers),
            Audience::Everybody | Audience::Public | Audience::Elsewhere => None,
        }
    }

    /// The audience that comes in by it.
    pub(crate) const fn audience(self) -> Audience {
        match self {
            Self::Agents => Audience::Agents,
            Self::Customers => Audience::Customers,
        }
    }

    /// The word in rows and events.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Agents => "agent",
            Self::Customers => "customer",
        }
    }

    pub(crate) fn parse(word: &str) -> Result<Self, Fault> {
        match word {
            "agent" => Ok(Self::Agents),
            "customer" => Ok(Self::Customers),
            _ => Err(Fault::bug("a row holds an unknown kind of person")),
        }
    }

    pub(crate) const fn cookie(self) -> &'static str {
        match self {
            Self::Agents => AGENT_COOKIE,
            Self::Customers => CUSTOMER_COOKIE,
        }
    }
}

/// A person who can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// Staff.
    Agent(AgentId),
    /// A person who asks.
    CustomerUser(CustomerUserId),
}

impl Person {
    pub(crate) const fn entrance(self) -> Entrance {
        match self {
            Self::Agent(_) => Entrance::Agents,
            Self::CustomerUser(_) => Entrance::Customers,
        }
    }

    pub(crate) const fn id(self) -> Id16 {
        match self {
            Self::Agent(AgentId(id)) | Self::CustomerUser(CustomerUserId(id)) => id,
        }
    }

    pub(crate) const fn from_row(entrance: Entrance, id: Id16) -> Self {
        match entrance {
            Entrance::Agents => Self::Agent(AgentId(id)),
            Entrance::Customers => Self::CustomerUser(CustomerUserId(id)),
        }
    }

    /// The person as an actor.
    pub const fn actor(self) -> Actor {
        match self {
            Self::Agent(id) => Actor::Agent(id),
            Self::CustomerUser(id) => Actor::CustomerUser(id),
        }
    }

    /// The person behind an actor, when there is one who can sign in.
    pub const fn of(actor: Actor) -> Option<Self> {
        match actor {
            Actor::Agent(id) => Some(Self::Agent(id)),
            Actor::CustomerUser(id) => Some(Self::CustomerUser(id)),
            Actor::Operator(_) | Actor::Room(_) | Actor::Stranger => None,
        }
    }
}

/// What is known of a person, whichever kind.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) person: Person,
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) email: EmailAddress,
    pub(crate) locale: Locale,
    pub(crate) valid: bool,
}

/// One session as it lies in the store.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) person: Person,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) client: String,
    /// What was shown in it.
    pub(crate) proofs: Proofs,
    /// When something was shown last.
    pub(crate) proved_at: Timestamp,
    /// The identity provider that it came from.
    pub(crate) provider: Option<ProviderSession>,
}

/// A session at an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSession {
    /// The provider.
    pub provider: Id16,
    /// The provider's own name of the session, when it gave one.
    pub session: Option<String>,
}

impl Session {
    /// Whether it still counts. A policy that became stricter counts at once.
    pub(crate) fn is_alive(&self, now: Timestamp, policy: &AccessPolicy) -> bool {
        now < self.expires_at && now < self.created_at.after(policy.absolute()) && now < self.last_seen_at.after(policy.idle())
    }
}

/// One token as it lies in the store, without what it is shown as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// As whom it acts.
    pub agent: AgentId,
    /// What its owner calls it.
    pub name: String,
    /// What it allows.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// How its agent had shown who they are when it was made.
    pub strength: Strength,
    /// From where it may be used; empty means from anywhere.
    pub networks: Vec<Network>,
}

/// What a token allows.
///
/// **Shape**: 1 to 32 of the form `room:read`, `room:write` or `room:sensitive`, which is needed besides for what asks people once more who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

/// The scopes do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("scopes are 1 to 32 of the form room:read, room:write or room:sensitive")]
pub struct NotScopes;

impl Scopes {
    /// Scopes from words.
    ///
    /// # Errors
    /// None, too many, or one of another form.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, NotScopes> {
        let scopes: BTreeSet<String> = words.into_iter().take(64).map(str::to_owned).collect();
        let fits = (1..=32).contains(&scopes.len()) && scopes.iter().all(|scope| is_scope(scope));
        if fits { Ok(Self(scopes)) } else { Err(NotScopes) }
    }

    /// The words, in order.
    pub const fn words(&self) -> &BTreeSet<String> {
        &self.0
    }
}

impl FromStr for Scopes {
    type Err = NotScopes;

    /// Reads words with blanks between.
    fn from_str(text: &str) -> Result<Self, NotScopes> {
        Self::new(text.split(' '))
    }
}

fn is_scope(word: &str) -> bool {
    word.split_once(':').is_some_and(|(room, verb)| {
        (1..=32).contains(&room.len())
            && room.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_')
            && ["read", "write", "sensitive"].contains(&verb)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access_policy::Whom;

    #[test]
    fn scopes_are_room_and_verb() {
        let check = |text: &str, expected: bool| assert_eq!(text.parse::<Scopes>().is_ok(), expected, "{text}");
        check("tickets:read", true);
        check("tickets:read tickets:write people:read", true);
        check("", false);
        check("tickets", false);
        check("people:write people:sensitive", true);
        check("tickets:admin", false);
        check("Tickets:read", false);
        check(":read", false);
        check("tickets:read  people:read", false);
        let many: Vec<String> = (0..33).map(|n| format!("{}:read", "a".repeat(n + 1))).collect();
        assert_eq!(Scopes::new(many.iter().map(String::as_str)), Err(NotScopes));
    }

    #[test]
    fn a_session_ends_by_idleness_and_by_age() {
        let at = |minutes: u64| Timestamp::from_micros(0).after(Duration::from_mins(minutes));
        let session = |absolute: u64, seen: u64| Session {
            id: SessionId(Id16([1; 16])),
            person: Person::from_row(Entrance::Agents, Id16([2; 16])),
            created_at: at(0),
            last_seen_at: at(seen),
            expires_at: at(absolute),
            ip: None,
            client: String::new(),
            proofs: Proofs::default(),
            proved_at: at(0),
            provider: None,
        };
        let agents = AccessPolicy::initial(Whom::Agents);
        let customers = AccessPolicy::initial(Whom::Customers);
        let check = |policy: AccessPolicy, absolute, seen, now, expected| {
            assert_eq!(session(absolute, seen).is_alive(at(now), &policy), expected, "{policy:?} {absolute} {seen} {now}");
        };
        check(agents, 720, 0, 59, true);
        check(agents, 720, 0, 60, false);
        check(agents, 720, 700, 719, true);
        check(agents, 720, 700, 720, false);
        check(agents, 10_080, 700, 720, false);
        check(customers, 10_080, 0, 479, true);
        check(customers, 10_080, 0, 480, false);
        check(customers, 10_080, 10_000, 10_079, true);
        check(customers, 10_080, 10_000, 10_080, false);
        check(customers, 60, 0, 60, false);
    }
}
