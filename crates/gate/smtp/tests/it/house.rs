//! A house with two tenants, alpha and beta, and a toy room that takes their mail.

use kernel::{Ambient, EmailAddress, Fault, Locale, Secret};
use keys::{Keyring, Unseal};
use net::{CertificateSet, Certificates, DevCa, ServerKey, Tickets};
use object_store::local::LocalFileSystem;
use platform::{Directory, Entry, NewTenant, Site, make_tenant};
use room::{Arrived, House, Intake, IntakeContext, IntakeError, Known, Taken, TurnedAway};
use serde_json::json;
use smtp::{Desk, Limits, MailTls, Patience, Running, Smtp, SmtpParts};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Draft, EventKind, Migration, Node, NodeParts, Object, PlaneName, Rows, Severity, params};
use tempfile::TempDir;
use testkit::TestClock;
use testkit::rooms::operator;
use tokio::sync::{Semaphore, SemaphorePermit, watch};

store::stmts! { tenant
    read FIND = "SELECT size FROM letter WHERE digest = ?1 ORDER BY digest";
    read ALL = "SELECT count(*) FROM letter";
    write ADD = "INSERT INTO letter (digest, size) VALUES (?1, ?2)";
}

static CAME: EventKind = EventKind {
    room: "toy",
    name: "letter_came",
    version: 1,
    severity: Severity::Ordinary,
    meaning: "a letter came",
    public: &[],
    personal: &[],
};

const SCHEMA: Migration =
    Migration::both("toy", 1, PlaneName::Tenant, "CREATE TABLE letter (digest {BLOB} NOT NULL PRIMARY KEY, size {INT} NOT NULL{END};\n");

/// What the toy room was given, by tenant.
#[derive(Debug)]
pub(crate) struct Toy {
    pub(crate) seen: Mutex<Vec<(String, IntakeContext, Arrived)>>,
    /// What the gate turned away.
    pub(crate) turned: Mutex<Vec<TurnedAway>>,
    /// Deliveries wait for a permit.
    pub(crate) pass: Semaphore,
    /// Deliveries that wait or did.
    pub(crate) begun: watch::Sender<usize>,
}

const PASSES: usize = 1_000;

/// Nobody's name begins with `no`, `written` is known with a domain in U-labels alone; `fault`, `full`, `liar` and `broken` do what they say.
const INTAKE: Intake = Intake {
    room: "toy",
    recipient: |_, address| {
        Box::pin(async move {
            match address.local() {
                local if local.starts_with("no") => Ok(Known::No),
                "written" if address.domain().is_ascii() => Ok(Known::No),
                "fault" => Err(Fault::bug("the toy is broken")),
                _ => Ok(Known::Yes),
            }
        })
    },
    deliver: |context, arrived| Box::pin(deliver(context, arrived)),
    turned_away: |context, turned| {
        Box::pin(async move {
            let toy = context.house.service::<Toy>().unwrap();
            toy.turned.lock().unwrap().push(turned);
        })
    },
};

async fn deliver(context: IntakeContext, arrived: Arrived) -> Result<Taken, IntakeError> {
    match arrived.recipients.first().map(EmailAddress::local) {
        Some("full") => return Err(IntakeError::Refused { code: 452, status: "4.2.2", words: "full" }),
        Some("liar") => return Err(IntakeError::Refused { code: 250, status: "2.0.0", words: "ok" }),
        Some("broken") => return Err(Fault::bug("the toy is broken").into()),
        _ => {}
    }
    let toy = Arc::clone(context.house.service::<Toy>()?);
    toy.begun.send_modify(|count| *count += 1);
    let permit = toy.pass.acquire().await.map_err(|_| Fault::bug("the toy is gone"))?;
    let moment = context.house.ambient.moment();
    let stored = context.door.put(Arc::clone(&arrived.raw), &moment).await?;
    let is_new = context
        .door
        .act(context.by.clone(), moment, move |act| -> Result<bool, Fault> {
            if act.row(&FIND, params![stored.digest()])?.is_some() {
                return Ok(false);
            }
            act.write(&ADD, params![stored.digest(), stored.size()])?;
            act.keep(&stored)?;
            act.event(&Draft::new(&CAME, Object::only("letter"), json!({})))?;
            Ok(true)
        })
        .await?;
    drop(permit);
    toy.seen.lock().unwrap().push((context.place.name.clone(), context, arrived));
    Ok(if is_new { Taken::Ticket { number: "2026011510000011".into(), is_new } } else { Taken::Duplicate })
}

pub(crate) struct Fixture {
    pub(crate) site: Site,
    pub(crate) directory: Arc<Directory>,
    pub(crate) toy: Arc<Toy>,
    pub(crate) desk: watch::Sender<Option<Arc<Desk>>>,
    pub(crate) ca: DevCa,
    pub(crate) ambient: Ambient,
    pub(crate) clock: Arc<TestClock>,
    disk: TempDir,
}

pub(crate) const HOSTNAME: &str = "mail.desk.example";

/// How a gate differs from the ordinary one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wish {
    pub(crate) hostname: Option<&'static str>,
    pub(crate) require_tls: bool,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let (disk, (clock, ambient)) = (tempfile::tempdir().unwrap(), testkit::ambient());
        let way = Unseal::KeyFile(disk.path().join("root.key"));
        let keyring = Arc::new(Keyring::init(disk.path(), "test", &way, ambient.clone()).unwrap());
        let blobs = disk.path().join("tenants");
        std::fs::create_dir_all(&blobs).unwrap();
        let mut migrations = platform::ROOM.migrations.to_vec();
        migrations.push(SCHEMA);
        let parts = NodeParts {
            dir: disk.path().to_owned(),
            environment: "test".into(),
            keys: Arc::<Keyring>::clone(&keyring),
            postgres: None,
            blobs: Arc::new(LocalFileSystem::new_with_prefix(blobs).unwrap()),
            migrations,
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
        let pass = Semaphore::new(PASSES);
        let toy = Arc::new(Toy { seen: Mutex::default(), turned: Mutex::default(), pass, begun: watch::Sender::new(0) });
        let mut services = http::Extensions::new();
        services.insert(Arc::clone(&toy));
        let house = House::new(ambient.clone(), services);
        let desk = Desk { node, directory: Arc::clone(&directory), house, intake: INTAKE, port: 8443 };
        let desk = watch::Sender::new(Some(Arc::new(desk)));
        let ca = DevCa::create(ambient.now()).unwrap();
        Self { site, directory, toy, desk, ca, ambient, clock, disk }
    }

    pub(crate) async fn open(&self) -> Running {
        self.open_as(Wish::default()).await
    }

    pub(crate) async fn open_as(&self, wish: Wish) -> Running {
        let issued = self.ca.issue(HOSTNAME, self.ambient.now()).unwrap();
        let key = ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem).unwrap();
        let mut set = CertificateSet::default();
        set.insert(HOSTNAME, &key).unwrap();
        set.set_without_name(&key);
        let tickets = Tickets::new(Secret::new([7; 32]), self.ambient.clone());
        let parts = SmtpParts {
            smtp: Some(([127, 0, 0, 1], 0).into()),
            lmtp: Some(([127, 0, 0, 1], 0).into()),
            hostname: wish.hostname.unwrap_or(HOSTNAME).into(),
            tls: Some(MailTls { certificates: Arc::new(Certificates::new(set)), tickets }),
            require_tls: wish.require_tls,
            desk: self.desk.subscribe(),
            ambient: self.ambient.clone(),
            limits: wish.limits,
            patience: wish.patience,
        };
        Smtp::start(parts).await.unwrap()
    }

    pub(crate) fn entry(&self, name: &str) -> Arc<Entry> {
        self.directory.by_name(name).unwrap()
    }

    /// What the toy room took: tenant, recipients and message, in their order.
    pub(crate) fn taken(&self) -> Vec<(String, String, String)> {
        let line = |(tenant, _, arrived): &(String, IntakeContext, Arrived)| {
            let to: Vec<_> = arrived.recipients.iter().map(EmailAddress::as_str).collect();
            (tenant.clone(), to.join(" "), String::from_utf8_lossy(&arrived.raw).into_owned())
        };
        self.toy.seen.lock().unwrap().iter().map(line).collect()
    }

    /// Holds all deliveries up until it is dropped.
    pub(crate) fn hold(&self) -> SemaphorePermit<'_> {
        self.toy.pass.try_acquire_many(u32::try_from(PASSES).unwrap()).expect("nothing is being delivered")
    }

    /// How many letters are in a tenant's store.
    pub(crate) async fn letters(&self, name: &str) -> i64 {
        let door = self.site.node.tenant(self.entry(name).tenant).await.unwrap();
        door.read(operator(), self.ambient.now(), |view| -> Result<i64, Fault> { view.rows(&ALL, &[])?[0].int(0) }).await.unwrap()
    }

    /// Waits until so many deliveries have begun.
    pub(crate) async fn deliveries_begun(&self, count: usize) {
        let mut begun = self.toy.begun.subscribe();
        let waiting = begun.wait_for(|begun| *begun >= count);
        drop(tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("deliveries begin").unwrap());
    }

    /// Seals the keyring as a restart would, with the stores closed.
    pub(crate) fn seal(&self) {
        for entry in self.directory.all() {
            self.site.node.close(entry.tenant);
        }
        self.site.keyring.seal();
    }

    pub(crate) fn unseal(&self) {
        self.site.keyring.unseal(&Unseal::KeyFile(self.disk.path().join("root.key"))).unwrap();
    }
}

/// `alpha` has `alpha.example`, `mail.alpha.example` and `alphä.example`.
fn new(name: &str) -> NewTenant {
    let odd = if name == "alpha" { "xn--alph-ooa.example".into() } else { format!("odd.{name}.example") };
    NewTenant {
        name: name.parse().unwrap(),
        title: format!("The {name} GmbH").parse().unwrap(),
        locale: Locale::De,
        hosts: vec![format!("{name}.localhost").parse().unwrap()],
        mail_domains: vec![
            format!("{name}.example").parse().unwrap(),
            format!("mail.{name}.example").parse().unwrap(),
            odd.parse().unwrap(),
        ],
    }
}
