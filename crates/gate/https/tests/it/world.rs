//! A node with two tenants behind an open gate.

use crate::client::{Ask, Client, Http, Reply};
use crate::toys;
use access::{Hasher, NewToken, Person, TokenEnvironment};
use http::Extensions;
use https::{Desk, Gate, GateParts, Limits, LiveHub, Patience, Running};
use kernel::{AgentId, Ambient, Fault, Locale, Secret, TenantId};
use keys::{Keyring, Unseal};
use net::{CertificateSet, Certificates, DevCa, Profile, ServerKey, Tickets};
use platform::{Directory, NewTenant, Site, make_tenant};
use room::{Context, House, Place, Room};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use store::{Door, Engine, Tenant};
use testkit::rooms;
use testkit::stores::TestNode;

pub(crate) const ALPHA: &str = "alpha.localhost";
pub(crate) const BETA: &str = "beta.localhost";
/// Has a certificate and no tenant.
pub(crate) const NOBODY: &str = "nobody.localhost";
pub(crate) const PASSWORD: &str = "Teekanne fliegt um neun";

pub(crate) static ROOMS: &[&Room] = &[&platform::ROOM, &people::ROOM, &access::ROOM, &toys::ROOM, &https::ROOM];

pub(crate) struct World {
    pub(crate) node: TestNode,
    pub(crate) site: Site,
    pub(crate) directory: Arc<Directory>,
    pub(crate) desk: Arc<OnceLock<Desk>>,
    pub(crate) sealed: Arc<AtomicBool>,
    pub(crate) client: Client,
    pub(crate) running: Running,
    pub(crate) alpha: TenantId,
    pub(crate) erika: AgentId,
    hidden: Desk,
    _keyring: tempfile::TempDir,
}

/// What a test wants otherwise.
pub(crate) struct Wishes {
    pub(crate) reach: https::Reach,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    pub(crate) listeners: usize,
    pub(crate) beat: Duration,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            reach: https::Reach::default(),
            limits: Limits::default(),
            patience: Patience { leaving: Duration::from_secs(2), ..Patience::default() },
            listeners: 100,
            beat: LiveHub::BEAT,
        }
    }
}

pub(crate) fn server_key(ca: &DevCa, host: &str, now: kernel::Timestamp) -> ServerKey {
    let issued = ca.issue(host, now).unwrap();
    ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem).unwrap()
}

impl World {
    pub(crate) async fn open() -> Self {
        Self::open_with(Wishes::default()).await
    }

    pub(crate) async fn open_with(wishes: Wishes) -> Self {
        let world = Self::closed(wishes).await;
        assert!(world.desk.set(world.hidden.clone()).is_ok());
        world
    }

    /// The gate is open, and nothing lies behind it yet.
    pub(crate) async fn closed(wishes: Wishes) -> Self {
        let migrations = ROOMS.iter().flat_map(|room| room.migrations).copied().collect();
        let node = TestNode::start(Engine::Sqlcipher, migrations);
        let ambient = node.ambient.clone();
        let disk = tempfile::tempdir().unwrap();
        let way = Unseal::KeyFile(disk.path().join("root.key"));
        let keyring = Keyring::init(&disk.path().join("node"), "test", &way, ambient.clone()).unwrap();
        keyring.unseal(&way).unwrap();
        let door = node.node.platform().await.unwrap();
        let site = Site { node: Arc::clone(&node.node), keyring: Arc::new(keyring), door: door.clone(), ambient: ambient.clone() };
        let alpha = tenant(&site, "alpha").await;
        tenant(&site, "beta").await;
        let directory = Arc::new(Directory::load(&door, ambient.clone()).await.unwrap());
        let house = house(&node, &directory, LiveHub::new(wishes.listeners, wishes.beat));
        let erika = people(&node, &house, alpha).await;
        let ca = DevCa::create(ambient.now()).unwrap();
        let sealed = Arc::new(AtomicBool::new(false));
        let desk = Arc::new(OnceLock::new());
        let parts = GateParts {
            desk: Arc::clone(&desk),
            is_sealed: {
                let sealed = Arc::clone(&sealed);
                Arc::new(move || sealed.load(Ordering::SeqCst))
            },
            reach: wishes.reach,
            limits: wishes.limits,
            patience: wishes.patience,
            ..parts(&ca, &ambient)
        };
        let running = Gate::start(parts).await.unwrap();
        let client = Client::new(running.local_addr.port(), ca.ca_pem(), ambient);
        let hidden = Desk { node: Arc::clone(&node.node), house };
        Self { node, site, directory, desk, sealed, client, running, alpha, erika, hidden, _keyring: disk }
    }

    pub(crate) async fn door(&self) -> Door<Tenant> {
        self.node.node.tenant(self.alpha).await.unwrap()
    }

    pub(crate) fn place(&self, host: &str) -> Place {
        Place { name: "alpha".into(), title: "Alpha".into(), host: format!("{host}:{}", self.client.port), locale: Locale::De }
    }

    /// Signs in by the form; gives the cookie.
    pub(crate) async fn sign_in(&self, path: &str, login: &str) -> String {
        let form = format!("login={login}&password={}", PASSWORD.replace(' ', "+"));
        let ask = Ask::post(ALPHA, path, form).same_origin().with("content-type", "application/x-www-form-urlencoded");
        let reply = self.client.send(Http::Two, ask).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        reply.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    pub(crate) async fn agent(&self) -> String {
        self.sign_in("/sign-in", "erika").await
    }

    pub(crate) async fn customer(&self) -> String {
        self.sign_in("/portal/sign-in", "schoessler").await
    }

    pub(crate) async fn token(&self, scopes: &str) -> String {
        self.token_from(scopes, Vec::new()).await
    }

    /// A token that counts in some networks alone.
    pub(crate) async fn token_from(&self, scopes: &str, networks: Vec<access::Network>) -> String {
        let new = NewToken { agent: self.erika, name: "script".parse().unwrap(), scopes: scopes.parse().unwrap(), days: 1, networks };
        let environment: TokenEnvironment = "test".parse().unwrap();
        let made = move |act: &store::Act<'_>| access::create_token(act, &new, &environment);
        let minted = self.door().await.act(rooms::operator(), self.node.ambient.moment(), made).await.unwrap();
        minted.text.reveal().clone()
    }

    /// Makes a toy behind the gate's back.
    pub(crate) async fn toy(&self, name: &'static str, heard_by: Option<&'static str>) {
        let work = move |act: &store::Act<'_>| toys::tell(act, act.new_id(), name, heard_by);
        self.door().await.act(rooms::by(kernel::Actor::Agent(self.erika)), self.node.ambient.moment(), work).await.unwrap();
    }

    pub(crate) async fn send(&self, ask: Ask) -> Reply {
        self.client.send(Http::Two, ask).await
    }
}

/// A gate on loopback with certificates of this CA and nothing behind it.
pub(crate) fn parts(ca: &DevCa, ambient: &Ambient) -> GateParts {
    GateParts {
        address: ([127, 0, 0, 1], 0).into(),
        public_port: None,
        profile: Profile::Modern,
        certificates: certificates(ca, ambient.now()),
        tickets: Tickets::new(Secret::new([5; 32]), ambient.clone()),
        ambient: ambient.clone(),
        rooms: ROOMS,
        desk: Arc::default(),
        is_sealed: Arc::new(|| false),
        metrics: Some(([127, 0, 0, 1], 0).into()),
        reach: https::Reach::default(),
        limits: Limits::default(),
        patience: Patience::default(),
    }
}

async fn tenant(site: &Site, name: &str) -> TenantId {
    let new = NewTenant {
        name: name.parse().unwrap(),
        title: name.parse().unwrap(),
        locale: Locale::De,
        hosts: vec![format!("{name}.localhost").parse().unwrap()],
        mail_domains: vec![format!("{name}.example").parse().unwrap()],
    };
    make_tenant(site, rooms::operator(), new).await.unwrap()
}

fn house(node: &TestNode, directory: &Arc<Directory>, live: LiveHub) -> House {
    let mut services = Extensions::new();
    services.insert(Arc::new(Hasher::start(Secret::new([7; 32]), NonZeroUsize::new(2).unwrap()).unwrap()));
    services.insert(Arc::new("test".parse::<TokenEnvironment>().unwrap()));
    services.insert(Arc::new(live));
    services.insert(Arc::clone(directory));
    services.insert(Arc::new(toys::LIVE));
    services.insert(Arc::new(toys::CONTENT));
    House::new(node.ambient.clone(), services)
}

async fn people(node: &TestNode, house: &House, tenant: TenantId) -> AgentId {
    let door = node.node.tenant(tenant).await.unwrap();
    let work = |act: &store::Act<'_>| {
        let erika = people::NewAgent {
            login: "erika".parse().unwrap(),
            name: "Erika Mustermann".parse().unwrap(),
            email: "erika@alpha.example".parse().unwrap(),
            locale: Locale::De,
        };
        let annegret = people::NewCustomerUser {
            login: "schoessler".parse().unwrap(),
            name: "Dr. Annegret Schößler".parse().unwrap(),
            email: "a.schoessler@kkg.example".parse().unwrap(),
            customer: None,
            locale: Locale::De,
        };
        let erika = people::create_agent(act, &erika).map_err(|error| Fault::new("erika", error))?;
        let annegret = people::create_customer_user(act, &annegret).map_err(|error| Fault::new("annegret", error))?;
        Ok::<_, Fault>((erika, annegret))
    };
    let (erika, annegret) = door.act(rooms::operator(), node.ambient.moment(), work).await.unwrap();
    let context = Context { by: rooms::operator(), guest: None, door, place: rooms::place(), house: house.clone(), once: None };
    for person in [Person::Agent(erika), Person::CustomerUser(annegret)] {
        access::set_password(&context, person, Secret::new(PASSWORD.to_owned())).await.unwrap();
    }
    erika
}

fn certificates(ca: &DevCa, now: kernel::Timestamp) -> Arc<Certificates> {
    let mut set = CertificateSet::default();
    for host in [ALPHA, BETA, NOBODY] {
        for name in [host.to_owned(), format!("content.{host}")] {
            set.insert(&name, &server_key(ca, &name, now)).unwrap();
        }
    }
    set.set_without_name(&server_key(ca, "127.0.0.1", now));
    Arc::new(Certificates::new(set))
}
