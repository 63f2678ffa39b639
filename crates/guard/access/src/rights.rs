//! Who may: sessions and tokens belong to whoever signed in with them; passwords are set by the node's command line.

use kernel::{Actor, Fault};
use room::{Right, StandingRight};
use store::{Act, Rows};

pub(crate) static RIGHTS: &[Right] = &[
    Right { name: "access.sign_in", rule: "everybody, throttled by account and address" },
    Right { name: "access.sign_out", rule: "whoever holds the session's cookie" },
    Right { name: "access.own_profile", rule: "everybody who is signed in, for themselves" },
    Right { name: "access.own_password", rule: "everybody who signed in and knows the password that they have; not with a token" },
    Right { name: "access.own_factors", rule: "everybody who is signed in, their own second factors; not with a token" },
    Right { name: "access.prove", rule: "whoever holds a session's cookie, about that session" },
    Right { name: "access.recover", rule: "everybody, throttled by login and network: a link goes to the person's own address" },
    Right { name: "access.administer", rule: "an agent with rw in the group admin, and the node's command line" },
    Right { name: "access.own_sessions", rule: "everybody who is signed in, their own sessions" },
    Right { name: "access.own_tokens", rule: "an agent, their own tokens; a token may not make another" },
    Right { name: "access.set_password", rule: "the node's command line; administrators do not choose the passwords of others" },
];

pub(crate) static STANDING: &[StandingRight] = &[
    StandingRight { right: "access.set_password", because: "the node's command line gives the first passwords" },
    StandingRight { right: "access.administer", because: "whoever has the machine can let in whoever locked themselves out" },
    StandingRight { right: "access.own_tokens", because: "the node's command line makes tokens for agents" },
];

/// The actor may see that this can be done, but may not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not yours to do")]
pub struct NotYours;

/// The right to set passwords, held for one act.
pub(crate) struct SettingPasswords<'a> {
    pub(crate) act: &'a Act<'a>,
}

impl<'a> SettingPasswords<'a> {
    pub(crate) fn permit<E: From<Fault> + From<NotYours>>(act: &'a Act<'a>) -> Result<Self, E> {
        match act.by().actor {
            Actor::Operator(_) => Ok(Self { act }),
            Actor::Agent(_) | Actor::CustomerUser(_) | Actor::Room(_) | Actor::Stranger => Err(NotYours.into()),
        }
    }
}

/// The right to choose what is demanded at sign-in and to let in whoever lost their factors, held for one act.
pub(crate) struct Administering<'a> {
    pub(crate) act: &'a Act<'a>,
}

impl<'a> Administering<'a> {
    pub(crate) fn permit<E: From<Fault> + From<NotYours>>(act: &'a Act<'a>) -> Result<Self, E> {
        Self::may(act).map(|()| Self { act })
    }

    /// Whether whoever acts has it.
    pub(crate) fn may<E: From<Fault> + From<NotYours>>(rows: &impl Rows) -> Result<(), E> {
        match people::require_administrator::<Refused>(rows) {
            Ok(()) => Ok(()),
            Err(Refused::Forbidden) => Err(NotYours.into()),
            Err(Refused::Fault(fault)) => Err(fault.into()),
        }
    }
}

enum Refused {
    Forbidden,
    Fault(Fault),
}

impl From<people::Forbidden> for Refused {
    fn from(_: people::Forbidden) -> Self {
        Self::Forbidden
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
