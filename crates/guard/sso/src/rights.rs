//! Who may: administrators set providers up; what a provider says becomes accounts by the mapping that they set.

use kernel::{Actor, Fault};
use people::{Forbidden, require_administrator};
use room::{Right, StandingRight};
use store::{Act, Rows};

pub(crate) static RIGHTS: &[Right] = &[
    Right { name: "sso.administer", rule: "an agent with rw in the group admin, directly or by a role" },
    Right { name: "sso.sign_in", rule: "everybody, for whom a provider that the desk's administrators chose vouches" },
    Right { name: "sso.sign_out", rule: "a provider that the desk's administrators chose, for people whom it signed in" },
    Right { name: "sso.own_links", rule: "everybody who is signed in, their own; not with a token" },
];

pub(crate) static STANDING: &[StandingRight] = &[
    StandingRight {
        right: "sso.sign_in",
        because: "accounts are made, refreshed and given roles by the mapping when a provider vouches for somebody",
    },
    StandingRight { right: "sso.sign_out", because: "sessions end when the provider says that they ended there" },
];

/// The right to set providers up and to link people, held for one act.
pub(crate) struct Administration<'a> {
    pub(crate) act: &'a Act<'a>,
}

impl<'a> Administration<'a> {
    pub(crate) fn permit<E: From<Fault> + From<Forbidden>>(act: &'a Act<'a>) -> Result<Self, E> {
        require_administrator::<E>(act)?;
        Ok(Self { act })
    }
}

/// What follows from a provider's word, held for one act of the room itself.
pub(crate) struct SigningIn<'a> {
    pub(crate) act: &'a Act<'a>,
}

impl<'a> SigningIn<'a> {
    pub(crate) fn permit(act: &'a Act<'a>) -> Result<Self, Fault> {
        match act.by().actor {
            Actor::Room("sso") => Ok(Self { act }),
            _ => Err(Fault::bug("somebody else than the room acts on a provider's word")),
        }
    }
}
