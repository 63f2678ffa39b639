//! The rules: which layers stand between somebody and a ticket, and what opens each. Pure.
//!
//! Whoever asks must pass every layer of their kind; a layer is passed with any one of its keys. What is not named here is
//! denied. The same table is read twice: [`decide`] asks the keys for one ticket, [`super::Scope`] writes them down as the
//! predicate of lists.

use super::room_may;
use crate::model::QueueId;
use kernel::{AgentId, CustomerUserId};
use people::{CustomerId, GroupId, Permission, Rights};
use std::collections::BTreeSet;

/// Who asks, with everything that counts of them.
#[derive(Clone, Debug)]
pub enum Standing {
    /// An agent with the rights of groups and roles; one who is not valid has none.
    Agent(AgentId, Rights),
    /// A valid customer user, with the companies whose tickets they see.
    CustomerUser(CustomerUserId, BTreeSet<CustomerId>),
    /// A room with the rights that [`super::STANDING`] lists.
    Room(&'static str),
    /// Nobody.
    Nobody,
}

/// What counts of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where it lies.
    pub queue: QueueId,
    /// The group of that queue.
    pub group: GroupId,
    /// Colleagues of the asker see nothing of what lies in that queue.
    pub confidential: bool,
    /// Only its members among the agents see it, and no colleagues of the asker.
    pub restricted: bool,
    /// The agents who see it while it is restricted.
    pub members: BTreeSet<AgentId>,
    /// The customer user who asked.
    pub asker: Option<CustomerUserId>,
    /// The company for which they asked.
    pub customer: Option<String>,
    /// Customer users who take part.
    pub participants: BTreeSet<CustomerUserId>,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be done.
    Allow,
    /// It may not.
    Deny(Reason),
}

/// Why something was denied: the first layer that stayed shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Whoever asks is nobody here, or a room that is not listed for it.
    Unknown,
    /// An agent without the permission in the group of the queue.
    NoPermission,
    /// The ticket is restricted, and whoever asks is not one of those for whom it is.
    Restricted,
    /// A customer user who neither asked nor takes part, and whose company did not ask or does not share.
    NotInvolved,
    /// A colleague of the asker, and the queue is confidential.
    Confidential,
    /// Customer users read and answer; everything else is the desk's.
    DeskOnly,
}

/// What opens a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The permission in the group of the queue.
    Permission,
    /// The ticket is not restricted.
    Unrestricted,
    /// Membership of the restricted ticket.
    Member,
    /// Having asked.
    Asker,
    /// Taking part.
    Participant,
    /// Belonging to the company for which was asked.
    Company,
    /// The queue is not confidential.
    Discreet,
}

/// What stands between somebody and a ticket.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) reason: Reason,
    pub(super) keys: &'static [Key],
}

const fn layer(reason: Reason, keys: &'static [Key]) -> Layer {
    Layer { reason, keys }
}

/// Layers for agents.
pub(super) static AGENT: &[Layer] =
    &[layer(Reason::NoPermission, &[Key::Permission]), layer(Reason::Restricted, &[Key::Unrestricted, Key::Member])];

/// Layers for customer users. Whoever asked or takes part passes all of them; colleagues must find each open.
pub(super) static CUSTOMER_USER: &[Layer] = &[
    layer(Reason::NotInvolved, &[Key::Asker, Key::Participant, Key::Company]),
    layer(Reason::Confidential, &[Key::Asker, Key::Participant, Key::Discreet]),
    layer(Reason::Restricted, &[Key::Asker, Key::Participant, Key::Unrestricted]),
];

/// The one decision: whether somebody may do something with a ticket.
pub fn decide(subject: &Standing, action: Permission, ticket: &Facts) -> Decision {
    let layers = match subject {
        Standing::Agent(..) => AGENT,
        Standing::CustomerUser(..) if matches!(action, Permission::Ro | Permission::Note) => CUSTOMER_USER,
        Standing::CustomerUser(..) => return Decision::Deny(Reason::DeskOnly),
        Standing::Room(room) if room_may(room, action) => return Decision::Allow,
        Standing::Room(_) | Standing::Nobody => return Decision::Deny(Reason::Unknown),
    };
    let shut = layers.iter().find(|layer| !layer.keys.iter().any(|key| key.opens(subject, action, ticket)));
    shut.map_or(Decision::Allow, |layer| Decision::Deny(layer.reason))
}

/// The keys that somebody has to the layers of a ticket, layer by layer: why they see it, or where they stand before a shut one.
pub fn keys_of(subject: &Standing, action: Permission, ticket: &Facts) -> Vec<(Reason, Vec<Key>)> {
    let layers = match subject {
        Standing::Agent(..) => AGENT,
        Standing::CustomerUser(..) => CUSTOMER_USER,
        Standing::Room(_) | Standing::Nobody => &[],
    };
    let held = |layer: &Layer| layer.keys.iter().copied().filter(|key| key.opens(subject, action, ticket)).collect();
    layers.iter().map(|layer| (layer.reason, held(layer))).collect()
}

impl Decision {
    /// Whether it may be done.
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allow)
    }
}

impl Key {
    fn opens(self, subject: &Standing, action: Permission, ticket: &Facts) -> bool {
        match (self, subject) {
            (Self::Unrestricted, _) => !ticket.restricted,
            (Self::Discreet, _) => !ticket.confidential,
            (Self::Permission, Standing::Agent(_, rights)) => rights.may(ticket.group, action),
            (Self::Member, Standing::Agent(id, _)) => ticket.members.contains(id),
            (Self::Asker, Standing::CustomerUser(id, _)) => ticket.asker == Some(*id),
            (Self::Participant, Standing::CustomerUser(id, _)) => ticket.participants.contains(id),
            (Self::Company, Standing::CustomerUser(_, companies)) => {
                ticket.customer.as_deref().is_some_and(|customer| companies.iter().any(|company| company.as_str() == customer))
            }
            _ => false,
        }
    }
}
