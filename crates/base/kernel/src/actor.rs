//! Who acts.

use crate::{Id16, id};
use std::net::IpAddr;

id!(AgentId, "agt", "Staff who work tickets.");
id!(CustomerUserId, "cus", "A person who asks.");
id!(OperatorId, "opr", "Who runs the node; never signs in over https.");
id!(RequestId, "req", "One request, mail or job, from the gate to the last log line.");

/// Who acts. There is no actor who may do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Staff, by session or token.
    Agent(AgentId),
    /// A person who asks.
    CustomerUser(CustomerUserId),
    /// Somebody on the node's own command line.
    Operator(OperatorId),
    /// A room where no person acts (mail intake, clockwork), with the standing rights that it declares.
    Room(&'static str),
    /// Nobody who is known: before sign-in.
    Stranger,
}

/// The kind alone, as it stands in events, leaves and the rights matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// Staff.
    Agent,
    /// A person who asks.
    CustomerUser,
    /// The node's command line.
    Operator,
    /// A room by itself.
    Room,
    /// Unknown.
    Stranger,
}

impl ActorKind {
    /// The word for it in rows and leaves.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::CustomerUser => "customer_user",
            Self::Operator => "operator",
            Self::Room => "room",
            Self::Stranger => "stranger",
        }
    }
}

impl Actor {
    /// What kind of actor this is.
    pub const fn kind(self) -> ActorKind {
        match self {
            Self::Agent(_) => ActorKind::Agent,
            Self::CustomerUser(_) => ActorKind::CustomerUser,
            Self::Operator(_) => ActorKind::Operator,
            Self::Room(_) => ActorKind::Room,
            Self::Stranger => ActorKind::Stranger,
        }
    }

    /// The bare id where the actor has one.
    pub const fn id(self) -> Option<Id16> {
        match self {
            Self::Agent(AgentId(id)) | Self::CustomerUser(CustomerUserId(id)) | Self::Operator(OperatorId(id)) => Some(id),
            Self::Room(_) | Self::Stranger => None,
        }
    }

    /// How it is written into rows: `agt_…`, `cus_…`, `room:mail`, `stranger`.
    pub fn to_text(self) -> String {
        match self {
            Self::Agent(id) => id.to_string(),
            Self::CustomerUser(id) => id.to_string(),
            Self::Operator(id) => id.to_string(),
            Self::Room(room) => format!("room:{room}"),
            Self::Stranger => String::from("stranger"),
        }
    }
}

/// How sure we are that the actor is who they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Nothing was shown.
    None,
    /// A bearer token.
    Token,
    /// One factor: a password, a link by mail, the word of an identity provider.
    Password,
    /// Two factors.
    TwoFactors,
    /// A passkey, which nobody between can pass on.
    Passkey,
    /// The process itself: rooms and the node's command line.
    Process,
}

/// The word is no strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such strength")]
pub struct NotAStrength;

impl std::str::FromStr for Strength {
    type Err = NotAStrength;

    fn from_str(word: &str) -> Result<Self, NotAStrength> {
        let all = [Self::None, Self::Token, Self::Password, Self::TwoFactors, Self::Passkey, Self::Process];
        all.into_iter().find(|strength| strength.as_str() == word).ok_or(NotAStrength)
    }
}

impl Strength {
    /// The word for it in leaves.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Token => "token",
            Self::Password => "password",
            Self::TwoFactors => "two_factors",
            Self::Passkey => "passkey",
            Self::Process => "process",
        }
    }
}

/// By whom, for whom and from where something is done; goes from the gate into every act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// Who acts.
    pub actor: Actor,
    /// For whom, when somebody acts in another's place.
    pub on_behalf: Option<Actor>,
    /// How the actor proved it.
    pub strength: Strength,
    /// Which request, mail or job this belongs to.
    pub request: RequestId,
    /// The peer's address, when there is one.
    pub ip: Option<IpAddr>,
}

impl By {
    /// A room acting by itself.
    pub const fn room(room: &'static str, request: RequestId) -> Self {
        Self { actor: Actor::Room(room), on_behalf: None, strength: Strength::Process, request, ip: None }
    }
}
