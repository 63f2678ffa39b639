//! Stores on both engines.

use crate::peers::postgres;
use kernel::{Ambient, Secret, TenantId};
use object_store::local::LocalFileSystem;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use store::{Engine, KeyError, KeySource, Migration, Node, NodeParts, PgPlace, StoreKeys, keyed_hash};
use tempfile::TempDir;

/// Keys made from the tenant's id: different for each, the same in each run.
#[derive(Debug, Default)]
pub struct TestKeys;

impl TestKeys {
    fn keys(of: &[u8]) -> StoreKeys {
        let key = |purpose: &[u8]| Secret::new(keyed_hash(&[1; 32], &[purpose, of]));
        StoreKeys { file: key(b"file"), blob: key(b"blob"), purpose: key(b"purpose") }
    }
}

impl KeySource for TestKeys {
    fn tenant(&self, tenant: TenantId) -> Result<StoreKeys, KeyError> {
        Ok(Self::keys(&tenant.0.0))
    }

    fn platform(&self) -> Result<StoreKeys, KeyError> {
        Ok(Self::keys(b"platform"))
    }
}

/// A node on one engine, with its directory.
pub struct TestNode {
    /// The node.
    pub node: Arc<Node>,
    /// Its engine.
    pub engine: Engine,
    /// Its time and randomness.
    pub ambient: Ambient,
    /// Moves the time.
    pub clock: Arc<crate::TestClock>,
    /// Its files.
    pub dir: TempDir,
}

impl TestNode {
    /// A fresh node.
    pub fn start(engine: Engine, migrations: Vec<Migration>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (clock, ambient) = crate::ambient();
        let node = open(engine, dir.path(), migrations, &ambient);
        Self { node: Arc::new(node), engine, ambient, clock, dir }
    }

    /// A tenant of this node with an empty store.
    pub async fn tenant(&self) -> store::Door<store::Tenant> {
        // On PostgreSQL all tests share one server, so the tenant's id is drawn from the machine's own randomness.
        let own = Ambient::system();
        let tenant = TenantId(own.dice().id(self.ambient.now()));
        self.node.create(tenant).await.expect("a tenant's store")
    }
}

/// A node in a directory; opening the same directory again goes on with the same data.
pub fn open(engine: Engine, dir: &Path, migrations: Vec<Migration>, ambient: &Ambient) -> Node {
    let blobs = dir.join("tenants");
    std::fs::create_dir_all(&blobs).expect("a directory for blobs");
    let parts = NodeParts {
        dir: dir.to_owned(),
        environment: "test".into(),
        keys: Arc::new(TestKeys),
        postgres: (engine == Engine::Postgres)
            .then(|| PgPlace { administrator: Secret::new(postgres::server().connection.clone()), connections: 16 }),
        blobs: Arc::new(LocalFileSystem::new_with_prefix(blobs).expect("a blob store").with_fsync(true)),
        migrations,
        ambient: ambient.clone(),
        vfs: None,
        open_stores: 64,
        wake: Arc::new(|_, _| {}),
    };
    Node::start(parts, &tokio::runtime::Handle::current()).expect("a node")
}

/// Runs a test on SQLCipher and then on PostgreSQL.
pub fn on_both_engines<F: Future<Output = ()>>(migrations: &[Migration], test: impl Fn(TestNode) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    for engine in [Engine::Sqlcipher, Engine::Postgres] {
        let migrations = migrations.to_vec();
        runtime.block_on(async { test(TestNode::start(engine, migrations)).await });
    }
}
