//! A desk with an administrator, an agent, and a customer user.

use kernel::{Actor, AgentId, CustomerUserId, Fault, Locale};
use people::{NewAgent, NewCustomerUser, Permissions};
use room::Context;
use store::{Door, Tenant, View};
use testkit::rooms;
use testkit::stores::TestNode;

pub(crate) struct World {
    pub(crate) node: TestNode,
    pub(crate) door: Door<Tenant>,
    pub(crate) admin: AgentId,
    pub(crate) erika: AgentId,
    pub(crate) schoessler: CustomerUserId,
}

pub(crate) fn agent(login: &str) -> NewAgent {
    NewAgent {
        login: login.parse().expect("a login"),
        name: format!("{login} Mustermann").parse().expect("a name"),
        email: format!("{login}@alpha.example").parse().expect("an address"),
        locale: Locale::De,
    }
}

pub(crate) fn customer_user(login: &str, name: &str, customer: Option<&str>) -> NewCustomerUser {
    NewCustomerUser {
        login: login.parse().expect("a login"),
        name: name.parse().expect("a name"),
        email: format!("{login}@kkg.example").parse().expect("an address"),
        customer: customer.map(|id| id.parse().expect("a customer id")),
        locale: Locale::De,
    }
}

impl World {
    pub(crate) async fn furnish(node: TestNode) -> Self {
        let door = node.tenant().await;
        let act = |act: &store::Act<'_>| {
            let admin = people::create_agent(act, &agent("root"))?;
            let erika = people::create_agent(act, &agent("Erika"))?;
            Ok::<_, people::CreateAgentError>((admin, erika))
        };
        let (admin, erika) = door.act(rooms::operator(), node.ambient.moment(), act).await.expect("agents");
        let rw: Permissions = [people::Permission::Rw].into_iter().collect();
        let grant = move |act: &store::Act<'_>| people::grant(act, admin, people::GroupId::ADMIN, rw);
        door.act(rooms::operator(), node.ambient.moment(), grant).await.expect("an administrator");
        let customer = |act: &store::Act<'_>| {
            let (id, name) = ("KKG".parse().expect("an id"), "Kreisklinikum Großenhain".parse().expect("a name"));
            people::create_customer(act, &id, &name)
        };
        door.act(rooms::operator(), node.ambient.moment(), customer).await.expect("a customer");
        let user =
            |act: &store::Act<'_>| people::create_customer_user(act, &customer_user("schoessler", "Dr. Annegret Schößler", Some("KKG")));
        let schoessler = door.act(rooms::operator(), node.ambient.moment(), user).await.expect("a customer user");
        Self { node, door, admin, erika, schoessler }
    }

    pub(crate) async fn act<T, E, F>(&self, actor: Actor, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: Fn(&store::Act<'_>) -> Result<T, E> + Send + 'static,
    {
        self.door.act(rooms::by(actor), self.node.ambient.moment(), work).await
    }

    pub(crate) async fn read<T: Send + 'static>(&self, work: impl Fn(&View<'_>) -> Result<T, Fault> + Send + 'static) -> T {
        self.door.read(rooms::operator(), self.node.ambient.now(), work).await.expect("read")
    }

    pub(crate) fn context(&self, actor: Actor) -> Context {
        rooms::context(&self.node, &self.door, actor, http::Extensions::new())
    }
}
