//! A house with tenants and a toy room, whose jobs do what their names say.

use kernel::{Fault, Id16, Locale, Timestamp};
use keys::{Keyring, Unseal};
use object_store::local::LocalFileSystem;
use platform::{Directory, NewTenant, Site, make_tenant};
use room::{House, JobContext, JobKind, Room};
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Claimed, Door, Draft, EventKind, Job, JobEnd, Node, NodeParts, Object, Severity, Tenant};
use tempfile::TempDir;
use testkit::TestClock;
use testkit::rooms::operator;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use work::{Bell, Limits, Work, WorkParts};

static ASKED: EventKind = EventKind {
    room: "toy",
    name: "asked",
    version: 1,
    severity: Severity::Ordinary,
    meaning: "something was asked for",
    public: &[],
    personal: &[],
};

pub(crate) static TOY: Room = Room {
    jobs: &[
        JobKind { name: "count", run: |context, claimed| Box::pin(count(context, claimed)) },
        JobKind { name: "fail", run: |context, claimed| Box::pin(std::future::ready(fail(&context, &claimed))) },
        JobKind { name: "again", run: |context, claimed| Box::pin(std::future::ready(again(&context, &claimed))) },
        JobKind { name: "more", run: |context, claimed| Box::pin(more(context, claimed)) },
        JobKind { name: "panic", run: |_, _| panic!("on purpose, before the first step") },
    ],
    ..Room::bare("toy", "does what the names of its jobs say")
};

/// What the toy room did.
#[derive(Debug)]
pub(crate) struct Toy {
    /// Finished runs: tenant's name, object, tries before.
    pub(crate) done: Mutex<Vec<(String, Id16, u32)>>,
    contexts: Mutex<Vec<JobContext>>,
    running: Mutex<HashMap<Id16, String>>,
    /// Runs of `count` wait for a permit.
    pass: Semaphore,
    /// Runs that began.
    begun: watch::Sender<usize>,
}

const PASSES: usize = 1_000;

/// Marks an object as being worked on; two at once is what must not be.
struct Hands(Arc<Toy>, Id16);

impl Hands {
    fn on(toy: &Arc<Toy>, object: Id16, tenant: &str) -> Self {
        let other = toy.running.lock().unwrap().insert(object, tenant.to_owned());
        assert!(other.is_none(), "a job runs twice at once");
        Self(Arc::clone(toy), object)
    }
}

impl Drop for Hands {
    fn drop(&mut self) {
        self.0.running.lock().unwrap().remove(&self.1);
    }
}

impl Toy {
    fn finish(&self, context: &JobContext, claimed: &Claimed) {
        self.done.lock().unwrap().push((context.place.name.clone(), claimed.object, claimed.attempts));
        self.contexts.lock().unwrap().push(context.clone());
    }
}

async fn count(context: JobContext, claimed: Claimed) -> Result<JobEnd, Fault> {
    let toy = context.house.service::<Toy>()?;
    let _hands = Hands::on(toy, claimed.object, &context.place.name);
    toy.begun.send_modify(|count| *count += 1);
    let _permit = toy.pass.acquire().await.map_err(|_| Fault::bug("the toy is gone"))?;
    tokio::task::yield_now().await;
    toy.finish(&context, &claimed);
    Ok(JobEnd::Settled)
}

fn fail(context: &JobContext, claimed: &Claimed) -> Result<JobEnd, Fault> {
    context.house.service::<Toy>()?.finish(context, claimed);
    Err(Fault::bug("it fails on purpose"))
}

fn again(context: &JobContext, claimed: &Claimed) -> Result<JobEnd, Fault> {
    context.house.service::<Toy>()?.finish(context, claimed);
    Ok(JobEnd::Again(context.house.ambient.now().after(Duration::from_mins(10))))
}

async fn more(context: JobContext, claimed: Claimed) -> Result<JobEnd, Fault> {
    let now = context.house.ambient.now();
    enqueue(&context.door, &context.house, ("count", claimed.object, now)).await;
    Ok(JobEnd::Settled)
}

async fn enqueue(door: &Door<Tenant>, house: &House, (kind, object, due_at): (&'static str, Id16, Timestamp)) {
    let asked = door
        .act(operator(), house.ambient.moment(), move |act| -> Result<(), Fault> {
            act.event(&Draft::new(&ASKED, Object::only("toy"), json!({})))?;
            act.enqueue(&Job { room: "toy", kind, object, due_at })
        })
        .await;
    asked.unwrap();
}

pub(crate) struct Fixture {
    pub(crate) site: Site,
    pub(crate) directory: Arc<Directory>,
    pub(crate) house: House,
    pub(crate) toy: Arc<Toy>,
    pub(crate) bell: Bell,
    pub(crate) clock: Arc<TestClock>,
    _disk: TempDir,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let (disk, (clock, ambient)) = (tempfile::tempdir().unwrap(), testkit::ambient());
        let way = Unseal::KeyFile(disk.path().join("root.key"));
        let keyring = Arc::new(Keyring::init(disk.path(), "test", &way, ambient.clone()).unwrap());
        let blobs = disk.path().join("tenants");
        std::fs::create_dir_all(&blobs).unwrap();
        let bell = Bell::new();
        let parts = NodeParts {
            dir: disk.path().to_owned(),
            environment: "test".into(),
            keys: Arc::<Keyring>::clone(&keyring),
            postgres: None,
            blobs: Arc::new(LocalFileSystem::new_with_prefix(blobs).unwrap()),
            migrations: platform::ROOM.migrations.to_vec(),
            ambient: ambient.clone(),
            vfs: None,
            open_stores: 8,
            wake: bell.wake(),
        };
        let node = Arc::new(Node::start(parts, &tokio::runtime::Handle::current()).unwrap());
        let door = node.platform().await.unwrap();
        let site = Site { node, keyring, door, ambient: ambient.clone() };
        for name in ["alpha", "beta", "gamma"] {
            make_tenant(&site, operator(), new(name)).await.unwrap();
        }
        let directory = Arc::new(Directory::load(&site.door, ambient.clone()).await.unwrap());
        let (pass, begun) = (Semaphore::new(PASSES), watch::Sender::new(0));
        let toy = Arc::new(Toy { done: Mutex::default(), contexts: Mutex::default(), running: Mutex::default(), pass, begun });
        let mut services = http::Extensions::new();
        services.insert(Arc::clone(&toy));
        let house = House::new(ambient, services);
        Self { site, directory, house, toy, bell, clock, _disk: disk }
    }

    pub(crate) fn parts(&self) -> WorkParts {
        WorkParts {
            node: Arc::clone(&self.site.node),
            directory: Arc::clone(&self.directory),
            house: self.house.clone(),
            rooms: vec![&TOY],
            bell: self.bell.clone(),
            port: 8443,
            limits: Limits::default(),
        }
    }

    pub(crate) fn start(&self) -> Work {
        Work::start(self.parts())
    }

    pub(crate) fn start_with(&self, limits: Limits) -> Work {
        Work::start(WorkParts { limits, ..self.parts() })
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.house.ambient.now()
    }

    pub(crate) async fn door(&self, name: &str) -> Door<Tenant> {
        self.site.node.tenant(self.directory.by_name(name).unwrap().tenant).await.unwrap()
    }

    /// Asks a tenant for a job in so many seconds; gives its object.
    pub(crate) async fn ask(&self, name: &str, kind: &'static str, secs: u64) -> Id16 {
        let object = self.house.ambient.dice().id(self.now());
        enqueue(&self.door(name).await, &self.house, (kind, object, self.now().after(Duration::from_secs(secs)))).await;
        object
    }

    /// How many jobs are in a tenant's outbox, and in how many seconds the next is due.
    pub(crate) async fn outbox(&self, name: &str) -> (u64, Option<u64>) {
        let now = self.now();
        let read = self.door(name).await.read(operator(), now, |view| -> Result<_, Fault> { Ok((view.jobs()?, view.next_due()?)) }).await;
        let (jobs, next) = read.unwrap();
        (jobs, next.map(|next| next.since(now).as_secs()))
    }

    /// What was finished: tenants' names with objects, in their order.
    pub(crate) fn done(&self) -> Vec<(String, Id16)> {
        self.toy.done.lock().unwrap().iter().map(|(tenant, object, _)| (tenant.clone(), *object)).collect()
    }

    /// Whose runs of `count` are under way.
    pub(crate) fn running(&self) -> Vec<String> {
        let mut names: Vec<_> = self.toy.running.lock().unwrap().values().cloned().collect();
        names.sort();
        names
    }

    /// Waits until no run of `count` is under way.
    pub(crate) async fn nothing_runs(&self) {
        let waiting = async {
            while !self.running().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("runs end");
    }

    pub(crate) fn contexts(&self) -> Vec<JobContext> {
        self.toy.contexts.lock().unwrap().clone()
    }

    /// Holds all runs of `count` up until it is dropped.
    pub(crate) fn hold(&self) -> SemaphorePermit<'_> {
        self.toy.pass.try_acquire_many(u32::try_from(PASSES).unwrap()).expect("nothing runs")
    }

    /// Waits until so many runs of `count` have begun.
    pub(crate) async fn runs_begun(&self, count: usize) {
        let mut begun = self.toy.begun.subscribe();
        let waiting = begun.wait_for(|begun| *begun >= count);
        drop(tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("jobs begin").unwrap());
    }

    pub(crate) fn advance(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }
}

fn new(name: &str) -> NewTenant {
    NewTenant {
        name: name.parse().unwrap(),
        title: format!("The {name} GmbH").parse().unwrap(),
        locale: Locale::De,
        hosts: vec![format!("{name}.localhost").parse().unwrap(), format!("{name}.example").parse().unwrap()],
        mail_domains: Vec::new(),
    }
}
