//! A desk in which a little has happened.

use kernel::{Actor, AgentId, Fault, Locale};
use room::Context;
use store::{Door, Tenant};
use testkit::rooms;
use testkit::stores::TestNode;

pub(crate) struct World {
    pub(crate) node: TestNode,
    pub(crate) door: Door<Tenant>,
    pub(crate) admin: AgentId,
    pub(crate) erika: AgentId,
}

impl World {
    /// Three events: two agents made by the command line, one grant by it.
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
            Ok::<_, Fault>((admin, erika))
        };
        let (admin, erika) = door.act(rooms::operator(), node.ambient.moment(), people).await.expect("people");
        Self { node, door, admin, erika }
    }

    pub(crate) fn context(&self, actor: Actor) -> Context {
        rooms::context(&self.node, &self.door, actor, http::Extensions::new())
    }

    /// Erika changes her profile so many times: an event each.
    pub(crate) async fn go_on(&self, times: usize) {
        for _ in 0..times {
            let change = people::ProfileChange { locale: Some(Locale::En), ..people::ProfileChange::default() };
            let by = rooms::by(Actor::Agent(self.erika));
            let act = move |act: &store::Act<'_>| people::change_profile(act, &change);
            self.door.act(by, self.node.ambient.moment(), act).await.expect("changed");
        }
    }
}
