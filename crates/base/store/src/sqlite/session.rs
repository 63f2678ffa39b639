//! A connection to one SQLCipher file.

use crate::{Row, Value};
use kernel::{Fault, OrFault, Secret};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// Where a store's file lies and what opens it.
#[derive(Clone)]
pub(crate) struct LiteFile {
    pub(crate) path: PathBuf,
    pub(crate) key: Secret<[u8; 32]>,
    /// The virtual file system under SQLite; another one stands in for the disk in crash tests.
    pub(crate) vfs: Option<Arc<str>>,
}

/// What a connection is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Write,
    Read,
}

/// When a read has to end.
#[derive(Clone)]
pub(crate) struct Deadline {
    at: Instant,
    gone: Arc<AtomicBool>,
}

/// A connection.
pub(crate) struct LiteSession {
    connection: Connection,
}

/// Statements that stay prepared on a connection.
const PREPARED: usize = 256;

impl LiteSession {
    /// Opens the file, or makes it when `purpose` is to write and it is not there yet.
    ///
    /// # Errors
    /// The key does not open the file (a swapped or damaged file), or the disk refuses.
    #[expect(clippy::disallowed_methods, reason = "this is the place behind the Door")]
    pub(crate) fn open(file: &LiteFile, purpose: Purpose) -> Result<Self, Fault> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if purpose == Purpose::Write {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let connection = match &file.vfs {
            None => Connection::open_with_flags(&file.path, flags),
            Some(vfs) => Connection::open_with_flags_and_vfs(&file.path, flags, &**vfs),
        }
        .or_fault("opening a store file")?;
        unlock(&connection, &file.key)?;
        let mode = if purpose == Purpose::Write { WRITE_PRAGMAS } else { READ_PRAGMAS };
        connection.execute_batch(mode).or_fault("setting up a store file")?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        Ok(Self { connection })
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), Fault> {
        self.connection.execute_batch(sql).or_fault("running a statement on SQLCipher")
    }

    pub(crate) fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        let what = "asking SQLCipher";
        let mut statement = self.connection.prepare_cached(sql).or_fault(what)?;
        let columns = statement.column_count();
        let mut found = statement.query(rusqlite::params_from_iter(values)).or_fault(what)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().or_fault(what)? {
            let mut out = Vec::with_capacity(columns);
            for column in 0..columns {
                out.push(value_of(row.get_ref(column).or_fault(what)?)?);
            }
            rows.push(Row(out));
        }
        Ok(rows)
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        let what = "writing to SQLCipher";
        let mut statement = self.connection.prepare_cached(sql).or_fault(what)?;
        let changed = statement.execute(rusqlite::params_from_iter(values)).or_fault(what)?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    pub(crate) fn prepare(&self, sql: &str) -> Result<(), Fault> {
        self.connection.prepare(sql).map(drop).or_fault("preparing a statement on SQLCipher")
    }

    /// Ends a running read when its time is over or nobody waits for it any more.
    pub(crate) fn bound(&mut self, deadline: Option<Deadline>) -> Result<(), Fault> {
        let watch = deadline.map(|deadline| move || deadline.is_over());
        self.connection.progress_handler(4_000, watch).or_fault("bounding a read")
    }

    /// The columns that a statement would write: `(table, column)`, with `*` for whole rows.
    pub(crate) fn written_columns(&mut self, sql: &str) -> Result<Vec<(String, String)>, Fault> {
        use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
        let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
        let note = Arc::clone(&seen);
        let watch = move |context: AuthContext<'_>| {
            let found = match context.action {
                AuthAction::Update { table_name, column_name } => Some((table_name, column_name)),
                AuthAction::Insert { table_name } | AuthAction::Delete { table_name } => Some((table_name, "*")),
                _ => None,
            };
            if let (Some((table, column)), Ok(mut list)) = (found, note.lock()) {
                list.push((table.to_owned(), column.to_owned()));
            }
            Authorization::Allow
        };
        self.connection.authorizer(Some(watch)).or_fault("watching a statement")?;
        let prepared = self.prepare(sql);
        self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>).or_fault("watching a statement")?;
        prepared?;
        Ok(seen.lock().map(|list| list.clone()).unwrap_or_default())
    }
}

impl Deadline {
    /// A deadline from now, which also ends when `gone` is set.
    pub(crate) fn within(time: Duration, gone: Arc<AtomicBool>) -> Self {
        Self { at: Instant::now() + time, gone }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.gone.load(Ordering::Relaxed) || Instant::now() >= self.at
    }
}

const WRITE_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; \
     PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000; PRAGMA journal_size_limit = 16777216; PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000";
const READ_PRAGMAS: &str = "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000; PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000";

/// Hands over the raw key and reads the first page, so that a wrong key is known at once.
fn unlock(connection: &Connection, key: &Secret<[u8; 32]>) -> Result<(), Fault> {
    let mut pragma = Zeroizing::new(String::with_capacity(96));
    pragma.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'");
    for byte in key.reveal() {
        let _ = write!(pragma, "{byte:02x}");
    }
    pragma.push_str("'\"");
    connection.execute_batch(&pragma).or_fault("handing over the key of a store file")?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())).or_fault("the key does not open this store file")
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

fn value_of(value: ValueRef<'_>) -> Result<Value, Fault> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Text(value) => Value::Text(String::from_utf8_lossy(value).into_owned()),
        ValueRef::Blob(value) => Value::Bytes(value.to_vec()),
        ValueRef::Real(_) => return Err(Fault::bug("a column holds a fraction; the house has none")),
    })
}
