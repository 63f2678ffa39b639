//! The room as a whole, on both engines, with a real keyring.

use crate::commands::{begin_tenant, bury_tenant, close_tenant, open_tenant};
use crate::*;
use ::store::{Act, Engine, Node, NodeParts, OpenError, PgPlace, Platform, View};
use kernel::{Actor, AgentId, Ambient, By, CustomerUserId, Fault, Id16, Locale, Secret, TenantId};
use keys::{Keyring, TenantKeysError, Unseal};
use object_store::local::LocalFileSystem;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use testkit::peers::postgres;
use testkit::rooms::{by, operator};
use tokio::sync::{Mutex, MutexGuard};

/// A machine with a disk, a key file elsewhere and, perhaps, a database of its own.
struct Machine {
    engine: Engine,
    disk: TempDir,
    elsewhere: TempDir,
    database: String,
    /// Roles belong to a whole PostgreSQL server, and every platform has the same one: one test at a time uses it.
    _turn: Option<MutexGuard<'static, ()>>,
}

static TURN: Mutex<()> = Mutex::const_new(());

impl Machine {
    async fn new(engine: Engine) -> Self {
        let turn = if engine == Engine::Postgres { Some(TURN.lock().await) } else { None };
        let database = format!("platform_{}", Ambient::system().request().0.to_hex());
        if turn.is_some() {
            let made = std::process::Command::new("psql")
                .args(["--quiet", "--command", &format!("CREATE DATABASE {database}"), &postgres::server().connection])
                .status();
            assert!(made.expect("psql runs").success());
        }
        Self { engine, disk: tempfile::tempdir().unwrap(), elsewhere: tempfile::tempdir().unwrap(), database, _turn: turn }
    }

    fn way(&self) -> Unseal {
        Unseal::KeyFile(self.elsewhere.path().join("root.key"))
    }

    /// A start of the node: the keyring is unsealed, the platform's door is open, nothing is finished yet.
    async fn start(&self) -> Site {
        let ambient = Ambient::system();
        let keyring = match Keyring::open(self.disk.path(), "test", ambient.clone()) {
            Ok(keyring) => keyring,
            Err(_) => Keyring::init(self.disk.path(), "test", &self.way(), ambient.clone()).unwrap(),
        };
        keyring.unseal(&self.way()).unwrap();
        let keyring = Arc::new(keyring);
        let blobs = self.disk.path().join("tenants");
        std::fs::create_dir_all(&blobs).unwrap();
        let connection = || format!("{} dbname={}", postgres::server().connection, self.database);
        let parts = NodeParts {
            dir: self.disk.path().to_owned(),
            environment: "test".into(),
            keys: Arc::<Keyring>::clone(&keyring),
            postgres: (self.engine == Engine::Postgres).then(|| PgPlace { administrator: Secret::new(connection()), connections: 16 }),
            blobs: Arc::new(LocalFileSystem::new_with_prefix(blobs).unwrap()),
            migrations: ROOM.migrations.to_vec(),
            ambient: ambient.clone(),
            vfs: None,
            open_stores: 8,
            wake: Arc::new(|_, _| {}),
        };
        let node = Arc::new(Node::start(parts, &tokio::runtime::Handle::current()).unwrap());
        let door = node.platform().await.unwrap();
        Site { node, keyring, door, ambient }
    }
}

fn on_both_engines<F: Future<Output = ()>>(test: impl Fn(Machine) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for engine in [Engine::Sqlcipher, Engine::Postgres] {
        runtime.block_on(async { test(Machine::new(engine).await).await });
    }
}

fn host(text: &str) -> HostName {
    text.parse().unwrap()
}

fn domain(text: &str) -> MailDomain {
    text.parse().unwrap()
}

fn new(name: &str) -> NewTenant {
    NewTenant {
        name: name.parse().unwrap(),
        title: format!("The {name} GmbH").parse().unwrap(),
        locale: Locale::De,
        hosts: vec![host(&format!("{name}.localhost")), host(&format!("{name}.example"))],
        mail_domains: vec![domain(&format!("{name}.example"))],
    }
}

async fn make(site: &Site, name: &str) -> TenantId {
    make_tenant(site, operator(), new(name)).await.unwrap()
}

async fn act<T, E, F>(site: &Site, by: By, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
    F: Fn(&Act<'_, Platform>) -> Result<T, E> + Send + 'static,
{
    site.door.act(by, site.ambient.moment(), work).await
}

async fn read<T, F>(site: &Site, work: F) -> T
where
    T: Send + 'static,
    F: Fn(&View<'_, Platform>) -> Result<T, Fault> + Send + 'static,
{
    site.door.read(operator(), site.ambient.now(), work).await.unwrap()
}

async fn entry(site: &Site, tenant: TenantId) -> Entry {
    read(site, |view| list(view)).await.into_iter().find(|entry| entry.tenant == tenant).unwrap()
}

async fn happened(site: &Site, tenant: TenantId) -> Vec<String> {
    read(site, move |view| Ok(view.events_of(tenant.0, 0, 100)?.into_iter().map(|event| event.kind).collect())).await
}

async fn directory(site: &Site) -> Directory {
    Directory::load(&site.door, site.ambient.clone()).await.unwrap()
}

#[test]
fn a_tenant_is_made_with_keys_store_and_addresses() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        let (alpha, beta) = (make(&site, "alpha").await, make(&site, "beta").await);
        let made = entry(&site, alpha).await;
        assert_eq!((made.name.as_str(), made.title.as_str(), made.locale), ("alpha", "The alpha GmbH", Locale::De));
        assert_eq!((made.state, made.is_active()), (TenantState::Active, true));
        assert_eq!((made.hosts, made.mail_domains), (vec!["alpha.localhost".into(), "alpha.example".into()], vec!["alpha.example".into()]));
        assert_eq!(happened(&site, alpha).await, ["tenant_begun", "tenant_created"]);
        assert!(site.keyring.tenant_keys(alpha).is_ok() && site.node.tenant(alpha).await.is_ok());

        let directory = directory(&site).await;
        assert_eq!(directory.all().iter().map(|entry| entry.tenant).collect::<Vec<_>>(), [alpha, beta]);
        let found = |entry: Option<Arc<Entry>>| entry.map(|entry| entry.tenant);
        assert_eq!(found(directory.by_host("alpha.localhost")), Some(alpha));
        assert_eq!(found(directory.by_host("ALPHA.example")), Some(alpha));
        assert_eq!(found(directory.by_host("content.alpha.localhost")), None);
        assert_eq!(found(directory.by_host("")), None);
        assert_eq!(found(directory.by_mail_domain("Beta.Example")), Some(beta));
        assert_eq!(found(directory.by_mail_domain("beta.localhost")), None);
        assert_eq!(found(directory.by_name("beta")), Some(beta));
        drop(site);

        let again = machine.start().await;
        assert!(again.node.tenant(alpha).await.is_ok(), "after a restart as well");
    });
}

#[test]
fn names_hosts_and_mail_domains_are_taken_once() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        make(&site, "alpha").await;
        let check = async |change: fn(&mut NewTenant), expected: fn(&BeginError) -> bool| {
            let mut wanted = new("beta");
            change(&mut wanted);
            match make_tenant(&site, operator(), wanted).await {
                Err(MakeError::Refused(error)) => assert!(expected(&error), "{error}"),
                other => panic!("{other:?}"),
            }
        };
        check(|new| new.name = "alpha".parse().unwrap(), |e| matches!(e, BeginError::NameTaken)).await;
        check(|new| new.hosts.push(host("alpha.example")), |e| matches!(e, BeginError::HostTaken)).await;
        check(|new| new.hosts.push(host("beta.example")), |e| matches!(e, BeginError::HostTaken)).await;
        check(|new| new.mail_domains.push(domain("alpha.example")), |e| matches!(e, BeginError::MailDomainTaken)).await;
        check(|new| new.mail_domains.push(domain("beta.example")), |e| matches!(e, BeginError::MailDomainTaken)).await;
        assert_eq!(read(&site, |view| list(view)).await.len(), 1, "nothing was begun");
        make(&site, "beta").await;
    });
}

#[test]
fn only_the_operator_changes_tenants() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        let tenant = make(&site, "alpha").await;
        let strangers = [
            Actor::Agent(AgentId(Id16([1; 16]))),
            Actor::CustomerUser(CustomerUserId(Id16([2; 16]))),
            Actor::Room("mail"),
            Actor::Room("platform"),
            Actor::Stranger,
        ];
        for actor in strangers {
            let who = by(actor);
            let made = make_tenant(&site, who.clone(), new("beta")).await;
            assert!(matches!(made, Err(MakeError::Refused(BeginError::Forbidden(_)))), "{actor:?}");
            let gone = delete_tenant(&site, who.clone(), tenant).await;
            assert!(matches!(gone, Err(DeleteError::Refused(CloseError::Forbidden(_)))), "{actor:?}");
            let outcome = act(&site, who.clone(), move |act| suspend_tenant(act, tenant)).await;
            assert!(matches!(outcome, Err(SuspendError::Forbidden(_))), "{actor:?}");
            let outcome = act(&site, who.clone(), move |act| resume_tenant(act, tenant)).await;
            assert!(matches!(outcome, Err(ResumeError::Forbidden(_))), "{actor:?}");
            let outcome = act(&site, who.clone(), move |act| add_host(act, tenant, &host("x.example"))).await;
            assert!(matches!(outcome, Err(AddHostError::Forbidden(_))), "{actor:?}");
            let outcome = act(&site, who.clone(), move |act| remove_host(act, tenant, &host("alpha.example"))).await;
            assert!(matches!(outcome, Err(RemoveHostError::Forbidden(_))), "{actor:?}");
            let outcome = act(&site, who.clone(), move |act| add_mail_domain(act, tenant, &domain("x.example"))).await;
            assert!(matches!(outcome, Err(AddMailDomainError::Forbidden(_))), "{actor:?}");
            let outcome = act(&site, who.clone(), move |act| remove_mail_domain(act, tenant, &domain("alpha.example"))).await;
            assert!(matches!(outcome, Err(RemoveMailDomainError::Forbidden(_))), "{actor:?}");
            if actor != Actor::Room("platform") {
                let outcome = act(&site, who.clone(), move |act| open_tenant(act, tenant)).await;
                assert!(matches!(outcome, Err(FinishError::Forbidden(_))), "{actor:?}");
                let outcome = act(&site, who, move |act| bury_tenant(act, tenant)).await;
                assert!(matches!(outcome, Err(FinishError::Forbidden(_))), "{actor:?}");
            }
        }
        assert_eq!(happened(&site, tenant).await, ["tenant_begun", "tenant_created"]);
    });
}

#[test]
fn a_making_that_was_cut_off_goes_on_at_the_next_start() {
    on_both_engines(|machine| async move {
        for steps in 0..=2 {
            let site = machine.start().await;
            let wanted = new(&format!("alpha{steps}"));
            let tenant = act(&site, operator(), move |act| begin_tenant(act, &wanted)).await.unwrap();
            if steps > 0 {
                site.keyring.make_tenant_keys(tenant).unwrap();
            }
            let keys = site.keyring.tenant_keys(tenant).map(|keys| *keys.file.reveal());
            if steps > 1 {
                site.node.create(tenant).await.unwrap();
            }
            let host = format!("alpha{steps}.localhost");
            assert_eq!(directory(&site).await.by_host(&host), None, "nobody gets in yet");
            drop(site);

            let site = machine.start().await;
            let finished = finish_half_made(&site).await.unwrap();
            assert_eq!((finished.made.as_slice(), finished.deleted.len(), finished.failed.len()), ([tenant].as_slice(), 0, 0), "{steps}");
            if let Ok(keys) = keys {
                assert_eq!(*site.keyring.tenant_keys(tenant).unwrap().file.reveal(), keys, "keys that are there are kept");
            }
            assert!(site.node.tenant(tenant).await.is_ok());
            assert_eq!(directory(&site).await.by_host(&host).unwrap().tenant, tenant);
            assert_eq!(happened(&site, tenant).await, ["tenant_begun", "tenant_created"]);
            assert!(finish_half_made(&site).await.unwrap().made.is_empty(), "nothing is left to do");
        }
    });
}

#[test]
fn a_deletion_that_was_cut_off_goes_on_at_the_next_start() {
    on_both_engines(|machine| async move {
        for steps in 0..=2 {
            let site = machine.start().await;
            let tenant = make(&site, &format!("alpha{steps}")).await;
            act(&site, operator(), move |act| close_tenant(act, tenant)).await.unwrap();
            if steps > 0 {
                site.keyring.destroy_tenant_keys(tenant).unwrap();
            }
            if steps > 1 {
                site.node.destroy(tenant).await.unwrap();
            }
            assert_eq!(directory(&site).await.by_host(&format!("alpha{steps}.localhost")), None, "nobody gets in any more");
            drop(site);

            let site = machine.start().await;
            let finished = finish_half_made(&site).await.unwrap();
            assert_eq!((finished.made.len(), finished.deleted.as_slice(), finished.failed.len()), (0, [tenant].as_slice(), 0), "{steps}");
            is_gone(&site, tenant).await;
        }
    });
}

async fn is_gone(site: &Site, tenant: TenantId) {
    assert!(matches!(site.keyring.tenant_keys(tenant), Err(TenantKeysError::Unknown)));
    assert!(matches!(site.node.tenant(tenant).await, Err(OpenError::Key(_))));
    assert!(site.node.file_of(tenant).is_none_or(|file| !file.exists()));
    let tombstone = entry(site, tenant).await;
    assert_eq!((tombstone.state, tombstone.title.as_str()), (TenantState::Deleted, ""));
    assert!(tombstone.hosts.is_empty() && tombstone.mail_domains.is_empty());
    assert_eq!(happened(site, tenant).await, ["tenant_begun", "tenant_created", "tenant_closed", "tenant_deleted"]);
}

#[test]
fn a_deleted_tenant_is_gone_and_its_names_are_free() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        let (alpha, beta) = (make(&site, "alpha").await, make(&site, "beta").await);
        delete_tenant(&site, operator(), alpha).await.unwrap();
        is_gone(&site, alpha).await;
        assert!(site.node.tenant(beta).await.is_ok(), "its neighbour is untouched");
        let again = delete_tenant(&site, operator(), alpha).await;
        assert!(matches!(again, Err(DeleteError::Refused(CloseError::NotFound))));
        let never = delete_tenant(&site, operator(), TenantId(Id16([9; 16]))).await;
        assert!(matches!(never, Err(DeleteError::Refused(CloseError::NotFound))));
        let second = make(&site, "alpha").await;
        assert_ne!(second, alpha);
        assert_eq!(directory(&site).await.by_name("alpha").unwrap().tenant, second);
    });
}

#[test]
fn a_half_made_tenant_may_be_deleted() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        let wanted = new("alpha");
        let tenant = act(&site, operator(), move |act| begin_tenant(act, &wanted)).await.unwrap();
        delete_tenant(&site, operator(), tenant).await.unwrap();
        assert_eq!(entry(&site, tenant).await.state, TenantState::Deleted);
        assert_eq!(happened(&site, tenant).await, ["tenant_begun", "tenant_closed", "tenant_deleted"]);
        make(&site, "alpha").await;
    });
}

#[test]
fn a_tenant_that_cannot_be_finished_keeps_no_other_back() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        site.keyring.seal();
        let half = make_tenant(&site, operator(), new("alpha")).await;
        assert!(matches!(half, Err(MakeError::HalfMade(StepError::Keys(TenantKeysError::Sealed)))));
        assert!(matches!(make_tenant(&site, operator(), new("beta")).await, Err(MakeError::HalfMade(_))));
        let entries = read(&site, |view| list(view)).await;
        let (alpha, beta) = (entries[0].tenant, entries[1].tenant);
        site.keyring.unseal(&machine.way()).unwrap();
        let keys = machine.disk.path().join("keyring").join(alpha.0.to_hex() + ".json");
        std::fs::write(&keys, "{").unwrap();

        let finished = finish_half_made(&site).await.unwrap();
        assert_eq!(finished.made, [beta]);
        assert!(matches!(finished.failed.as_slice(), [(tenant, StepError::Keys(TenantKeysError::Damaged))] if *tenant == alpha));
        std::fs::remove_file(&keys).unwrap();
        assert_eq!(finish_half_made(&site).await.unwrap().made, [alpha]);
    });
}

#[test]
fn suspended_tenants_stay_known_and_are_not_active() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        let tenant = make(&site, "alpha").await;
        let suspend = || act(&site, operator(), move |act| suspend_tenant(act, tenant));
        let resume = || act(&site, operator(), move |act| resume_tenant(act, tenant));
        assert!(matches!(resume().await, Err(ResumeError::NotSuspended)));
        suspend().await.unwrap();
        assert!(matches!(suspend().await, Err(SuspendError::NotActive)));
        let shown = directory(&site).await.by_host("alpha.localhost").unwrap();
        assert_eq!((shown.state, shown.is_active()), (TenantState::Suspended, false));
        resume().await.unwrap();
        assert!(directory(&site).await.by_host("alpha.localhost").unwrap().is_active());
        assert_eq!(happened(&site, tenant).await[2..], ["tenant_suspended", "tenant_resumed"]);
        delete_tenant(&site, operator(), tenant).await.unwrap();
        assert!(matches!(suspend().await, Err(SuspendError::NotFound)));
        assert!(matches!(resume().await, Err(ResumeError::NotFound)));
    });
}

#[test]
fn addresses_come_and_go_and_the_first_is_the_main_one() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        let (alpha, beta) = (make(&site, "alpha").await, make(&site, "beta").await);
        let add = |tenant, text: &'static str| act(&site, operator(), move |act| add_host(act, tenant, &host(text)));
        let remove = |tenant, text: &'static str| act(&site, operator(), move |act| remove_host(act, tenant, &host(text)));
        add(alpha, "aaa.example").await.unwrap();
        assert!(matches!(add(beta, "aaa.example").await, Err(AddHostError::Taken)));
        assert!(matches!(add(TenantId(Id16([9; 16])), "bbb.example").await, Err(AddHostError::NotFound)));
        assert!(matches!(remove(beta, "aaa.example").await, Err(RemoveHostError::NotFound)), "not this tenant's");
        remove(alpha, "alpha.localhost").await.unwrap();
        assert!(matches!(remove(alpha, "alpha.localhost").await, Err(RemoveHostError::NotFound)));
        assert_eq!(entry(&site, alpha).await.hosts, ["alpha.example", "aaa.example"], "in the order in which they came");

        let add = |tenant, text: &'static str| act(&site, operator(), move |act| add_mail_domain(act, tenant, &domain(text)));
        let remove = |tenant, text: &'static str| act(&site, operator(), move |act| remove_mail_domain(act, tenant, &domain(text)));
        add(beta, "aaa.example").await.unwrap();
        assert!(matches!(add(alpha, "aaa.example").await, Err(AddMailDomainError::Taken)));
        assert!(matches!(add(TenantId(Id16([9; 16])), "bbb.example").await, Err(AddMailDomainError::NotFound)));
        assert!(matches!(remove(alpha, "aaa.example").await, Err(RemoveMailDomainError::NotFound)));
        remove(beta, "beta.example").await.unwrap();
        assert_eq!(entry(&site, beta).await.mail_domains, ["aaa.example"]);
        assert_eq!(happened(&site, beta).await[2..], ["mail_domain_added", "mail_domain_removed"]);
        let directory = directory(&site).await;
        assert_eq!(directory.by_host("aaa.example").unwrap().tenant, alpha);
        assert_eq!(directory.by_mail_domain("aaa.example").unwrap().tenant, beta);
    });
}

#[test]
fn the_directory_hears_of_changes_by_itself() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        let directory = Arc::new(directory(&site).await);
        make(&site, "alpha").await;
        let task = tokio::spawn(Arc::clone(&directory).keep_fresh(site.door.clone()));
        let shows = async |host: &str, expected: bool| {
            let looking = async {
                while directory.by_host(host).is_some() != expected {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), looking).await.expect("the directory follows");
        };
        shows("alpha.localhost", true).await;
        let beta = make(&site, "beta").await;
        shows("beta.localhost", true).await;
        delete_tenant(&site, operator(), beta).await.unwrap();
        shows("beta.localhost", false).await;
        task.abort();
    });
}

#[test]
fn statements_prepare_and_every_column_is_classified() {
    on_both_engines(|machine| async move {
        let site = machine.start().await;
        let statements: Vec<_> = ROOM.statements.iter().flat_map(|list| list.iter()).map(|statement| statement()).collect();
        assert_eq!(site.door.prepare_all(&statements).await.unwrap(), Vec::<String>::new());
        if machine.engine == Engine::Postgres {
            let classified = room::columns::read(ROOM.columns).unwrap();
            let dump = site.door.dump_schema().await.unwrap();
            let own = |line: &&str| line.split_once('.').is_some_and(|(table, _)| classified.contains_key(table));
            let mut there: Vec<&str> = dump.lines().filter(own).filter_map(|line| line.split_whitespace().next()).collect();
            let mut known: Vec<String> =
                classified.iter().flat_map(|(table, of_table)| of_table.keys().map(move |column| format!("{table}.{column}"))).collect();
            there.sort_unstable();
            known.sort_unstable();
            assert_eq!(there, known);
            assert_eq!(classified.len(), 4);
        }
    });
}

#[test]
fn no_operator_function_is_reachable_over_https() {
    assert!(ROOM.operations.is_empty());
    let standing: Vec<_> = ROOM.standing.iter().map(|standing| standing.right).collect();
    assert!(ROOM.rights.iter().all(|right| standing.contains(&right.name)));
    assert!(ROOM.events.iter().all(|kind| kind.room == ROOM.name));
}
