//! One connection to one store, on either engine.

use crate::dialect::Engine;
use crate::postgres::PgSession;
use crate::sqlite::LiteSession;
use crate::{Row, Value};
use kernel::Fault;

/// A connection. Owned by one lane or one reader at a time.
pub(crate) enum Session {
    Lite(LiteSession),
    Pg(PgSession),
}

impl Session {
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Lite(_) => Engine::Sqlcipher,
            Self::Pg(_) => Engine::Postgres,
        }
    }

    /// Opens the writing transaction.
    pub(crate) fn begin_write(&mut self) -> Result<(), Fault> {
        match self {
            Self::Lite(lite) => lite.batch("BEGIN IMMEDIATE"),
            Self::Pg(pg) => pg.batch("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"),
        }
    }

    /// Opens a reading transaction: one consistent picture.
    pub(crate) fn begin_read(&mut self) -> Result<(), Fault> {
        match self {
            Self::Lite(lite) => lite.batch("BEGIN DEFERRED"),
            Self::Pg(pg) => pg.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Commits: on SQLCipher the log is synced before this returns (`synchronous = FULL`).
    pub(crate) fn commit(&mut self) -> Result<(), Fault> {
        match self {
            Self::Lite(lite) => lite.batch("COMMIT"),
            // COMMIT of an aborted transaction is a ROLLBACK that reports success; the question before it does not.
            Self::Pg(pg) => pg.batch("SELECT 1; COMMIT"),
        }
    }

    /// Rolls back; a connection on which even that fails is dead and its next use will say so.
    pub(crate) fn rollback(&mut self) {
        if let Err(fault) = self.batch("ROLLBACK") {
            tracing::warn!(fault = fault.chain(), "rolling back failed");
        }
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        match self {
            Self::Lite(lite) => lite.batch(sql),
            Self::Pg(pg) => pg.batch(sql),
        }
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        match self {
            Self::Lite(lite) => lite.query(&Engine::Sqlcipher.render(sql), values),
            Self::Pg(pg) => pg.query(sql, values),
        }
    }

    pub(crate) fn execute_text(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        match self {
            Self::Lite(lite) => lite.execute(&Engine::Sqlcipher.render(sql), values),
            Self::Pg(pg) => pg.execute(sql, values),
        }
    }

    /// Prepares without running, for the test that holds every statement against the schema.
    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), Fault> {
        match self {
            Self::Lite(lite) => lite.prepare(&Engine::Sqlcipher.render(sql)),
            Self::Pg(pg) => pg.prepare(sql),
        }
    }

    /// Whether the connection can still be used.
    pub(crate) fn is_alive(&self) -> bool {
        match self {
            Self::Lite(_) => true,
            Self::Pg(pg) => pg.is_alive(),
        }
    }
}
