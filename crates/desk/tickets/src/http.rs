//! Operations of the room: one operation, one file.

mod append;
mod change;
mod create;
mod delivery;
mod delivery_shape;
mod files;
mod get;
mod history;
mod list;
mod mine;
mod parties;
mod pictures;
mod queues;
mod resend;
mod see;
mod sending_along;
mod shape;
mod why;
mod words;
mod writing;

use room::Operation;

/// All operations.
pub(crate) static OPERATIONS: &[Operation] = &[
    create::OPERATION,
    list::OPERATION,
    get::OPERATION,
    change::OPERATION,
    append::OPERATION,
    delivery::CANCEL,
    delivery::RETRY,
    see::OPERATION,
    history::OPERATION,
    parties::MEMBERS,
    parties::ADD,
    parties::REMOVE,
    queues::LIST,
    queues::OPERATION,
    why::WHY,
    why::SEEN,
    files::ATTACHMENT,
    files::RAW,
    pictures::OPERATION,
    words::QUEUES,
    words::STATES,
    words::PRIORITIES,
    words::AGENTS,
    words::VIEWS,
    mine::LIST,
    mine::GET,
    mine::CREATE,
    mine::APPEND,
];
