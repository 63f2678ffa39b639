//! Furnishes the demo: tenants, people, and about two hundred tickets with their history.
//!
//! Everything goes the way that real things go: mails through the intake, answers through commands, each with its event and
//! leaf. Only the time is told: the stories happened during the last weeks.

use super::stories::{self, Story, TenantPeople};
use super::{AgentLine, CustomerLine, Remembered, TenantLine, passphrase};
use crate::config::Config;
use crate::node::Opened;
use crate::operator::{Seat, locale, make_tenant};
use access::{AccessPolicy, Whom};
use anyhow::Context as _;
use kernel::{EmailAddress, Fault};
use people::{GroupId, NewAgent, NewCustomerUser, Permission, Permissions};
use platform::NewTenant;
use store::Act;
use tickets::QueueAddress;
use tickets::commands as desk;

/// How many tickets the demo's desks have together.
const TICKETS: usize = 200;

/// Furnishes both desks.
pub(super) async fn furnish(opened: &Opened, config: &Config) -> anyhow::Result<Remembered> {
    let (people, stories) = (stories::people()?, stories::stories()?.story);
    let mut remembered = Remembered::default();
    let begun = opened.house.ambient.now();
    for tenant in &people.tenant {
        let room = Room::open(opened, config, tenant).await?;
        remembered.tenants.push(room.people().await?);
        let own: Vec<&Story> = stories.iter().filter(|story| story.tenant == tenant.name).collect();
        let wanted = TICKETS * own.len() / stories.len().max(1);
        for (index, story) in own.iter().cycle().take(wanted.max(own.len())).enumerate() {
            // The second telling of a story happened to somebody else, some days earlier.
            let round = index / own.len().max(1);
            room.tell(story, round, begun).await.with_context(|| format!("the story {:?}", story.subject))?;
        }
    }
    Ok(remembered)
}

/// One tenant while it is furnished.
pub(super) struct Room<'a> {
    pub(super) opened: &'a Opened,
    pub(super) seat: Seat,
    pub(super) tenant: &'a TenantPeople,
}

impl<'a> Room<'a> {
    async fn open(opened: &'a Opened, config: &Config, tenant: &'a TenantPeople) -> anyhow::Result<Self> {
        let mail: EmailAddress = tenant.mail.parse()?;
        let new = NewTenant {
            name: tenant.name.parse()?,
            title: tenant.title.parse()?,
            locale: locale(tenant.locale.as_deref().unwrap_or("de")),
            hosts: vec![format!("{}.localhost", tenant.name).parse()?],
            mail_domains: vec![mail.domain().parse()?],
        };
        make_tenant(opened, new, Some(mail), &tenant.title).await?;
        let seat = Seat::of(opened, config, &tenant.name).await?;
        Ok(Self { opened, seat, tenant })
    }

    /// Queues, companies, agents and customer users with their logins.
    async fn people(&self) -> anyhow::Result<TenantLine> {
        let (queues, companies) = (self.tenant.queue.clone(), self.tenant.customer.clone());
        let title = self.tenant.title.clone();
        let work = move |act: &Act<'_>| -> Result<(), Fault> {
            for queue in &queues {
                let group = match queue.group.as_deref() {
                    None | Some("users") => GroupId::USERS,
                    Some(name) => group(act, name)?,
                };
                desk::create_queue(act, &queue.name, group).map_err(|error| Fault::new("making a demo queue", error))?;
                if let Some(email) = queue.address.as_deref().and_then(|address| address.parse().ok()) {
                    let address = QueueAddress { email, name: title.clone() };
                    desk::address_queue(act, &queue.name, &address).map_err(|error| Fault::new("addressing a demo queue", error))?;
                }
            }
            for company in &companies {
                let (id, name) = (company.id.parse(), company.name.parse());
                let (Ok(id), Ok(name)) = (id, name) else { return Err(Fault::bug("a demo company has an unfit name")) };
                people::create_customer(act, &id, &name).map_err(|error| Fault::new("making a demo company", error))?;
            }
            Ok(())
        };
        self.seat.context.act(work).await?;
        let mut agents = Vec::new();
        for agent in &self.tenant.agent {
            agents.push(self.agent(agent).await?);
        }
        let mut customers = Vec::new();
        for (index, user) in self.tenant.user.iter().enumerate() {
            // Hashing a password takes its time on purpose; two customers who can sign in are enough to try.
            let password = if index < 2 { passphrase(&self.opened.house.ambient) } else { kernel::Secret::new(String::new()) };
            let new = NewCustomerUser {
                login: user.login.parse()?,
                name: user.name.parse()?,
                email: user.email.parse()?,
                customer: user.customer.as_deref().map(str::parse).transpose()?,
                locale: locale(user.lang.as_deref().unwrap_or("de")),
            };
            self.seat.create_customer_user(new, password.clone()).await?;
            if index < 2 {
                customers.push(CustomerLine { login: user.login.clone(), password: password.reveal().clone(), email: user.email.clone() });
            }
        }
        self.demand_little().await?;
        let administrator = self.tenant.agent.first().context("a demo tenant has no agent")?;
        let token = self.seat.create_token(&administrator.login, "demo", Vec::new(), 365).await?;
        Ok(TenantLine {
            name: self.tenant.name.clone(),
            host: format!("{}.localhost", self.tenant.name),
            mail: self.tenant.mail.clone(),
            token: token.reveal().clone(),
            agents,
            customers,
        })
    }

    /// Whoever tries a demo out need not set up a second factor first; the trust centre says that nobody had to.
    async fn demand_little(&self) -> anyhow::Result<()> {
        let demand = |act: &store::Act<'_>| {
            [Whom::Agents, Whom::Administrators].into_iter().try_for_each(|whom| {
                let policy = AccessPolicy { second_factor: false, ..AccessPolicy::initial(whom) };
                access::set_policy(act, whom, Some(&policy))
            })
        };
        Ok(self.seat.context.act(demand).await?)
    }

    async fn agent(&self, agent: &stories::DemoAgent) -> anyhow::Result<AgentLine> {
        let password = passphrase(&self.opened.house.ambient);
        let domain = self.tenant.mail.split('@').nth(1).unwrap_or("example");
        let new = NewAgent {
            login: agent.login.parse()?,
            name: agent.name.parse()?,
            email: format!("{}@{domain}", agent.login).parse()?,
            locale: locale(self.tenant.locale.as_deref().unwrap_or("de")),
        };
        let administrator = agent.roles.iter().any(|role| role == "administrator");
        self.seat.create_agent(new, administrator, password.clone()).await?;
        let (login, reader) = (agent.login.clone(), agent.roles.iter().any(|role| role == "reader"));
        let work = move |act: &Act<'_>| -> Result<(), Fault> {
            let Some(agent) = people::agent_by_login(act, &login)? else { return Err(Fault::bug("a demo agent is gone")) };
            let permission = if reader { Permission::Ro } else { Permission::Rw };
            for group in people::list_groups(act)? {
                let own = group.id != GroupId::ADMIN && (administrator || !reader || group.id == GroupId::USERS);
                if own {
                    let permissions = Permissions::NONE.with(permission);
                    people::grant(act, agent.id, group.id, permissions).map_err(|error| Fault::new("granting a demo right", error))?;
                }
            }
            Ok(())
        };
        self.seat.context.act(work).await?;
        Ok(AgentLine { login: agent.login.clone(), password: password.reveal().clone(), roles: agent.roles.clone() })
    }
}

fn group(act: &Act<'_>, name: &str) -> Result<GroupId, Fault> {
    if let Some(group) = people::group_by_name(act, name)? {
        return Ok(group.id);
    }
    let parsed = name.parse().map_err(|_| Fault::bug("a demo group has an unfit name"))?;
    people::create_group(act, &parsed).map_err(|error| Fault::new("making a demo group", error))
}
