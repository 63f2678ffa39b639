//! A desk with agents and a customer user who have passwords.

use access::{Hasher, Person, TokenEnvironment};
use http::Extensions;
use kernel::{Actor, AgentId, By, CustomerUserId, Fault, Id16, Locale, Secret};
use room::{Audience, Context, Guest};
use serde_json::Value as Json;
use std::num::NonZeroUsize;
use std::sync::Arc;
use store::{Door, Migration, Tenant, View};
use testkit::rooms::{self, call, with_header};
use testkit::stores::TestNode;
use web::{Answer, Call};

pub(crate) const PASSWORD: &str = "Teekanne fliegt um neun";
pub(crate) const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

pub(crate) fn migrations() -> Vec<Migration> {
    people::MIGRATIONS.iter().chain(&access::MIGRATIONS).copied().collect()
}

pub(crate) struct World {
    pub(crate) node: TestNode,
    pub(crate) door: Door<Tenant>,
    pub(crate) hasher: Arc<Hasher>,
    pub(crate) admin: AgentId,
    pub(crate) erika: AgentId,
    pub(crate) schoessler: CustomerUserId,
}

pub(crate) fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

impl World {
    /// Nobody has a password yet.
    pub(crate) async fn furnish(node: TestNode) -> Self {
        let door = node.tenant().await;
        let people = |act: &store::Act<'_>| {
            let new = |login: &str, name: &str| people::NewAgent {
                login: login.parse().expect("a login"),
                name: name.parse().expect("a name"),
                email: format!("{login}@alpha.example").parse().expect("an address"),
                locale: Locale::De,
            };
            let admin = people::create_agent(act, &new("root", "Rita Root")).map_err(|error| Fault::new("admin", error))?;
            let erika = people::create_agent(act, &new("erika", "Erika Mustermann")).map_err(|error| Fault::new("erika", error))?;
            let rw = [people::Permission::Rw].into_iter().collect();
            people::grant(act, admin, people::GroupId::ADMIN, rw).map_err(|error| Fault::new("grant", error))?;
            let user = people::NewCustomerUser {
                login: "schoessler".parse().expect("a login"),
                name: "Dr. Annegret Schößler".parse().expect("a name"),
                email: "a.schoessler@kkg.example".parse().expect("an address"),
                customer: None,
                locale: Locale::PtBr,
            };
            let schoessler = people::create_customer_user(act, &user).map_err(|error| Fault::new("customer user", error))?;
            Ok::<_, Fault>((admin, erika, schoessler))
        };
        let (admin, erika, schoessler) = door.act(rooms::operator(), node.ambient.moment(), people).await.expect("people");
        let threads = NonZeroUsize::new(2).expect("two");
        let hasher = Arc::new(Hasher::start(Secret::new([7; 32]), threads).expect("a hasher"));
        Self { node, door, hasher, admin, erika, schoessler }
    }

    /// Erika and Dr. Schößler have [`PASSWORD`].
    pub(crate) async fn with_passwords(node: TestNode) -> Self {
        let world = Self::furnish(node).await;
        for person in [Person::Agent(world.erika), Person::CustomerUser(world.schoessler)] {
            access::set_password(&world.operator(), person, secret(PASSWORD)).await.expect("a password");
        }
        world
    }

    pub(crate) fn context(&self, actor: Actor) -> Context {
        let mut services = Extensions::new();
        services.insert(Arc::clone(&self.hasher));
        services.insert(Arc::new("test".parse::<TokenEnvironment>().expect("an environment")));
        rooms::context(&self.node, &self.door, actor, services)
    }

    pub(crate) fn operator(&self) -> Context {
        Context { by: rooms::operator(), guest: None, ..self.context(Actor::Stranger) }
    }

    pub(crate) fn stranger(&self, ip: &str) -> Context {
        let context = self.context(Actor::Stranger);
        let by = By { ip: Some(ip.parse().expect("an address")), ..context.by.clone() };
        Context { by, ..context }
    }

    /// The context of somebody who signed in with this cookie.
    pub(crate) async fn signed_in(&self, audience: Audience, cookie: &str) -> Context {
        let guest = self.guest(audience, cookie).await.expect("a guest");
        let context = self.context(guest.actor);
        Context { guest: Some(guest), ..context }
    }

    pub(crate) async fn guest(&self, audience: Audience, cookie: &str) -> Option<Guest> {
        let context = self.context(Actor::Stranger);
        access::guest_by_cookie(&self.door, &context.house, audience, cookie, &context.by).await.expect("asked")
    }

    pub(crate) async fn guest_by_token(&self, text: &str) -> Option<Guest> {
        let context = self.context(Actor::Stranger);
        access::guest_by_token(&self.door, &context.house, text, &context.by).await.expect("asked")
    }

    /// Sends a sign-in form from an address.
    pub(crate) async fn try_from(&self, ip: &str, operation: &str, form: &str) -> Answer {
        rooms::answer(&access::ROOM, operation, self.stranger(ip), form_call(form)).await
    }

    pub(crate) async fn sign_in(&self, operation: &str, login: &str, password: &str) -> Answer {
        self.try_from("192.0.2.7", operation, &form(login, password)).await
    }

    /// Signs Erika in; gives the cookie's value.
    pub(crate) async fn erika_signs_in(&self) -> String {
        cookie_of(&self.sign_in("access.sign_in", "erika", PASSWORD).await).expect("a cookie")
    }

    pub(crate) async fn ask(&self, context: Context, operation: &str, path: &[(&str, &str)], body: Option<Json>) -> (u16, Json) {
        rooms::send(&access::ROOM, operation, context, call(path, "", body.as_ref())).await
    }

    pub(crate) async fn read<T: Send + 'static>(&self, work: impl Fn(&View<'_>) -> Result<T, Fault> + Send + 'static) -> T {
        self.door.read(rooms::operator(), self.node.ambient.now(), work).await.expect("read")
    }

    /// How many events of a kind there are.
    pub(crate) async fn told(&self, kind: &'static str) -> usize {
        self.read(move |view| Ok(view.events_after(0, 500)?.iter().filter(|event| event.kind == kind).count())).await
    }

    pub(crate) async fn make_invalid(&self, agent: AgentId) {
        let gone = people::AgentChange { valid: Some(false), ..people::AgentChange::default() };
        let change = move |act: &store::Act<'_>| people::change_agent(act, agent, &gone);
        self.door.act(rooms::operator(), self.node.ambient.moment(), change).await.expect("changed");
    }
}

/// The text of a token that an agent made for themselves.
pub(crate) async fn make_token(world: &World, agent: AgentId, days: u16) -> String {
    let body = serde_json::json!({"name": "Bericht", "scopes": ["tickets:read", "people:read"], "days": days});
    let (status, made) = world.ask(world.context(Actor::Agent(agent)), "access.create_token", &[], Some(body)).await;
    assert_eq!(status, 201);
    made.get("token").and_then(Json::as_str).expect("a token").to_owned()
}

pub(crate) fn nobody() -> AgentId {
    AgentId(Id16([9; 16]))
}

pub(crate) fn form(login: &str, password: &str) -> String {
    format!("login={}&password={}", login.replace(' ', "+"), password.replace(' ', "+"))
}

pub(crate) fn form_call(form: &str) -> Call {
    let call = with_header(call(&[], "", None), "content-type", "application/x-www-form-urlencoded");
    let call = with_header(call, "user-agent", BROWSER);
    Call { body: form.to_owned().into(), ..call }
}

pub(crate) fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(crate) fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes().expect("a whole body").to_vec()).expect("text")
}

/// The value of the cookie that an answer sets.
pub(crate) fn cookie_of(answer: &Answer) -> Option<String> {
    let (_, rest) = header(answer, "set-cookie").split_once('=')?;
    rest.split(';').next().filter(|value| !value.is_empty()).map(str::to_owned)
}
