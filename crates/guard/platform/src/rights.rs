//! Who may: the operator on the node's command line, and nobody else.

use kernel::{Actor, By};
use room::{Right, StandingRight};
use store::{Act, Platform};

/// Somebody else than the operator tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("only the node's operator may do this")]
pub struct Forbidden;

/// The right to change tenants, held for one act. All writes of this room go through it.
#[derive(Clone, Copy)]
pub(crate) struct Permitted<'a> {
    pub(crate) act: &'a Act<'a, Platform>,
}

impl<'a> Permitted<'a> {
    /// For the operator.
    pub(crate) fn operator(act: &'a Act<'a, Platform>) -> Result<Self, Forbidden> {
        if is_operator(by(act)) { Ok(Self { act }) } else { Err(Forbidden) }
    }

    /// For the operator, and for this room when it finishes what a crash interrupted.
    pub(crate) fn finishing(act: &'a Act<'a, Platform>) -> Result<Self, Forbidden> {
        let may = is_operator(by(act)) || by(act).actor == Actor::Room(ROOM);
        if may { Ok(Self { act }) } else { Err(Forbidden) }
    }
}

/// The name under which the room acts by itself.
pub(crate) const ROOM: &str = "platform";

fn by<'a>(act: &'a Act<'_, Platform>) -> &'a By {
    store::Rows::by(act)
}

fn is_operator(by: &By) -> bool {
    matches!(by.actor, Actor::Operator(_))
}

pub(crate) static RIGHTS: &[Right] = &[
    Right { name: "tenant.make", rule: "the operator, on the node's command line only" },
    Right { name: "tenant.suspend", rule: "the operator, on the node's command line only" },
    Right { name: "tenant.delete", rule: "the operator, on the node's command line only" },
    Right { name: "tenant.host", rule: "the operator, on the node's command line only" },
    Right { name: "tenant.mail_domain", rule: "the operator, on the node's command line only" },
];

pub(crate) static STANDING: &[StandingRight] = &[
    StandingRight { right: "tenant.make", because: "the command line makes tenants; no operation over https does" },
    StandingRight { right: "tenant.suspend", because: "the command line suspends and resumes tenants; no operation over https does" },
    StandingRight { right: "tenant.delete", because: "the command line deletes tenants; no operation over https does" },
    StandingRight { right: "tenant.host", because: "the command line gives and takes host names; no operation over https does" },
    StandingRight { right: "tenant.mail_domain", because: "the command line gives and takes mail domains; no operation over https does" },
    StandingRight { right: "tenant.finish", because: "a start goes on with tenants that a crash left half made or half deleted" },
];
