//! The product itself on loopback, as its command line starts it: keyring, stores, gates, workers, a development CA. Two
//! tenants, alpha and beta, are furnished before anybody is let in.

use crate::client::{Ask, Client, Reply};
use crate::desk::{Desk, Who};
use beleg::config::{Config, Egress, Https, Log, Postgres, Smtp, TlsProfile, Unseal};
use beleg::node::{self, Extras, Furnish, Issue, Opened};
use futures_util::FutureExt as _;
use net::{CertificateSet, Certificates, Profile, Tickets};
use room::{Audience, Operation, Room};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use store::Engine;
use testkit::peers::postgres::{self, Server};
use testkit::peers::{free_port, free_ports};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Children of the product: the tests' own program cannot be one.
pub(crate) fn children() -> native::Sandbox {
    native::Sandbox::of(env!("CARGO_BIN_EXE_beleg").into())
}

/// A running node with its two tenants.
pub(crate) struct House {
    pub(crate) opened: Opened,
    pub(crate) client: Client,
    pub(crate) alpha: Desk,
    pub(crate) beta: Desk,
    /// Where a mail's pictures may lie.
    pub(crate) pictures: u16,
    /// Where a provider of single sign-on may listen.
    pub(crate) sign_on: u16,
    issue: Issue,
    node: JoinHandle<anyhow::Result<()>>,
    ca_pem: String,
    data: PathBuf,
    _disk: tempfile::TempDir,
    _server: Option<Server>,
}

impl Drop for House {
    fn drop(&mut self) {
        self.node.abort();
    }
}

/// Runs a walk on SQLCipher and then on PostgreSQL, each with a house of its own.
pub(crate) fn on_both_engines<F: Future<Output = ()>>(walk: impl Fn(House) -> F) {
    for engine in [Engine::Sqlcipher, Engine::Postgres] {
        on(engine, &walk);
    }
}

/// Runs a walk on one engine.
pub(crate) fn on<F: Future<Output = ()>>(engine: Engine, walk: impl Fn(House) -> F) {
    let runtime = node::runtime().expect("a runtime");
    runtime.block_on(async { walk(House::open(engine).await).await });
}

fn config(dir: &Path, server: Option<&Server>) -> Config {
    let postgres = server.map(|server| {
        let connection_file = dir.join("postgres");
        std::fs::write(&connection_file, &server.connection).expect("a file");
        Postgres { connection_file, connections: 16 }
    });
    Config {
        addresses: access::AddressRule::default(),
        data: dir.join("data"),
        environment: "test".into(),
        https: Https {
            trusted_proxies: Vec::new(),
            proxy_header: beleg::config::ProxyHeader::default(),
            listen: ([127, 0, 0, 1], free_port()).into(),
            public_port: None,
            profile: TlsProfile::Modern,
            development_ca: true,
            certificate: Vec::new(),
        },
        smtp: Smtp::default(),
        smarthost: None,
        metrics: None,
        unseal: Unseal { key_file: Some(dir.join("root.key")) },
        postgres,
        egress: Egress {
            internal: vec!["remote_pictures=127.0.0.1".into(), "sign_on=127.0.0.1".into()],
            pictures: vec![free_port()],
            sign_on_ports: vec![free_ports(1)],
            ..Egress::default()
        },
        log: Log { level: "error".into() },
    }
}

impl House {
    async fn open(engine: Engine) -> Self {
        let disk = tempfile::tempdir().expect("a directory");
        // One of its own: the platform's role is one for a whole server.
        let server = (engine == Engine::Postgres).then(postgres::start);
        let config = config(disk.path(), server.as_ref());
        node::init(&config, None).expect("a keyring");
        let (furnished, desks) = oneshot::channel();
        let (is_ready, ready) = oneshot::channel();
        let port = config.https.listen.port();
        let furnish: Furnish = Box::new(move |opened: Opened, issue: Issue| {
            async move {
                let desks = (Desk::furnish(&opened, port, "alpha").await?, Desk::furnish(&opened, port, "beta").await?);
                furnished.send((opened, issue, desks)).map_err(|_| anyhow::anyhow!("nobody waits for the house"))
            }
            .boxed()
        });
        let tell = Box::new(move || is_ready.send(()).map_err(|()| anyhow::anyhow!("nobody waits for the house")));
        let own = config.clone();
        let node = tokio::spawn(async move {
            node::run(&own, Extras { furnish: Some(furnish), ready: Some(tell), sandbox: Some(children()), ..Extras::default() }).await
        });
        let started = ready.await;
        assert!(started.is_ok(), "the node did not start: {:?}", node.await.expect("a node"));
        let (opened, issue, (alpha, beta)) = desks.await.expect("a furnished house");
        let ca_pem = std::fs::read_to_string(config.data.join("ca").join("ca.pem")).expect("the development CA");
        let client = Client::new(port, &ca_pem);
        let (pictures, sign_on) = (config.egress.pictures[0], config.egress.sign_on_ports[0]);
        let mut house = Self {
            opened,
            client,
            alpha,
            beta,
            pictures,
            sign_on,
            issue,
            node,
            ca_pem,
            data: config.data.clone(),
            _disk: disk,
            _server: server,
        };
        for name in ["alpha", "beta"] {
            house.live_in(name).await;
        }
        house
    }

    /// What only a living desk can hold: sessions, articles written by people.
    async fn live_in(&mut self, name: &str) {
        let mut desk = std::mem::take(if name == "alpha" { &mut self.alpha } else { &mut self.beta });
        desk.live(self).await;
        *(if name == "alpha" { &mut self.alpha } else { &mut self.beta }) = desk;
    }

    /// The root that signed the desk's certificates.
    pub(crate) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Where stores and blobs lie.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    pub(crate) async fn send(&self, ask: Ask) -> Reply {
        self.client.send(ask).await
    }

    /// Another gate before the same house, with these rooms; the house's client is led to it.
    pub(crate) async fn open_gate(&mut self, rooms: &'static [&'static Room]) -> https::Running {
        let mut set = CertificateSet::default();
        for host in [&self.alpha.host, &self.beta.host] {
            for name in [host.clone(), format!("content.{host}")] {
                set.insert(&name, &(self.issue)(&name).expect("a certificate")).expect("a certificate");
            }
        }
        let desk = OnceLock::new();
        let behind = https::Desk { node: Arc::clone(&self.opened.node), house: self.opened.house.clone() };
        assert!(desk.set(behind).is_ok());
        let ambient = self.opened.house.ambient.clone();
        let running = https::Gate::start(https::GateParts {
            address: ([127, 0, 0, 1], 0).into(),
            public_port: None,
            profile: Profile::Modern,
            certificates: Arc::new(Certificates::new(set)),
            tickets: Tickets::new(kernel::Secret::new(ambient.dice().bytes()), ambient.clone()),
            ambient,
            rooms,
            desk: Arc::new(desk),
            is_sealed: Arc::new(|| false),
            metrics: None,
            reach: https::Reach::default(),
            limits: https::Limits::default(),
            patience: https::Patience::default(),
        })
        .await
        .expect("a gate");
        self.client = Client::new(running.local_addr.port(), &self.ca_pem);
        running
    }

    /// The cookie of somebody who is signed in; they sign in again when their session has ended.
    pub(crate) async fn cookie(&self, desk: &Desk, who: Who) -> String {
        let known = desk.cookies.lock().await.get(&who).cloned();
        if let Some(cookie) = known
            && self.is_whole(desk, &cookie).await
        {
            return cookie;
        }
        let cookie = self.sign_in(desk, who).await;
        desk.cookies.lock().await.insert(who, cookie.clone());
        cookie
    }

    async fn is_whole(&self, desk: &Desk, cookie: &str) -> bool {
        let reply = self.send(Ask::get(&desk.host, "/api/v1/me").with("cookie", cookie)).await;
        reply.status == 200 && reply.json()["stage"] == "whole"
    }

    /// A fresh session's cookie.
    pub(crate) async fn sign_in(&self, desk: &Desk, who: Who) -> String {
        let form = format!("login={}&password={}", desk.login(who), desk.password(who));
        let path = if who.is_agent() { "/sign-in" } else { "/portal/sign-in" };
        let ask = || Ask::new(http::Method::POST, &desk.host, path).form(&form).same_origin();
        let mut reply = self.send(ask()).await.expect(303);
        if reply.header("location").ends_with("/factor") {
            // A sample set one up.
            desk.lose_factors(&self.opened, who).await;
            reply = self.send(ask()).await.expect(303);
        }
        reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }

    /// Sends an operation's sample as somebody with a session.
    pub(crate) async fn as_person(&self, desk: &Desk, who: Who, ask: Ask) -> Reply {
        let cookie = self.cookie(desk, who).await;
        let reply = self.send(ask.browser(&cookie)).await;
        if reply.asked.ends_with("/me/proof") && reply.status == 204 {
            // The session goes on under another cookie.
            let fresh = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
            desk.cookies.lock().await.insert(who, fresh);
        }
        reply
    }
}

/// Who can call an operation at all, in a desk where everybody has all rights that they can have.
pub(crate) fn fitting(operation: &Operation) -> Option<Who> {
    match operation.audience {
        Audience::Agents | Audience::Everybody => Some(Who::Administrator),
        Audience::Customers => Some(Who::Asker),
        Audience::Public | Audience::Elsewhere => None,
    }
}

pub(crate) fn operations(rooms: &[&'static Room]) -> Vec<&'static Operation> {
    rooms.iter().flat_map(|room| room.operations).collect()
}
