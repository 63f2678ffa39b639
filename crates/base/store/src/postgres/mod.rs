//! PostgreSQL: one schema and one LOGIN role per store, few connections, none for idle stores.

mod pool;
mod scram;
mod session;

pub use pool::PgPlace;
pub(crate) use pool::PgPool;
pub(crate) use session::PgSession;
