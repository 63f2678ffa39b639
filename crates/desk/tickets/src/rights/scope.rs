//! The rules as a predicate of SQL: what somebody sees, for lists, counters and searches.

use super::room_may;
use super::rules::{AGENT, CUSTOMER_USER, Key, Layer, Standing};
use crate::model::Queue;
use ::store::{Composed, Tenant, Value};
use people::{CustomerId, Permission};

/// What somebody sees, ready to be asked of the store.
///
/// **Shape**: the layers of [`super::decide`] with the keys that whoever asks can have at all. A predicate about the columns of
/// `ticket t`.
#[derive(Debug)]
pub struct Scope<'s> {
    subject: &'s Standing,
    readable: Vec<Value>,
    discreet: Vec<Value>,
}

impl<'s> Scope<'s> {
    /// Of somebody on a desk with these queues.
    pub fn of(subject: &'s Standing, queues: &[Queue]) -> Self {
        let ids =
            |wanted: &dyn Fn(&Queue) -> bool| queues.iter().filter(|queue| wanted(queue)).map(|queue| Value::from(queue.id.0)).collect();
        Self { subject, readable: ids(&|queue| subject.may_in(queue, Permission::Ro)), discreet: ids(&|queue| !queue.confidential) }
    }

    /// Adds the predicate, beginning with `AND`. The signs before columns leave the choice of an index to what the list itself
    /// asks for.
    pub fn add_to(&self, composed: &mut Composed<Tenant>) {
        let layers = match self.subject {
            Standing::Agent(..) => AGENT,
            Standing::CustomerUser(..) => CUSTOMER_USER,
            Standing::Room(room) if room_may(room, Permission::Ro) => return,
            Standing::Room(_) | Standing::Nobody => return composed.add("AND 1 = 0", &[]),
        };
        for layer in layers {
            self.add_layer(composed, layer);
        }
    }

    fn add_layer(&self, composed: &mut Composed<Tenant>, layer: &Layer) {
        composed.add("AND (1 = 0", &[]);
        for key in layer.keys {
            self.add_key(composed, *key);
        }
        composed.add(")", &[]);
    }

    fn add_key(&self, composed: &mut Composed<Tenant>, key: Key) {
        match (key, self.subject) {
            (Key::Unrestricted, _) => composed.add("OR t.restricted = 0", &[]),
            (Key::Discreet, _) => {
                composed.add("OR +t.queue IN", &[]);
                composed.add_list(&self.discreet);
            }
            (Key::Permission, Standing::Agent(..)) => {
                composed.add("OR +t.queue IN", &[]);
                composed.add_list(&self.readable);
            }
            (Key::Member, Standing::Agent(id, _)) => {
                composed.add("OR t.id IN (SELECT m.ticket FROM ticket_member m WHERE m.agent = ?)", &[id.0.into()]);
            }
            (Key::Asker, Standing::CustomerUser(id, _)) => composed.add("OR t.customer_user = ?", &[id.0.into()]),
            (Key::Participant, Standing::CustomerUser(id, _)) => {
                composed.add("OR t.id IN (SELECT p.ticket FROM ticket_participant p WHERE p.customer_user = ?)", &[id.0.into()]);
            }
            (Key::Company, Standing::CustomerUser(_, companies)) => {
                composed.add("OR t.customer IN", &[]);
                composed.add_list(&companies.iter().map(|company| Value::from(company.as_str())).collect::<Vec<_>>());
            }
            // Nobody of this kind can have it.
            _ => {}
        }
    }
}

/// One way on which a customer user comes to a ticket, as a condition that an index serves: lists of customer users walk each
/// way for itself and stop after a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// They asked.
    Asker,
    /// They take part.
    Participant,
    /// One of their companies asked.
    Company(CustomerId),
}

impl Way {
    /// All ways of somebody.
    pub(crate) fn all(subject: &Standing) -> Vec<Self> {
        let Standing::CustomerUser(_, companies) = subject else { return Vec::new() };
        [Self::Asker, Self::Participant].into_iter().chain(companies.iter().cloned().map(Self::Company)).collect()
    }

    /// Adds the condition, without an `AND` before it.
    pub(crate) fn add_to(&self, composed: &mut Composed<Tenant>, subject: &Standing) {
        let Standing::CustomerUser(id, _) = subject else { return composed.add("1 = 0", &[]) };
        match self {
            Self::Asker => composed.add("t.customer_user = ?", &[id.0.into()]),
            Self::Participant => {
                composed.add("t.id IN (SELECT p.ticket FROM ticket_participant p WHERE p.customer_user = ?)", &[id.0.into()]);
            }
            Self::Company(company) => composed.add("t.customer = ?", &[company.as_str().into()]),
        }
    }
}
