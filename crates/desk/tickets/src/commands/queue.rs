//! Makes queues and gives them addresses.

use crate::model::{FollowUp, QueueAddress, QueueId};
use crate::store::{self, words};
use ::store::{Act, Draft, EventKind, Object, Rows, Severity, params};
use kernel::{Actor, Fault, OrFault};
use people::GroupId;
use serde_json::json;

/// A queue was made.
pub static QUEUE_CREATED: EventKind = EventKind {
    room: "tickets",
    name: "queue_created",
    version: 1,
    severity: Severity::Notable,
    meaning: "a queue was made",
    public: &["group", "queue"],
    personal: &[],
};

/// A queue got an address.
pub static QUEUE_ADDRESSED: EventKind = EventKind {
    room: "tickets",
    name: "queue_addressed",
    version: 1,
    severity: Severity::Notable,
    meaning: "a queue got another address",
    public: &["address", "queue"],
    personal: &[],
};

/// A queue does something else with mail to closed tickets.
pub static QUEUE_FOLLOW_UP: EventKind = EventKind {
    room: "tickets",
    name: "queue_follow_up",
    version: 1,
    severity: Severity::Notable,
    meaning: "a queue does something else with follow-ups to closed tickets",
    public: &["follow_up", "queue"],
    personal: &[],
};

/// Colleagues of whoever asked see what lies in a queue, or no more.
pub static QUEUE_CONFIDENTIAL: EventKind = EventKind {
    room: "tickets",
    name: "queue_confidential",
    version: 1,
    severity: Severity::Critical,
    meaning: "a queue was made confidential, or open to the companies of those who ask",
    public: &["confidential", "queue"],
    personal: &[],
};

/// The rights of another group hold in a queue.
pub static QUEUE_REGROUPED: EventKind = EventKind {
    room: "tickets",
    name: "queue_regrouped",
    version: 1,
    severity: Severity::Critical,
    meaning: "a queue belongs to another group",
    public: &["from", "queue", "to"],
    personal: &[],
};

/// Why a queue was not made.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// Only administrators and the command line do this.
    #[error("the right for this is missing")]
    Forbidden,
    /// Empty, too long, or with an empty level.
    #[error("a queue's name has levels parted by ::, none of them empty, at most 200 characters")]
    NameUnfit,
    /// There is one of that name.
    #[error("there is a queue of that name")]
    NameTaken,
    /// There is no such group.
    #[error("there is no such group")]
    GroupUnknown,
    /// Another queue has that address.
    #[error("another queue has that address")]
    AddressTaken,
    /// There is no such queue.
    #[error("there is no such queue")]
    QueueUnknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a queue in a group.
///
/// # Errors
/// [`QueueError`].
pub fn create_queue(act: &Act<'_>, name: &str, group: GroupId) -> Result<QueueId, QueueError> {
    may_administer_queues(act)?;
    if name.is_empty() || name.chars().count() > 200 || name.split("::").any(|level| level.trim().is_empty() || level != level.trim()) {
        return Err(QueueError::NameUnfit);
    }
    if store::queue_by_name(act, name)?.is_some() {
        return Err(QueueError::NameTaken);
    }
    if people::group(act, group)?.is_none() {
        return Err(QueueError::GroupUnknown);
    }
    act.write(&words::ADD_QUEUE, params![name, group.0, FollowUp::DEFAULT.as_str()])?;
    let queue = store::queue_by_name(act, name)?.or_fault("a queue is gone right after it was made")?;
    act.event(&Draft::new(&QUEUE_CREATED, Object::only("queue"), json!({"queue": name, "group": group.0})))?;
    Ok(queue.id)
}

/// Gives a queue its address.
///
/// # Errors
/// [`QueueError`].
pub fn address_queue(act: &Act<'_>, name: &str, address: &QueueAddress) -> Result<(), QueueError> {
    may_administer_queues(act)?;
    let queue = store::queue_by_name(act, name)?.ok_or(QueueError::QueueUnknown)?;
    if words::queue_by_address(act, address.email.as_str())?.is_some_and(|other| other.id != queue.id) {
        return Err(QueueError::AddressTaken);
    }
    act.write(&words::SET_ADDRESS, params![queue.id.0, address.email.as_str(), &address.name])?;
    let told = json!({"queue": name, "address": address.email.as_str()});
    act.event(&Draft::new(&QUEUE_ADDRESSED, Object::only("queue"), told))?;
    Ok(())
}

/// Takes a queue's address away: mail to it is refused from now on.
///
/// # Errors
/// [`QueueError`].
pub fn forget_address(act: &Act<'_>, name: &str) -> Result<(), QueueError> {
    may_administer_queues(act)?;
    let queue = store::queue_by_name(act, name)?.ok_or(QueueError::QueueUnknown)?;
    act.write(&words::SET_ADDRESS, params![queue.id.0, None::<i64>, None::<i64>])?;
    act.event(&Draft::new(&QUEUE_ADDRESSED, Object::only("queue"), json!({"queue": name, "address": null})))?;
    Ok(())
}

/// Chooses what mail to closed tickets of a queue does.
///
/// # Errors
/// [`QueueError`].
pub fn set_follow_up(act: &Act<'_>, name: &str, follow_up: FollowUp) -> Result<(), QueueError> {
    may_administer_queues(act)?;
    let queue = store::queue_by_name(act, name)?.ok_or(QueueError::QueueUnknown)?;
    act.write(&words::SET_FOLLOW_UP, params![queue.id.0, follow_up.as_str()])?;
    act.event(&Draft::new(&QUEUE_FOLLOW_UP, Object::only("queue"), json!({"queue": name, "follow_up": follow_up})))?;
    Ok(())
}

/// Keeps what lies in a queue from the colleagues of whoever asked, or no more. Who asked or takes part sees it all the same.
///
/// # Errors
/// [`QueueError`].
pub fn set_confidential(act: &Act<'_>, queue: QueueId, confidential: bool) -> Result<(), QueueError> {
    may_administer_queues(act)?;
    let queue = words::queue(act, queue)?.ok_or(QueueError::QueueUnknown)?;
    if queue.confidential == confidential {
        return Ok(());
    }
    act.write(&words::SET_CONFIDENTIAL, params![queue.id.0, confidential])?;
    let told = json!({"queue": queue.name, "confidential": confidential});
    act.event(&Draft::new(&QUEUE_CONFIDENTIAL, Object::only("queue"), told))?;
    Ok(())
}

/// Puts a queue into another group: the rights of that group hold in it from now on.
///
/// # Errors
/// [`QueueError`].
pub fn regroup_queue(act: &Act<'_>, queue: QueueId, group: GroupId) -> Result<(), QueueError> {
    may_administer_queues(act)?;
    let queue = words::queue(act, queue)?.ok_or(QueueError::QueueUnknown)?;
    if people::group(act, group)?.is_none() {
        return Err(QueueError::GroupUnknown);
    }
    if queue.group == group {
        return Ok(());
    }
    act.write(&words::SET_GROUP, params![queue.id.0, group.0])?;
    let told = json!({"queue": queue.name, "from": queue.group.0, "to": group.0});
    act.event(&Draft::new(&QUEUE_REGROUPED, Object::only("queue"), told))?;
    Ok(())
}

/// Refuses whoever does not administer the desk.
///
/// # Errors
/// [`QueueError::Forbidden`], or the store failed.
pub(crate) fn may_administer_queues(rows: &impl Rows) -> Result<(), QueueError> {
    let may = match rows.by().actor {
        Actor::Agent(agent) => people::rights_of(rows, agent)?.is_admin(),
        Actor::Operator(_) => true,
        Actor::CustomerUser(_) | Actor::Room(_) | Actor::Stranger => false,
    };
    if may { Ok(()) } else { Err(QueueError::Forbidden) }
}
