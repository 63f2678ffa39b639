//! How far an outgoing mail has come, and whom an answer goes to, as agents get them.

use crate::model::{Article, Channel, Delivery, Sender};
use kernel::{EmailAddress, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use wire::mime::Mailbox;

/// How far an outgoing mail has come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryShape {
    state: Delivery,
    #[schema(value_type = String)]
    at: Timestamp,
    /// The next server's words.
    detail: Option<String>,
    tls: Option<String>,
    /// How many tries began.
    tries: i64,
    /// When it is tried again.
    #[schema(value_type = Option<String>)]
    next: Option<Timestamp>,
    /// It waits for hours.
    late: bool,
    recipients: Vec<RecipientShape>,
    can: DeliveryCan,
}

/// How far a mail has come to one recipient.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecipientShape {
    address: String,
    state: Delivery,
    detail: Option<String>,
}

/// What may be done with an outgoing mail now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryCan {
    cancel: bool,
    retry: bool,
    resend: bool,
}

impl DeliveryShape {
    pub(super) fn of(article: &Article, may_send: bool, now: Timestamp) -> Option<Self> {
        let delivered = article.delivery.as_ref()?;
        let recipients = article.recipients().into_iter().map(|recipient| RecipientShape {
            address: recipient.address.as_str().to_owned(),
            state: recipient.state,
            detail: recipient.words,
        });
        Some(Self {
            state: delivered.state,
            at: delivered.at,
            detail: delivered.words.clone(),
            tls: delivered.tls.clone(),
            tries: delivered.tries,
            next: delivered.next,
            late: delivered.is_late(article.at, now),
            recipients: recipients.collect(),
            can: DeliveryCan {
                cancel: may_send && delivered.can_be_cancelled(now),
                retry: may_send && delivered.can_be_hastened(now),
                resend: may_send && !delivered.waits(),
            },
        })
    }
}

/// Whom an answer to all goes to.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct EverybodyShape {
    to: Vec<String>,
    cc: Vec<String>,
}

impl EverybodyShape {
    /// The one who wrote, and a copy for the others; of a mail of ours, who got it. Blind copies stay out.
    pub(super) fn of(article: &Article, own: &[EmailAddress]) -> Self {
        if article.channel != Channel::Email {
            return Self::default();
        }
        let mut known: Vec<EmailAddress> = own.to_vec();
        let mut others = |lines: &[String]| {
            let mut kept = Vec::new();
            for mailbox in lines.iter().flat_map(|line| Mailbox::parse_list(line)) {
                let Some(address) = mailbox.parsed.clone().filter(|address| !known.contains(address)) else { continue };
                known.push(address);
                kept.push(mailbox.to_string());
            }
            kept
        };
        let lines = &article.lines;
        if article.sender == Sender::Customer {
            let to = others(&lines.from.iter().cloned().collect::<Vec<_>>());
            let mut cc = others(&lines.to);
            cc.extend(others(&lines.cc));
            Self { to, cc }
        } else {
            Self { to: others(&lines.to), cc: others(&lines.cc) }
        }
    }
}
