//! What all of Beleg speaks, without one business word and without I/O.
//!
//! Ids ([`id!`]), time ([`Timestamp`]), randomness ([`Seed`], [`Dice`]), who acts ([`Actor`], [`By`]), secrets, faults,
//! languages, pages, addresses. Everything depends on this crate, so it is small and changes rarely.
//!
//! Invariants: nothing here opens a file or a socket; a [`Secret`] cannot be printed or serialised; a [`Fault`] shows a
//! stranger nothing; an id of one kind is never taken for another.
//! Time and randomness are values
//! that are handed in ([`Moment`]); the only place that asks the machine for either is
//! [`ambient`], and only the gate holds one.

pub mod ambient;

mod actor;
mod address;
mod fault;
mod id;
mod locale;
mod page;
mod random;
mod secret;
mod time;

pub use actor::{Actor, ActorKind, AgentId, By, CustomerUserId, NotAStrength, OperatorId, RequestId, Strength};
pub use address::{EmailAddress, NotAnAddress};
pub use ambient::{Ambient, Clock, Moment, Seeds};
pub use fault::{Fault, OrFault};
pub use id::{Id16, NotAnId, TenantId, crockford};
pub use locale::{Locale, NotALocale};
pub use page::{Cursor, Limit, Page};
pub use random::{Dice, Seed};
pub use secret::Secret;
pub use time::Timestamp;
