//! A desk that takes mail, for these tests.

use kernel::{Actor, AgentId, By, EmailAddress, Fault, Id16, OperatorId, RequestId, Strength};
use mail::INTAKE;
use people::{GroupId, NewAgent, NewCustomerUser, Permission};
use room::{Arrived, House, IntakeContext, Known, Place, Sender, Taken, Way};
use store::{Act, Door, Migration, Tenant, View};
use testkit::stores::TestNode;
use tickets::commands::address_queue;
use tickets::{QueueAddress, TicketId, queries};

pub(crate) struct Desk {
    pub(crate) node: TestNode,
    pub(crate) door: Door<Tenant>,
    pub(crate) house: House,
    pub(crate) erika: AgentId,
}

pub(crate) fn migrations() -> Vec<Migration> {
    people::MIGRATIONS.iter().chain(&tickets::MIGRATIONS).chain(&mail::MIGRATIONS).copied().collect()
}

fn by(actor: Actor) -> By {
    By { actor, on_behalf: None, strength: Strength::Password, request: RequestId(Id16([7; 16])), ip: None }
}

impl Desk {
    pub(crate) async fn furnish(node: TestNode) -> Self {
        let door = node.tenant().await;
        let furnish = |act: &Act<'_>| {
            let new = NewAgent {
                login: "erika".parse().unwrap(),
                name: "Erika Mustermann".parse().unwrap(),
                email: "erika@alpha.example".parse().unwrap(),
                locale: kernel::Locale::De,
            };
            let erika = people::create_agent(act, &new).unwrap();
            people::grant(act, erika, GroupId::USERS, [Permission::Rw].into_iter().collect()).unwrap();
            let bob = NewCustomerUser {
                login: "bob".parse().unwrap(),
                name: "Bob Beispiel".parse().unwrap(),
                email: "bob@kunde.example".parse().unwrap(),
                customer: None,
                locale: kernel::Locale::De,
            };
            people::create_customer_user(act, &bob).unwrap();
            let address = QueueAddress { email: "support@alpha.example".parse().unwrap(), name: "Südlicht IT".into() };
            address_queue(act, "Raw", &address).unwrap();
            Ok::<_, Fault>(erika.0)
        };
        let operator = by(Actor::Operator(OperatorId(Id16([9; 16]))));
        let erika = AgentId(door.act(operator, node.ambient.moment(), furnish).await.unwrap());
        let house = House::new(node.ambient.clone(), http::Extensions::new());
        Self { node, door, house, erika }
    }

    fn context(&self) -> IntakeContext {
        let place =
            Place { name: "alpha".into(), title: "Südlicht IT".into(), host: "alpha.localhost".into(), locale: kernel::Locale::De };
        let by = By::room("mail", RequestId(Id16([8; 16])));
        IntakeContext { door: self.door.clone(), place, house: self.house.clone(), by }
    }

    /// Delivers a mail as a gate would.
    pub(crate) async fn deliver(&self, from: Sender, raw: &str) -> Taken {
        let arrived = Arrived {
            envelope_from: from,
            recipients: vec!["support@alpha.example".parse().unwrap()],
            raw: raw.replace('\n', "\r\n").into_bytes().into(),
            way: Way::Smtp,
            tls: None,
            helo: "kunde.example".into(),
            received_at: self.node.ambient.now(),
            fetched: None,
        };
        (INTAKE.deliver)(self.context(), arrived).await.unwrap()
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
