//! Into which queue a mail goes that makes a ticket.

use super::{Letter, without_tag};
use crate::step::Step;
use kernel::{EmailAddress, Fault, OrFault};
use store::Rows;
use tickets::{Queue, QueueId, queries};
use wire::mime::{Mail, Mailbox};

/// Fields in which mail systems note to whom they delivered; they stand behind what people wrote.
const TRACES: [&str; 4] = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];
/// Addresses of a head that are looked up.
const MOST: usize = 100;

/// The queue: that which a filter names, else that of the account, else the one that has an address of it, else the default one.
pub(super) fn queue_of(rows: &impl Rows, arrived: &Letter, steps: &mut Vec<Step>) -> Result<Queue, Fault> {
    if let Some(name) = &arrived.judgement.set.queue {
        if let Some(queue) = queries::queue_by_name(rows, name)? {
            steps.push(Step::QueueChosen { queue: queue.name.clone() });
            return Ok(queue);
        }
        steps.push(Step::Unfit { what: "queue".into(), to: name.clone() });
    }
    if let Some(id) = arrived.trace.fetched.as_ref().and_then(|fetched| fetched.queue)
        && let Some(queue) = queries::queue(rows, QueueId(id))?
    {
        steps.push(Step::QueueOfAccount { queue: queue.name.clone() });
        return Ok(queue);
    }
    let of_head;
    let addresses = if arrived.recipients.is_empty() {
        of_head = addressed(&arrived.mail);
        &of_head
    } else {
        &arrived.recipients
    };
    for address in addresses {
        let address = without_tag(address);
        if let Some(queue) = queries::queue_by_address(rows, address.as_str())? {
            steps.push(Step::QueueByAddress { queue: queue.name.clone(), address: address.to_string() });
            return Ok(queue);
        }
    }
    let queue = queries::queue(rows, QueueId::RAW)?.or_fault("the default queue is gone")?;
    steps.push(Step::QueueDefault { queue: queue.name.clone() });
    Ok(queue)
}

/// To whom a mail is addressed that has no envelope: by those who wrote it, then by those who delivered it.
fn addressed(mail: &Mail) -> Vec<EmailAddress> {
    let written = mail.to.iter().chain(&mail.cc).filter_map(|mailbox| mailbox.parsed.clone());
    let traced = mail.headers().iter().filter(|(name, _)| TRACES.iter().any(|trace| name.eq_ignore_ascii_case(trace)));
    let traced = traced.flat_map(|(_, value)| Mailbox::parse_list(value)).filter_map(|mailbox| mailbox.parsed);
    let mut all: Vec<EmailAddress> = Vec::new();
    for address in written.chain(traced) {
        if all.len() < MOST && !all.contains(&address) {
            all.push(address);
        }
    }
    all
}
