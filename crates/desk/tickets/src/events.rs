//! What happens to tickets.

use crate::commands::{QUEUE_ADDRESSED, QUEUE_CONFIDENTIAL, QUEUE_CREATED, QUEUE_FOLLOW_UP, QUEUE_REGROUPED};
use crate::model::{ArticleId, Channel, Delivery, Lock, Sender, TicketId};
use kernel::{AgentId, CustomerUserId, Fault, Timestamp};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use store::{Act, Draft, EventKind, Object, Severity};

/// Everything that happens here.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// A ticket came to be.
    Created {
        /// Its number.
        number: &'a str,
        /// Its queue's name.
        queue: &'a str,
        /// Its state's name.
        state: &'a str,
        /// Its priority's name.
        priority: &'a str,
        /// What it is about.
        title: &'a str,
    },
    /// An article was written or arrived.
    ArticleAdded {
        /// Which.
        article: ArticleId,
        /// Its place.
        number: i64,
        /// How it travelled.
        channel: Channel,
        /// On whose side.
        sender: Sender,
        /// Whether the customer sees it.
        visible: bool,
        /// SHA-256 of the original, or of the text: its commitment goes into the leaf.
        content: [u8; 32],
    },
    /// Another state.
    StateChanged {
        /// The old name.
        from: &'a str,
        /// The new name.
        to: &'a str,
    },
    /// Another queue.
    QueueChanged {
        /// The old name.
        from: &'a str,
        /// The new name.
        to: &'a str,
    },
    /// Another priority.
    PriorityChanged {
        /// The old name.
        from: &'a str,
        /// The new name.
        to: &'a str,
    },
    /// Another owner.
    OwnerChanged {
        /// The old one.
        from: Option<AgentId>,
        /// The new one.
        to: Option<AgentId>,
    },
    /// Another agent answers for it.
    ResponsibleChanged {
        /// The old one.
        from: Option<AgentId>,
        /// The new one.
        to: Option<AgentId>,
    },
    /// Held, or let go.
    LockChanged {
        /// Before.
        from: Lock,
        /// Now.
        to: Lock,
    },
    /// Another title.
    TitleChanged {
        /// The new one.
        to: &'a str,
    },
    /// For somebody else.
    CustomerChanged {
        /// Their address or login.
        to: &'a str,
    },
    /// The end of a pending state was set.
    PendingSet {
        /// When.
        until: Option<Timestamp>,
    },
    /// An outgoing mail came further, or not.
    DeliveryChanged {
        /// Which article.
        article: ArticleId,
        /// How far.
        to: Delivery,
        /// The peer's words.
        words: Option<&'a str>,
    },
    /// An outgoing mail waits for hours.
    DeliveryLate {
        /// Which article.
        article: ArticleId,
    },
    /// Restricted to members, or opened again.
    MembersSet {
        /// The members before, when it was restricted.
        from: Option<&'a BTreeSet<AgentId>>,
        /// The members now, when it is.
        to: Option<&'a BTreeSet<AgentId>>,
    },
    /// A customer user takes part.
    ParticipantAdded {
        /// Who.
        customer_user: CustomerUserId,
    },
    /// A customer user takes part no longer.
    ParticipantRemoved {
        /// Who.
        customer_user: CustomerUserId,
    },
}

macro_rules! kinds {
    ($($severity:ident $constant:ident $name:literal public $public:expr, personal $personal:expr, $meaning:literal;)+) => {
        $(#[doc = $meaning] pub static $constant: EventKind = EventKind {
            room: "tickets", name: $name, version: 1, severity: Severity::$severity, meaning: $meaning, public: &$public, personal: &$personal,
        };)+
        /// All kinds, for the catalogue.
        pub static KINDS: &[&EventKind] = &[
            $(&$constant,)+ &QUEUE_CREATED, &QUEUE_ADDRESSED, &QUEUE_FOLLOW_UP, &QUEUE_CONFIDENTIAL, &QUEUE_REGROUPED,
        ];
    };
}

kinds! {
    Ordinary CREATED "created" public ["number", "queue", "state", "priority"], personal ["title"], "a ticket came to be";
    Ordinary ARTICLE_ADDED "article_added" public ["article", "number", "channel", "sender", "visible"], personal [], "an article was written or arrived";
    Ordinary STATE_CHANGED "state_changed" public ["from", "to"], personal [], "a ticket got another state";
    Ordinary QUEUE_CHANGED "queue_changed" public ["from", "to"], personal [], "a ticket was moved to another queue";
    Ordinary PRIORITY_CHANGED "priority_changed" public ["from", "to"], personal [], "a ticket got another priority";
    Ordinary OWNER_CHANGED "owner_changed" public ["from", "to"], personal [], "a ticket got another owner";
    Ordinary RESPONSIBLE_CHANGED "responsible_changed" public ["from", "to"], personal [], "another agent answers for a ticket";
    Ordinary LOCK_CHANGED "lock_changed" public ["from", "to"], personal [], "a ticket was held or let go";
    Ordinary TITLE_CHANGED "title_changed" public [], personal ["to"], "a ticket got another title";
    Ordinary CUSTOMER_CHANGED "customer_changed" public [], personal ["to"], "a ticket is for somebody else";
    Ordinary PENDING_SET "pending_set" public ["until"], personal [], "the end of a pending state was set";
    Ordinary DELIVERY_CHANGED "delivery_changed" public ["article", "to"], personal ["words"], "an outgoing mail came further, or not";
    Ordinary DELIVERY_LATE "delivery_late" public ["article"], personal [], "an outgoing mail waits for hours";
    Critical MEMBERS_SET "members_set" public ["from", "to"], personal [], "a ticket was restricted to members, or opened again";
    Notable PARTICIPANT_ADDED "participant_added" public ["customer_user"], personal [], "a customer user takes part in a ticket";
    Notable PARTICIPANT_REMOVED "participant_removed" public ["customer_user"], personal [], "a customer user takes part in a ticket no longer";
}

impl Event<'_> {
    /// Its kind.
    pub fn kind(&self) -> &'static EventKind {
        match self {
            Self::Created { .. } => &CREATED,
            Self::ArticleAdded { .. } => &ARTICLE_ADDED,
            Self::StateChanged { .. } => &STATE_CHANGED,
            Self::QueueChanged { .. } => &QUEUE_CHANGED,
            Self::PriorityChanged { .. } => &PRIORITY_CHANGED,
            Self::OwnerChanged { .. } => &OWNER_CHANGED,
            Self::ResponsibleChanged { .. } => &RESPONSIBLE_CHANGED,
            Self::LockChanged { .. } => &LOCK_CHANGED,
            Self::TitleChanged { .. } => &TITLE_CHANGED,
            Self::CustomerChanged { .. } => &CUSTOMER_CHANGED,
            Self::PendingSet { .. } => &PENDING_SET,
            Self::DeliveryChanged { .. } => &DELIVERY_CHANGED,
            Self::DeliveryLate { .. } => &DELIVERY_LATE,
            Self::MembersSet { .. } => &MEMBERS_SET,
            Self::ParticipantAdded { .. } => &PARTICIPANT_ADDED,
            Self::ParticipantRemoved { .. } => &PARTICIPANT_REMOVED,
        }
    }

    /// Fields for everybody who may see the ticket.
    fn public(&self) -> Json {
        match self {
            Self::Created { number, queue, state, priority, .. } => {
                json!({"number": number, "queue": queue, "state": state, "priority": priority})
            }
            Self::ArticleAdded { article, number, channel, sender, visible, .. } => {
                json!({"article": article, "number": number, "channel": channel, "sender": sender, "visible": visible})
            }
            Self::StateChanged { from, to } | Self::QueueChanged { from, to } | Self::PriorityChanged { from, to } => {
                json!({"from": from, "to": to})
            }
            Self::OwnerChanged { from, to } | Self::ResponsibleChanged { from, to } => json!({"from": from, "to": to}),
            Self::LockChanged { from, to } => json!({"from": from, "to": to}),
            Self::TitleChanged { .. } | Self::CustomerChanged { .. } => json!({}),
            Self::PendingSet { until } => json!({"until": until}),
            Self::DeliveryChanged { article, to, .. } => json!({"article": article, "to": to}),
            Self::DeliveryLate { article } => json!({"article": article}),
            Self::MembersSet { from, to } => json!({"from": from, "to": to}),
            Self::ParticipantAdded { customer_user } | Self::ParticipantRemoved { customer_user } => {
                json!({"customer_user": customer_user})
            }
        }
    }

    /// Personal fields and content; erasable.
    fn detail(&self) -> Option<Json> {
        match self {
            Self::Created { title, .. } => Some(json!({"title": title})),
            Self::TitleChanged { to } | Self::CustomerChanged { to } => Some(json!({"to": to})),
            Self::DeliveryChanged { words, .. } => words.map(|words| json!({"words": words})),
            _ => None,
        }
    }

    /// Records it.
    ///
    /// # Errors
    /// The store failed.
    pub fn record(&self, act: &Act<'_>, ticket: TicketId) -> Result<i64, Fault> {
        let content = match self {
            Self::ArticleAdded { content, .. } => Some(*content),
            _ => None,
        };
        let object = Object::new(TicketId::PREFIX, ticket.0);
        act.event(&Draft { detail: self.detail(), content, ..Draft::new(self.kind(), object, self.public()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_as_the_catalogue_says() {
        let article = ArticleId(kernel::Id16([1; 16]));
        let all = [
            Event::Created { number: "1", queue: "Raw", state: "new", priority: "3 normal", title: "secret title" },
            Event::ArticleAdded { article, number: 1, channel: Channel::Email, sender: Sender::Agent, visible: true, content: [0; 32] },
            Event::StateChanged { from: "new", to: "open" },
            Event::QueueChanged { from: "Raw", to: "Misc" },
            Event::PriorityChanged { from: "3 normal", to: "4 high" },
            Event::OwnerChanged { from: None, to: None },
            Event::ResponsibleChanged { from: None, to: None },
            Event::LockChanged { from: Lock::Unlock, to: Lock::Lock },
            Event::TitleChanged { to: "secret title" },
            Event::CustomerChanged { to: "bob@example.com" },
            Event::PendingSet { until: None },
            Event::DeliveryChanged { article, to: Delivery::Sent, words: Some("250 ok") },
            Event::DeliveryLate { article },
            Event::MembersSet { from: None, to: Some(&BTreeSet::from([AgentId(kernel::Id16([2; 16]))])) },
            Event::ParticipantAdded { customer_user: CustomerUserId(kernel::Id16([3; 16])) },
            Event::ParticipantRemoved { customer_user: CustomerUserId(kernel::Id16([3; 16])) },
        ];
        assert_eq!(all.len() + 5, KINDS.len(), "every kind is here, but those of queues");
        for event in &all {
            let names = |json: Option<Json>| {
                json.and_then(|json| json.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>())).unwrap_or_default()
            };
            let sorted = |list: &[&str]| {
                let mut list: Vec<String> = list.iter().map(ToString::to_string).collect();
                list.sort();
                list
            };
            assert_eq!(names(Some(event.public())), sorted(event.kind().public), "{}", event.kind().name);
            assert_eq!(names(event.detail()), sorted(event.kind().personal), "{}", event.kind().name);
        }
    }
}
