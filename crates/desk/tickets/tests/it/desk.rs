//! A furnished desk for these tests: agents with and without rights, a customer user, queues.

use kernel::{Actor, AgentId, By, CustomerUserId, Fault, Id16, OperatorId, RequestId, Strength};
use people::{GroupId, NewAgent, NewCustomerUser, Permission, Permissions};
use store::{Act, Door, Migration, Tenant, View};
use testkit::stores::TestNode;
use tickets::commands::{NewTicket, address_queue, create_queue};
use tickets::{Asker, Channel, Lock, MailLines, NewArticle, QueueAddress, Sender};

pub(crate) struct Desk {
    pub(crate) node: TestNode,
    pub(crate) door: Door<Tenant>,
    /// `rw` in users and admin.
    pub(crate) erika: AgentId,
    /// `ro` and `note` in users.
    pub(crate) jonas: AgentId,
    /// Nothing at all.
    pub(crate) mallory: AgentId,
    pub(crate) bob: CustomerUserId,
    pub(crate) eve: CustomerUserId,
}

pub(crate) fn migrations() -> Vec<Migration> {
    people::MIGRATIONS.iter().chain(&tickets::MIGRATIONS).copied().collect()
}

pub(crate) fn by(actor: Actor) -> By {
    By { actor, on_behalf: None, strength: Strength::Password, request: RequestId(Id16([7; 16])), ip: None }
}

impl Desk {
    pub(crate) async fn furnish(node: TestNode) -> Self {
        let door = node.tenant().await;
        let operator = by(Actor::Operator(OperatorId(Id16([9; 16]))));
        let furnish = |act: &Act<'_>| {
            let agent = |login: &str, name: &str, permissions: &[Permission]| {
                let email = format!("{login}@alpha.example").parse().unwrap();
                let new = NewAgent { login: login.parse().unwrap(), name: name.parse().unwrap(), email, locale: kernel::Locale::De };
                let id = people::create_agent(act, &new).unwrap();
                people::grant(act, id, GroupId::USERS, permissions.iter().copied().collect()).unwrap();
                id
            };
            let customer = |login: &str, name: &str| {
                let email = format!("{login}@kunde.example").parse().unwrap();
                let new = NewCustomerUser {
                    login: login.parse().unwrap(),
                    name: name.parse().unwrap(),
                    email,
                    customer: None,
                    locale: kernel::Locale::De,
                };
                people::create_customer_user(act, &new).unwrap()
            };
            let erika = agent("erika", "Erika Mustermann", &[Permission::Rw]);
            people::grant(act, erika, GroupId::ADMIN, Permissions::NONE.with(Permission::Rw)).unwrap();
            let jonas = agent("jonas", "Jonas Großmann", &[Permission::Ro, Permission::Note]);
            let mallory = agent("mallory", "Mallory", &[]);
            let secret = people::create_group(act, &"secret".parse().unwrap()).unwrap();
            people::grant(act, erika, secret, Permissions::NONE.with(Permission::Rw)).unwrap();
            create_queue(act, "Störungen::Netzwerk", GroupId::USERS).unwrap();
            create_queue(act, "Personal", secret).unwrap();
            let address = QueueAddress { email: "support@alpha.example".parse().unwrap(), name: "Südlicht IT".into() };
            address_queue(act, "Raw", &address).unwrap();
            Ok::<_, Fault>([erika.0, jonas.0, mallory.0, customer("bob", "Bob Beispiel").0, customer("eve", "Eve").0])
        };
        let [erika, jonas, mallory, bob, eve] = door.act(operator, node.ambient.moment(), furnish).await.unwrap();
        Self {
            node,
            door,
            erika: AgentId(erika),
            jonas: AgentId(jonas),
            mallory: AgentId(mallory),
            bob: CustomerUserId(bob),
            eve: CustomerUserId(eve),
        }
    }

    pub(crate) async fn act<T: Send + 'static, E: From<Fault> + Send + 'static>(
        &self,
        actor: Actor,
        work: impl Fn(&Act<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.door.act(by(actor), self.node.ambient.moment(), work).await
    }

    pub(crate) async fn read<T: Send + 'static, E: From<Fault> + Send + 'static>(
        &self,
        actor: Actor,
        work: impl Fn(&View<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.door.read(by(actor), self.node.ambient.now(), work).await
    }
}

pub(crate) fn article(channel: Channel, text: &str) -> NewArticle {
    NewArticle {
        channel,
        sender: if channel == Channel::Phone { Sender::Customer } else { Sender::Agent },
        visible: channel != Channel::Internal,
        author_name: "Erika Mustermann".into(),
        subject: String::new(),
        text: text.into(),
        html: None,
        lines: MailLines { to: if channel == Channel::Email { vec!["bob@kunde.example".into()] } else { vec![] }, ..MailLines::default() },
        attachments: Vec::new(),
        raw: None,
        malformed: None,
    }
}

pub(crate) fn ticket(title: &str, queue: &str, user: Option<CustomerUserId>) -> NewTicket {
    NewTicket {
        title: title.into(),
        queue: queue.into(),
        state: None,
        priority: None,
        asker: Asker { user, customer: None, email: "bob@kunde.example".parse().ok(), name: Some("Bob Beispiel".into()) },
        owner: None,
        lock: Lock::Unlock,
        pending_until: None,
        article: article(Channel::Phone, "Der Drucker in Straße 7 druckt nicht"),
    }
}
