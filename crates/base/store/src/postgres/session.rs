//! A connection to PostgreSQL as one store's own role.

use crate::dialect::Engine;
use crate::{Row, Value};
use bytes::BytesMut;
use kernel::{Fault, OrFault};
use std::collections::HashMap;
use std::error::Error;
use std::future::Future;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Statement};

/// A connection. Calls block the calling thread, which is never one of the runtime's own.
pub(crate) struct PgSession {
    client: Client,
    runtime: Handle,
    prepared: HashMap<String, Statement>,
    /// The place among the node's connections that this one holds.
    _place: OwnedSemaphorePermit,
}

/// Statements that stay prepared on a connection.
const PREPARED: usize = 512;

impl PgSession {
    pub(crate) fn new(client: Client, runtime: Handle, place: OwnedSemaphorePermit) -> Self {
        Self { client, runtime, prepared: HashMap::new(), _place: place }
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), Fault> {
        self.wait(self.client.batch_execute(sql)).or_fault("running a statement on PostgreSQL")
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        let statement = self.statement(sql)?;
        let bound = bind(values);
        let rows = self.wait(self.client.query(&statement, &bound)).or_fault("asking PostgreSQL")?;
        rows.iter()
            .map(|row| {
                (0..row.len()).map(|column| row.try_get(column).or_fault("reading a row of PostgreSQL")).collect::<Result<_, _>>().map(Row)
            })
            .collect()
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        let statement = self.statement(sql)?;
        self.wait(self.client.execute(&statement, &bind(values))).or_fault("writing to PostgreSQL")
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), Fault> {
        self.statement(sql).map(drop)
    }

    pub(crate) fn is_alive(&self) -> bool {
        !self.client.is_closed()
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, Fault> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let rendered = Engine::Postgres.render(sql);
        let statement = self.wait(self.client.prepare(&rendered)).or_fault("preparing a statement on PostgreSQL")?;
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn wait<T>(&self, future: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, PgError> {
        self.runtime.block_on(future).map_err(PgError)
    }
}

fn bind(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// An error of PostgreSQL without what it quotes: its detail and hint may repeat a row's contents.
#[derive(Debug)]
pub(crate) struct PgError(pub(crate) tokio_postgres::Error);

impl std::fmt::Display for PgError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.as_db_error() {
            None => write!(f, "{}", self.0),
            Some(refused) => write!(f, "{} ({})", refused.message(), refused.code().code()),
        }
    }
}

impl Error for PgError {}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Bytes(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT4 | Type::INT8 | Type::TEXT | Type::VARCHAR | Type::BYTEA)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::BOOL => Self::Int(i64::from(bool::from_sql(ty, raw)?)),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT4 | Type::INT8 | Type::TEXT | Type::VARCHAR | Type::BYTEA | Type::BOOL | Type::NAME)
    }
}
