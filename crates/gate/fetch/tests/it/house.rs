//! A house with two tenants, alpha and beta, the real room that takes mail, and a way out to this machine.

use fetch::{Fetch, FetchParts, Limits, Patience};
use kernel::{Ambient, EmailAddress, Fault, Id16, Locale, Secret};
use keys::{Keyring, Unseal};
use mail::accounts::{self, Account, AccountId, After, Encryption, Left, Mailboxes, Protocol, Standing, Target};
use net::{Contacts, DevCa, Egress, Issued, Policy, Purpose, Rule};
use object_store::local::LocalFileSystem;
use platform::{Directory, NewTenant, Site, make_tenant};
use room::{Check, CheckContext, Finding, House};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Act, BlobName, Door, Node, NodeParts, Rows, Tenant, View};
use tempfile::TempDir;
use testkit::TestClock;
use testkit::rooms::operator;
use tickets::QueueAddress;

store::stmts! { tenant
    read TITLES = "SELECT title FROM ticket ORDER BY title";
    read RAW = "SELECT a.raw FROM article a JOIN ticket t ON t.id = a.ticket WHERE t.title = ?1 AND a.raw IS NOT NULL ORDER BY a.number";
}

/// Longer than anything here takes when all is well.
pub(crate) const LONG: Duration = Duration::from_secs(40);

/// So that nothing is waited for long.
pub(crate) const QUICK: Patience = Patience {
    silence: Duration::from_secs(2),
    command: Duration::from_secs(4),
    message: Duration::from_secs(4),
    idle: Duration::from_secs(20),
    poll: Duration::from_millis(100),
    pause: Duration::from_millis(20),
    first_back_off: Duration::from_millis(100),
    most_back_off: Duration::from_millis(400),
    compare: Duration::from_hours(24),
};

pub(crate) struct Fixture {
    pub(crate) site: Site,
    pub(crate) directory: Arc<Directory>,
    pub(crate) house: House,
    pub(crate) mailboxes: Arc<Mailboxes>,
    pub(crate) ambient: Ambient,
    pub(crate) clock: Arc<TestClock>,
    ca: DevCa,
    egress: Egress,
    disk: TempDir,
}

impl Fixture {
    /// `ports` may be dialled.
    pub(crate) async fn new(ports: &[u16]) -> Self {
        let (disk, (clock, ambient)) = (tempfile::tempdir().unwrap(), testkit::ambient());
        let way = Unseal::KeyFile(disk.path().join("root.key"));
        let keyring = Arc::new(Keyring::init(disk.path(), "test", &way, ambient.clone()).unwrap());
        let blobs = disk.path().join("tenants");
        std::fs::create_dir_all(&blobs).unwrap();
        let rooms = [&platform::ROOM, &people::ROOM, &tickets::ROOM, &mail::ROOM];
        let parts = NodeParts {
            dir: disk.path().to_owned(),
            environment: "test".into(),
            keys: Arc::<Keyring>::clone(&keyring),
            postgres: None,
            blobs: Arc::new(LocalFileSystem::new_with_prefix(blobs).unwrap()),
            migrations: rooms.iter().flat_map(|room| room.migrations.iter().copied()).collect(),
            ambient: ambient.clone(),
            vfs: None,
            open_stores: 8,
            wake: Arc::new(|_, _| {}),
        };
        let node = Arc::new(Node::start(parts, &tokio::runtime::Handle::current()).unwrap());
        let door = node.platform().await.unwrap();
        let site = Site { node: Arc::clone(&node), keyring, door, ambient: ambient.clone() };
        for name in ["alpha", "beta"] {
            make_tenant(&site, operator(), new(name)).await.unwrap();
        }
        let directory = Arc::new(Directory::load(&site.door, ambient.clone()).await.unwrap());
        let egress = egress(ports, &ambient);
        let mailboxes = Arc::new(Mailboxes::new(fetch::try_out(egress.clone(), Patience::default())));
        let house = House::new(ambient.clone(), http::Extensions::new());
        let ca = DevCa::create(ambient.now()).unwrap();
        let fixture = Self { site, directory, house, mailboxes, ambient, clock, ca, egress, disk };
        for name in ["alpha", "beta"] {
            let address = QueueAddress { email: format!("support@{name}.example").parse::<EmailAddress>().unwrap(), name: name.into() };
            let work = move |act: &Act<'_>| tickets::commands::address_queue(act, "Raw", &address).map_err(|_| Fault::bug("no address"));
            fixture.act(name, work).await;
        }
        fixture
    }

    /// The same house, from which these ports may be dialled.
    pub(crate) fn with_ports(self, ports: &[u16]) -> Self {
        let egress = egress(ports, &self.ambient);
        Self { mailboxes: Arc::new(Mailboxes::new(fetch::try_out(egress.clone(), Patience::default()))), egress, ..self }
    }

    /// A way out to these ports of this machine.
    pub(crate) fn way_out(&self, ports: &[u16]) -> Egress {
        egress(ports, &self.ambient)
    }

    /// Seals the keyring as a restart would, with the stores closed.
    pub(crate) fn seal(&self) {
        self.sealer()();
    }

    /// What seals it, for whoever comes later.
    pub(crate) fn sealer(&self) -> impl Fn() + Send + Sync + 'static {
        let (directory, node, keyring) = (Arc::clone(&self.directory), Arc::clone(&self.site.node), Arc::clone(&self.site.keyring));
        move || {
            directory.all().iter().for_each(|entry| node.close(entry.tenant));
            keyring.seal();
        }
    }

    pub(crate) fn unseal(&self) {
        self.site.keyring.unseal(&Unseal::KeyFile(self.disk.path().join("root.key"))).unwrap();
    }

    /// Certificate and key for 127.0.0.1, which accounts of this house trust.
    pub(crate) fn issue(&self) -> Issued {
        self.ca.issue("127.0.0.1", self.ambient.now()).unwrap()
    }

    pub(crate) fn open(&self) -> Fetch {
        self.open_as(QUICK, Limits::default())
    }

    pub(crate) fn open_as(&self, patience: Patience, limits: Limits) -> Fetch {
        Fetch::start(FetchParts {
            node: Arc::clone(&self.site.node),
            directory: Arc::clone(&self.directory),
            house: self.house.clone(),
            intake: mail::INTAKE,
            egress: self.egress.clone(),
            mailboxes: Arc::clone(&self.mailboxes),
            port: 8443,
            limits,
            patience,
        })
    }

    /// An account on this machine.
    pub(crate) fn account(&self, protocol: Protocol, port: u16, login: &str) -> Target {
        let account = Account {
            id: AccountId(Id16([0; 16])),
            protocol,
            host: "127.0.0.1".into(),
            port,
            tls: Encryption::Implicit,
            roots: Some(self.ca.ca_pem().to_owned()),
            login: login.into(),
            mailbox: "INBOX".into(),
            queue: None,
            trusted: false,
            after: After::Delete,
            move_to: None,
            valid: true,
            version: 1,
        };
        Target { account, password: Secret::new(testkit::peers::dovecot::PASSWORD.into()) }
    }

    pub(crate) async fn add(&self, tenant: &str, target: Target) -> AccountId {
        let id = self.act(tenant, move |act| accounts::create(act, &target).map_err(|error| Fault::new("making an account", error))).await;
        self.mailboxes.ring(self.directory.by_name(tenant).unwrap().tenant);
        id
    }

    pub(crate) async fn door(&self, tenant: &str) -> Door<Tenant> {
        self.site.node.tenant(self.directory.by_name(tenant).unwrap().tenant).await.unwrap()
    }

    pub(crate) async fn act<T: Send + 'static>(&self, tenant: &str, work: impl Fn(&Act<'_>) -> Result<T, Fault> + Send + 'static) -> T {
        self.door(tenant).await.act(operator(), self.ambient.moment(), work).await.unwrap()
    }

    /// The titles of all tickets.
    pub(crate) async fn titles(&self, tenant: &str) -> Vec<String> {
        let read = |view: &View<'_>| -> Result<Vec<String>, Fault> { view.rows(&TITLES, &[])?.iter().map(|row| row.text(0)).collect() };
        self.door(tenant).await.read(operator(), self.ambient.now(), read).await.unwrap()
    }

    /// The original of the first article of the ticket with this title.
    pub(crate) async fn raw(&self, tenant: &str, title: &str) -> Vec<u8> {
        let title = title.to_owned();
        let read = move |view: &View<'_>| -> Result<Vec<u8>, Fault> {
            let row = view.row(&RAW, store::params![title.as_str()])?.unwrap();
            view.blob(BlobName::from_bytes(&row.bytes(0)?).unwrap())
        };
        self.door(tenant).await.read(operator(), self.ambient.now(), read).await.unwrap()
    }

    pub(crate) async fn standing(&self, tenant: &str, id: AccountId) -> (Standing, Vec<Left>) {
        let read = move |view: &View<'_>| -> Result<_, Fault> { Ok(accounts::account(view, id)?.unwrap()) };
        let (_, standing, left) = self.door(tenant).await.read(operator(), self.ambient.now(), read).await.unwrap();
        (standing, left)
    }

    /// Waits until there are tickets with just these titles.
    pub(crate) async fn wait_for_titles(&self, tenant: &str, titles: &[&str]) {
        let mut expected: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        expected.sort();
        let begun = Instant::now();
        loop {
            let found = self.titles(tenant).await;
            if found == expected {
                return;
            }
            assert!(begun.elapsed() < LONG, "{found:?}, not {expected:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until an account stands so.
    pub(crate) async fn wait_for(&self, tenant: &str, id: AccountId, so: impl Fn(&Standing, &[Left]) -> bool) -> (Standing, Vec<Left>) {
        let begun = Instant::now();
        loop {
            let (standing, left) = self.standing(tenant, id).await;
            if so(&standing, &left) {
                return (standing, left);
            }
            assert!(begun.elapsed() < LONG, "{standing:?} {left:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// What the room's check says of a tenant.
    pub(crate) async fn check(&self, tenant: &str) -> Finding {
        let check: &Check = mail::ROOM.checks.iter().find(|check| check.name == "mail-accounts").unwrap();
        (check.run)(CheckContext { house: self.house.clone(), door: Some(self.door(tenant).await) }).await
    }
}

fn egress(ports: &[u16], ambient: &Ambient) -> Egress {
    let mut policy = Policy::standard();
    policy.purposes.insert(Purpose::Mailbox, Rule { ports: ports.to_vec() });
    policy.internal.push("mailbox=127.0.0.1".parse().unwrap());
    Egress::new(policy, Arc::new(Contacts::new(100)), ambient.clone())
}

fn new(name: &str) -> NewTenant {
    NewTenant {
        name: name.parse().unwrap(),
        title: format!("The {name} GmbH").parse().unwrap(),
        locale: Locale::De,
        hosts: vec![format!("{name}.localhost").parse().unwrap()],
        mail_domains: vec![format!("{name}.example").parse().unwrap()],
    }
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < LONG, "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A mail with this subject.
pub(crate) fn mail(subject: &str) -> Vec<u8> {
    format!(
        "Return-Path: <bob@kunde.example>\r\nFrom: Bob <bob@kunde.example>\r\nTo: support@alpha.example\r\nSubject: {subject}\r\n\
         Message-ID: <{}@kunde.example>\r\nDate: Thu, 15 Jan 2026 09:00:00 +0000\r\n\r\nHello: {subject}.\r\n.\r\nEnd.\r\n",
        subject.replace(' ', "-")
    )
    .into_bytes()
}
