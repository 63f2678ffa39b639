//! A desk that takes mail, for these tests.

use kernel::{Actor, AgentId, By, EmailAddress, Fault, Id16, OperatorId, RequestId, Strength};
use mail::INTAKE;
use net::{Contacts, Egress, Policy};
use people::{GroupId, NewAgent, NewCustomerUser, Permission};
use room::{Arrived, Fetched, House, IntakeContext, Known, Place, Sender, Taken, Way};
use serde_json::Value as Json;
use std::sync::Arc;
use store::{Act, Claimed, Door, Migration, Tenant, View};
use testkit::rooms;
use testkit::stores::TestNode;
use tickets::commands::address_queue;
use tickets::{QueueAddress, TicketId, queries};

pub(crate) struct Desk {
    pub(crate) node: Arc<TestNode>,
    pub(crate) door: Door<Tenant>,
    pub(crate) house: House,
    pub(crate) support: EmailAddress,
    pub(crate) erika: AgentId,
    /// Administers, and sees no queue.
    pub(crate) root: AgentId,
}

pub(crate) fn migrations() -> Vec<Migration> {
    people::MIGRATIONS.iter().chain(&tickets::MIGRATIONS).chain(&mail::MIGRATIONS).copied().collect()
}

pub(crate) fn by(actor: Actor) -> By {
    By { actor, on_behalf: None, strength: Strength::Password, request: RequestId(Id16([7; 16])), ip: None }
}

impl Desk {
    /// The desk that takes mail at `support@alpha.example`.
    pub(crate) async fn furnish(node: TestNode) -> Self {
        Self::furnish_at(Arc::new(node), "support@alpha.example").await
    }

    /// A desk of its own that takes mail there.
    pub(crate) async fn furnish_at(node: Arc<TestNode>, support: &str) -> Self {
        let door = node.tenant().await;
        let support: EmailAddress = support.parse().unwrap();
        let address = QueueAddress { email: support.clone(), name: "Südlicht IT".into() };
        let furnish = move |act: &Act<'_>| {
            let new = NewAgent {
                login: "erika".parse().unwrap(),
                name: "Erika Mustermann".parse().unwrap(),
                email: "erika@alpha.example".parse().unwrap(),
                locale: kernel::Locale::De,
            };
            let erika = people::create_agent(act, &new).unwrap();
            people::grant(act, erika, GroupId::USERS, [Permission::Rw].into_iter().collect()).unwrap();
            let new = NewAgent {
                login: "root".parse().unwrap(),
                name: "Rosa Root".parse().unwrap(),
                email: "root@alpha.example".parse().unwrap(),
                locale: kernel::Locale::En,
            };
            let root = people::create_agent(act, &new).unwrap();
            people::grant(act, root, GroupId::ADMIN, [Permission::Rw].into_iter().collect()).unwrap();
            let bob = NewCustomerUser {
                login: "bob".parse().unwrap(),
                name: "Bob Beispiel".parse().unwrap(),
                email: "bob@kunde.example".parse().unwrap(),
                customer: None,
                locale: kernel::Locale::De,
            };
            people::create_customer_user(act, &bob).unwrap();
            address_queue(act, "Raw", &address).unwrap();
            Ok::<_, Fault>((erika, root))
        };
        let operator = by(Actor::Operator(OperatorId(Id16([9; 16]))));
        let (erika, root) = door.act(operator, node.ambient.moment(), furnish).await.unwrap();
        let egress = Egress::new(Policy::default(), Arc::new(Contacts::new(1)), node.ambient.clone());
        let mut services = http::Extensions::new();
        services.insert(Arc::new(mail::Outbound::new(egress, None)));
        let house = House::new(node.ambient.clone(), services);
        Self { node, door, house, support, erika, root }
    }

    pub(crate) fn context(&self) -> IntakeContext {
        let place =
            Place { name: "alpha".into(), title: "Südlicht IT".into(), host: "alpha.localhost".into(), locale: kernel::Locale::De };
        let by = By::room("mail", RequestId(Id16([8; 16])));
        IntakeContext { door: self.door.clone(), place, house: self.house.clone(), by }
    }

    /// A mail as the gate of SMTP hands it over.
    pub(crate) fn by_smtp(&self, from: Sender, raw: &str) -> Arrived {
        Arrived {
            envelope_from: from,
            recipients: vec![self.support.clone()],
            raw: raw.replace('\n', "\r\n").into_bytes().into(),
            way: Way::Smtp,
            tls: None,
            helo: "kunde.example".into(),
            received_at: self.node.ambient.now(),
            fetched: None,
            notices: room::Notices::default(),
        }
    }

    /// A mail as the gate hands it over that reads mailboxes.
    pub(crate) fn by_imap(&self, place: &str, queue: Option<i64>, raw: &str) -> Arrived {
        let fetched = Fetched { account: Id16([5; 16]), place: place.into(), queue, is_trusted: false };
        Arrived { way: Way::Imap, recipients: Vec::new(), fetched: Some(fetched), ..self.by_smtp(Sender::Nobody, raw) }
    }

    /// Delivers a mail as a gate would.
    pub(crate) async fn deliver(&self, from: Sender, raw: &str) -> Taken {
        self.take(self.by_smtp(from, raw)).await
    }

    /// Takes a mail, a moment after the one before: the log's order is that of its moments.
    pub(crate) async fn take(&self, arrived: Arrived) -> Taken {
        self.node.clock.advance(std::time::Duration::from_millis(1));
        (INTAKE.deliver)(self.context(), arrived).await.unwrap()
    }

    /// Calls an operation of the room as an agent, with the id of its path and, after `?`, its query.
    pub(crate) async fn ask(&self, who: AgentId, name: &str, target: &str, body: Option<Json>) -> (u16, Json) {
        let (id, query) = target.split_once('?').unwrap_or((target, ""));
        let mut context = rooms::context(&self.node, &self.door, Actor::Agent(who), http::Extensions::new());
        if let Some(guest) = &mut context.guest {
            guest.locale = kernel::Locale::En;
        }
        rooms::send(&mail::ROOM, name, context, rooms::call(&[("id", id)], query, body.as_ref())).await
    }

    /// Chooses what the default queue does with follow-ups to closed tickets.
    pub(crate) async fn follow_up(&self, option: &str) {
        let option = tickets::FollowUp::parse(option).unwrap();
        let operator = by(Actor::Operator(OperatorId(Id16([9; 16]))));
        let work = move |act: &Act<'_>| tickets::commands::set_follow_up(act, "Raw", option);
        self.door.act(operator, self.node.ambient.moment(), work).await.unwrap();
    }

    /// The mails that the desk would send of a ticket now: by whom, and what; made by the job that sends.
    pub(crate) async fn outgoing(&self, number: &str) -> Vec<(Sender, String)> {
        let send = mail::ROOM.jobs.iter().find(|job| job.name == "send").unwrap();
        let mut all = Vec::new();
        for article in self.page(number).await.articles {
            if article.delivery.is_none_or(|delivery| delivery.state != tickets::Delivery::Queued) {
                continue;
            }
            let intake = self.context();
            let context = room::JobContext { door: intake.door, place: intake.place, house: intake.house, by: intake.by };
            let (room, kind) = ("mail".into(), "send".into());
            let (object, created_at) = (article.id.0, self.node.ambient.now());
            (send.run)(context, Claimed { id: object, room, kind, object, attempts: 0, created_at }).await.unwrap();
            let read = move |view: &View<'_>| {
                let (article, _) = queries::article(view, article.id)?;
                Ok::<_, tickets::Refusal>(view.blob(article.raw.unwrap())?)
            };
            let raw = self.door.read(by(Actor::Agent(self.erika)), self.node.ambient.now(), read).await.unwrap();
            let by_program = article.sender == tickets::Sender::System;
            let from = if by_program { Sender::Nobody } else { Sender::Address(self.support.clone()) };
            all.push((from, String::from_utf8(raw).unwrap().replace("\r\n", "\n")));
        }
        all
    }

    /// How many jobs wait.
    pub(crate) async fn jobs(&self) -> u64 {
        let operator = by(Actor::Operator(OperatorId(Id16([9; 16]))));
        self.door.read(operator, self.node.ambient.now(), |view| view.jobs()).await.unwrap()
    }

    /// The newest entries of the log.
    pub(crate) async fn log(&self, query: &str) -> Vec<Json> {
        let (status, page) = self.ask(self.root, "mail.log", &format!("?{query}"), None).await;
        assert_eq!(status, 200, "{page}");
        page["items"].as_array().unwrap().clone()
    }

    /// What was decided about the newest mail: the kinds of its steps, in their order.
    pub(crate) async fn steps(&self) -> Vec<String> {
        let newest = self.log("limit=1").await.remove(0);
        let (_, entry) = self.ask(self.root, "mail.log_entry", newest["id"].as_str().unwrap(), None).await;
        entry["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn bob_writes(&self, raw: &str) -> Taken {
        self.deliver(Sender::Address("bob@kunde.example".parse().unwrap()), raw).await
    }

    pub(crate) async fn knows(&self, address: &str) -> Known {
        let address: EmailAddress = address.parse().unwrap();
        (INTAKE.recipient)(self.context(), address).await.unwrap()
    }

    pub(crate) async fn page(&self, number: &str) -> queries::Page {
        let number = number.to_owned();
        let read = move |view: &View<'_>| {
            let id: TicketId = queries::id_of_number(view, &number)?.unwrap();
            queries::page(view, id)
        };
        self.door.read(by(Actor::Agent(self.erika)), self.node.ambient.now(), read).await.unwrap()
    }

    pub(crate) async fn page_of(&self, id: TicketId) -> queries::Page {
        self.door.read(by(Actor::Agent(self.erika)), self.node.ambient.now(), move |view| queries::page(view, id)).await.unwrap()
    }

    pub(crate) async fn act<T: Send + 'static, E: From<Fault> + Send + 'static>(
        &self,
        work: impl Fn(&Act<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.door.act(by(Actor::Agent(self.erika)), self.node.ambient.moment(), work).await
    }
}

pub(crate) fn number_of(taken: &Taken) -> String {
    match taken {
        Taken::Ticket { number, .. } => number.clone(),
        other => panic!("no ticket: {other:?}"),
    }
}
