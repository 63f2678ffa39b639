//! A desk with people, and a provider on loopback.

use http::Extensions;
use kernel::{Actor, AgentId, Ambient, CustomerUserId, Fault, Locale};
use net::{Contacts, DevCa, Egress, Policy, Purpose, Rule};
use room::{Audience, Context};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use store::{Door, Migration, Tenant, View};
use testkit::peers::oidc::{Client, Planned, Provider};
use testkit::peers::saml;
use testkit::rooms::{self, answer, call, send, with_header};
use testkit::stores::TestNode;
use web::{Answer, Call};

pub(crate) const SECRET: &str = "geheim-der-theke-0123456789-abcdefgh";

pub(crate) fn migrations() -> Vec<Migration> {
    people::MIGRATIONS.iter().chain(&access::MIGRATIONS).chain(&sso::MIGRATIONS).copied().collect()
}

pub(crate) struct World {
    pub(crate) node: TestNode,
    pub(crate) door: Door<Tenant>,
    pub(crate) admin: AgentId,
    pub(crate) erika: AgentId,
    pub(crate) schoessler: CustomerUserId,
    /// Gives `ro` in the group users.
    pub(crate) first_level: people::RoleId,
    /// Gives `rw` in the group admin.
    pub(crate) bosses: people::RoleId,
    services: Extensions,
    ca: DevCa,
    planned: std::cell::RefCell<Option<Planned>>,
}

fn agent(login: &str, name: &str) -> people::NewAgent {
    people::NewAgent {
        login: login.parse().expect("a login"),
        name: name.parse().expect("a name"),
        email: format!("{login}@alpha.example").parse().expect("an address"),
        locale: Locale::De,
    }
}

fn furnish(act: &store::Act<'_>) -> Result<(AgentId, AgentId, CustomerUserId, people::RoleId, people::RoleId), Fault> {
    fn say<T, E: std::error::Error + Send + Sync + 'static>(made: Result<T, E>) -> Result<T, Fault> {
        made.map_err(|error| Fault::new("furnishing", error))
    }
    let admin = say(people::create_agent(act, &agent("root", "Rita Root")))?;
    let erika = say(people::create_agent(act, &agent("erika", "Erika Mustermann")))?;
    let rw: people::Permissions = [people::Permission::Rw].into_iter().collect();
    let ro: people::Permissions = [people::Permission::Ro].into_iter().collect();
    say(people::grant(act, admin, people::GroupId::ADMIN, rw))?;
    let first_level = say(people::create_role(act, &"first level".parse().expect("a name")))?;
    let bosses = say(people::create_role(act, &"bosses".parse().expect("a name")))?;
    say(people::grant_role(act, first_level, people::GroupId::USERS, ro))?;
    say(people::grant_role(act, bosses, people::GroupId::ADMIN, rw))?;
    say(people::create_customer(act, &"KKG".parse().expect("an id"), &"Kreisklinikum Großenhain".parse().expect("a name")))?;
    let user = people::NewCustomerUser {
        login: "schoessler".parse().expect("a login"),
        name: "Dr. Annegret Schößler".parse().expect("a name"),
        email: "a.schoessler@kkg.example".parse().expect("an address"),
        customer: Some("KKG".parse().expect("an id")),
        locale: Locale::PtBr,
    };
    Ok((admin, erika, say(people::create_customer_user(act, &user))?, first_level, bosses))
}

impl World {
    pub(crate) async fn furnish(node: TestNode) -> Self {
        let door = node.tenant().await;
        // A real provider has the real time.
        let now = Ambient::system().now();
        node.clock.advance(now.since(node.ambient.now()));
        let (admin, erika, schoessler, first_level, bosses) =
            door.act(rooms::operator(), node.ambient.moment(), furnish).await.expect("people");
        let ca = DevCa::create(now).expect("an authority");
        let own = ca.issue("localhost", now).expect("a certificate");
        let planned = Planned::new(&own.certificate_pem, own.key_pem.reveal(), ca.ca_pem());
        let rule = Rule { ports: (20_000..32_000).collect() };
        let purposes = [(Purpose::SignOn, rule)].into_iter().collect();
        let policy = Policy { purposes, internal: vec!["sign_on=127.0.0.1".parse().expect("a target")], ..Policy::default() };
        let egress = Egress::new(policy, Arc::new(Contacts::new(100)), node.ambient.clone());
        let mut services = Extensions::new();
        services.insert(Arc::new(sso::Providers::new(egress)));
        services.insert(Arc::new(sso::WAYS));
        let one = std::num::NonZeroUsize::MIN;
        services.insert(Arc::new(access::Hasher::start(kernel::Secret::new([7; 32]), one).expect("a hasher")));
        let planned = std::cell::RefCell::new(Some(planned));
        Self { node, door, admin, erika, schoessler, first_level, bosses, services, ca, planned }
    }

    /// A certificate for a name by the desk's authority, and its key.
    pub(crate) fn certificate(&self, name: &str) -> (String, String) {
        let own = self.ca.issue(name, self.node.ambient.now()).expect("a certificate");
        (own.certificate_pem.clone(), own.key_pem.reveal().clone())
    }

    /// A provider of SAML beside it.
    pub(crate) fn planned_saml(&self) -> saml::Planned {
        let own = self.ca.issue("localhost", self.node.ambient.now()).expect("a certificate");
        saml::Planned::new(&own.certificate_pem, own.key_pem.reveal(), self.ca.ca_pem())
    }

    pub(crate) fn issuer(&self) -> String {
        self.planned.borrow().as_ref().expect("it does not run yet").issuer()
    }

    pub(crate) fn roots(&self) -> String {
        self.ca.ca_pem().to_owned()
    }

    pub(crate) fn context(&self, actor: Actor) -> Context {
        rooms::context(&self.node, &self.door, actor, self.services.clone())
    }

    pub(crate) async fn send(&self, actor: Actor, name: &str, path: &[(&str, &str)], body: Option<&Json>) -> (u16, Json) {
        send(&sso::ROOM, name, self.context(actor), call(path, "", body)).await
    }

    /// Sets a provider up, as the administrator.
    pub(crate) async fn set_up(&self, side: &str, mapping: &Json) -> String {
        let oidc = json!({"issuer": self.issuer(), "client_id": "desk", "roots": self.roots()});
        let body = json!({"side": side, "name": "Südlicht", "oidc": oidc, "secret": SECRET, "mapping": mapping});
        let (status, made) = self.send(Actor::Agent(self.admin), "sso.create_provider", &[], Some(&body)).await;
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().expect("an id").to_owned()
    }

    /// Starts the provider, which knows the desk as `desk`.
    pub(crate) fn start(&self, id: &str, accounts: &Json) -> Provider {
        let planned = self.planned.borrow_mut().take().expect("it does not run yet");
        let client = Client {
            id: "desk".into(),
            secret: SECRET.into(),
            redirect_uri: format!("{}/sso/{id}/callback", rooms::place().origin()),
            logout_uri: None,
        };
        planned.start(&[client], accounts)
    }

    pub(crate) async fn answer(&self, name: &str, id: &str, query: &str, cookies: &str) -> Answer {
        let asked: Call = call(&[("provider", id)], query, None);
        let asked = if cookies.is_empty() { asked } else { with_header(asked, "cookie", cookies) };
        answer(&sso::ROOM, name, self.context(Actor::Stranger), asked).await
    }

    /// Begins; gives where the browser goes, and the cookie that it carries.
    pub(crate) async fn begin(&self, id: &str, query: &str) -> (String, String) {
        self.begin_with(id, query, "").await
    }

    /// The same in a browser that has cookies already.
    pub(crate) async fn begin_with(&self, id: &str, query: &str, cookies: &str) -> (String, String) {
        let begun = self.answer("sso.start", id, query, cookies).await;
        assert_eq!(begun.status, 303, "{:?}", begun.bytes().map(|body| String::from_utf8_lossy(body).into_owned()));
        (header(&begun, "location"), cookie(&header(&begun, "set-cookie")))
    }

    /// Comes back; gives the answer.
    pub(crate) async fn come_back(&self, id: &str, address: &str, cookies: &str) -> Answer {
        let (path, query) = address.split_once('?').expect("a query");
        assert!(path.ends_with(&format!("/sso/{id}/callback")), "{address}");
        self.answer("sso.callback", id, query, cookies).await
    }

    /// The whole way, as an account of the provider.
    pub(crate) async fn sign_in(&self, provider: &Provider, id: &str, account: &str) -> Answer {
        let (address, carried) = self.begin(id, "").await;
        let back = provider.visit(account, &address, account);
        self.come_back(id, &back, &carried).await
    }

    /// Who holds the cookie of an answer.
    pub(crate) async fn guest(&self, audience: Audience, answer: &Answer) -> Option<room::Guest> {
        let name = if audience == Audience::Agents { access::AGENT_COOKIE } else { access::CUSTOMER_COOKIE };
        let mut lines = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
        let value = lines.find_map(|line| line.split(';').next()?.strip_prefix(&format!("{name}=")))?.to_owned();
        let context = self.context(Actor::Stranger);
        access::guest_by_cookie(&self.door, &context.house, audience, &value, &context.by).await.expect("a look")
    }

    pub(crate) async fn read<T: Send + 'static>(&self, work: impl Fn(&View<'_>) -> Result<T, Fault> + Send + 'static) -> T {
        self.door.read(rooms::operator(), self.node.ambient.now(), work).await.expect("a read")
    }

    /// The public fields of all events of this room and name, in order.
    pub(crate) async fn told(&self, name: &'static str) -> Vec<Json> {
        self.told_by("sso", name).await
    }

    /// The same of any room.
    pub(crate) async fn told_by(&self, room: &'static str, name: &'static str) -> Vec<Json> {
        let events = self.read(|view| view.events_after(0, 10_000)).await;
        events.into_iter().filter(|event| event.room == room && event.kind == name).map(|event| event.public).collect()
    }

    pub(crate) async fn roles_of(&self, agent: AgentId) -> Vec<people::RoleId> {
        self.read(move |view| people::roles_of(view, agent)).await
    }
}

pub(crate) fn header(answer: &Answer, name: &str) -> String {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// `name=value` of a `Set-Cookie` line.
pub(crate) fn cookie(line: &str) -> String {
    line.split(';').next().unwrap_or_default().to_owned()
}
