//! The node's connections to PostgreSQL.

use super::scram;
use super::session::{PgError, PgSession};
use crate::keys::StoreKeys;
use kernel::{Fault, Id16, OrFault, Secret};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls};

/// Where the PostgreSQL of this node is.
#[derive(Clone)]
pub struct PgPlace {
    /// Connection string of the role that makes schemas and roles (`CREATEROLE`, owner of the database).
    ///
    /// # Security
    /// May carry a password, so it is a secret as a whole. It is used only when a store is made or destroyed.
    pub administrator: Secret<String>,
    /// How many connections the whole node holds at most.
    pub connections: usize,
}

/// Connections of all stores of this node, bounded together.
pub(crate) struct PgPool {
    place: PgPlace,
    runtime: Handle,
    places: Arc<Semaphore>,
    idle: Mutex<HashMap<Id16, Vec<(PgSession, Instant)>>>,
}

/// An idle connection is closed after this time, so that idle stores hold none.
const IDLE: Duration = Duration::from_secs(10);
/// The lock under which stores are made and destroyed, of PostgreSQL's own kind with two numbers: those of lanes have one.
const MAKING: i32 = 0x0062_656c;
/// No statement of a reader runs longer.
const READ_TIMEOUT_MS: u32 = 5_000;

impl PgPool {
    pub(crate) fn new(place: PgPlace, runtime: Handle) -> Self {
        let places = Arc::new(Semaphore::new(place.connections.max(2)));
        Self { place, runtime, places, idle: Mutex::new(HashMap::new()) }
    }

    /// Makes the schema and the role of a store; both may be there already.
    pub(crate) fn create(&self, store: Id16, keys: &StoreKeys) -> Result<(), Fault> {
        let name = name_of(store);
        let client = self.connect_alone()?;
        let run = |sql: String| self.runtime.block_on(client.batch_execute(&sql)).map_err(PgError).or_fault("making a store on PostgreSQL");
        // Names are hexadecimal and verifiers base 64 that we made: nothing to quote.
        let verb = if self.knows(&client, &name)? { "ALTER" } else { "CREATE" };
        let verifier = scram::verifier(&password(keys), salt(keys));
        run(format!("{verb} ROLE {name} LOGIN PASSWORD '{verifier}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"))?;
        run(format!(
            "GRANT {name} TO CURRENT_USER; CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION {name}; REVOKE {name} FROM CURRENT_USER"
        ))?;
        run(format!("ALTER ROLE {name} SET search_path = {name}; REVOKE ALL ON SCHEMA public FROM PUBLIC"))?;
        // A tenant's role has nothing to do with temporary tables or large objects, which lie outside its schema.
        run("DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$".to_owned())
    }

    /// Destroys the schema and the role of a store; they may be gone already.
    pub(crate) fn destroy(&self, store: Id16) -> Result<(), Fault> {
        self.close_idle_of(store);
        let name = name_of(store);
        let client = self.connect_alone()?;
        if !self.knows(&client, &name)? {
            return Ok(());
        }
        let sql =
            format!("GRANT {name} TO CURRENT_USER; DROP SCHEMA IF EXISTS {name} CASCADE; DROP OWNED BY {name}; DROP ROLE IF EXISTS {name}");
        self.runtime.block_on(client.batch_execute(&sql)).map_err(PgError).or_fault("destroying a store on PostgreSQL")
    }

    /// A connection of the administrator's that alone makes or destroys a store as long as it is open: PostgreSQL refuses two
    /// changes of one line of its catalogue at a time ("tuple concurrently updated").
    fn connect_alone(&self) -> Result<Client, Fault> {
        let client = self.connect(&self.administrator()?)?;
        let wait = format!("SET lock_timeout = 30000; SELECT pg_advisory_lock({MAKING}, {MAKING})");
        self.runtime.block_on(client.batch_execute(&wait)).map_err(PgError).or_fault("waiting to make a store on PostgreSQL")?;
        Ok(client)
    }

    fn knows(&self, client: &Client, name: &str) -> Result<bool, Fault> {
        let found = self
            .runtime
            .block_on(client.query_opt("SELECT 1::INT8 FROM pg_roles WHERE rolname = $1", &[&name]))
            .map_err(PgError)
            .or_fault("looking for a store's role on PostgreSQL")?;
        Ok(found.is_some())
    }

    /// A connection for the lane: holds the store's advisory lock until it is closed.
    pub(crate) fn writer(&self, store: Id16, keys: &StoreKeys) -> Result<PgSession, Fault> {
        let session = self.open(store, keys)?;
        let lock = i64::from_be_bytes(first_eight(store));
        session.batch(&format!("SET statement_timeout = 60000; SET lock_timeout = 15000; SELECT pg_advisory_lock({lock})"))?;
        Ok(session)
    }

    /// A connection for a reader: an idle one of this store, or a new one.
    pub(crate) fn reader(&self, store: Id16, keys: &StoreKeys) -> Result<PgSession, Fault> {
        if let Ok(mut idle) = self.idle.lock()
            && let Some((session, _)) = idle.get_mut(&store).and_then(Vec::pop)
            && session.is_alive()
        {
            return Ok(session);
        }
        let session = self.open(store, keys)?;
        session.batch(&format!("SET statement_timeout = {READ_TIMEOUT_MS}; SET default_transaction_read_only = on"))?;
        Ok(session)
    }

    /// Takes a reader's connection back.
    pub(crate) fn give_back(&self, store: Id16, session: PgSession) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.entry(store).or_default().push((session, Instant::now()));
        }
    }

    /// Closes what has been idle too long; called by the lane pool's housekeeping.
    pub(crate) fn close_idle(&self) {
        if let Ok(mut idle) = self.idle.lock() {
            for sessions in idle.values_mut() {
                sessions.retain(|(_, since)| since.elapsed() < IDLE);
            }
            idle.retain(|_, sessions| !sessions.is_empty());
        }
    }

    fn close_idle_of(&self, store: Id16) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.remove(&store);
        }
    }

    fn open(&self, store: Id16, keys: &StoreKeys) -> Result<PgSession, Fault> {
        let place = self.take_place()?;
        let mut config = self.administrator()?;
        config.user(name_of(store)).password(password(keys));
        let client = self.connect(&config)?;
        Ok(PgSession::new(client, self.runtime.clone(), place))
    }

    fn take_place(&self) -> Result<tokio::sync::OwnedSemaphorePermit, Fault> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        // All places are held: give up idle ones of other stores before waiting for one.
        if let Ok(mut idle) = self.idle.lock() {
            idle.clear();
        }
        let places = Arc::clone(&self.places);
        let waited = self.runtime.block_on(async move { tokio::time::timeout(Duration::from_secs(15), places.acquire_owned()).await });
        waited.or_fault("waiting for a connection to PostgreSQL")?.or_fault("waiting for a connection to PostgreSQL")
    }

    fn administrator(&self) -> Result<Config, Fault> {
        // The error of a connection string repeats parts of it, which may be the password.
        self.place.administrator.reveal().parse::<Config>().map_err(|_| Fault::bug("the connection string of PostgreSQL cannot be read"))
    }

    fn connect(&self, config: &Config) -> Result<Client, Fault> {
        let mut config = config.clone();
        let named = config.get_hosts();
        let numbered = config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback);
        if named.is_empty() || !numbered || !named.iter().all(is_local) {
            return Err(Fault::bug("PostgreSQL on another host is not supported: name 127.0.0.1, localhost or a socket's directory"));
        }
        config.application_name("beleg").connect_timeout(Duration::from_secs(10));
        let (client, connection) = self.runtime.block_on(config.connect(NoTls)).map_err(PgError).or_fault("connecting to PostgreSQL")?;
        self.runtime.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %PgError(error), "a connection to PostgreSQL ended");
            }
        });
        Ok(client)
    }
}

/// Whether bytes to this host stay on the machine: they are not encrypted.
fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()),
        Host::Unix(_) => true,
    }
}

/// Schema and role of a store.
fn name_of(store: Id16) -> String {
    format!("beleg_{}", store.to_hex())
}

fn password(keys: &StoreKeys) -> String {
    Id16::from_slice(keys.derive("postgres-role").reveal().get(..16).unwrap_or_default()).unwrap_or(Id16([0; 16])).to_hex()
}

fn salt(keys: &StoreKeys) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(keys.derive("postgres-role-salt").reveal().get(..16).unwrap_or(&[0; 16]));
    out
}

fn first_eight(store: Id16) -> [u8; 8] {
    // The random tail of a UUIDv7: its head is only the time.
    let mut out = [0; 8];
    out.copy_from_slice(store.0.get(8..).unwrap_or(&[0; 8]));
    out
}
