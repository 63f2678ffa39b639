//! Doors to encrypted tenants.
//!
//! A tenant is a place: one SQLCipher file, or one PostgreSQL schema with a role of its own. The
//! only way to its rows is its [`Door`]: [`Door::act`] writes, [`Door::read`] reads. What they hand
//! in ([`Act`], [`View`]) cannot be built, cloned, stored or carried to another tenant. The
//! platform's own rows lie behind a door of another type.
//!
//! - **Acts** are synchronous closures that may run again with the same [`kernel::Moment`]. They touch
//!   nothing but their transaction. Rows, [event](Draft) and audit leaf commit together; an act that
//!   changed rows and recorded no event is rolled back.
//! - **Lanes**: one writer per store; up to 64 waiting acts share one commit, stores take turns.
//! - **Statements** are registered with [`stmts!`]: a test prepares each of them on both engines, and
//!   holds every bookkeeping statement against the columns classified technical.
//! - **Blobs** up to [`INLINE`] bytes lie in the store, larger ones are synced beside it before an act
//!   speaks of them.
//! - **Outbox**: jobs that an act leaves for workers; **stream**: events for everybody who listens.
//!
//! # Incomplete support
//! PostgreSQL is reached by plain TCP on loopback or a Unix socket only; anything else is refused.
//! Rows go away nowhere yet, so of the blobs that rows spoke of none is removed; those that no act kept are swept.

mod act;
mod blob;
mod dialect;
mod door;
mod event;
pub mod fulltext;
mod keys;
mod lane;
pub mod leaf;
mod migration;
mod node;
mod once;
mod outbox;
mod pool;
mod postgres;
mod reads;
pub mod schema;
mod seal;
mod session;
mod sqlite;
mod statement;
mod stream;
mod sweep;
mod value;

pub use act::{Act, Rows, View};
pub use blob::{BlobName, INLINE, Stored};
pub use dialect::Engine;
pub use door::Door;
pub use event::{Draft, EventKind, Object, Outcome, Recorded, Severity};
pub use keys::{KeyError, KeySource, StoreKeys, keyed_hash};
pub use migration::Migration;
pub use node::{Node, NodeParts, OpenError};
pub use once::Once;
pub use outbox::{Claimed, Job, JobEnd, LEASE};
pub use postgres::PgPlace;
pub use seal::{seal, unseal};
pub use statement::{Bookkeeping, Composed, Effect, Plane, PlaneName, Platform, Read, Registered, Stmt, StmtKind, Tenant, Write};
pub use stream::{Detail, Proof};
pub use value::{Row, Value};
